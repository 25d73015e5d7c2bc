# A small image with the one binary. The final stage installs nothing: TLS roots, time zones and pages are in the binary.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# With PDF: that is not built unless it is asked for.
RUN cargo build --release --locked --package server --bin loket --features pdf

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/loket --create-home loket \
    && install -d -m 700 -o loket -g loket /var/lib/loket/keys \
    && install -d -m 700 -o loket -g loket /var/lib/loket/files
COPY --from=build /src/target/release/loket /usr/local/bin/loket
COPY scripts/new-signing-key /usr/local/bin/new-signing-key
USER 10001
WORKDIR /var/lib/loket
ENV LOKET__SERVER__BIND=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["loket"]
CMD ["serve"]

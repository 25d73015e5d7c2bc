//! Connections: how many, how slow, and how they end.

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// How long a sender may take to send the head of a request; also how long a silent connection stays open.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// Largest head of a request, in bytes; a token is about 400 of them.
const HEAD_BYTES: usize = 64 * 1024;
/// How long somebody may read nothing while we have something to say.
const READ_PATIENCE: Duration = Duration::from_secs(20);
/// How long requests under way get to end when the server stops.
const DRAIN: Duration = Duration::from_secs(15);

/// Serves until `stop` turns true, then lets requests under way end.
pub async fn listen(bind: &str, router: Router, most: usize, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(bind).await.with_context(|| format!("cannot listen on {bind}"))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    let places = Arc::new(Semaphore::new(most));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stop.wait_for(|&told| told) => break,
            Some(_) = connections.join_next() => continue,
        };
        let Some((stream, address, place)) = accepted else { continue };
        let router = router.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(address));
            router.clone().oneshot(request)
        });
        // Somebody who asks and does not read the answer would hold a place for ever.
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(READ_PATIENCE));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_PATIENCE)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(Box::pin(stream)), service)
            .with_upgrades();
        let mut stop = stop.clone();
        connections.spawn(async move {
            let mut connection = pin!(connection);
            // A sender that goes away mid-sentence is no fault of ours.
            let told = tokio::select! {
                _ = connection.as_mut() => false,
                _ = stop.wait_for(|&told| told) => true,
            };
            if told {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
            drop(place);
        });
    }
    let drained = async { while connections.join_next().await.is_some() {} };
    tokio::select! {
        () = drained => {}
        () = tokio::time::sleep(DRAIN) => tracing::warn!("some requests did not end in time"),
    }
    Ok(())
}

type Accepted = (tokio::net::TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, address, place))
        }
        Err(error) => {
            // Out of file handles, most likely: give others a moment to close.
            tracing::warn!(%error, "cannot accept");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

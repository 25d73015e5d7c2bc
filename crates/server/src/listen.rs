//! Connections: how many, how slow, and how they end.

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
#[cfg(target_os = "linux")]
use socket2::SockFilter;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// How long a sender may take to send the head of a request; also how long a silent connection stays open.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// Largest head of a request, in bytes; a token is about 400 of them.
const HEAD_BYTES: usize = 64 * 1024;
/// How long somebody may read nothing while we have something to say.
const READ_PATIENCE: Duration = Duration::from_secs(20);
/// How long requests under way get to end when the server stops, all that follows included.
const DRAIN: Duration = Duration::from_secs(15);
/// When nobody new came for so long after the door was shut, nobody is under way to it.
const QUIET: Duration = Duration::from_millis(300);
/// How long a connection without a request stays open when the server stops: what was sent before its sender could know
/// gets its answer, and the word that it was the last.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// Serves until `stop` turns true. Then nobody new is let in, whoever came in before is answered, and all goes quiet.
pub(crate) async fn listen(
    bind: &str,
    router: Router,
    most: usize,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
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
        connections.spawn(converse(stream, address, router.clone(), stop.clone(), Some(place)));
    }
    let drained = async {
        shut_the_door(&listener);
        // They shook hands with us: their requests may be under way, or here.
        while let Ok(Ok((stream, address))) = tokio::time::timeout(QUIET, listener.accept()).await {
            connections.spawn(converse(stream, address, router.clone(), stop.clone(), None));
        }
        drop(listener);
        while connections.join_next().await.is_some() {}
    };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
    Ok(())
}

/// From now on nobody begins to connect, and those who have begun can finish. Closing the listener at once would reset
/// everybody whose connection waits to be accepted, requests and all.
fn shut_the_door(listener: &TcpListener) {
    #[cfg(target_os = "linux")]
    {
        // The 14th byte of a TCP segment holds its flags: a segment that asks for a connection is dropped. Its sender
        // asks again, and is refused when the listener is gone.
        let [load_byte, jump_if_set, answer] = [0x30, 0x45, 0x06];
        let filter = [
            SockFilter::new(load_byte, 0, 0, 13),
            SockFilter::new(jump_if_set, 0, 1, 0x02),
            SockFilter::new(answer, 0, 0, 0),
            SockFilter::new(answer, 0, 0, u32::MAX),
        ];
        if let Err(error) = socket2::SockRef::from(listener).attach_filter(&filter) {
            tracing::debug!(%error, "who connects in this very moment may be reset");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = listener;
}

/// One connection, from its first request to its last.
async fn converse(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    mut stop: watch::Receiver<bool>,
    place: Option<OwnedSemaphorePermit>,
) {
    let _ = stream.set_nodelay(true);
    let stopping = stop.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(address));
        let (answer, stopping) = (router.clone().oneshot(request), stopping.clone());
        async move {
            let mut answer = answer.await?;
            if *stopping.borrow() && answer.status() != StatusCode::SWITCHING_PROTOCOLS {
                // The next request belongs elsewhere.
                answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, std::convert::Infallible>(answer)
        }
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
    let mut connection = pin!(connection);
    // A sender that goes away mid-sentence is no fault of ours.
    let told = tokio::select! {
        _ = connection.as_mut() => false,
        _ = stop.wait_for(|&told| told) => true,
    };
    if told && tokio::time::timeout(LAST_WORDS, connection.as_mut()).await.is_err() {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
    drop(place);
}

type Accepted = (TcpStream, SocketAddr, OwnedSemaphorePermit);

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => Some((stream, address, place)),
        Err(error) => {
            // Out of file handles, most likely: give others a moment to close.
            tracing::warn!(%error, "cannot accept");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

//! A sender who falls silent is cut off (slow loris). Only silence that somebody listened to counts: while a file that came is
//! looked through for viruses, nobody reads on.

use axum::BoxError;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use futures_util::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::time::{Sleep, sleep};

/// How long a sender may be silent while sending a body.
const PATIENCE: Duration = Duration::from_secs(10);
/// Whoever listens is woken this soon after [`PATIENCE`] is over, also on a busy machine; whoever comes later did not listen.
const WOKEN_WITHIN: Duration = Duration::from_secs(1);

/// Gives a request a body that ends with an error when its sender is silent for too long.
pub(crate) async fn cut_off_the_silent(request: Request) -> Request {
    request.map(|body| Body::from_stream(Heard { body: body.into_data_stream(), silence: None }))
}

struct Heard {
    body: BodyDataStream,
    /// Since when there is silence, and what ends when it was too long; none while the sender goes on.
    silence: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Stream for Heard {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(piece) = Pin::new(&mut self.body).poll_next(context) {
            self.silence = None;
            return Poll::Ready(piece.map(|piece| piece.map_err(Into::into)));
        }
        let begun = || (app::stopwatch(), Box::pin(sleep(PATIENCE)));
        let (since, end) = self.silence.get_or_insert_with(begun);
        if since.elapsed() > PATIENCE + WOKEN_WITHIN {
            (*since, *end) = begun();
        }
        end.as_mut().poll(context).map(|()| Some(Err("the sender of this request fell silent".into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{FutureExt, StreamExt};
    use tokio::sync::mpsc;

    /// A body whose pieces are sent by hand.
    fn body() -> (mpsc::UnboundedSender<&'static str>, BodyDataStream) {
        let (send, mut sent) = mpsc::unbounded_channel();
        let pieces = futures_util::stream::poll_fn(move |context| {
            sent.poll_recv(context).map(|piece: Option<&str>| piece.map(Ok::<_, std::convert::Infallible>))
        });
        (send, Body::from_stream(pieces).into_data_stream())
    }

    /// Somebody looked so long ago, and found nothing.
    fn looked(ago: Duration) -> (Instant, Pin<Box<Sleep>>) {
        (app::stopwatch() - ago, Box::pin(sleep(PATIENCE.saturating_sub(ago))))
    }

    #[tokio::test]
    async fn whoever_is_silent_while_somebody_listens_is_cut_off() {
        let (send, body) = body();
        let mut heard = Heard { body, silence: Some(looked(PATIENCE)) };
        send.send("begin").expect("somebody reads");
        assert_eq!(heard.next().await.expect("it goes on").expect("a piece"), "begin");
        heard.silence = Some(looked(PATIENCE));
        let cut = heard.next().await.expect("an end").expect_err("no piece came");
        assert!(cut.to_string().contains("fell silent"), "{cut}");
    }

    #[tokio::test]
    async fn time_in_which_nobody_listened_does_not_count_against_the_sender() {
        let (send, body) = body();
        // The last look before a scan of a minute found nothing, and so does the first after it.
        let mut heard = Heard { body, silence: Some(looked(Duration::from_secs(60))) };
        assert!(heard.next().now_or_never().is_none(), "it is not cut off");
        send.send("more").expect("somebody reads");
        assert_eq!(heard.next().await.expect("it goes on").expect("a piece"), "more");
        drop(send);
        assert!(heard.next().await.is_none());
    }
}

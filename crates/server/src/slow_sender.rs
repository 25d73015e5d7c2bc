//! A sender who falls silent is cut off (slow loris). Only silence that somebody listened to counts: while a file that came is
//! looked through for viruses, nobody reads on.

use axum::BoxError;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use futures_util::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

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
    /// Ends when there was silence for too long; none while the sender goes on.
    silence: Option<Pin<Box<Sleep>>>,
}

impl Stream for Heard {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(piece) = Pin::new(&mut self.body).poll_next(context) {
            self.silence = None;
            return Poll::Ready(piece.map(|piece| piece.map_err(Into::into)));
        }
        let silence = self.silence.get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
        if silence.deadline() + WOKEN_WITHIN < Instant::now() {
            silence.as_mut().reset(Instant::now() + PATIENCE);
        }
        silence.as_mut().poll(context).map(|()| Some(Err("the sender of this request fell silent".into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{FutureExt, StreamExt};
    use tokio::sync::mpsc;
    use tokio::time::sleep_until;

    /// A body whose pieces are sent by hand.
    fn body() -> (mpsc::UnboundedSender<&'static str>, BodyDataStream) {
        let (send, mut sent) = mpsc::unbounded_channel();
        let pieces = futures_util::stream::poll_fn(move |context| {
            sent.poll_recv(context).map(|piece: Option<&str>| piece.map(Ok::<_, std::convert::Infallible>))
        });
        (send, Body::from_stream(pieces).into_data_stream())
    }

    /// Somebody looked so long before patience was over, and found nothing.
    fn heard_in_vain(body: BodyDataStream, over: Duration) -> Heard {
        Heard { body, silence: Some(Box::pin(sleep_until(Instant::now() - over))) }
    }

    #[tokio::test]
    async fn whoever_is_silent_while_somebody_listens_is_cut_off() {
        let (send, body) = body();
        let mut heard = heard_in_vain(body, Duration::ZERO);
        send.send("begin").expect("somebody reads");
        assert_eq!(heard.next().await.expect("it goes on").expect("a piece"), "begin");
        heard.silence = Some(Box::pin(sleep_until(Instant::now())));
        let cut = heard.next().await.expect("an end").expect_err("no piece came");
        assert!(cut.to_string().contains("fell silent"), "{cut}");
    }

    #[tokio::test]
    async fn time_in_which_nobody_listened_does_not_count_against_the_sender() {
        let (send, body) = body();
        // The last look before a scan of a minute found nothing, and so does the first after it.
        let mut heard = heard_in_vain(body, Duration::from_secs(50));
        assert!(heard.next().now_or_never().is_none(), "it is not cut off");
        send.send("more").expect("somebody reads");
        assert_eq!(heard.next().await.expect("it goes on").expect("a piece"), "more");
        drop(send);
        assert!(heard.next().await.is_none());
    }
}

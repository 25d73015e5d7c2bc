//! How long somebody has to wait (rate limit, 429, Retry-After), in words and in the head of the answer.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::counted;
use std::time::Duration;

/// How long somebody has to wait.
pub(crate) fn wait_in_words(wait: Duration) -> String {
    let how_long = match wait.as_secs() + 1 {
        seconds @ ..=90 => counted(seconds, "seconde", "seconden"),
        seconds => counted(seconds.div_ceil(60), "minuut", "minuten"),
    };
    format!("Wacht {how_long} en probeer het dan nog eens.")
}

/// How long the senders at an address have to wait.
pub(crate) fn limit_in_words(wait: Duration) -> String {
    format!(
        "Vanaf dit adres kwamen veel aanvragen achter elkaar. Probeer het over {} nog eens.",
        minutes_in_words(wait)
    )
}

/// How long whoever writes about one question has to wait.
pub(crate) fn messages_limit_in_words(wait: Duration) -> String {
    let minutes = minutes_in_words(wait);
    format!("Bij deze vraag kwamen veel berichten achter elkaar. Verstuur uw bericht over {minutes} nog eens.")
}

fn minutes_in_words(wait: Duration) -> String {
    counted(wait.as_secs().div_ceil(60).max(1), "minuut", "minuten")
}

/// An answer to somebody who has to wait, that says when to come back.
pub(crate) fn limited(mut response: Response, wait: Duration) -> Response {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    // Whole seconds, and not one too early.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_second_and_one_minute_are_not_called_many() {
        let wait = |seconds| wait_in_words(Duration::from_secs(seconds));
        assert_eq!(wait(0), "Wacht 1 seconde en probeer het dan nog eens.");
        assert_eq!(wait(1), "Wacht 2 seconden en probeer het dan nog eens.");
        assert_eq!(wait(90), "Wacht 2 minuten en probeer het dan nog eens.");
        assert!(limit_in_words(Duration::from_secs(1)).contains("over 1 minuut nog eens"));
        assert!(messages_limit_in_words(Duration::from_secs(61)).contains("over 2 minuten nog eens"));
    }
}

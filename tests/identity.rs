//! Signing in on the pages: invitations, passwords, codes, sessions, and what slows down guessing.

use crate::client::listening;
use app::{Browser, Caller, Refusal, SignIn, Welcome, totp_code};
use chrono::Duration;
use domain::{Actor, EventKind, Origin};
use reqwest::header::{LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::{Response, StatusCode};
use std::net::IpAddr;
use testkit::{TestDesk, desks};

pub const PASSWORD: &str = "een lange zin als wachtwoord";

pub fn browser(address: &str) -> Browser {
    Browser { address: address.parse::<IpAddr>().expect("an address"), device: None, session: None }
}

/// What an authenticator keeps, from the key on the page.
pub fn decoded(base32: &str) -> Vec<u8> {
    let (mut held, mut bits, mut bytes) = (0_u32, 0, Vec::new());
    for letter in base32.bytes() {
        let value = if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
        held = (held << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

/// Somebody who chose a password, and their authenticator.
pub struct Member {
    pub email: &'static str,
    secret: Vec<u8>,
    pub recovery_codes: Vec<String>,
}

impl Member {
    pub async fn invited(desk: &TestDesk, id: domain::PersonId, email: &'static str) -> Self {
        let operator = Caller::system(Origin::Cli);
        let url = desk.app.invite(&operator, id, app::Sending::InPerson).await.expect("a link");
        let secret = url.rsplit('/').next().expect("a secret");
        let link = desk.app.open_access_link(secret).await.expect("it opens");
        let factor = decoded(&link.new_factor.expect("a new factor").secret);
        let code = totp_code(&factor, desk.app.now());
        let from = browser("192.0.2.99");
        let chosen = desk.app.choose_password(&from, secret, PASSWORD, PASSWORD, &code).await.expect("it is taken");
        desk.clock.advance(Duration::minutes(2));
        Self { email, secret: factor, recovery_codes: chosen.recovery_codes }
    }

    pub fn code(&self, desk: &TestDesk) -> String {
        totp_code(&self.secret, desk.app.now())
    }

    async fn sign_in(&self, desk: &TestDesk, from: &Browser, password: &str, code: &str) -> SignIn {
        desk.app.sign_in_with_password(from, self.email, password, code).await.expect("an outcome")
    }

    /// A session, signed in from this browser.
    async fn session(&self, desk: &TestDesk, from: &Browser) -> Welcome {
        match self.sign_in(desk, from, PASSWORD, &self.code(desk)).await {
            SignIn::Welcome(welcome) => welcome,
            other => panic!("{other:?}"),
        }
    }
}

async fn is_signed_in(desk: &TestDesk, session: &str) -> bool {
    desk.app.caller_of_session(session).await.expect("a caller").actor.person().is_some()
}

fn cookies(answer: &Response) -> Vec<String> {
    answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().expect("text").to_owned()).collect()
}

pub fn http() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}

/// The value of a hidden field or element on a page.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} is not in {text}"));
    rest.split_once(after).expect("an end").0
}

#[tokio::test]
async fn somebody_who_is_invited_chooses_a_password_and_is_signed_in_until_they_sign_out_everywhere() {
    for desk in desks().await {
        let at = listening(&desk).await.address;
        let http = http();
        let operator = Caller::system(Origin::Cli);
        let url = desk.app.invite(&operator, TestDesk::ANNA, app::Sending::ByLetter).await.expect("a link");
        let path = url.strip_prefix("http://loket.test").expect("our address");
        let letters = desk.app.lease_letters(10).await.expect("letters");
        assert!(letters[0].letter.body.contains(&url), "the letter holds the link");

        let page = http.get(format!("{at}{path}")).send().await.expect("a page").text().await.expect("text");
        assert!(page.contains("<svg role=\"img\""), "a code to scan");
        let factor = decoded(between(&page, "id=\"sleutel\">", "<"));
        let wrong = [("password", "kort"), ("repeated", "anders"), ("code", "000000")];
        let answer = http.post(format!("{at}{path}")).form(&wrong).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let code = totp_code(&factor, desk.app.now());
        let right = [("password", PASSWORD), ("repeated", PASSWORD), ("code", code.as_str())];
        let answer = http.post(format!("{at}{path}")).form(&right).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let set = cookies(&answer);
        let session = set.iter().find(|cookie| cookie.starts_with("__Host-loket=")).expect("a session");
        for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
            assert!(session.contains(part), "{session}");
        }
        let session = session.split(';').next().expect("a value").to_owned();
        let page = answer.text().await.expect("text");
        assert_eq!(page.matches("<li><code>").count(), 10, "ten recovery codes");

        let again = http.post(format!("{at}{path}")).form(&right).send().await.expect("an answer");
        assert_eq!(again.status(), StatusCode::NOT_FOUND, "the link holds once");
        let never = http.get(format!("{at}/toegang/onzin")).send().await.expect("an answer");
        assert_eq!(never.text().await.expect("text"), again.text().await.expect("text"));

        let account = http.get(format!("{at}/account")).header("cookie", &session).send().await.expect("a page");
        assert_eq!(account.status(), StatusCode::OK);
        let page = account.text().await.expect("text");
        let token = between(&page, "name=\"token\" value=\"", "\"");
        let everywhere = http.post(format!("{at}/account/overal-uit")).header("cookie", &session);
        let refused = everywhere.try_clone().expect("a copy").form(&[("token", "geraden")]).send().await;
        assert_eq!(refused.expect("an answer").headers()[LOCATION], "/inloggen");
        let answer = everywhere.form(&[("token", token)]).send().await.expect("an answer");
        assert_eq!(answer.headers()[LOCATION], "/");
        let account = http.get(format!("{at}/account")).header("cookie", &session).send().await.expect("a page");
        assert_eq!(account.headers()[LOCATION], "/inloggen", "nothing is left of the session");
    }
}

#[tokio::test]
async fn a_code_holds_once_and_so_does_a_recovery_code() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let from = browser("192.0.2.1");
        let code = anna.code(&desk);
        assert!(matches!(anna.sign_in(&desk, &from, PASSWORD, &code).await, SignIn::Welcome(_)));
        assert_eq!(anna.sign_in(&desk, &from, PASSWORD, &code).await, SignIn::Refused, "replayed");
        let recovery = anna.recovery_codes[3].to_lowercase();
        assert!(matches!(anna.sign_in(&desk, &from, PASSWORD, &recovery).await, SignIn::Welcome(_)));
        assert_eq!(anna.sign_in(&desk, &from, PASSWORD, &recovery).await, SignIn::Refused, "used");
        assert_eq!(anna.sign_in(&desk, &from, PASSWORD, "").await, SignIn::Refused, "no code");
        desk.clock.advance(Duration::minutes(1));
        assert_eq!(anna.sign_in(&desk, &from, "een ander wachtwoord", &anna.code(&desk)).await, SignIn::Refused);
    }
}

#[tokio::test]
async fn an_unknown_account_answers_like_a_known_one_after_the_same_work() {
    for desk in desks().await {
        Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let at = listening(&desk).await.address;
        let mut answers = Vec::new();
        // Bram is known and never chose a password.
        for email in ["anna@desk.example", "bram@desk.example", "niemand@desk.example"] {
            desk.store.statements().record();
            let form = [("email", email), ("password", "verkeerd wachtwoord"), ("code", "123456")];
            let answer = http().post(format!("{at}/inloggen")).form(&form).send().await.expect("an answer");
            assert!(cookies(&answer).is_empty());
            let status = answer.status();
            let text = answer.text().await.expect("text").replace(email, "…");
            answers.push((status, text, desk.store.statements().seen().len()));
        }
        assert_eq!(answers[0].0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0], answers[2]);
    }
}

#[tokio::test]
async fn a_thousand_wrong_passwords_are_slowed_down_and_do_not_keep_the_owner_out() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let home = browser("198.51.100.7");
        let device = anna.session(&desk, &home).await.device.expect("a device");
        desk.clock.advance(Duration::minutes(1));
        let attacker = browser("203.0.113.66");
        let mut looked_at = 0;
        for _ in 0..1_000 {
            match anna.sign_in(&desk, &attacker, "geraden wachtwoord", "123456").await {
                SignIn::Refused => looked_at += 1,
                SignIn::Wait(wait) => assert!(wait > Duration::zero()),
                SignIn::Welcome(_) => panic!("guessed"),
            }
        }
        assert_eq!(looked_at, 5, "all others came too early");
        let right = anna.code(&desk);
        assert!(matches!(anna.sign_in(&desk, &attacker, PASSWORD, &right).await, SignIn::Wait(_)));
        assert!(matches!(anna.sign_in(&desk, &browser("192.0.2.5"), PASSWORD, &right).await, SignIn::Welcome(_)));
        desk.clock.advance(Duration::seconds(1));
        // Also behind the very address of the attacker, in a browser where she signed in before.
        let known = Browser { device: Some(device), ..attacker.clone() };
        let recovery = anna.sign_in(&desk, &known, PASSWORD, &anna.recovery_codes[0]).await;
        assert!(matches!(recovery, SignIn::Welcome(_)));

        let at = listening(&desk).await.address;
        let form = [("email", "bram@desk.example"), ("password", "verkeerd"), ("code", "1")];
        let mut last = None;
        for _ in 0..7 {
            last = Some(http().post(format!("{at}/inloggen")).form(&form).send().await.expect("an answer"));
        }
        let last = last.expect("an answer");
        assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(last.headers().contains_key(RETRY_AFTER));
    }
}

#[tokio::test]
async fn attempts_at_the_same_moment_are_counted_like_attempts_in_a_row() {
    for desk in desks().await {
        let anna = std::sync::Arc::new(Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await);
        let attempts = (0..20).map(|_| {
            let app = desk.app.clone();
            tokio::spawn(async move {
                app.sign_in_with_password(&browser("203.0.113.66"), "anna@desk.example", "geraden", "1").await
            })
        });
        let mut looked_at = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            if attempt.await.expect("it ends").expect("an outcome") == SignIn::Refused {
                looked_at += 1;
            }
        }
        assert!(looked_at <= 5, "{looked_at} were looked at");
        assert_eq!(anna.email, "anna@desk.example");
    }
}

#[tokio::test]
async fn many_addresses_together_are_slowed_down_for_all_but_known_browsers() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let home = browser("198.51.100.7");
        let device = anna.session(&desk, &home).await.device;
        for number in 0..50 {
            let from = browser(&format!("203.0.113.{number}"));
            assert_eq!(
                desk.app.sign_in_with_password(&from, anna.email, "x", "1").await.expect("one"),
                SignIn::Refused
            );
        }
        let stranger = browser("203.0.113.200");
        assert!(
            matches!(anna.sign_in(&desk, &stranger, "x", "1").await, SignIn::Wait(wait) if wait <= Duration::minutes(1))
        );
        let known = Browser { device, ..stranger };
        let outcome = anna.sign_in(&desk, &known, PASSWORD, &anna.recovery_codes[0]).await;
        assert!(matches!(outcome, SignIn::Welcome(_)));
    }
}

/// One of many addresses.
fn stranger(number: u32) -> Browser {
    browser(&std::net::Ipv4Addr::from(0x0a00_0000 + number).to_string())
}

#[tokio::test]
async fn password_and_code_open_a_new_browser_while_others_guess_without_end() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let mut looked_at = 0;
        for number in 0..300 {
            match anna.sign_in(&desk, &stranger(number), "geraden wachtwoord", "123456").await {
                SignIn::Refused => looked_at += 1,
                SignIn::Wait(wait) => assert!(wait > Duration::zero() && wait <= Duration::minutes(1)),
                SignIn::Welcome(_) => panic!("guessed"),
            }
        }
        assert_eq!(looked_at, 50, "so many passwords of three hundred");
        for time in 1..=14 {
            // Whoever guesses without end is always there first.
            desk.clock.advance(Duration::seconds(61));
            for other in 0..3 {
                let other = stranger(2_000 + time * 10 + other);
                assert!(!matches!(anna.sign_in(&desk, &other, "geraden", "123456").await, SignIn::Welcome(_)));
            }
            let new = browser(&format!("192.0.2.{time}"));
            let outcome = anna.sign_in(&desk, &new, PASSWORD, &anna.code(&desk)).await;
            assert!(matches!(outcome, SignIn::Welcome(_)), "{time} of 14: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn while_many_guess_a_right_code_is_good_for_one_password_and_a_wrong_one_for_none() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        for number in 0..60 {
            anna.sign_in(&desk, &stranger(number), "geraden", "123456").await;
        }
        let waits = async |address: u32, password: &str, code: &str| {
            matches!(anna.sign_in(&desk, &stranger(address), password, code).await, SignIn::Wait(_))
        };
        assert!(waits(100, PASSWORD, "123456").await, "the right password is not even looked at");
        let code = anna.code(&desk);
        assert_eq!(anna.sign_in(&desk, &stranger(101), "geraden", &code).await, SignIn::Refused);
        assert!(waits(102, PASSWORD, &code).await, "the code was used up");
        assert_eq!(anna.sign_in(&desk, &stranger(103), "geraden", &anna.recovery_codes[0]).await, SignIn::Refused);
        assert!(waits(104, PASSWORD, &anna.recovery_codes[0]).await, "and so was this one");
        desk.clock.advance(Duration::seconds(30));
        let code = anna.code(&desk);
        let outcome = anna.sign_in(&desk, &stranger(105), PASSWORD, &code).await;
        assert!(matches!(outcome, SignIn::Welcome(_)), "{outcome:?}");
        // One address that tries codes is as slow as one that tries passwords, also where nobody is.
        for account in ["anna@desk.example", "niemand@desk.example"] {
            for number in 0..60 {
                desk.app.sign_in_with_password(&stranger(number), account, "x", "1").await.expect("an outcome");
            }
            let mut waits = Vec::new();
            for _ in 0..7 {
                let outcome = desk.app.sign_in_with_password(&stranger(200), account, "x", "1").await;
                let SignIn::Wait(wait) = outcome.expect("an outcome") else { panic!("{account} was looked at") };
                waits.push(wait);
            }
            assert_eq!(waits[5], waits[6], "the sixth is too early, and is not counted");
        }
    }
}

#[tokio::test]
async fn in_an_hour_of_guessing_from_new_addresses_a_bounded_number_of_passwords_is_looked_at() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let mut looked_at = 0;
        for attempt in 0..60 + 60 * 4 {
            if anna.sign_in(&desk, &stranger(attempt), "geraden", "123456").await == SignIn::Refused {
                looked_at += 1;
            }
            if attempt >= 60 {
                desk.clock.advance(Duration::seconds(15));
            }
        }
        assert!(looked_at <= 50 + 60 + 6, "{looked_at} passwords: fifty, and one a minute");
    }
}

/// Signs in at a server that believes what a proxy says of addresses.
async fn sign_in_from(http: &reqwest::Client, at: &str, address: &str, password: &str, code: &str) -> StatusCode {
    let form = [("email", "anna@desk.example"), ("password", password), ("code", code)];
    let request = http.post(format!("{at}/inloggen")).header("x-forwarded-for", address).form(&form);
    request.send().await.expect("an answer").status()
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_real_server_the_owner_comes_in_during_a_thousand_wrong_guesses_from_a_thousand_addresses() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        // The server runs on the clock of this machine.
        desk.clock.set(app::Clock::now(&app::SystemClock) - Duration::minutes(30));
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("key.pem"), &desk.app.settings().signing_key).expect("the desk's key");
        let mut command = crate::crash::loket(folder.path(), desk.store.url());
        command.arg("serve").arg("--no-worker").env("LOKET__SERVER__TRUST_FORWARDED_FOR", "true");
        let server = crate::crash::serve_by(command).await;
        let (http, at) = (http(), server.address());
        let guess = async |numbers: std::ops::Range<u32>| {
            let (mut refused, mut slowed) = (0, 0);
            for number in numbers {
                let address = std::net::Ipv4Addr::from(0x0a00_0000 + number).to_string();
                match sign_in_from(&http, &at, &address, "geraden wachtwoord", "123456").await {
                    StatusCode::UNPROCESSABLE_ENTITY => refused += 1,
                    StatusCode::TOO_MANY_REQUESTS => slowed += 1,
                    // Too many passwords at once: nothing was looked at.
                    StatusCode::SERVICE_UNAVAILABLE => {}
                    other => panic!("{other}"),
                }
            }
            (refused, slowed)
        };
        let owner = async {
            let mut came_in = 0;
            for (number, code) in anna.recovery_codes.iter().enumerate() {
                let address = format!("192.0.2.{number}");
                came_in += u32::from(sign_in_from(&http, &at, &address, PASSWORD, code).await == StatusCode::SEE_OTHER);
            }
            desk.clock.set(app::Clock::now(&app::SystemClock));
            let code = anna.code(&desk);
            let last = sign_in_from(&http, &at, "2001:db8::1", PASSWORD, &code).await;
            came_in + u32::from(last == StatusCode::SEE_OTHER)
        };
        let (first, second) = tokio::join!(guess(0..150), guess(1_000..1_150));
        let (third, fourth, came_in) = tokio::join!(guess(150..500), guess(1_150..1_500), owner);
        assert_eq!(came_in, 11, "with ten recovery codes and one of the authenticator");
        let refused: u32 = [first, second, third, fourth].iter().map(|counts| counts.0).sum();
        let slowed: u32 = [first, second, third, fourth].iter().map(|counts| counts.1).sum();
        // Eleven sign-ins gave one each back; beyond fifty it is one a minute, and no machine is slower than an hour.
        assert!((40..=50 + 11 + 66).contains(&refused), "{refused} passwords were looked at");
        assert!(slowed > 800, "{slowed} were not");
        drop(server);
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_or_old_or_another_begins_in_the_same_browser() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let from = browser("192.0.2.1");
        let first = anna.session(&desk, &from).await;
        assert!(is_signed_in(&desk, &first.session).await);
        desk.clock.advance(Duration::minutes(5));
        let same = Browser { session: Some(first.session.clone()), device: first.device, ..from.clone() };
        let second = anna.session(&desk, &same).await;
        assert_ne!(first.session, second.session);
        assert_eq!(second.device, None, "this browser was known");
        assert!(!is_signed_in(&desk, &first.session).await, "rotated");
        for _ in 0..12 {
            desk.clock.advance(Duration::minutes(58));
            assert!(is_signed_in(&desk, &second.session).await, "in use");
        }
        desk.clock.advance(Duration::minutes(58));
        assert!(!is_signed_in(&desk, &second.session).await, "twelve hours is enough");
        let third = anna.session(&desk, &from).await;
        desk.clock.advance(Duration::minutes(61));
        assert!(!is_signed_in(&desk, &third.session).await, "idle");
        desk.app.forget_sessions().await.expect("swept");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_letter_and_a_code_and_by_neither_alone() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let from = browser("192.0.2.1");
        let before = anna.session(&desk, &from).await;
        desk.clock.advance(Duration::minutes(1));
        for unknown in ["niemand@desk.example", "bram@desk.example", "geen adres"] {
            desk.reset_asked_for(unknown).await;
        }
        assert!(desk.app.lease_letters(10).await.expect("letters").is_empty(), "nobody gets a letter");
        desk.reset_asked_for(" Anna@Desk.example ").await;
        let letters = desk.app.lease_letters(10).await.expect("letters");
        assert_eq!(letters[0].letter.to_email, "anna@desk.example");
        let secret = between(&letters[0].letter.body, "/toegang/", "\n").to_owned();
        assert_eq!(desk.app.open_access_link(&secret).await.expect("it opens").new_factor, None);
        let new = "een heel andere lange zin";
        desk.app.choose_password(&from, &secret, new, new, "123456").await.expect_err("not without a code");
        let code = anna.code(&desk);
        desk.app.choose_password(&from, &secret, new, new, &code).await.expect("taken");
        assert!(!is_signed_in(&desk, &before.session).await, "sessions of before end");
        desk.app.open_access_link(&secret).await.expect_err("used");
        desk.clock.advance(Duration::minutes(1));
        assert_eq!(anna.sign_in(&desk, &from, PASSWORD, &anna.code(&desk)).await, SignIn::Refused);
        assert!(matches!(anna.sign_in(&desk, &from, new, &anna.code(&desk)).await, SignIn::Welcome(_)));

        desk.reset_asked_for(anna.email).await;
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let secret = between(&letters[0].letter.body, "/toegang/", "\n").to_owned();
        desk.clock.advance(Duration::minutes(61));
        desk.app.open_access_link(&secret).await.expect_err("too old");
    }
}

#[tokio::test]
async fn strangers_who_ask_for_a_new_password_keep_nobody_out_and_fill_no_mailbox() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        desk.app.lease_letters(10).await.expect("letters");
        desk.reset_asked_for(anna.email).await;
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let secret = between(&letters[0].letter.body, "/toegang/", "\n").to_owned();
        // Also at once.
        let asked = (0..24).map(|_| {
            let (app, email) = (desk.app.clone(), anna.email);
            tokio::spawn(async move {
                app.ask_for_reset(email).await?;
                app.answer_link_requests().await
            })
        });
        for answer in futures_util::future::join_all(asked).await {
            answer.expect("it does not panic").expect("the same answer");
        }
        for _ in 0..40 {
            desk.reset_asked_for(anna.email).await;
        }
        assert_eq!(desk.app.lease_letters(100).await.expect("letters").len(), 2, "three hold at once");
        let new = "een heel andere lange zin";
        let from = browser("192.0.2.1");
        desk.clock.advance(Duration::minutes(1));
        let code = anna.code(&desk);
        desk.app.choose_password(&from, &secret, new, new, &code).await.expect("her own holds");
        // Used, it ends the others; and then another can be asked for.
        desk.reset_asked_for(anna.email).await;
        assert_eq!(desk.app.lease_letters(100).await.expect("letters").len(), 1);
    }
}

#[tokio::test]
async fn what_a_link_asks_cannot_be_guessed_without_end() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        desk.reset_asked_for(anna.email).await;
        let letters = desk.app.lease_letters(10).await.expect("letters");
        let secret = between(&letters[0].letter.body, "/toegang/", "\n").to_owned();
        let from = browser("192.0.2.1");
        let mut waits = 0;
        for _ in 0..8 {
            if let Err(Refusal::Limited(..)) =
                desk.app.choose_password(&from, &secret, PASSWORD, PASSWORD, "000000").await
            {
                waits += 1;
            }
        }
        assert_eq!(waits, 3);
    }
}

#[tokio::test]
async fn the_log_says_who_came_in_and_from_where() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        anna.session(&desk, &browser("192.0.2.77")).await;
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let filter = app::LogFilter { kind: Some(EventKind::SignedIn), ..app::LogFilter::default() };
        let lines = desk.app.read_log(&administrator, &filter, None, 10).await.expect("lines");
        assert_eq!(lines[0].1.event().expect("readable").detail().expect("JSON")["address"], "192.0.2.77");
        assert_eq!(lines[0].1.actor().and_then(Actor::person), Some(TestDesk::ANNA));
        for other in [TestDesk::LEAD, TestDesk::ANNA] {
            desk.app.read_log(&desk.staff(other), &filter, None, 10).await.expect_err("administrators only");
        }
    }
}

#[tokio::test]
async fn a_reset_that_anybody_asks_for_leaves_an_invitation_that_never_arrived_where_it_is_seen() {
    for desk in desks().await {
        let anna = Member::invited(&desk, TestDesk::ANNA, "anna@desk.example").await;
        let operator = Caller::system(Origin::Cli);
        let refuse = async || {
            for letter in desk.app.lease_letters(10).await.expect("letters") {
                let refused = app::LetterOutcome::Refused("550 onbekend".to_owned());
                desk.app.settle_letter(&letter, &refused).await.expect("settled");
            }
        };
        let dead = async || {
            let dead = desk.app.list_dead_letters(&operator).await.expect("a list");
            dead.into_iter().map(|letter| letter.kind).collect::<Vec<_>>()
        };
        desk.app.invite(&operator, TestDesk::ANNA, app::Sending::ByLetter).await.expect("invited");
        refuse().await;
        assert_eq!(dead().await, ["access"]);
        desk.reset_asked_for(anna.email).await;
        assert_eq!(dead().await, ["access"], "nobody saw to the invitation");
        refuse().await;
        assert_eq!(dead().await, ["access", "reset"]);
        desk.reset_asked_for(anna.email).await;
        assert_eq!(dead().await, ["access"], "another reset is on its way, and no invitation");
        refuse().await;
        desk.app.invite(&operator, TestDesk::ANNA, app::Sending::ByLetter).await.expect("invited");
        assert_eq!(dead().await, Vec::<String>::new(), "now somebody did");
    }
}

use super::*;

#[test]
fn only_what_is_said_of_this_recipient_or_this_letter_is_final() {
    assert_eq!(status("5.1.1 no such user"), Some((1, 1)));
    assert_eq!(status("no such user 5.1.1"), None);
    assert_eq!(status("refused 5.7.1 by policy"), Some((7, 1)), "of several lines, the first without a status");
    assert!(refuses_recipient(550, status("5.1.1 user unknown")));
    assert!(refuses_recipient(550, status("No such user here")));
    assert!(refuses_recipient(552, status("5.2.2 mailbox full")));
    for (code, text) in
        [(554, "5.7.1 Relay access denied"), (550, "5.7.1 blocked"), (554, "no"), (530, "Sign in first")]
    {
        assert!(!refuses_recipient(code, status(text)), "{code} {text}");
    }
    assert!(!refuses_recipient(553, status("5.1.8 your own address is odd")));
    assert!(refuses_letter(552, status("5.3.4 too large")));
    assert!(refuses_letter(554, status("5.6.0 we never take this")));
    assert!(!refuses_letter(554, status("5.7.1 policy")));
    assert!(!refuses_letter(550, status("looks like spam")));
}

#[test]
fn the_address_of_a_server_is_read_with_its_port_name_and_password() {
    let smtp = Smtp::new("smtps://lo%40ket:ge%2Fheim@mail.example/loket.example").expect("an address");
    assert_eq!((smtp.host.as_str(), smtp.port), ("mail.example", 465));
    assert_eq!(smtp.credentials, Some(Credentials::new("lo@ket".to_owned(), "ge/heim".to_owned())));
    for (url, port) in [("smtp://a", 25), ("smtp://a?tls=required", 587), ("smtp://a:26?tls=opportunistic", 26)] {
        assert_eq!(Smtp::new(url).expect("an address").port, port, "{url}");
    }
    for wrong in ["http://a", "smtp://", "smtp://a?tls=perhaps", "mail.example:25"] {
        assert!(Smtp::new(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn what_is_written_to_a_server_leaves_at_once() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let smtp = Smtp::new(&format!("smtp://127.0.0.1:{port}")).expect("an address");
    let server = smtp.reach().await.expect("it listens");
    assert!(server.nodelay().expect("it says"), "the end of a letter would wait for its beginning to be acknowledged");
    drop(listener);
    assert!(smtp.reach().await.is_err(), "nobody listens any more");
}

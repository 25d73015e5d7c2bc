//! Whose word is believed of the sender, and what follows from it.

use crate::{Ours, Verdict, read};

fn verdict(head: &str) -> Verdict {
    let ours = Ours { authserv_id: Some("mx.loket.example".to_owned()), ..Ours::default() };
    read(format!("{head}Subject: x\r\n\r\nx").as_bytes(), &ours).mail.verdict()
}

/// What our server found of a mail from `jan@opvang.gemeente.nl`.
fn found(results: &str) -> Verdict {
    verdict(&format!("Authentication-Results: mx.loket.example; {results}\r\nFrom: jan@opvang.gemeente.nl\r\n"))
}

#[test]
fn dmarc_decides_and_otherwise_a_domain_of_the_same_organisation() {
    use Verdict::{Failed, Passed, Unknown};
    for (results, expected) in [
        ("dmarc=pass header.from=opvang.gemeente.nl", Passed),
        ("dmarc=pass (p=reject dis=none) header.from=gemeente.nl; spf=fail", Passed),
        ("dmarc=pass", Passed),
        ("dmarc=pass header.from=elders.nl", Unknown),
        ("dmarc=fail header.from=opvang.gemeente.nl; dkim=pass header.d=gemeente.nl", Failed),
        ("dmarc=none; dkim=pass header.d=gemeente.nl", Passed),
        ("dmarc=bestguesspass; dkim=pass header.d=gemeente.nl", Passed),
        ("dkim=pass header.i=@gemeente.nl", Passed),
        ("dkim=pass header.d=elders.nl", Unknown),
        ("dkim=pass header.d=nl", Unknown),
        ("dkim=pass", Unknown),
        ("dkim=fail header.d=gemeente.nl; dkim=pass header.d=lijst.nl", Unknown),
        ("spf=pass smtp.mailfrom=bounce@gemeente.nl", Passed),
        ("spf=pass smtp.mailfrom=gemeente.nl.kwaad.nl", Unknown),
        ("spf=pass smtp.helo=gemeente.nl", Unknown),
        ("spf=fail smtp.mailfrom=gemeente.nl", Unknown),
        ("spf=softfail smtp.mailfrom=gemeente.nl; dkim=none", Unknown),
        ("spf=softfail smtp.mailfrom=gemeente.nl; dkim=fail header.d=gemeente.nl", Failed),
        ("spf=fail; dkim=fail; dkim=pass header.d=lijst.nl", Unknown),
        ("none", Unknown),
        ("arc=pass", Unknown),
    ] {
        assert_eq!(found(results), expected, "{results}");
    }
}

#[test]
fn what_the_sender_wrote_about_itself_is_not_believed() {
    let from = "From: jan@gemeente.nl\r\n";
    let forged = "Authentication-Results: mx.loket.example; dmarc=pass header.from=gemeente.nl\r\n";
    let real = "Authentication-Results: mx.loket.example; spf=none\r\n";
    let others = "Authentication-Results: mx.kwaad.example; dmarc=pass header.from=gemeente.nl\r\n";
    let quoting = "Authentication-Results: mx.loket.example; spf=none (dmarc=pass header.from=gemeente.nl)\r\n";
    assert_eq!(verdict(&format!("{forged}{from}")), Verdict::Passed, "alone and on top it is the server's");
    assert_eq!(verdict(&format!("{real}Received: x\r\n{forged}{from}")), Verdict::Unknown);
    assert_eq!(verdict(&format!("{real}{forged}{from}")), Verdict::Unknown);
    assert_eq!(verdict(&format!("{others}{from}")), Verdict::Unknown);
    assert_eq!(verdict(&format!("{quoting}{from}")), Verdict::Unknown);
    assert_eq!(verdict(&format!("ARC-{forged}X-{forged}{from}")), Verdict::Unknown);
}

#[test]
fn what_several_filters_of_our_server_say_is_taken_together_and_a_failure_wins() {
    use Verdict::{Failed, Passed, Unknown};
    let of = |results: &str| format!("Authentication-Results: mx.loket.example; {results}\r\n");
    let received = "Received: from x by mx.loket.example\r\n";
    let (spf, pass) = (of("spf=none"), of("dmarc=pass header.from=gemeente.nl"));
    let (fail, dkim) = (of("dmarc=fail header.from=gemeente.nl"), of("dkim=pass header.d=gemeente.nl"));
    for (head, expected) in [
        (format!("{spf}{pass}{received}"), Passed),
        (format!("{pass}{spf}{received}"), Passed),
        (format!("{spf}{dkim}{received}"), Passed),
        (format!("{pass}{fail}{received}"), Failed),
        (format!("{dkim}{fail}{received}"), Failed),
        (format!("{}{}{received}", of("spf=fail"), of("dkim=fail")), Failed),
        (format!("{spf}{received}{pass}"), Unknown),
        (format!("{received}{spf}{pass}{received}"), Unknown),
        (format!("{received}{pass}{spf}"), Passed),
    ] {
        assert_eq!(verdict(&format!("{head}From: jan@gemeente.nl\r\n")), expected, "{head}");
    }
}

#[test]
fn a_mail_with_several_senders_or_none_never_passes() {
    let passed = "Authentication-Results: mx.loket.example; dmarc=pass header.from=gemeente.nl\r\n";
    for from in [
        "From: jan@gemeente.nl, kwaad@elders.nl\r\n",
        "From: jan@gemeente.nl\r\nFrom: kwaad@elders.nl\r\n",
        "From: jan@gemeente.nl\r\nFrom:\r\n",
        "From: \"jan@gemeente.nl\" <kwaad@elders.nl>\r\n",
        "From: kwaad@elders.nl <jan@gemeente.nl> kwaad@elders.nl,\r\n",
        "From:\r\n",
        "",
    ] {
        assert_ne!(verdict(&format!("{passed}{from}")), Verdict::Passed, "{from}");
    }
}

//! Any bytes are read as a mail (fuzzing): no library fails on them, and what comes out can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use post::{Complaint, Ours, Read, read};

fuzz_target!(|raw: &[u8]| {
    let ours = Ours {
        authserv_id: Some("mx.loket.example".to_owned()),
        domain: "loket.example".to_owned(),
        addresses: Vec::new(),
    };
    let Read { mail, complaints } = read(raw, &ours);
    assert!(!complaints.contains(&Complaint::Unreadable), "a library failed on it");
    for text in [&mail.text, &mail.tail] {
        assert!(!text.contains(|sign: char| sign.is_control() && sign != '\n'));
        assert!(!text.starts_with('\n') && !text.ends_with(char::is_whitespace));
    }
    assert!(!mail.subject.contains(char::is_control));
    mail.verdict();
});

//! What makes a mail this mail (deduplication): the same from every server that passes it on and by both doors, another as soon
//! as one word of it is another.
//!
//! Servers add headers on the way, end lines as they like, and leave out or add empty lines at the end. None of that counts.
//! A Message-ID alone is not enough: anybody who knows one could keep the real mail out.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Headers that nobody changes on the way.
const TELLING: [&[u8]; 4] = [b"message-id", b"from", b"date", b"subject"];

/// SHA-256 of what makes it this mail, in hexadecimal.
pub(crate) fn fingerprint(raw: &[u8]) -> String {
    let mut hash = Sha256::new();
    let mut lines = raw.split(|sign| *sign == b'\n').map(without_return);
    if !has_telling_head(raw) {
        // Without a head all of it tells, or every such mail would be the same.
        hash.update(b"\n");
        lines.clone().for_each(|line| {
            hash.update(line);
            hash.update(b"\n");
        });
    }
    let mut is_telling = false;
    // A mail without an empty line has no text.
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let goes_on = line.first().is_some_and(|sign| matches!(sign, b' ' | b'\t'));
        if !goes_on {
            let name = line.split(|sign| *sign == b':').next().unwrap_or_default();
            is_telling = TELLING.iter().any(|known| name.trim_ascii().eq_ignore_ascii_case(known));
        }
        if is_telling {
            // However its name is written, and however it is folded over lines.
            let line = if goes_on { line.to_vec() } else { named_in_small_letters(line) };
            line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).for_each(|word| {
                hash.update(word);
                hash.update(b" ");
            });
        }
    }
    hash.update(b"\n\n");
    let mut empty = 0;
    for line in lines {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        (0..std::mem::take(&mut empty)).for_each(|_| hash.update(b"\n"));
        hash.update(line);
        hash.update(b"\n");
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes every sign");
        text
    })
}

fn named_in_small_letters(line: &[u8]) -> Vec<u8> {
    let end = line.iter().position(|sign| *sign == b':').unwrap_or(line.len());
    [line[..end].to_ascii_lowercase().as_slice(), &line[end..]].concat()
}

/// Does a head end, and say anything that makes it this mail?
fn has_telling_head(raw: &[u8]) -> bool {
    let mut lines = raw.split(|sign| *sign == b'\n').map(without_return);
    let mut tells = false;
    let ends = lines.any(|line| {
        let name = line.split(|sign| *sign == b':').next().unwrap_or_default();
        tells |= TELLING.iter().any(|known| name.trim_ascii().eq_ignore_ascii_case(known));
        line.is_empty()
    });
    ends && tells
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use proptest::prelude::*;

    const MAIL: &str = "Received: by a.example\nMessage-ID: <1@a.example>\nFrom: Ans <ans@a.example>\n\
        Subject: Een vraag\nDate: Tue, 24 Nov 2026 10:00:00 +0100\n\nDag,\n\nHoe zit dat?\n";

    #[test]
    fn what_servers_change_on_the_way_does_not_count() {
        let same = fingerprint(MAIL.as_bytes());
        for changed in [
            MAIL.replace('\n', "\r\n"),
            format!("Delivered-To: loket@b.example\n{MAIL}\n\n"),
            MAIL.replace("Received: by a.example\n", ""),
            MAIL.replace("Een vraag", "Een\n vraag"),
            MAIL.replace("Message-ID", "Message-Id"),
            MAIL.trim_end().to_owned(),
        ] {
            assert_eq!(fingerprint(changed.as_bytes()), same, "{changed}");
        }
    }

    #[test]
    fn another_text_sender_or_day_under_the_same_message_id_is_another_mail() {
        let same = fingerprint(MAIL.as_bytes());
        for changed in [
            MAIL.replace("Hoe zit dat?", "Hoe zit dit?"),
            MAIL.replace("ans@", "jan@"),
            MAIL.replace("24 Nov", "25 Nov"),
            MAIL.replace("1@a", "2@a"),
            MAIL.replace("\n\nHoe", "\nHoe"),
            String::new(),
        ] {
            assert_ne!(fingerprint(changed.as_bytes()), same, "{changed}");
        }
    }

    #[test]
    fn mails_without_a_head_or_without_its_end_are_not_all_the_same() {
        for (one, other) in [
            ("een", "twee"),
            ("\0\0", "AAAA\nBBBB"),
            ("Dag\n\neen", "Hoi\n\neen"),
            ("From: a@b.example\neen", "From: a@b.example\ntwee"),
        ] {
            assert_ne!(fingerprint(one.as_bytes()), fingerprint(other.as_bytes()), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_have_one_and_lines_may_end_as_they_like(text in "[a-zA-Z: \n]{0,200}") {
            prop_assert_eq!(fingerprint(text.as_bytes()), fingerprint(text.replace('\n', "\r\n").as_bytes()));
        }
    }
}

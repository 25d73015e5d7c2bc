//! `Authentication-Results` of the receiving server (RFC 8601), and nobody else's.

use crate::fields::Fields;
use crate::incoming::AuthResult;

/// Most results that are read, and properties of each.
const MOST: usize = 50;

/// What the server of this name found.
///
/// A server that takes a mail writes its line `Received` above all that the sender wrote, and each of its filters may write
/// a header of its own above that: everything of that name above the first such line is the server's. Where the first header
/// of that name stands lower, or there is no such line, nobody can tell what follows it from what a sender wrote: that one
/// counts, and no other.
pub(crate) fn believed(fields: &Fields, authserv_id: Option<&str>) -> Vec<AuthResult> {
    let Some(ours) = authserv_id.map(str::trim).filter(|name| !name.is_empty()) else { return Vec::new() };
    let of_ours = |(name, value): (&str, &str)| {
        let value = (name == "authentication-results").then(|| without_comments(value))?;
        server(&value).eq_ignore_ascii_case(ours).then_some(value)
    };
    let received = fields.in_order().position(|(name, _)| name == "received").unwrap_or_default();
    let mut theirs: Vec<String> = fields.in_order().take(received).filter_map(of_ours).collect();
    if theirs.is_empty() {
        theirs.extend(fields.in_order().find_map(of_ours));
    }
    let results = theirs.iter().flat_map(|value| parts(value).into_iter().skip(1).filter_map(result));
    results.take(MOST).collect()
}

/// Without what stands in brackets: the words of a server, which may quote the sender. Strings stay as they are.
fn without_comments(value: &str) -> String {
    let (mut plain, mut depth, mut in_string, mut escaped) = (String::new(), 0_usize, false, false);
    for sign in value.chars() {
        let was_escaped = escaped;
        escaped = sign == '\\' && !was_escaped;
        match sign {
            '"' if depth == 0 && !was_escaped => in_string = !in_string,
            '(' if !in_string && !was_escaped => {
                depth += 1;
                continue;
            }
            ')' if !in_string && depth > 0 && !was_escaped => {
                depth -= 1;
                plain.push(' ');
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            plain.push(sign);
        }
    }
    plain
}

/// The parts between semicolons that do not stand in a string.
fn parts(value: &str) -> Vec<&str> {
    let mut in_string = false;
    value
        .split(|sign| {
            in_string ^= sign == '"';
            sign == ';' && !in_string
        })
        .collect()
}

/// Who wrote it: the first word. A version may stand behind it.
fn server(value: &str) -> &str {
    parts(value).first().and_then(|part| part.split_whitespace().next()).unwrap_or_default().trim_matches('"')
}

/// `dkim=pass header.d=gemeente.example`.
fn result(part: &str) -> Option<AuthResult> {
    let part = part.replace(" =", "=").replace("= ", "=");
    let mut words = part.split_whitespace().filter_map(|word| word.split_once('='));
    let (method, result) = words.next()?;
    let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let property = |(name, value): (&str, &str)| (name.to_ascii_lowercase(), value.trim_matches('"').to_owned());
    let properties = words.take(MOST).map(property).collect();
    Some(AuthResult { method, result: result.to_ascii_lowercase(), properties })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(head: &str) -> Vec<AuthResult> {
        believed(&Fields::split(head.as_bytes()).0, Some("mx.loket.example"))
    }

    const SPF: &str = "Authentication-Results: mx.loket.example; spf=fail smtp.mailfrom=kwaad.example\r\n";
    const DKIM: &str = "Authentication-Results: MX.Loket.Example (a filter; dmarc=pass) 1; dkim=none\r\n";
    const FORGED: &str = "Authentication-Results: mx.loket.example; dmarc=pass header.from=gemeente.example\r\n";
    const OTHERS: &str = "Authentication-Results: elders.example; dmarc=pass\r\n";
    const RECEIVED: &str = "Received: from elders.example by mx.loket.example\r\n";

    fn said(head: &str) -> Vec<String> {
        read(head).iter().map(|one| format!("{}={}", one.method, one.result)).collect()
    }

    #[test]
    fn every_header_of_our_server_above_the_first_line_of_receipt_is_read_and_none_below() {
        assert_eq!(
            said(&format!("{OTHERS}{SPF}X-Filter: x\r\n{DKIM}{RECEIVED}{FORGED}\r\n")),
            ["spf=fail", "dkim=none"]
        );
        assert_eq!(said(&format!("{DKIM}{RECEIVED}{FORGED}{RECEIVED}{FORGED}\r\n")), ["dkim=none"]);
    }

    #[test]
    fn where_a_server_writes_below_its_line_of_receipt_or_has_none_only_the_topmost_is_read() {
        for head in [
            format!("{RECEIVED}{SPF}{FORGED}\r\n"),
            format!("{RECEIVED}{OTHERS}{SPF}{FORGED}{RECEIVED}{FORGED}\r\n"),
            format!("{OTHERS}{RECEIVED}{SPF}{FORGED}{RECEIVED}\r\n"),
            format!("{OTHERS}{SPF}{FORGED}\r\n"),
        ] {
            assert_eq!(said(&head), ["spf=fail"], "{head}");
        }
        assert!(read(OTHERS).is_empty());
        assert!(believed(&Fields::split(SPF.as_bytes()).0, None).is_empty());
    }

    #[test]
    fn a_name_is_ours_in_whatever_case_with_whatever_comment_and_no_longer_one_is() {
        for ours in [
            "mx.loket.example",
            "MX.LOKET.EXAMPLE",
            "\"mx.loket.example\"",
            "(one (two)) mx.loket.example(three)",
            "\r\n mx.loket.example\r\n\t1",
            "mx.loket.example ; none",
        ] {
            assert_eq!(said(&format!("AUTHENTICATION-results: {ours}; spf=none\r\n\r\n")), ["spf=none"], "{ours}");
        }
        for other in [
            "mx.loket.example.kwaad.example",
            "kwaad.example (mx.loket.example)",
            "kwaad.example mx.loket.example",
            "(mx.loket.example; spf=none",
            "kwaad.example; x=\"; mx.loket.example",
            "kwaad-mx.loket.example",
            "; mx.loket.example",
            "",
        ] {
            assert!(said(&format!("Authentication-Results: {other}; spf=none\r\n\r\n")).is_empty(), "{other}");
        }
    }

    #[test]
    fn comments_strings_versions_and_folds_do_not_mislead() {
        let found = read(
            "Authentication-Results: MX.loket.example 1;\r\n dkim = pass (dmarc=pass; \"x\") header.d=gemeente.example\r\n\
             \theader.s=\"a; dmarc=pass\";\r\n spf/1=SoftFail reason=\"(\" smtp.mailfrom=jan@gemeente.example; none\r\n\r\n",
        );
        let said: Vec<String> = found.iter().map(|one| format!("{}={}", one.method, one.result)).collect();
        assert_eq!(said, ["dkim=pass", "spf=softfail"]);
        assert_eq!(found[0].properties[0], ("header.d".to_owned(), "gemeente.example".to_owned()));
    }
}

//! `Authentication-Results` of the receiving server (RFC 8601), and nobody else's.

use crate::fields::Fields;
use crate::incoming::AuthResult;

/// Most results of one header that are read.
const MOST: usize = 50;

/// What the server of this name found: its topmost header only, because a sender can write more below it.
pub(crate) fn believed(fields: &Fields, authserv_id: Option<&str>) -> Vec<AuthResult> {
    let Some(ours) = authserv_id.map(str::trim).filter(|name| !name.is_empty()) else { return Vec::new() };
    let all = fields.all("authentication-results").map(without_comments);
    let topmost = all.into_iter().find(|value| server(value).eq_ignore_ascii_case(ours));
    topmost.map_or_else(Vec::new, |value| parts(&value).into_iter().skip(1).filter_map(result).take(MOST).collect())
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

    #[test]
    fn only_the_topmost_header_with_our_servers_name_is_read() {
        let real = "Authentication-Results: mx.loket.example; spf=fail smtp.mailfrom=kwaad.example\r\n";
        let forged = "Authentication-Results: mx.loket.example; dmarc=pass header.from=gemeente.example\r\n";
        let others = "Authentication-Results: elders.example; dmarc=pass\r\n";
        let found = read(&format!("{others}{real}{forged}\r\n"));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].method.as_str(), found[0].result.as_str()), ("spf", "fail"));
        assert!(read(others).is_empty());
        assert!(believed(&Fields::split(real.as_bytes()).0, None).is_empty());
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

//! Letters that a server could not deliver (delivery status notifications): in the form of RFC 3464, and as Exim, qmail and older
//! servers write them for people.

use crate::fields::{Fields, one_line};
use crate::incoming::{Bounce, FailedRecipient};
use crate::line::Line;
use crate::transfer;
use crate::tree::{Node, Part};

/// Most receivers of one letter that are read.
const MOST: usize = 200;
/// Longest words of a server that are kept, in characters.
const DIAGNOSTIC: usize = 500;

/// What this mail says could not be delivered, if that is what it is.
pub(crate) fn found(fields: &Fields, node: &Node<'_>, lines: &[Line], our_domain: &str) -> Option<Bounce> {
    let mut failed = match report(node) {
        Some(report) if report.failed.is_empty() => return None,
        Some(report) => report.failed,
        None => told(fields, lines)?,
    };
    failed.truncate(MOST);
    let original = original(node).or_else(|| in_text(lines, our_domain)).or_else(|| in_thread(fields, our_domain));
    Some(Bounce { failed, original_message_id: original })
}

/// Whether it says that a letter is late: no failure, and no word of a person.
pub(crate) fn is_only_late(node: &Node<'_>) -> bool {
    report(node).is_some_and(|report| report.failed.is_empty())
}

struct Report {
    failed: Vec<FailedRecipient>,
}

/// The parts of a mail, without what is inside of mails in it.
fn leaves<'node, 'raw>(node: &'node Node<'raw>, found: &mut Vec<&'node Part<'raw>>) {
    match node {
        Node::Leaf(part) => found.push(part),
        Node::Parts { parts, .. } => parts.iter().for_each(|part| leaves(part, found)),
    }
}

fn leaf<'node, 'raw>(node: &'node Node<'raw>, media_types: &[&str]) -> Option<&'node Part<'raw>> {
    let mut found = Vec::new();
    leaves(node, &mut found);
    found.into_iter().find(|part| media_types.contains(&part.media_type.as_str()))
}

/// The part for programs. Without it a mail is no report, whatever it calls itself.
fn report(node: &Node<'_>) -> Option<Report> {
    let part = leaf(node, &["message/delivery-status", "message/global-delivery-status"])?;
    let (bytes, _) = transfer::decoded(part.body, part.encoding.as_deref());
    let mut rest: &[u8] = &bytes;
    let mut failed = Vec::new();
    let mut groups = 0;
    while !rest.trim_ascii().is_empty() && groups < MOST * 2 {
        rest = rest.trim_ascii_start();
        let (group, behind) = Fields::split(rest);
        if behind.len() == rest.len() {
            break;
        }
        rest = behind;
        groups += 1;
        failed.extend(recipient(&group));
    }
    Some(Report { failed })
}

fn recipient(group: &Fields) -> Option<FailedRecipient> {
    if group.lower("action") != "failed" {
        return None;
    }
    let typed = |name: &str| {
        let value = group.first(name)?;
        let value = value.split_once(';').map_or(value, |(_, value)| value);
        Some(one_line(value)).filter(|value| !value.is_empty())
    };
    // The address the letter was sent to comes before the one it was passed on to.
    let address = typed("original-recipient").or_else(|| typed("final-recipient"));
    let address = address.map(|address| address.trim_matches(['<', '>']).to_owned());
    let status = group.first("status").and_then(status_in);
    let diagnostic = typed("diagnostic-code").map(|words| shortened(&words));
    // A server that gave up after days of trying says failed as well, with a 4.
    let permanent = status.as_deref().is_none_or(|status| !status.starts_with('4'));
    Some(FailedRecipient { address: address.filter(|address| address.contains('@')), status, diagnostic, permanent })
}

fn shortened(words: &str) -> String {
    words.chars().take(DIAGNOSTIC).collect()
}

/// A number of RFC 3463 (`5.1.1`) in a text.
fn status_in(text: &str) -> Option<String> {
    text.split(|sign: char| !sign.is_ascii_digit() && sign != '.').map(|word| word.trim_matches('.')).find_map(|word| {
        let numbers: Vec<&str> = word.split('.').collect();
        let fits = numbers.len() == 3 && ["2", "4", "5"].contains(&numbers[0]);
        (fits && numbers.iter().all(|number| (1..=3).contains(&number.len()))).then(|| word.to_owned())
    })
}

/// Words with which servers tell people that a letter did not arrive.
const TELLS: &[&str] = &[
    "could not be delivered",
    "couldn't be delivered",
    "wasn't able to deliver",
    "was not able to deliver",
    "unable to deliver",
    "delivery has failed",
    "delivery failed",
    "delivery to the following",
    "undeliverable",
    "undelivered mail",
    "returned to sender",
    "failed permanently",
    "did not reach",
    "not been delivered",
    "heeft niet alle geadresseerden bereikt",
    "heeft de volgende geadresseerde",
    "kan niet worden bezorgd",
    "kon niet worden bezorgd",
    "kon niet worden afgeleverd",
    "kan niet worden afgeleverd",
    "niet bezorgd",
    "onbestelbaar",
    "niet afgeleverd",
];

/// What a server tells people, when it says nothing to programs.
fn told(fields: &Fields, lines: &[Line]) -> Option<Vec<FailedRecipient>> {
    let named = listed(fields);
    let begin = lines.iter().filter(|line| !line.is_blank()).take(30).map(Line::said).collect::<Vec<_>>().join(" ");
    let said = format!("{} {begin}", fields.text("subject")).to_lowercase();
    let is_told = TELLS.iter().any(|words| said.contains(words));
    if named.is_empty() && !(is_told && is_from_a_server(fields)) {
        return None;
    }
    let mut failed = in_paragraphs(lines);
    if !named.is_empty() {
        failed.retain(|one| one.address.as_ref().is_some_and(|address| named.contains(&address.to_lowercase())));
        let seen: Vec<String> = failed.iter().filter_map(|one| one.address.as_deref()).map(str::to_lowercase).collect();
        let missing = named.into_iter().filter(|address| !seen.contains(address));
        failed.extend(missing.map(|address| FailedRecipient {
            address: Some(address),
            permanent: true,
            ..FailedRecipient::default()
        }));
    }
    if failed.is_empty() {
        failed.push(FailedRecipient {
            status: status_in(&begin),
            permanent: !said.contains("4."),
            ..FailedRecipient::default()
        });
    }
    Some(failed)
}

/// Exim names those it could not reach in a header.
fn listed(fields: &Fields) -> Vec<String> {
    let all = fields.all("x-failed-recipients").flat_map(|value| value.split([',', ' ']));
    all.map(|address| address.trim().to_lowercase()).filter(|address| address.contains('@')).take(MOST).collect()
}

/// Whether a server sent it: nobody to answer to, or a name that only servers have.
fn is_from_a_server(fields: &Fields) -> bool {
    let nobody = fields.first("return-path").is_some_and(|path| path.replace(' ', "") == "<>");
    let senders = fields.mailboxes("from");
    let name = senders.first().map(|from| from.address.to_lowercase()).unwrap_or_default();
    nobody
        || ["mailer-daemon", "postmaster", "mail-daemon", "microsoftexchange"]
            .iter()
            .any(|begin| name.starts_with(begin))
}

/// An address at the head of a line, and the words of the server below it: `<jan@elders.example>:`, as qmail and Exim write.
fn in_paragraphs(lines: &[Line]) -> Vec<FailedRecipient> {
    let mut failed: Vec<FailedRecipient> = Vec::new();
    let mut open = false;
    for line in lines.iter().take(2000) {
        let said = line.said();
        if said.starts_with("---") {
            break;
        }
        if let Some(address) = address_alone(said) {
            failed.push(FailedRecipient {
                address: Some(address.to_owned()),
                permanent: true,
                ..FailedRecipient::default()
            });
            open = true;
        } else if let Some(last) = failed.last_mut().filter(|_| open && !said.is_empty()) {
            let words = match &last.diagnostic {
                Some(words) => format!("{words} {said}"),
                None => said.to_owned(),
            };
            last.diagnostic = Some(shortened(&words));
        } else {
            open = false;
        }
    }
    for one in &mut failed {
        let words = one.diagnostic.as_deref().unwrap_or_default();
        one.status = status_in(words);
        let code = |first: char| words.split_whitespace().any(|word| word.starts_with(first) && is_code(word));
        let temporary = one.status.as_deref().map_or(code('4') && !code('5'), |status| status.starts_with('4'));
        one.permanent = !temporary;
    }
    failed.truncate(MOST);
    failed
}

/// An answer of a server: three digits, `550`.
fn is_code(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3 && word.len() <= 4
}

fn address_alone(said: &str) -> Option<&str> {
    let said = said.trim_end_matches(':').trim_matches(['<', '>', ' ', '\'', '"', '*']);
    let (local, domain) = said.split_once('@')?;
    let is_address = !local.is_empty() && domain.contains('.') && !said.contains([' ', '(', ',', '<', '>', ':']);
    is_address.then_some(said)
}

/// The id of the letter that came back with it, whole or only its headers.
fn original(node: &Node<'_>) -> Option<String> {
    let part = leaf(node, &["message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"])?;
    let (bytes, _) = transfer::decoded(part.body, part.encoding.as_deref());
    Fields::split(bytes.trim_ascii_start()).0.ids("message-id").into_iter().next()
}

/// The id of the letter in a copy of it inside the text; one of ours before any other.
fn in_text(lines: &[Line], our_domain: &str) -> Option<String> {
    let mut ids = lines.iter().filter_map(|line| {
        let said = line.said();
        let label = said.get(..11).is_some_and(|label| label.eq_ignore_ascii_case("message-id:"));
        let id = said.get(11..).filter(|_| label)?.trim().trim_matches(['<', '>']);
        (!id.is_empty()).then(|| id.to_owned())
    });
    let first = ids.next()?;
    if is_of(&first, our_domain) { Some(first) } else { Some(ids.find(|id| is_of(id, our_domain)).unwrap_or(first)) }
}

fn in_thread(fields: &Fields, our_domain: &str) -> Option<String> {
    let all = [fields.ids("in-reply-to"), fields.ids("references")].concat();
    all.into_iter().find(|id| is_of(id, our_domain))
}

/// Whether we gave this id.
pub(crate) fn is_of(id: &str, our_domain: &str) -> bool {
    let domain = id.rsplit_once('@').map_or("", |(_, domain)| domain);
    !our_domain.is_empty() && domain.eq_ignore_ascii_case(our_domain)
}

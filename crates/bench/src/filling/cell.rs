//! What of a row is copied, and what is made anew for each copy.

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::Value;
use std::borrow::Cow;
use uuid::Uuid;

/// From here on the urgency of a ticket is that of a finished one, the latest change first.
const FINISHED: i64 = 20_000_000_000_000_000;

/// One value of a pattern's row.
pub(crate) enum Cell {
    /// The same in every copy, as JSON.
    Same(String),
    /// The number of the ticket.
    Number,
    /// A number of its own, in the order of the pattern.
    Line(i64),
    /// A key of its own that sorts as the pattern's does.
    Key(Uuid),
    /// A moment, less than a second later in each copy.
    Moment(DateTime<Utc>),
    /// The urgency of a ticket.
    Urgency(i64),
    Subject,
    Body,
    ContactName,
    ContactEmail,
    ContactPhone,
    PersonalData,
    /// What is stored of who asks, and from where.
    Asker(usize),
    /// A hash that nothing is known of.
    Hash(u64),
    /// The number of a letter at this host.
    MessageId(Uuid, String),
}

/// What a copy has of its own.
pub(crate) struct Own<'a> {
    pub number: u64,
    /// The how many-th copy of its pattern.
    pub copy: u64,
    /// More than the copies of any pattern.
    pub most: u64,
    pub subject: &'a str,
    pub body: &'a str,
    pub contact: &'a [String; 3],
    pub personal_data: &'a str,
    /// As JSON, in the order of [`ASKER`].
    pub asker: &'a [String; ASKER.len()],
}

/// Columns of a ticket that say who asks, and from where.
pub(crate) const ASKER: [&str; 5] =
    ["organisation_id", "organisation_kind", "municipality", "region_layout", "region_code"];

impl Cell {
    /// What a column of the pattern becomes; uuids come as hexadecimal digits.
    pub(crate) fn of(table: &str, column: &str, value: &Value, is_askers: bool) -> Result<Self> {
        let text = || value.as_str().with_context(|| format!("{table}.{column} is {value}"));
        let whole = || value.as_i64().with_context(|| format!("{table}.{column} is {value}"));
        if table == "tickets"
            && let Some(which) = ASKER.iter().position(|asker| *asker == column)
        {
            return Ok(Self::Asker(which));
        }
        if value.is_null() {
            return Ok(Self::Same("null".to_owned()));
        }
        Ok(match (table, column) {
            ("tickets", "id") | (_, "ticket_id") => Self::Number,
            ("events" | "corrections", "id") => Self::Line(whole()?),
            ("messages" | "decisions" | "jobs", "id") | ("reminders", "job_id") | ("tickets", "submission_key") => {
                Self::Key(Uuid::parse_str(text()?)?)
            }
            ("tickets", "received_at" | "first_answered_at" | "answered_at" | "closed_at" | "waiting_since")
            | ("messages", "sent_at")
            | ("deadlines", "counted_from" | "met_at" | "paused_at")
            | ("waits", "from_at" | "to_at")
            | ("events", "at") => Self::Moment(DateTime::parse_from_rfc3339(text()?)?.to_utc()),
            ("tickets", "urgency") => Self::Urgency(whole()?),
            ("tickets", "subject") => Self::Subject,
            ("tickets", "contact_name") => Self::ContactName,
            ("messages", "author_name") if is_askers => Self::ContactName,
            ("tickets", "contact_email") => Self::ContactEmail,
            ("tickets", "contact_phone") => Self::ContactPhone,
            ("tickets", "has_personal_data") => Self::PersonalData,
            ("tickets", "tracking_hash") => Self::Hash(1),
            ("tickets", "content_hash") => Self::Hash(2),
            ("jobs", "message_id") => {
                let host = text()?.split_once('@').map_or("loket.example>", |(_, host)| host);
                Self::MessageId(Uuid::new_v5(&Uuid::NAMESPACE_OID, text()?.as_bytes()), host.to_owned())
            }
            _ => Self::Same(value.to_string()),
        })
    }

    /// As JSON.
    pub(crate) fn json<'c>(&'c self, own: &'c Own<'_>) -> Cow<'c, str> {
        let quoted = |text: &str| Cow::Owned(Value::from(text).to_string());
        let later = Duration::microseconds((own.copy as i64 * 997) % 900_000);
        match self {
            Self::Same(json) => Cow::Borrowed(json),
            Self::Number => Cow::Owned(own.number.to_string()),
            Self::Line(line) => Cow::Owned((line * own.most as i64 + own.copy as i64).to_string()),
            Self::Key(key) => Cow::Owned(format!("\"{}\"", copied(*key, own.copy).simple())),
            Self::Moment(moment) => {
                Cow::Owned(format!("\"{}\"", (*moment + later).to_rfc3339_opts(SecondsFormat::AutoSi, false)))
            }
            Self::Urgency(urgency) if *urgency >= FINISHED => {
                Cow::Owned((urgency - later.num_microseconds().unwrap_or(0)).to_string())
            }
            Self::Urgency(urgency) => Cow::Owned(urgency.to_string()),
            Self::Subject => quoted(own.subject),
            Self::Body => quoted(own.body),
            Self::ContactName => quoted(&own.contact[0]),
            Self::ContactEmail => quoted(&own.contact[1]),
            Self::ContactPhone if own.contact[2].is_empty() => Cow::Borrowed("null"),
            Self::ContactPhone => quoted(&own.contact[2]),
            Self::PersonalData => Cow::Borrowed(own.personal_data),
            Self::Asker(which) => Cow::Borrowed(&own.asker[*which]),
            Self::Hash(which) => {
                let half = own.number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ which;
                Cow::Owned(format!("\"{half:016x}{:016x}{half:016x}{:016x}\"", own.number, which))
            }
            Self::MessageId(id, host) => {
                Cow::Owned(Value::from(format!("<{}@{host}", copied(*id, own.copy))).to_string())
            }
        }
    }
}

/// Another key per copy; its first half, which says when it was made, stays.
fn copied(key: Uuid, copy: u64) -> Uuid {
    let (first, last) = key.as_u64_pair();
    let rest = (last & (u64::MAX >> 2)).wrapping_add(copy.wrapping_mul(0x1_0000_0001)) & (u64::MAX >> 2);
    Uuid::from_u64_pair(first, (0b10 << 62) | rest)
}

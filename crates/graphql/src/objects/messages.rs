//! What was said about a question (comments, conversation), as the API shows it.

use super::loaders::Attached;
use super::pages::PageInfo;
use crate::errors::{coded, refused};
use crate::paging;
use app::{App, Caller, MessagesFrom};
use async_graphql::dataloader::DataLoader;
use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::MessageId;
use uuid::Uuid;

#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Message {
    #[graphql(skip)]
    number: MessageId,
    id: ID,
    author: String,
    body: String,
    sent_at: DateTime<Utc>,
    internal: bool,
}

/// A file that came with a message. Its content is behind GET /graphql/files/{id}, for whoever may read the message.
#[derive(SimpleObject)]
pub(crate) struct Attachment {
    id: ID,
    name: String,
    media_type: String,
    /// How long it is, in bytes.
    size: i32,
    /// SHA-256 of its content, in hexadecimal.
    sha256: String,
}

#[ComplexObject]
impl Message {
    /// Files that came with it, in the order in which they came in.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>> {
        let found = ctx.data::<DataLoader<Attached>>()?.load_one(self.number).await;
        let found = found.map_err(|error| (*error).clone())?.unwrap_or_default();
        Ok(found.into_iter().map(Attachment::from).collect())
    }
}

impl From<domain::Attachment> for Attachment {
    fn from(attached: domain::Attachment) -> Self {
        let domain::SentFile { id, name, media_type, bytes, hash, .. } = attached.file;
        let size = i32::try_from(bytes).unwrap_or(i32::MAX);
        Self { id: id.to_string().into(), name, media_type, size, sha256: hash }
    }
}

#[derive(SimpleObject)]
pub(crate) struct MessageConnection {
    nodes: Vec<Message>,
    page_info: PageInfo,
}

/// Which messages are asked for, as the field takes it.
pub(crate) struct Asked {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

impl MessageConnection {
    pub(crate) async fn of(app: &App, caller: &Caller, ticket: &domain::Ticket, asked: Asked) -> Result<Self> {
        let Asked { first, after, last, before } = asked;
        let backwards = last.is_some() || before.is_some();
        if backwards && after.is_some() {
            return Err(coded("BAD_REQUEST", "Vraag met first en after, of met last en before."));
        }
        let most = if backwards { paging::size_in("last", last)? } else { paging::page_size(first)? };
        let from = if backwards { MessagesFrom::End(place(before)?) } else { MessagesFrom::Start(place(after)?) };
        let continued = !matches!(from, MessagesFrom::Start(None) | MessagesFrom::End(None));
        let (messages, more) = app.read_messages(caller, ticket, most, from).await.map_err(refused)?;
        let page_info = PageInfo {
            has_next_page: if backwards { continued } else { more },
            has_previous_page: if backwards { more } else { continued },
            start_cursor: messages.first().map(|message| message.id.to_string()),
            end_cursor: messages.last().map(|message| message.id.to_string()),
        };
        Ok(Self { nodes: messages.into_iter().map(Message::from).collect(), page_info })
    }
}

impl From<domain::Message> for Message {
    fn from(message: domain::Message) -> Self {
        Self {
            number: message.id,
            id: message.id.to_string().into(),
            author: message.author_name,
            internal: message.kind.is_internal(),
            body: message.body,
            sent_at: message.sent_at,
        }
    }
}

/// The message that a cursor names.
fn place(cursor: Option<String>) -> Result<Option<MessageId>> {
    cursor.map(|text| Uuid::parse_str(&text).map(MessageId).map_err(|_| paging::bad_cursor())).transpose()
}

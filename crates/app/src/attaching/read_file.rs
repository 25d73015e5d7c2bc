//! A file of a message is read (download): by whoever may read the message.

use crate::answering::read_ticket::shown;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal};
use domain::{Attachment, FileId, Message, MessageId, SentFile};
use files::ObjectKey;
use futures_util::stream::BoxStream;
use store::Reads;
use store::messages::Shown;

/// What is in a file, in pieces.
pub type Content = BoxStream<'static, std::io::Result<Vec<u8>>>;

impl App {
    /// A file of a message, and what is in it. Hidden when there is none, and when the reader may not read its message.
    pub async fn read_file(&self, caller: &Caller, id: FileId) -> Result<(SentFile, Content), Refusal> {
        let found = store::attachments::these(&self.store, &[id]).await?.pop().ok_or(Refusal::Hidden)?;
        let ticket = self.read_changed_ticket(caller, found.ticket).await?;
        let inside = shown(policy::check(&caller.actor, Action::ReadInside(&ticket)).is_ok());
        let kind = store::messages::kind_of(&self.store, found.message).await?.ok_or(Refusal::Hidden)?;
        if kind.is_internal() && inside == Shown::ToAsker {
            return Err(Refusal::Hidden);
        }
        let files = self.files.as_ref().ok_or_else(|| away("no files are kept here"))?;
        let content = files.objects.read(&key(&found.file)).await.map_err(|why| away(&why))?;
        self.note_reading(caller, &ticket).await;
        match content {
            Some(content) => Ok((found.file, content)),
            None => Err(Refusal::Internal(format!("the object of file {id} is not there"))),
        }
    }

    /// What came with these messages, which the caller has read.
    pub async fn read_files_of(&self, messages: &[MessageId]) -> Result<Vec<Attachment>, Refusal> {
        Ok(store::attachments::of_messages(&self.store, messages).await?)
    }

    pub(crate) async fn files_of(&self, from: &impl Reads, messages: &[Message]) -> Result<Vec<Attachment>, Refusal> {
        let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
        Ok(store::attachments::of_messages(from, &ids).await?)
    }
}

/// Where it lies.
pub(crate) fn key(file: &SentFile) -> ObjectKey {
    ObjectKey { hash: file.hash.clone(), upload: file.object.0.simple().to_string() }
}

fn away(why: &str) -> Refusal {
    Refusal::Unavailable(why.to_owned().into())
}

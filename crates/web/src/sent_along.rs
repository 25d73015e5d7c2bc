//! Forms with files in them (multipart/form-data): each file is taken in as it comes, and the form goes on as one without,
//! with what names it in the field `file`. Whatever reads forms knows of no others.

use crate::cookies::{Kept, kept};
use crate::error::Failure;
use crate::links::{decoded, secret_in};
use crate::sender::From;
use crate::state::Web;
use app::{App, Caller, Counted, Sent, Unsent};
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Multipart, Request};
use axum::http::header;
use axum::http::request::Parts;
use domain::{Actor, FileId, Origin, SentFile};
use futures_util::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use url::form_urlencoded;
use uuid::Uuid;

/// Largest form without its files, in bytes.
pub(crate) const FORM_BYTES: usize = 256 * 1024;
/// The field of a form that names files that were taken in.
pub(crate) const FILE: &str = "file";
/// The field of a form with a file of plain text (CSV), which goes on as what it holds, in this field.
const TEXT_FILE: &str = "csv_file";
const TEXT: &str = "csv";
/// In the address of a page: so many files did not come along.
pub(crate) const WITHOUT: &str = "zonder";
/// Most fields of a form.
const FIELDS: usize = 500;
/// How much may come between two pieces of fields: nobody fills the memory with a head that never ends.
const BETWEEN: usize = FORM_BYTES;
/// How much of files that are too large is read and thrown away, so that their sender reads why.
const DRAINED: usize = 1024 * 1024 * 1024;

/// What became of the files of a form, besides those that its field `file` names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Along {
    /// Why some were refused, in whole sentences.
    pub refused: Vec<String>,
    /// Those that the desk could not take, as it told of each.
    pub not_now: Vec<String>,
}

impl Along {
    /// What a verb is given: these files, and why others may not come along. For who can send the rest later.
    pub(crate) fn sent<'a>(&'a self, files: &'a [FileId]) -> Sent<'a> {
        Sent { files, refused: &self.refused }
    }

    /// How the next page hears that something was sent without files that the desk could not take.
    pub(crate) fn without(&self) -> String {
        match self.not_now.len() {
            0 => String::new(),
            many => format!("&{WITHOUT}={many}"),
        }
    }

    /// The same, for who had better wait: what the desk could not take is refused as well.
    pub(crate) fn all_or_nothing(mut self) -> Self {
        self.refused.append(&mut self.not_now);
        self
    }
}

impl FromRequestParts<Web> for Along {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _web: &Web) -> Result<Self, Failure> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

/// A file that a form names, as a page shows it again.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub id: String,
    pub name: String,
    pub size: String,
}

/// What a form shows where files can be chosen.
#[derive(Default)]
pub(crate) struct Files {
    /// What may be sent; none where nothing may.
    pub help: Option<String>,
    /// How the names end of what may be sent.
    pub endings: String,
    /// Those that were taken in with this form before.
    pub waiting: Vec<Waiting>,
}

impl Files {
    /// For a form that names these files already.
    pub(crate) async fn of(app: &App, caller: &Caller, named: &[String]) -> Self {
        let files = app.waiting_files(caller, &ids(named)).await.unwrap_or_default();
        let shown = |file: SentFile| Waiting { id: file.id.to_string(), size: file.size_in_words(), name: file.name };
        Self { waiting: files.into_iter().map(shown).collect(), ..Self::none_yet(app) }
    }

    /// For a form that names none.
    pub(crate) fn none_yet(app: &App) -> Self {
        Self { help: app.files_in_words(), endings: app.file_endings(), waiting: Vec::new() }
    }
}

/// The files that a form names; a name that is none is one that is not there.
pub(crate) fn ids(named: &[String]) -> Vec<FileId> {
    let given = named.iter().filter(|id| !id.trim().is_empty());
    given.map(|id| id.parse().unwrap_or(FileId(Uuid::nil()))).collect()
}

/// Is this a form with files in it?
pub(crate) fn has_files(head: &Parts) -> bool {
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

/// The form without its files, which were taken in; and what became of those that were not.
pub(crate) async fn taken_in(web: &Web, head: &mut Parts, body: Body) -> Result<Vec<u8>, Failure> {
    let since = Arc::new(AtomicUsize::new(0));
    let mut multipart = fields_of(head.headers.get(header::CONTENT_TYPE), body, &since).await?;
    let mut form =
        Incoming { web, head, fields: Vec::new(), bytes: 0, taken: 0, along: Along::default(), sender: None };
    loop {
        since.store(0, Ordering::Relaxed);
        let field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return Err(broken_off(error)),
        };
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file) if name == TEXT_FILE => form.text_file(&file, field, &since).await?,
            Some(file) => form.file(&file, field, &since).await?,
            None => form.text(name, field, &since).await?,
        }
    }
    let Incoming { fields, along, .. } = form;
    head.extensions.insert(along);
    head.headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/x-www-form-urlencoded"));
    head.headers.remove(header::CONTENT_LENGTH);
    Ok(form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish().into_bytes())
}

/// The fields of a form of this kind, as they come.
async fn fields_of(
    kind: Option<&header::HeaderValue>,
    body: Body,
    since: &Arc<AtomicUsize>,
) -> Result<Multipart, Failure> {
    let pieces = Metered { body: body.into_data_stream(), gave: false, since: Arc::clone(since), total: 0 };
    let mut request = Request::new(Body::from_stream(pieces));
    request.headers_mut().extend(kind.map(|kind| (header::CONTENT_TYPE, kind.clone())));
    axum::extract::DefaultBodyLimit::disable().apply(&mut request);
    Multipart::from_request(request, &()).await.map_err(broken_off)
}

/// A form as far as it has come in.
struct Incoming<'a> {
    web: &'a Web,
    head: &'a mut Parts,
    fields: Vec<(String, String)>,
    bytes: usize,
    taken: usize,
    along: Along,
    /// Whose files are taken; known with the first file. None: nobody's.
    sender: Option<Option<Caller>>,
}

impl Incoming<'_> {
    /// All of a field that is no file to keep, which the form has room for.
    async fn bytes(&mut self, mut field: Field<'_>, since: &AtomicUsize) -> Result<Vec<u8>, Failure> {
        let mut value = Vec::new();
        while let Some(piece) = next_piece(&mut field, since).await? {
            self.bytes += piece.len();
            if self.bytes > FORM_BYTES {
                return Err(Failure::TooLarge);
            }
            value.extend_from_slice(&piece);
        }
        Ok(value)
    }

    async fn text(&mut self, name: String, field: Field<'_>, since: &AtomicUsize) -> Result<(), Failure> {
        let value = self.bytes(field, since).await?;
        self.bytes += name.len();
        if self.bytes > FORM_BYTES || self.fields.len() >= FIELDS {
            return Err(Failure::TooLarge);
        }
        self.fields.push((name, String::from_utf8(value).map_err(|_| Failure::Form)?));
        Ok(())
    }

    /// Reads a file of text. What is no text is told as files that are refused are.
    async fn text_file(&mut self, name: &str, field: Field<'_>, since: &AtomicUsize) -> Result<(), Failure> {
        let value = self.bytes(field, since).await?;
        if name.is_empty() {
            return Ok(());
        }
        match app::text_of_file(&value) {
            Ok(text) => {
                self.fields.retain(|(name, _)| name != TEXT);
                self.fields.push((TEXT.to_owned(), text.to_owned()));
            }
            Err(complaints) => self.along.refused.extend(complaints.0.into_iter().map(|one| one.message)),
        }
        Ok(())
    }

    /// Takes a file in; a browser sends one without a name and content where none was chosen.
    async fn file(&mut self, name: &str, mut field: Field<'_>, since: &AtomicUsize) -> Result<(), Failure> {
        if !name.is_empty() {
            let outcome = match self.sender().await {
                Some(caller) if self.taken < self.web.app.settings().files.per_message => {
                    self.taken += 1;
                    let pieces = Progress { field: &mut field, since };
                    self.web.app.receive_file(&caller, name, pieces).await
                }
                Some(_) => Err(Unsent::Refused(self.too_many())),
                // Whoever may not write gets an answer that says so; there is nothing to say of files.
                None => return drained(&mut field, since).await,
            };
            match outcome {
                Ok(file) => self.fields.push((FILE.to_owned(), file.id.to_string())),
                Err(Unsent::Refused(why)) if self.along.refused.contains(&why) => {}
                Err(Unsent::Refused(why)) => self.along.refused.push(why),
                Err(Unsent::NotNow(why)) => self.along.not_now.push(why),
                Err(Unsent::Failed(refusal)) => return Err(refusal.into()),
            }
        }
        drained(&mut field, since).await
    }

    fn too_many(&self) -> String {
        let most = domain::counted(self.web.app.settings().files.per_message, "bestand", "bestanden");
        format!("U kunt hoogstens {most} meesturen met een bericht.")
    }

    /// Whose files are taken, asked before the first of them is read. What our pages put into a form stands before its files.
    async fn sender(&mut self) -> Option<Caller> {
        if self.sender.is_none() {
            self.sender = Some(self.find_sender().await);
        }
        self.sender.clone().flatten()
    }

    async fn find_sender(&mut self) -> Option<Caller> {
        let site = self.head.headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
        if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
            return None;
        }
        let app = &self.web.app;
        let route = self.head.extensions.get::<MatchedPath>().map(|route| route.as_str().to_owned())?;
        let field = |name: &str| self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        match route.as_str() {
            "/" => {
                let is_person = field("website").is_none_or(str::is_empty);
                let sender = From::from_request_parts(self.head, self.web).await.ok()?;
                let may = sender.check(self.web, Counted::Attempt).is_ok();
                (is_person && may).then(|| Caller::new(Actor::Anonymous, Origin::Web))
            }
            "/volg/{secret}" => {
                let path = decoded(self.head.uri.path());
                let secret = secret_in(path.trim_start_matches("/volg/"))?;
                app.asker_of(&secret, Origin::Web).await.ok()
            }
            "/vragen/{reference}/antwoord" | "/vragen/{reference}/notitie" | "/vragen/{reference}/tekstblok" => {
                let session = kept(app, &self.head.headers, Kept::Session)?;
                let is_ours = field("token").is_some_and(|token| app::is_form_token(&session, token));
                let caller = if is_ours { app.caller_of_session(&session).await.ok() } else { None };
                caller.filter(|caller| caller.actor.person().is_some())
            }
            _ => None,
        }
    }
}

/// The rest of a field, thrown away.
async fn drained(field: &mut Field<'_>, since: &AtomicUsize) -> Result<(), Failure> {
    while next_piece(field, since).await?.is_some() {}
    Ok(())
}

/// The next piece of a field. What came before it is no longer between two pieces.
async fn next_piece(field: &mut Field<'_>, since: &AtomicUsize) -> Result<Option<Bytes>, Failure> {
    since.store(0, Ordering::Relaxed);
    field.chunk().await.map_err(broken_off)
}

/// A form that cannot be read on: it broke off, or is none.
fn broken_off(error: impl std::fmt::Display) -> Failure {
    tracing::debug!(%error, "a form cannot be read");
    Failure::Form
}

/// The pieces of a file, each of which shows that the form goes on.
struct Progress<'a, 'f> {
    field: &'a mut Field<'f>,
    since: &'a AtomicUsize,
}

impl Stream for Progress<'_, '_> {
    type Item = <Field<'static> as Stream>::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.since.store(0, Ordering::Relaxed);
        Pin::new(&mut *self.field).poll_next(context)
    }
}

/// What comes in, one piece at a time: whoever reads forms would otherwise take all that is there into memory.
struct Metered {
    body: BodyDataStream,
    gave: bool,
    /// How much came since a field went on.
    since: Arc<AtomicUsize>,
    total: usize,
}

impl Stream for Metered {
    type Item = Result<Bytes, axum::BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.gave) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        match Pin::new(&mut self.body).poll_next(context) {
            Poll::Ready(Some(Ok(piece))) => {
                self.gave = true;
                self.total += piece.len();
                let since = self.since.fetch_add(piece.len(), Ordering::Relaxed) + piece.len();
                if self.total > DRAINED || since > BETWEEN.max(4 * piece.len()) {
                    return Poll::Ready(Some(Err("more than a form may hold".into())));
                }
                Poll::Ready(Some(Ok(piece)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;

    const HEAD: &str = "--x\r\ncontent-disposition: form-data; name=\"upload\"; filename=\"a.pdf\"\r\n\r\n";
    const END: &str = "\r\n--x--\r\n";

    #[tokio::test]
    async fn a_small_piece_after_a_large_one_that_nobody_wanted_is_no_fault_of_the_form() {
        // As they come over a quick line: as much as was there each time.
        let pieces = [HEAD.to_owned(), "a".repeat(400_000), "b".repeat(20_000), "c".repeat(400_000), END.to_owned()];
        let body = Body::from_stream(futures_util::stream::iter(pieces.map(Ok::<_, std::convert::Infallible>)));
        let since = Arc::new(AtomicUsize::new(0));
        let kind = header::HeaderValue::from_static("multipart/form-data; boundary=x");
        let mut multipart = fields_of(Some(&kind), body, &since).await.ok().expect("a form");
        let mut field = multipart.next_field().await.expect("it goes on").expect("a file");
        // It is refused after its first piece, and the rest is thrown away.
        let first = Progress { field: &mut field, since: &since }.next().await.expect("a piece").expect("it came");
        assert!(first.len() > BETWEEN);
        assert!(drained(&mut field, &since).await.is_ok(), "the form goes on");
        drop(field);
        assert!(multipart.next_field().await.expect("it ends well").is_none());
    }
}

//! What can be done (GraphQL mutations).

use crate::errors::{InputError, input_errors, refused};
use crate::inputs::{
    AddNoteInput, AskColleagueInput, AssignTicketInput, CloseTicketInput, CorrectContactInput, DismissLetterInput,
    EndInvitationInput, ExtendDeadlineInput, ReferTicketInput, ReopenTicketInput, ReplyToTicketInput,
    SendLetterAgainInput, SetTicketPolicyInput, SetTicketTopicsInput, SplitTicketInput, SubmitQuestionInput, files,
};
use crate::objects::receipt::SubmitQuestionPayload;
use crate::objects::tickets::{Ticket, TicketPayload};
use crate::overview_objects::{NoteRiseInput, NoteRisePayload};
use crate::sender::{Counts, caller};
use app::{App, Asking, Caller, Closing, Counted, Limit, PartDraft, Referral, Refusal, Sent, Why, Written};
use async_graphql::{Context, Object, Result};
use domain::{FileId, JobId, Numbers, PersonId, TopicKey};
use std::sync::Arc;

pub(crate) struct Mutation;

#[Object]
impl Mutation {
    /// Public, rate limited, idempotent in submissionKey: the same content under the same key returns the same ticket. Other
    /// content under a used key is a CONFLICT.
    async fn submit_question(&self, ctx: &Context<'_>, input: SubmitQuestionInput) -> Result<SubmitQuestionPayload> {
        let counts = ctx.data::<Counts>()?;
        counts.count(Counted::Attempt)?;
        let count = || counts.check(Counted::Submission);
        let caller = saying(ctx, input.no_bsn)?;
        let files = input.files();
        let sent = Sent { files: &files, refused: &[] };
        match ctx.data::<App>()?.submit_question_if(&caller, input.draft(), sent, &count).await {
            Err(Refusal::Limited(Limit::Sender, wait)) => Err(counts.limited(wait)),
            Ok(receipt) => Ok(SubmitQuestionPayload { receipt: Some(receipt.into()), errors: Vec::new() }),
            Err(Refusal::Complaints(complaints)) => {
                Ok(SubmitQuestionPayload { receipt: None, errors: input_errors(complaints) })
            }
            Err(refusal) => Err(refused(refusal)),
        }
    }

    /// The assigned expert or a lead: an answer, a question back (the clocks pause until the asker reacts) or an interim reply.
    async fn reply_to_ticket(&self, ctx: &Context<'_>, input: ReplyToTicketInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let caller = saying(ctx, input.no_bsn)?;
        match input.reply() {
            Ok(reply) => {
                let files = files(input.attachments.as_ref());
                let written = written(&input.body, &files);
                payload(ctx.data::<App>()?.reply_to_ticket(&caller, ticket, written, reply).await)
            }
            Err(complaints) => payload(Err(complaints.into())),
        }
    }

    /// Colleagues with an @ in front of their name are asked to think along.
    async fn add_note(&self, ctx: &Context<'_>, input: AddNoteInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let caller = saying(ctx, input.no_bsn)?;
        let files = files(input.attachments.as_ref());
        payload(ctx.data::<App>()?.add_note(&caller, ticket, written(&input.body, &files)).await)
    }

    /// Asks an expert to think along, or (the assigned expert or a lead) to answer a part: they may read this ticket.
    async fn ask_colleague(&self, ctx: &Context<'_>, input: AskColleagueInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let expert = input.expert_id.parse::<PersonId>().ok();
        let caller = saying(ctx, input.no_bsn)?;
        let asking = Asking { expert, invited_as: input.invited_as.into(), words: &input.text };
        payload(ctx.data::<App>()?.ask_colleague(&caller, ticket, asking).await)
    }

    /// An expert thinks along no more: they leave, or the assigned expert or a lead takes them off.
    async fn end_invitation(&self, ctx: &Context<'_>, input: EndInvitationInput) -> Result<TicketPayload> {
        let (ticket, expert) = (input.ticket()?, input.expert_id.parse::<PersonId>().ok());
        payload(ctx.data::<App>()?.end_invitation(caller(ctx)?, ticket, expert).await)
    }

    /// The assigned expert or a lead: makes a ticket of its own of a part, for the same asker. Gives the ticket that was split.
    async fn split_ticket(&self, ctx: &Context<'_>, input: SplitTicketInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let caller = saying(ctx, input.no_bsn)?;
        let part = PartDraft { subject: &input.subject, body: &input.body };
        payload(ctx.data::<App>()?.split_ticket(&caller, ticket, part).await)
    }

    /// Expert: give away, with a reason. Lead: overrule. Recorded either way, and routing learns from it.
    async fn assign_ticket(&self, ctx: &Context<'_>, input: AssignTicketInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let expert = input.expert_id.parse::<PersonId>().ok();
        let caller = saying(ctx, input.no_bsn)?;
        payload(ctx.data::<App>()?.assign_ticket(&caller, ticket, expert, &input.reason).await)
    }

    async fn set_ticket_topics(&self, ctx: &Context<'_>, input: SetTicketTopicsInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let app = ctx.data::<App>()?;
        payload(app.set_ticket_topics(caller(ctx)?, ticket, &input.groups, &input.themes).await)
    }

    /// A lead: moves a promise that was not kept yet to a later working day. The asker is told, with the reason.
    async fn extend_deadline(&self, ctx: &Context<'_>, input: ExtendDeadlineInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let (app, due_on) = (ctx.data::<App>()?, input.due_on.0);
        let caller = saying(ctx, input.no_bsn)?;
        payload(app.extend_deadline(&caller, ticket, input.metric.into(), due_on, &input.reason).await)
    }

    /// The assigned expert or a lead: promises the answer under another policy. The asker is told.
    async fn set_ticket_policy(&self, ctx: &Context<'_>, input: SetTicketPolicyInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        payload(ctx.data::<App>()?.set_ticket_policy(caller(ctx)?, ticket, &input.policy).await)
    }

    /// The assigned expert or a lead. The asker reads the reason, and what is said besides.
    async fn close_ticket(&self, ctx: &Context<'_>, input: CloseTicketInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let caller = saying(ctx, input.no_bsn)?;
        let explanation = input.explanation.as_deref().unwrap_or_default();
        let closing =
            Closing { why: input.reason.map_or(Why::Unsaid, |reason| Why::Because(reason.into())), explanation };
        payload(ctx.data::<App>()?.close_ticket(&caller, ticket, closing).await)
    }

    /// The assigned expert or a lead: another desk can help better. Ends an open question; its promises are withdrawn.
    async fn refer_ticket(&self, ctx: &Context<'_>, input: ReferTicketInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let caller = saying(ctx, input.no_bsn)?;
        let referral = Referral { to: &input.to, reach: &input.reach, text: &input.text };
        payload(ctx.data::<App>()?.refer_away(&caller, ticket, referral).await)
    }

    async fn reopen_ticket(&self, ctx: &Context<'_>, input: ReopenTicketInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let caller = saying(ctx, input.no_bsn)?;
        payload(ctx.data::<App>()?.reopen_ticket(&caller, ticket, &input.reason).await)
    }

    /// The assigned expert or a lead: corrects what is known of who asked. Letters that wait go to who it is now.
    async fn correct_contact(&self, ctx: &Context<'_>, input: CorrectContactInput) -> Result<TicketPayload> {
        let ticket = input.ticket()?;
        let caller = saying(ctx, input.no_bsn)?;
        let (contact, organisation) = (input.contact.draft(), input.organisation_name);
        payload(ctx.data::<App>()?.correct_contact(&caller, ticket, &contact, &organisation).await)
    }

    /// The assigned expert or a lead: a letter that could not be delivered goes again, with the asker's link of now.
    async fn send_letter_again(&self, ctx: &Context<'_>, input: SendLetterAgainInput) -> Result<TicketPayload> {
        let (ticket, letter) = (input.ticket()?, input.letter_id.parse::<JobId>().ok());
        let app = ctx.data::<App>()?;
        payload(app.send_letter_again(caller(ctx)?, ticket, letter, input.email.as_deref()).await)
    }

    /// A lead: says what is the matter with a topic that rises now. It stands with the topic from then on.
    async fn note_rise(&self, ctx: &Context<'_>, input: NoteRiseInput) -> Result<NoteRisePayload> {
        let (app, topic) = (ctx.data::<App>()?, TopicKey::from(input.topic.as_str()));
        let caller = saying(ctx, input.no_bsn)?;
        match app.note_rise(&caller, &topic, &input.note).await {
            Ok(()) => {
                let (_, notes) = app.read_rise(&caller, &topic).await.map_err(refused)?;
                Ok(NoteRisePayload::of(&notes, &app.picture()))
            }
            Err(Refusal::Complaints(complaints)) => {
                Ok(NoteRisePayload { notes: Vec::new(), errors: input_errors(complaints) })
            }
            Err(refusal) => Err(refused(refusal)),
        }
    }

    /// The assigned expert or a lead: a letter that could not be delivered is left at that, and no longer told of.
    async fn dismiss_letter(&self, ctx: &Context<'_>, input: DismissLetterInput) -> Result<TicketPayload> {
        let (ticket, letter) = (input.ticket()?, input.letter_id.parse::<JobId>().ok());
        payload(ctx.data::<App>()?.dismiss_letter(caller(ctx)?, ticket, letter).await)
    }
}

/// A text with files.
fn written<'a>(text: &'a str, files: &'a [FileId]) -> Written<'a> {
    Written { text, sent: Sent { files, refused: &[] } }
}

/// The caller, who says this of the numbers in the input.
fn saying(ctx: &Context<'_>, no_bsn: Option<bool>) -> Result<Caller> {
    Ok(caller(ctx)?.saying(Numbers::of(no_bsn.unwrap_or(false))))
}

fn payload(outcome: Result<domain::Ticket, Refusal>) -> Result<TicketPayload> {
    let (ticket, errors): (Option<Ticket>, Vec<InputError>) = match outcome {
        Ok(ticket) => (Some(Ticket(Arc::new(ticket))), Vec::new()),
        Err(Refusal::Complaints(complaints)) => (None, input_errors(complaints)),
        Err(refusal) => return Err(refused(refusal)),
    };
    Ok(TicketPayload { ticket, errors })
}

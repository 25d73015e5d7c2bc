//! The words of the desk, and the rules that need no database.
//!
//! Everything here is plain data with the rules that hold for it: no I/O, no clock, no framework.
//! Dutch words keep their Dutch name where they are keys of the domain (`woonzorgvisie`); *Words* in
//! `ARCHITECTURE.md` gives the English word for the rest.
#![warn(missing_docs)]

mod actor;
mod answer;
mod answer_traces;
mod asks_about_data;
mod attachment;
mod colour;
mod complaint;
mod count;
mod days;
mod deadline;
mod decision;
mod desk_change;
mod desk_event;
mod draft;
mod email;
mod ending;
mod erased;
mod event;
mod event_kind;
mod event_parts;
mod fact;
mod feedback;
mod file_name;
mod handover;
mod house;
mod ids;
mod incoming;
mod invitation;
mod letter;
mod letter_wishes;
mod masked;
mod mention;
mod organisation;
mod pace;
mod period;
mod person;
mod phone;
mod place_names;
mod places_given;
mod pressing;
mod privacy;
mod question;
mod reference;
mod region;
mod rise_note;
mod sought;
mod standing;
mod status;
mod take_text;
mod text;
mod text_block;
mod ticket;
mod ticket_event;
mod ticket_event_kind;
mod topic;
mod typed_links;
mod who_asks;
mod words;

pub use actor::{Actor, Origin};
pub use answer::{
    Answer, AnswerFault, AnswerSource, AnswerStanding, AnswerText, AnswerUse, AnswerUses, AnswerVersion,
    PublishedAnswer, Release, SentBack,
};
pub use answer_traces::{AskedBy, Trace, TraceKind, traces, without_traces};
pub use asks_about_data::{
    ASKS_ABOUT_NUMBER, ASKS_ABOUT_PERSONAL_DATA, Sender, ask_about_personal_data, refuse_citizen_numbers,
};
pub use attachment::{Attachment, SentFile, size_in_words};
pub use colour::{Colour, READABLE};
pub use complaint::{Complaint, Complaints};
pub use count::counted;
pub use days::{
    AMSTERDAM, ASKS_FOR_DAY, MONTHS, amsterdam_day, day_in_words, is_known_day, long_day_in_words, moment_in_words,
    month_in_words, read_day, read_moment, read_written_day,
};
pub use deadline::{Deadline, DeadlineState, Metric, PromiseOutcome, Promises, Wait};
pub use decision::{Candidate, Decision, DecisionCause, Exclusion, Reason};
pub use desk_change::{
    AnswerChange, AnswerStep, LexiconChange, ModelChange, ModelReport, OrganisationChange, RegionsChange, RosterChange,
    TextBlockChange, TextBlockEdit, TopicsChange,
};
pub use desk_event::{DeskEvent, Export, ExportFilter, Invited, TokensRevoked, WayIn};
pub use draft::{Draft, DraftKind};
pub use email::{EmailFault, ascii_domain, can_get_mail, email_address, email_key};
pub use ending::{ClosedBecause, Ending};
pub use erased::ERASED;
pub use event::{Event, Happened, Recorded, UnreadableEvent};
pub use event_kind::EventKind;
pub use event_parts::{ContactPart, ErasedBecause, LetterAbout, OriginPart, OriginWas, Reminded, Reopened, TheAsker};
pub use fact::{Fact, FactKind, Part, Split};
pub use feedback::{AskedToReopen, Feedback, HelpReason, Helped};
pub use file_name::file_name;
pub use handover::HandoverReason;
pub use house::{DARK_GROUNDS, House, InEnglish, KindWords, LIGHT_GROUNDS, ON_DARK_BRAND};
pub use ids::{
    ActKey, AnswerId, DecisionId, FileId, JobId, MailId, MessageId, OrganisationId, PersonId, SubmissionKey, TicketId,
};
pub use incoming::{IncomingMail, MailState, ReadMail, SenderProof};
pub use invitation::{Invitation, InvitedAs};
pub use letter::{Letter, LetterKind, Look, with_link, without_secrets};
pub use letter_wishes::{LetterPace, LetterWishes};
pub use masked::{LEFT_OUT, masked_addresses, masked_email, without_asker};
pub use mention::{Mention, mentions};
pub use organisation::{KindFacts, NameSays, Organisation, OrganisationKind, OrganisationName, ToldFirst};
pub use pace::Pace;
pub use period::Period;
pub use person::{Absence, Coverage, Expert, Expertise, Level, Person, Role, Weekday, WorkingDays};
pub use place_names::{Meant, municipality_meant, province_meant};
pub use places_given::{MOST_PLACES, PlaceMeant, place_meant, places_as_understood, places_to_ask, split_places};
pub use pressing::Pressing;
pub use privacy::{Finding, FindingKind, Numbers, find_personal_data, has_citizen_number};
pub use question::{ContactDraft, Question, QuestionDraft};
pub use reference::{Reference, ReferenceError};
pub use region::{
    Area, Confidence, Geography, Layout, LayoutKey, Membership, Municipality, MunicipalityCode, Place, PlacesWithin,
    Region, RegionRef,
};
pub use rise_note::RiseNote;
pub use sought::Sought;
pub use standing::{Asked, Standing, Transition};
pub use status::TicketStatus;
pub use take_text::take_text;
pub use text::{
    Shape, as_prose, as_stored, fold, fold_into, is_blank, is_clean_text, is_part_of_letter, is_storable, one_line,
    quoted,
};
pub use text_block::{Placeholder, fill_in, open_placeholders, unknown_placeholders};
pub use ticket::{Contact, Message, MessageKind, Ticket, TicketTopic, TopicSource};
pub use ticket_event::TicketEvent;
pub use topic::{Axis, Taxonomy, Topic, TopicKey};
pub use typed_links::links_in_words;
pub use who_asks::{FilledIn, OrganisationDraft, WhoAsks, organisation_name};
pub use words::{cut_word, each_piece, is_small_word, stemming};

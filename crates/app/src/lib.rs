//! What people do at the desk: one verb per file, in a folder that says what happens.
//!
//! A verb reads as its own specification: policy, the rules of the domain, the time once, one transaction with rows,
//! events and letters, commit. Adapters above (pages, API, worker, command line) parse, call and present; they decide
//! nothing.
//!
//! The files beside this one are what every verb stands on; `proof` and `picture` are below the verbs as well. No file
//! names a file above it.
#![warn(missing_docs)]

mod app;
mod caller;
mod clock;
mod fault;
mod ledger;
mod openings;
mod policy;
mod refusal;
mod secrets;
mod settings;

mod picture;
mod proof;

mod absence;
mod answering;
mod answers;
mod asking;
mod assigning;
mod attaching;
mod changing;
mod figures;
mod importing;
mod incoming;
mod keeping;
mod learning;
mod letters;
mod people;
mod promises;
mod running;
mod signing_in;

pub use absence::plan_absence::{Gaps, Uncovered};
pub use answering::ask_colleague::Asking;
pub use answering::close_ticket::{Closing, Why};
pub use answering::find_answered::AnsweredLine;
pub use answering::find_tickets::{Excerpt, Piece};
pub use answering::list_tickets::{Meant, TicketSearch};
pub use answering::read_answered::{AnsweredQuestion, SaidBefore};
pub use answering::read_ticket::{MessagesFrom, RoutingView, TakenOver, TicketPlace, TicketView};
pub use answering::refer_away::Referral;
pub use answering::reply_to_ticket::Reply;
pub use answering::siblings::Sibling;
pub use answering::split_ticket::PartDraft;
pub use answering::text_blocks::{Sharing, TextBlockDraft};
pub use answers::draft::AnswerDraft;
pub use answers::find_published::{FoundAnswer, Suggested};
pub use answers::read_answers::{AnswerPage, DeskAnswers};
pub use answers::write_answer::{ASKS_TO_LOOK, FoundTrace, SeenAnswer};
pub use app::App;
pub use asking::check_question::Checked;
pub use asking::react_as_asker::REACTIONS_PER_HOUR;
pub use asking::receipt::Receipt;
pub use asking::say_helped::{SaidOfAnswer, help_reasons};
pub use asking::share_draft::{KeptDraft, Opened};
pub use asking::submit_form::{GoesOn, PersonalData, TELLS_FIRST};
pub use asking::submit_question::Count;
pub use assigning::manage_topics::{Knowing, ManagedTopic, TopicDraft, TopicEnd};
pub use assigning::read_loads::LoadLine;
pub use assigning::reassign_several::{Consequence, Consequences, Reassigned};
pub use assigning::routing_rules::RoutingRulesDraft;
pub use assigning::set_ticket_topics::primary_first;
pub use assigning::triage::{TriageItem, TriagePage};
pub use attaching::read_file::Content;
pub use attaching::receive_file::Unsent;
pub use attaching::written::{Sent, Written};
pub use caller::Caller;
pub use changing::change::MESSAGE_MAX;
pub use changing::seen::{News, Seen, SeenTicket};
pub use clock::{Clock, Ids, RandomIds, SystemClock, stopwatch};
pub use fault::Fault;
pub use figures::coverage::Spot;
pub use figures::overview::{AgeBand, Compared, Overview, PromisesKept, Thin, Took};
pub use figures::period_report::{AnswersTook, DeskLine, MonthLine, PartLine, PartTable, PeriodReport};
pub use figures::read_behind::{Behind, FigureAt};
pub use figures::read_feed::FeedPage;
pub use figures::read_gaps::Shortfalls;
pub use figures::report::{NamedSeries, Rising, TrendsBy, TrendsQuery, TrendsReport};
pub use importing::import_domains::{DomainImport, DomainsReport};
pub use importing::import_questions::ImportedQuestion;
pub use importing::question_line::ImportLine;
pub use importing::read_file::text_of_file;
pub use importing::read_layouts::LayoutHistory;
pub use importing::regions_compared::RegionsReport;
pub use importing::regions_file::LayoutImport;
pub use importing::register_file::{ReadRegister, Register, read_register, register_label};
pub use incoming::ask_by_mail::AskedByMail;
pub use incoming::decide_mail::MailPage;
pub use incoming::receive_mail::{LARGEST_MAIL, StoredMail};
pub use keeping::hold::HeldQuestion;
pub use keeping::report::{KeptClass, RetentionReport};
pub use keeping::terms::Class;
pub use learning::gates::{GateOffer, GateOffers, MeasuredAt};
pub use learning::learn::{BackTo, LearningView};
pub use learning::lexicon::DryRun;
pub use learning::replay::Replay;
pub use letters::dead_letters::letter_label;
pub use letters::deliver_letters::{LETTER_LEASE, LetterOutcome};
pub use letters::letter_in_html;
pub use letters::read_letters::QuestionLetters;
pub use letters::undelivered::{Addressee, SentAgain, Undelivered, UndeliveredPage};
pub use people::choose_password::{AccessLink, Chosen, NewFactor, Sending};
pub use people::expert_changes::ExpertProfile;
pub use people::manage_organisations::{Merging, OrganisationPage};
pub use people::manage_people::Works;
pub use picture::shelf::Shelf;
pub use picture::{Model, Picture};
pub use policy::Action;
pub use promises::extend_deadline::LaterDay;
pub use promises::patience::Foreseen;
pub use promises::promise_rules::PromisePreview;
pub use promises::rules_change::RulesChange;
pub use promises::rules_draft::RulesDraft;
pub use proof::rates::{Counted, Sender, Throttle};
pub use proof::signing_key::{is_signing_key, is_verifying_key, new_signing_key};
pub use proof::totp::totp_code;
pub use refusal::{Limit, Refusal};
pub use routing::Reliability;
pub use running::check_health::{Backlog, Check, Health};
pub use running::house_style::{EnglishDraft, HouseDraft, Offer};
pub use running::install::{install_people, migrate};
pub use running::set_aside::said;
pub use settings::{
    AuthSettings, Colleagues, FileSettings, InboxSettings, Patience, Privacy, ProviderSettings, Reading, Retention,
    SIGNED_BY, SettingFrom, Settings, ShownSetting, Signature,
};
pub use signing_in::attempts::{Browser, FORWARDED_FOR, seen_by_proxy};
pub use signing_in::keep_form::Keeping;
pub use signing_in::sign_in::{SignIn, Welcome, form_token, is_form_token};

// Words of lower floors that stand in the signatures above: adapters name them through here.
pub use sla::{DatedPolicy, Opening, Policy, Regime, Rules};
pub use store::conflicts::Conflict;
pub use store::corrections::Tally;
pub use store::decisions::StoredDecision;
pub use store::earlier::EarlierQuestion;
pub use store::erasures::{Erased as ToErase, Erasure};
pub use store::events::LogFilter;
pub use store::feed::{FedQuestion, FeedPlace};
pub use store::incoming::MailCounts;
pub use store::jobs::{Came, DeadJob, Job as LetterJob, LetterLine, LetterState, Queue, Try};
pub use store::kept_forms::KeptForm;
pub use store::models::{ModelState, StoredModel};
pub use store::organisation_domains::{ColleaguesQuestion, ConfirmedDomain};
pub use store::organisations_kept::{Hanging, Known as KnownNames, Listed as ListedOrganisation};
pub use store::promise_rules::Edition;
pub use store::retention::TableSize;
pub use store::routing_rules::RoutingRules;
pub use store::setbacks::Setback;
pub use store::shared_drafts::SharedDraft;
pub use store::terms::StoredTerm;
pub use store::text_blocks::TextBlock;
pub use store::tickets::{MANY, Spread, Tally as HowMany, TriageCursor};
pub use store::views::{ShownTo, View};
pub use store::{Cursor, Order, Page, Paging, Turn};
pub use trends::{
    Bucket, Cell, FEWEST, Held, InPlace, Measure, Period, PeriodLength, Point, RISING_DEFINITION, Rise, Series, Share,
};

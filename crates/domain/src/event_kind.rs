//! The kinds of events (event type): the stored word of each, and what people read.

use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A question came in.
    Received,
    /// Routing decided, with or without an expert.
    Routed,
    /// An expert got it.
    Assigned,
    /// An expert lost it, and nobody else has it yet.
    Released,
    /// Topics were confirmed or corrected.
    TopicsSet,
    /// A human reacted for the first time.
    FirstResponse,
    /// We asked the asker something; the clock stands still.
    Waiting,
    /// The clock runs again.
    Resumed,
    /// The asker wrote.
    AskerReacted,
    /// The asker was told that somebody is at work, and when the answer comes.
    InterimSent,
    /// An answer was sent.
    Answered,
    /// A note for colleagues was added.
    Noted,
    /// A reminder was sent.
    Reminded,
    /// A promise was broken, at its deadline.
    Breached,
    /// Closed.
    Closed,
    /// Opened again.
    Reopened,
    /// A deadline moved.
    DeadlineMoved,
    /// Not about a ticket: somebody signed in.
    SignedIn,
    /// Not about a ticket: somebody signed out.
    SignedOut,
    /// Not about a ticket: a bearer token was handed out.
    TokenIssued,
    /// Not about a ticket: a region layout was replaced.
    RegionsImported,
    /// Not about a ticket: people, expertise or absences changed.
    RosterChanged,
    /// Not about a ticket: the certainty gate, or whether the desk learns, changed.
    RoutingRulesChanged,
    /// Not about a ticket: a model was fitted, or a lead went back to an earlier one.
    ModelChanged,
    /// Not about a ticket: a word was added to the lexicon, or taken from it.
    LexiconChanged,
    /// Not about a ticket: a topic was added, worded otherwise, or ended.
    TopicsChanged,
    /// Not about a ticket: a text block was made, changed or taken away.
    TextBlocksChanged,
    /// Not about a ticket: a published answer was made, read along, published or taken away.
    AnswersChanged,
    /// Not about a ticket: opening hours, closing days or policies changed.
    PromiseRulesChanged,
    /// The tracking link was replaced; the old one opens nothing.
    TrackingLinkRenewed,
    /// Not about a ticket: every session of a person was ended.
    SignedOutEverywhere,
    /// Not about a ticket: a link to choose a password was handed out.
    Invited,
    /// Not about a ticket: somebody chose a password.
    CredentialsSet,
    /// Not about a ticket: a person was added, or their name, roles or activity changed.
    PersonChanged,
    /// Not about a ticket: a token, or all tokens of a person, were revoked.
    TokensRevoked,
    /// Not about a ticket: an e-mail domain was confirmed for an organisation, or withdrawn.
    DomainsChanged,
    /// Not about a ticket: an organisation was confirmed, renamed, or made one with another.
    OrganisationsChanged,
    /// Not about a ticket: e-mail domains were taken over from a register.
    DomainsImported,
    /// Not about a ticket: the desk's name, its colours, or how it signs its letters, changed.
    HouseStyleChanged,
    /// Not about a ticket: somebody wrote something with a topic that rises.
    RiseNoted,
    /// A letter could not be delivered and will not be tried again.
    LetterDead,
    /// Not about a ticket: somebody tried to sign in, and was refused.
    SignInFailed,
    /// A member of staff read it, with who asked it; once a day for each of them.
    QuestionRead,
    /// Not about a ticket: a link to the questions of an organisation was sent to an address at its domain.
    OrganisationLinkSent,
    /// Not about a ticket: such a link was used.
    OrganisationLinkUsed,
    /// Not about a ticket: something left the desk as a file.
    Exported,
    /// A letter was not sent, because whoever it was for may no longer be told.
    LetterWithdrawn,
    /// A letter that could not be delivered is sent again.
    LetterSentAgain,
    /// Somebody saw that a letter could not be delivered, and left it at that.
    LetterDismissed,
    /// A mail came to stand elsewhere.
    MailSorted,
    /// The asker does not react, but was not reached either: the desk does not close the question by itself.
    LeftOpen,
    /// What is known of who asked was corrected; which parts, not what stood there.
    ContactCorrected,
    /// Its asker was referred to another desk.
    Referred,
    /// It ended in an earlier question that asks the same.
    Merged,
    /// That was undone.
    Unmerged,
    /// From where it is, from whom, or its language was corrected.
    OriginCorrected,
    /// A colleague was asked to think along, or to answer a part of it.
    ColleagueAsked,
    /// A colleague thinks along no more.
    ColleagueLeft,
    /// A part of it became a question of its own.
    SplitOff,
    /// It was a part of an earlier question.
    SplitFrom,
    /// A file came with a message.
    FileAdded,
    /// Nothing of it is erased, whatever its term.
    Held,
    /// That ended.
    HoldLifted,
    /// Who asked it was erased.
    ContactErased,
    /// Every text of it was erased.
    TextsErased,
    /// One message of it was erased.
    MessageErased,
    /// Not about a ticket: somebody asked to be erased, or that a message is.
    ErasureAsked,
    /// Not about a ticket: that was taken back.
    ErasureWithdrawn,
    /// Not about a ticket: that was done.
    ErasureDone,
    /// Not about a ticket: everything that is held of an address left the desk as a file.
    AccessGiven,
    /// The asker said whether an answer helped.
    AnswerJudged,
    /// The asker asked to open it again, and the desk left it as it is.
    ReopeningDeclined,
    /// The asker had lost the tracking link, and got it again.
    TrackingLinkSentAgain,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 73] = [
        Self::Received,
        Self::Routed,
        Self::Assigned,
        Self::Released,
        Self::TopicsSet,
        Self::FirstResponse,
        Self::Waiting,
        Self::Resumed,
        Self::AskerReacted,
        Self::InterimSent,
        Self::Answered,
        Self::Noted,
        Self::Reminded,
        Self::Breached,
        Self::Closed,
        Self::Reopened,
        Self::DeadlineMoved,
        Self::SignedIn,
        Self::SignedOut,
        Self::TokenIssued,
        Self::RegionsImported,
        Self::RosterChanged,
        Self::RoutingRulesChanged,
        Self::ModelChanged,
        Self::LexiconChanged,
        Self::TopicsChanged,
        Self::TextBlocksChanged,
        Self::AnswersChanged,
        Self::PromiseRulesChanged,
        Self::TrackingLinkRenewed,
        Self::SignedOutEverywhere,
        Self::Invited,
        Self::CredentialsSet,
        Self::PersonChanged,
        Self::TokensRevoked,
        Self::DomainsChanged,
        Self::OrganisationsChanged,
        Self::DomainsImported,
        Self::HouseStyleChanged,
        Self::RiseNoted,
        Self::LetterDead,
        Self::SignInFailed,
        Self::QuestionRead,
        Self::OrganisationLinkSent,
        Self::OrganisationLinkUsed,
        Self::Exported,
        Self::LetterWithdrawn,
        Self::LetterSentAgain,
        Self::LetterDismissed,
        Self::MailSorted,
        Self::LeftOpen,
        Self::ContactCorrected,
        Self::Referred,
        Self::Merged,
        Self::Unmerged,
        Self::OriginCorrected,
        Self::ColleagueAsked,
        Self::ColleagueLeft,
        Self::SplitOff,
        Self::SplitFrom,
        Self::FileAdded,
        Self::Held,
        Self::HoldLifted,
        Self::ContactErased,
        Self::TextsErased,
        Self::MessageErased,
        Self::ErasureAsked,
        Self::ErasureWithdrawn,
        Self::ErasureDone,
        Self::AccessGiven,
        Self::AnswerJudged,
        Self::ReopeningDeclined,
        Self::TrackingLinkSentAgain,
    ];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Routed => "routed",
            Self::Assigned => "assigned",
            Self::Released => "released",
            Self::TopicsSet => "topics_set",
            Self::FirstResponse => "first_response",
            Self::Waiting => "waiting",
            Self::Resumed => "resumed",
            Self::AskerReacted => "asker_reacted",
            Self::InterimSent => "interim_sent",
            Self::Answered => "answered",
            Self::Noted => "noted",
            Self::Reminded => "reminded",
            Self::Breached => "breached",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::DeadlineMoved => "deadline_moved",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::TokenIssued => "token_issued",
            Self::RegionsImported => "regions_imported",
            Self::RosterChanged => "roster_changed",
            Self::RoutingRulesChanged => "routing_rules_changed",
            Self::ModelChanged => "model_changed",
            Self::LexiconChanged => "lexicon_changed",
            Self::TopicsChanged => "topics_changed",
            Self::TextBlocksChanged => "text_blocks_changed",
            Self::AnswersChanged => "answers_changed",
            Self::PromiseRulesChanged => "promise_rules_changed",
            Self::TrackingLinkRenewed => "tracking_link_renewed",
            Self::SignedOutEverywhere => "signed_out_everywhere",
            Self::Invited => "invited",
            Self::CredentialsSet => "credentials_set",
            Self::PersonChanged => "person_changed",
            Self::TokensRevoked => "tokens_revoked",
            Self::DomainsChanged => "domains_changed",
            Self::OrganisationsChanged => "organisations_changed",
            Self::DomainsImported => "domains_imported",
            Self::HouseStyleChanged => "house_style_changed",
            Self::RiseNoted => "rise_noted",
            Self::LetterDead => "letter_dead",
            Self::SignInFailed => "sign_in_failed",
            Self::QuestionRead => "question_read",
            Self::OrganisationLinkSent => "organisation_link_sent",
            Self::OrganisationLinkUsed => "organisation_link_used",
            Self::Exported => "exported",
            Self::LetterWithdrawn => "letter_withdrawn",
            Self::LetterSentAgain => "letter_sent_again",
            Self::LetterDismissed => "letter_dismissed",
            Self::MailSorted => "mail_sorted",
            Self::LeftOpen => "left_open",
            Self::ContactCorrected => "contact_corrected",
            Self::Referred => "referred",
            Self::Merged => "merged",
            Self::Unmerged => "unmerged",
            Self::OriginCorrected => "origin_corrected",
            Self::ColleagueAsked => "colleague_asked",
            Self::ColleagueLeft => "colleague_left",
            Self::SplitOff => "split_off",
            Self::SplitFrom => "split_from",
            Self::FileAdded => "file_added",
            Self::Held => "held",
            Self::HoldLifted => "hold_lifted",
            Self::ContactErased => "contact_erased",
            Self::TextsErased => "texts_erased",
            Self::MessageErased => "message_erased",
            Self::ErasureAsked => "erasure_asked",
            Self::ErasureWithdrawn => "erasure_withdrawn",
            Self::ErasureDone => "erasure_done",
            Self::AccessGiven => "access_given",
            Self::AnswerJudged => "answer_judged",
            Self::ReopeningDeclined => "reopening_declined",
            Self::TrackingLinkSentAgain => "tracking_link_sent_again",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Received => "vraag ontvangen",
            Self::Routed => "het loket koos een deskundige",
            Self::Assigned => "vraag toegewezen",
            Self::Released => "vraag terug in de wachtrij",
            Self::TopicsSet => "onderwerpen vastgesteld",
            Self::FirstResponse => "eerste reactie",
            Self::Waiting => "wacht op vraagsteller",
            Self::Resumed => "termijn loopt weer",
            Self::AskerReacted => "vraagsteller reageerde",
            Self::InterimSent => "tussenbericht verstuurd",
            Self::Answered => "antwoord verstuurd",
            Self::Noted => "notitie toegevoegd",
            Self::Reminded => "herinnering verstuurd",
            Self::Breached => "beloofde termijn verstreken",
            Self::Closed => "vraag gesloten",
            Self::Reopened => "vraag heropend",
            Self::DeadlineMoved => "termijn verschoven",
            Self::SignedIn => "ingelogd",
            Self::SignedOut => "uitgelogd",
            Self::TokenIssued => "token uitgegeven",
            Self::RegionsImported => "regio-indeling vervangen",
            Self::RosterChanged => "rooster gewijzigd",
            Self::RoutingRulesChanged => "regels voor verdelen gewijzigd",
            Self::ModelChanged => "model gewijzigd",
            Self::LexiconChanged => "woordenlijst gewijzigd",
            Self::TopicsChanged => "onderwerpen gewijzigd",
            Self::TextBlocksChanged => "tekstblokken gewijzigd",
            Self::AnswersChanged => "antwoord voor iedereen gemaakt, meegelezen of gepubliceerd",
            Self::PromiseRulesChanged => "termijnen gewijzigd",
            Self::TrackingLinkRenewed => "volglink vervangen",
            Self::SignedOutEverywhere => "overal uitgelogd",
            Self::Invited => "link om een wachtwoord te kiezen gemaakt",
            Self::CredentialsSet => "wachtwoord gekozen",
            Self::PersonChanged => "medewerker gewijzigd",
            Self::TokensRevoked => "tokens ingetrokken",
            Self::DomainsChanged => "e-maildomein bevestigd of ingetrokken",
            Self::HouseStyleChanged => "huisstijl gewijzigd",
            Self::RiseNoted => "notitie bij een stijging",
            Self::DomainsImported => "domeinen overgenomen uit een register",
            Self::OrganisationsChanged => "organisatie bevestigd, hernoemd of samengevoegd",
            Self::LetterDead => "brief kon niet worden bezorgd",
            Self::SignInFailed => "inloggen mislukt",
            Self::QuestionRead => "vraag met contactgegevens gelezen",
            Self::OrganisationLinkSent => "link naar vragen van een organisatie verstuurd",
            Self::OrganisationLinkUsed => "link naar vragen van een organisatie gebruikt",
            Self::Exported => "bestand gedownload",
            Self::LetterWithdrawn => "brief ingetrokken voor hij weg was",
            Self::LetterSentAgain => "brief opnieuw verstuurd",
            Self::LetterDismissed => "melding over een brief gesloten",
            Self::MailSorted => "e-mail gelezen, overgenomen of weggelegd",
            Self::LeftOpen => "vraag bleef open: brief niet bezorgd",
            Self::ContactCorrected => "gegevens van de vraagsteller verbeterd",
            Self::Referred => "vraagsteller doorverwezen",
            Self::Merged => "samengevoegd met een eerdere vraag",
            Self::Unmerged => "samenvoegen ongedaan gemaakt",
            Self::OriginCorrected => "plaats, organisatie of taal verbeterd",
            Self::ColleagueAsked => "collega gevraagd mee te denken",
            Self::ColleagueLeft => "collega denkt niet meer mee",
            Self::SplitOff => "een deel afgesplitst als eigen vraag",
            Self::SplitFrom => "afgesplitst van een eerdere vraag",
            Self::FileAdded => "bijlage meegestuurd",
            Self::Held => "vraag vastgehouden: er wordt niets gewist",
            Self::HoldLifted => "vraag niet meer vastgehouden",
            Self::ContactErased => "gegevens van de vraagsteller gewist",
            Self::TextsErased => "teksten van de vraag gewist",
            Self::MessageErased => "een bericht gewist",
            Self::ErasureAsked => "verzoek om te wissen opgeschreven",
            Self::ErasureWithdrawn => "verzoek om te wissen ingetrokken",
            Self::ErasureDone => "verzoek om te wissen uitgevoerd",
            Self::AccessGiven => "inzage gegeven in alles van één adres",
            Self::AnswerJudged => "vraagsteller zei of het antwoord hielp",
            Self::ReopeningDeclined => "vraag op verzoek niet heropend",
            Self::TrackingLinkSentAgain => "volglink opnieuw verstuurd",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

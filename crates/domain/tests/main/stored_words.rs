//! The words under which the desk keeps its choices (enum serialisation): they stand in databases, files and addresses of
//! desks that are in use, so none of them ever changes.

use domain::{
    Axis, Confidence, DecisionCause, DraftKind, EventKind, FactKind, InvitedAs, LetterKind, MessageKind, Metric,
    OrganisationKind, Origin, PromiseOutcome, Role, TicketStatus, TopicSource,
};

#[test]
fn words_of_origin_are_those_that_are_stored() {
    let stored = [
        (Origin::Web, "web"),
        (Origin::Api, "api"),
        (Origin::Cli, "cli"),
        (Origin::Worker, "worker"),
        (Origin::Mail, "mail"),
    ];
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(Origin::parse(word), Some(value), "{word}");
        assert_eq!(Origin::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_metric_are_those_that_are_stored() {
    let stored = [(Metric::FirstResponse, "FIRST_RESPONSE"), (Metric::Answer, "ANSWER")];
    assert_eq!(stored.map(|(value, _)| value), Metric::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(Metric::parse(word), Some(value), "{word}");
        assert_eq!(Metric::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_promise_outcome_are_those_that_are_stored() {
    let stored =
        [(PromiseOutcome::Kept, "KEPT"), (PromiseOutcome::Broken, "BROKEN"), (PromiseOutcome::Withdrawn, "WITHDRAWN")];
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(PromiseOutcome::parse(word), Some(value), "{word}");
        assert_eq!(PromiseOutcome::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_decision_cause_are_those_that_are_stored() {
    let stored = [
        (DecisionCause::Submitted, "submitted"),
        (DecisionCause::Reopened, "reopened"),
        (DecisionCause::TopicsCorrected, "topics_corrected"),
        (DecisionCause::OriginCorrected, "origin_corrected"),
        (DecisionCause::Handover, "handover"),
        (DecisionCause::Overruled, "overruled"),
        (DecisionCause::Absence, "absence"),
        (DecisionCause::RosterChanged, "roster_changed"),
        (DecisionCause::Sweep, "sweep"),
        (DecisionCause::Resumed, "resumed"),
        (DecisionCause::Preview, "preview"),
    ];
    assert_eq!(stored.map(|(value, _)| value), DecisionCause::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(DecisionCause::parse(word), Some(value), "{word}");
        assert_eq!(DecisionCause::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_event_kind_are_those_that_are_stored() {
    let stored = [
        (EventKind::Received, "received"),
        (EventKind::Routed, "routed"),
        (EventKind::Assigned, "assigned"),
        (EventKind::Released, "released"),
        (EventKind::TopicsSet, "topics_set"),
        (EventKind::FirstResponse, "first_response"),
        (EventKind::Waiting, "waiting"),
        (EventKind::Resumed, "resumed"),
        (EventKind::AskerReacted, "asker_reacted"),
        (EventKind::InterimSent, "interim_sent"),
        (EventKind::Answered, "answered"),
        (EventKind::Noted, "noted"),
        (EventKind::Reminded, "reminded"),
        (EventKind::Breached, "breached"),
        (EventKind::Closed, "closed"),
        (EventKind::Reopened, "reopened"),
        (EventKind::DeadlineMoved, "deadline_moved"),
        (EventKind::SignedIn, "signed_in"),
        (EventKind::SignedOut, "signed_out"),
        (EventKind::TokenIssued, "token_issued"),
        (EventKind::RegionsImported, "regions_imported"),
        (EventKind::RosterChanged, "roster_changed"),
        (EventKind::RoutingRulesChanged, "routing_rules_changed"),
        (EventKind::ModelChanged, "model_changed"),
        (EventKind::LexiconChanged, "lexicon_changed"),
        (EventKind::TopicsChanged, "topics_changed"),
        (EventKind::TextBlocksChanged, "text_blocks_changed"),
        (EventKind::AnswersChanged, "answers_changed"),
        (EventKind::PromiseRulesChanged, "promise_rules_changed"),
        (EventKind::TrackingLinkRenewed, "tracking_link_renewed"),
        (EventKind::SignedOutEverywhere, "signed_out_everywhere"),
        (EventKind::Invited, "invited"),
        (EventKind::CredentialsSet, "credentials_set"),
        (EventKind::PersonChanged, "person_changed"),
        (EventKind::TokensRevoked, "tokens_revoked"),
        (EventKind::DomainsChanged, "domains_changed"),
        (EventKind::OrganisationsChanged, "organisations_changed"),
        (EventKind::DomainsImported, "domains_imported"),
        (EventKind::HouseStyleChanged, "house_style_changed"),
        (EventKind::RiseNoted, "rise_noted"),
        (EventKind::LetterDead, "letter_dead"),
        (EventKind::SignInFailed, "sign_in_failed"),
        (EventKind::QuestionRead, "question_read"),
        (EventKind::OrganisationLinkSent, "organisation_link_sent"),
        (EventKind::OrganisationLinkUsed, "organisation_link_used"),
        (EventKind::Exported, "exported"),
        (EventKind::LetterWithdrawn, "letter_withdrawn"),
        (EventKind::LetterSentAgain, "letter_sent_again"),
        (EventKind::LetterDismissed, "letter_dismissed"),
        (EventKind::MailSorted, "mail_sorted"),
        (EventKind::LeftOpen, "left_open"),
        (EventKind::ContactCorrected, "contact_corrected"),
        (EventKind::Referred, "referred"),
        (EventKind::Merged, "merged"),
        (EventKind::Unmerged, "unmerged"),
        (EventKind::OriginCorrected, "origin_corrected"),
        (EventKind::ColleagueAsked, "colleague_asked"),
        (EventKind::ColleagueLeft, "colleague_left"),
        (EventKind::SplitOff, "split_off"),
        (EventKind::SplitFrom, "split_from"),
        (EventKind::FileAdded, "file_added"),
        (EventKind::Held, "held"),
        (EventKind::HoldLifted, "hold_lifted"),
        (EventKind::ContactErased, "contact_erased"),
        (EventKind::TextsErased, "texts_erased"),
        (EventKind::MessageErased, "message_erased"),
        (EventKind::ErasureAsked, "erasure_asked"),
        (EventKind::ErasureWithdrawn, "erasure_withdrawn"),
        (EventKind::ErasureDone, "erasure_done"),
        (EventKind::AccessGiven, "access_given"),
        (EventKind::AnswerJudged, "answer_judged"),
        (EventKind::ReopeningDeclined, "reopening_declined"),
        (EventKind::TrackingLinkSentAgain, "tracking_link_sent_again"),
    ];
    assert_eq!(stored.map(|(value, _)| value), EventKind::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(EventKind::parse(word), Some(value), "{word}");
        assert_eq!(EventKind::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_fact_kind_are_those_that_are_stored() {
    let stored = [
        (FactKind::Received, "received"),
        (FactKind::Answered, "answered"),
        (FactKind::Reopened, "reopened"),
        (FactKind::OpenChange, "open_change"),
        (FactKind::ReactionDue, "reaction_due"),
        (FactKind::AnswerDue, "answer_due"),
        (FactKind::ReactionMet, "reaction_met"),
        (FactKind::AnswerMet, "answer_met"),
        (FactKind::ClosedUnanswered, "closed_unanswered"),
        (FactKind::Referred, "referred"),
    ];
    assert_eq!(stored.map(|(value, _)| value), FactKind::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
    }
}

#[test]
fn words_of_letter_kind_are_those_that_are_stored() {
    let stored = [
        (LetterKind::Receipt, "receipt"),
        (LetterKind::Assignment, "assignment"),
        (LetterKind::AskBack, "ask_back"),
        (LetterKind::Interim, "interim"),
        (LetterKind::Answer, "answer"),
        (LetterKind::AskerReacted, "asker_reacted"),
        (LetterKind::StatusChange, "status_change"),
        (LetterKind::DeadlineMoved, "deadline_moved"),
        (LetterKind::Reminder, "reminder"),
        (LetterKind::Breach, "breach"),
        (LetterKind::AskerReminder, "asker_reminder"),
        (LetterKind::AskerSilent, "asker_silent"),
        (LetterKind::NotDelivered, "not_delivered"),
        (LetterKind::MailWaits, "mail_waits"),
        (LetterKind::NewLink, "new_link"),
        (LetterKind::ColleagueAsked, "colleague_asked"),
        (LetterKind::WhoAnswers, "who_answers"),
        (LetterKind::FilesLeftOut, "files_left_out"),
        (LetterKind::Digest, "digest"),
        (LetterKind::WeeklyFigures, "weekly_figures"),
        (LetterKind::Access, "access"),
        (LetterKind::Reset, "reset"),
    ];
    assert_eq!(stored.map(|(value, _)| value), LetterKind::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(LetterKind::parse(word), Some(value), "{word}");
        assert_eq!(LetterKind::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_organisation_kind_are_those_that_are_stored() {
    let stored = [
        (OrganisationKind::Municipality, "MUNICIPALITY"),
        (OrganisationKind::Province, "PROVINCE"),
        (OrganisationKind::HousingCorporation, "HOUSING_CORPORATION"),
        (OrganisationKind::CarePartner, "CARE_PARTNER"),
        (OrganisationKind::SocietalOrganisation, "SOCIETAL_ORGANISATION"),
        (OrganisationKind::MunicipalWorkOrganisation, "MUNICIPAL_WORK_ORGANISATION"),
        (OrganisationKind::RegionalBody, "REGIONAL_BODY"),
        (OrganisationKind::State, "STATE"),
        (OrganisationKind::Adviser, "ADVISER"),
        (OrganisationKind::Resident, "RESIDENT"),
    ];
    assert_eq!(stored.map(|(value, _)| value), OrganisationKind::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(OrganisationKind::parse(word), Some(value), "{word}");
        assert_eq!(OrganisationKind::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_role_are_those_that_are_stored() {
    let stored = [(Role::Expert, "EXPERT"), (Role::Lead, "LEAD"), (Role::Administrator, "ADMINISTRATOR")];
    assert_eq!(stored.map(|(value, _)| value), Role::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(Role::parse(word), Some(value), "{word}");
        assert_eq!(Role::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_confidence_are_those_that_are_stored() {
    let stored = [(Confidence::Low, "low"), (Confidence::Medium, "medium"), (Confidence::High, "high")];
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(Confidence::parse(word), Some(value), "{word}");
        assert_eq!(Confidence::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_ticket_status_are_those_that_are_stored() {
    let stored = [
        (TicketStatus::Unassigned, "UNASSIGNED"),
        (TicketStatus::Assigned, "ASSIGNED"),
        (TicketStatus::WaitingForAsker, "WAITING_FOR_ASKER"),
        (TicketStatus::Answered, "ANSWERED"),
        (TicketStatus::Closed, "CLOSED"),
    ];
    assert_eq!(stored.map(|(value, _)| value), TicketStatus::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(TicketStatus::parse(word), Some(value), "{word}");
        assert_eq!(TicketStatus::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_topic_source_are_those_that_are_stored() {
    let stored =
        [(TopicSource::Asker, "ASKER"), (TopicSource::Classifier, "CLASSIFIER"), (TopicSource::Expert, "EXPERT")];
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(TopicSource::parse(word), Some(value), "{word}");
        assert_eq!(TopicSource::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_message_kind_are_those_that_are_stored() {
    let stored = [
        (MessageKind::Question, "QUESTION"),
        (MessageKind::AskerReaction, "ASKER_REACTION"),
        (MessageKind::AskBack, "ASK_BACK"),
        (MessageKind::Interim, "INTERIM"),
        (MessageKind::Answer, "ANSWER"),
        (MessageKind::Note, "NOTE"),
        (MessageKind::Notice, "NOTICE"),
    ];
    assert_eq!(stored.map(|(value, _)| value), MessageKind::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(MessageKind::parse(word), Some(value), "{word}");
        assert_eq!(MessageKind::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_draft_kind_are_those_that_are_stored() {
    let stored = [(DraftKind::Answer, "ANSWER"), (DraftKind::Note, "NOTE")];
    assert_eq!(stored.map(|(value, _)| value), DraftKind::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(DraftKind::parse(word), Some(value), "{word}");
        assert_eq!(DraftKind::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_invited_as_are_those_that_are_stored() {
    let stored = [(InvitedAs::ThinksAlong, "THINKS_ALONG"), (InvitedAs::Second, "SECOND")];
    assert_eq!(stored.map(|(value, _)| value), InvitedAs::ALL);
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(InvitedAs::parse(word), Some(value), "{word}");
        assert_eq!(InvitedAs::parse(&format!(" {word}")), None, "{word}");
    }
}

#[test]
fn words_of_axis_are_those_that_are_stored() {
    let stored = [(Axis::Group, "GROUP"), (Axis::Theme, "THEME")];
    for (value, word) in stored {
        assert_eq!(value.as_str(), word);
        assert_eq!(Axis::parse(word), Some(value), "{word}");
        assert_eq!(Axis::parse(&format!(" {word}")), None, "{word}");
    }
}

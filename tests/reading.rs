//! Verbs that read: each shows what its reader may know, and no more; on both databases, without pages in between.

use app::{
    Bucket, Caller, Measure, MessagesFrom, Opening, Refusal, Regime, Reply, RulesChange, TicketPlace, TicketSearch,
    TrendsBy, TrendsQuery,
};
use chrono::{NaiveDate, NaiveTime};
use domain::{Actor, MessageKind, OrganisationDraft, OrganisationKind, Origin, Reference, TicketId, TopicKey};
use testkit::{TestDesk, desks, question_about};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A question about a woonzorgvisie, which is Anna's; with the secret of its link.
async fn ask(desk: &TestDesk, key: u128) -> (Reference, String) {
    let nobody = Caller::new(Actor::Anonymous, Origin::Web);
    let receipt = desk.app.submit_question(&nobody, question_about(key, "woonzorgvisie")).await.expect("a receipt");
    let secret = receipt.tracking_url.rsplit('/').next().expect("a secret").to_owned();
    (receipt.reference, secret)
}

fn asker(reference: Reference) -> Caller {
    Caller::new(Actor::Asker(reference.ticket), Origin::Web)
}

async fn note(desk: &TestDesk, reference: Reference, number: usize) {
    desk.app.add_note(&desk.staff(TestDesk::ANNA), reference, &format!("notitie {number}")).await.expect("noted");
}

#[tokio::test]
async fn whoever_reads_further_back_finds_every_message_once_and_the_question_beside_them() {
    for desk in desks().await {
        let (reference, secret) = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        for number in 0..60 {
            note(&desk, reference, number).await;
        }
        let last = desk.app.view_ticket_at(&anna, reference, TicketPlace::default()).await.expect("the last page");
        let (before, question) = (last.earlier_messages.expect("there is more"), last.question.expect("the question"));
        assert_eq!(question.kind, MessageKind::Question);
        let place = TicketPlace { messages_before: Some(before), events_before: last.earlier_events };
        let first = desk.app.view_ticket_at(&anna, reference, place).await.expect("the first page");
        assert_eq!((first.earlier_messages, first.question), (None, None), "the question is among them");
        let bodies: Vec<&str> = first.messages.iter().chain(&last.messages).map(|said| said.body.as_str()).collect();
        let told: Vec<String> = (0..60).map(|number| format!("notitie {number}")).collect();
        assert_eq!(bodies[1..], told, "each once, in order");
        assert!(first.events.last().and_then(|line| line.at()) <= last.events[0].at());
        // Notes are for colleagues: the asker has one page, with the question on it.
        let (theirs, receipt) = desk.app.follow_ticket_at(&secret, place).await.expect("their question");
        assert_eq!(receipt.reference, reference);
        assert_eq!((theirs.messages.len(), theirs.events.len(), theirs.routing.is_some()), (1, 0, false));
        let wrong = desk.app.follow_ticket_at("iets-anders", TicketPlace::default()).await;
        assert!(matches!(wrong, Err(Refusal::Hidden)), "{wrong:?}");
    }
}

#[tokio::test]
async fn messages_come_from_either_end_and_notes_only_to_colleagues() {
    for desk in desks().await {
        let (reference, _) = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let ticket = desk.app.read_ticket(&anna, reference).await.expect("hers");
        for number in 0..3 {
            note(&desk, reference, number).await;
        }
        let read = async |who: &Caller, most, from| desk.app.read_messages(who, &ticket, most, from).await;
        let (start, more) = read(&anna, 2, MessagesFrom::Start(None)).await.expect("read");
        assert!(more && start.len() == 2 && start[0].kind == MessageKind::Question);
        let (rest, more) = read(&anna, 2, MessagesFrom::Start(Some(start[1].id))).await.expect("read");
        assert!(!more && rest.len() == 2 && rest[1].body == "notitie 2");
        let (end, more) = read(&anna, 2, MessagesFrom::End(None)).await.expect("read");
        assert!(more);
        assert_eq!(end, rest);
        let (front, more) = read(&anna, 2, MessagesFrom::End(Some(end[0].id))).await.expect("read");
        assert!(!more);
        assert_eq!(front, start);
        let (theirs, more) = read(&asker(reference), 10, MessagesFrom::Start(None)).await.expect("read");
        assert!(!more && theirs.len() == 1 && theirs[0].kind == MessageKind::Question);
        let stranger = Caller::new(Actor::Asker(TicketId(reference.ticket.0 + 1)), Origin::Web);
        let refused = read(&stranger, 10, MessagesFrom::Start(None)).await;
        assert!(refused.is_err(), "{refused:?}");
    }
}

#[tokio::test]
async fn why_somebody_got_a_question_is_told_to_colleagues_and_not_to_askers() {
    for desk in desks().await {
        let (first, _) = ask(&desk, 1).await;
        let (second, _) = ask(&desk, 2).await;
        let lead = desk.staff(TestDesk::LEAD);
        let mut tickets = Vec::new();
        for reference in [first, second] {
            tickets.push(desk.app.read_ticket(&lead, reference).await.expect("there"));
        }
        let told = desk.app.read_routing(&lead, &tickets).await.expect("decisions");
        let mut of: Vec<TicketId> = told.iter().map(|stored| stored.ticket).collect();
        of.sort_unstable();
        assert_eq!(of, [first.ticket, second.ticket]);
        assert!(told.iter().all(|stored| stored.decision.chosen == Some(TestDesk::ANNA)));
        assert!(desk.app.read_routing(&asker(first), &tickets).await.expect("nothing").is_empty());
        desk.app.hand_over_ticket(&desk.staff(TestDesk::ANNA), first, "Geen ruimte").await.expect("handed over");
        let newest = desk.app.read_routing(&lead, &tickets[..1]).await.expect("decisions");
        assert_eq!(newest.len(), 1, "the newest only");
        assert_ne!(newest[0].decision.chosen, Some(TestDesk::ANNA));
    }
}

#[tokio::test]
async fn what_is_new_since_a_revision_is_news_to_those_who_may_read_it_only() {
    for desk in desks().await {
        let (reference, _) = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let seen = desk.app.read_ticket(&anna, reference).await.expect("hers").revision;
        assert!(desk.app.news_since(&anna, reference, seen).await.expect("news").is_empty());
        note(&desk, reference, 1).await;
        desk.clock.advance(chrono::Duration::minutes(1));
        let news = desk.app.news_since(&desk.staff(TestDesk::LEAD), reference, seen).await.expect("news");
        assert!(news.messages.iter().any(|message| message.body == "notitie 1"), "{news:?}");
        let theirs = desk.app.news_since(&asker(reference), reference, seen).await.expect("news");
        assert!(theirs.messages.is_empty(), "{theirs:?}");
        desk.app.reply_to_ticket(&anna, reference, "Zie de handreiking.", Reply::Answer).await.expect("answered");
        let theirs = desk.app.news_since(&asker(reference), reference, seen).await.expect("news");
        assert_eq!(theirs.messages.len(), 1, "{theirs:?}");
        let hidden = desk.app.news_since(&desk.staff(TestDesk::BRAM), reference, seen).await;
        assert!(matches!(hidden, Err(Refusal::Hidden)), "{hidden:?}");
    }
}

#[tokio::test]
async fn a_reference_finds_its_ticket_for_those_who_may_know_of_it_and_a_slip_in_it_is_told() {
    for desk in desks().await {
        let (reference, _) = ask(&desk, 1).await;
        let lead = desk.staff(TestDesk::LEAD);
        let found = async |who: &Caller, text: &str| {
            desk.app.find_by_reference(who, text).await.map(|found| found.map(|meant| meant.reference()))
        };
        let whole = reference.to_string();
        for text in [whole.clone(), whole.to_lowercase(), format!(" {whole} ")] {
            assert_eq!(found(&lead, &text).await.expect("found"), Some(reference), "{text}");
        }
        assert_eq!(found(&lead, "woonzorgvisie").await.expect("words"), None);
        assert_eq!(found(&desk.staff(TestDesk::BRAM), &whole).await.expect("not his"), None);
        let letter = if whole.ends_with('A') { 'B' } else { 'A' };
        let slip = format!("{}{letter}", &whole[..whole.len() - 1]);
        let refused = found(&lead, &slip).await;
        assert!(!matches!(refused, Ok(Some(_))), "{slip}: {refused:?}");
        desk.app.close_ticket(&lead, reference, app::Closing::default()).await.expect("closed");
        assert_eq!(found(&lead, &whole).await.expect("found"), Some(reference), "whatever its state");
    }
}

#[tokio::test]
async fn experts_are_listed_by_name_to_leads_and_to_nobody_from_outside() {
    for desk in desks().await {
        let names: Vec<String> = desk
            .app
            .list_experts(&desk.staff(TestDesk::LEAD))
            .expect("a list")
            .into_iter()
            .map(|expert| expert.name)
            .collect();
        assert_eq!(names, ["Anna de Wit", "Bram Bos", "Carla Smit"]);
        let refused = desk.app.list_experts(&Caller::new(Actor::Anonymous, Origin::Web));
        assert!(refused.is_err(), "{refused:?}");
    }
}

#[tokio::test]
async fn looking_ahead_at_routing_chooses_as_asking_does_and_stores_nothing() {
    for desk in desks().await {
        let lead = desk.staff(TestDesk::LEAD);
        let arnhem = OrganisationDraft {
            kind: Some(OrganisationKind::Municipality),
            name: "Gemeente Arnhem".to_owned(),
            municipality: Some("GM0202".to_owned()),
            region: None,
            ..OrganisationDraft::default()
        };
        let ahead = async |who: &Caller, theme: &str| {
            let themes = [TopicKey::from(theme)];
            desk.app.preview_routing(who, "Onze vraag", "Hoe gaat dit?", &arnhem, &[], &themes).await
        };
        let chosen = async |theme: &str| ahead(&lead, theme).await.expect("a decision").chosen;
        assert_eq!(chosen("woonzorgvisie").await, Some(TestDesk::ANNA));
        assert_eq!(chosen("flexwonen").await, Some(TestDesk::BRAM));
        assert_eq!(ask(&desk, 1).await.0.ticket, TicketId(1), "no number was used");
        let unknown = ahead(&lead, "bestaat-niet").await;
        assert!(matches!(unknown, Err(Refusal::Complaints(_))), "{unknown:?}");
        assert!(ahead(&Caller::new(Actor::Anonymous, Origin::Web), "flexwonen").await.is_err());
    }
}

#[tokio::test]
async fn the_rules_of_promises_are_seen_with_the_editions_that_people_made_by_administrators_only() {
    for desk in desks().await {
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let (rules, editions) = desk.app.view_promise_rules(&administrator).await.expect("rules");
        assert_eq!(rules, desk.app.picture().promises);
        assert!(editions.is_empty(), "nobody changed them");
        assert!(desk.app.view_promise_rules(&desk.staff(TestDesk::ANNA)).await.is_err());
    }
}

#[tokio::test]
async fn a_letter_that_could_not_be_delivered_is_told_to_who_may_look_inside() {
    for desk in desks().await {
        let (reference, _) = ask(&desk, 1).await;
        let anna = desk.staff(TestDesk::ANNA);
        let ticket = desk.app.read_ticket(&anna, reference).await.expect("hers");
        let tickets = [ticket];
        assert!(desk.app.read_dead_letters(&anna, &tickets).await.expect("none").is_empty());
        for job in desk.app.lease_letters(10).await.expect("letters") {
            let refused = app::LetterOutcome::Refused("550 5.1.1 onbekend".to_owned());
            assert!(desk.app.settle_letter(&job, &refused).await.expect("settled"));
        }
        let dead = desk.app.read_dead_letters(&anna, &tickets).await.expect("dead letters");
        assert_eq!(dead.len(), 2, "the receipt, and the letter to Anna: {dead:?}");
        assert!(desk.app.read_dead_letters(&asker(reference), &tickets).await.expect("none").is_empty());
    }
}

#[tokio::test]
async fn the_link_of_an_organisation_shows_its_questions_once_and_says_nothing_of_others() {
    for desk in desks().await {
        let (reference, _) = ask(&desk, 1).await;
        let mut other = question_about(2, "flexwonen");
        other.organisation.name = "Gemeente Nijmegen".to_owned();
        other.organisation.municipality = Some("GM0268".to_owned());
        other.contact.email = "piet@nijmegen.example".to_owned();
        desk.app.submit_question(&Caller::new(Actor::Anonymous, Origin::Web), other).await.expect("a receipt");
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let known = desk.app.known_organisations(&administrator, "arnhem").await.expect("known")[0].id;
        desk.app.confirm_domain(&administrator, "arnhem.nl", known).await.expect("confirmed");
        desk.app.lease_letters(10).await.expect("letters");
        desk.app.ask_for_organisation_link("collega@arnhem.nl").await.expect("asked");
        assert_eq!(desk.app.answer_link_requests().await.expect("answered"), 1);
        let letter = desk.app.lease_letters(10).await.expect("letters").remove(0).letter;
        let secret = letter.body.split("/organisatie/").nth(1).and_then(|rest| rest.split_whitespace().next());
        let secret = secret.expect("a link");
        let shown = desk.app.open_organisation_link(secret).await.expect("questions");
        assert_eq!(shown.iter().map(|one| one.organisation.as_str()).collect::<Vec<_>>(), ["Gemeente Arnhem"]);
        assert_eq!(desk.app.open_organisation_link(secret).await.expect("once more"), shown);
        assert_eq!(shown[0].subject, desk.app.read_ticket(&administrator, reference).await.expect("there").subject);
    }
}

#[tokio::test]
async fn a_working_day_in_figures_is_as_long_as_the_desk_is_open_on_one() {
    for desk in desks().await {
        let mornings = Opening {
            from: NaiveTime::from_hms_opt(9, 0, 0).expect("a time"),
            to: NaiveTime::from_hms_opt(13, 0, 0).expect("a time"),
        };
        let mut regime = Regime { from: day("2026-11-25"), ..Regime::standard() };
        for hours in regime.hours.iter_mut().filter(|hours| !hours.is_empty()) {
            *hours = vec![mornings];
        }
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        desk.app.change_promise_rules(&administrator, &RulesChange::Hours(regime)).await.expect("changed");
        desk.clock.set("2026-11-25T08:00:00Z".parse().expect("nine in the morning"));
        let (reference, _) = ask(&desk, 1).await;
        desk.clock.set("2026-11-26T12:00:00Z".parse().expect("one in the afternoon"));
        let anna = desk.staff(TestDesk::ANNA);
        desk.app.reply_to_ticket(&anna, reference, "Zie de handreiking.", Reply::Answer).await.expect("answered");
        let query = TrendsQuery {
            from: day("2026-11-01"),
            to: day("2026-11-30"),
            bucket: Bucket::Month,
            measure: Measure::MedianWorkingDaysToAnswer,
            by: TrendsBy::Nothing,
            filter: TicketSearch::default(),
            as_of: None,
        };
        let report = desk.app.read_trends(&desk.staff(TestDesk::LEAD), &query).await.expect("figures");
        assert_eq!(report.series[0].series.total, 2.0, "two mornings are two working days");
        assert!(!report.definition.contains("acht uur"), "{}", report.definition);
    }
}

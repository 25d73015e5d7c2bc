//! Personal data in every field that people fill in: found, quoted beside the field, asked about or refused
//! (`personal/rows.txt`).

use app::{Caller, Closing, PersonalData, Refusal, Reply, Why};
use domain::{Actor, Complaints, Numbers, OrganisationKind, Origin, QuestionDraft, Reference};
use testkit::{TestDesk, desks, question_about};

const ROWS: &str = include_str!("personal/rows.txt");
const OWN: &str = "ans@arnhem.example";
const PHONE: &str = "026 377 99 88";

/// A question of somebody with an address and a number, who has typed this in one of its fields.
fn draft(desk: &TestDesk, field: &str, text: &str) -> QuestionDraft {
    let mut draft = question_about(1, "woonzorgvisie");
    draft.submission_key = desk.app.new_submission_key();
    draft.organisation.kind = Some(OrganisationKind::CarePartner);
    (draft.contact.email, draft.contact.phone) = (OWN.to_owned(), Some(PHONE.to_owned()));
    let place = match field {
        "subject" => &mut draft.subject,
        "body" => &mut draft.body,
        "organisation" => &mut draft.organisation.name,
        "name" => &mut draft.contact.name,
        "email" => &mut draft.contact.email,
        "phone" => draft.contact.phone.get_or_insert_default(),
        other => panic!("there is no field {other}"),
    };
    text.clone_into(place);
    draft
}

/// What came of it: the complaints, or nothing.
fn complaints<T>(outcome: Result<T, Refusal>) -> Complaints {
    match outcome {
        Ok(_) => Complaints::default(),
        Err(Refusal::Complaints(all)) => all,
        Err(refusal) => panic!("{refusal:?}"),
    }
}

/// A question that somebody asked without anything to be asked about.
async fn asked(desk: &TestDesk) -> Reference {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    desk.app.submit_question(&anonymous, draft(desk, "subject", "Wonen")).await.expect("a question").reference
}

async fn typed(desk: &TestDesk, field: &str, text: &str) -> Complaints {
    let expert = Caller { origin: Origin::Web, ..desk.staff(TestDesk::LEAD) };
    let app = &desk.app;
    if let Some(field) = field.strip_prefix("api ") {
        let machine = Caller::new(Actor::Anonymous, Origin::Api);
        return complaints(app.submit_question(&machine, draft(desk, field, text)).await);
    }
    if ["subject", "body", "organisation", "name", "email", "phone"].contains(&field) {
        let form = draft(desk, field, text);
        let key = Some(desk.app.new_submission_key());
        let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
        return complaints(
            app.submit_form_if(&anonymous, form, key, PersonalData::Unexplained, app::Sent::default(), &|| Ok(()))
                .await,
        );
    }
    let on = asked(desk).await;
    let asker = Caller::new(Actor::Asker(on.ticket), Origin::Web);
    // Whoever is busy with all these questions by now.
    app.assign_ticket(&expert, on, Some(TestDesk::ANNA), "Kent dit.").await.ok();
    match field {
        "reaction" => complaints(app.react_as_asker(&asker, on, text).await),
        "thanks" => complaints(app.thank_as_asker(&asker, on, text).await),
        "answer" => complaints(app.reply_to_ticket(&expert, on, text, Reply::Answer).await),
        "interim" => complaints(app.reply_to_ticket(&expert, on, text, Reply::Interim).await),
        "note" => complaints(app.add_note(&expert, on, text).await),
        "closing" => {
            let closing = Closing { why: Why::Unsaid, explanation: text };
            complaints(app.close_ticket(&expert, on, closing).await)
        }
        other => panic!("there is no field {other}"),
    }
}

/// Where a complaint about this field stands.
fn path_of(field: &str) -> &str {
    match field.trim_start_matches("api ") {
        "subject" => "subject",
        "organisation" => "organisation.name",
        "name" => "contact.name",
        "email" => "contact.email",
        "phone" => "contact.phone",
        "closing" => "explanation",
        _ => "body",
    }
}

#[tokio::test]
async fn personal_data_are_quoted_beside_their_field_and_asked_about_or_refused_and_near_misses_are_not() {
    let rows: Vec<[&str; 3]> = ROWS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(" | ").collect::<Vec<_>>().try_into().expect("three columns"))
        .collect();
    assert!(rows.len() >= 60, "{}", rows.len());
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let mut wrong = Vec::new();
        for [field, text, expected] in &rows {
            let text = text.replace("{own}", OWN).replace("{phone}", PHONE);
            let all = typed(&desk, field, &text).await;
            let (word, quotes) = expected.split_once(' ').unwrap_or((expected, ""));
            let codes = match word {
                "nothing" => &[][..],
                "asked" => &["ASKS_ABOUT_PERSONAL_DATA", "POSSIBLE_BSN"],
                "refused" => &["PERSONAL_DATA"],
                other => panic!("there is no outcome {other}"),
            };
            let is_right = match all.0.as_slice() {
                [] => word == "nothing",
                [one, ..] => {
                    codes.contains(&one.code.as_str())
                        && one.path.join(".") == path_of(field)
                        && quotes.split(", ").all(|quote| one.message.contains(&format!("'{quote}'")))
                }
            };
            if !is_right {
                wrong.push(format!("{field} | {text} | {expected}: {all:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    }
}

#[tokio::test]
async fn whoever_says_that_data_are_their_own_is_not_asked_again_and_a_bsn_stays_refused() {
    for desk in desks().await {
        let on = asked(&desk).await;
        let asker = Caller::new(Actor::Asker(on.ticket), Origin::Web);
        let said = asker.saying(Numbers::Explained);
        let text = "Bel mijn collega op 06-12345678.";
        assert_eq!(complaints(desk.app.react_as_asker(&asker, on, text).await).0.len(), 1);
        assert_eq!(complaints(desk.app.react_as_asker(&said, on, text).await), Complaints::default());
        let refused = complaints(desk.app.react_as_asker(&said, on, "Haar BSN is 111222333.").await);
        assert_eq!(refused.0[0].code, "PERSONAL_DATA");
    }
}

//! Why an expert could not be chosen, as a lead reads it and as decisions of years ago hold it.

use crate::given::day;
use domain::Exclusion;

#[test]
fn every_reason_is_a_sentence_behind_a_name_and_keeps_its_form() {
    let full = Exclusion::Full { open_minutes: 510, weekly_minutes: 480 };
    let english = Exclusion::Language { language: "en".to_owned() };
    let frisian = Exclusion::Language { language: "fy".to_owned() };
    let absent = Exclusion::Absent { until: day("2026-12-24") };
    for (reason, words, kept) in [
        (Exclusion::Topic, "kent geen van de onderwerpen", r#"{"because":"topic"}"#),
        (Exclusion::MainTopic, "kent het hoofdthema niet", r#"{"because":"main_topic"}"#),
        (Exclusion::Region, "werkt niet in deze regio", r#"{"because":"region"}"#),
        (english, "antwoordt niet in het Engels", r#"{"because":"language","language":"en"}"#),
        (frisian, "antwoordt niet in deze taal (fy)", r#"{"because":"language","language":"fy"}"#),
        (absent, "afwezig tot en met donderdag 24 december", r#"{"because":"absent","until":"2026-12-24"}"#),
        (
            full,
            "heeft al 8 uur open werk op 8 uur per week",
            r#"{"because":"full","open_minutes":510,"weekly_minutes":480}"#,
        ),
        (Exclusion::Declined, "gaf deze vraag eerder door", r#"{"because":"declined"}"#),
        (Exclusion::NotAllowed, "mag geen vragen beantwoorden", r#"{"because":"not_allowed"}"#),
        (Exclusion::ConflictOfInterest, "meldde een belangenconflict", r#"{"because":"conflict_of_interest"}"#),
    ] {
        assert_eq!(reason.in_words(), words);
        assert_eq!(serde_json::to_string(&reason).unwrap(), kept);
        assert_eq!(serde_json::from_str::<Exclusion>(kept).unwrap(), reason);
    }
}

#[test]
fn a_reason_that_nobody_knows_is_unreadable_and_not_another_one() {
    for kept in ["{}", r#"{"because":""}"#, r#"{"because":"Topic"}"#, r#"{"because":"full","open_minutes":510}"#] {
        assert!(serde_json::from_str::<Exclusion>(kept).is_err(), "{kept}");
    }
}

use super::*;
use crate::{Confidence, Layout, LayoutKey, Period, Region, RegionRef, Topic, find_personal_data};
use crate::{Municipality, MunicipalityCode, OrganisationKind};
use uuid::Uuid;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).expect("a real day")
}

fn geography() -> Geography {
    let mut geography = Geography::default();
    for (code, name, aliases) in [
        ("GM0518", "'s-Gravenhage", vec!["Den Haag"]),
        ("GM0373", "Bergen (NH)", vec!["Bergen"]),
        ("GM0893", "Bergen (L)", vec!["Bergen"]),
        ("GM0344", "Utrecht", vec![]),
        ("GM0820", "Nuenen, Gerwen en Nederwetten", vec!["Nuenen"]),
        ("GM1894", "Peel en Maas", vec!["Helden"]),
        ("GM0796", "'s-Hertogenbosch", vec!["Den Bosch"]),
        ("GM1900", "Súdwest-Fryslân", vec![]),
        ("GM0845", "Sint-Michielsgestel", vec![]),
        ("GM0353", "IJsselstein", vec![]),
        ("GM0308", "Baarn", vec![]),
        ("GM0417", "Laren (NH.)", vec!["Laren"]),
        ("GM0453", "Velsen", vec![]),
        ("GM0888", "Beek (L.)", vec!["Beek"]),
        ("GM0889", "Beesel", vec![]),
        ("GM0677", "Hulst", vec![]),
        ("GM0394", "Haarlemmermeer", vec![]),
        ("GM0392", "Haarlem", vec![]),
        ("GM1507", "Horst aan de Maas", vec!["Horst"]),
        ("GM0502", "Capelle aan den IJssel", vec!["Capelle"]),
        ("GM1735", "Hof van Twente", vec![]),
        ("GM0736", "De Ronde Venen", vec![]),
        ("GM0310", "De Bilt", vec!["Bilthoven"]),
        ("GM1992", "Voorne aan Zee", vec![]),
    ] {
        let code = MunicipalityCode(code.to_owned());
        let municipality = Municipality {
            code: code.clone(),
            name: name.to_owned(),
            aliases: aliases.into_iter().map(str::to_owned).collect(),
            valid: Period::since(NaiveDate::MIN),
            successor: None,
        };
        geography.municipalities.insert(code, municipality);
    }
    let layout = LayoutKey("provincie".to_owned());
    geography.layouts.insert(layout.clone(), Layout { key: layout, label: "Provincie".to_owned(), weight: 120 });
    for (code, name) in [
        ("PV26", "Utrecht"),
        ("PV21", "Fryslân"),
        ("PV28", "Zuid-Holland"),
        ("PV30", "Noord-Brabant"),
        ("PV25", "Gelderland"),
    ] {
        let region = RegionRef::new("provincie", code);
        geography.regions.insert(
            region.clone(),
            Region {
                region,
                name: name.to_owned(),
                confidence: Confidence::High,
                valid: Period::since(NaiveDate::MIN),
            },
        );
    }
    geography
}

fn taxonomy() -> Taxonomy {
    let topic = |key: &str, axis| Topic {
        key: key.into(),
        axis,
        label: key.to_owned(),
        description: String::new(),
        valid: Period::since(NaiveDate::MIN),
        successor: None,
    };
    Taxonomy::new(vec![topic("ouderen", Axis::Group), topic("flexwonen", Axis::Theme)])
}

fn draft() -> QuestionDraft {
    QuestionDraft {
        submission_key: SubmissionKey(Uuid::nil()),
        subject: "Flexwoningen".to_owned(),
        body: "Hoe lang mogen ze blijven staan?".to_owned(),
        organisation: OrganisationDraft {
            kind: Some(OrganisationKind::Municipality),
            name: "Gemeente Den Haag".to_owned(),
            municipality: None,
            region: None,
            ..OrganisationDraft::default()
        },
        contact: ContactDraft { name: "Ans".to_owned(), email: "ans@denhaag.nl".to_owned(), phone: None },
        groups: vec!["ouderen".to_owned()],
        themes: vec![],
    }
}

fn complaints(draft: QuestionDraft) -> Vec<(String, String)> {
    match draft.check(&taxonomy(), &geography(), today(), Numbers::Unexplained) {
        Ok(_) => Vec::new(),
        Err(complaints) => complaints.0.into_iter().map(|one| (one.path.join("."), one.code)).collect(),
    }
}

#[test]
fn a_municipality_is_known_by_its_alias() {
    let question = draft().check(&taxonomy(), &geography(), today(), Numbers::Unexplained).expect("a good question");
    assert_eq!(question.place, Place::Municipality(MunicipalityCode("GM0518".to_owned())));
}

#[test]
fn a_name_shared_by_two_municipalities_is_asked_about() {
    let mut two = draft();
    two.organisation.name = "Bergen".to_owned();
    assert_eq!(complaints(two), [("organisation.name".to_owned(), "AMBIGUOUS".to_owned())]);
}

#[test]
fn utrecht_is_a_municipality_or_a_province_by_its_kind() {
    let mut province = draft();
    province.organisation.kind = Some(OrganisationKind::Province);
    province.organisation.name = "Utrecht".to_owned();
    let question = province.check(&taxonomy(), &geography(), today(), Numbers::Unexplained).expect("a good question");
    assert_eq!(question.place, Place::Region(RegionRef::new("provincie", "PV26")));
}

#[test]
fn all_complaints_come_at_once() {
    let bad = QuestionDraft {
        subject: " ".to_owned(),
        body: "a\0b".to_owned(),
        organisation: OrganisationDraft {
            kind: None,
            name: String::new(),
            municipality: Some("GM9999".to_owned()),
            region: None,
            ..OrganisationDraft::default()
        },
        contact: ContactDraft { name: String::new(), email: "geen adres".to_owned(), phone: Some("12".to_owned()) },
        groups: vec!["flexwonen".to_owned()],
        ..draft()
    };
    let paths: Vec<String> = complaints(bad).into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "subject",
            "body",
            "organisation.name",
            "organisation.kind",
            "organisation.municipality",
            "contact.name",
            "contact.email",
            "contact.phone",
            "groups"
        ]
    );
}

#[test]
fn a_citizen_number_is_refused_before_it_is_stored() {
    let mut with_number = draft();
    with_number.body = "Het gaat om mevrouw met BSN 111222333.".to_owned();
    assert_eq!(complaints(with_number), [("body".to_owned(), "PERSONAL_DATA".to_owned())]);
}

/// Where an organisation with this name is, or the code of the complaint about it.
fn place_of(kind: OrganisationKind, name: &str) -> Result<String, String> {
    let mut asked = draft();
    asked.organisation.kind = Some(kind);
    asked.organisation.name = name.to_owned();
    match asked.check(&taxonomy(), &geography(), today(), Numbers::Unexplained) {
        Ok(question) => match question.place {
            Place::Municipality(code) => Ok(code.0),
            Place::Region(region) => Ok(region.code),
            Place::Nationwide => Ok(String::new()),
        },
        Err(complaints) => {
            assert!(complaints.0.iter().all(|one| one.path == ["organisation", "name"]), "{complaints:?}");
            Err(complaints.0[0].code.clone())
        }
    }
}

#[test]
fn a_municipality_is_known_as_people_write_it() {
    for (written, code) in [
        ("Nuenen c.a.", "GM0820"),
        ("De gemeente Utrecht", "GM0344"),
        ("Utrecht (gemeente)", "GM0344"),
        ("Gem. Utrecht", "GM0344"),
        ("GEMEENTE  UTRECHT", "GM0344"),
        ("Gemeente Utrehct", "GM0344"),
        ("Utrech", "GM0344"),
        ("Peel & Maas", "GM1894"),
        ("sHertogenbosch", "GM0796"),
        ("\u{2019}s Hertogenbosch", "GM0796"),
        ("Gemeente 's-Hertogenbosch", "GM0796"),
        ("den bosch", "GM0796"),
        ("Den-Haag", "GM0518"),
        ("Su\u{301}dwest-Frysla\u{302}n", "GM1900"),
        ("Sudwest Fryslan", "GM1900"),
        ("St. Michielsgestel", "GM0845"),
        ("Ysselstein", "GM0353"),
        ("\u{132}sselstein", "GM0353"),
        ("Bergen N.H.", "GM0373"),
        ("Laren", "GM0417"),
        ("Haarlemermeer", "GM0394"),
        ("Horst a/d Maas", "GM1507"),
        ("Horst a.d. Maas", "GM1507"),
        ("Horst aan den Maas", "GM1507"),
        ("Gemeente Horst aan de Mas", "GM1507"),
        ("Capelle a/d IJssel", "GM0502"),
        ("Capelle a/d Yssel", "GM0502"),
        ("Hof v. Twente", "GM1735"),
        ("gemeente Hof v Twente", "GM1735"),
        ("Voorne a. Zee", "GM1992"),
        ("Ronde Venen", "GM0736"),
        ("gemeente Bilt", "GM0310"),
        ("B&W van De Bilt", "GM0310"),
        ("B&W van Utrecht", "GM0344"),
        ("B en W van Utrecht", "GM0344"),
        ("College van B en W Utrecht", "GM0344"),
        ("Het college van burgemeester en wethouders van Utrecht", "GM0344"),
        ("Gemeente van Utrecht", "GM0344"),
        ("Gemente Utrecht", "GM0344"),
        ("Gemeetne Utrecht", "GM0344"),
        ("Gemeente Utrecht, afdeling Wonen", "GM0344"),
        ("Utrecht, team Wonen en Zorg", "GM0344"),
        ("College van B&W van Den Haag", "GM0518"),
    ] {
        assert_eq!(place_of(OrganisationKind::Municipality, written).as_deref(), Ok(code), "{written}");
    }
}

#[test]
fn a_typing_error_never_makes_another_municipality_in_silence() {
    // Villages, and names that are as near to one as to another: a person is asked.
    for written in [
        "Maarn",
        "Haren",
        "Haaren",
        "Odoorn",
        "Hedel",
        "Montfort",
        "Putte",
        "Elst",
        "Velden",
        "Bergenn",
        "Beel",
        "Rotterdamm",
        "B&W van Bergen",
        "Gemente Montfort",
        "Gemeente Bergen, afdeling Wonen",
        "College van B en W",
        "Beek, Gelderland",
        "Haven",
        "Gemeente",
    ] {
        place_of(OrganisationKind::Municipality, written).expect_err(written);
    }
    assert_eq!(place_of(OrganisationKind::Municipality, "Hulst").as_deref(), Ok("GM0677"));
    assert_eq!(place_of(OrganisationKind::Municipality, "Beek").as_deref(), Ok("GM0888"));
    assert_eq!(place_of(OrganisationKind::Municipality, "Bergen"), Err("AMBIGUOUS".to_owned()));
}

#[test]
fn a_province_is_known_as_people_write_it() {
    for (written, code) in [
        ("Zuid Holland", "PV28"),
        ("Fryslan", "PV21"),
        ("Frysla\u{302}n", "PV21"),
        ("Provincie Friesland", "PV21"),
        ("Noord-Brabant", "PV30"),
        ("Brabant", "PV30"),
        ("N-Brabant", "PV30"),
        ("Provinciale Staten van Noord-Brabant", "PV30"),
        ("Gedeputeerde Staten Noord Brabant", "PV30"),
        ("GS Noord-Brabant", "PV30"),
        ("N. Brabant", "PV30"),
        ("N.-Brabant", "PV30"),
        ("Noord Brabant", "PV30"),
        ("Z-Holland", "PV28"),
        ("provincie Z.Holland", "PV28"),
        ("Provicie Gelderland", "PV25"),
        ("De provincie Noord Brabant", "PV30"),
        ("Prov. Gelderland", "PV25"),
        ("Gelderlnad", "PV25"),
        ("Utrecht (provincie)", "PV26"),
    ] {
        assert_eq!(place_of(OrganisationKind::Province, written).as_deref(), Ok(code), "{written}");
    }
    for unsure in ["Holland", "N-Drenthe", "H-Holland"] {
        place_of(OrganisationKind::Province, unsure).expect_err(unsure);
    }
}

#[test]
fn a_phone_number_is_taken_as_people_write_it() {
    for written in [
        "030 \u{2013} 123 45 67",
        "030\u{a0}\u{2013}\u{a0}123\u{a0}45\u{a0}67",
        "06\u{2011}12345678",
        "06\u{2212}12345678",
        "14 030",
        "14030",
        "14 0344",
        "088-1234567 (tst 12)",
        "088 123 45 67 toestel 1234",
        "088-1234567 ext. 12",
        "+31 (0)30 123 45 67",
        "0031 30 1234567",
        "0900-1234",
        "0800 0432",
        "(030) 123 45 67",
        "030/1234567",
        "\u{ff10}\u{ff13}\u{ff10} 1234567",
        "tel. 030 123 45 67",
        "06-12345678 of 030-1234567",
        "\u{200b}0612345678\u{200b}",
        "M 06 12345678",
        "t: 0575 568222 m: 06 12345678",
        "m: 0612345678",
        "T: 030 123 45 67",
        "gsm 06-12345678",
        "Tel.nr. 030-1234567",
        "tel nr: 030-1234567",
        "030-1234567 (werk)",
        "06-12345678 (priv\u{e9})",
        "(werk) 030-1234567",
        "088-1234567, tst 12",
        "030-1234567/06-12345678",
        "030-1234567 - 06-12345678",
        "06-12345678 (werk) en 030-1234567 (priv\u{e9})",
        "06-12345678, +31 30 1234567",
        "(+31) 6 12345678",
    ] {
        let mut asked = draft();
        asked.contact.phone = Some(written.to_owned());
        assert_eq!(complaints(asked), [], "{written}");
    }
    for none in ["n.v.t.", "nvt", "geen", "Geen.", "-", "\u{2013}", "n.v.t", "/"] {
        let mut asked = draft();
        asked.contact.phone = Some(none.to_owned());
        let question = asked.check(&taxonomy(), &geography(), today(), Numbers::Unexplained).expect("none is given");
        assert_eq!(question.contact.phone, None, "{none}");
    }
    for wrong in [
        "12",
        "bel mij",
        "06-12345678 (Jan)",
        "geen idee 12",
        "werk",
        "m",
        "0612345678901234567",
        "06 1234 ab",
        "a\0b",
        "030\n1234567x",
    ] {
        let mut asked = draft();
        asked.contact.phone = Some(wrong.to_owned());
        assert_eq!(complaints(asked), [("contact.phone".to_owned(), "INVALID".to_owned())], "{wrong:?}");
    }
}

fn complaints_about(body: &str) -> Vec<(String, String)> {
    complaints(QuestionDraft { body: body.to_owned(), ..draft() })
}

fn labels_in(body: &str) -> Vec<&'static str> {
    find_personal_data(body).iter().map(|finding| finding.kind.label()).collect()
}

#[test]
fn an_amount_or_a_number_that_says_what_it_is_is_no_citizen_number() {
    // 260.000.000 and 111222333 pass the eleven test.
    for body in [
        "Het budget is 260.000.000 euro.",
        "Het budget is 260.000.000.",
        "Wij hebben \u{20ac} 260.000.000 nodig.",
        "Wij hebben \u{20ac}260000000 nodig.",
        "Een bedrag van EUR 260 000 000 is begroot.",
        "Dat kost 260000000 euro.",
        "Ons projectnummer is 111222333.",
        "Project 111222333 loopt vast.",
        "Dossiernr. 111222333",
        "zaaknummer: 111 222 333",
        "KvK-nummer 12345678",
        "RSIN 111222333",
        "Polisnummer 111222333",
        "rekeningnummer 111222333",
        "IBAN NL91 ABNA 0417 1643 00",
        "Uw kenmerk 111222333",
        "Het bedrag (111222333) staat vast.",
    ] {
        assert_eq!(complaints_about(body), [], "{body}");
        let labels = labels_in(body);
        let wrong = labels.iter().any(|label| label.contains("burgerservice") || label.contains("telefoon"));
        assert!(!wrong, "{body}: {labels:?}");
    }
}

#[test]
fn a_citizen_number_that_says_so_is_refused_however_it_is_written() {
    for body in [
        "Het gaat om BSN 111222333.",
        "BSN111222333",
        "B.S.N. 111222333",
        "b s n: 111 222 333",
        "BSN 111\t222\t333",
        "BSN 111|222|333",
        "BSN 111 \u{2022} 222 \u{2022} 333",
        "bsn: 1112.22.333",
        "Zijn burgerservicenummer is 111 222 333.",
        "BSN 111\u{a0}222\u{a0}333",
        "BSN 111/222/333",
        "BSN \u{ff11}\u{ff11}\u{ff11}\u{ff12}\u{ff12}\u{ff12}\u{ff13}\u{ff13}\u{ff13}",
        "BSN 111\u{200b}222\u{200b}333",
        "B\u{ad}SN 111\u{2011}222\u{2011}333",
        "sofinummer 111222333",
        "111222333 (BSN)",
        "111222333 is het BSN van mijn cliënt",
        "Dossier 4 van mevrouw Jansen, BSN 111222333",
        "Het BSN van mevrouw Jansen is 111222333.",
        "BSN: geboren 01-02-1990, 111222333",
        "BSN 111222333 06 12345678",
    ] {
        assert_eq!(complaints_about(body), [("body".to_owned(), "PERSONAL_DATA".to_owned())], "{body}");
    }
    let number = "BSN 111222333";
    let mut asked = draft();
    asked.subject = number.to_owned();
    asked.contact.name = number.to_owned();
    asked.organisation.kind = Some(OrganisationKind::CarePartner);
    asked.organisation.name = number.to_owned();
    asked.contact.email = "bsn111222333@arnhem.example".to_owned();
    let paths: Vec<String> = complaints(asked).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["subject", "organisation.name", "contact.name", "contact.email"]);
    let mut asked = draft();
    asked.contact.phone = Some("111222333".to_owned());
    assert_eq!(complaints(asked), [("contact.phone".to_owned(), "POSSIBLE_BSN".to_owned())]);
}

#[test]
fn a_number_that_may_be_a_citizen_number_is_asked_about_and_not_refused() {
    for body in [
        "Het gaat om 111222333.",
        "Mevrouw Jansen (111 222 333) wil verhuizen.",
        "nummer 111222333",
        "Het dossier van mevrouw Jansen: 111222333",
    ] {
        assert_eq!(complaints_about(body), [("body".to_owned(), "POSSIBLE_BSN".to_owned())], "{body}");
        let asked = QuestionDraft { body: body.to_owned(), ..draft() };
        let explained = asked.check(&taxonomy(), &geography(), today(), Numbers::Explained);
        assert!(explained.is_ok(), "{body}");
        let labels = labels_in(body);
        assert!(labels.iter().any(|label| label.contains("burgerservicenummer")), "{body}: {labels:?}");
    }
}

#[test]
fn a_bank_account_is_named_for_what_it_is() {
    for body in ["Stort het op NL91ABNA0417164300.", "NL91 ABNA 0417 1643 00", "nl91 abna 0417 1643 00"] {
        assert_eq!(labels_in(body), ["bankrekeningnummer (IBAN)"], "{body}");
    }
}

#[test]
fn a_line_end_in_a_name_is_a_complaint_and_at_its_edges_it_goes() {
    for end in ["\n", "\r\n", "\r", "\u{2028}", "\u{2029}"] {
        let mut asked = draft();
        asked.contact.name = format!("Regel een{end}regel twee");
        asked.organisation.name = format!("Gemeente{end}Den Haag");
        let wrong = complaints(asked);
        let paths: Vec<&str> = wrong.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["organisation.name", "contact.name"], "{end:?}");
    }
    let mut edges = draft();
    edges.contact.name = "\r\n Ans\u{b}Vermeer\u{7}\u{92} \n".to_owned();
    let question = edges.check(&taxonomy(), &geography(), today(), Numbers::Unexplained).expect("only the edges");
    assert_eq!(question.contact.name, "Ans Vermeer\u{2019}");
}

#[test]
fn text_pasted_from_slides_is_mended_and_not_refused() {
    let mut pasted = draft();
    pasted.subject = "Woon\u{2028}zorg\u{b}visie".to_owned();
    pasted.body =
        "Een\u{b}twee\u{c}drie\u{85}vier\u{2028}vijf\u{2029}zes\r\nzeven\racht: opa\u{92}s \u{80} 5\u{1}".to_owned();
    let question = pasted.check(&taxonomy(), &geography(), today(), Numbers::Unexplained).expect("a good question");
    assert_eq!(question.subject, "Woon zorg visie");
    assert_eq!(question.body, "Een\ntwee\ndrie\nvier\nvijf\nzes\nzeven\nacht: opa\u{2019}s \u{20ac} 5");
}

#[test]
fn text_is_measured_after_it_is_mended_so_that_a_browsers_line_ends_count_once() {
    assert_eq!(complaints_about(&"a\r\n".repeat(10_000)), []);
    assert_eq!(complaints_about(&"e\u{301}".repeat(20_000)), []);
    assert_eq!(complaints_about(&"a\r\n".repeat(10_001)), [("body".to_owned(), "TOO_LONG".to_owned())]);
}

#[test]
fn text_that_shows_nothing_is_empty() {
    for nothing in [
        "\u{200b}",
        "\u{3164}",
        "\u{2800}",
        "\u{ad}",
        "\u{feff}",
        "\u{301}\u{301}",
        "\u{e0041}\u{e0042}",
        "\u{200d}\u{200c}",
        "\u{2060}\u{180e}",
        "\u{115f}\u{1160}\u{ffa0}",
        "\u{a0}\u{3000} \t\n",
        "\u{202e}\u{2066}",
        "\u{1}\u{7f}\u{81}",
        "\u{fe0f}",
    ] {
        let mut asked = draft();
        asked.subject = nothing.to_owned();
        asked.body = nothing.to_owned();
        asked.contact.name = nothing.to_owned();
        asked.organisation.name = nothing.to_owned();
        asked.contact.phone = Some(nothing.to_owned());
        let wrong = complaints(asked);
        let missing = |path: &str| wrong.contains(&(path.to_owned(), "REQUIRED".to_owned()));
        let all = ["subject", "body", "organisation.name", "contact.name"].into_iter().all(missing);
        assert!(all && wrong.len() == 4, "{nothing:?}: {wrong:?}");
    }
}

#[test]
fn overrides_of_direction_are_taken_out() {
    let mut turned = draft();
    turned.subject = "Vraag \u{202e}moord\u{202c} \u{2067}om\u{2069}\u{200f}".to_owned();
    turned.body = "Een \u{202e}tekst\nnog een \u{2067}regel".to_owned();
    turned.contact.name = "\u{202a}Ans\u{202c}".to_owned();
    let question = turned.check(&taxonomy(), &geography(), today(), Numbers::Unexplained).expect("a good question");
    assert_eq!(question.subject, "Vraag moord om");
    assert_eq!(question.body, "Een tekst\nnog een regel");
    assert_eq!(question.contact.name, "Ans");
}

#[test]
fn what_no_database_stores_is_a_complaint_about_its_field() {
    for wrong in ["a\0b", "a\u{ffff}", "a\u{fdd0}", "a\u{1fffe}"] {
        let mut asked = draft();
        asked.subject = wrong.to_owned();
        asked.body = wrong.to_owned();
        asked.contact.name = wrong.to_owned();
        let invalid = |path: &str| (path.to_owned(), "INVALID".to_owned());
        assert_eq!(complaints(asked), [invalid("subject"), invalid("body"), invalid("contact.name")], "{wrong:?}");
    }
}

#[test]
fn what_people_typed_comes_back_in_a_message_as_they_typed_it() {
    let mut asked = draft();
    asked.organisation.name = "Gemeente A\u{301}rnhem '\"\\".to_owned();
    let Err(complaints) = asked.check(&taxonomy(), &geography(), today(), Numbers::Unexplained) else {
        panic!("there is no such place")
    };
    let message = &complaints.0[0].message;
    assert!(message.contains("Gemeente \u{c1}rnhem '\"\\"), "{message}");
    assert!(!message.contains("\\u{") && !message.contains("\\\""), "{message}");
}

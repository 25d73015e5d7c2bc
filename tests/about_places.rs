//! Which places a question is about: as it is asked by the form, over the API and in a file; as routing uses them; and as
//! somebody of the desk corrects them.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Caller, ExpertProfile, GoesOn, TicketSearch};
use domain::{
    Actor, Coverage, Decision, Level, OrganisationDraft, OrganisationKind, Origin, Place, Reference, RegionRef, Ticket,
    TopicKey, WorkingDays,
};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use testkit::{TestDesk, desks, question_about};

/// The questions the classifier was developed with.
const ASKED: &str = include_str!("../crates/demo/data/questions-dev.jsonl");

/// Everybody works in every province, in the region of a GGD and in that of a zorgkantoor.
async fn everywhere_by_region(desk: &TestDesk) {
    let lead = desk.staff(TestDesk::LEAD);
    let provinces = (20..32).map(|number| RegionRef::new("provincie", &format!("PV{number}")));
    let others = [RegionRef::new("ggd", "GG2514"), RegionRef::new("zorgkantoorregio", "ZK12")];
    let profile = ExpertProfile {
        expertise: vec![domain::Expertise { topic: TopicKey::from("woonzorgvisie"), level: Level::Good }],
        coverage: provinces.chain(others).map(Coverage::Region).collect(),
        languages: vec!["en".to_owned()],
        weekly_hours: Some(40),
        working_days: WorkingDays::FULL_WEEK,
    };
    for expert in [TestDesk::ANNA, TestDesk::BRAM, TestDesk::CARLA] {
        desk.app.change_expert(&lead, expert, &profile, None).await.expect("changed");
    }
}

struct Form<'a> {
    kind: &'a str,
    organisation: &'a str,
    places: Vec<&'a str>,
    meant: Vec<&'a str>,
    subject: &'a str,
    body: &'a str,
    more: Vec<(&'a str, &'a str)>,
}

impl<'a> Form<'a> {
    fn of(kind: &'a str, organisation: &'a str, places: &'a str) -> Self {
        let (subject, body) = ("Onze woonzorgvisie", "Welke onderdelen horen er in een woonzorgvisie te staan?");
        Self { kind, organisation, places: vec![places], meant: Vec::new(), subject, body, more: Vec::new() }
    }

    /// Sends it; the page that comes back, or the answer to whoever asked is a link.
    async fn send(&self, client: &Client) -> Result<String, String> {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        let mut fields = vec![
            ("kind", self.kind),
            ("organisation", self.organisation),
            ("subject", self.subject),
            ("body", self.body),
            ("themes", "woonzorgvisie"),
            ("name", "Ans Vermeer"),
            ("email", "ans@arnhem.example"),
            ("own_data", "ja"),
        ];
        fields.extend(self.places.iter().map(|place| ("places", *place)));
        fields.extend(self.meant.iter().map(|place| ("places_meant", *place)));
        fields.extend(&self.more);
        let answer = http.post(format!("{}/", client.address)).form(&fields).send().await.expect("an answer");
        match answer.status().as_u16() {
            303 => Ok(answer.headers()["location"].to_str().expect("text").to_owned()),
            422 => Err(answer.text().await.expect("text")),
            other => panic!("{other}"),
        }
    }
}

async fn latest(desk: &TestDesk) -> (Ticket, Decision) {
    let lead = desk.staff(TestDesk::LEAD);
    let newest = store::tickets::latest_questions(&*desk.store, 1).await.expect("questions").remove(0).ticket;
    let ticket = store::tickets::find(&*desk.store, newest, &store::Scope::Everything).await.expect("read");
    let ticket = ticket.expect("a ticket");
    let view = desk.app.view_ticket(&lead, ticket.reference).await.expect("a page");
    let decision = view.routing.expect("a decision").latest.decision;
    (ticket, decision)
}

/// In which regions whoever was chosen works, as the decision says.
fn led(decision: &Decision) -> Vec<String> {
    let chosen = decision.candidates.iter().find(|one| Some(one.expert) == decision.chosen).expect("somebody");
    chosen.reasons.iter().filter_map(|reason| reason.text.strip_prefix("werkt in ").map(str::to_owned)).collect()
}

fn names(desk: &TestDesk, ticket: &Ticket) -> String {
    desk.app.picture().geography.places_in_full(ticket.places())
}

#[tokio::test]
async fn each_question_of_a_corporation_a_ggd_and_a_province_has_the_place_that_was_chosen_and_the_region_that_led() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        everywhere_by_region(&desk).await;
        let client = listening(&desk).await;
        let picture = desk.app.picture();
        let geography = &picture.geography;
        let mut asked = 0;
        for line in ASKED.lines() {
            let line: Value = serde_json::from_str(line).expect("a line");
            let text = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
            let kind = match text("asker_type").as_str() {
                "corporatie" => "HOUSING_CORPORATION",
                "provincie" => "PROVINCE",
                "zorgkantoor" => "REGIONAL_BODY",
                _ => continue,
            };
            let code = text("gm_code_or_region").replace("regio:Midden-Brabant", "zorgkantoorregio:ZK12");
            let place = match geography.area(&code).expect("a place") {
                domain::Area::Municipality(code) => Place::Municipality(code),
                domain::Area::Region(region) => Place::Region(region),
            };
            let (chosen, organisation, subject, body) =
                (geography.place_in_full(&place), text("organisation"), text("subject"), text("body"));
            let form = Form { subject: &subject, body: &body, ..Form::of(kind, &organisation, &chosen) };
            form.send(&client).await.unwrap_or_else(|page| panic!("{chosen}: {page}"));
            asked += 1;
            let (ticket, decision) = latest(&desk).await;
            assert_eq!((&ticket.subject, names(&desk, &ticket)), (&subject, chosen.clone()), "as it was chosen");
            let here = geography.regions_of(&place, domain::amsterdam_day(desk.app.now()));
            let here: Vec<&str> = here.iter().map(|(region, _)| geography.region_name(region)).collect();
            let led = led(&decision);
            assert_eq!(led.len(), 1, "{chosen}: {led:?}");
            assert!(here.iter().any(|name| led[0].starts_with(name)), "{chosen}: {led:?} is none of {here:?}");
            assert!(decision.summary.contains(&format!("werkt in {}", led[0])), "{}", decision.summary);
        }
        let ggd = Form::of("REGIONAL_BODY", "GGD Regio Utrecht", "GGD-regio Utrecht");
        ggd.send(&client).await.expect("it is taken");
        let (ticket, decision) = latest(&desk).await;
        assert_eq!(names(&desk, &ticket), "GGD-regio Utrecht (GGD-regio)");
        assert_eq!(led(&decision), ["GGD-regio Utrecht (ggd-regio)"]);
        assert!(asked >= 20, "{asked}");
    }
}

#[tokio::test]
async fn all_places_of_a_question_lead_to_its_expert_and_each_of_them_finds_it() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let (app, lead) = (&desk.app, desk.staff(TestDesk::LEAD));
        let form = Form::of("HOUSING_CORPORATION", "Mooiland", "gem. Zeist, Arnhem en Ede");
        form.send(&client).await.expect("it is taken");
        let (ticket, decision) = latest(&desk).await;
        assert_eq!(names(&desk, &ticket), "Gemeente Zeist, Gemeente Arnhem, Gemeente Ede");
        assert_eq!(ticket.assignee, Some(TestDesk::ANNA), "Arnhem and Ede are in Gelderland");
        assert_eq!(led(&decision), ["Gelderland (provincie), voor Arnhem en Ede"]);
        let alone = Form::of("HOUSING_CORPORATION", "Mooiland", "gem. Arnhem").send(&client).await;
        alone.expect("it is taken");
        let of = |code: &str| TicketSearch { region: Some(code.to_owned()), ..TicketSearch::default() };
        let found = async |filter: TicketSearch| {
            let items = app.list_tickets(&lead, &filter, 50, None).await.expect("a list").items;
            items.iter().any(|(_, found)| found.id == ticket.id)
        };
        for indexed in [false, true] {
            for code in ["GM0355", "GM0202", "GM0228", "PV25", "PV26", "woondealregio:foodvalley"] {
                assert!(found(of(code)).await, "{code}, indexed: {indexed}");
            }
            assert!(!found(of("GM0344")).await && !found(of("PV30")).await);
            app.index_texts().await.expect("indexed");
        }
        let words = TicketSearch { text: Some("foodvalley ede".to_owned()), ..TicketSearch::default() };
        assert!(!found(words).await, "a municipality is found by its own name");
        let words = TicketSearch { text: Some("ede".to_owned()), ..TicketSearch::default() };
        assert!(found(words).await);
        assert!(found(TicketSearch { text: Some("Zeist".to_owned()), ..of("GM0228") }).await);
    }
}

#[tokio::test]
async fn a_place_is_asked_for_proposed_and_asked_back_and_never_assumed_unseen() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let empty = Form::of("HOUSING_CORPORATION", "Woongoed Zeist", "").send(&client).await.expect_err("asked");
        assert!(
            empty.contains("value=\"Gemeente Zeist\"") && empty.contains("Wij hebben een voorstel ingevuld"),
            "{empty}"
        );
        let nameless = Form::of("HOUSING_CORPORATION", "Portaal", " ").send(&client).await.expect_err("asked");
        assert!(
            nameless.contains("Vul in over welke gemeente of regio") && !nameless.contains("een voorstel ingevuld")
        );
        let mut unclear = Form::of("HOUSING_CORPORATION", "Portaal", "Utrecht, zeist, Gemeente Utrehct");
        let page = unclear.send(&client).await.expect_err("asked back");
        assert!(page.contains("value=\"Utrecht, Gemeente Zeist, Gemeente Utrehct\""), "nothing typed is lost: {page}");
        for name in ["Gemeente Utrecht", "Provincie Utrecht"] {
            assert!(page.contains(&format!("name=\"places_meant\" value=\"{name}\"")), "{name}");
        }
        unclear.meant = vec!["Gemeente Utrecht"];
        unclear.send(&client).await.expect("it is taken");
        assert_eq!(names(&desk, &latest(&desk).await.0), "Gemeente Zeist, Gemeente Utrecht");
        let whole = Form::of("HOUSING_CORPORATION", "Portaal", "heel Nederland").send(&client).await;
        whole.expect("it is taken");
        assert_eq!(latest(&desk).await.0.place, Place::Nationwide);
        // A municipality may leave it empty, and who was never asked is not refused.
        Form::of("MUNICIPALITY", "Gemeente Zeist", "").send(&client).await.expect("it is taken");
        assert_eq!(names(&desk, &latest(&desk).await.0), "Gemeente Zeist");
        let unasked = Form { places: Vec::new(), ..Form::of("CARE_PARTNER", "Kwintes", "") };
        unasked.send(&client).await.expect("it is taken");
    }
}

#[tokio::test]
async fn earlier_questions_are_proposed_to_colleagues_and_to_strangers_once_the_organisation_is_confirmed() {
    for desk in desks().await {
        let client = listening(&desk).await;
        Form::of("HOUSING_CORPORATION", "Lefier", "Emmen, Stadskanaal").send(&client).await.expect("it is taken");
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        let kind = Some(OrganisationKind::HousingCorporation);
        let lefier = OrganisationDraft { kind, name: "LEFIER".to_owned(), ..OrganisationDraft::default() };
        let proposed = async |caller: &Caller| {
            let places = desk.app.propose_places(caller, &lefier).await.expect("proposed");
            desk.app.picture().geography.places_in_full(&places)
        };
        assert_eq!(proposed(&nobody).await, "", "nobody looked at it");
        assert_eq!(proposed(&desk.staff(TestDesk::ANNA)).await, "Gemeente Emmen, Gemeente Stadskanaal");
        let administrator = desk.staff(TestDesk::ADMINISTRATOR);
        let known = desk.app.known_organisations(&administrator, "lefier").await.expect("found")[0].id;
        desk.app.confirm_domain(&administrator, "lefier.example", known).await.expect("confirmed");
        assert_eq!(proposed(&nobody).await, "Gemeente Emmen, Gemeente Stadskanaal");
        let fields = [("kind", "HOUSING_CORPORATION"), ("organisation", "Lefier")];
        let url = format!("{}/plaatsen/voorstel", client.address);
        let told = reqwest::Client::new().post(url).form(&fields).send().await.expect("an answer");
        let told: Value = told.json().await.expect("JSON");
        assert_eq!(told["places"], "Gemeente Emmen, Gemeente Stadskanaal");
    }
}

#[tokio::test]
async fn a_corrected_place_makes_routing_look_again_and_the_ticket_says_so() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        Form::of("HOUSING_CORPORATION", "Mooiland", "Arnhem").send(&client).await.expect("it is taken");
        let (before, _) = latest(&desk).await;
        assert_eq!(before.assignee, Some(TestDesk::ANNA));
        let anna = desk.staff(TestDesk::ANNA);
        let at = |places: &[&str]| OrganisationDraft {
            kind: Some(OrganisationKind::HousingCorporation),
            name: "Mooiland".to_owned(),
            places: Some(places.iter().map(|place| (*place).to_owned()).collect()),
            ..OrganisationDraft::default()
        };
        let reference: Reference = before.reference;
        let stays =
            desk.app.correct_origin(&anna, reference, &at(&["Arnhem", "gem. Ede"]), "nl").await.expect("corrected");
        assert_eq!((stays.assignee, stays.organisation), (Some(TestDesk::ANNA), before.organisation));
        assert_eq!(names(&desk, &stays), "Gemeente Arnhem, Gemeente Ede");
        let why = &stays.routing_summary;
        assert!(why.contains("keek opnieuw") && why.contains("Gelderland (provincie), voor Arnhem en Ede"), "{why}");
        assert_eq!(led(&latest(&desk).await.1), ["Gelderland (provincie), voor Arnhem en Ede"], "and so does its card");
        let moved = desk.app.correct_origin(&anna, reference, &at(&["Zeist"]), "nl").await.expect("corrected");
        assert_eq!((names(&desk, &moved).as_str(), moved.organisation), ("Gemeente Zeist", before.organisation));
        assert_eq!(moved.assignee, Some(TestDesk::CARLA), "{}", moved.routing_summary);
        let again = desk.app.correct_origin(&desk.staff(TestDesk::LEAD), reference, &at(&["zeist"]), "nl").await;
        assert!(matches!(again, Err(app::Refusal::Conflict(_))), "{again:?}");
    }
}

#[tokio::test]
async fn the_api_and_files_say_places_as_well() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let mut asked = question(1);
        asked["input"]["organisation"] = json!({ "kind": "REGIONAL_BODY", "name": "GGD Regio Utrecht",
            "places": ["GM0344", "woondealregio:utrecht_u10"] });
        let answer = client.ask(None, SUBMIT, asked.clone()).await;
        assert_eq!(answer["submitQuestion"]["errors"], json!([]), "{answer}");
        let reference = answer["submitQuestion"]["receipt"]["reference"].clone();
        let token = desk.token(TestDesk::LEAD).await;
        let read = "query($reference: String!) { ticket(reference: $reference) { places organisation { kind } } }";
        let ticket = client.ask(Some(&token), read, json!({ "reference": reference })).await["ticket"].clone();
        assert_eq!(ticket["places"], json!(["GM0344", "woondealregio:utrecht_u10"]));
        assert_eq!(ticket["organisation"]["kind"], "REGIONAL_BODY");
        asked["input"]["submissionKey"] = json!(uuid::Uuid::from_u128(2).to_string());
        asked["input"]["organisation"]["places"] = json!(["Utrecht"]);
        let refused = client.ask(None, SUBMIT, asked).await["submitQuestion"]["errors"].clone();
        assert_eq!(
            (&refused[0]["code"], &refused[0]["path"]),
            (&json!("AMBIGUOUS"), &json!(["input", "organisation", "places"]))
        );
        let line = json!({ "id": "a", "subject": "Flex", "body": "Hoe lang mogen flexwoningen staan?",
            "asker_type": "adviseur", "organisation": "Bureau Woonkompas", "works_for": "Gemeente Ede",
            "places": ["gem. Ede", "Barneveld"] });
        let operator = Caller::system(Origin::Cli);
        for new in [true, false] {
            let told = desk.app.import_question(&operator, 1, line.to_string()).await.expect("reported");
            assert_eq!((told.error, told.is_new), (None, new));
        }
        let (ticket, _) = latest(&desk).await;
        assert_eq!(names(&desk, &ticket), "Gemeente Ede, Gemeente Barneveld");
        assert_eq!(
            (ticket.organisation_kind, ticket.works_for.as_deref()),
            (OrganisationKind::Adviser, Some("Gemeente Ede"))
        );
    }
}

#[tokio::test]
async fn an_adviser_says_for_whom_and_a_resident_is_told_where_to_go_before_anything_is_kept() {
    for desk in desks().await {
        let client = listening(&desk).await;
        let mut adviser = Form::of("ADVISER", "Bureau Woonkompas", "Ede");
        adviser.more = vec![("works_for", "")];
        assert!(adviser.send(&client).await.expect_err("asked").contains("Vul in voor welke organisatie u werkt."));
        adviser.more = vec![("works_for", "Gemeente Ede")];
        adviser.send(&client).await.expect("it is taken");
        let (ticket, _) = latest(&desk).await;
        assert_eq!(ticket.works_for.as_deref(), Some("Gemeente Ede"));
        let session = desk.session(TestDesk::LEAD).await;
        let page = reqwest::Client::new()
            .get(format!("{}/vragen/{}", client.address, ticket.reference))
            .header("cookie", TestDesk::cookie(&session))
            .send()
            .await
            .expect("an answer");
        let page = page.text().await.expect("text");
        assert!(page.contains("<dt>Werkt voor</dt><dd dir=\"auto\">Gemeente Ede</dd>"), "{page}");

        let mut resident = Form::of("RESIDENT", "Particulier", "Ede");
        let told = resident.send(&client).await.expect_err("told first");
        assert!(told.contains("Uw gemeente kan u dan beter helpen") && told.contains("name=\"goes_on\""), "{told}");
        assert_eq!(latest(&desk).await.0.id, ticket.id, "nothing is kept");
        resident.more = vec![("goes_on", "ja")];
        resident.send(&client).await.expect("it is taken");
        assert_eq!(latest(&desk).await.0.organisation_kind, OrganisationKind::Resident);
        let nobody = Caller::new(Actor::Anonymous, Origin::Web);
        let draft = question_about(9, "");
        assert!(desk.app.tell_first(&nobody, &draft, GoesOn::Unasked).is_ok(), "a municipality is told nothing");
    }
}

#[tokio::test]
async fn places_are_suggested_to_anybody_and_counted_as_searches() {
    let desk = desks().await.remove(0);
    let client = listening(&desk).await;
    let suggested = async |text: &str| {
        let url = format!("{}/plaatsen?zoek={text}", client.address);
        let found: Value = reqwest::get(url).await.expect("an answer").json().await.expect("JSON");
        let names =
            found.as_array().expect("a list").iter().map(|one| one["name"].as_str().expect("a name").to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(suggested("foodv").await, ["Regio Foodvalley (Woondealregio)"]);
    assert_eq!(suggested("utrecht").await[..2], ["Gemeente Utrecht", "Provincie Utrecht"]);
    assert_eq!(suggested("den%20bosch").await, ["Gemeente 's-Hertogenbosch"]);
    assert_eq!(suggested("").await, Vec::<String>::new());
    let never = crate::client::listening_with(
        &desk,
        graphql::Limits::default(),
        std::sync::Arc::new(|counted, _| match counted {
            app::Counted::Search => Err(std::time::Duration::from_secs(60)),
            _ => Ok(()),
        }),
    );
    let answer = reqwest::get(format!("{}/plaatsen?zoek=ede", never.await.address)).await.expect("an answer");
    assert_eq!(answer.status(), 429);
}

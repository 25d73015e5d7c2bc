//! Values that a database refuses, at every door: each is a complaint about what was sent, never a fault of ours.

use crate::client::{Client, SUBMIT, listening, question};
use app::{Caller, LayoutImport, Refusal};
use domain::Origin;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{TestDesk, desks};

/// Texts that are no days, no names, no numbers, and hardly texts.
fn nasty() -> Vec<String> {
    let mut all: Vec<String> = [
        "\0",
        "a\0b",
        "\u{ffff}",
        "\u{202e}\u{2066}",
        "\" OR NEAR(a b) * - ^",
        "AND",
        ":* | & ! ( ) <-> '\\",
        "%_\\",
        "-262143-01-01",
        "+262142-12-31",
        "12026-01-01",
        "-4714-01-01",
        "0000-01-01",
        "9999-12-31",
        "2026-02-30",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999",
        "00000000-0000-0000-0000-000000000000",
        "provincie:\0",
        "EHA-2026-9223372036854775807-K",
    ]
    .map(str::to_owned)
    .into();
    all.push("é".repeat(30_000));
    all
}

pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// What each form of the desk holds, with a value that fits. Longer paths stand before shorter ones they begin with.
pub(crate) fn fields_of(path: &str) -> &'static [(&'static str, &'static str)] {
    match path {
        "/" => &[
            ("key", "018f0000-0000-7000-8000-00000000beef"),
            ("how", ""),
            ("concept", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("seen", "1700000000000000"),
            ("kind", "MUNICIPALITY"),
            ("organisation", "Gemeente Arnhem"),
            ("municipality", "GM0202"),
            ("places", "Gemeente Arnhem"),
            ("places_meant", "Provincie Gelderland"),
            ("works_for", "Gemeente Ede"),
            ("goes_on", "ja"),
            ("subject", "Onderwerp"),
            ("body", "Wat moet er in een woonzorgvisie?"),
            ("groups", "ouderen"),
            ("themes", "woonzorgvisie"),
            ("name", "Ans"),
            ("email", "ans@arnhem.example"),
            ("phone", "030 123 45 67"),
            ("own_data", "ja"),
            ("file", ""),
        ],
        "/plaatsen/voorstel" => {
            &[("kind", "HOUSING_CORPORATION"), ("organisation", "Woonstad Arnhem"), ("municipality", "GM0202")]
        }
        "/onderwerpen" => &[("subject", "Onderwerp"), ("body", "Tekst")],
        "/volg/{secret}" => &[("body", "Nog iets"), ("file", "")],
        "/volg" => &[("reference", "EHA-2026-000001-X"), ("email", "ans@arnhem.example")],
        "/volg/{secret}/geholpen" => &[
            ("answer", "00000000-0000-0000-0000-000000000001"),
            ("helped", "no"),
            ("reason", "te_laat"),
            ("key", "00000000-0000-0000-0000-0000000000aa"),
        ],
        "/inloggen" => &[("email", "ada@desk.example"), ("password", "geheim geheim"), ("code", "123456")],
        "/wachtwoord" | "/organisatie" => &[("email", "ada@desk.example")],
        "/toegang/{secret}" => &[("password", "geheim geheim"), ("repeated", "geheim geheim"), ("code", "123456")],
        "/organisaties/beheer/{id}" => &[("name", "Wonen Oost"), ("places", "Gemeente Arnhem")],
        "/organisaties/beheer/{id}/bevestigen" => &[],
        "/organisaties/beheer/{id}/samenvoegen" => {
            &[("stays", "00000000-0000-0000-0000-000000000001"), ("how", "bekijk"), ("zoek", "wonen")]
        }
        "/domeinen" => &[("domain", "arnhem.example"), ("organisation", "00000000-0000-0000-0000-000000000001")],
        "/domeinen/weg" => &[("domain", "arnhem.example"), ("organisation", "00000000-0000-0000-0000-000000000001")],
        "/beheer/bewaren/vasthouden" | "/beheer/bewaren/loslaten" => {
            &[("reference", "EHA-2026-000001-X"), ("reason", "Er loopt een bezwaar")]
        }
        "/beheer/bewaren/wissen" => &[("email", "ans@arnhem.example"), ("message", ""), ("reason", "Zij vroeg erom")],
        "/beheer/bewaren/intrekken" => &[("id", "00000000-0000-0000-0000-000000000001")],
        "/beheer/bewaren/inzage" => &[("email", "ans@arnhem.example")],
        "/mensen" => &[("name", "Nieuw"), ("email", "nieuw@desk.example"), ("roles", "EXPERT")],
        "/mensen/{id}" => &[("name", "Bram Bos"), ("roles", "EXPERT"), ("active", "ja")],
        "/vragen/{reference}/antwoord" => &[("body", "Antwoord"), ("how", "wedervraag"), ("file", "")],
        "/vragen/{reference}/notitie" => {
            &[("body", "Notitie"), ("how", "bewaar"), ("expert", "00000000-0000-0000-0000-00000000000c"), ("file", "")]
        }
        "/vragen/{reference}/meedenken" => {
            &[("expert", "00000000-0000-0000-0000-00000000000c"), ("how", "deel"), ("asks", "Het deel over huurrecht")]
        }
        "/vragen/{reference}/meedenken/weg" => &[("expert", "00000000-0000-0000-0000-00000000000c")],
        "/vragen/{reference}/splitsen" => &[("subject", "Tweede vraag"), ("body", "Mag dat ook voor flexwoningen?")],
        "/collegas" => &[("typed", "bra")],
        "/vragen/{reference}/toewijzen" => &[
            ("expert", "00000000-0000-0000-0000-00000000000b"),
            ("reason", "Geen tijd"),
            ("explanation", "Vol"),
            ("back", "verdelen"),
        ],
        "/vragen/{reference}/onderwerpen" => &[("groups", "ouderen"), ("themes", "flexwonen")],
        "/vragen/{reference}/link" => &[("how", "verstuur")],
        "/vragen/{reference}/post" => &[("how", "neem-over"), ("mail", "01a20cc8-8e80-7000-8000-000000000003")],
        "/beheer/post/{id}/vraag" => &[("reference", "EHA-2026-000001-K")],
        "/beheer/post/{id}/nieuw" => &[
            ("subject", "Onderwerp"),
            ("kind", "MUNICIPALITY"),
            ("organisation", "Gemeente Arnhem"),
            ("place", "Arnhem"),
            ("works_for", ""),
            ("name", "Ans"),
            ("email", "ans@arnhem.example"),
            ("phone", "030 123 45 67"),
        ],
        "/vragen/{reference}/brief" => {
            &[("letter", "00000000-0000-0000-0000-00000000000e"), ("how", "opnieuw"), ("email", "ans@arnhem.example")]
        }
        "/vragen/{reference}/vraagsteller" => &[
            ("name", "Ans Vermeer"),
            ("email", "ans@arnhem.example"),
            ("phone", "030 123 45 67"),
            ("organisation", "Gemeente Arnhem"),
        ],
        "/vragen/{reference}/verlengen" => {
            &[("due_on", "2026-12-21"), ("reaction_on", "2026-12-01"), ("reason", "Drukte")]
        }
        "/vragen/{reference}/termijn" => &[("policy", "complex")],
        "/vragen/{reference}/sluiten" => &[("because", "withdrawn"), ("explanation", "Is opgelost")],
        "/vragen/{reference}/doorverwijzen" => {
            &[("to", "Volkshuisvestingsfonds"), ("reach", "www.fonds.example"), ("body", "Het gaat om een subsidie")]
        }
        "/vragen/{reference}/dubbel" => &[("other", "EHA-2026-000001-X"), ("how", "voeg-samen")],
        "/vragen/{reference}/herkomst" => {
            &[("kind", "MUNICIPALITY"), ("organisation", "Gemeente Zutphen"), ("place", "Zutphen"), ("language", "nl")]
        }
        "/vragen/{reference}/heropenen" => &[("reason", "Toch niet"), ("how", "")],
        "/deskundigen/{id}" => &[
            ("expertise", "flexwonen=3"),
            ("coverage", "provincie:PV25"),
            ("weekly", "10"),
            ("days", "1"),
            ("english", "ja"),
            ("how", ""),
        ],
        "/deskundigen/{id}/afwezigheid" => &[
            ("from", "2026-12-21"),
            ("to", "2026-12-24"),
            ("cover", "00000000-0000-0000-0000-00000000000c"),
            ("accepted", "ja"),
        ],
        "/deskundigen/{id}/terug" => &[("from", "2026-12-21")],
        "/deskundigen/{id}/belang" => &[("organisation", "00000000-0000-0000-0000-000000000009")],
        "/bezetting/{id}" => &[
            ("termijn", "te-laat"),
            ("questions", "EHA-2026-000001-X:1"),
            ("expert", "00000000-0000-0000-0000-00000000000c"),
            ("reason", "Geen ruimte"),
            ("explanation", "Vol"),
            ("how", "geef"),
        ],
        "/leren" => &[("zekerheid", "50")],
        "/leren/model" => &[("model", "1")],
        "/werkbak/weergaven" => &[("naam", "Mijn lijst"), ("lijst", "status=alle&zoek=flex"), ("gedeeld", "ja")],
        "/woordenlijst" => &[("topic", "flexwonen"), ("pattern", "tiny houses"), ("weight", "3"), ("how", "")],
        "/tekstblokken" => &[("block", ""), ("title", "Groet"), ("body", "Met groet, {naam}"), ("shared", "ja")],
        "/antwoorden/passend" => &[
            ("subject", "Flexwoningen"),
            ("body", "Mag dat tijdelijk?"),
            ("themes", "flexwonen"),
            ("groups", "ouderen"),
            ("shown", "mag-dat"),
        ],
        "/antwoorden/geopend" | "/antwoorden/hielp" => &[("key", "mag-dat")],
        "/vragen/{reference}/gepubliceerd" => &[("body", "Beste Ans"), ("answer", "mag-dat")],
        "/antwoorden/beheer/{id}" => &[
            ("question", "Mag dat?"),
            ("body", "Ja, dat mag."),
            ("sources", "Woningwet https://wetten.overheid.nl/BWBR0005181"),
            ("themes", "flexwonen"),
            ("primary", ""),
            ("groups", "ouderen"),
            ("keywords", "tijdelijk, woning"),
            ("region", "provincie:PV25"),
            ("valid_until", "2027-12-31"),
            ("place", "mag-dat"),
            ("related", "iets-anders"),
            ("looked_at", "ja"),
            ("how", "aanbieden"),
        ],
        "/antwoorden/beheer/{id}/lezen" => &[("remark", "Noem de wet."), ("how", "terug"), ("revision", "1")],
        "/tekstblokken/zoek" => &[("typed", "groet")],
        "/vragen/{reference}/tekstblok" => &[("body", "Beste Ans"), ("block", "1")],
        "/termijnen" => &[
            ("how", "bewaar"),
            ("what", "dicht"),
            ("day", "2027-05-07"),
            ("label", "Brugdag"),
            ("from", "2027-05-07"),
            ("policy", "standard"),
            ("hours", "9:00-17:00"),
        ],
        "/beheer/soorten" => &[("label-MUNICIPALITY", "Gemeente"), ("offered", "MUNICIPALITY")],
        "/beheer/huisstijl" => &[
            ("name", "Loket"),
            ("more", "huisvesting"),
            ("service", "Een dienst van het team"),
            ("sender", "Het loket"),
            ("signature", "Het team"),
            ("reach", "Bel ons"),
            ("brand", "#154273"),
            ("brand_dark", "#8ec1f7"),
            ("head", "#154273"),
            ("addition-receipt", "Tot ziens"),
            ("sender_en", "The desk"),
            ("signature_en", "The team"),
            ("reach_en", "Do call us"),
            ("addition-en-receipt", "Goodbye"),
            ("how", "bekijk"),
        ],
        "/beheer/regios" => &[
            ("layout", "provincie"),
            ("from", "2027-01-01"),
            ("csv", "municipality,region,name\nGM0202,PV25,Gelderland\n"),
            ("allow_drop", "ja"),
            ("allow_rewrite", "ja"),
            ("how", "bekijk"),
        ],
        "/beheer/onderwerpen" => {
            &[("axis", "thema"), ("label", "Mantelzorgwonen"), ("description", "Wonen naast wie men verzorgt")]
        }
        "/beheer/onderwerpen/{id}" => &[("label", "Flexwonen"), ("description", "Tijdelijke woningen")],
        "/beheer/onderwerpen/{id}/einde" => &[("last", "2027-12-31"), ("successor", "woonwagens"), ("follow", "ja")],
        "/beheer/brieven/{id}/opgeven" => &[("reason", "Het adres bestaat niet meer")],
        "/cijfers/stijging/{topic}" => &[("note", "Wij kijken ernaar.")],
        "/account/brieven" => &[("tempo", "each_morning"), ("cijfers", "ja")],
        "/uitloggen"
        | "/beheer/brieven/opnieuw"
        | "/beheer/post/{id}/weg"
        | "/beheer/brieven/{id}/opnieuw"
        | "/account/overal-uit"
        | "/mensen/{id}/uitnodigen"
        | "/antwoorden/beheer"
        | "/antwoorden/beheer/{id}/herzien"
        | "/antwoorden/beheer/{id}/intrekken"
        | "/antwoorden/beheer/{id}/weg"
        | "/vragen/{reference}/publicatie"
        | "/tekstblokken/{id}/weg"
        | "/werkbak/weergaven/{id}/weg"
        | "/woordenlijst/{id}/weg" => &[],
        other => panic!("say in tests/nasty.rs which fields the form {other} holds"),
    }
}

/// What stands behind the question mark of a page.
fn asked_of(path: &str) -> &'static [&'static str] {
    match path {
        "/organisaties" => &["zoek", "soort"],
        "/werkbak" => &[
            "wie",
            "zoek",
            "status",
            "termijn",
            "thema",
            "groep",
            "regio",
            "soort",
            "organisatie",
            "deskundige",
            "van",
            "tot",
            "volgorde",
            "na",
            "voor",
        ],
        "/beheer/brieven" | "/beheer/post" => &["na"],
        "/organisaties/beheer" => &["zoek", "stand", "na"],
        "/beantwoord" => &["zoek", "thema", "groep", "na", "voor", "wie", "volgorde"],
        "/logboek" | "/logboek.csv" => &["wie", "wat", "dag", "voor"],
        "/bezetting" => &["volgorde"],
        "/bezetting/{id}" => &["termijn"],
        "/cijfers" | "/cijfers/vragen" | "/cijfers/tabel.csv" | "/cijfers/tabel.xlsx" => &[
            "maat",
            "per",
            "stap",
            "van",
            "tot",
            "stand",
            "naast",
            "lijn",
            "thema",
            "groep",
            "regio",
            "soort",
            "organisatie",
            "deskundige",
            "deel",
            "vanaf",
            "na",
        ],
        "/cijfers/verslag" | "/cijfers/verslag.pdf" => &["periode"],
        "/inloggen/terug" => &["state", "code", "iss"],
        _ => &["zoek"],
    }
}

/// Who gets furthest on a page.
pub(crate) fn visitor_of(path: &str) -> domain::PersonId {
    let administers = ["/beheer", "/organisaties/beheer", "/mensen", "/domeinen", "/logboek", "/termijnen", "/account"];
    let of_administrators = administers.iter().any(|start| path.starts_with(start));
    if of_administrators { TestDesk::ADMINISTRATOR } else { TestDesk::LEAD }
}

fn is_no_fault_of_ours(what: &str, answer: &reqwest::Response) {
    assert!(answer.status().as_u16() < 500, "{what}: {}", answer.status());
}

#[tokio::test]
async fn no_value_in_an_address_or_a_form_is_answered_with_a_fault() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference = receipt["reference"].as_str().expect("a reference").to_owned();
        let secret = receipt["trackingUrl"].as_str().and_then(|url| url.rsplit('/').next()).expect("a link").to_owned();
        for (method, path) in web::routes() {
            let good = path
                .replace("{reference}", &reference)
                .replace("{secret}", &secret)
                .replace("{id}", &TestDesk::BRAM.to_string())
                .replace("{topic}", "flexwonen")
                .replace("{name}", "loket.css");
            let session = desk.session(visitor_of(path)).await;
            let cookie = TestDesk::cookie(&session);
            let token = app::form_token(&session);
            let ask = |url: String| http.get(url).header("cookie", &cookie);
            let send = |url: String| http.post(url).header("cookie", &cookie);
            for wrong in nasty() {
                let shown: String = wrong.chars().take(40).collect();
                let short: String = wrong.chars().take(500).collect();
                // In the path.
                if let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
                    let url = format!("{}{}{}{}", client.address, &path[..start], encoded(&short), &path[end + 1..]);
                    let request = if method == "GET" { ask(url) } else { send(url).form(&[("token", &token)]) };
                    is_no_fault_of_ours(&format!("{method} {path} at {shown:?}"), &request.send().await.expect("one"));
                }
                // Behind the question mark.
                if method == "GET" {
                    for name in asked_of(path) {
                        let url = format!("{}{good}?{name}={}", client.address, encoded(&short));
                        is_no_fault_of_ours(&format!("{path}?{name}={shown:?}"), &ask(url).send().await.expect("one"));
                    }
                    continue;
                }
                // In each field.
                let fields = fields_of(path);
                for (name, _) in fields {
                    let mut sent = vec![("token", token.as_str())];
                    let value =
                        |field: &str, good: &'static str| if field == *name { wrong.clone() } else { good.to_owned() };
                    let values: Vec<(&str, String)> =
                        fields.iter().map(|(field, good)| (*field, value(field, good))).collect();
                    sent.extend(values.iter().map(|(field, value)| (*field, value.as_str())));
                    let answer = send(format!("{}{good}", client.address)).form(&sent).send().await.expect("one");
                    is_no_fault_of_ours(&format!("{method} {path} with {name}={shown:?}"), &answer);
                    let page = answer.text().await.expect("text");
                    assert!(!page.contains("\\u{"), "{path} with {name}={shown:?} shows {page}");
                }
                if path == "/inloggen" {
                    // One value: attempts are slowed down, and each takes the work of a password.
                    break;
                }
            }
        }
    }
}

/// Every field that takes arguments, with arguments that fit.
pub(crate) fn operations(reference: &str) -> Vec<(&'static str, &'static str, Value)> {
    let asked = question(7)["input"].clone();
    let mut complete = asked.clone();
    complete["organisation"]["region"] = json!("PV25");
    complete["organisation"]["places"] = json!(["GM0202", "provincie Gelderland"]);
    complete["contact"]["phone"] = json!("030 123 45 67");
    complete["groups"] = json!(["ouderen"]);
    complete["themes"] = json!(["woonzorgvisie"]);
    let filter = json!({ "status": ["ASSIGNED"], "topics": ["woonzorgvisie"], "assigneeId": TestDesk::ANNA.to_string(),
        "organisationKind": ["MUNICIPALITY"], "region": "PV25", "receivedFrom": "2026-01-01", "receivedTo": "2026-12-31",
        "text": "woonzorgvisie", "mine": false });
    vec![
        ("topics", "query($axis: TopicAxis) { topics(axis: $axis) { key } }", json!({ "axis": "THEME" })),
        (
            "organisations",
            "query($search: String!, $kind: OrganisationKind, $first: Int) {
                organisations(search: $search, kind: $kind, first: $first) { name } }",
            json!({ "search": "arn", "kind": "MUNICIPALITY", "first": 5 }),
        ),
        ("ticket", "query($r: String!) { ticket(reference: $r) { id } }", json!({ "r": reference })),
        (
            "tickets",
            "query($filter: TicketFilter, $first: Int, $after: String) {
                tickets(filter: $filter, first: $first, after: $after) { nodes { id messages(first: $first, after: $after) { nodes { id } } } } }",
            json!({ "filter": filter, "first": 5, "after": null }),
        ),
        (
            "experts",
            "query($first: Int, $after: String) { experts(first: $first, after: $after) { nodes { id } } }",
            json!({ "first": 5, "after": null }),
        ),
        (
            "previewRouting",
            "query($input: PreviewRoutingInput!) { previewRouting(input: $input) { summary } }",
            json!({ "input": { "subject": "a", "body": "b", "organisation": complete["organisation"],
                "groups": ["ouderen"], "themes": ["woonzorgvisie"] } }),
        ),
        (
            "trends",
            "query($input: TrendsInput!) { trends(input: $input) { definition } }",
            json!({ "input": { "from": "2026-11-01", "to": "2026-12-31", "bucket": "MONTH", "measure": "RECEIVED",
                "by": "REGION", "layout": "provincie", "filter": filter } }),
        ),
        (
            "questionFeed",
            "query($from: Date!, $to: Date!, $first: Int, $after: String) { questionFeed(from: $from, to: $to, first: $first, after: $after) { endCursor } }",
            json!({ "from": "2026-11-01", "to": "2026-12-31", "first": 10, "after": "MjAyNi0xMS0wMTox" }),
        ),
        ("submitQuestion", SUBMIT, json!({ "input": complete })),
        (
            "addNote",
            "mutation($input: AddNoteInput!) { addNote(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "body": "Notitie" } }),
        ),
        (
            "replyToTicket",
            "mutation($input: ReplyToTicketInput!) { replyToTicket(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "body": "Antwoord", "waitForAsker": true } }),
        ),
        (
            "assignTicket",
            "mutation($input: AssignTicketInput!) { assignTicket(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "expertId": TestDesk::BRAM.to_string(), "reason": "Vol" } }),
        ),
        (
            "setTicketTopics",
            "mutation($input: SetTicketTopicsInput!) { setTicketTopics(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "groups": ["ouderen"], "themes": ["flexwonen"] } }),
        ),
        (
            "extendDeadline",
            "mutation($input: ExtendDeadlineInput!) { extendDeadline(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "metric": "ANSWER", "dueOn": "2026-12-21", "reason": "Drukte" } }),
        ),
        (
            "setTicketPolicy",
            "mutation($input: SetTicketPolicyInput!) { setTicketPolicy(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "policy": "complex" } }),
        ),
        (
            "closeTicket",
            "mutation($input: CloseTicketInput!) { closeTicket(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "reason": "OTHER", "explanation": "Is opgelost" } }),
        ),
        (
            "referTicket",
            "mutation($input: ReferTicketInput!) { referTicket(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "to": "Volkshuisvestingsfonds", "reach": "www.fonds.example",
                "text": "Het gaat om een subsidie" } }),
        ),
        (
            "askColleague",
            "mutation($input: AskColleagueInput!) { askColleague(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "expertId": TestDesk::CARLA.to_string(), "invitedAs": "SECOND",
                "text": "Het deel over huurrecht" } }),
        ),
        (
            "endInvitation",
            "mutation($input: EndInvitationInput!) { endInvitation(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "expertId": TestDesk::CARLA.to_string() } }),
        ),
        (
            "splitTicket",
            "mutation($input: SplitTicketInput!) { splitTicket(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "subject": "Tweede vraag", "body": "Mag dat ook?" } }),
        ),
        (
            "sendLetterAgain",
            "mutation($input: SendLetterAgainInput!) { sendLetterAgain(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "letterId": "00000000-0000-0000-0000-00000000000e",
                "email": "ans@arnhem.example" } }),
        ),
        (
            "correctContact",
            "mutation($input: CorrectContactInput!) { correctContact(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "organisationName": "Gemeente Arnhem",
                "contact": { "name": "Ans Vermeer", "email": "ans@arnhem.example", "phone": "030 123 45 67" } } }),
        ),
        (
            "dismissLetter",
            "mutation($input: DismissLetterInput!) { dismissLetter(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "letterId": "00000000-0000-0000-0000-00000000000e" } }),
        ),
        (
            "reopenTicket",
            "mutation($input: ReopenTicketInput!) { reopenTicket(input: $input) { errors { message } } }",
            json!({ "input": { "reference": reference, "reason": "Toch niet" } }),
        ),
    ]
}

/// Where the values stand, as JSON pointers.
pub(crate) fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                leaves(value, &format!("{at}/{index}"), found);
            }
        }
        _ => found.push(at.to_owned()),
    }
}

#[tokio::test]
async fn no_variable_of_the_api_is_answered_with_a_fault() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let client = listening(&desk).await;
        let token = desk.token(TestDesk::LEAD).await;
        let receipt = client.ask(None, SUBMIT, question(1)).await["submitQuestion"]["receipt"].clone();
        let reference = receipt["reference"].as_str().expect("a reference").to_owned();
        let operations = operations(&reference);
        let tried: BTreeSet<&str> = operations.iter().map(|(name, _, _)| *name).collect();
        for line in graphql::sdl().lines().skip_while(|line| !line.starts_with("type Mutation")) {
            let root = line.starts_with('\t') && line.contains("(input: ") || line.contains("(reference: ");
            if let (true, Some((name, _))) = (root, line.trim().split_once('(')) {
                assert!(tried.contains(name), "tests/nasty.rs does not try {name}");
            }
        }
        let mut wrongs: Vec<Value> = nasty().into_iter().map(Value::String).collect();
        wrongs.extend([
            json!(9_223_372_036_854_775_807_i64),
            json!(-1),
            json!(0),
            json!(1.5),
            json!(true),
            json!([]),
            json!({}),
        ]);
        for (name, query, good) in &operations {
            let mut places = Vec::new();
            leaves(good, "", &mut places);
            for place in places {
                for wrong in &wrongs {
                    let mut sent = good.clone();
                    *sent.pointer_mut(&place).expect("it is there") = wrong.clone();
                    is_answered(&client, &token, query, sent, &format!("{name} with {place}")).await;
                }
            }
        }
    }
}

async fn is_answered(client: &Client, token: &str, query: &str, variables: Value, what: &str) {
    let shown: String = variables.to_string().chars().take(600).collect();
    let answer = client.send(Some(token), query, variables).await.to_string();
    for fault in ["INTERNAL", "UNAVAILABLE", "\\\\u{"] {
        assert!(!answer.contains(fault), "{what}: {shown}\n{answer}");
    }
}

#[tokio::test]
async fn what_a_database_refuses_is_a_complaint_at_the_other_doors_too() {
    for desk in desks().await {
        println!("on {}", desk.store.name());
        let operator = Caller::system(Origin::Cli);
        for wrong in nasty() {
            let line = |field: &str| {
                let mut line = json!({ "id": "a", "subject": "Flex", "body": "Hoe lang mogen flexwoningen staan?",
                    "asker_type": "gemeente", "organisation": "Gemeente Arnhem", "gm_code_or_region": "GM0202",
                    "name": "Ans", "email": "ans@arnhem.example" });
                line[field] = json!(wrong);
                line.to_string()
            };
            for field in ["id", "subject", "body", "asker_type", "organisation", "gm_code_or_region", "name", "email"] {
                let imported = desk.app.import_question(&operator, 1, line(field).as_bytes()).await;
                imported.unwrap_or_else(|refusal| panic!("{field} {wrong:?}: {refusal:?}"));
            }
            let only_complaints = |what: &str, outcome: Result<(), Refusal>| match outcome {
                Ok(()) | Err(Refusal::Complaints(_) | Refusal::Hidden) => {}
                Err(refusal) => panic!("{what} {wrong:?}: {refusal:?}"),
            };
            let hour = chrono::Duration::hours(1);
            only_complaints("token", desk.app.issue_token(&operator, &wrong, hour).await.map(|_| ()));
            only_complaints("revoke", desk.app.revoke_token(&operator, &wrong).await);
            only_complaints("revoke person", desk.app.revoke_tokens_of(&operator, &wrong).await);
            let roles = [domain::Role::Expert];
            only_complaints(
                "person",
                desk.app
                    .add_person(&operator, &wrong, "x@desk.example", &roles, app::Sending::InPerson)
                    .await
                    .map(|_| ()),
            );
            only_complaints(
                "address",
                desk.app.add_person(&operator, "Iemand", &wrong, &roles, app::Sending::InPerson).await.map(|_| ()),
            );
            for csv in [
                format!("municipality,region,name\nGM0202,{wrong},Arnhem\n"),
                format!("municipality,region\nGM0202,{wrong}\n"),
            ] {
                let import = LayoutImport {
                    layout: domain::LayoutKey("proef".to_owned()),
                    from: desk.app.now().date_naive(),
                    csv,
                    dry_run: false,
                    allow_drop: false,
                    allow_rewrite: false,
                };
                only_complaints("regions", desk.app.import_regions(&operator, &import).await.map(|_| ()));
            }
        }
        for day in [chrono::NaiveDate::MIN, chrono::NaiveDate::MAX] {
            let import = LayoutImport {
                layout: domain::LayoutKey("provincie".to_owned()),
                from: day,
                csv: "municipality,region\nGM0202,PV25\n".to_owned(),
                dry_run: false,
                allow_drop: false,
                allow_rewrite: false,
            };
            let outcome = desk.app.import_regions(&operator, &import).await;
            assert!(matches!(outcome, Err(Refusal::Complaints(_))), "{day}: {outcome:?}");
        }
    }
}

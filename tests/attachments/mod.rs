//! What people send along: it arrives as it was sent, for whoever may read it, or it is refused and leaves nothing behind.

mod api;
mod crash;
pub mod parcel;
mod scanned;
mod swept;

use crate::client::listening;
use crate::tab::between;
use domain::{Actor, EventKind, Origin, Reference};
use parcel::{PDF, PROGRAM, Parcel, TYPED, ask, desks_with_files, docx, get, links, long_pdf, on_disk};
use testkit::TestDesk;

/// The secret in the address of an asker's page.
fn secret(page: &str) -> &str {
    page.trim_start_matches("/volg/").split('?').next().expect("a secret")
}

async fn reference_of(desk: &TestDesk, page: &str) -> Reference {
    desk.app.follow_ticket(secret(page)).await.expect("a question").0.ticket.reference
}

#[tokio::test]
async fn what_was_sent_with_a_question_opens_again_byte_for_byte_for_its_asker_and_the_desk_only() {
    for (desk, folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let word = docx(&[("word/media/a.png", &[7; 5_000])]);
        let page = ask(&client, &[("één plan.pdf", PDF), ("bijlage.docx", &word)]).await;
        assert!(page.ends_with("?ontvangen"), "{page}");
        let shown = get(&client, &page, None).await.text().await.expect("a page");
        let files = links(&shown);
        assert_eq!(files.len(), 2, "{shown}");
        for (link, (content, kind)) in files.iter().zip([(PDF, "application/pdf"), (&word[..], "application/vnd.")]) {
            let answer = get(&client, link, None).await;
            assert_eq!(answer.status(), 200);
            let head = answer.headers().clone();
            let of = |name: &str| head.get(name).expect("it is there").to_str().expect("text").to_owned();
            assert!(of("content-type").starts_with(kind) && of("content-disposition").starts_with("attachment; "));
            assert_eq!(of("content-security-policy"), "default-src 'none'; sandbox");
            assert!(!link.contains("plan"), "the name is not in the address");
            assert_eq!(answer.bytes().await.expect("content"), content);
        }
        let (reference, id) = (reference_of(&desk, &page).await, files[0].rsplit('/').next().expect("an id"));
        let other = ask(&client, &[]).await;
        let staff = format!("/vragen/{reference}/bestand/{id}");
        let (anna, bram) = (desk.session(TestDesk::ANNA).await, desk.session(TestDesk::BRAM).await);
        for (path, session, status) in [
            (staff.as_str(), Some(anna.as_str()), 200),
            (&staff, Some(&bram), 404),
            (&format!("/volg/{}/bestand/{id}", secret(&other)), None, 404),
            (&format!("/vragen/{reference}/bestand/{}", uuid::Uuid::from_u128(1)), Some(&anna), 404),
            (&format!("/vragen/{reference}/bestand/x"), Some(&anna), 404),
        ] {
            assert_eq!(get(&client, path, session).await.status(), status, "{path}");
        }
        assert!(get(&client, &staff, None).await.url().path().starts_with("/inloggen"), "nobody");
        assert_eq!(on_disk(folder.path()).len(), 2);
        let view = desk.app.view_ticket(&desk.staff(TestDesk::ANNA), reference).await.expect("a question");
        let added = view.events.iter().filter(|event| event.kind() == Some(EventKind::FileAdded));
        let details: Vec<String> = added.map(|event| format!("{event:?}")).collect();
        assert!(details.len() == 2 && details.iter().all(|detail| !detail.contains("plan")), "{details:?}");
    }
}

/// Each with what its sender reads.
fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let many: Vec<String> = (0..10_000).map(|number| format!("word/{number}.xml")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    let script = [PDF, b"\n5 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj"].concat();
    vec![
        ("virus.exe", PROGRAM.to_vec(), "Dit soort bestand nemen wij niet aan."),
        ("rekening.pdf", PROGRAM.to_vec(), "Dit is een programma"),
        ("brief.docx", docx(&[("word/vbaProject.bin", b"x")]), "In dit bestand zitten macro"),
        ("brief.docm", docx(&[]), "In dit bestand zitten macro"),
        ("bom.docx", docx(&[("word/media/a.bmp", &vec![0; 60 << 20])]), "veel te groot als het wordt uitgepakt"),
        ("delen.docx", docx(&many), "te veel delen"),
        ("script.pdf", script, "Deze PDF kan zelf iets uitvoeren"),
        ("plan.pdf", b"geen pdf".to_vec(), "Dit is geen pdf-bestand"),
        ("leeg.pdf", Vec::new(), "Dit bestand is leeg"),
        ("BSN 111222333.pdf", PDF.to_vec(), "burgerservicenummer"),
        ("\u{202e}.pdf", PDF.to_vec(), "Een bestand zonder naam"),
        ("te groot.pdf", long_pdf(200 << 20), "Een bestand mag hoogstens 20 MB zijn"),
    ]
}

#[tokio::test]
async fn what_may_not_come_in_is_refused_in_words_and_leaves_nothing_behind() {
    for (desk, folder) in desks_with_files().await {
        let client = listening(&desk).await;
        for (name, content, words) in hostile() {
            let parcel = Parcel::of(&TYPED).file(name, &content);
            let answer = parcel.send(&format!("{}/", client.address), None).await;
            assert_eq!(answer.status(), 422, "{name}");
            let page = answer.text().await.expect("a page");
            assert!(page.contains(words), "{name}: {page}");
            assert!(page.contains("Welke onderdelen horen er"), "what was typed is still there: {name}");
            assert_eq!(on_disk(folder.path()), Vec::<std::path::PathBuf>::new(), "{name}");
        }
        assert_eq!(store::uploads::bytes(desk.app.store()).await.expect("a sum"), 0);
        let list = store::tickets::find(desk.app.store(), domain::TicketId(1), &store::Scope::Everything).await;
        assert_eq!(list.expect("a list"), None, "no question either");
    }
}

#[tokio::test]
async fn a_name_with_folders_and_unseen_signs_is_kept_without_them() {
    for (desk, folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let page = ask(&client, &[("../../etc/pl\u{202e}an.pdf", PDF)]).await;
        let shown = get(&client, &page, None).await.text().await.expect("a page");
        assert!(shown.contains("<bdi>plan.pdf</bdi>"), "{shown}");
        assert!(on_disk(folder.path()).iter().all(|path| !path.to_string_lossy().contains("plan")));
    }
}

#[tokio::test]
async fn a_file_that_was_taken_in_stays_with_its_form_when_the_form_comes_back() {
    for (desk, folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let unnamed: Vec<(&str, &str)> = TYPED.into_iter().filter(|(name, _)| *name != "subject").collect();
        let bad = Parcel::of(&unnamed).file("plan.pdf", PDF).file("virus.exe", PROGRAM);
        let back = bad.send(&format!("{}/", client.address), None).await;
        assert_eq!(back.status(), 422);
        let back = back.text().await.expect("a page");
        assert!(back.contains("virus.exe&#39;: Dit soort bestand") && back.contains("Onderwerp"), "{back}");
        assert!(back.contains("<bdi>plan.pdf</bdi> (1 kB), al ontvangen"), "{back}");
        let id = between(&back, "name=\"file\" value=\"", "\"");
        let again: Vec<(&str, &str)> = TYPED.into_iter().chain([("file", id)]).collect();
        let answer = Parcel::of(&again).file("", b"").send(&format!("{}/", client.address), None).await;
        let page = answer.headers()["location"].to_str().expect("text").to_owned();
        assert_eq!(links(&get(&client, &page, None).await.text().await.expect("a page")).len(), 1);
        assert_eq!(on_disk(folder.path()).len(), 1);
        // Nobody sends it a second time.
        let other: Vec<(&str, &str)> = again
            .iter()
            .map(|(name, value)| if *name == "subject" { (*name, "Iets anders") } else { (*name, *value) })
            .collect();
        let refused = Parcel::of(&other).send(&format!("{}/", client.address), None).await;
        assert!(refused.text().await.expect("a page").contains("Een bijlage is er niet meer"));
    }
}

#[tokio::test]
async fn the_same_form_sent_twice_with_its_files_makes_one_question() {
    for (desk, _folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let key = desk.app.new_submission_key().to_string();
        let fields: Vec<(&str, &str)> = TYPED.into_iter().chain([("key", key.as_str())]).collect();
        let parcel = Parcel::of(&fields).file("plan.pdf", PDF);
        let mut pages = Vec::new();
        for _ in 0..2 {
            let answer = parcel.send(&format!("{}/", client.address), None).await;
            pages.push(answer.headers()["location"].to_str().expect("text").to_owned());
        }
        assert_eq!(pages[0], pages[1]);
        let more = parcel.file("nog een.pdf", PDF).send(&format!("{}/", client.address), None).await;
        assert_ne!(more.headers()["location"], pages[0].as_str(), "another file is another question");
    }
}

#[tokio::test]
async fn files_of_a_note_are_for_the_desk_only_and_those_of_an_answer_for_the_asker_too() {
    for (desk, _folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let page = ask(&client, &[]).await;
        let reference = reference_of(&desk, &page).await;
        let anna = desk.session(TestDesk::ANNA).await;
        for (form, name) in [("notitie", "intern.pdf"), ("antwoord", "handreiking.pdf")] {
            let open = get(&client, &format!("/vragen/{reference}"), Some(&anna)).await.text().await.expect("a page");
            let token = between(&open, "name=\"token\" value=\"", "\"");
            let fields = [("token", token), ("body", "Zie de bijlage."), ("how", "")];
            let parcel = Parcel::of(&fields).file(name, PDF);
            let sent = parcel.send(&format!("{}/vragen/{reference}/{form}", client.address), Some(&anna)).await;
            assert_eq!(sent.status(), 303, "{form}: {}", sent.text().await.expect("a page"));
        }
        let staff = get(&client, &format!("/vragen/{reference}"), Some(&anna)).await.text().await.expect("a page");
        assert!(staff.contains("intern.pdf") && staff.contains("handreiking.pdf"));
        let asker = get(&client, &page, None).await.text().await.expect("a page");
        assert!(!asker.contains("intern.pdf") && asker.contains("handreiking.pdf"));
        for link in links(&staff) {
            let id = link.rsplit('/').next().expect("an id");
            let status = get(&client, &format!("/volg/{}/bestand/{id}", secret(&page)), None).await.status();
            let is_note = !asker.contains(id);
            assert_eq!(status, if is_note { 404 } else { 200 }, "{link}");
        }
        let letters: Vec<String> = crate::waiting::deliver(&desk).await.into_iter().map(|letter| letter.body).collect();
        let file = format!("- handreiking.pdf: http://loket.test/volg/{}/bestand/", secret(&page));
        assert!(letters.iter().any(|body| body.contains(&file)), "{letters:?}");
    }
}

#[tokio::test]
async fn nobody_sends_a_file_that_somebody_else_brought() {
    for (desk, _folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let reference = reference_of(&desk, &ask(&client, &[]).await).await;
        let (anna, lead) = (desk.staff(TestDesk::ANNA), desk.staff(TestDesk::LEAD));
        let nobody = app::Caller::new(Actor::Anonymous, Origin::Web);
        for (brings, sends, may) in [(&anna, &lead, false), (&nobody, &anna, false), (&anna, &anna, true)] {
            let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>(PDF)]);
            let file = desk.app.receive_file(brings, "plan.pdf", pieces).await.expect("taken");
            let sent = app::Sent { files: &[file.id], refused: &[] };
            let noted = desk.app.add_note(sends, reference, app::Written { text: "Zie bijlage.", sent }).await;
            assert_eq!(noted.is_ok(), may, "{noted:?}");
        }
    }
}

#[tokio::test]
async fn more_than_a_message_or_a_question_may_hold_is_refused() {
    for (mut desk, folder) in desks_with_files().await {
        desk.reopen(|settings| settings.files.per_ticket = 2_000).await;
        let client = listening(&desk).await;
        let six = (0..6).fold(Parcel::of(&TYPED), |parcel, number| parcel.file(&format!("{number}.pdf"), PDF));
        let page = six.send(&format!("{}/", client.address), None).await.text().await.expect("a page");
        assert!(page.contains("U kunt hoogstens 5 bestanden meesturen"), "{page}");
        assert_eq!(on_disk(folder.path()).len(), 5, "those that were taken in wait for the form");
        let page = ask(&client, &[("a.pdf", &long_pdf(1_500))]).await;
        let more = Parcel::of(&[("body", "Nog iets.")]).file("b.pdf", &long_pdf(600));
        let refused = more.send(&format!("{}/volg/{}", client.address, secret(&page)), None).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.expect("a page").contains("te veel bijlagen"));
        let less = Parcel::of(&[("body", "Nog iets.")]).file("b.pdf", &long_pdf(400));
        let taken = less.send(&format!("{}/volg/{}", client.address, secret(&page)), None).await;
        assert_eq!(taken.status(), 303);
    }
}

#[tokio::test]
async fn whoever_may_not_write_brings_no_file_and_keeps_what_they_typed() {
    for (desk, folder) in desks_with_files().await {
        let client = listening(&desk).await;
        let reference = reference_of(&desk, &ask(&client, &[]).await).await;
        let anna = desk.session(TestDesk::ANNA).await;
        let to = format!("{}/vragen/{reference}/antwoord", client.address);
        let parcel = Parcel::of(&[("token", "van een ander"), ("body", "Een lang antwoord.")]).file("plan.pdf", PDF);
        for session in [None, Some(anna.as_str())] {
            let answer = parcel.send(&to, session).await;
            assert!(answer.headers()["location"].to_str().expect("text").starts_with("/inloggen"));
        }
        let lost = Parcel::of(&[("body", "Hallo")]).file("plan.pdf", PDF);
        assert_eq!(lost.send(&format!("{}/volg/{}", client.address, "x".repeat(43)), None).await.status(), 404);
        let robot = Parcel::of(&[("website", "http://spam.example")]).file("plan.pdf", PDF);
        assert_eq!(robot.send(&format!("{}/", client.address), None).await.status(), 303);
        assert_eq!(on_disk(folder.path()), Vec::<std::path::PathBuf>::new());
        assert_eq!(store::uploads::bytes(desk.app.store()).await.expect("a sum"), 0);
    }
}

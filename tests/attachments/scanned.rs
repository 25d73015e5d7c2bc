//! Files are scanned by ClamAV (clamd of Debian, with a list of one known text), and none is taken while it is away.

use super::parcel::{PDF, Parcel, TYPED, ask, docx, get, links, on_disk};
use crate::client::{HANGS_AFTER, listening};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use testkit::desks;

/// The text that every scanner takes for a virus, in two halves: no scanner shall stumble over this file.
const EICAR: [&str; 2] = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"];

/// A `clamd` of this test's own.
struct Scanner {
    process: Child,
    address: String,
}

impl Drop for Scanner {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program() -> Option<PathBuf> {
    let places = ["/usr/sbin/clamd", "/usr/bin/clamd", "/usr/local/sbin/clamd"];
    let found = places.iter().map(PathBuf::from).find(|path| path.exists());
    let required = std::env::var("LOKET_REQUIRE_CLAMD").is_ok_and(|value| value == "1");
    assert!(
        found.is_some() || !required,
        "no clamd is installed and it is required; as root, scripts/test installs it"
    );
    if found.is_none() {
        // Not eprintln!, which the test harness swallows when the test passes.
        let _ = writeln!(std::io::stderr(), "SKIPPED: no clamd is installed; as root, scripts/test installs it.");
    }
    found
}

/// Starts one that knows EICAR by its words, and nothing else.
async fn scanner(folder: &Path) -> Option<Scanner> {
    let program = program()?;
    let socket = folder.join("clamd.ctl");
    let hex: String = EICAR[0].bytes().map(|byte| format!("{byte:02x}")).collect();
    std::fs::create_dir(folder.join("known")).expect("a folder");
    std::fs::write(folder.join("known/eicar.ndb"), format!("Loket.Eicar:0:*:{hex}\n")).expect("written");
    let settings = format!(
        "LocalSocket {}\nDatabaseDirectory {}\nForeground yes\nLogTime no\nTemporaryDirectory {}\n",
        socket.display(),
        folder.join("known").display(),
        folder.display()
    );
    std::fs::write(folder.join("clamd.conf"), settings).expect("written");
    let mut command = Command::new(program);
    command.arg("--config-file").arg(folder.join("clamd.conf")).stdout(Stdio::null()).stdin(Stdio::null());
    let mut process = command.spawn().expect("it starts");
    for _ in 0..HANGS_AFTER.as_millis() / 100 {
        if std::os::unix::net::UnixStream::connect(&socket).is_ok() {
            return Some(Scanner { process, address: format!("unix://{}", socket.display()) });
        }
        assert!(process.try_wait().expect("it can be asked").is_none(), "clamd ended");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("clamd does not listen");
}

fn settings(folder: &Path, scanner: &str) -> files::Settings {
    files::Settings { scanner: Some(scanner.to_owned()), ..files::Settings::in_folder(folder) }
}

#[tokio::test]
async fn a_known_virus_is_refused_wherever_it_hides_and_clean_files_are_taken() {
    let place = tempfile::tempdir().expect("a folder");
    let Some(scanner) = scanner(place.path()).await else { return };
    for mut desk in desks().await {
        let folder = tempfile::tempdir().expect("a folder");
        desk.reopen(|all| all.files.place = Some(settings(folder.path(), &scanner.address))).await;
        let client = listening(&desk).await;
        let eicar = EICAR.concat();
        let in_pdf = [PDF, eicar.as_bytes()].concat();
        let in_word = docx(&[("word/media/a.bmp", eicar.as_bytes())]);
        for (name, content) in [("plan.pdf", &in_pdf), ("plan.docx", &in_word)] {
            let answer = Parcel::of(&TYPED).file(name, content).send(&format!("{}/", client.address), None).await;
            assert_eq!(answer.status(), 422, "{name}");
            let page = answer.text().await.expect("a page");
            assert!(page.contains("In dit bestand zit een virus. Wij hebben het niet bewaard."), "{name}: {page}");
            assert!(on_disk(folder.path()).is_empty(), "{name}");
        }
        let page = ask(&client, &[("plan.pdf", PDF)]).await;
        assert_eq!(links(&get(&client, &page, None).await.text().await.expect("a page")).len(), 1);
        let checks = desk.app.health().await.checks;
        assert!(checks.iter().any(|check| check.name == "virusscanner" && check.ok), "{checks:?}");
    }
}

#[tokio::test]
async fn while_the_scanner_is_away_a_question_comes_in_without_its_file_and_says_so() {
    for mut desk in desks().await {
        let folder = tempfile::tempdir().expect("a folder");
        let nowhere = format!("unix://{}", folder.path().join("weg.ctl").display());
        let files = folder.path().join("files");
        desk.reopen(|all| all.files.place = Some(settings(&files, &nowhere))).await;
        let client = listening(&desk).await;
        let page = ask(&client, &[("plan.pdf", PDF)]).await;
        assert!(page.ends_with("?ontvangen&zonder=1"), "{page}");
        let shown = get(&client, &page, None).await.text().await.expect("a page");
        assert!(shown.contains("Uw vraag is wel ontvangen, maar zonder uw bijlage"), "{shown}");
        assert!(shown.contains("name=\"upload\""), "it can be sent again here");
        assert!(links(&shown).is_empty() && on_disk(folder.path()).is_empty());
        assert_eq!(store::uploads::bytes(desk.app.store()).await.expect("a sum"), 0);
        let path = page.split('?').next().expect("a path");
        let more = Parcel::of(&[("body", "Met de bijlage.")]).file("plan.pdf", PDF);
        let sent = more.send(&format!("{}{path}", client.address), None).await;
        assert!(sent.headers()["location"].to_str().expect("text").ends_with("?verstuurd&zonder=1"));
        let checks = desk.app.health().await.checks;
        let scanner = checks.iter().find(|check| check.name == "virusscanner").expect("it is looked at");
        assert!(!scanner.ok && scanner.reason.contains("geen bijlagen aangenomen"), "{scanner:?}");
        // A program that does not answer as a scanner does is none.
        let deaf = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("tcp://{}", deaf.local_addr().expect("an address"));
        let closes = async {
            loop {
                drop(deaf.accept().await);
            }
        };
        desk.reopen(|all| all.files.place = Some(settings(&files, &address))).await;
        let client = listening(&desk).await;
        let page = tokio::select! {
            page = ask(&client, &[("ander plan.pdf", PDF)]) => page,
            () = closes => unreachable!("it goes on"),
        };
        assert!(page.contains("zonder=1"), "{page}");
    }
}

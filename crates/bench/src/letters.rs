//! Letters a second to a mail server on this machine, beside the mail library alone, in the same run.
//!
//! The mail server is that of the tests, in this process: its part is in all figures.

use crate::measure::measured;
use anyhow::{Context, Result};
use app::Caller;
use domain::{Actor, Origin};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;
use testkit::{MailServer, Mood, Step, TestDesk, desks, question_about};
use tokio::net::TcpStream;
use worker::{Carrier, MailSettings};

/// How many letters are under way at once; as many as a worker of the desk has.
const AT_ONCE: usize = 16;
/// How long a server takes that looks at a letter before it takes it.
const LOOKS: Duration = Duration::from_millis(50);

/// A line for each database and each server: the desk, the library in both ways, and the first as a share of the last.
pub(crate) async fn run(questions: usize) -> Result<()> {
    println!("database\tserver\tbrieven\tloket per s\tlettre per s\tlettre zonder uitstel per s\taandeel");
    for (name, looks) in [("neemt aan", Duration::ZERO), ("kijkt 50 ms", LOOKS)] {
        for desk in desks().await {
            let (letters, bytes, ours) = of_the_desk(&desk, questions, looks).await?;
            let bare = of_the_library(letters, bytes, looks, Way::AsItIs).await?;
            let quick = of_the_library(letters, bytes, looks, Way::AtOnce).await?;
            let store = desk.store.name();
            println!("{store}\t{name}\t{letters}\t{ours:.0}\t{bare:.0}\t{quick:.0}\t{:.2}", ours / quick);
        }
    }
    Ok(())
}

async fn server(looks: Duration) -> MailServer {
    MailServer::start(move |step| match step {
        Step::Text(_) if !looks.is_zero() => Mood::Late(looks),
        _ => Mood::Good,
    })
    .await
}

fn to(server: &MailServer) -> Result<Carrier> {
    let (folder, from) = (std::env::temp_dir(), "Loket <loket@loket.example>".to_owned());
    Ok(worker::carrier(&MailSettings { smtp_url: Some(server.url()), folder, from })?)
}

/// How many letters, how long one is, and how many a second.
async fn of_the_desk(desk: &TestDesk, questions: usize, looks: Duration) -> Result<(usize, usize, f64)> {
    let anonymous = Caller::new(Actor::Anonymous, Origin::Web);
    for key in 1..=questions {
        desk.app.submit_question(&anonymous, question_about(key as u128, "woonzorgvisie")).await?;
    }
    // The sweeps have their turn before it counts; the letters wait for a server that is there.
    let away = MailServer::start(|_| Mood::Leaves).await;
    worker::run_once(&desk.app, &to(&away)?).await;
    desk.clock.advance(chrono::Duration::hours(1));
    let server = server(looks).await;
    let carrier = to(&server)?;
    let began = app::stopwatch();
    worker::run_once(&desk.app, &carrier).await;
    let took = began.elapsed();
    let letters = server.letters();
    let bytes = letters.iter().map(|(_, text)| text.len()).sum::<usize>() / letters.len().max(1);
    Ok((letters.len(), bytes, letters.len() as f64 / took.as_secs_f64()))
}

/// How the library sends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By what it has for sending: a connection for each letter, which waits for the other side's acknowledgements.
    AsItIs,
    /// Over a connection for each letter on which everything leaves at once, as the desk does.
    AtOnce,
}

/// The same number of letters, of about the same length.
async fn of_the_library(letters: usize, bytes: usize, looks: Duration, way: Way) -> Result<f64> {
    let server = server(looks).await;
    let url = server.url();
    let port: u16 = url.rsplit(':').next().context("a port")?.parse()?;
    let mailer = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(port).build();
    let line = "Wij hebben uw vraag ontvangen, en zoeken wie haar beantwoordt.\r\n";
    let body = line.repeat(bytes / line.len());
    let sent = measured(AT_ONCE, letters, async |number| {
        let letter = Message::builder()
            .from("Loket <loket@loket.example>".parse()?)
            .to("ans@arnhem.example".parse()?)
            .subject(format!("Onze woonzorgvisie {number}"))
            .body(body.clone())?;
        match way {
            Way::AsItIs => mailer.send(letter).await.map(|_| ())?,
            Way::AtOnce => at_once(port, &letter).await?,
        }
        Ok(())
    });
    Ok(sent.await?.per_second)
}

async fn at_once(port: u16, letter: &Message) -> Result<()> {
    let line = TcpStream::connect(("127.0.0.1", port)).await?;
    line.set_nodelay(true)?;
    let mut talk = AsyncSmtpConnection::connect_with_transport(Box::new(line), &ClientId::default()).await?;
    talk.send(letter.envelope(), &letter.formatted()).await?;
    talk.quit().await?;
    Ok(())
}

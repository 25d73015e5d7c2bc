//! A mail server that says what a test wants: over a real socket, in real SMTP, so that only its mood is made up.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Where in the conversation the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// Somebody connected.
    Greeting,
    /// EHLO.
    Hello,
    /// AUTH.
    SignIn,
    /// MAIL FROM.
    Sender,
    /// RCPT TO this address.
    Recipient(&'a str),
    /// DATA for this address.
    Data(&'a str),
    /// The text for this address begins.
    Begun(&'a str),
    /// The end of the text for this address.
    Text(&'a str),
}

/// What the server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// What a server in good health says.
    Good,
    /// Says this.
    Says(&'static str),
    /// Says nothing any more, and keeps the connection.
    Hangs,
    /// Closes the connection.
    Leaves,
    /// Takes the text of a letter, and closes the connection before it says so; elsewhere it only closes it.
    TakesAndLeaves,
    /// Takes the text of a letter, says nothing any more, and keeps the connection; elsewhere it only hangs.
    TakesAndHangs,
    /// What a server in good health says, after this time.
    Late(Duration),
}

type Script = Arc<dyn Fn(Step<'_>) -> Mood + Send + Sync>;

/// What came in.
#[derive(Debug, Default)]
struct Seen {
    letters: Vec<(String, String)>,
    lines: Vec<String>,
    hung: usize,
}

/// The server; gone when dropped.
pub struct MailServer {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    serving: tokio::task::JoinHandle<()>,
}

impl MailServer {
    /// Listens on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start(script: impl Fn(Step<'_>) -> Mood + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (seen, script): (_, Script) = (Arc::<Mutex<Seen>>::default(), Arc::new(script));
        let shared = Arc::clone(&seen);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, script) = (Arc::clone(&shared), Arc::clone(&script));
                tokio::spawn(async move { Conversation::new(stream, seen, script).run().await });
            }
        });
        Self { port, seen, serving }
    }

    /// Its address, as the settings take it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Its address with a name and a password.
    pub fn url_with_password(&self) -> String {
        format!("smtp://loket:geheim@127.0.0.1:{}", self.port)
    }

    /// Letters taken in: to whom, and the text as it came over the wire.
    pub fn letters(&self) -> Vec<(String, String)> {
        self.seen().letters.clone()
    }

    /// How many letters were taken in.
    pub fn taken(&self) -> usize {
        self.seen().letters.len()
    }

    /// Every line that a client said outside of letters.
    pub fn lines(&self) -> Vec<String> {
        self.seen().lines.clone()
    }

    /// How many conversations hang.
    pub fn hung(&self) -> usize {
        self.seen().hung
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().expect("no code panics while it holds what was seen")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

struct Conversation {
    lines: Lines<BufReader<OwnedReadHalf>>,
    answers: OwnedWriteHalf,
    seen: Arc<Mutex<Seen>>,
    script: Script,
}

impl Conversation {
    fn new(stream: TcpStream, seen: Arc<Mutex<Seen>>, script: Script) -> Self {
        let (read, answers) = stream.into_split();
        Self { lines: BufReader::new(read).lines(), answers, seen, script }
    }

    async fn run(mut self) -> Option<()> {
        self.answer(Step::Greeting, "220 mail.example ESMTP").await?;
        let mut to = String::new();
        loop {
            let line = self.lines.next_line().await.ok()??;
            self.seen.lock().expect("held for a moment").lines.push(line.clone());
            let word = line.split(' ').next().unwrap_or_default().to_uppercase();
            match word.as_str() {
                "EHLO" => self.answer(Step::Hello, "250-mail.example\r\n250 AUTH PLAIN").await?,
                "AUTH" => self.answer(Step::SignIn, "235 2.7.0 welcome").await?,
                "MAIL" => self.answer(Step::Sender, "250 2.1.0 ok").await?,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    self.answer(Step::Recipient(&to), "250 2.1.5 ok").await?
                }
                "DATA" => {
                    if self.answer(Step::Data(&to), "354 go on").await? {
                        self.text(&to).await?;
                    }
                    continue;
                }
                "QUIT" => {
                    self.say("221 2.0.0 bye").await?;
                    return None;
                }
                _ => {
                    self.say("500 5.5.1 what?").await?;
                    false
                }
            };
        }
    }

    async fn text(&mut self, to: &str) -> Option<()> {
        let mood = (self.script)(Step::Begun(to));
        if mood != Mood::Good {
            self.react(mood, "").await?;
        }
        let mut text = String::new();
        loop {
            let line = self.lines.next_line().await.ok()??;
            if line == "." {
                break;
            }
            text.push_str(&line);
            text.push('\n');
        }
        let mood = (self.script)(Step::Text(to));
        // Before the answer is on its way: whoever counts letters after it finds this one.
        if matches!(mood, Mood::Good | Mood::Late(_) | Mood::TakesAndLeaves | Mood::TakesAndHangs) {
            self.seen.lock().expect("held for a moment").letters.push((to.to_owned(), text));
        }
        self.react(mood, "250 2.0.0 taken").await.map(|_| ())
    }

    /// True when the answer was the good one; none when the conversation is over.
    async fn answer(&mut self, step: Step<'_>, good: &str) -> Option<bool> {
        let mood = (self.script)(step);
        self.react(mood, good).await
    }

    async fn react(&mut self, mood: Mood, good: &str) -> Option<bool> {
        match mood {
            Mood::Good => self.say(good).await.map(|()| true),
            Mood::Late(by) => {
                tokio::time::sleep(by).await;
                self.say(good).await.map(|()| true)
            }
            Mood::Says(words) => self.say(words).await.map(|()| false),
            Mood::Leaves | Mood::TakesAndLeaves => None,
            Mood::Hangs | Mood::TakesAndHangs => {
                self.seen.lock().expect("held for a moment").hung += 1;
                std::future::pending::<()>().await;
                None
            }
        }
    }

    async fn say(&mut self, words: &str) -> Option<()> {
        self.answers.write_all(format!("{words}\r\n").as_bytes()).await.ok()
    }
}

//! A server with one mailbox that says what a test wants (IMAP): over a real socket, so that only its mood is made up. A real
//! one (Dovecot) does nothing wrong.

use crate::mail_server::Mood;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Where in the conversation the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Somebody connected.
    Greeting,
    /// LOGIN.
    SignIn,
    /// SELECT.
    Open,
    /// What lies there.
    List,
    /// This mail.
    Fetch(u32),
    /// UID MOVE.
    Move(u32),
    /// UID COPY.
    Copy(u32),
    /// UID STORE.
    Mark(u32),
    /// UID EXPUNGE.
    Expunge(u32),
    /// IDLE.
    Wait,
    /// Something came while somebody waits.
    News,
    /// DONE.
    WaitEnds,
}

type Script = Arc<dyn Fn(Asked) -> Mood + Send + Sync>;

/// A mail in the mailbox.
#[derive(Debug, Clone)]
struct Lying {
    raw: Vec<u8>,
    flags: String,
}

#[derive(Debug, Default)]
struct Seen {
    inbox: BTreeMap<u32, Lying>,
    done: Vec<Vec<u8>>,
    lines: Vec<String>,
    hung: usize,
}

/// The server; gone when dropped.
pub struct ImapServer {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    news: watch::Sender<u32>,
    serving: tokio::task::JoinHandle<()>,
}

impl ImapServer {
    /// Listens on a free port, and says that it can do this besides: `MOVE IDLE`.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start(can: &'static str, script: impl Fn(Asked) -> Mood + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (seen, script): (_, Script) = (Arc::<Mutex<Seen>>::default(), Arc::new(script));
        let (news, told) = watch::channel(0);
        let shared = Arc::clone(&seen);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, script, told) = (Arc::clone(&shared), Arc::clone(&script), told.clone());
                tokio::spawn(async move { Conversation::new(stream, can, seen, script, told).run().await });
            }
        });
        Self { port, seen, news, serving }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A mail comes into the mailbox, and whoever waits is told.
    pub fn deliver(&self, raw: &[u8]) {
        self.news.send_modify(|last| {
            *last += 1;
            self.seen().inbox.insert(*last, Lying { raw: raw.to_owned(), flags: String::new() });
        });
    }

    /// The flags of every mail in the mailbox.
    pub fn inbox(&self) -> Vec<String> {
        self.seen().inbox.values().map(|mail| mail.flags.clone()).collect()
    }

    /// How many mails lie in the other folder.
    pub fn done(&self) -> usize {
        self.seen().done.len()
    }

    /// How often a client said this.
    pub fn heard(&self, words: &str) -> usize {
        self.seen().lines.iter().filter(|line| line.contains(words)).count()
    }

    /// How many conversations hung.
    pub fn hung(&self) -> usize {
        self.seen().hung
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no code panics while it holds what was seen")
    }
}

impl Drop for ImapServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

struct Conversation {
    lines: Lines<BufReader<OwnedReadHalf>>,
    answers: OwnedWriteHalf,
    can: &'static str,
    seen: Arc<Mutex<Seen>>,
    script: Script,
    told: watch::Receiver<u32>,
}

impl Conversation {
    fn new(
        stream: TcpStream,
        can: &'static str,
        seen: Arc<Mutex<Seen>>,
        script: Script,
        told: watch::Receiver<u32>,
    ) -> Self {
        let (read, answers) = stream.into_split();
        Self { lines: BufReader::new(read).lines(), answers, can, seen, script, told }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("held for a moment")
    }

    async fn run(mut self) -> Option<()> {
        self.answer("*", Asked::Greeting, |_| String::new()).await?;
        loop {
            let line = self.heard().await?;
            let (tag, said) = line.split_once(' ')?;
            let words: Vec<&str> = said.split(' ').collect();
            let uid = words.get(2).and_then(|uid| uid.parse().ok()).unwrap_or_default();
            match (words[0], words.get(1).copied().unwrap_or_default()) {
                ("CAPABILITY", _) => {
                    let can = format!("* CAPABILITY IMAP4rev1 {}\r\n{tag} OK done", self.can);
                    self.say(&can).await?;
                }
                ("LOGIN", _) => self.answer(tag, Asked::SignIn, |_| String::new()).await?,
                ("SELECT", _) => self.answer(tag, Asked::Open, opened).await?,
                ("UID", "FETCH") if uid == 0 => self.answer(tag, Asked::List, listed).await?,
                ("UID", "FETCH") => self.answer(tag, Asked::Fetch(uid), |seen| fetched(seen, uid)).await?,
                ("UID", "MOVE") => self.answer(tag, Asked::Move(uid), |seen| moved(seen, uid)).await?,
                ("UID", "COPY") => self.answer(tag, Asked::Copy(uid), |seen| copied(seen, uid)).await?,
                ("UID", "STORE") => {
                    let flag = said.split(['(', ')']).nth(1).unwrap_or_default().to_owned();
                    self.answer(tag, Asked::Mark(uid), |seen| marked(seen, uid, &flag)).await?;
                }
                ("UID", "EXPUNGE") => self.answer(tag, Asked::Expunge(uid), |seen| expunged(seen, uid)).await?,
                ("IDLE", _) => self.wait(tag).await?,
                _ => self.say(&format!("{tag} OK done")).await?,
            }
        }
    }

    async fn heard(&mut self) -> Option<String> {
        let line = self.lines.next_line().await.ok()??;
        self.seen().lines.push(line.clone());
        Some(line)
    }

    async fn wait(&mut self, tag: &str) -> Option<()> {
        self.told.borrow_and_update();
        if !self.react((self.script)(Asked::Wait), "+ idling", tag).await? {
            return Some(());
        }
        loop {
            tokio::select! {
                line = self.lines.next_line() => {
                    line.ok()??;
                    self.seen().lines.push("DONE".to_owned());
                    return self.answer(tag, Asked::WaitEnds, |_| String::new()).await;
                }
                news = self.told.changed() => {
                    news.ok()?;
                    let many = self.seen().inbox.len();
                    if (self.script)(Asked::News) == Mood::Good {
                        self.say(&format!("* {many} EXISTS")).await?;
                    }
                }
            }
        }
    }

    /// Does it and says so, or what the mood is; none when the conversation is over.
    async fn answer(&mut self, tag: &str, asked: Asked, does: impl FnOnce(&mut Seen) -> String) -> Option<()> {
        let mood = (self.script)(asked);
        let done = if mood == Mood::Good { does(&mut self.seen()) } else { String::new() };
        self.react(mood, &format!("{done}{tag} OK done"), tag).await.map(|_| ())
    }

    /// True when the answer was the good one.
    async fn react(&mut self, mood: Mood, good: &str, tag: &str) -> Option<bool> {
        match mood {
            Mood::Good => self.say(good).await.map(|()| true),
            Mood::Late(by) => {
                tokio::time::sleep(by).await;
                self.say(good).await.map(|()| true)
            }
            Mood::Says(words) => self.say(&format!("{tag} {words}")).await.map(|()| false),
            Mood::Leaves | Mood::TakesAndLeaves => None,
            Mood::Hangs | Mood::TakesAndHangs => {
                self.seen().hung += 1;
                // Whoever hangs up meanwhile is let go of when the test ends.
                std::future::pending().await
            }
        }
    }

    async fn say(&mut self, words: &str) -> Option<()> {
        self.answers.write_all(format!("{words}\r\n").as_bytes()).await.ok()
    }
}

fn opened(seen: &mut Seen) -> String {
    format!("* {} EXISTS\r\n* OK [UIDVALIDITY 1] yes\r\n", seen.inbox.len())
}

fn listed(seen: &mut Seen) -> String {
    let line = |(at, (uid, mail)): (usize, (&u32, &Lying))| {
        let (nth, flags, size) = (at + 1, &mail.flags, mail.raw.len());
        format!("* {nth} FETCH (UID {uid} FLAGS ({flags}) RFC822.SIZE {size})\r\n")
    };
    seen.inbox.iter().enumerate().map(line).collect()
}

fn fetched(seen: &mut Seen, uid: u32) -> String {
    let Some(mail) = seen.inbox.get(&uid) else { return String::new() };
    let text = String::from_utf8_lossy(&mail.raw);
    format!("* 1 FETCH (UID {uid} BODY[] {{{}}}\r\n{text})\r\n", text.len())
}

fn moved(seen: &mut Seen, uid: u32) -> String {
    copied(seen, uid);
    expunged(seen, uid)
}

fn copied(seen: &mut Seen, uid: u32) -> String {
    let raw = seen.inbox.get(&uid).map(|mail| mail.raw.clone());
    seen.done.extend(raw);
    String::new()
}

fn marked(seen: &mut Seen, uid: u32, flag: &str) -> String {
    if let Some(mail) = seen.inbox.get_mut(&uid) {
        mail.flags = flag.to_owned();
    }
    String::new()
}

fn expunged(seen: &mut Seen, uid: u32) -> String {
    if seen.inbox.remove(&uid).is_some() { "* 1 EXPUNGE\r\n".to_owned() } else { String::new() }
}

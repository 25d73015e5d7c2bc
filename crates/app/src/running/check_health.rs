//! Is the desk well? Every check with its reason.

use crate::incoming::decide_mail::TOLD_AFTER;
use crate::letters::dead_letters::letter_label;
use crate::{App, Refusal};
use chrono::{DateTime, Duration, Utc};
use domain::{MailState, amsterdam_day, counted, long_day_in_words, moment_in_words};
use serde::Serialize;
use store::{StoreError, Trouble};

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// Is it well?
    pub ok: bool,
    /// Why, in words for the operator.
    pub reason: String,
}

/// All checks together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// True when every check is.
    pub ok: bool,
    /// Each check.
    pub checks: Vec<Check>,
}

/// Work that has been waiting longer than this means that no worker is doing it.
const LATE: Duration = Duration::minutes(10);

/// Mail that waits longer than this for a decision of people is forgotten: a weekend with a holiday on both sides.
const WAITS_TOO_LONG: Duration = Duration::days(4);

/// How many rows that were set aside are shown.
const SHOWN: usize = 10;

/// What the worker has still to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// When the oldest promise fell due that no sweep has looked at.
    pub oldest_unswept: Option<DateTime<Utc>>,
    /// Since when the oldest reminder waits; none while the desk is closed.
    pub oldest_reminder: Option<DateTime<Utc>>,
    /// How many promises somebody should be reminded of.
    pub reminders: u64,
}

impl App {
    /// From now on it is said, on pages of staff and by [`App::readiness`], that this desk is being filled, and how far it is; none
    /// when it is whole.
    pub fn say_how_far_filled(&self, how_far: Option<String>) {
        *self.filled.lock().expect("no code panics while it says this") = how_far;
    }

    /// How far a desk is filled that is being filled.
    pub fn how_far_filled(&self) -> Option<String> {
        self.filled.lock().expect("no code panics while it says this").clone()
    }

    /// Can requests be served? A small write that is proven to be stored, over connections of its own; at most two
    /// seconds.
    pub async fn readiness(&self) -> Health {
        let mut checks = match self.store.probe().await {
            Ok(pending) if pending.is_empty() => {
                vec![well("database", "antwoordt en bewaart"), well("schema", "is bij")]
            }
            Ok(pending) => vec![
                well("database", "antwoordt"),
                ill("schema", format!("{} achter: draai `loket migrate`", counted(pending.len(), "stap", "stappen"))),
            ],
            Err(error) => vec![ill("database", in_words(&error))],
        };
        let picture = self.picture();
        checks.push(if picture.taxonomy.all().is_empty() {
            ill("onderwerpen", "geen onderwerpen: draai `loket migrate`".to_owned())
        } else {
            well("onderwerpen", &counted(picture.taxonomy.all().len(), "onderwerp", "onderwerpen"))
        });
        checks.extend(self.how_far_filled().map(|how_far| ill("demo", format!("wordt nog gevuld: {how_far}"))));
        summed(checks)
    }

    /// Everything an operator wants to know.
    pub async fn health(&self) -> Health {
        let mut checks = self.readiness().await.checks;
        checks.push(match self.store.warnings().await {
            Ok(warnings) if warnings.is_empty() => well("database-instellingen", "veilig"),
            Ok(warnings) => ill("database-instellingen", warnings.join("; ")),
            Err(error) => ill("database-instellingen", error.to_string()),
        });
        checks.push(self.letters().await.unwrap_or_else(|refusal| ill("brieven", refusal.to_string())));
        checks.push(self.mail().await.unwrap_or_else(|refusal| ill("e-mail", refusal.to_string())));
        checks.push(self.promises().await.unwrap_or_else(|refusal| ill("termijnen", refusal.to_string())));
        checks.push(self.reminders().await.unwrap_or_else(|refusal| ill("herinneringen", refusal.to_string())));
        checks.push(self.nothing_set_aside().await.unwrap_or_else(|refusal| ill("apart gezet", refusal.to_string())));
        checks.push(self.figures().await.unwrap_or_else(|refusal| ill("cijfers", refusal.to_string())));
        checks.extend(self.scanner().await);
        checks.push(self.kept_files().await.unwrap_or_else(|refusal| ill("bijlagen", refusal.to_string())));
        checks.push(match self.public_domains().await {
            Ok(public) if public.is_empty() => well("domeinen", "alle bevestigde domeinen zijn van een organisatie"),
            Ok(public) => ill(
                "domeinen",
                format!("bij {} kan iedereen een adres nemen: trek deze domeinen in op /domeinen", public.join(", ")),
            ),
            Err(refusal) => ill("domeinen", refusal.to_string()),
        });
        checks.push(self.privacy_page());
        let experts = self.picture().roster.experts().len();
        checks.push(if experts == 0 {
            ill("deskundigen", "er is niemand die vragen kan krijgen".to_owned())
        } else {
            well("deskundigen", &counted(experts, "deskundige", "deskundigen"))
        });
        summed(checks)
    }

    /// What the privacy page still leaves out: said, and no fault of the desk.
    fn privacy_page(&self) -> Check {
        let missing: Vec<String> =
            self.settings.privacy.missing().into_iter().map(|key| format!("privacy.{key}")).collect();
        let words = match missing.len() {
            0 => "noemt alles wat de wet vraagt".to_owned(),
            _ => format!("zegt nog niet alles: vul in {}", missing.join(", ")),
        };
        well("privacypagina", &words)
    }

    /// What the worker has still to do.
    pub async fn backlog(&self) -> Result<Backlog, Refusal> {
        let now = self.clock.now();
        let calendar = &self.picture().promises.calendar;
        let waiting = if calendar.is_open_at(now) {
            store::deadlines::oldest_unsent_reminder(&self.store, now).await?
        } else {
            // Nobody is reminded while the desk is closed.
            None
        };
        Ok(Backlog {
            oldest_unswept: store::deadlines::oldest_unswept(&self.store, now).await?,
            oldest_reminder: waiting,
            reminders: store::deadlines::count_to_remind(&self.store, now).await?,
        })
    }

    async fn mail(&self) -> Result<Check, Refusal> {
        let counts = self.mail_counts().await?;
        let now = self.clock.now();
        if let Some(unread) = store::incoming::unreadable_mail(&self.store, TOLD_AFTER, 1).await?.first() {
            let since = moment_in_words(unread.received_at);
            return Ok(ill("e-mail", format!("een e-mail van {since} kan niet worden gelezen: {}", unread.remarks)));
        }
        if let Some(since) = counts.oldest_stored.filter(|since| now - *since > LATE) {
            let since = moment_in_words(since);
            return Ok(ill(
                "e-mail",
                format!("e-mail van {since} is nog niet gelezen: de worker loopt achter of draait niet"),
            ));
        }
        let in_state = |(state, many): &(MailState, i64)| format!("{} {}", many, state.label());
        let words = counts.by_state.iter().map(in_state).collect::<Vec<_>>().join(", ");
        let waits = counts.oldest_undecided.filter(|since| now - *since > WAITS_TOO_LONG);
        Ok(match waits {
            Some(since) => {
                ill("e-mail", format!("sinds {} wacht e-mail op een besluit: {words}", moment_in_words(since)))
            }
            None if words.is_empty() => well("e-mail", "er kwam geen e-mail binnen"),
            None => well("e-mail", &words),
        })
    }

    async fn promises(&self) -> Result<Check, Refusal> {
        let backlog = self.backlog().await?;
        Ok(match backlog.oldest_unswept.filter(|due| self.clock.now() - *due > LATE) {
            Some(due) => ill(
                "termijnen",
                format!(
                    "een termijn van {} is voorbij en nog niet bekeken: de worker loopt achter of draait niet",
                    moment_in_words(due)
                ),
            ),
            None => well("termijnen", "alle verstreken termijnen zijn bekeken"),
        })
    }

    async fn reminders(&self) -> Result<Check, Refusal> {
        let backlog = self.backlog().await?;
        let now = self.clock.now();
        // After a night, counting begins when the desk opens.
        let calendar = &self.picture().promises.calendar;
        let opened = calendar.opening_time(amsterdam_day(now));
        let since = backlog.oldest_reminder.map(|at| opened.map_or(at, |opened| at.max(opened)));
        Ok(match since.filter(|at| now - *at > LATE) {
            Some(at) => ill(
                "herinneringen",
                format!(
                    "{} wachten, de oudste sinds {}: de worker loopt achter of draait niet",
                    backlog.reminders,
                    moment_in_words(at)
                ),
            ),
            None => well("herinneringen", &format!("{} te versturen", backlog.reminders)),
        })
    }

    /// Figures are added up from what was counted by day: is that what the ledger and the tickets say?
    async fn figures(&self) -> Result<Check, Refusal> {
        let (wrong, looked_at) = self.wrong_days().await?;
        let looked_at = counted(looked_at, "dag", "dagen");
        if wrong.is_empty() {
            return Ok(well("cijfers", &format!("{looked_at} nageteld, alles klopt")));
        }
        let more = wrong.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" en nog {more}") } else { String::new() };
        let days: Vec<String> = wrong.iter().take(SHOWN).map(|day| long_day_in_words(*day)).collect();
        Ok(ill(
            "cijfers",
            format!(
                "{looked_at} nageteld; anders dan het logboek: {}{more}; de worker telt ze opnieuw",
                days.join(", ")
            ),
        ))
    }

    /// Does who looks for viruses answer? Nothing without one.
    async fn scanner(&self) -> Option<Check> {
        let answers = self.files.as_ref()?.scanner_answers().await?;
        Some(match answers {
            Ok(()) => well("virusscanner", "antwoordt"),
            Err(why) => ill(
                "virusscanner",
                format!(
                    "antwoordt niet ({why}): zolang worden geen bijlagen aangenomen; kijk naar files.scanner en clamd"
                ),
            ),
        })
    }

    /// Is what came with messages where it should be?
    async fn kept_files(&self) -> Result<Check, Refusal> {
        let found = self.find_files().await?;
        let looked_at = counted(found.looked_at, "bijlage", "bijlagen");
        if found.missing.is_empty() {
            return Ok(well("bijlagen", &format!("{looked_at} nagekeken, alle zijn er")));
        }
        let shown: Vec<&str> = found.missing.iter().take(SHOWN).map(String::as_str).collect();
        Ok(ill(
            "bijlagen",
            format!(
                "{looked_at} nagekeken; het bestand ontbreekt van {}: {}; zet files.folder terug uit de reservekopie",
                found.missing.len(),
                shown.join(", ")
            ),
        ))
    }

    /// What the worker could not handle several times in a row, and left alone to go on with the rest.
    async fn nothing_set_aside(&self) -> Result<Check, Refusal> {
        let rows = self.set_aside().await?;
        let shown = rows.iter().take(SHOWN).map(|setback| {
            let whose = setback.ticket.map_or_else(|| "alles".to_owned(), |ticket| format!("vraag nummer {ticket}"));
            format!(
                "{}, {whose}: {} ({} keer, het laatst op {})",
                setback.task,
                setback.reason,
                setback.attempts,
                moment_in_words(setback.at)
            )
        });
        Ok(if rows.is_empty() {
            well("apart gezet", "niets")
        } else {
            let more = rows.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!("; en nog {more}") } else { String::new() };
            ill("apart gezet", format!("{}{more}", shown.collect::<Vec<_>>().join("; ")))
        })
    }

    /// Letters that were given up, that no worker takes, or that nobody wants to have. One that fails while others leave is
    /// its recipient's trouble, and told; when nothing that was written since has left, it is the desk's.
    async fn letters(&self) -> Result<Check, Refusal> {
        let queue = self.letter_queue().await?;
        let is_late = |at: DateTime<Utc>| self.clock.now() - at > LATE;
        let last_left = store::jobs::last_left(&self.store).await?;
        let failing = store::jobs::failing(&self.store, None).await?;
        // Nothing that was written after the last one left has left.
        let stuck = store::jobs::failing(&self.store, last_left).await?.filter(|stuck| is_late(stuck.since));
        let mut wrong = Vec::new();
        if let Some(stuck) = &stuck {
            let since = last_left.map_or_else(
                || "er is nog nooit een brief weggegaan".to_owned(),
                |at| format!("de laatste ging weg op {}", moment_in_words(at)),
            );
            wrong.push(format!(
                "er gaan geen brieven weg: {since}, en {} geprobeerd, de oudste van {}; de laatste fout: {}; kijk naar \
                 mail.smtp_url en naar de mailserver",
                letters(stuck.count, "is", "zijn"),
                moment_in_words(stuck.since),
                stuck.error
            ));
        }
        if queue.dead > 0 {
            let last = store::jobs::last_dead(&self.store).await?;
            let last = last.map_or_else(String::new, |dead| {
                let whose = dead.ticket.map_or_else(String::new, |ticket| format!(" over vraag nummer {ticket}"));
                format!("; de laatste{whose} ({}): {}", letter_label(&dead), dead.why)
            });
            wrong.push(format!(
                "{} niet worden bezorgd{last}; verstuur opnieuw of sluit de melding, bij de vraag, onder Beheer of met `loket letters`",
                letters(queue.dead, "kon", "konden")
            ));
        }
        if [queue.oldest_due, queue.oldest_lease_ends].into_iter().flatten().any(is_late) {
            wrong.push("de oudste brief wacht langer dan 10 minuten: draait er een worker?".to_owned());
        }
        if let Some(at) = store::link_requests::oldest(&self.store).await?.filter(|at| is_late(*at)) {
            let since = moment_in_words(at);
            wrong.push(format!("een gevraagde link wacht sinds {since}: draait er een worker?"));
        }
        if !wrong.is_empty() {
            return Ok(ill("brieven", wrong.join(". ")));
        }
        let waiting = queue.queued + queue.leased;
        Ok(match failing {
            Some(failing) => well(
                "brieven",
                &format!(
                    "{waiting} in de wachtrij; let op: {} tot nu toe niet aangenomen, de oudste van {}; de laatste fout: {}",
                    letters(failing.count, "is", "zijn"),
                    moment_in_words(failing.since),
                    failing.error
                ),
            ),
            None => well("brieven", &format!("{waiting} in de wachtrij")),
        })
    }
}

/// `1 brief kon`, `3 brieven konden`.
fn letters(count: i64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 brief {one}") } else { format!("{count} brieven {many}") }
}

/// What is wrong with the database, and what it says itself.
fn in_words(error: &StoreError) -> String {
    let StoreError::Unavailable(why) = error else { return error.to_string() };
    let words = match why.trouble {
        Trouble::Full => "de schijf is vol: er kan niets worden opgeslagen. Maak ruimte",
        Trouble::ReadOnly => "de database is alleen lezen: er kan niets worden opgeslagen",
        Trouble::Faulty => "de schijf of de database geeft fouten: er kan niets worden opgeslagen",
        Trouble::Busy | Trouble::Overtaken => "anderen houden de database te lang bezet",
        Trouble::Away => "de database is niet te bereiken of antwoordt niet",
    };
    format!("{words} ({})", why.detail)
}

fn well(name: &'static str, reason: &str) -> Check {
    Check { name, ok: true, reason: reason.to_owned() }
}

fn ill(name: &'static str, reason: String) -> Check {
    Check { name, ok: false, reason }
}

fn summed(checks: Vec<Check>) -> Health {
    Health { ok: checks.iter().all(|check| check.ok), checks }
}

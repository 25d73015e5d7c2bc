//! `loket route`: what questions are about, without a database.

use anyhow::Context;
use clap::Args;
use domain::TopicKey;
use routing::{AxisReport, Classification, Classifier, Labelled, Proposal, Reliability, evaluate};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};

#[derive(Args)]
pub(crate) struct Route {
    /// Bestand met een vraag per regel (JSON), of - voor standaardinvoer
    #[arg(long)]
    input: String,
    /// Vergelijk met de labels in het bestand
    #[arg(long)]
    evaluate: bool,
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    groups: Vec<TopicKey>,
    #[serde(default)]
    themes: Vec<TopicKey>,
    #[serde(default)]
    out_of_scope: bool,
}

/// One line of JSON per question, or with `--evaluate` a report. False when a line could not be read.
pub(crate) fn run(route: &Route) -> anyhow::Result<bool> {
    let input: Box<dyn Read> = if route.input == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(&route.input).with_context(|| route.input.clone())?)
    };
    let classifier = Classifier::standard();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut labelled = Vec::new();
    let mut all_read = true;
    for (line, number) in BufReader::new(input).lines().zip(1..) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let question: Question = match serde_json::from_str(&line) {
            Ok(question) => question,
            Err(error) => {
                eprintln!("regel {number}: {error}");
                all_read = false;
                continue;
            }
        };
        let classification = classifier.classify(&question.subject, &question.body);
        if route.evaluate {
            labelled.push(Labelled {
                groups: question.groups,
                themes: question.themes,
                out_of_scope: question.out_of_scope,
                classification,
            });
        } else {
            writeln!(out, "{}", shown(&question.id, &classification))?;
        }
    }
    if route.evaluate {
        let report = evaluate(&labelled);
        write_axis(&mut out, "groepen", &report.groups)?;
        write_axis(&mut out, "thema's", &report.themes)?;
        write_certainty(&mut out, &report.certainty)?;
        let auroc = report.out_of_scope_auroc.map_or_else(|| "-".to_owned(), |auroc| format!("{auroc:.3}"));
        writeln!(out, "buiten het loket: AUROC {auroc}")?;
    }
    out.flush()?;
    Ok(all_read)
}

fn shown(id: &str, classification: &Classification) -> Value {
    let main = classification.themes.iter().find(|theme| theme.chosen);
    let group = classification.groups.iter().find(|group| group.chosen);
    let name = |proposal: Option<&Proposal>| proposal.map_or("onbekend", |proposal| proposal.key.as_str()).to_owned();
    json!({
        "id": id,
        "groups": classification.groups.iter().map(proposal).collect::<Vec<_>>(),
        "themes": classification.themes.iter().map(proposal).collect::<Vec<_>>(),
        "outOfScope": { "score": classification.out_of_scope.score, "flag": classification.out_of_scope.flag },
        "language": classification.language.as_str(),
        // Without a database there is no roster, so nobody is named.
        "expert": Value::Null,
        "summary": format!("Thema: {}; groep: {}.", name(main), name(group)),
    })
}

fn proposal(proposal: &Proposal) -> Value {
    let evidence: Vec<&str> = proposal.telling().map(|evidence| evidence.word.as_str()).collect();
    json!({
        "key": proposal.key,
        "confidence": proposal.confidence,
        "chosen": proposal.chosen,
        "evidence": evidence,
    })
}

/// Whether the certainty of the main theme holds, and what a gate on it leaves to a lead.
fn write_certainty(out: &mut impl Write, certainty: &Reliability) -> std::io::Result<()> {
    writeln!(out, "zekerheid hoofdthema   vragen  beloofd    goed")?;
    for (band, tenth) in certainty.bands().iter().zip(0..).filter(|(band, _)| band.asked > 0) {
        let name = format!("{} tot {} %", tenth * 10, tenth * 10 + 10);
        writeln!(out, "  {name:<20} {:>6} {:>8.3} {:>7.3}", band.asked, band.promised, band.kept)?;
    }
    writeln!(out, "  gemiddeld verschil {:.3}", certainty.error())?;
    for many in [20, 10, 5] {
        let gate = certainty.at_most_one_wrong_in(many);
        let (from, assigned) = gate.map_or((1.0, 0), |gate| (gate.from, gate.assigned));
        writeln!(
            out,
            "  hoogstens 1 op {many} fout: vanaf {:.0} % zeker, {assigned} van {} zelf toegewezen",
            from * 100.0,
            certainty.asked()
        )?;
    }
    writeln!(out)
}

fn write_axis(out: &mut impl Write, name: &str, axis: &AxisReport) -> std::io::Result<()> {
    writeln!(out, "{name:<28} precisie  vangst      F1")?;
    for (key, topic) in &axis.topics {
        writeln!(out, "  {:<26} {:>8.3} {:>7.3} {:>7.3}", key.as_str(), topic.precision(), topic.recall(), topic.f1())?;
    }
    writeln!(
        out,
        "  micro-F1 {:.3}, macro-F1 {:.3}, eerste goed {:.3}, bij de eerste drie {:.3}\n",
        axis.all.f1(),
        axis.macro_f1(),
        axis.top1,
        axis.top3
    )
}

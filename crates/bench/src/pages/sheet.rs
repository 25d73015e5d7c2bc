//! What was measured of each page (sheet), written down as it comes.

use anyhow::Result;
use app::{App, Refusal};
use std::time::Duration;

/// At most so often,
const MOST: usize = 60;
/// and no longer than this for one page.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) struct Sheet {
    app: App,
}

impl Sheet {
    pub(crate) fn of(app: &App) -> Self {
        Self { app: app.clone() }
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Opens a page several times, one after the other; the first time counts its statements, and warms up.
    pub(crate) async fn page<T>(&mut self, name: &str, open: impl AsyncFn() -> Result<T, Refusal>) -> Result<()> {
        let statements = self.app.store().statements().clone();
        statements.record();
        let first = app::stopwatch();
        let opened = open().await;
        let first = first.elapsed();
        let count = statements.seen().len();
        statements.stop();
        if let Err(refusal) = opened {
            println!("{name}\t\t\t\t{count}\tgeweigerd na {} ms: {refusal}", first.as_millis());
            return Ok(());
        }
        let (mut times, whole) = (Vec::new(), app::stopwatch());
        while times.len() < MOST && (times.len() < 2 || whole.elapsed() < PATIENCE) {
            let began = app::stopwatch();
            open().await?;
            times.push(began.elapsed());
        }
        self.times(name, times, count);
        Ok(())
    }

    /// Writes down how long something took, each time.
    pub(crate) fn times(&mut self, name: &str, mut times: Vec<Duration>, statements: usize) {
        times.sort_unstable();
        let at = |share: f64| {
            let place = ((times.len() as f64 - 1.0) * share).round() as usize;
            times.get(place).copied().unwrap_or_default().as_secs_f64() * 1000.0
        };
        println!("{name}\t{:.2}\t{:.2}\t{:.2}\t{statements}\t", at(0.5), at(0.95), at(0.99));
    }

    /// Writes down one number.
    pub(crate) fn note(&mut self, name: &str, value: f64, unit: &str) {
        println!("{name}\t{value:.0}\t\t\t\t{unit}");
    }
}

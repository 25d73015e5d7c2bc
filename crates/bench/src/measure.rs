//! Requests a second, how long one takes, and what it costs.

use anyhow::Result;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What was measured.
pub(crate) struct Figures {
    pub per_second: f64,
    pub half: Duration,
    pub most: Duration,
    pub cpu_per_request: Duration,
}

/// Does something `requests` times, `clients` at once.
pub(crate) async fn measured(
    clients: usize,
    requests: usize,
    once: impl AsyncFn(usize) -> Result<()>,
) -> Result<Figures> {
    let next = AtomicUsize::new(0);
    let cpu = cpu();
    let began = app::stopwatch();
    let client = async || -> Result<Vec<Duration>> {
        let mut times = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= requests {
                return Ok(times);
            }
            let began = app::stopwatch();
            once(number).await?;
            times.push(began.elapsed());
        }
    };
    let mut running = Vec::new();
    for _ in 0..clients {
        running.push(Box::pin(client()));
    }
    let mut times = Vec::new();
    for done in together(running).await {
        times.extend(done?);
    }
    let wall = began.elapsed();
    let cpu = self::cpu().saturating_sub(cpu);
    times.sort_unstable();
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).copied().unwrap_or_default();
    Ok(Figures {
        per_second: times.len() as f64 / wall.as_secs_f64(),
        half: at(0.5),
        most: at(0.99),
        cpu_per_request: cpu / u32::try_from(times.len().max(1)).unwrap_or(u32::MAX),
    })
}

/// Waits for all of them at the same time.
pub(crate) async fn together<F: Future + Unpin>(futures: Vec<F>) -> Vec<F::Output> {
    let mut futures: Vec<(F, Option<F::Output>)> = futures.into_iter().map(|future| (future, None)).collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for (future, output) in &mut futures {
            if output.is_none() {
                match std::pin::Pin::new(future).poll(context) {
                    std::task::Poll::Ready(done) => *output = Some(done),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    futures.into_iter().filter_map(|(_, output)| output).collect()
}

/// Time this process spent on the processor, from Linux: fields 14 and 15 of its stat file, in hundredths of a second.
pub(crate) fn cpu() -> Duration {
    cpu_of("self")
}

/// The same of another process.
pub(crate) fn cpu_of(process: &str) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<u64> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    Duration::from_millis(fields.iter().sum::<u64>() * 10)
}

/// The most memory this process ever held.
pub(crate) fn peak_megabytes() -> u64 {
    megabytes("VmHWM")
}

/// The memory this process holds now.
pub(crate) fn resident_megabytes() -> u64 {
    megabytes("VmRSS")
}

fn megabytes(which: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(which)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}

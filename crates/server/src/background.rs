//! Tasks that run as long as the process does (supervision): one that ends before it was told to ends the process, so
//! that whoever keeps it running starts it again; a process that lives on without its worker looks well and is not.

use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

/// Tells everybody to stop, and hears it.
#[derive(Clone)]
pub(crate) struct Stop(watch::Sender<bool>);

impl Stop {
    pub(crate) fn new() -> Self {
        Self(watch::channel(false).0)
    }

    pub(crate) fn tell(&self) {
        self.0.send_replace(true);
    }

    pub(crate) fn told(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }

    fn is_told(&self) -> bool {
        *self.0.borrow()
    }
}

/// The tasks of this process.
pub(crate) struct Background {
    stop: Stop,
    tasks: JoinSet<&'static str>,
    names: Vec<(AbortHandle, &'static str)>,
}

impl Background {
    pub(crate) fn new(stop: Stop) -> Self {
        Self { stop, tasks: JoinSet::new(), names: Vec::new() }
    }

    pub(crate) fn spawn(&mut self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let handle = self.tasks.spawn(async move {
            task.await;
            name
        });
        self.names.push((handle, name));
    }

    /// Runs `work`, which ends after it was told to stop, and then waits for `last`, which does, too. Should a task end
    /// before that, everybody is told to stop, and the reason is the error.
    pub(crate) async fn beside<T>(
        mut self,
        work: impl Future<Output = anyhow::Result<T>>,
        last: Option<&'static str>,
    ) -> anyhow::Result<T> {
        let mut died = None;
        let mut work = std::pin::pin!(work);
        let mut last_is_running = last.is_some();
        let done = loop {
            tokio::select! {
                done = &mut work => break done?,
                Some(ended) = self.tasks.join_next_with_id() => {
                    let (name, why) = self.who(ended);
                    last_is_running &= Some(name) != last;
                    if !self.stop.is_told() {
                        tracing::error!(task = name, %why, "a background task died: this process stops");
                        died = Some(format!("the task {name} died: {why}"));
                        self.stop.tell();
                    }
                }
            }
        };
        while last_is_running {
            let Some(ended) = self.tasks.join_next_with_id().await else { break };
            let died_now = ended.is_err();
            let (name, why) = self.who(ended);
            if died_now {
                tracing::error!(task = name, %why, "a background task died while stopping");
                died.get_or_insert(format!("the task {name} died: {why}"));
            }
            last_is_running &= Some(name) != last;
        }
        // Dropped, the others are aborted: they would go on for ever.
        match died {
            Some(why) => Err(anyhow::anyhow!(why)),
            None => Ok(done),
        }
    }

    fn who(&self, ended: Result<(tokio::task::Id, &'static str), tokio::task::JoinError>) -> (&'static str, String) {
        match ended {
            Ok((_, name)) => (name, "it ended by itself".to_owned()),
            Err(error) => {
                let named = self.names.iter().find(|(handle, _)| handle.id() == error.id());
                (named.map_or("?", |(_, name)| *name), error.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn until_told(stop: Stop) -> anyhow::Result<()> {
        let mut told = stop.told();
        told.wait_for(|told| *told).await?;
        Ok(())
    }

    #[tokio::test]
    async fn a_background_task_that_dies_stops_the_process_with_its_reason() {
        for dies in ["by panic", "by itself"] {
            let stop = Stop::new();
            let mut background = Background::new(stop.clone());
            background.spawn("relay", std::future::pending());
            background.spawn("worker", async move { assert_ne!(dies, "by panic", "a fault of this test") });
            let outcome = background.beside(until_told(stop), Some("worker")).await;
            let why = outcome.expect_err("it is not well").to_string();
            assert!(why.contains("the task worker died"), "{why}");
        }
    }

    #[tokio::test]
    async fn tasks_that_end_after_they_were_told_to_are_well() {
        let stop = Stop::new();
        let mut background = Background::new(stop.clone());
        background.spawn("relay", std::future::pending());
        let told = stop.clone();
        background.spawn("worker", async move { until_told(told).await.expect("told") });
        stop.tell();
        background.beside(until_told(stop), Some("worker")).await.expect("well");
    }
}

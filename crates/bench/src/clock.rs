//! A clock that stands where it is put.

use app::Clock;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

#[derive(Clone)]
pub(crate) struct StoryClock(Arc<AtomicI64>);

impl StoryClock {
    pub(crate) fn at(moment: DateTime<Utc>) -> Self {
        Self(Arc::new(AtomicI64::new(moment.timestamp_micros())))
    }

    pub(crate) fn put(&self, moment: DateTime<Utc>) {
        self.0.store(moment.timestamp_micros(), Ordering::Relaxed);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

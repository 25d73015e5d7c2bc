//! How many WebSockets are open, and for whom (connection limit).

use domain::PersonId;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// For whom a WebSocket is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Holder {
    Address(IpAddr),
    Person(PersonId),
}

/// How many are open, and for whom. Nobody with none is in it.
#[derive(Clone, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<Holder, usize>>>);

/// One open WebSocket; gives its place back when dropped.
pub(crate) struct Place {
    places: Places,
    holder: Holder,
}

impl Places {
    pub(crate) fn take(&self, holder: Holder, most: usize) -> Option<Place> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.get(&holder).copied().unwrap_or(0);
        if count >= most {
            return None;
        }
        open.insert(holder, count + 1);
        Some(Place { places: self.clone(), holder })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.holder);
            }
        }
    }
}

//! Who calls a verb (principal), and through which door.

use domain::{Actor, Numbers, Origin};

/// Who calls a verb, and through which door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// Through which door.
    pub origin: Origin,
    /// What they say of numbers in their texts that may be citizen numbers.
    pub numbers: Numbers,
}

impl Caller {
    /// Nobody in particular, on a page.
    pub fn new(actor: Actor, origin: Origin) -> Self {
        Self { actor, origin, numbers: Numbers::Unexplained }
    }

    /// The desk itself, at the command line or in the worker.
    pub fn system(origin: Origin) -> Self {
        Self::new(Actor::System, origin)
    }

    /// The same, who says this of the numbers in their texts.
    pub fn saying(&self, numbers: Numbers) -> Self {
        Self { numbers, ..self.clone() }
    }
}

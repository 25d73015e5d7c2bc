//! The settings in force, for whoever manages the desk and does not come to its machine.

use crate::policy::{self, Action};
use crate::settings::ShownSetting;
use crate::{App, Caller, Refusal};

impl App {
    /// Every setting with its value and from where it comes; secrets are blanked before they come here.
    pub fn read_settings(&self, caller: &Caller) -> Result<&[ShownSetting], Refusal> {
        policy::check(&caller.actor, Action::ReadSettings)?;
        Ok(&self.settings.shown)
    }
}

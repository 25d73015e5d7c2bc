//! What keeps a desk running: installing, the log, health, and rows that fail.

pub(crate) mod check_health;
pub(crate) mod house_style;
pub(crate) mod install;
pub(crate) mod keep_log;
pub(crate) mod read_log;
pub(crate) mod read_settings;
pub(crate) mod reference;
pub(crate) mod relay;
pub(crate) mod set_aside;

//! What somebody proves who they are with: passwords, second factors, keys, a provider. Knows no desk.

pub(crate) mod passwords;
pub(crate) mod provider;
pub(crate) mod rates;
pub(crate) mod signing_key;
pub(crate) mod tokens;
pub(crate) mod totp;

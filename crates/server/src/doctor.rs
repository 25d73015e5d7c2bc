//! `loket doctor`: is it well?

use crate::open;
use crate::settings::Settings;

/// Every check on a line of its own; false when one of them is not well.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<bool> {
    let app = match open::desk(settings).await {
        Ok(app) => app,
        Err(error) if error.is::<open::WrongUsage>() => return Err(error),
        Err(error) => {
            println!("NIET GOED  openen: {error:#}");
            return Ok(false);
        }
    };
    let health = app.health().await;
    for check in &health.checks {
        println!("{}  {}: {}", if check.ok { "goed     " } else { "NIET GOED" }, check.name, check.reason);
    }
    Ok(health.ok)
}

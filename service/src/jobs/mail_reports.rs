//! Writes the mail of reports that everybody may read, to those who want them. What has to be written is derived from what is public
//! and from what was written, in the transaction that claims the slot: each gets each report once.

use super::{Firing, Job, Told, Work};
use crate::{ServiceResult, subscribers};
use serde_json::json;

/// The job.
pub const MAIL_REPORTS: Job = Job { name: "mail_reports", work: Work::Within(|firing| Box::pin(mail_reports(firing))) };

async fn mail_reports(firing: &mut Firing) -> ServiceResult<Told> {
    let mails = subscribers::write_in(&firing.services, &mut firing.tx, firing.at).await?;
    Ok(Told::done(json!({ "mails": mails })))
}

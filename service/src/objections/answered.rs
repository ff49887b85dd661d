//! Whoever objected is told what was decided: on their own page, and by mail where their address takes it.

use crate::{
    ServiceResult, Services,
    jobs::remind::MAIL_MEANS,
    reminders::policy_in,
    store::{self, mails::Mail, objection_reminders::ObjectionEntry},
    submissions::Step,
};
use domain::{ids::ReminderId, mail::MailState, objection::Objection, reminder::About};

/// Writes ledger and outbox in the transaction of the decision; nothing where the account is no more, or may not sign in.
pub(super) async fn tell_objector(
    services: &Services,
    step: &mut Step<'_>,
    objection: &Objection,
) -> ServiceResult<()> {
    let account = store::accounts::get(&mut step.tx, objection.filed.by).await?;
    let Some(account) = account.filter(|account| account.disabled_at.is_none()) else { return Ok(()) };
    let (id, at) = (ReminderId::new(services.chance().uuid()), step.stamp.at);
    let entry = ObjectionEntry {
        id,
        about: About::Decisions,
        round: objection.key.round.clone(),
        slot_at: at,
        days: 0,
        account: account.id,
        told_at: at,
        objections: vec![objection.into()],
    };
    let told = store::objection_reminders::insert(&mut step.tx, &[entry]).await?;
    let bounced = store::mails::bounced_addresses(&mut step.tx).await?;
    let takes_mail = account.email.takes_mail() && !bounced.contains(account.email.as_str());
    if !told.contains(&id) || !takes_mail {
        return Ok(());
    }
    let parts = policy_in(&mut step.tx, Some(&objection.key.round)).await?.policy.parts();
    let mail = Mail {
        id,
        account: Some(account.id),
        address: account.email,
        quiet: parts.quiet,
        on_rest_days: parts.on_rest_days,
        created_at: at,
        expires_at: at + MAIL_MEANS,
        next_at: at,
        lease_until: at,
        attempts: 0,
        state: MailState::Waiting,
        settled_at: None,
        answer: String::new(),
    };
    store::mails::insert(&mut step.tx, &[mail]).await
}

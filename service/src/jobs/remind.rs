//! Reminds people of reports that wait: writes the ledger, which is what they see on their own page, and the outbox. What
//! is due follows from the policies, the windows and the slots that are done, so that running late, or after a long rest,
//! is right: of what was missed the last to each audience is told.

use super::{Firing, Job, Told, Work};
use crate::{
    Actor, ServiceResult, audit,
    reminders::{
        Route,
        plan::{Asked, Planned, plan_in},
        policy_in,
    },
    store::{
        self,
        mails::Mail,
        owed::Among,
        reminders::{LedgerEntry, SlotDone, SlotKey, StageCounts},
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    ids::{OrganisationCode, ReminderId, RoundCode},
    mail::MailState,
    reminder::{PolicyParts, Reminder, Span},
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The job.
pub const REMIND: Job = Job { name: "remind", work: Work::Within(|firing| Box::pin(remind(firing))) };

/// How many of the latest rounds are looked through.
const ROUNDS: i64 = 24;
/// What should have been told longer ago is told no more.
const STALE: TimeDelta = TimeDelta::days(7);
/// How long a mail about a slot means something.
pub(crate) const MAIL_MEANS: TimeDelta = TimeDelta::days(3);
/// The most reports that one reminder names; the counts are of all.
const MOST_NAMED: usize = 50;

/// What one run came to.
#[derive(Default)]
struct Sum {
    slots: usize,
    people: usize,
    mails: usize,
    nobody: BTreeSet<OrganisationCode>,
}

async fn remind(firing: &mut Firing) -> ServiceResult<Told> {
    let at = firing.at;
    let span = Span::Missed { after: at - STALE, until: at };
    let holidays = store::holidays::days(&mut firing.tx).await?;
    let mut sum = Sum::default();
    for round in store::rounds::latest(&mut firing.tx, NaiveDate::MAX, ROUNDS).await? {
        let policy = policy_in(&mut firing.tx, Some(&round.code)).await?.policy;
        if !policy.is_loud(at, &holidays) {
            continue;
        }
        let extensions = store::rounds::extensions(&mut firing.tx, &round.code).await?;
        let returned = store::owed::waiting(&mut firing.tx, &round.code, Among::Returned).await?;
        let register = firing.services.register_in(&mut firing.tx).await?;
        let (window, tree) = (round.window, register.of(&round).clone());
        let mut asked = Asked { window, reports: returned, extensions, tree };
        let due = asked.slots(&policy, &holidays, span);
        let done = store::reminders::slots_done(&mut firing.tx, &round.code, at - STALE).await?;
        if due.is_subset(&done) {
            continue;
        }
        asked.reports = store::owed::waiting(&mut firing.tx, &round.code, Among::All).await?;
        let mut planned = plan_in(&mut firing.tx, register.now(), &policy, (span, at), &asked).await?;
        sum.nobody.extend(planned.plan.nobody.iter().map(|(agency, _)| agency.clone()));
        let mut slots: BTreeMap<SlotKey, Vec<Reminder>> = due.into_iter().map(|slot| (slot, Vec::new())).collect();
        for reminder in std::mem::take(&mut planned.plan.reminders) {
            slots.entry((reminder.days, reminder.at)).or_default().push(reminder);
        }
        let parts = policy.parts();
        for (slot, reminders) in slots.into_iter().filter(|(slot, _)| !done.contains(slot)) {
            tell(firing, &round.code, slot, reminders, &planned, &parts, &mut sum).await?;
        }
    }
    let Sum { slots, people, mails, nobody } = sum;
    Ok(Told::done(json!({ "slots": slots, "people": people, "mails": mails, "nobody": nobody.len() })))
}

/// Writes down what one slot tells, unless somebody did.
async fn tell(
    firing: &mut Firing,
    round: &RoundCode,
    (days, slot_at): SlotKey,
    reminders: Vec<Reminder>,
    planned: &Planned,
    parts: &PolicyParts,
    sum: &mut Sum,
) -> ServiceResult<()> {
    let Firing { services, tx, at, .. } = firing;
    let mut mails = Vec::new();
    let mut entries = Vec::with_capacity(reminders.len());
    let reports: BTreeSet<_> =
        reminders.iter().flat_map(|reminder| &reminder.reports).map(|one| one.agency.clone()).collect();
    for reminder in reminders {
        let id = ReminderId::new(services.chance().uuid());
        if planned.route(reminder.account)? == Route::Mail {
            let address = planned.address(reminder.account)?.clone();
            mails.push(Mail {
                id,
                account: Some(reminder.account),
                address,
                quiet: parts.quiet,
                on_rest_days: parts.on_rest_days,
                created_at: *at,
                expires_at: *at + MAIL_MEANS,
                next_at: *at,
                lease_until: *at,
                attempts: 0,
                state: MailState::Waiting,
                settled_at: None,
                answer: String::new(),
            });
        }
        entries.push(entry(id, round, reminder, *at));
    }
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let done = SlotDone {
        days,
        slot_at,
        done_at: *at,
        people: count(entries.len()),
        mails: count(mails.len()),
        reports: count(reports.len()),
    };
    if !store::reminders::insert_slot(tx, round, &done).await? {
        return Ok(());
    }
    let told = store::reminders::insert(tx, &entries).await?;
    mails.retain(|mail| told.contains(&mail.id));
    store::mails::insert(tx, &mails).await?;
    sum.slots += 1;
    sum.people += told.len();
    sum.mails += mails.len();
    let actor = Actor::timetable(services.tree_in(tx).await?.root());
    let details =
        json!({ "days": days, "slot": slot_at, "people": told.len(), "mails": mails.len(), "reports": reports.len() });
    audit::record(services, tx, &actor, "reminders.tell", format!("round/{round}"), &details).await
}

fn entry(id: ReminderId, round: &RoundCode, reminder: Reminder, told_at: DateTime<Utc>) -> LedgerEntry {
    let counts = StageCounts::of(&reminder.reports);
    let Reminder { account, days, at: slot_at, mut reports } = reminder;
    reports.truncate(MOST_NAMED);
    LedgerEntry { id, round: round.clone(), slot_at, days, account, told_at, counts, reports, dismissed_at: None }
}

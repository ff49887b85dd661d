//! Reminders: when who is reminded of which reports, seen before it happens; and what somebody was reminded of.

/// Who gets what when, from what is stored.
pub(crate) mod plan;

pub use crate::store::reminders::{LedgerEntry, SlotDone, StageCounts};

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    round_rules::planned_in,
    store::{self, Tx},
};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{
    access::Action,
    account::EmailAddress,
    calendar::Period,
    ids::{AccountId, OrganisationCode, ReminderId, RoundCode},
    organisation::{Organisation, OrganisationTree},
    reminder::{Audience, Policy, PolicyError, PolicyParts, Reminded, Reminder, Span, Stage},
    window::Window,
};
use plan::{Asked, Planned};
use std::collections::{BTreeMap, BTreeSet};

/// How far ahead rounds are looked for that rules will open.
const AHEAD: Days = Days::new(400);
/// How long a notice is shown.
const NOTICES_SHOWN: TimeDelta = TimeDelta::days(14);
/// The most notices of one person.
const MOST_NOTICES: i64 = 20;
/// The most bodies without anybody to remind that are named.
const MOST_NOBODY: usize = 100;

/// Where a policy comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicySource {
    /// It comes with the product.
    BuiltIn,
    /// It was set for every round.
    EveryRound,
    /// It was set for this round.
    Round,
}

/// The policy in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyNow {
    /// What it says.
    pub policy: Policy,
    /// Where it comes from.
    pub source: PolicySource,
}

/// What will be told at one instant for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotAhead {
    /// How many days from the due day.
    pub days: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// How many people will be reminded.
    pub people: i64,
    /// How many of them by mail; the others see it on their own page alone.
    pub mails: i64,
    /// The reports, each counted once.
    pub counts: StageCounts,
}

/// Who gets what when, for one round.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// The round; of one that is only planned, the code it will have.
    pub round: RoundCode,
    /// What is reported on.
    pub period: Period,
    /// Its window, without extensions.
    pub window: Window,
    /// The policy that was simulated.
    pub policy: PolicyNow,
    /// What has been told already.
    pub done: Vec<SlotDone>,
    /// What will be told, as far as the reports are now.
    pub ahead: Vec<SlotAhead>,
    /// Bodies of which nobody can be reminded, and who is missing; at most a hundred.
    pub nobody: Vec<(Organisation, Audience)>,
    /// How many such there are.
    pub nobody_count: usize,
    /// When this was asked.
    pub as_of: DateTime<Utc>,
}

/// One person of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: EmailAddress,
    /// Whether mail is sent there.
    pub route: Route,
    /// The reports they are told of.
    pub counts: StageCounts,
    /// The first of them.
    pub first: Option<(Organisation, Reminded)>,
}

/// How somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// By mail, and on their own page.
    Mail,
    /// On their own page alone: their address takes no mail.
    NoMail,
    /// On their own page alone: mail came back from their address.
    Bounced,
}

/// The people of one slot, a part of them.
#[derive(Debug, Clone)]
pub struct Recipients {
    /// Which simulation it is a part of.
    pub simulation: Simulation,
    /// Some of the people, in the order of their names.
    pub people: Vec<Recipient>,
    /// How many there are.
    pub count: usize,
}

/// A reminder on somebody's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What the ledger says.
    pub entry: LedgerEntry,
    /// What is reported on.
    pub period: Period,
    /// The reports that still wait, of those that it names.
    pub waiting: Vec<(Organisation, Reminded)>,
}

/// Reminders.
pub struct Reminders<'a>(pub(crate) &'a Services);

impl Services {
    /// Reminders.
    pub fn reminders(&self) -> Reminders<'_> {
        Reminders(self)
    }
}

impl Reminders<'_> {
    /// The policy of a round, or of every round without one of its own.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn policy(&self, actor: &Actor, round: Option<&RoundCode>) -> ServiceResult<PolicyNow> {
        let mut tx = self.0.db().read().await?;
        self.require(&mut tx, actor).await?;
        policy_in(&mut tx, round).await
    }

    /// Sets the policy of a round, also of one that is only planned, or of every round without one of its own.
    ///
    /// # Errors
    /// There is no such round; a step is too far away or there are too many; the actor may not.
    pub async fn set_policy(
        &self,
        actor: &Actor,
        round: Option<&RoundCode>,
        parts: PolicyParts,
    ) -> ServiceResult<Policy> {
        let policy = Policy::new(parts).map_err(refused)?;
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        if let Some(round) = round {
            asked(self.0, &mut tx, round).await?;
        }
        let before = store::reminders::policy(&mut tx, round).await?;
        store::reminders::set_policy(&mut tx, round, &policy, self.0.now()).await?;
        let details = serde_json::json!({ "before": before, "after": policy });
        audit::record(self.0, &mut tx, actor, "reminders.set_policy", object_of(round), &details).await?;
        tx.commit().await?;
        Ok(policy)
    }

    /// Takes the policy of a round back, so that the one of every round holds; or that of every round, so that the
    /// built-in one does.
    ///
    /// # Errors
    /// There is none; the actor may not.
    pub async fn reset_policy(&self, actor: &Actor, round: Option<&RoundCode>) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        let before = store::reminders::policy(&mut tx, round).await?;
        if !store::reminders::remove_policy(&mut tx, round).await? {
            return Err(ServiceError::NotFound("policy"));
        }
        let details = serde_json::json!({ "before": before });
        audit::record(self.0, &mut tx, actor, "reminders.reset_policy", object_of(round), &details).await?;
        tx.commit().await
    }

    /// Who gets what when for a round, as far as its reports are now; of a round that is only planned, or not open yet,
    /// all of them wait.
    ///
    /// # Errors
    /// There is no such round; the actor may not.
    pub async fn simulate(&self, actor: &Actor, round: &RoundCode) -> ServiceResult<Simulation> {
        let mut tx = self.0.db().read().await?;
        let tree = self.require(&mut tx, actor).await?;
        Ok(simulate_in(self.0, &mut tx, &tree, round).await?.0)
    }

    /// The people of one slot that is ahead: so many after so many, in the order of their names.
    ///
    /// # Errors
    /// There is no such round or slot; the actor may not.
    pub async fn recipients(
        &self,
        actor: &Actor,
        round: &RoundCode,
        slot: (i32, DateTime<Utc>),
        skip: usize,
        most: usize,
    ) -> ServiceResult<Recipients> {
        let mut tx = self.0.db().read().await?;
        let tree = self.require(&mut tx, actor).await?;
        let (simulation, planned) = simulate_in(self.0, &mut tx, &tree, round).await?;
        let of_slot: Vec<&Reminder> =
            planned.plan.reminders.iter().filter(|reminder| (reminder.days, reminder.at) == slot).collect();
        if of_slot.is_empty() || slot.1 <= simulation.as_of {
            return Err(ServiceError::NotFound("slot"));
        }
        let ids: Vec<AccountId> = of_slot.iter().map(|reminder| reminder.account).collect();
        let names = store::accounts::names(&mut tx, &ids).await?;
        let mut people: Vec<Recipient> = Vec::with_capacity(of_slot.len());
        for reminder in of_slot {
            let first = reminder.reports.first();
            people.push(Recipient {
                account: reminder.account,
                name: names.get(&reminder.account).cloned().unwrap_or_default(),
                email: planned.address(reminder.account)?.clone(),
                route: planned.route(reminder.account)?,
                counts: StageCounts::of(&reminder.reports),
                first: first.and_then(|first| Some((tree.get(&first.agency)?.clone(), first.clone()))),
            });
        }
        let count = people.len();
        people.sort_by_cached_key(|person| (domain::name::dictionary_key(&person.name), person.account));
        let people = people.into_iter().skip(skip).take(most).collect();
        Ok(Recipients { simulation, people, count })
    }

    /// What the actor was reminded of in the last days, has not put away, and still waits.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn notices(&self, actor: &Actor) -> ServiceResult<Vec<Notice>> {
        let mut tx = self.0.db().read().await?;
        let since = self.0.now() - NOTICES_SHOWN;
        let entries = store::reminders::notices(&mut tx, actor.account, since, MOST_NOTICES).await?;
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let tree = self.0.tree_in(&mut tx).await?;
        let mut rounds: BTreeMap<RoundCode, Option<(Period, BTreeMap<OrganisationCode, Stage>)>> = BTreeMap::new();
        let mut notices = Vec::new();
        for entry in entries {
            if !rounds.contains_key(&entry.round) {
                let round = store::rounds::get(&mut tx, &entry.round).await?;
                let found = match round {
                    Some(round) => {
                        let waiting = store::reminders::waiting(&mut tx, &round.code).await?;
                        Some((round.period, waiting.into_iter().collect()))
                    }
                    None => None,
                };
                rounds.insert(entry.round.clone(), found);
            }
            // Of a round that was taken out nothing is waited for.
            let Some(Some((period, stages))) = rounds.get(&entry.round) else { continue };
            let waiting = entry.reports.iter().filter_map(|reminded| {
                let stage = *stages.get(&reminded.agency)?;
                let may_see = actor.may(Action::ReadReport, &tree.path(&reminded.agency));
                let now = Reminded { stage, ..reminded.clone() };
                may_see.then_some((tree.get(&reminded.agency)?.clone(), now))
            });
            let waiting: Vec<_> = waiting.collect();
            if !waiting.is_empty() {
                notices.push(Notice { period: *period, waiting, entry });
            }
        }
        Ok(notices)
    }

    /// Puts a reminder of the actor's own page away.
    ///
    /// # Errors
    /// It is not theirs.
    pub async fn dismiss(&self, actor: &Actor, id: ReminderId) -> ServiceResult<()> {
        if actor.scope.is_some_and(|scope| !scope.allows(Action::EditReport)) {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.0.db().write().await?;
        if !store::reminders::dismiss(&mut tx, actor.account, id, self.0.now()).await? {
            return Err(ServiceError::NotFound("reminder"));
        }
        tx.commit().await
    }

    async fn require(&self, tx: &mut Tx, actor: &Actor) -> ServiceResult<std::sync::Arc<OrganisationTree>> {
        let tree = self.0.tree_in(tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        Ok(tree)
    }
}

/// The policy that holds for a round, or for every round.
pub(crate) async fn policy_in(tx: &mut Tx, round: Option<&RoundCode>) -> ServiceResult<PolicyNow> {
    if let Some(round) = round
        && let Some(policy) = store::reminders::policy(tx, Some(round)).await?
    {
        return Ok(PolicyNow { policy, source: PolicySource::Round });
    }
    Ok(match store::reminders::policy(tx, None).await? {
        Some(policy) => PolicyNow { policy, source: PolicySource::EveryRound },
        None => PolicyNow { policy: Policy::default(), source: PolicySource::BuiltIn },
    })
}

/// A round with the reports that it waits for, whether it is in the calendar or only planned.
async fn asked(services: &Services, tx: &mut Tx, code: &RoundCode) -> ServiceResult<(Period, Asked)> {
    if let Some(round) = store::rounds::get(tx, code).await? {
        let reports = store::reminders::waiting(tx, code).await?;
        let extensions = store::rounds::extensions(tx, code).await?;
        return Ok((round.period, Asked { window: round.window, reports, extensions }));
    }
    let until = services.now().checked_add_days(AHEAD).ok_or(ServiceError::NotFound("round"))?;
    let planned = planned_in(services, tx, until).await?;
    let planned = planned.into_iter().find(|planned| planned.period.to_string() == code.as_str());
    let planned = planned.ok_or(ServiceError::NotFound("round"))?;
    let tree = services.tree_in(tx).await?;
    let day = planned.period.last_day();
    let owing = tree.bodies().filter(|body| body.reports_on(day)).map(|body| (body.code.clone(), Stage::NotStarted));
    let asked = Asked { window: planned.window, reports: owing.collect(), extensions: Vec::new() };
    Ok((planned.period, asked))
}

async fn simulate_in(
    services: &Services,
    tx: &mut Tx,
    tree: &OrganisationTree,
    code: &RoundCode,
) -> ServiceResult<(Simulation, Planned)> {
    let as_of = services.shared_now(tx).await?;
    let (period, asked) = asked(services, tx, code).await?;
    let policy = policy_in(tx, Some(code)).await?;
    let planned = plan::plan_in(tx, tree, &policy.policy, Span::All, &asked).await?;
    let done = store::reminders::slots(tx, code).await?;
    let nobody_count = planned.plan.nobody.len();
    let named = planned.plan.nobody.iter().take(MOST_NOBODY);
    let nobody = named.filter_map(|(agency, audience)| Some((tree.get(agency)?.clone(), *audience))).collect();
    let ahead = slots_ahead(&planned, as_of)?;
    let window = asked.window;
    let round = code.clone();
    Ok((Simulation { round, period, window, policy, done, ahead, nobody, nobody_count, as_of }, planned))
}

/// The slots that come after an instant, in order.
fn slots_ahead(planned: &Planned, as_of: DateTime<Utc>) -> ServiceResult<Vec<SlotAhead>> {
    let mut slots: BTreeMap<(DateTime<Utc>, i32), (i64, i64, BTreeSet<&Reminded>)> = BTreeMap::new();
    for reminder in planned.plan.reminders.iter().filter(|reminder| reminder.at > as_of) {
        let (people, mails, reports) = slots.entry((reminder.at, reminder.days)).or_default();
        *people += 1;
        *mails += i64::from(planned.route(reminder.account)? == Route::Mail);
        reports.extend(&reminder.reports);
    }
    let ahead = slots.into_iter().map(|((at, days), (people, mails, reports))| {
        let counts = StageCounts::of(reports);
        SlotAhead { days, at, people, mails, counts }
    });
    Ok(ahead.collect())
}

fn object_of(round: Option<&RoundCode>) -> String {
    round.map_or_else(|| "reminder_policy".to_owned(), |round| format!("reminder_policy/{round}"))
}

fn refused(error: PolicyError) -> ServiceError {
    match error {
        PolicyError::Days => ServiceError::invalid("reminder_days", "days"),
        PolicyError::Steps => ServiceError::invalid("reminder_steps", "days"),
    }
}

//! Reminders: when who is reminded of which reports, seen before it happens; and what somebody was reminded of.

/// What somebody was reminded of.
mod notices;
/// Who gets what when, from what is stored.
pub(crate) mod plan;
/// When reminders go out.
mod policy;

pub use notices::Notice;
pub(crate) use notices::{MOST_NOTICES, NOTICES_SHOWN};
pub(crate) use policy::policy_in;
pub use policy::{PolicyNow, PolicySource};

pub use crate::store::objection_reminders::ObjectionEntry;
pub use crate::store::reminders::{LedgerEntry, SlotDone, StageCounts};

use crate::{
    Actor, ServiceError, ServiceResult, Services,
    round_rules::planned_in,
    store::{
        self, Tx,
        owed::{Among, Owed},
    },
};
use chrono::{DateTime, Days, Utc};
use domain::{
    access::Action,
    account::EmailAddress,
    calendar::Period,
    ids::{AccountId, RoundCode},
    organisation::{Organisation, OrganisationTree},
    reminder::{Audience, Reminded, Reminder, Span, Stage},
    window::Window,
};
use plan::{Asked, Planned};
use std::collections::BTreeSet;

/// How far ahead rounds are looked for that rules will open.
const AHEAD: Days = Days::new(400);
/// The most bodies without anybody to remind that are named.
const MOST_NOBODY: usize = 100;

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
    /// Which slot; none where nobody will be reminded.
    pub slot: Option<(i32, DateTime<Utc>)>,
    /// Some of the people, in the order of their names.
    pub people: Vec<Recipient>,
    /// How many there are.
    pub count: usize,
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

    /// The people of one slot that is ahead, of the next one where none is named: so many after so many, in the order of
    /// their names.
    ///
    /// # Errors
    /// There is no such round or slot; the actor may not.
    pub async fn recipients(
        &self,
        actor: &Actor,
        round: &RoundCode,
        slot: Option<(i32, DateTime<Utc>)>,
        skip: usize,
        most: usize,
    ) -> ServiceResult<Recipients> {
        let mut tx = self.0.db().read().await?;
        let tree = self.require(&mut tx, actor).await?;
        let (simulation, planned) = simulate_in(self.0, &mut tx, &tree, round).await?;
        let next = simulation.ahead.first().map(|slot| (slot.days, slot.at));
        let Some(slot) = slot.or(next) else {
            return Ok(Recipients { simulation, slot: None, people: Vec::new(), count: 0 });
        };
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
        Ok(Recipients { simulation, slot: Some(slot), people, count })
    }

    async fn require(&self, tx: &mut Tx, actor: &Actor) -> ServiceResult<std::sync::Arc<OrganisationTree>> {
        let tree = self.0.tree_in(tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        Ok(tree)
    }
}

/// A round with the reports that it waits for, whether it is in the calendar or only planned.
async fn asked(services: &Services, tx: &mut Tx, code: &RoundCode) -> ServiceResult<(Period, Asked)> {
    if let Some(round) = store::rounds::get(tx, code).await? {
        let reports = store::owed::waiting(tx, code, Among::All).await?;
        let extensions = store::rounds::extensions(tx, code).await?;
        let tree = services.tree_of(tx, &round).await?;
        return Ok((round.period, Asked { window: round.window, reports, extensions, tree }));
    }
    let until = services.now().checked_add_days(AHEAD).ok_or(ServiceError::NotFound("round"))?;
    let planned = planned_in(services, tx, until).await?;
    let planned = planned.into_iter().find(|planned| planned.period.to_string() == code.as_str());
    let planned = planned.ok_or(ServiceError::NotFound("round"))?;
    let day = planned.period.last_day();
    let tree = services.register_in(tx).await?.on(day).clone();
    let owing = tree.bodies().filter(|body| body.reports_on(day)).map(|body| Owed {
        agency: body.code.clone(),
        stage: Stage::NotStarted,
        returned_at: None,
    });
    let reports = owing.collect();
    let asked = Asked { window: planned.window, reports, extensions: Vec::new(), tree };
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
    let planned = plan::plan_in(tx, tree, &policy.policy, (Span::All, as_of), &asked).await?;
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
    let mut slots: Vec<SlotAhead> = Vec::new();
    let ahead = planned.plan.reminders.iter().filter(|reminder| reminder.at > as_of);
    let ahead: Vec<&Reminder> = ahead.collect();
    for of_slot in ahead.chunk_by(|one, other| (one.at, one.days) == (other.at, other.days)) {
        let mut mails = 0;
        for reminder in of_slot {
            mails += i64::from(planned.route(reminder.account)? == Route::Mail);
        }
        let reports: BTreeSet<&Reminded> = of_slot.iter().flat_map(|reminder| &reminder.reports).collect();
        let people = i64::try_from(of_slot.len()).unwrap_or(i64::MAX);
        slots.push(SlotAhead {
            days: of_slot[0].days,
            at: of_slot[0].at,
            people,
            mails,
            counts: StageCounts::of(reports),
        });
    }
    Ok(slots)
}

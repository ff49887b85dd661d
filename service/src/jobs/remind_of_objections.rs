//! Reminds people of objections that wait for an answer: through the same ledger and outbox as reminders of reports. What
//! is due follows from the objections that are open, so that running late is right; the ledger tells nobody twice.

use super::{Firing, Job, Told, Work, remind::MAIL_MEANS};
use crate::{
    Actor, ServiceResult, audit,
    objections::kept_out,
    reminders::policy_in,
    store::{self, mails::Mail, objection_reminders::ObjectionEntry, objections::Wanted},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Grant, Role, may_give},
    account::EmailAddress,
    ids::{AccountId, OrganisationCode, ReminderId, RoundCode},
    mail::MailState,
    objection::Objection,
    objection_reminder::{Concerned, ObjectionDue, Places, concerned, slots},
    organisation::OrganisationTree,
    reminder::{About, PolicyParts, Span},
};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    slice,
};

/// The job.
pub const REMIND_OF_OBJECTIONS: Job =
    Job { name: "remind_of_objections", work: Work::Within(|firing| Box::pin(remind(firing))) };

/// What should have been told longer ago is told no more.
const STALE: TimeDelta = TimeDelta::days(7);
/// How many open objections one run looks through, the most urgent first.
const MOST: i64 = 5_000;
/// Into how many of those that are due one run looks, the most urgent first; into the others at the next one. Each costs some
/// statements.
const MOST_LOOKED_INTO: usize = 200;

/// A reminder before it is written: for whom, of which round, so many days from the due day, at which instant.
type Key = (RoundCode, i32, DateTime<Utc>, AccountId);

async fn remind(firing: &mut Firing) -> ServiceResult<Told> {
    let at = firing.at;
    let wanted = Wanted { is_open: true, agencies: None };
    let open = store::objections::some(&mut firing.tx, wanted, MOST).await?;
    let mut by_round: BTreeMap<RoundCode, Vec<Objection>> = BTreeMap::new();
    for objection in open {
        by_round.entry(objection.key.round.clone()).or_default().push(objection);
    }
    let holidays = store::holidays::days(&mut firing.tx).await?;
    let mut due = Vec::new();
    let mut policies = BTreeMap::new();
    for (round, objections) in by_round {
        let policy = policy_in(&mut firing.tx, Some(&round)).await?.policy;
        if !policy.is_loud(at, &holidays) {
            continue;
        }
        let span = Span::Missed { after: at - STALE, until: at };
        let told_of = store::objection_reminders::told_since(&mut firing.tx, &round, at - STALE).await?;
        for objection in objections {
            let mut slots = slots(&objection, &policy, &holidays, span);
            // What was told is not looked into every few minutes for as long as it could still be told.
            slots.retain(|(days, at)| {
                let told = told_of.get(&(*days, *at, objection.id));
                told.is_none_or(|people| people.iter().all(|person| *person == objection.filed.by))
            });
            if !slots.is_empty() {
                due.push((objection, slots));
            }
        }
        policies.insert(round, policy.parts());
    }
    due.sort_by_key(|(objection, _)| (objection.answer_by, objection.id));
    due.truncate(MOST_LOOKED_INTO);
    let (mut told, mut mails, mut nobody) = (0, 0, 0);
    if due.is_empty() {
        return Ok(Told::done(json!({ "people": told, "mails": mails, "nobody": nobody })));
    }
    let tree = firing.services.tree_in(&mut firing.tx).await?;
    let along = Along::read(firing, &tree).await?;
    let mut due_to: BTreeMap<RoundCode, BTreeMap<Key, Vec<ObjectionDue>>> = BTreeMap::new();
    for (objection, slots) in &due {
        let (round, agency) = (&objection.key.round, &objection.key.agency);
        let deciders = Along::upwards(&along.deciders, &tree, agency);
        let givers = Along::upwards(&along.givers, &tree, agency);
        let could: BTreeSet<AccountId> = deciders.iter().flatten().copied().collect();
        let kept_out = kept_out_of(firing, objection, &could).await;
        for (days, slot_at) in slots {
            let Concerned { people, lacks_decider } =
                concerned(*days, objection, (&deciders, &givers), |person| !kept_out.contains(&person));
            nobody += usize::from(lacks_decider);
            let due = ObjectionDue { lacks_decider, ..objection.into() };
            for person in people.into_iter().filter(|person| along.addresses.contains_key(person)) {
                let of_round = due_to.entry(round.clone()).or_default();
                of_round.entry((round.clone(), *days, *slot_at, person)).or_default().push(due.clone());
            }
        }
    }
    for (round, due_to) in due_to {
        let Some(parts) = policies.get(&round) else { continue };
        let (people, sent) = tell(firing, due_to, &along, parts).await?;
        told += people;
        mails += sent;
    }
    Ok(Told::done(json!({ "people": told, "mails": mails, "nobody": nobody })))
}

/// Who of those who could decide may not, by the rule of those who decide. Where that cannot be told of one objection, others are
/// told of all the same, and of it only whoever objects and whoever accepted it is certainly kept out.
async fn kept_out_of(firing: &mut Firing, objection: &Objection, could: &BTreeSet<AccountId>) -> BTreeSet<AccountId> {
    match kept_out(&firing.services, &mut firing.tx, objection, could).await {
        Ok(kept_out) => kept_out,
        Err(error) => {
            let cause = error.with_causes();
            tracing::error!(objection = %objection.id, cause, "who may decide on an objection could not be told");
            could.iter().copied().filter(|person| !objection.may_be_decided_by(*person)).collect()
        }
    }
}

/// Those who have a role at a place.
type ByPlace = HashMap<OrganisationCode, Vec<AccountId>>;

/// Those who could decide on objections, those who may make somebody a reviewer, and where mail of anybody goes.
struct Along {
    deciders: ByPlace,
    givers: ByPlace,
    addresses: HashMap<AccountId, EmailAddress>,
    bounced: HashSet<String>,
}

impl Along {
    async fn read(firing: &mut Firing, tree: &OrganisationTree) -> ServiceResult<Self> {
        let tx = &mut firing.tx;
        let reviewer = Grant { role: Role::Reviewer, organisation: tree.root().clone() };
        let mut addresses = HashMap::new();
        let (mut deciders, mut givers) = (ByPlace::new(), ByPlace::new());
        let roles = [Role::Reviewer, Role::Administrator, Role::Reporter, Role::Approver];
        for (account, address, grant) in store::accounts::with_roles(tx, &roles).await? {
            addresses.insert(account, address);
            let may_appoint = || may_give(slice::from_ref(&grant), &reviewer, slice::from_ref(tree.root()));
            let by_place = match grant.role {
                Role::Reviewer => &mut deciders,
                Role::Administrator if may_appoint() => &mut givers,
                Role::Reporter | Role::Approver | Role::Coordinator | Role::Administrator | Role::Executive => continue,
            };
            by_place.entry(grant.organisation).or_default().push(account);
        }
        Ok(Self { deciders, givers, addresses, bounced: store::mails::bounced_addresses(tx).await? })
    }

    /// Place by place from an agency upwards.
    fn upwards(by_place: &ByPlace, tree: &OrganisationTree, agency: &OrganisationCode) -> Places {
        tree.path(agency).iter().filter_map(|place| by_place.get(place).cloned()).collect()
    }
}

/// Writes ledger and outbox; gives how many people were told, and how many of them by mail.
async fn tell(
    firing: &mut Firing,
    due_to: BTreeMap<Key, Vec<ObjectionDue>>,
    along: &Along,
    parts: &PolicyParts,
) -> ServiceResult<(usize, usize)> {
    let Firing { services, tx, at, .. } = firing;
    let mut entries = Vec::with_capacity(due_to.len());
    for ((round, days, slot_at, account), objections) in due_to {
        let id = ReminderId::new(services.chance().uuid());
        let about = About::Objections;
        entries.push(ObjectionEntry { id, about, round, slot_at, days, account, told_at: *at, objections });
    }
    let told = store::objection_reminders::insert(tx, &entries).await?;
    let told: Vec<ObjectionEntry> = entries.into_iter().filter(|entry| told.contains(&entry.id)).collect();
    let mut mails = Vec::new();
    for entry in &told {
        let Some(address) = along.addresses.get(&entry.account) else { continue };
        if !address.takes_mail() || along.bounced.contains(address.as_str()) {
            continue;
        }
        mails.push(Mail {
            id: entry.id,
            account: Some(entry.account),
            address: address.clone(),
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
    store::mails::insert(tx, &mails).await?;
    let slots: BTreeSet<_> = told.iter().map(|entry| (&entry.round, entry.days, entry.slot_at)).collect();
    let actor = Actor::timetable(services.tree_in(tx).await?.root());
    for (round, days, slot_at) in slots {
        let of_slot = told.iter().filter(|entry| (&entry.round, entry.days, entry.slot_at) == (round, days, slot_at));
        let of_slot: Vec<_> = of_slot.collect();
        let named: BTreeSet<_> = of_slot.iter().flat_map(|entry| &entry.objections).map(|due| due.objection).collect();
        let details = json!({ "days": days, "slot": slot_at, "people": of_slot.len(), "objections": named });
        audit::record(services, tx, &actor, "objections.remind", format!("round/{round}"), &details).await?;
    }
    Ok((told.len(), mails.len()))
}

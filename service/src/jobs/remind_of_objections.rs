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
    access::Role,
    account::EmailAddress,
    ids::{AccountId, OrganisationCode, ReminderId, RoundCode},
    mail::MailState,
    objection::Objection,
    objection_reminder::{Concerned, ObjectionDue, Places, concerned, slots},
    organisation::OrganisationTree,
    reminder::{About, PolicyParts, Span},
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The job.
pub const REMIND_OF_OBJECTIONS: Job =
    Job { name: "remind_of_objections", work: Work::Within(|firing| Box::pin(remind(firing))) };

/// What should have been told longer ago is told no more.
const STALE: TimeDelta = TimeDelta::days(7);
/// How many open objections one run looks through, the most urgent first.
const MOST: i64 = 5_000;

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
    let (mut told, mut mails, mut nobody) = (0, 0, 0);
    for (round, objections) in by_round {
        let policy = policy_in(&mut firing.tx, Some(&round)).await?.policy;
        if !policy.is_loud(at, &holidays) {
            continue;
        }
        let span = Span::Missed { after: at - STALE, until: at };
        let told_of = store::objection_reminders::told_since(&mut firing.tx, &round, at - STALE).await?;
        let due = |objection: &Objection| {
            let slots = slots(objection, &policy, &holidays, span).into_iter();
            // What was told is not looked into every few minutes for as long as it could still be told.
            slots.filter(|(days, at)| !told_of.contains(&(*days, *at, objection.id))).collect::<Vec<_>>()
        };
        let due = objections.iter().map(|objection| (objection, due(objection)));
        let due: Vec<_> = due.filter(|(_, slots)| !slots.is_empty()).collect();
        if due.is_empty() {
            continue;
        }
        let along = Along::read(firing).await?;
        let tree = firing.services.tree_in(&mut firing.tx).await?;
        let mut due_to: BTreeMap<Key, Vec<ObjectionDue>> = BTreeMap::new();
        for (objection, slots) in due {
            let agency = &objection.key.agency;
            let deciders = Along::upwards(&along.deciders, &tree, agency);
            let administrators = Along::upwards(&along.administrators, &tree, agency);
            // By the rule of those who decide.
            let could: BTreeSet<AccountId> = deciders.iter().flatten().copied().collect();
            let kept_out = kept_out(&firing.services, &mut firing.tx, objection, &could).await?;
            for (days, slot_at) in slots {
                let Concerned { people, lacks_decider } =
                    concerned(days, objection, (&deciders, &administrators), |person| !kept_out.contains(&person));
                nobody += usize::from(lacks_decider);
                let due = ObjectionDue { lacks_decider, ..objection.into() };
                for person in people.into_iter().filter(|person| along.addresses.contains_key(person)) {
                    due_to.entry((round.clone(), days, slot_at, person)).or_default().push(due.clone());
                }
            }
        }
        let (people, sent) = tell(firing, due_to, &along, &policy.parts()).await?;
        told += people;
        mails += sent;
    }
    Ok(Told::done(json!({ "people": told, "mails": mails, "nobody": nobody })))
}

/// Those who have a role at a place.
type ByPlace = HashMap<OrganisationCode, Vec<AccountId>>;

/// Those who could decide on objections, those who can make somebody a reviewer, and where mail of anybody goes.
struct Along {
    deciders: ByPlace,
    administrators: ByPlace,
    addresses: HashMap<AccountId, EmailAddress>,
    bounced: HashSet<String>,
}

impl Along {
    async fn read(firing: &mut Firing) -> ServiceResult<Self> {
        let tx = &mut firing.tx;
        let mut addresses = HashMap::new();
        let (mut deciders, mut administrators) = (ByPlace::new(), ByPlace::new());
        let roles = [Role::Reviewer, Role::Administrator, Role::Reporter, Role::Approver];
        for (account, address, grant) in store::accounts::with_roles(tx, &roles).await? {
            addresses.insert(account, address);
            let by_place = match grant.role {
                Role::Reviewer => &mut deciders,
                Role::Administrator => &mut administrators,
                Role::Reporter | Role::Approver | Role::Coordinator | Role::Executive => continue,
            };
            by_place.entry(grant.organisation).or_default().push(account);
        }
        Ok(Self { deciders, administrators, addresses, bounced: store::mails::bounced_addresses(tx).await? })
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

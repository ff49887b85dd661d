//! Bodies and indicators by what somebody types: any part of a name, with or without tone marks.
//!
//! Names are folded once for each state of the register, which every server keeps in memory, so a search reads no
//! more than one that finds nothing (decision 0039).

use crate::{Actor, ServiceResult, Services, dashboards::PlannedIndicator, store};
use domain::{
    access::Action,
    ids::{IndicatorCode, OrganisationCode},
    name::{Closeness, FoldedNames, NameQuery},
    organisation::{Organisation, OrganisationEvent, OrganisationKind, OrganisationTree},
    plan::Plan,
    text::Language,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What was found, the closest first.
#[derive(Debug, Clone)]
pub struct Found {
    /// The register.
    pub tree: Arc<OrganisationTree>,
    /// Bodies.
    pub bodies: Vec<FoundBody>,
    /// Indicators, each in the newest plan that has it.
    pub indicators: Vec<FoundIndicator>,
}

/// A body that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundBody {
    /// Its code.
    pub code: OrganisationCode,
    /// The name it was found by, where that is a former one.
    pub former: Option<OrganisationEvent>,
}

/// An indicator that was found.
#[derive(Debug, Clone)]
pub struct FoundIndicator {
    /// The newest plan that has it.
    pub plan: Arc<Plan>,
    /// The indicator as that plan defines it.
    pub indicator: PlannedIndicator,
}

/// Search.
pub struct Search<'a>(pub(crate) &'a Services);

impl Services {
    /// Search.
    pub fn search(&self) -> Search<'_> {
        Search(self)
    }
}

impl Search<'_> {
    /// The bodies and indicators whose names hold everything that was typed; bodies that are alike close to it by their names in a
    /// language.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn find(&self, actor: &Actor, query: &NameQuery, language: Language) -> ServiceResult<Found> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let events = store::organisations::events(&mut tx).await?;
        let mut newest: BTreeMap<String, i32> = BTreeMap::new();
        for (code, version) in store::plans::versions(&mut tx).await? {
            newest.insert(code, version);
        }
        let mut plans = Vec::with_capacity(newest.len());
        for (code, version) in newest {
            plans.push(self.0.plan_in(&mut tx, &store::stored("plan", &code)?, version).await?);
        }
        plans.sort_by_key(|plan| std::cmp::Reverse(plan.plan.first_fiscal_year));
        let bodies = bodies(&tree, &events, (query, language));
        Ok(Found { bodies, indicators: indicators(&plans, query), tree })
    }
}

/// How near the top a body stands: closeness, whether it still exists, whether it is written just so, what others are
/// below, and the dictionary.
type Order = (Closeness, bool, bool, bool, Option<usize>);

fn bodies(
    tree: &OrganisationTree,
    events: &[OrganisationEvent],
    (query, language): (&NameQuery, Language),
) -> Vec<FoundBody> {
    let order = |body: &Organisation, closeness: Closeness| -> Order {
        let names = [&body.name, &body.abbreviation].into_iter().flat_map(|name| [&*name.th, &*name.en]);
        let is_written_so = names.chain([body.code.as_str()]).any(|name| query.is_written_in(name));
        let is_above = matches!(body.kind, OrganisationKind::Ministry) || !tree.children(&body.code).is_empty();
        (closeness, body.valid_to.is_some(), !is_written_so, !is_above, tree.dictionary_place(&body.code, language))
    };
    let mut found: BTreeMap<OrganisationCode, (Order, Option<OrganisationEvent>)> = BTreeMap::new();
    for (body, closeness) in tree.find(query) {
        found.insert(body.code.clone(), (order(body, closeness), None));
    }
    for event in events {
        let names = FoldedNames::of([event.name_before.th.as_str(), event.name_before.en.as_str()]);
        if let Some((body, closeness)) = tree.get(&event.organisation).zip(query.closeness(&names)) {
            let by_former = || (order(body, closeness), Some(event.clone()));
            found.entry(body.code.clone()).or_insert_with(by_former);
        }
    }
    let mut found: Vec<_> = found.into_iter().filter(|(code, _)| code != tree.root()).collect();
    found.sort_by_key(|(_, (order, _))| *order);
    found.into_iter().map(|(code, (_, former))| FoundBody { code, former }).collect()
}

fn indicators(plans: &[Arc<Plan>], query: &NameQuery) -> Vec<FoundIndicator> {
    let mut seen: BTreeSet<&IndicatorCode> = BTreeSet::new();
    let mut found = Vec::new();
    for plan in plans {
        for (place, indicator) in plan.indicators.iter().enumerate() {
            let names = [indicator.name.th.as_str(), indicator.name.en.as_str(), indicator.code.as_str()];
            let Some(closeness) = query.closeness(&FoldedNames::of(names)) else { continue };
            if !seen.insert(&indicator.code) {
                continue;
            }
            let is_written_so = names.iter().any(|name| query.is_written_in(name));
            let order = (closeness, !is_written_so, std::cmp::Reverse(plan.plan.first_fiscal_year), place);
            found.extend(PlannedIndicator::of(plan, &indicator.code).map(|planned| (order, plan, planned)));
        }
    }
    found.sort_by_key(|(order, ..)| *order);
    found.into_iter().map(|(_, plan, indicator)| FoundIndicator { plan: plan.clone(), indicator }).collect()
}

//! Bodies of the state, their tree and how it changes over time.

use crate::{
    ids::OrganisationCode,
    name::{Closeness, FoldedNames, NameQuery, dictionary_key},
    peers::PeerGroups,
    size::Size,
    text::{Bilingual, Language},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};
use strum::{AsRefStr, EnumIter, EnumString};
use thiserror::Error;

/// What sort of body it is.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum OrganisationKind {
    /// The country itself.
    Root,
    /// A group that is no legal body.
    Group,
    /// กระทรวง.
    Ministry,
    /// กรม, or an office of the same rank.
    Department,
    /// องค์การมหาชน.
    PublicOrganisation,
    /// A body with its own act.
    StateAgency,
    /// รัฐวิสาหกิจ.
    StateEnterprise,
    /// มหาวิทยาลัย.
    University,
    /// องค์กรอิสระ.
    Independent,
    /// ศาล.
    Court,
    /// หน่วยงานของรัฐสภา.
    Parliament,
    /// จังหวัด.
    Province,
    /// Bangkok and Pattaya.
    SpecialLocal,
    /// องค์กรปกครองส่วนท้องถิ่น.
    LocalAdministration,
}

/// Whether a body owes a report each round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Duty {
    /// It reports.
    #[serde(rename = "yes")]
    #[strum(serialize = "yes")]
    Reports,
    /// It only holds others together, or is not obliged.
    #[serde(rename = "no")]
    #[strum(serialize = "no")]
    None,
}

/// A body of the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its code, for life.
    pub code: OrganisationCode,
    /// The body above; none for the root.
    pub parent: Option<OrganisationCode>,
    /// What sort of body.
    pub kind: OrganisationKind,
    /// Its present name.
    pub name: Bilingual,
    /// Its abbreviation; empty where there is none. Abbreviations are not unique.
    pub abbreviation: Bilingual,
    /// DOPA's province code, for bodies tied to a province.
    pub province: Option<String>,
    /// First day of its life, where known.
    pub valid_from: Option<NaiveDate>,
    /// Last day of its life, where it has ended.
    pub valid_to: Option<NaiveDate>,
    /// Whether it owes reports.
    pub duty: Duty,
    /// Where this row comes from.
    pub source: String,
    /// How large it is, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}

impl Organisation {
    /// Whether the body exists on a day.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether it owes a report about a period that ends on a day.
    pub fn reports_on(&self, day: NaiveDate) -> bool {
        self.duty == Duty::Reports && self.exists_on(day)
    }
}

/// What happened to a body on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum OrganisationEventKind {
    /// It got the name it has in the register from this day; the old name is in the event.
    Renamed,
    /// It went into another body.
    Merged,
    /// Part of it became another body.
    Split,
    /// It moved below another body.
    Moved,
    /// It ended without successor.
    Dissolved,
}

/// A dated change of a body. History is never rewritten: the old row stays, with its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationEvent {
    /// From which day.
    pub effective_on: NaiveDate,
    /// What happened.
    pub kind: OrganisationEventKind,
    /// To whom.
    pub organisation: OrganisationCode,
    /// The other body: merged into, split into, or the former parent of a moved one.
    pub other: Option<OrganisationCode>,
    /// The name before a rename.
    pub name_before: Bilingual,
    /// Remarks.
    pub note: String,
    /// Where this is known from.
    pub source: String,
}

impl OrganisationEvent {
    /// Which event it is: to a body one of a kind happens on a day.
    pub fn key(&self) -> (&OrganisationCode, NaiveDate, OrganisationEventKind) {
        (&self.organisation, self.effective_on, self.kind)
    }
}

/// Why a set of bodies is no tree.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TreeError {
    /// Two rows with one code.
    #[error("the code {0} stands twice")]
    Duplicate(OrganisationCode),
    /// A parent that is not in the set.
    #[error("{child} is below {parent}, which is not in the list")]
    UnknownParent {
        /// The body.
        child: OrganisationCode,
        /// The missing body.
        parent: OrganisationCode,
    },
    /// No root, or more than one.
    #[error("there must be exactly one body without a parent, found {0}")]
    Roots(usize),
    /// A body that is above itself.
    #[error("{0} is above itself")]
    Cycle(OrganisationCode),
    /// A life that ends before it starts.
    #[error("{0} ends before it begins")]
    EndsBeforeItBegins(OrganisationCode),
}

/// All bodies with their places in the tree.
#[derive(Debug, Clone)]
pub struct OrganisationTree {
    bodies: BTreeMap<OrganisationCode, Organisation>,
    children: HashMap<OrganisationCode, Vec<OrganisationCode>>,
    root: OrganisationCode,
    /// Where each name stands in the order of a dictionary, of the Thai names and of the English ones; worked out when it is
    /// first asked for.
    places: [OnceLock<HashMap<OrganisationCode, usize>>; 2],
    /// The names of each body, folded, in the order of codes; worked out when something is first looked for.
    names: OnceLock<Vec<FoldedNames>>,
    /// With whom bodies are compared; worked out when it is first asked for.
    peer_groups: OnceLock<PeerGroups>,
    /// Who may report for a province, of whichever day; worked out when it is first asked for.
    of_provinces: OnceLock<Vec<OrganisationCode>>,
}

impl OrganisationTree {
    /// Builds the tree.
    ///
    /// # Errors
    /// Refuses duplicates, unknown parents, cycles, several roots and impossible lives.
    pub fn new(bodies: Vec<Organisation>) -> Result<Self, TreeError> {
        let mut by_code = BTreeMap::new();
        for body in bodies {
            if let (Some(from), Some(to)) = (body.valid_from, body.valid_to)
                && to < from
            {
                return Err(TreeError::EndsBeforeItBegins(body.code));
            }
            if let Some(twice) = by_code.insert(body.code.clone(), body) {
                return Err(TreeError::Duplicate(twice.code));
            }
        }
        let mut children: HashMap<OrganisationCode, Vec<OrganisationCode>> = HashMap::new();
        let mut roots = Vec::new();
        for body in by_code.values() {
            match &body.parent {
                None => roots.push(body.code.clone()),
                Some(parent) if by_code.contains_key(parent) => {
                    children.entry(parent.clone()).or_default().push(body.code.clone());
                }
                Some(parent) => {
                    return Err(TreeError::UnknownParent { child: body.code.clone(), parent: parent.clone() });
                }
            }
        }
        let [root] = &roots[..] else {
            return Err(TreeError::Roots(roots.len()));
        };
        let tree = Self {
            root: root.clone(),
            bodies: by_code,
            children,
            places: [OnceLock::new(), OnceLock::new()],
            names: OnceLock::new(),
            peer_groups: OnceLock::new(),
            of_provinces: OnceLock::new(),
        };
        match tree.bodies.keys().find(|code| tree.path(code).last() != Some(&tree.root)) {
            Some(lost) => Err(TreeError::Cycle(lost.clone())),
            None => Ok(tree),
        }
    }

    /// The body above all.
    pub fn root(&self) -> &OrganisationCode {
        &self.root
    }

    /// A body.
    pub fn get(&self, code: &OrganisationCode) -> Option<&Organisation> {
        self.bodies.get(code)
    }

    /// What kind of body one is.
    pub fn kind(&self, code: &OrganisationCode) -> Option<OrganisationKind> {
        self.get(code).map(|body| body.kind)
    }

    /// All bodies in the order of their codes.
    pub fn bodies(&self) -> impl Iterator<Item = &Organisation> {
        self.bodies.values()
    }

    /// With whom bodies are compared.
    pub fn peer_groups(&self) -> &PeerGroups {
        self.peer_groups.get_or_init(|| PeerGroups::of(self.bodies()))
    }

    /// The bodies directly below.
    pub fn children(&self, code: &OrganisationCode) -> &[OrganisationCode] {
        self.children.get(code).map_or(&[], Vec::as_slice)
    }

    /// The body and everything below it, in the order of codes; empty for an unknown body.
    pub fn at_and_below(&self, code: &OrganisationCode) -> Vec<OrganisationCode> {
        let mut found: Vec<OrganisationCode> = self.get(code).map(|body| body.code.clone()).into_iter().collect();
        let mut open = 0;
        while let Some(node) = found.get(open) {
            let children = self.children(node).to_vec();
            found.extend(children);
            open += 1;
        }
        found.sort();
        found
    }

    /// The body and everything above it, nearest first; empty for an unknown body, cut short by a cycle (while moves are put to the
    /// test that cannot have happened).
    pub fn path(&self, code: &OrganisationCode) -> Vec<OrganisationCode> {
        let mut path = Vec::new();
        let mut next = self.bodies.get(code);
        while let Some(body) = next {
            if path.contains(&body.code) {
                break;
            }
            path.push(body.code.clone());
            next = body.parent.as_ref().and_then(|parent| self.bodies.get(parent));
        }
        path
    }

    /// The same without a copy of their codes, for many bodies at once.
    pub fn at_and_above(&self, code: &OrganisationCode) -> impl Iterator<Item = &Organisation> {
        std::iter::successors(self.bodies.get(code), |body| self.bodies.get(body.parent.as_ref()?))
    }

    /// Where a body's name in a language stands among all in the order of a dictionary; bodies of one name in the order of codes.
    pub fn dictionary_place(&self, code: &OrganisationCode, language: Language) -> Option<usize> {
        let [thai, english] = &self.places;
        let places = match language {
            Language::Th => thai,
            Language::En => english,
        };
        let places = places.get_or_init(|| {
            let mut bodies: Vec<&Organisation> = self.bodies().collect();
            bodies.sort_by_cached_key(|body| dictionary_key(body.name.in_language(language)));
            bodies.into_iter().enumerate().map(|(place, body)| (body.code.clone(), place)).collect()
        });
        places.get(code).copied()
    }

    /// The body that reports for each province on a day, by the province's code: the province itself, or the special local
    /// government where the province owes no report, as in Bangkok.
    pub fn of_provinces(&self, day: NaiveDate) -> BTreeMap<&str, &Organisation> {
        let kinds = [OrganisationKind::SpecialLocal, OrganisationKind::Province];
        let may_report = self.of_provinces.get_or_init(|| {
            let of = |kind| self.bodies().filter(move |body| body.kind == kind && body.province.is_some());
            kinds.into_iter().flat_map(of).map(|body| body.code.clone()).collect()
        });
        let bodies = may_report.iter().filter_map(|code| self.get(code)).filter(|body| body.reports_on(day));
        // Of two bodies of one province the later one stays, which is the province itself.
        bodies.filter_map(|body| Some((body.province.as_deref()?, body))).collect()
    }

    /// The bodies whose present name, abbreviation or code holds what was typed, in the order of codes.
    pub fn find(&self, query: &NameQuery) -> Vec<(&Organisation, Closeness)> {
        let folded = |body: &Organisation| {
            let names = [&body.name, &body.abbreviation].into_iter().flat_map(|name| [&*name.th, &*name.en]);
            FoldedNames::of(names.chain([body.code.as_str()]))
        };
        let names = self.names.get_or_init(|| self.bodies().map(folded).collect());
        let found = self.bodies().zip(names).filter_map(|(body, names)| Some((body, query.closeness(names)?)));
        found.collect()
    }

    /// The name a body had on a day, following its renames.
    pub fn name_on<'a>(
        &'a self,
        code: &OrganisationCode,
        day: NaiveDate,
        events: &'a [OrganisationEvent],
    ) -> Option<&'a Bilingual> {
        let renamed_later = events
            .iter()
            .filter(|event| {
                event.kind == OrganisationEventKind::Renamed && event.organisation == *code && day < event.effective_on
            })
            .min_by_key(|event| event.effective_on);
        renamed_later.map(|event| &event.name_before).or_else(|| self.get(code).map(|body| &body.name))
    }

    /// The body that answers for another one on a day: itself, or what it was merged into.
    pub fn successor_on(
        &self,
        code: &OrganisationCode,
        day: NaiveDate,
        events: &[OrganisationEvent],
    ) -> OrganisationCode {
        let mut current = code.clone();
        for _ in 0..events.len() {
            let merged = events.iter().find(|event| {
                event.kind == OrganisationEventKind::Merged
                    && event.organisation == current
                    && event.effective_on <= day
            });
            match merged.and_then(|event| event.other.clone()) {
                Some(other) => current = other,
                None => break,
            }
        }
        current
    }
}

#[cfg(test)]
#[path = "organisation_tests.rs"]
mod tests;

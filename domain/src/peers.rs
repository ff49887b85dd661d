//! With whom a body is compared: with bodies of its kind and about its size where enough of them have a size, and with all
//! of its kind otherwise. Wherever peers are compared, these are they.
//!
//! The bands of a kind are thirds of those of its bodies that report and have a size, by the measure that most of them
//! have. They depend on the register alone, so that a body is in one group in all rounds and on all pages.

use crate::{
    organisation::{Duty, Organisation, OrganisationKind},
    size::SizeMeasure,
    usual::ENOUGH_PEERS,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::{AsRefStr, EnumIter, EnumString};

/// How large a body is among those of its kind.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SizeBand {
    /// In the lowest third.
    Small,
    /// In the middle.
    Medium,
    /// In the highest third.
    Large,
}

/// Bodies that are compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerGroup {
    /// Their kind.
    pub kind: OrganisationKind,
    /// Their size; `None` for all of the kind.
    pub band: Option<SizeBand>,
}

impl PeerGroup {
    /// All bodies of a kind.
    pub fn whole(kind: OrganisationKind) -> Self {
        Self { kind, band: None }
    }
}

/// Where the thirds of a kind lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    /// By what sizes are measured.
    pub measure: SizeMeasure,
    /// The size of the largest small body.
    pub small_to: i64,
    /// The size of the largest medium body.
    pub medium_to: i64,
    /// How many bodies the thirds were made of.
    pub sized: usize,
}

impl Bands {
    /// The thirds of some sizes; bodies of one size are always in one of them. `None` where one would hold fewer bodies than
    /// anybody is held against.
    fn of(measure: SizeMeasure, mut sizes: Vec<i64>) -> Option<Self> {
        sizes.sort_unstable();
        let last_of = |thirds: usize| sizes.get((sizes.len() * thirds).div_ceil(3).checked_sub(1)?).copied();
        let bands = Self { measure, small_to: last_of(1)?, medium_to: last_of(2)?, sized: sizes.len() };
        let mut counts: BTreeMap<SizeBand, i64> = BTreeMap::new();
        for size in &sizes {
            *counts.entry(bands.band(*size)).or_default() += 1;
        }
        let is_enough = |band: SizeBand| counts.get(&band).is_some_and(|count| *count >= ENOUGH_PEERS);
        [SizeBand::Small, SizeBand::Medium, SizeBand::Large].into_iter().all(is_enough).then_some(bands)
    }

    /// In which third a size lies.
    pub fn band(&self, size: i64) -> SizeBand {
        if size <= self.small_to {
            SizeBand::Small
        } else if size <= self.medium_to {
            SizeBand::Medium
        } else {
            SizeBand::Large
        }
    }

    /// From which size to which a third reaches, where it has an end.
    pub fn reach(&self, band: SizeBand) -> (Option<i64>, Option<i64>) {
        match band {
            SizeBand::Small => (None, Some(self.small_to)),
            SizeBand::Medium => (Some(self.small_to + 1), Some(self.medium_to)),
            SizeBand::Large => (Some(self.medium_to + 1), None),
        }
    }
}

/// Why a body is compared with all of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WholeKind {
    /// Too few bodies of the kind have a size.
    TooFewSized {
        /// How many have one.
        sized: usize,
    },
    /// The body has no size.
    Unsized,
    /// Its size is measured otherwise than that of most bodies of its kind.
    MeasuredOtherwise,
    /// The reader asked for it.
    Asked,
}

/// Which peers a reader asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumString, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Breadth {
    /// Those of its kind and size, where there are enough with a size.
    #[default]
    Size,
    /// All of its kind.
    Kind,
}

/// The peers of one body, and why these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerChoice {
    /// Who they are.
    pub group: PeerGroup,
    /// The thirds that the group is one of, or why size plays no part.
    pub by: Result<Bands, WholeKind>,
}

impl PeerChoice {
    /// As a reader asks for them; as it is where it is all of the kind anyway.
    #[must_use]
    pub fn of_breadth(self, breadth: Breadth) -> Self {
        match (breadth, self.by) {
            (Breadth::Kind, Ok(_)) => Self { group: PeerGroup::whole(self.group.kind), by: Err(WholeKind::Asked) },
            (Breadth::Kind | Breadth::Size, _) => self,
        }
    }
}

/// The peer groups of a register.
#[derive(Debug, Clone, Default)]
pub struct PeerGroups {
    /// The thirds of each kind, or how many of its bodies have a size where there are none.
    of_kinds: BTreeMap<OrganisationKind, Result<Bands, usize>>,
}

impl PeerGroups {
    /// Of some bodies.
    pub fn of<'a>(bodies: impl Iterator<Item = &'a Organisation>) -> Self {
        let mut sizes: BTreeMap<OrganisationKind, BTreeMap<SizeMeasure, Vec<i64>>> = BTreeMap::new();
        for body in bodies.filter(|body| body.duty == Duty::Reports) {
            if let Some(size) = &body.size {
                sizes.entry(body.kind).or_default().entry(size.measure).or_default().push(size.number);
            }
        }
        let bands = |by_measure: BTreeMap<SizeMeasure, Vec<i64>>| {
            // Of two measures that as many bodies have, the first one.
            let most = by_measure.into_iter().rev().max_by_key(|(_, sizes)| sizes.len());
            let count = most.as_ref().map_or(0, |(_, sizes)| sizes.len());
            most.and_then(|(measure, sizes)| Bands::of(measure, sizes)).ok_or(count)
        };
        Self { of_kinds: sizes.into_iter().map(|(kind, sizes)| (kind, bands(sizes))).collect() }
    }

    /// The thirds of a kind, where there are any.
    pub fn bands(&self, kind: OrganisationKind) -> Option<Bands> {
        self.of_kinds.get(&kind).and_then(|bands| bands.ok())
    }

    /// With whom a body is compared, and why.
    pub fn choice(&self, body: &Organisation) -> PeerChoice {
        let whole = |why| PeerChoice { group: PeerGroup::whole(body.kind), by: Err(why) };
        let bands = match self.of_kinds.get(&body.kind) {
            None => return whole(WholeKind::TooFewSized { sized: 0 }),
            Some(Err(sized)) => return whole(WholeKind::TooFewSized { sized: *sized }),
            Some(Ok(bands)) => *bands,
        };
        match &body.size {
            None => whole(WholeKind::Unsized),
            Some(size) if size.measure != bands.measure => whole(WholeKind::MeasuredOtherwise),
            Some(size) => {
                PeerChoice { group: PeerGroup { kind: body.kind, band: Some(bands.band(size.number)) }, by: Ok(bands) }
            }
        }
    }

    /// With whom a body is compared.
    pub fn group(&self, body: &Organisation) -> PeerGroup {
        self.choice(body).group
    }

    /// Whether a body is one of a group. All of a kind are in the group of the kind, also those who are compared with bodies
    /// of their size themselves.
    pub fn holds(&self, group: PeerGroup, body: &Organisation) -> bool {
        body.kind == group.kind && (group.band.is_none() || self.group(body) == group)
    }

    /// Every group that a body is in: that of its kind, and that of its size where there are thirds.
    pub fn groups_of(&self, body: &Organisation) -> impl Iterator<Item = PeerGroup> + use<> {
        let whole = PeerGroup::whole(body.kind);
        std::iter::once(whole).chain(Some(self.group(body)).filter(move |group| *group != whole))
    }
}

#[cfg(test)]
#[path = "peers_tests.rs"]
mod tests;

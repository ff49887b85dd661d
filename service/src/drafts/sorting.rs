//! What was typed, held against what is stored: what is new, what two people changed apart from one another, and what has to
//! be decided.

use super::{Edit, OnConflict, Screen};
use crate::store::{conflicts::Kept, drafts::DraftEntry};
use domain::{
    entry::Entry,
    ids::{AccountId, IndicatorCode},
    merge,
};
use std::collections::BTreeMap;

/// What is kept beside what is stored.
pub(super) struct Beside {
    pub(super) indicator: IndicatorCode,
    pub(super) entry: Entry,
    pub(super) base: Option<Entry>,
}

/// What becomes of each.
#[derive(Default)]
pub(super) struct Sorted {
    pub(super) changed: Vec<(IndicatorCode, Entry)>,
    pub(super) merged: Vec<IndicatorCode>,
    pub(super) conflicting: Vec<Beside>,
    pub(super) unchanged: BTreeMap<IndicatorCode, i64>,
}

impl Sorted {
    pub(super) fn is_nothing(&self) -> bool {
        self.changed.is_empty() && self.conflicting.is_empty()
    }
}

/// What edits are held against.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) typed: &'a BTreeMap<IndicatorCode, DraftEntry>,
    pub(super) kept: &'a [Kept],
    pub(super) screen: &'a Screen,
}

impl Known<'_> {
    /// What somebody typed over: as they say, or as what they left undecided says.
    fn base(&self, indicator: &IndicatorCode, account: AccountId) -> Option<Entry> {
        let is_own = |kept: &&Kept| kept.indicator == *indicator && kept.account == account;
        let of_kept = || self.kept.iter().find(is_own).and_then(|kept| kept.base.clone());
        self.screen.bases.get(indicator).cloned().map(storable).or_else(of_kept)
    }
}

/// Somebody who goes back in their browser types over the page before they saved: only their own text of that very page
/// lies between, and the newest is meant. What the same account typed on another page is held against it as anybody's. A
/// program says with its version what it has seen.
pub(super) fn sort(edits: Vec<Edit>, known: Known<'_>, on_conflict: OnConflict, account: AccountId) -> Sorted {
    let page = known.screen.page.filter(|_| on_conflict == OnConflict::KeepBeside);
    let is_of_this_page = |stored: Option<&DraftEntry>| {
        page.is_some() && stored.is_some_and(|draft| draft.edited_by == account && draft.edited_on == page)
    };
    let mut sorted = Sorted::default();
    for Edit { indicator, entry, base_version } in edits {
        let entry = storable(entry);
        let stored = known.typed.get(&indicator);
        let version = stored.map_or(0, |draft| draft.version);
        if stored.map_or_else(|| entry.is_blank(), |draft| draft.entry == entry) {
            sorted.unchanged.insert(indicator, version);
            continue;
        }
        if version == base_version {
            sorted.changed.push((indicator, entry));
            continue;
        }
        let base = known.base(&indicator, account).filter(|_| on_conflict == OnConflict::KeepBeside);
        let Some(base) = base else {
            if is_of_this_page(stored) {
                sorted.changed.push((indicator, entry));
            } else {
                sorted.conflicting.push(Beside { indicator, entry, base: None });
            }
            continue;
        };
        let texts = stored.map(|draft| draft.entry.clone()).unwrap_or_default();
        let mut merged = merge::merge(&base, &entry, &texts);
        if is_of_this_page(stored) {
            merged.entry = merged.kept.take().unwrap_or(merged.entry);
        }
        sorted.merged.push(indicator.clone());
        if let Some(entry) = merged.kept {
            sorted.conflicting.push(Beside { indicator: indicator.clone(), entry, base: Some(base) });
        }
        if merged.entry == texts {
            sorted.unchanged.insert(indicator, version);
        } else {
            sorted.changed.push((indicator, merged.entry));
        }
    }
    sorted
}

/// Browsers send line ends as CR LF; a NUL, the one character that PostgreSQL cannot store, is shown as what it was.
fn storable(entry: Entry) -> Entry {
    let clean = |text: String| text.replace("\r\n", "\n").replace('\0', "\u{fffd}");
    Entry {
        value: clean(entry.value),
        base: clean(entry.base),
        narrative: clean(entry.narrative),
        obstacles: clean(entry.obstacles),
        help_needed: clean(entry.help_needed),
        explanation: clean(entry.explanation),
        applicability: entry.applicability,
        not_applicable_reason: clean(entry.not_applicable_reason),
    }
}

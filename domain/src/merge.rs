//! Two people typed into one entry: what each of them changed is taken, and what both changed is asked about.
//!
//! Taken and asked about are cells, the smallest things that mean something by themselves: a part is never taken from one
//! person and its whole from the other, since that would be a figure nobody typed.

use crate::entry::{Entry, Field};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString, IntoEnumIterator as _};

/// Texts of an entry that mean something only together.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Cell {
    /// The value with its denominator or weight.
    Figure,
    /// What was done.
    Narrative,
    /// ปัญหาอุปสรรค.
    Obstacles,
    /// What help is needed.
    HelpNeeded,
    /// Why a surprising value is right.
    Explanation,
    /// Whether the indicator applies, with the reason why not.
    Applicability,
}

impl Cell {
    /// The cell a field belongs to; files belong to none, since they are never overwritten.
    pub fn of(field: Field) -> Option<Self> {
        match field {
            Field::Value | Field::Base => Some(Self::Figure),
            Field::Narrative => Some(Self::Narrative),
            Field::Obstacles => Some(Self::Obstacles),
            Field::HelpNeeded => Some(Self::HelpNeeded),
            Field::Explanation => Some(Self::Explanation),
            Field::NotApplicableReason => Some(Self::Applicability),
            Field::Evidence => None,
        }
    }

    /// Whether two entries say the same in this cell.
    pub fn is_same(self, one: &Entry, other: &Entry) -> bool {
        let is_same = |field: Field| Self::of(field) != Some(self) || one.text(field) == other.text(field);
        Field::iter().all(is_same) && (self != Self::Applicability || one.applicability == other.applicability)
    }

    /// Puts what an entry says in this cell into another one.
    pub fn take(self, from: &Entry, into: &mut Entry) {
        match self {
            Self::Figure => {
                into.value.clone_from(&from.value);
                into.base.clone_from(&from.base);
            }
            Self::Narrative => into.narrative.clone_from(&from.narrative),
            Self::Obstacles => into.obstacles.clone_from(&from.obstacles),
            Self::HelpNeeded => into.help_needed.clone_from(&from.help_needed),
            Self::Explanation => into.explanation.clone_from(&from.explanation),
            Self::Applicability => {
                into.applicability = from.applicability;
                into.not_applicable_reason.clone_from(&from.not_applicable_reason);
            }
        }
    }

    /// The cells in which two entries differ.
    pub fn differing(one: &Entry, other: &Entry) -> Vec<Self> {
        Self::iter().filter(|cell| !cell.is_same(one, other)).collect()
    }
}

/// What comes of two changes of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What is stored, with everything of mine that nobody else touched.
    pub entry: Entry,
    /// The same with mine in the cells that both changed, in which alone the two differ. None where there is nothing to
    /// ask.
    pub kept: Option<Entry>,
}

/// Brings my change and what is stored together: `base` is what I typed over.
pub fn merge(base: &Entry, mine: &Entry, stored: &Entry) -> Merged {
    let mut entry = stored.clone();
    let mut kept = stored.clone();
    for cell in Cell::iter().filter(|cell| !cell.is_same(base, mine)) {
        if cell.is_same(base, stored) {
            cell.take(mine, &mut entry);
        }
        cell.take(mine, &mut kept);
    }
    let is_open = kept != entry;
    Merged { entry, kept: is_open.then_some(kept) }
}

/// Whose text is taken in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Choice {
    /// What is kept beside.
    Mine,
    /// What is stored.
    Theirs,
    /// What both typed over.
    Base,
}

/// What comes of choosing in some cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What is stored from now on.
    pub entry: Entry,
    /// What is still kept beside, where cells were left open.
    pub kept: Option<Entry>,
}

/// Chooses in some cells between what is stored, what is kept beside, and what both were typed over. Cells that are not
/// named stay open; so does one for which the base is chosen where it is not known.
pub fn decide(stored: &Entry, kept: &Entry, base: Option<&Entry>, choices: &[(Cell, Choice)]) -> Decided {
    let mut entry = stored.clone();
    let mut left = Vec::new();
    for cell in Cell::differing(stored, kept) {
        let choice = choices.iter().find(|(chosen, _)| *chosen == cell).map(|(_, choice)| *choice);
        match (choice, base) {
            (Some(Choice::Mine), _) => cell.take(kept, &mut entry),
            (Some(Choice::Theirs), _) => {}
            (Some(Choice::Base), Some(base)) => cell.take(base, &mut entry),
            (Some(Choice::Base), None) | (None, _) => left.push(cell),
        }
    }
    let mut still_kept = entry.clone();
    for cell in &left {
        cell.take(kept, &mut still_kept);
    }
    Decided { entry, kept: (!left.is_empty()).then_some(still_kept) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Applicability;
    use proptest::prelude::*;

    fn figure(value: &str, base: &str) -> Entry {
        Entry { value: value.to_owned(), base: base.to_owned(), ..Entry::default() }
    }

    fn with_obstacles(entry: &Entry, text: &str) -> Entry {
        Entry { obstacles: text.to_owned(), ..entry.clone() }
    }

    #[test]
    fn cells_that_nobody_else_changed_merge_by_themselves() {
        let base = figure("27", "64");
        let (mine, theirs) = (with_obstacles(&base, "น้ำท่วม"), figure("28", "64"));
        let merged = merge(&base, &mine, &theirs);
        assert_eq!(merged, Merged { entry: with_obstacles(&theirs, "น้ำท่วม"), kept: None });
    }

    #[test]
    fn a_figure_is_never_made_of_the_parts_of_two_people() {
        let merged = merge(&figure("27", "64"), &figure("28", "64"), &figure("27", "65"));
        assert_eq!(merged, Merged { entry: figure("27", "65"), kept: Some(figure("28", "64")) });
    }

    #[test]
    fn what_both_changed_is_asked_about_and_the_rest_is_taken() {
        let base = figure("27", "64");
        let (mine, theirs) = (with_obstacles(&figure("29", "64"), "น้ำท่วม"), figure("28", "64"));
        let merged = merge(&base, &mine, &theirs);
        assert_eq!(merged.entry, with_obstacles(&theirs, "น้ำท่วม"));
        assert_eq!(merged.kept, Some(mine));
    }

    #[test]
    fn a_base_that_is_not_known_cannot_be_chosen() {
        let (stored, kept) = (figure("28", "64"), figure("29", "64"));
        let choices = [(Cell::Figure, Choice::Base)];
        assert_eq!(decide(&stored, &kept, None, &choices), Decided { entry: stored.clone(), kept: Some(kept.clone()) });
        let base = figure("27", "64");
        assert_eq!(decide(&stored, &kept, Some(&base), &choices), Decided { entry: base.clone(), kept: None });
    }

    fn entries() -> impl Strategy<Value = Entry> {
        let text = || prop_oneof![Just(String::new()), Just("ก".to_owned()), Just("ข".to_owned())];
        let texts = (text(), text(), text(), text(), text(), text(), text(), any::<bool>());
        texts.prop_map(|(value, base, narrative, obstacles, help_needed, explanation, reason, applies)| Entry {
            value,
            base,
            narrative,
            obstacles,
            help_needed,
            explanation,
            applicability: if applies { Applicability::Applies } else { Applicability::NotApplicable },
            not_applicable_reason: reason,
        })
    }

    proptest! {
        #[test]
        fn one_change_alone_is_taken_as_it_is(base in entries(), changed in entries()) {
            let taken = Merged { entry: changed.clone(), kept: None };
            prop_assert_eq!(merge(&base, &changed, &base), taken.clone());
            prop_assert_eq!(merge(&base, &base, &changed), taken.clone());
            prop_assert_eq!(merge(&base, &changed, &changed), taken);
        }

        #[test]
        fn nothing_is_lost_and_nothing_is_overwritten(base in entries(), mine in entries(), theirs in entries()) {
            let merged = merge(&base, &mine, &theirs);
            let kept = merged.kept.clone().unwrap_or_else(|| merged.entry.clone());
            for cell in Cell::iter() {
                if !cell.is_same(&base, &mine) {
                    prop_assert!(cell.is_same(&kept, &mine), "mine is stored or kept: {cell:?}");
                }
                if !cell.is_same(&base, &theirs) {
                    prop_assert!(cell.is_same(&merged.entry, &theirs), "theirs stays stored: {cell:?}");
                }
            }
            for cell in Cell::differing(&merged.entry, &kept) {
                let both = !cell.is_same(&base, &mine) && !cell.is_same(&base, &theirs) && !cell.is_same(&mine, &theirs);
                prop_assert!(both, "asked only about what both changed differently: {cell:?}");
            }
        }

        #[test]
        fn the_order_in_which_two_people_come_back_matters_only_for_whose_text_is_kept(
            base in entries(), mine in entries(), theirs in entries(),
        ) {
            let open = |merged: &Merged| merged.kept.as_ref().map(|kept| Cell::differing(&merged.entry, kept));
            let (one, other) = (merge(&base, &mine, &theirs), merge(&base, &theirs, &mine));
            prop_assert_eq!(open(&one), open(&other));
            let settled = Cell::iter().filter(|cell| open(&one).is_none_or(|open| !open.contains(cell)));
            for cell in settled {
                prop_assert!(cell.is_same(&one.entry, &other.entry), "{cell:?}");
            }
        }

        #[test]
        fn sending_the_same_change_again_changes_nothing(base in entries(), mine in entries(), theirs in entries()) {
            let once = merge(&base, &mine, &theirs);
            prop_assert_eq!(merge(&base, &mine, &once.entry), once);
        }

        #[test]
        fn choosing_everywhere_leaves_nothing_open(stored in entries(), kept in entries(), base in entries()) {
            let all = |choice| Cell::iter().map(|cell| (cell, choice)).collect::<Vec<_>>();
            for (choice, wanted) in [(Choice::Mine, &kept), (Choice::Theirs, &stored)] {
                let decided = decide(&stored, &kept, Some(&base), &all(choice));
                prop_assert_eq!(decided, Decided { entry: wanted.clone(), kept: None });
            }
            prop_assert_eq!(decide(&stored, &kept, Some(&base), &all(Choice::Base)).kept, None);
        }

        #[test]
        fn what_is_not_chosen_stays_as_it_is(stored in entries(), kept in entries(), base in entries(), cell in 0_usize..6) {
            let chosen: Vec<_> = Cell::iter().skip(cell).take(1).map(|cell| (cell, Choice::Base)).collect();
            let decided = decide(&stored, &kept, Some(&base), &chosen);
            let still = decided.kept.clone().unwrap_or_else(|| decided.entry.clone());
            for cell in Cell::iter().filter(|cell| chosen.iter().all(|(chosen, _)| chosen != cell)) {
                prop_assert!(cell.is_same(&decided.entry, &stored) && cell.is_same(&still, &kept));
            }
        }
    }
}

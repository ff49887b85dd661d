//! Whose template it is, of which round and plan, and what stood in its cells when it was downloaded.

use super::{ANSWERS, Cell, Column, TEMPLATE};
use crate::{
    audit::sha256,
    entry::Entry,
    ids::{OrganisationCode, PlanCode, RoundCode},
    indicator::{Indicator, Measure},
};
use std::{collections::BTreeMap, fmt, str::FromStr};
use thiserror::Error;

/// How much of a digest is kept: enough to tell two texts apart that nobody made alike on purpose.
const DIGEST: usize = 10;

/// Where a template comes from; it travels in the file and is believed only as far as the server finds the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The version of its layout.
    pub template: u32,
    /// Of which round.
    pub round: RoundCode,
    /// Of which agency.
    pub agency: OrganisationCode,
    /// Of which plan.
    pub plan: PlanCode,
    /// In which version.
    pub plan_version: i32,
    /// A digest over the indicators that were asked; see [`asked_digest`].
    pub asked: String,
}

/// Why a file is no template that can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HeadProblem {
    /// The place where a template says what it is, is missing or damaged.
    #[error("no template of this system")]
    NoTemplate,
    /// A layout that this server does not know.
    #[error("a template of another version: {0}")]
    OtherVersion(u32),
}

impl Head {
    /// Its names and values, as they stand in the file.
    pub fn pairs(&self) -> [(&'static str, String); 6] {
        [
            ("template", self.template.to_string()),
            ("round", self.round.to_string()),
            ("agency", self.agency.to_string()),
            ("plan", self.plan.to_string()),
            ("plan_version", self.plan_version.to_string()),
            ("asked", self.asked.clone()),
        ]
    }

    /// Reads names and values.
    ///
    /// # Errors
    /// One is missing or unreadable; the layout is another.
    pub fn from_pairs(pairs: &BTreeMap<String, String>) -> Result<Self, HeadProblem> {
        fn value<Value: FromStr>(pairs: &BTreeMap<String, String>, name: &str) -> Result<Value, HeadProblem> {
            pairs.get(name).and_then(|value| value.parse().ok()).ok_or(HeadProblem::NoTemplate)
        }
        let template = value(pairs, "template")?;
        if template != TEMPLATE {
            return Err(HeadProblem::OtherVersion(template));
        }
        Ok(Self {
            template,
            round: value(pairs, "round")?,
            agency: value(pairs, "agency")?,
            plan: value(pairs, "plan")?,
            plan_version: value(pairs, "plan_version")?,
            asked: value(pairs, "asked")?,
        })
    }
}

/// What an indicator means to whoever fills it in: another digest, another question.
fn meaning(indicator: &Indicator) -> String {
    let measure = match &indicator.measure {
        Measure::Ratio { numerator, denominator, scale } => {
            format!("ratio\u{1f}{}\u{1f}{}\u{1f}{scale}", numerator.th, denominator.th)
        }
        Measure::Count => "count".to_owned(),
        Measure::Cumulative => "cumulative".to_owned(),
        Measure::Amount => "amount".to_owned(),
        Measure::Level { lowest, highest, .. } => format!("level\u{1f}{lowest}\u{1f}{highest}"),
        Measure::YesNo => "yes_no".to_owned(),
        Measure::Mean { weight } => format!("mean\u{1f}{}", weight.th),
        Measure::Score { lowest, highest } => format!("score\u{1f}{lowest}\u{1f}{highest}"),
        Measure::Rank { of } => format!("rank\u{1f}{of}"),
    };
    let (unit, definition) = (&indicator.unit.th, &indicator.definition.th);
    digest(&format!("{}\u{1f}{measure}\u{1f}{unit}\u{1f}{definition}", indicator.code))
}

/// A digest over the indicators that are asked and what they mean, in their order.
pub fn asked_digest<'a>(asked: impl IntoIterator<Item = &'a Indicator>) -> String {
    let meanings: Vec<String> = asked.into_iter().map(meaning).collect();
    digest(&meanings.join("\n"))
}

fn digest(text: &str) -> String {
    sha256(text.as_bytes()).chars().take(DIGEST).collect()
}

/// What stood in the row of an indicator when it was downloaded: what it meant, and each answer. So a cell that nobody
/// touched is known, and never overwrites what was typed on the page meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    meaning: String,
    answers: [String; ANSWERS.len()],
}

impl Mark {
    /// Of an indicator with an entry.
    pub fn of(indicator: &Indicator, entry: &Entry) -> Self {
        let answer = |column| digest(&Cell::answer(indicator, column, entry).read_back(column));
        Self { meaning: meaning(indicator), answers: ANSWERS.map(answer) }
    }

    /// Whether the indicator means what it meant.
    pub fn means(&self, indicator: &Indicator) -> bool {
        self.meaning == meaning(indicator)
    }

    /// Whether a text stood in a column.
    pub fn stood(&self, column: Column, text: &str) -> bool {
        let place = ANSWERS.iter().position(|answer| *answer == column);
        place.is_some_and(|place| self.answers[place] == digest(text))
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.meaning, self.answers.join("."))
    }
}

impl FromStr for Mark {
    type Err = HeadProblem;
    fn from_str(text: &str) -> Result<Self, HeadProblem> {
        let (meaning, answers) = text.trim().split_once(':').ok_or(HeadProblem::NoTemplate)?;
        let answers: Vec<String> = answers.split('.').map(str::to_owned).collect();
        let answers = answers.try_into().map_err(|_| HeadProblem::NoTemplate)?;
        Ok(Self { meaning: meaning.to_owned(), answers })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::change::tests::indicator, *};

    fn head() -> Head {
        Head {
            template: TEMPLATE,
            round: "2570-q1".parse().expect("a code"),
            agency: "one".parse().expect("a code"),
            plan: "dgp-2566".parse().expect("a code"),
            plan_version: 1,
            asked: "abc".to_owned(),
        }
    }

    fn pairs(head: &Head) -> BTreeMap<String, String> {
        head.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn a_head_comes_back_as_it_was() {
        assert_eq!(Head::from_pairs(&pairs(&head())), Ok(head()));
    }

    #[test]
    fn a_head_that_is_damaged_or_of_another_layout_is_told_apart() {
        let newer = Head { template: 9, ..head() };
        assert_eq!(Head::from_pairs(&pairs(&newer)), Err(HeadProblem::OtherVersion(9)));
        for name in ["round", "asked"] {
            let mut damaged = pairs(&head());
            damaged.remove(name);
            assert_eq!(Head::from_pairs(&damaged), Err(HeadProblem::NoTemplate));
        }
        assert_eq!(Head::from_pairs(&BTreeMap::new()), Err(HeadProblem::NoTemplate));
    }

    #[test]
    fn a_mark_knows_what_stood_and_what_it_meant() {
        let (asked, entry) = (indicator("i", "ratio"), Entry { value: "1,234.50".to_owned(), ..Entry::default() });
        let mark: Mark = Mark::of(&asked, &entry).to_string().parse().expect("a mark");
        assert!(mark.stood(Column::Value, "1234.5") && !mark.stood(Column::Value, "1234.6"));
        assert!(mark.stood(Column::Base, "") && !mark.stood(Column::Name, ""));
        assert!(mark.means(&asked) && !mark.means(&indicator("i", "count")));
        assert!("".parse::<Mark>().is_err() && "a:b.c".parse::<Mark>().is_err());
    }

    #[test]
    fn the_digest_of_what_is_asked_changes_with_every_meaning() {
        let (ratio, count) = (indicator("i", "ratio"), indicator("i", "count"));
        let of = |asked: &[&Indicator]| asked_digest(asked.iter().copied());
        assert_ne!(of(&[&ratio]), of(&[&count]));
        assert_ne!(of(&[&ratio]), of(&[&ratio, &ratio]));
        assert_eq!(of(&[&ratio]), of(&[&indicator("i", "ratio")]));
    }
}

//! What became another in the definition of an indicator, so that figures from before and after are not compared.

use crate::indicator::{Indicator, Measure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use strum::{AsRefStr, EnumIter};

/// One way in which two definitions of an indicator differ. The names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DefinitionChange {
    /// It is measured otherwise: another kind of number, another scale, or another level that meets the goal.
    Measure,
    /// It has another unit.
    Unit,
    /// What counts is said in other words.
    Definition,
    /// The other direction is the better one, or other bounds.
    Polarity,
}

impl DefinitionChange {
    /// Whether another number comes of it.
    fn counts(self) -> bool {
        match self {
            Self::Measure | Self::Unit | Self::Definition => true,
            Self::Polarity => false,
        }
    }
}

impl Indicator {
    /// In which ways another definition of the indicator differs; in none where figures of both stand in one line. The
    /// Thai words decide. What is worked out from others is defined otherwise where one of those is, however far behind.
    pub fn changes_from(&self, other: &Self) -> Vec<DefinitionChange> {
        if std::ptr::eq(self, other) {
            return Vec::new();
        }
        let mut changes: BTreeSet<DefinitionChange> = self.own_changes_from(other).collect();
        if let (Some(one), Some(another)) = (&self.derived, &other.derived) {
            let was = |input: &&Self| another.inputs.iter().find(|known| known.code == input.code);
            let both = one.inputs.iter().filter_map(|input| Some((input, was(&input)?)));
            changes.extend(both.flat_map(|(input, was)| input.own_changes_from(was)).filter(|change| change.counts()));
        }
        changes.into_iter().collect()
    }

    /// The same without what lies behind a derived one.
    fn own_changes_from(&self, other: &Self) -> impl Iterator<Item = DefinitionChange> + use<> {
        let is_measured_alike = match (&self.measure, &other.measure) {
            (Measure::Ratio { scale, .. }, Measure::Ratio { scale: of_other, .. }) => scale == of_other,
            (Measure::Level { meets_at, .. }, Measure::Level { meets_at: of_other, .. }) => meets_at == of_other,
            (one, another) => std::mem::discriminant(one) == std::mem::discriminant(another),
        };
        let differences = [
            (DefinitionChange::Measure, !is_measured_alike),
            (DefinitionChange::Unit, self.unit.th != other.unit.th),
            (DefinitionChange::Definition, self.definition.th != other.definition.th || self.derived != other.derived),
            (DefinitionChange::Polarity, self.polarity != other.polarity),
        ];
        differences.into_iter().filter(|(_, differs)| *differs).map(|(change, _)| change)
    }

    /// Whether figures of both definitions say the same of the same thing: measured alike, in the same unit, counted by the
    /// same rule. Which way is better may have changed.
    pub fn is_comparable_with(&self, other: &Self) -> bool {
        !self.changes_from(other).into_iter().any(DefinitionChange::counts)
    }

    /// Whether figures of both definitions may be compared and a trend may run through them: measured alike, in the same
    /// unit, counted by the same rule, and better in the same direction.
    pub fn is_defined_like(&self, other: &Self) -> bool {
        self.changes_from(other).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::Polarity;

    fn indicator() -> Indicator {
        let words = r#"{ "th": "ก", "en": "a" }"#;
        let text = format!(
            r#"{{ "code": "svc-e2e", "strategy": "B1", "name": {words}, "definition": {words}, "unit": {words},
                "measure": {{ "type": "cumulative" }}, "polarity": "higher", "frequency": "quarterly", "scope": "agency",
                "reporters": [], "weight": "1", "evidence": {{ "required": true, "description": {words} }},
                "provenance": {{ "status": "demonstration", "source": "test" }} }}"#
        );
        serde_json::from_str(&text).expect("an indicator")
    }

    #[test]
    fn every_way_in_which_definitions_differ_is_named() {
        let one = indicator();
        assert_eq!(one.changes_from(&one), []);
        let mut renamed = one.clone();
        renamed.name.th = "ชื่อใหม่".to_owned();
        renamed.unit.en = "another word".to_owned();
        assert!(one.is_defined_like(&renamed), "a name changes nothing, nor do English words");
        let mut reworded = one.clone();
        reworded.definition.th.push_str(" ไม่รวมจังหวัด");
        assert_eq!(one.changes_from(&reworded), [DefinitionChange::Definition]);
        assert!(!one.is_comparable_with(&reworded) && !one.is_defined_like(&reworded));
        let mut turned = one.clone();
        turned.polarity = Polarity::Lower;
        assert!(one.is_comparable_with(&turned) && !one.is_defined_like(&turned), "the numbers are the same");
        let mut other = reworded.clone();
        other.unit.th = "เรื่อง".to_owned();
        other.measure = Measure::YesNo;
        other.polarity = Polarity::Lower;
        let all = [
            DefinitionChange::Measure,
            DefinitionChange::Unit,
            DefinitionChange::Definition,
            DefinitionChange::Polarity,
        ];
        assert_eq!((one.changes_from(&other), other.changes_from(&one)), (all.to_vec(), all.to_vec()));
        assert!(!one.is_comparable_with(&other));
    }
}

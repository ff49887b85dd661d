//! What a version of a plan changes of its indicators, in the keys of its file.

use crate::{ServiceError, ServiceResult, organisations::ImportDiff};
use domain::{indicator::Indicator, plan::Plan, text::differing};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Of a long text so many letters are told.
const LONGEST: usize = 60;
/// So many of them stand before the first one that differs.
const LEAD: usize = 12;

/// The difference from the version before, and which indicators are defined otherwise from now on.
pub(super) fn of(before: Option<&Plan>, plan: &Plan) -> ServiceResult<ImportDiff> {
    let mut diff = ImportDiff::default();
    for indicator in &plan.indicators {
        let name = format!("{} {}", indicator.code, indicator.name.th);
        match before.and_then(|before| before.indicator(&indicator.code)) {
            None => diff.added.push(name),
            Some(old) if old == indicator => diff.unchanged += 1,
            Some(old) => {
                diff.changed.push(format!("{name}: {}", changes(old, indicator)?));
                let redefined = indicator.changes_from(old);
                if !redefined.is_empty() {
                    diff.redefined.push((indicator.code.clone(), redefined));
                }
            }
        }
    }
    Ok(diff)
}

/// Each key that became another, with its text before and after.
fn changes(old: &Indicator, new: &Indicator) -> ServiceResult<String> {
    let (old, new) = (keys(old)?, keys(new)?);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let text = |of: &BTreeMap<String, String>, name: &String| of.get(name).cloned().unwrap_or_default();
    let fields = names.into_iter().map(|name| {
        let [before, after] = shortened([&text(&old, name), &text(&new, name)]);
        (name.as_str(), before, after)
    });
    Ok(differing(fields).1)
}

/// Long texts from a little before the first letter in which they differ.
fn shortened(texts: [&str; 2]) -> [String; 2] {
    let [before, after] = texts;
    let alike = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    texts.map(|text| {
        let length = text.chars().count();
        if length <= LONGEST {
            return text.to_owned();
        }
        let begin = alike.saturating_sub(LEAD);
        let told: String = text.chars().skip(begin).take(LONGEST).collect();
        let (lead, rest) = (if begin > 0 { "…" } else { "" }, if begin + LONGEST < length { "…" } else { "" });
        format!("{lead}{told}{rest}")
    })
}

/// An indicator as dotted keys with their texts; milestones stand below their years.
fn keys(indicator: &Indicator) -> ServiceResult<BTreeMap<String, String>> {
    let value = serde_json::to_value(indicator);
    let value = value.map_err(|error| ServiceError::fault("an indicator as the keys of its file", error))?;
    let mut keys = BTreeMap::new();
    flatten("", &value, &mut keys);
    Ok(keys)
}

fn flatten(name: &str, value: &Value, keys: &mut BTreeMap<String, String>) {
    let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(parts) => {
            for (key, part) in parts {
                flatten(&below(key), part, keys);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (place, item) in items.iter().enumerate() {
                let year = item.get("fiscal_year").map(ToString::to_string);
                flatten(&below(&year.unwrap_or_else(|| place.to_string())), item, keys);
            }
        }
        Value::Array(items) => {
            keys.insert(name.to_owned(), items.iter().map(text_of).collect::<Vec<_>>().join(", "));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            keys.insert(name.to_owned(), text_of(value));
        }
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{amount::Amount, definition::DefinitionChange};

    fn shipped() -> Plan {
        crate::imports::plans::read(include_bytes!("../../../reference/plans/dgp-2566.toml")).expect("a plan")
    }

    #[test]
    fn what_changes_is_told_key_by_key_and_what_breaks_comparability_apart() {
        let before = shipped();
        let mut plan = shipped();
        plan.indicators[0].definition.th.push_str(" ไม่รวมจังหวัด");
        plan.indicators[1].weight = Amount::whole(7);
        let target = plan.indicators[1].targets.last_mut().expect("a target");
        let (year, value) = (target.fiscal_year.number(), target.value);
        target.value = Amount::whole(77);
        let diff = of(Some(&before), &plan).expect("a difference");
        assert_eq!((diff.changed.len(), diff.unchanged), (2, plan.indicators.len() - 2));
        assert!(diff.changed[0].contains("definition.th \"") && diff.changed[0].ends_with(" ไม่รวมจังหวัด\""), "{diff:?}");
        let moved = format!(": targets.{year}.value \"{value}\" → \"77\"; weight \"1\" → \"7\"");
        assert!(diff.changed[1].ends_with(&moved), "{diff:?}");
        let code = plan.indicators[0].code.clone();
        assert_eq!(diff.redefined, [(code, vec![DefinitionChange::Definition])]);
    }

    #[test]
    fn long_texts_are_told_where_they_differ() {
        let long = "ก".repeat(100);
        let [before, after] = shortened([&format!("{long}ข"), &format!("{long}ค{long}")]);
        assert_eq!(before, format!("…{}ข", "ก".repeat(LEAD)));
        assert_eq!(after, format!("…{}ค{}…", "ก".repeat(LEAD), "ก".repeat(LONGEST - LEAD - 1)));
        assert_eq!(shortened(["", "short"]), ["", "short"]);
    }
}

//! Plans as code, format `tidtam-plan/1`: TOML. Every strategy and indicator is read for itself, so that one mistake does
//! not hide the next.

use super::{
    Reason, Refusal, Refusals,
    document::{Document, text_of},
};
use domain::{
    derived::{FormulaFault, FormulaPart},
    expression::ExpressionReason,
    indicator::Indicator,
    plan::{Plan, PlanError, PlanHead, Strategy},
};
use std::collections::HashMap;
use toml::de::{DeTable, DeValue};

/// What the key `format` says.
const FORMAT: &str = "tidtam-plan/1";

/// Reads a plan.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Plan, Vec<Refusal>> {
    let text = text_of(bytes).map_err(|refusal| vec![refusal])?;
    let (mut document, parts) = Document::read(text, |detail| Reason::Plan { detail });
    let plan = parts.and_then(|parts| plan(&mut document, parts));
    let Some((plan, lines)) = document.refusals.or(plan)? else { return Err(Vec::new()) };
    checked(plan, &lines)
}

/// On which line what stands.
#[derive(Default)]
struct Lines {
    /// Each code, where it stands first; the plan's own key is `plan`.
    codes: HashMap<String, u64>,
    /// The formulas of each indicator.
    formulas: HashMap<(String, FormulaPart), u64>,
}

impl Lines {
    /// Notes where the formulas of indicators stand.
    fn note_formulas(&mut self, document: &Document<'_>, indicators: &DeValue<'_>) {
        for indicator in indicators.as_array().into_iter().flatten() {
            let indicator = indicator.get_ref();
            let Some(code) = indicator.get("code").and_then(|code| code.get_ref().as_str()) else { continue };
            let Some(derived) = indicator.get("derived") else { continue };
            for part in [FormulaPart::Value, FormulaPart::Base] {
                let key: &str = part.as_ref();
                let formula = derived.get_ref().get(key).unwrap_or(derived);
                let line = document.line(formula.span().start);
                self.formulas.entry((code.to_owned(), part)).or_insert(line);
            }
        }
    }

    /// Where something that is wrong stands.
    fn of(&self, error: &PlanError, code: Option<&str>) -> u64 {
        let of_formula = if let PlanError::Formula { indicator, fault } = error {
            self.formulas.get(&(indicator.to_string(), fault.part()))
        } else {
            None
        };
        let of_code = || code.and_then(|code| self.codes.get(code));
        of_formula.or_else(of_code).or_else(|| self.codes.get("plan")).copied().unwrap_or(1)
    }
}

fn plan(document: &mut Document<'_>, parts: DeTable<'_>) -> Option<(Plan, Lines)> {
    let mut lines = Lines::default();
    let (mut head, mut strategies, mut indicators, mut format) = (None, Vec::new(), Vec::new(), None);
    for (key, value) in parts {
        let place = value.span().start;
        match key.get_ref().as_ref() {
            "format" => format = value.get_ref().as_str().map(str::to_owned),
            "plan" => {
                lines.codes.insert("plan".to_owned(), document.line(place));
                head = document.item::<PlanHead>("plan", value);
            }
            "strategy" => {
                for (line, strategy) in document.items::<Strategy>("strategy", value) {
                    lines.codes.entry(strategy.code.to_string()).or_insert(line);
                    strategies.push(strategy);
                }
            }
            "indicator" => {
                lines.note_formulas(document, value.get_ref());
                for (line, indicator) in document.items::<Indicator>("indicator", value) {
                    lines.codes.entry(indicator.code.to_string()).or_insert(line);
                    indicators.push(indicator);
                }
            }
            other => document.refuse_unknown(key.span().start, other, &["format", "plan", "strategy", "indicator"]),
        }
    }
    document.require(format.as_deref(), FORMAT, "plan", lines.codes.contains_key("plan"));
    head.map(|plan| (Plan { plan, strategies, indicators }, lines))
}

/// Checks what the types cannot say. The domain tells the first fault; what it is about is then set aside, so that the
/// next one is found too.
fn checked(plan: Plan, lines: &Lines) -> Result<Plan, Vec<Refusal>> {
    let mut refusals = Refusals::default();
    let mut rest = plan.clone();
    while let Err(error) = rest.clone().checked() {
        let code = code_of(&error);
        // What was set aside for a fault of its own is there all the same.
        if names_what_was_set_aside(&error, &plan) && set_aside(&mut rest, &error, code.as_deref()) {
            continue;
        }
        let reason = if let PlanError::Formula { fault, .. } = &error {
            Reason::FormulaOfPlan { fault: fault.clone() }
        } else {
            Reason::Plan { detail: error.to_string() }
        };
        let line = lines.of(&error, code.as_deref());
        refusals.add(Refusal::new(line, code.clone().unwrap_or_default(), reason));
        if !set_aside(&mut rest, &error, code.as_deref()) {
            break;
        }
    }
    refusals.or(plan)
}

fn names_what_was_set_aside(error: &PlanError, plan: &Plan) -> bool {
    let PlanError::Formula { fault: FormulaFault::Unreadable { error, .. }, .. } = error else { return false };
    matches!(&error.reason, ExpressionReason::UnknownIndicator { indicator } if plan.indicator(indicator).is_some())
}

fn code_of(error: &PlanError) -> Option<String> {
    match error {
        PlanError::EndsBeforeItBegins | PlanError::Version => None,
        PlanError::DuplicateStrategy(strategy) => Some(strategy.to_string()),
        PlanError::DuplicateIndicator(indicator)
        | PlanError::UnknownStrategy { indicator, .. }
        | PlanError::Milestones(indicator)
        | PlanError::Bounds(indicator)
        | PlanError::Weight(indicator)
        | PlanError::MissingThai(indicator)
        | PlanError::DerivedEvidence(indicator)
        | PlanError::Formula { indicator, .. } => Some(indicator.to_string()),
        PlanError::MissingSource(code) => Some(code.clone()),
    }
}

/// Whether something was set aside.
fn set_aside(plan: &mut Plan, error: &PlanError, code: Option<&str>) -> bool {
    match error {
        PlanError::EndsBeforeItBegins => plan.plan.last_fiscal_year = plan.plan.first_fiscal_year,
        PlanError::Version => plan.plan.version = 1,
        PlanError::DuplicateStrategy(twice) => {
            let last = plan.strategies.iter().rposition(|strategy| strategy.code == *twice);
            return last.map(|place| plan.strategies.remove(place)).is_some();
        }
        PlanError::MissingSource(head) if *head == plan.plan.code.to_string() => {
            "?".clone_into(&mut plan.plan.provenance.source);
        }
        PlanError::Formula { indicator, .. } => {
            let wrong = plan.indicators.iter_mut().find(|known| known.code == *indicator);
            return wrong.and_then(|wrong| wrong.derived.take()).is_some();
        }
        PlanError::DuplicateIndicator(_)
        | PlanError::UnknownStrategy { .. }
        | PlanError::Milestones(_)
        | PlanError::Bounds(_)
        | PlanError::Weight(_)
        | PlanError::MissingThai(_)
        | PlanError::DerivedEvidence(_)
        | PlanError::MissingSource(_) => {
            let last = plan.indicators.iter().rposition(|indicator| Some(indicator.code.as_str()) == code);
            return last.map(|place| plan.indicators.remove(place)).is_some();
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../reference/plans/dgp-2566.toml");

    fn refused(text: &str) -> Vec<(u64, String, String)> {
        let found = read(text.as_bytes()).expect_err("refused");
        found
            .into_iter()
            .map(|refusal| {
                let detail = format!("{:?}", refusal.reason);
                (refusal.line, refusal.column, detail)
            })
            .collect()
    }

    fn line_of(text: &str, words: &str) -> u64 {
        1 + text.lines().position(|line| line.contains(words)).expect("a line") as u64
    }

    #[test]
    fn the_shipped_plans_are_read() {
        for text in [SHIPPED, include_str!("../../../reference/plans/dgp-2563.toml")] {
            assert!(!read(text.as_bytes()).expect("a plan").indicators.is_empty());
        }
    }

    #[test]
    fn every_indicator_is_refused_on_its_own_line() {
        let text = SHIPPED.replacen("frequency = \"annual\"", "frequency = \"sometimes\"", 1);
        let text = text.replacen("scope = \"national\"", "scope = \"galaxy\"", 1);
        let found = refused(&text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].0, line_of(&text, "sometimes"));
        assert_eq!(found[1].0, line_of(&text, "galaxy"));
        assert!(found[0].2.contains("quarterly"), "{found:?}");
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let found =
            refused(&SHIPPED.replacen("weight = \"1\"", "wieght = \"1\"", 1).replacen("[plan]", "[plane]\n[plan]", 1));
        let said = format!("{found:?}");
        assert!(said.contains("wieght") && said.contains("plane"), "{said}");
    }

    #[test]
    fn what_the_types_cannot_say_is_found_all_at_once() {
        let text = SHIPPED.replacen("version = 1", "version = 0", 1);
        let text = text.replacen("weight = \"1\"", "weight = \"0\"", 2);
        let found = refused(&text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().any(|(_, code, _)| code == "staff-digital-skills"), "{found:?}");
    }

    #[test]
    fn another_format_and_broken_toml_are_refused() {
        assert!(refused(&SHIPPED.replace("tidtam-plan/1", "tidtam-plan/9"))[0].2.contains("tidtam-plan/1"));
        let found = refused("format = \"tidtam-plan/1\"\n[plan\ncode = \n");
        assert!(found.iter().any(|(line, _, _)| *line == 2), "{found:?}");
        assert!(!refused("").is_empty());
    }
}

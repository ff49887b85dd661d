//! Schemes of scores as files, format `tidtam-scheme/1`: TOML.

use super::{
    Reason, Refusal, Refusals,
    document::{Document, below, items_of, text_of},
};
use domain::{
    indicator::Measure,
    plan::Plan,
    score::{Format, Node, Scheme, SchemeFile, SchemeHead, SchemePlace, SchemeReason, SchemeRefusal},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// What the key `format` says.
const FORMAT: &str = "tidtam-scheme/1";

/// A scheme that is right by itself, beside a plan.
#[derive(Debug)]
pub struct BesidePlan {
    /// The scheme.
    pub scheme: Scheme,
    /// What it reads and the plan does not ask for, each where it is read: indicators that the plan does not have, and answers of
    /// another kind than it measures.
    pub unasked: Vec<Refusal>,
}

/// Reads a scheme.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Scheme, Vec<Refusal>> {
    let (file, lines) = file_of(bytes)?;
    let mut refusals = Refusals::default();
    let scheme = lines.checked(file, &mut refusals);
    refusals.or(scheme)?.ok_or_else(Vec::new)
}

/// Reads a scheme that is to score what a plan asks.
///
/// # Errors
/// Everything that is wrong with it, also what the plan does not ask for; what is right but for that is given with it.
pub fn read_beside(bytes: &[u8], plan: &Plan) -> Result<BesidePlan, Vec<Refusal>> {
    let (file, lines) = file_of(bytes)?;
    let mut refusals = Refusals::default();
    lines.unasked_in(plan, &file, &mut refusals);
    let unasked = refusals.found.clone();
    match lines.checked(file, &mut refusals) {
        Some(scheme) => Ok(BesidePlan { scheme, unasked }),
        None => Err(refusals.or(()).err().unwrap_or_default()),
    }
}

/// The parts of a file and where they stand.
fn file_of(bytes: &[u8]) -> Result<(SchemeFile, Lines), Vec<Refusal>> {
    let text = text_of(bytes).map_err(|refusal| vec![refusal])?;
    let (mut document, parts) = Document::read(text, |detail| Reason::Scheme { detail });
    let file = parts.and_then(|parts| file(&mut document, parts));
    document.refusals.or(file)?.ok_or_else(Vec::new)
}

/// Where the parts of the file stand.
#[derive(Default)]
struct Lines {
    head: Option<u64>,
    classing: Option<u64>,
    /// Each class or level, and its criteria.
    classes: Vec<(u64, Vec<u64>)>,
    nodes: Vec<NodeLines>,
}

/// Where a node stands.
struct NodeLines {
    head: u64,
    /// Where it names the indicator that it reads.
    indicator: u64,
    /// Where it says how the answer becomes a number; with the indicator where it says nothing.
    coding: u64,
}

impl Lines {
    /// The scheme that the engine takes.
    fn checked(&self, file: SchemeFile, refusals: &mut Refusals) -> Option<Scheme> {
        match file.checked() {
            Ok(scheme) => Some(scheme),
            Err(refused) => {
                for refusal in refused {
                    refusals.add(self.place(refusal));
                }
                None
            }
        }
    }

    /// Refuses the indicators that a plan does not have, and codings for other answers than it asks for.
    fn unasked_in(&self, plan: &Plan, file: &SchemeFile, refusals: &mut Refusals) {
        for (node, lines) in file.nodes.iter().zip(&self.nodes) {
            let Some(reads) = &node.reads else { continue };
            let (indicator, of_plan) = (reads.indicator.clone(), plan.plan.code.clone());
            let (line, reason) = match plan.indicator(&reads.indicator) {
                None => (lines.indicator, Reason::NotInPlan { indicator, plan: of_plan }),
                Some(known) if !reads.coding.takes(&known.measure) => {
                    let (coding, measure) = (reads.coding.as_ref().to_owned(), known.measure.as_ref().to_owned());
                    let fitting = fitting(&known.measure);
                    (lines.coding, Reason::CodingUnfit { coding, indicator, plan: of_plan, measure, fitting })
                }
                Some(_) => continue,
            };
            refusals.add(Refusal::new(line, format!("node {}", node.code), reason));
        }
    }

    fn node(&self, position: usize) -> Option<u64> {
        self.nodes.get(position).map(|node| node.head)
    }

    /// A refusal with its line and key.
    fn place(&self, refusal: SchemeRefusal) -> Refusal {
        let key = refusal.place.to_string();
        let line = match refusal.place {
            SchemePlace::Head => None,
            SchemePlace::Classing => self.classing,
            SchemePlace::Class { position, .. } => self.classes.get(position).map(|(class, _)| *class),
            SchemePlace::Criterion { position, criterion, .. } => {
                self.classes.get(position).and_then(|(_, criteria)| criteria.get(criterion).copied())
            }
            SchemePlace::Node { position, .. } => self.node(position),
        };
        let first = if let SchemeReason::DuplicateNode { first } = refusal.reason { self.node(first) } else { None };
        let reason = first.map_or(Reason::SchemeRefused(refusal.reason), |line| Reason::CodeTwice { line });
        Refusal::new(line.or(self.head).unwrap_or(1), key, reason)
    }
}

fn file(document: &mut Document<'_>, parts: DeTable<'_>) -> Option<(SchemeFile, Lines)> {
    let mut lines = Lines::default();
    let (mut head, mut nodes, mut format) = (None, Vec::new(), None);
    for (key, value) in parts {
        match key.get_ref().as_ref() {
            "format" => format = value.get_ref().as_str().map(str::to_owned),
            "scheme" => {
                lines.head = Some(document.line_of(&value));
                lines.classing = below(&value, &["classing"]).map(|classing| document.line_of(classing));
                lines.classes = classes(document, &value);
                head = document.item::<SchemeHead>("scheme", value);
            }
            "node" => {
                let place = |node: &Spanned<DeValue<'_>>| {
                    let indicator = below(node, &["reads", "indicator"]).unwrap_or(node);
                    let coding = below(node, &["reads", "coding"]).unwrap_or(indicator);
                    let [head, indicator, coding] = [node, indicator, coding].map(|part| document.line_of(part));
                    NodeLines { head, indicator, coding }
                };
                lines.nodes = items_of(Some(&value)).iter().map(place).collect();
                nodes = document.items::<Node>("node", value).into_iter().map(|(_, node)| node).collect();
            }
            other => document.refuse_unknown(key.span().start, other, &["format", "scheme", "node"]),
        }
    }
    document.require(format.as_deref(), FORMAT, "scheme", lines.head.is_some());
    head.map(|scheme| (SchemeFile { format: Format::One, scheme, nodes }, lines))
}

/// The codings that take the answers to a measure.
fn fitting(measure: &Measure) -> String {
    match measure {
        Measure::YesNo => "yes_no".to_owned(),
        Measure::Level { lowest, highest, .. } => format!("number, level {lowest}–{highest}"),
        Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Mean { .. }
        | Measure::Score { .. }
        | Measure::Rank { .. } => "number".to_owned(),
    }
}

/// Where each class or level of a head stands, and its criteria.
fn classes(document: &Document<'_>, head: &Spanned<DeValue<'_>>) -> Vec<(u64, Vec<u64>)> {
    let line = |value: &Spanned<DeValue<'_>>| document.line_of(value);
    let rule = below(head, &["classing", "rule"]);
    let list = |key: &str| rule.and_then(|rule| below(rule, &[key]));
    let classes = items_of(list("classes").or_else(|| list("levels")));
    let class = |class: &Spanned<DeValue<'_>>| {
        let criteria: Vec<u64> = items_of(below(class, &["criteria"])).iter().map(line).collect();
        (line(class), criteria)
    };
    classes.iter().map(class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../reference/schemes/dga-readiness.toml");

    fn refused(text: &str) -> Vec<(u64, String, String)> {
        let found = read(text.as_bytes()).expect_err("refused");
        found.into_iter().map(|refusal| (refusal.line, refusal.column, format!("{:?}", refusal.reason))).collect()
    }

    fn line_of(text: &str, words: &str) -> u64 {
        1 + text.lines().position(|line| line.contains(words)).expect("a line") as u64
    }

    #[test]
    fn every_shipped_scheme_is_read() {
        for text in [
            SHIPPED,
            include_str!("../../../reference/schemes/plan-achievement-opdc.toml"),
            include_str!("../../../reference/schemes/plan-achievement-five.toml"),
            include_str!("../../../reference/schemes/un-egdi.toml"),
            include_str!("../../../reference/schemes/world-bank-gtmi.toml"),
            include_str!("../../../reference/schemes/oecd-dgi.toml"),
        ] {
            assert!(!read(text.as_bytes()).expect("a scheme").nodes().is_empty());
        }
    }

    #[test]
    fn what_the_types_refuse_is_told_with_its_line_each_at_once() {
        let text = SHIPPED.replacen("weight =", "wieght =", 1).replacen("[scheme]", "[schema]\n[scheme]", 1);
        let found = refused(&text);
        let at = |key: &str| found.iter().find(|(_, at, _)| at == key).map(|(line, _, said)| (*line, said.as_str()));
        let (line, said) = at("node wieght").expect("it is told");
        assert_eq!(line, line_of(&text, "wieght ="), "{found:?}");
        assert!(said.starts_with("KeyUnknown") && said.contains("\"weight\""), "what is known is told: {said}");
        let (line, said) = at("schema").expect("it is told");
        assert_eq!(line, line_of(&text, "[schema]"));
        assert!(said.contains("[\"format\", \"scheme\", \"node\"]"), "{said}");
    }

    #[test]
    fn a_key_that_is_missing_and_a_word_that_is_none_are_told_by_their_names() {
        let without = SHIPPED.replacen("edition = 1\n", "", 1);
        assert_eq!(refused(&without), [(3, "scheme edition".to_owned(), "KeyMissing".to_owned())]);
        let text = SHIPPED.replacen("\"exclude\"", "\"forget\"", 1);
        let (line, key, said) = refused(&text).remove(0);
        assert_eq!((line, key.as_str()), (line_of(&text, "\"forget\""), "node forget"));
        assert!(said.starts_with("NotOneOf") && said.contains("\"exclude\""), "{said}");
        let windows_874 = [SHIPPED.as_bytes(), &[0xa1, 0xc3][..]].concat();
        let found = read(&windows_874).expect_err("refused");
        assert_eq!(found[0].reason, Reason::TomlNotUtf8);
    }

    #[test]
    fn a_criterion_is_told_on_its_own_line() {
        let text =
            SHIPPED.replacen("node = \"services\", at_least = \"30\"", "node = \"service\", at_least = \"30\"", 1);
        let found = refused(&text);
        let [(line, key, said)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((*line, key.as_str()), (line_of(&text, "node = \"service\""), "level managed"));
        assert!(said.contains("UnknownCriterion"), "{said}");
        let text = SHIPPED.replacen("th = \"ระดับพัฒนา\"", "th = \"\"", 1);
        let found = refused(&text);
        let [(line, key, _)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((*line, key.as_str()), (line_of(&text, "code = \"developing\""), "class developing"));
    }

    #[test]
    fn a_code_that_stands_twice_is_told_once_with_the_line_of_the_first() {
        // The second hangs below a child of the first.
        let text = format!(
            "{SHIPPED}\n[[node]]\ncode = \"policies\"\nparent = \"r-org-digital-plan\"\ntitle = {{ th = \"ก\" }}\n\
             combines = {{ by = \"arithmetic\" }}\nprovenance = {{ status = \"demonstration\", source = \"a test\" }}\n"
        );
        let found = refused(&text);
        let [(line, key, said)] = &found[..] else { panic!("{found:?}") };
        let first = line_of(&text, "code = \"policies\"") - 1;
        assert_eq!((key.as_str(), said), ("node policies", &format!("CodeTwice {{ line: {first} }}")));
        assert!(
            *line > first && text.lines().nth(usize::try_from(*line).expect("a line")) == Some("code = \"policies\"")
        );
    }

    #[test]
    fn what_a_plan_does_not_have_is_told_where_it_is_read_with_all_else() {
        let plan = include_bytes!("../../../reference/plans/dgp-2566.toml");
        let plan = crate::imports::plans::read(plan).expect("a plan");
        let beside = read_beside(SHIPPED.as_bytes(), &plan).expect("a scheme");
        assert!(beside.unasked.is_empty() && beside.scheme.nodes().len() > 12);
        let text = SHIPPED.replacen("indicator = \"svc-e2e\"", "indicator = \"svc-e3e\"", 1);
        let beside = read_beside(text.as_bytes(), &plan).expect("right by itself");
        let [refusal] = &beside.unasked[..] else { panic!("{:?}", beside.unasked) };
        assert_eq!(refusal.line, line_of(&text, "svc-e3e"));
        let reason = Reason::NotInPlan { indicator: "svc-e3e".parse().expect("a code"), plan: plan.plan.code.clone() };
        assert_eq!(refusal.reason, reason);
        let found = read_beside(text.replacen("edition = 1", "edition = 0", 1).as_bytes(), &plan).expect_err("refused");
        let lines: Vec<u64> = found.iter().map(|refusal| refusal.line).collect();
        assert_eq!(lines, [3, line_of(&text, "svc-e3e")], "both at once");
    }

    #[test]
    fn a_coding_for_other_answers_than_the_plan_asks_for_is_told_where_it_stands() {
        let plan = include_bytes!("../../../reference/plans/dgp-2566.toml");
        let plan = crate::imports::plans::read(plan).expect("a plan");
        let yes_no = "{ type = \"yes_no\", yes = \"100\", no = \"0\" }";
        let level = "{ type = \"level\", lowest = 1, highest = 5 }";
        let choice = "{ type = \"choice\", grades = { some = \"1\", all = \"2\" } }";
        for (was, instead, coding, fitting) in [
            (level, "{ type = \"level\", lowest = 2, highest = 5 }", "level", "number, level 1–5"),
            (level, yes_no, "yes_no", "number, level 1–5"),
            (yes_no, "{ type = \"number\" }", "number", "yes_no"),
            (yes_no, choice, "choice", "yes_no"),
        ] {
            let text = SHIPPED.replacen(was, instead, 1);
            let line = 1 + SHIPPED.lines().position(|line| line.contains(was)).expect("a line") as u64;
            let beside = read_beside(text.as_bytes(), &plan).expect("right by itself");
            let [refusal] = &beside.unasked[..] else { panic!("{:?}", beside.unasked) };
            assert_eq!(refusal.line, line);
            let Reason::CodingUnfit { coding: told, fitting: those, .. } = &refusal.reason else {
                panic!("{refusal:?}")
            };
            assert_eq!((told.as_str(), those.as_str()), (coding, fitting));
            // Without a plan, or for other answers, it is a scheme like any other.
            assert!(read(text.as_bytes()).is_ok());
        }
        let text = SHIPPED.replacen(
            "{ indicator = \"svc-e2e\" }",
            &format!("{{ indicator = \"svc-e2e\", coding = {choice} }}"),
            1,
        );
        let beside = read_beside(text.as_bytes(), &plan).expect("right by itself");
        assert_eq!(beside.unasked.len(), 1, "{:?}", beside.unasked);
        assert!(format!("{:?}", beside.unasked[0].reason).contains("measure: \"ratio\""), "{:?}", beside.unasked);
    }

    #[test]
    fn what_the_engine_refuses_is_told_at_its_node() {
        let parent = SHIPPED.lines().find(|line| line.starts_with("parent = ")).expect("a parent");
        let text = SHIPPED.replacen(parent, "parent = \"nobody\"", 1);
        let found = refused(&text);
        let (line, key, said) = found.first().expect("a refusal");
        // The node begins two lines before its parent is named.
        assert_eq!(*line, line_of(&text, "parent = \"nobody\"") - 2, "{found:?}");
        assert!(key.starts_with("node ") && said.contains("UnknownParent"), "{found:?}");
        let (line, key, _) = &refused(&SHIPPED.replacen("edition = 1", "edition = 0", 1))[0];
        assert_eq!((*line, key.as_str()), (line_of(SHIPPED, "[scheme]"), "scheme"));
    }

    #[test]
    fn another_format_and_broken_toml_are_refused() {
        assert!(refused(&SHIPPED.replace("tidtam-scheme/1", "tidtam-scheme/9"))[0].2.contains("tidtam-scheme/1"));
        let found = refused("format = \"tidtam-scheme/1\"\n[scheme\ncode = \n");
        assert!(found.iter().any(|(line, _, _)| *line == 2), "{found:?}");
        assert!(!refused("").is_empty());
    }
}

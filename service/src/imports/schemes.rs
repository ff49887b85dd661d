//! Schemes of scores as files, format `tidtam-scheme/1`: TOML.

use super::{Reason, Refusal, Refusals, document::Document, table::text_of};
use domain::score::{Format, Node, Scheme, SchemeFile, SchemeHead, SchemePlace, SchemeRefusal};
use toml::de::{DeTable, DeValue};

/// What the key `format` says.
const FORMAT: &str = "tidtam-scheme/1";

/// Reads a scheme.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Scheme, Vec<Refusal>> {
    let text = text_of(bytes).map_err(|refusal| vec![refusal])?;
    let (mut document, parts) = Document::read(text, |detail| Reason::Scheme { detail });
    let file = parts.and_then(|parts| file(&mut document, parts));
    let Some((file, lines)) = document.refusals.or(file)? else { return Err(Vec::new()) };
    file.checked().map_err(|found| {
        let mut refusals = Refusals::default();
        for refusal in found {
            refusals.add(lines.place(refusal));
        }
        refusals.or(()).err().unwrap_or_default()
    })
}

/// Where the parts of the file stand.
#[derive(Default)]
struct Lines {
    head: Option<u64>,
    classing: Option<u64>,
    nodes: Vec<u64>,
}

impl Lines {
    /// A refusal with its line and key.
    fn place(&self, refusal: SchemeRefusal) -> Refusal {
        let head = self.head.unwrap_or(1);
        let (line, key) = match refusal.place {
            SchemePlace::Head => (head, "scheme".to_owned()),
            SchemePlace::Classing => (self.classing.unwrap_or(head), "classing".to_owned()),
            SchemePlace::Node { position, code } => {
                (self.nodes.get(position).copied().unwrap_or(head), format!("node {code}"))
            }
        };
        Refusal::new(line, key, Reason::SchemeRefused(refusal.reason))
    }
}

fn file(document: &mut Document<'_>, parts: DeTable<'_>) -> Option<(SchemeFile, Lines)> {
    let mut lines = Lines::default();
    let (mut head, mut nodes, mut format) = (None, Vec::new(), None);
    for (key, value) in parts {
        let place = value.span().start;
        match key.get_ref().as_ref() {
            "format" => format = value.get_ref().as_str().map(str::to_owned),
            "scheme" => {
                lines.head = Some(document.line(place));
                if let DeValue::Table(table) = value.get_ref() {
                    lines.classing = table.get("classing").map(|classing| document.line(classing.span().start));
                }
                head = document.item::<SchemeHead>("scheme", value);
            }
            "node" => {
                let (on, read) = document.items::<Node>("node", value).into_iter().unzip();
                (lines.nodes, nodes) = (on, read);
            }
            other => document.refuse_unknown(key.span().start, other),
        }
    }
    document.require(format.as_deref(), FORMAT, "scheme", lines.head.is_some());
    head.map(|scheme| (SchemeFile { format: Format::One, scheme, nodes }, lines))
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
        let at = |words: &str| found.iter().find(|(_, _, said)| said.contains(words)).map(|(line, _, _)| *line);
        assert_eq!(at("wieght"), Some(line_of(&text, "wieght =")), "{found:?}");
        assert!(found.iter().any(|(line, key, _)| key == "schema" && *line == line_of(&text, "[schema]")), "{found:?}");
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

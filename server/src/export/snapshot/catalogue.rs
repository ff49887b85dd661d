//! Everything that is published as one catalogue: what each snapshot says of itself, together.

use super::dcat::{DCAT, Statements, Syntax, blank, iri, serialize};
use app::text::publications::PUBLISHER;
use chrono::{DateTime, Utc};
use oxrdf::{BlankNode, NamedNode, NamedOrBlankNode, Term, Triple, vocab::rdf};
use oxttl::TurtleParser;
use std::collections::HashMap;

/// How the name of the publisher ends in descriptions, also those of earlier releases: they may have been made under another address.
const PUBLISHER_ENDS: [&str; 2] = ["/#publisher", PUBLISHER];

/// What a snapshot says of itself, in Turtle as it was made, and since when everybody may read it: it was made before that.
pub(crate) type Description = (Vec<u8>, Option<DateTime<Utc>>);

/// Writes the catalogue of what is described, the newest first: what several of them describe, as the
/// series of a plan, is as the newest of them says, and what the catalogue itself describes is as that is now.
///
/// # Errors
/// A description cannot be read.
pub(crate) fn catalogue(syntax: Syntax, origin: &str, descriptions: &[Description]) -> anyhow::Result<Vec<u8>> {
    let mut statements = Statements::default();
    let catalogue = iri(format!("{origin}/snapshots"))?;
    let publisher = statements.publisher(origin)?;
    statements.catalogue(&catalogue, &publisher)?;
    let whole = NamedOrBlankNode::from(catalogue.clone());
    if let Some(newest) = descriptions.iter().filter_map(|(_, since)| *since).max() {
        statements.at(&whole, "modified", newest)?;
    }
    // Which description each thing with a name is of; none where it is of the catalogue.
    let mut described_by: HashMap<NamedOrBlankNode, Option<usize>> =
        statements.all.iter().map(|triple| (triple.subject.clone(), None)).collect();
    for (number, (description, since)) in descriptions.iter().enumerate() {
        for triple in TurtleParser::new().for_slice(description) {
            let Some(triple) = taken(triple?, number, (&catalogue, &publisher))? else { continue };
            let by = *described_by.entry(triple.subject.clone()).or_insert(Some(number));
            if triple.subject != whole && by != Some(number) {
                continue;
            }
            let issued = (*since).filter(|_| is_published(&triple));
            let subject = triple.subject.clone();
            statements.all.push(triple);
            if let Some(since) = issued {
                statements.at(&subject, "issued", since)?;
            }
        }
    }
    let mut written = Vec::new();
    serialize(syntax, &statements.all, &mut written)?;
    Ok(written)
}

/// Whether a statement is that something is a dataset or one of its files, which are published together.
fn is_published(triple: &Triple) -> bool {
    let kinds = ["Dataset", "Distribution"].map(|kind| format!("{DCAT}{kind}"));
    let is_one = |kind: &NamedNode| kinds.iter().any(|one| one == kind.as_str());
    triple.predicate == rdf::TYPE && matches!(&triple.object, Term::NamedNode(kind) if is_one(kind))
}

/// A statement of a description within the catalogue; none where it is of the catalogue that the description has of itself alone,
/// which is under another address where the server was when it was made. The publisher is the same under the name of before.
fn taken(
    triple: Triple,
    number: usize,
    (catalogue, publisher): (&NamedNode, &NamedNode),
) -> anyhow::Result<Option<Triple>> {
    let Triple { subject, predicate, object } = triple;
    if predicate.as_str().strip_prefix(DCAT) == Some("dataset") {
        return Ok(Some(Triple::new(catalogue.clone(), predicate, object)));
    }
    let subject: NamedOrBlankNode = match subject {
        NamedOrBlankNode::NamedNode(node) if node.as_str().ends_with("/snapshots") => return Ok(None),
        NamedOrBlankNode::NamedNode(node) => named(node, publisher).into(),
        NamedOrBlankNode::BlankNode(node) => own(&node, number)?.into(),
    };
    let object: Term = if let Term::BlankNode(node) = &object {
        own(node, number)?.into()
    } else if let Term::NamedNode(node) = object {
        named(node, publisher).into()
    } else {
        object
    };
    Ok(Some(Triple::new(subject, predicate, object)))
}

/// A thing by its name of now.
fn named(node: NamedNode, publisher: &NamedNode) -> NamedNode {
    if PUBLISHER_ENDS.iter().any(|end| node.as_str().ends_with(end)) { publisher.clone() } else { node }
}

/// A thing without a name of one description: others call theirs the same.
fn own(node: &BlankNode, number: usize) -> anyhow::Result<BlankNode> {
    blank(&format!("s{number}-{}", node.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "https://tidtam.example";

    /// A description of a server at an address.
    fn description(origin: &str, code: &str) -> Vec<u8> {
        let text = format!(
            r#"@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
            <{origin}/snapshots> a dcat:Catalog ; dct:title "ชื่อเดิม"@th ; dcat:dataset <{origin}/snapshots/{code}> .
            <{origin}/snapshots#plan> a dcat:DatasetSeries ; dct:publisher <{origin}/#publisher> .
            <{origin}/snapshots/{code}> a dcat:Dataset ; dct:temporal _:period .
            _:period dcat:startDate "{code}" ."#
        );
        text.into_bytes()
    }

    fn read(written: &[u8]) -> Vec<String> {
        TurtleParser::new().for_slice(written).map(|triple| triple.expect("a statement").to_string()).collect()
    }

    #[test]
    fn datasets_of_all_descriptions_are_of_one_catalogue_and_keep_what_is_theirs() {
        let since = |day: &str| format!("2027-01-{day}T00:00:00Z").parse::<DateTime<Utc>>().ok();
        let descriptions = [
            (description(ORIGIN, "b"), since("20")),
            (description(ORIGIN, "c"), since("30")),
            (description("https://old.example", "a"), None),
        ];
        let written = catalogue(Syntax::Turtle, ORIGIN, &descriptions).expect("written");
        let statements = read(&written);
        let has = |part: &str| statements.iter().filter(|statement| statement.contains(part)).count();
        let dataset = format!("<{ORIGIN}/snapshots> <{DCAT}dataset> <");
        assert_eq!((has(&dataset), has(&format!("<{DCAT}dataset>"))), (3, 3), "{statements:?}");
        // When each was published is known once it is, and the catalogue changed with the last.
        let day = |property: &str, day: &str| has(&format!("/terms/{property}> \"2027-01-{day}T00:00:00+00:00\""));
        let told = [day("issued", "20"), day("issued", "30"), day("modified", "20"), day("modified", "30")];
        assert_eq!((told, has("/terms/issued>")), ([1, 1, 0, 1], 2), "{statements:?}");
        assert_eq!((has("Catalog>"), has("ชื่อเดิม")), (1, 0), "the catalogue is described once, as it is now");
        // Both of this server are of one series, which is said once; periods are three.
        assert_eq!((has("DatasetSeries>"), has("/temporal>"), has("startDate>")), (2, 3, 3));
        let of = |code: &str| {
            let day = statements.iter().find(|statement| statement.ends_with(&format!("\"{code}\""))).expect("a day");
            let node = day.split(' ').next().expect("a node");
            has(&format!("/snapshots/{code}> <http://purl.org/dc/terms/temporal> {node}"))
        };
        assert_eq!(["a", "b", "c"].map(of), [1, 1, 1], "{statements:?}");
        let linked = catalogue(Syntax::JsonLd, ORIGIN, &descriptions).expect("written");
        let linked: serde_json::Value = serde_json::from_slice(&linked).expect("JSON");
        assert!(linked["@graph"].as_array().is_some_and(|things| things.len() > 5), "{linked}");
    }

    #[test]
    fn what_several_describe_is_as_the_newest_says_and_has_one_name_in_a_language() {
        let titled = |code: &str, title: &str| {
            let mut text = description(ORIGIN, code);
            let own = format!(
                r#" <{ORIGIN}/snapshots#plan> dct:title "{title}"@th .
                <{ORIGIN}/#publisher> <http://xmlns.com/foaf/0.1/name> "{title}"@th ."#
            );
            text.extend_from_slice(own.as_bytes());
            text
        };
        let descriptions = [(titled("b", "แผน ฉบับใหม่"), None), (titled("a", "แผน ฉบับเดิม"), None)];
        let written = catalogue(Syntax::Turtle, ORIGIN, &descriptions).expect("written");
        let statements = read(&written);
        let told = |of: &str| {
            let of = format!("<{ORIGIN}{of}> <http");
            statements.iter().filter(|told| told.starts_with(&of) && told.ends_with("@th")).count()
        };
        assert_eq!((told("/snapshots#plan"), told("/public#publisher")), (1, 1), "{statements:?}");
        assert!(statements.iter().all(|told| !told.contains("/#publisher>")), "one publisher: {statements:?}");
        assert!(statements.iter().any(|told| told.contains("ฉบับใหม่")), "{statements:?}");
        assert!(statements.iter().all(|told| !told.contains("ฉบับเดิม")), "{statements:?}");
        assert_eq!(statements.iter().filter(|told| told.contains(&format!("<{DCAT}dataset>"))).count(), 2);
    }

    #[test]
    fn a_catalogue_without_datasets_is_one() {
        let written = catalogue(Syntax::Turtle, ORIGIN, &[]).expect("written");
        assert!(read(&written).iter().any(|statement| statement.ends_with("Catalog>")));
        assert!(catalogue(Syntax::Turtle, ORIGIN, &[(b"<a> <b".to_vec(), None)]).is_err());
    }
}

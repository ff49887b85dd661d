//! The snapshot in the words of DCAT-AP 3: a dataset within the series of its plan, with a distribution for every file. The
//! statements are made once and written in either syntax.

use super::{
    Copy,
    described::{Described, Offered},
};
use app::text::{self, exports, format, publications::PUBLISHER};
use chrono::{DateTime, Utc};
use domain::{
    calendar::Period,
    license::License,
    plan::Plan,
    snapshot::{Export, Head, Line, Part, Stage},
    text::{Bilingual, Language},
};
use oxjsonld::JsonLdSerializer;
use oxrdf::{
    BlankNode, GraphNameRef, Literal, NamedNode, NamedOrBlankNode, Term, Triple,
    vocab::{rdf, xsd},
};
use oxttl::TurtleSerializer;
use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufWriter, Write},
};

/// How statements are written.
#[derive(Clone, Copy)]
pub(crate) enum Syntax {
    /// JSON-LD 1.1.
    JsonLd,
    /// Turtle.
    Turtle,
}

pub(super) const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCT: &str = "http://purl.org/dc/terms/";
const FOAF: &str = "http://xmlns.com/foaf/0.1/";
const VCARD: &str = "http://www.w3.org/2006/vcard/ns#";
const SPDX: &str = "http://spdx.org/rdf/terms#";
const ADMS: &str = "http://www.w3.org/ns/adms#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// The vocabularies, as both syntaxes shorten them.
const PREFIXES: [(&str, &str); 8] = [
    ("dcat", DCAT),
    ("dct", DCT),
    ("foaf", FOAF),
    ("vcard", VCARD),
    ("spdx", SPDX),
    ("adms", ADMS),
    ("skos", SKOS),
    ("xsd", XSD),
];
/// Languages that things are said in, Thai first.
const BOTH: [Language; 2] = [Language::Th, Language::En];
/// The controlled vocabularies of DCAT-AP.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";
/// The registry of media types.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

pub(super) fn write(syntax: Syntax, copy: &Copy, described: &Described, to: File) -> anyhow::Result<u64> {
    let (head, plan) = head_and_plan(copy)?;
    let offered = described.offered(&head.code, copy.sha256);
    let statements = Statements::of(&head, &plan, described, &offered)?;
    let mut out = BufWriter::new(to);
    serialize(syntax, &statements.all, &mut out)?;
    out.flush()?;
    Ok(offered.len() as u64)
}

/// Writes statements.
pub(super) fn serialize(syntax: Syntax, statements: &[Triple], out: impl Write) -> anyhow::Result<()> {
    match syntax {
        Syntax::Turtle => {
            let mut writer = TurtleSerializer::new();
            for (name, iri) in PREFIXES {
                writer = writer.with_prefix(name, iri)?;
            }
            let mut writer = writer.for_writer(out);
            for triple in statements {
                writer.serialize_triple(triple)?;
            }
            writer.finish()?;
        }
        Syntax::JsonLd => {
            let mut writer = JsonLdSerializer::new();
            for (name, iri) in PREFIXES {
                writer = writer.with_prefix(name, iri)?;
            }
            let mut writer = writer.for_writer(out);
            for triple in statements {
                writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph))?;
            }
            writer.finish()?;
        }
    }
    Ok(())
}

/// What the snapshot is, and the plan that was reported on.
pub(super) fn head_and_plan(copy: &Copy) -> anyhow::Result<(Head, Plan)> {
    let mut head = None;
    for line in copy.lines(&[Part::Head, Part::Plan])? {
        match (line?, head.take()) {
            (Line::Head(it), _) => head = Some(*it),
            (Line::Plan(plan), Some(head)) => return Ok((head, *plan)),
            (_, _) => break,
        }
    }
    anyhow::bail!("a snapshot begins with its head and the plan")
}

/// Statements about things, one after another.
#[derive(Default)]
pub(super) struct Statements {
    pub(super) all: Vec<Triple>,
    /// Things of vocabularies elsewhere that were said to be what they are: readers have only this file.
    known: BTreeSet<String>,
}

impl Statements {
    fn of(head: &Head, plan: &Plan, described: &Described, offered: &[Offered]) -> anyhow::Result<Self> {
        let mut statements = Self::default();
        let origin = &described.origin;
        let catalogue = iri(format!("{origin}/snapshots"))?;
        let series = iri(format!("{origin}/snapshots#{}", head.round.plan))?;
        let dataset = iri(described.page(&head.code))?;
        let publisher = statements.publisher(origin)?;
        statements.catalogue(&catalogue, &publisher)?;
        statements.add(&catalogue, DCAT, "dataset", dataset.clone())?;
        statements.series(&series, plan, &publisher, head.round.period)?;
        statements.dataset(&dataset, head, plan, described, &publisher)?;
        statements.add(&dataset, DCAT, "inSeries", series)?;
        for file in offered {
            let distribution = statements.distribution(&dataset, file, described.license.as_ref())?;
            statements.add(&dataset, DCAT, "distribution", distribution)?;
        }
        Ok(statements)
    }

    fn add(
        &mut self,
        subject: &(impl Clone + Into<NamedOrBlankNode>),
        vocabulary: &str,
        property: &str,
        object: impl Into<Term>,
    ) -> anyhow::Result<()> {
        let property = iri(format!("{vocabulary}{property}"))?;
        self.all.push(Triple::new(subject.clone(), property, object));
        Ok(())
    }

    fn is_a(
        &mut self,
        subject: &(impl Clone + Into<NamedOrBlankNode>),
        vocabulary: &str,
        class: &str,
    ) -> anyhow::Result<()> {
        self.all.push(Triple::new(subject.clone(), rdf::TYPE, iri(format!("{vocabulary}{class}"))?));
        Ok(())
    }

    /// Points at a thing of a vocabulary elsewhere, and says what sort of thing it is.
    fn point(
        &mut self,
        subject: &(impl Clone + Into<NamedOrBlankNode>),
        (vocabulary, property): (&str, &str),
        thing: NamedNode,
        (class_of, class): (&str, &str),
    ) -> anyhow::Result<()> {
        if self.known.insert(thing.as_str().to_owned()) {
            self.is_a(&thing, class_of, class)?;
        }
        self.add(subject, vocabulary, property, thing)
    }

    /// Says the same in both languages.
    fn say(
        &mut self,
        subject: &(impl Clone + Into<NamedOrBlankNode>),
        vocabulary: &str,
        property: &str,
        words: impl Fn(Language) -> String,
    ) -> anyhow::Result<()> {
        self.say_in(&BOTH, subject, (vocabulary, property), words)
    }

    /// Says something in some languages.
    fn say_in(
        &mut self,
        languages: &[Language],
        subject: &(impl Clone + Into<NamedOrBlankNode>),
        (vocabulary, property): (&str, &str),
        words: impl Fn(Language) -> String,
    ) -> anyhow::Result<()> {
        for &language in languages {
            let literal = Literal::new_language_tagged_literal(words(language), language.as_ref())?;
            self.add(subject, vocabulary, property, literal)?;
        }
        Ok(())
    }

    pub(super) fn publisher(&mut self, origin: &str) -> anyhow::Result<NamedNode> {
        let publisher = iri(format!("{origin}{PUBLISHER}"))?;
        self.is_a(&publisher, FOAF, "Agent")?;
        self.say(&publisher, FOAF, "name", |language| exports::publisher(language).to_owned())?;
        let authority = iri("http://purl.org/adms/publishertype/NationalAuthority".to_owned())?;
        self.say(&authority, SKOS, "prefLabel", |language| exports::national_authority(language).to_owned())?;
        self.point(&publisher, (DCT, "type"), authority, (SKOS, "Concept"))?;
        Ok(publisher)
    }

    pub(super) fn catalogue(&mut self, catalogue: &NamedNode, publisher: &NamedNode) -> anyhow::Result<()> {
        self.is_a(catalogue, DCAT, "Catalog")?;
        self.say(catalogue, DCT, "title", |language| exports::catalogue_title(language).to_owned())?;
        self.say(catalogue, DCT, "description", |language| exports::catalogue_about(language).to_owned())?;
        self.in_both_languages(catalogue)?;
        self.add(catalogue, DCT, "publisher", publisher.clone())
    }

    /// Says that what is told is in Thai and in English.
    fn in_both_languages(&mut self, of: &NamedNode) -> anyhow::Result<()> {
        for language in ["language/THA", "language/ENG"] {
            self.point(of, (DCT, "language"), authority(language)?, (DCT, "LinguisticSystem"))?;
        }
        Ok(())
    }

    /// Says when something was published or last changed.
    pub(super) fn at(&mut self, of: &NamedOrBlankNode, property: &str, instant: DateTime<Utc>) -> anyhow::Result<()> {
        self.add(of, DCT, property, typed(instant.to_rfc3339(), xsd::DATE_TIME.into()))
    }

    fn series(&mut self, series: &NamedNode, plan: &Plan, publisher: &NamedNode, period: Period) -> anyhow::Result<()> {
        self.is_a(series, DCAT, "DatasetSeries")?;
        let title = &plan.plan.title;
        self.say_in(languages_of(title), series, (DCT, "title"), |language| title.in_language(language).to_owned())?;
        self.say(series, DCT, "description", |language| exports::catalogue_about(language).to_owned())?;
        self.add(series, DCT, "publisher", publisher.clone())?;
        self.point(series, (DCT, "accrualPeriodicity"), frequency(period)?, (DCT, "Frequency"))
    }

    fn dataset(
        &mut self,
        dataset: &NamedNode,
        head: &Head,
        plan: &Plan,
        described: &Described,
        publisher: &NamedNode,
    ) -> anyhow::Result<()> {
        let period = head.round.period;
        self.is_a(dataset, DCAT, "Dataset")?;
        let name = &plan.plan.title;
        let title = |language| format!("{} · {}", name.in_language(language), format::period(language, period));
        self.say_in(languages_of(name), dataset, (DCT, "title"), title)?;
        self.say(dataset, DCT, "description", |language| exports::dataset_about(language, head))?;
        self.add(dataset, DCT, "identifier", Literal::from(head.code.as_str()))?;
        self.add(dataset, DCAT, "version", Literal::from(head.code.as_str()))?;
        self.add(dataset, DCT, "publisher", publisher.clone())?;
        self.add(dataset, DCT, "modified", typed(head.taken_at.to_rfc3339(), xsd::DATE_TIME.into()))?;
        self.point(dataset, (DCT, "spatial"), authority("country/THA")?, (DCT, "Location"))?;
        self.point(dataset, (DCT, "accrualPeriodicity"), frequency(period)?, (DCT, "Frequency"))?;
        let theme = authority("data-theme/GOVE")?;
        self.say(&theme, SKOS, "prefLabel", |language| exports::theme(language).to_owned())?;
        self.point(dataset, (DCAT, "theme"), theme, (SKOS, "Concept"))?;
        self.in_both_languages(dataset)?;
        let access = match head.stage {
            Stage::Draft => "access-right/RESTRICTED",
            Stage::Final => "access-right/PUBLIC",
        };
        self.point(dataset, (DCT, "accessRights"), authority(access)?, (DCT, "RightsStatement"))?;
        for keywords in exports::KEYWORDS {
            self.say(dataset, DCAT, "keyword", |language| keywords.in_language(language).to_owned())?;
        }
        if !head.note.is_empty() {
            self.note(dataset, &head.note)?;
        }
        for (property, before) in
            [("previousVersion", described.replaces.as_ref()), ("prev", described.before.as_ref())]
        {
            if let Some(before) = before {
                self.add(dataset, DCAT, property, iri(described.page(before))?)?;
            }
        }
        let temporal = blank("period")?;
        self.is_a(&temporal, DCT, "PeriodOfTime")?;
        let days = [("startDate", period.first_day()), ("endDate", period.last_day())];
        for (property, day) in days {
            self.add(&temporal, DCAT, property, typed(day.to_string(), xsd::DATE.into()))?;
        }
        self.add(dataset, DCT, "temporal", temporal)?;
        if let Some(contact) = &described.contact {
            let kind = blank("contact")?;
            self.is_a(&kind, VCARD, "Kind")?;
            self.say(&kind, VCARD, "fn", |language| exports::publisher(language).to_owned())?;
            self.add(&kind, VCARD, "hasEmail", iri(format!("mailto:{contact}"))?)?;
            self.add(dataset, DCAT, "contactPoint", kind)?;
        }
        Ok(())
    }

    /// Says what changed: it is written once, by people of DGA, in whichever language.
    fn note(&mut self, dataset: &NamedNode, note: &str) -> anyhow::Result<()> {
        let language = if text::is_thai(note) { Language::Th } else { Language::En };
        self.say_in(&[language], dataset, (ADMS, "versionNotes"), |_| note.to_owned())
    }

    fn distribution(
        &mut self,
        page: &NamedNode,
        file: &Offered,
        license: Option<&License>,
    ) -> anyhow::Result<NamedNode> {
        let distribution = iri(file.url.clone())?;
        self.is_a(&distribution, DCAT, "Distribution")?;
        let title = |language| match file.export {
            Some(export) => exports::export(language, export),
            None => exports::signed_file(language).to_owned(),
        };
        self.say(&distribution, DCT, "title", title)?;
        self.add(&distribution, DCT, "identifier", Literal::from(file.name.as_str()))?;
        self.add(&distribution, DCAT, "accessURL", page.clone())?;
        self.add(&distribution, DCAT, "downloadURL", iri(file.url.clone())?)?;
        let media_type = iri(format!("{MEDIA_TYPES}{}", file.media_type))?;
        self.point(&distribution, (DCAT, "mediaType"), media_type, (DCT, "MediaType"))?;
        if let Some(format) = file.export.and_then(file_type) {
            self.point(&distribution, (DCT, "format"), authority(format)?, (DCT, "MediaTypeOrExtent"))?;
        }
        if let Some(license) = license {
            let text = iri(license.url().to_owned())?;
            self.point(&distribution, (DCT, "license"), text, (DCT, "LicenseDocument"))?;
        }
        let size = typed(file.size_bytes.to_string(), xsd::NON_NEGATIVE_INTEGER.into());
        self.add(&distribution, DCAT, "byteSize", size)?;
        let checksum = blank(&format!("sum{}", self.all.len()))?;
        self.is_a(&checksum, SPDX, "Checksum")?;
        let algorithm = iri(format!("{SPDX}checksumAlgorithm_sha256"))?;
        self.point(&checksum, (SPDX, "algorithm"), algorithm, (SPDX, "ChecksumAlgorithm"))?;
        self.add(&checksum, SPDX, "checksumValue", typed(file.sha256.to_string(), xsd::HEX_BINARY.into()))?;
        self.add(&distribution, SPDX, "checksum", checksum)?;
        Ok(distribution)
    }
}

/// The languages in which there are words: English ones may be missing.
fn languages_of(words: &Bilingual) -> &'static [Language] {
    if words.en.is_empty() { &[Language::Th] } else { &BOTH }
}

pub(super) fn iri(text: String) -> anyhow::Result<NamedNode> {
    Ok(NamedNode::new(text)?)
}

pub(super) fn blank(name: &str) -> anyhow::Result<BlankNode> {
    Ok(BlankNode::new(name)?)
}

fn typed(text: String, datatype: NamedNode) -> Literal {
    Literal::new_typed_literal(text, datatype)
}

fn authority(name: &str) -> anyhow::Result<NamedNode> {
    iri(format!("{AUTHORITY}{name}"))
}

/// The form of a file in the vocabulary that DCAT-AP names, which knows none of signed snapshots.
fn file_type(export: Export) -> Option<&'static str> {
    match export {
        Export::Paper(_) => Some("file-type/PDF"),
        Export::Workbook => Some("file-type/XLSX"),
        Export::Tables => Some("file-type/ZIP"),
        Export::Json | Export::SdmxJson(_) => Some("file-type/JSON"),
        Export::Sdmx(_) => Some("file-type/CSV"),
        Export::Adx => Some("file-type/XML"),
        Export::Parquet(_) => Some("file-type/PARQUET"),
        Export::Description(_) => None,
    }
}

fn frequency(period: Period) -> anyhow::Result<NamedNode> {
    authority(match period {
        Period::Quarter(_) => "frequency/QUARTERLY",
        Period::FirstMonths(..) => "frequency/OTHER",
        Period::Year(_) => "frequency/ANNUAL",
    })
}

#[cfg(test)]
#[path = "dcat_tests.rs"]
mod tests;

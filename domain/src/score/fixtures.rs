//! Builders for the tests of scores.

use super::*;
use crate::{
    amount::Amount,
    ids::NodeCode,
    indicator::{EvidenceRule, Frequency, Indicator, Measure, Polarity, Range, Scope},
    plan::{Provenance, ProvenanceStatus},
    text::Bilingual,
    trajectory::{Interpolation, Milestone},
};
use chrono::NaiveDate;
use std::{fmt::Debug, str::FromStr};

pub(super) const SHIPPED: [(&str, &str); 6] = [
    ("dga-readiness", include_str!("../../../reference/schemes/dga-readiness.toml")),
    ("plan-achievement-opdc", include_str!("../../../reference/schemes/plan-achievement-opdc.toml")),
    ("plan-achievement-five", include_str!("../../../reference/schemes/plan-achievement-five.toml")),
    ("un-egdi", include_str!("../../../reference/schemes/un-egdi.toml")),
    ("world-bank-gtmi", include_str!("../../../reference/schemes/world-bank-gtmi.toml")),
    ("oecd-dgi", include_str!("../../../reference/schemes/oecd-dgi.toml")),
];

pub(super) fn shipped(name: &str) -> Scheme {
    let (_, text) = SHIPPED.iter().find(|(code, _)| *code == name).expect("a shipped scheme");
    let file: SchemeFile = toml::from_str(text).expect("a scheme file");
    file.checked().expect("a scheme")
}

pub(super) fn read<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("readable")
}

pub(super) fn amount(text: &str) -> Amount {
    read(text)
}

pub(super) fn provenance() -> Provenance {
    Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() }
}

/// A leaf that reads the indicator of its own name.
pub(super) fn leaf(code: &str, parent: &str) -> Node {
    let reads = Reads {
        indicator: read(code),
        coding: Coding::Number,
        polarity: Polarity::Higher,
        several: None,
        floor: None,
        cap: None,
        trusted: None,
    };
    Node { reads: Some(reads), combines: None, parent: Some(read(parent)), ..root(code, Combination::Arithmetic) }
}

pub(super) fn root(code: &str, combination: Combination) -> Node {
    Node {
        code: read(code),
        parent: None,
        title: Bilingual::new("ชื่อ", "title"),
        weight: Amount::ONE,
        reads: None,
        combines: Some(combination),
        normalise: Normaliser::Identity,
        bounds: None,
        missing: MissingRule::Block,
        provenance: provenance(),
    }
}

pub(super) fn inner(code: &str, parent: &str, combination: Combination) -> Node {
    Node { parent: Some(read(parent)), ..root(code, combination) }
}

impl Node {
    pub(super) fn weighing(self, weight: &str) -> Self {
        Self { weight: amount(weight), ..self }
    }

    pub(super) fn normalised(self, normalise: Normaliser) -> Self {
        Self { normalise, ..self }
    }

    pub(super) fn when_missing(self, missing: MissingRule) -> Self {
        Self { missing, ..self }
    }

    pub(super) fn reading(mut self, change: impl FnOnce(&mut Reads)) -> Self {
        change(self.reads.as_mut().expect("a leaf"));
        self
    }
}

pub(super) fn file(nodes: Vec<Node>) -> SchemeFile {
    SchemeFile {
        format: Format::One,
        scheme: SchemeHead {
            code: read("s"),
            edition: 1,
            title: Bilingual::new("ชื่อ", "title"),
            description: Bilingual::new("คำ", "words"),
            rounding: Rounding { decimals: 4, judged: Judged::Rounded },
            classing: None,
            provenance: provenance(),
        },
        nodes,
    }
}

pub(super) fn scheme(nodes: Vec<Node>) -> Scheme {
    file(nodes).checked().expect("a scheme")
}

/// A scheme of one root over leaves a, b, c … with these weights.
pub(super) fn flat(combination: Combination, weights: &[&str]) -> Scheme {
    let leaves =
        weights.iter().zip("abcdefghij".chars()).map(|(weight, code)| leaf(&code.to_string(), "root").weighing(weight));
    scheme(std::iter::once(root("root", combination)).chain(leaves).collect())
}

/// Numbers for the indicators a, b, c …; what is left empty is missing, a dash does not apply.
pub(super) fn numbers(numbers: &[&str]) -> Inputs {
    let input = |text: &str| match text {
        "" => Input::Missing,
        "-" => Input::NotApplicable,
        number => Input::Number(amount(number)),
    };
    let codes = "abcdefghij".chars().map(|code| code.to_string());
    codes.zip(numbers).fold(Inputs::default(), |inputs, (code, text)| inputs.with(read(&code), input(text)))
}

pub(super) fn derive(scheme: &Scheme, inputs: &Inputs) -> Derivation {
    scheme.score(inputs, &Population::nobody(scheme)).expect("fitting inputs")
}

/// The score before rounding, as text.
pub(super) fn score(scheme: &Scheme, inputs: &Inputs) -> Result<String, Absence> {
    said(derive(scheme, inputs))
}

pub(super) fn said(derivation: Derivation) -> Result<String, Absence> {
    match (derivation.score, derivation.absence) {
        (Some(score), None) => Ok(score.to_string()),
        (None, Some(absence)) => Err(absence),
        both => panic!("a score or an absence: {both:?}"),
    }
}

pub(super) fn found<'a>(derivation: &'a Derivation, node: &str) -> &'a Derived {
    derivation.root.find(&read::<NodeCode>(node)).expect("the node")
}

pub(super) fn title() -> Bilingual {
    Bilingual::new("ชื่อ", "title")
}

/// An indicator from 0 to 100 with a target.
pub(super) fn indicator(code: &str, measure: Measure, target: i64) -> Indicator {
    Indicator {
        code: read(code),
        strategy: read("B2"),
        name: title(),
        definition: title(),
        unit: title(),
        measure,
        polarity: Polarity::Higher,
        frequency: Frequency::Quarterly,
        scope: Scope::Agency,
        reporters: Vec::new(),
        weight: Amount::ONE,
        evidence: EvidenceRule { required: false, description: title() },
        range: Some(Range { lowest: Amount::ZERO, highest: Amount::HUNDRED }),
        baseline: None,
        targets: vec![Milestone {
            fiscal_year: crate::calendar::FiscalYear::new(2570).expect("a year"),
            value: Amount::whole(target),
            provenance: provenance(),
        }],
        interpolation: Interpolation::Linear,
        derived: None,
        links: Vec::new(),
        provenance: provenance(),
    }
}

pub(super) fn percent(code: &str) -> Indicator {
    let measure = Measure::Ratio { numerator: title(), denominator: title(), scale: Amount::HUNDRED };
    indicator(code, measure, 100)
}

/// The last day of the period.
pub(super) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 31).expect("a day")
}

//! What the rules look at besides what is typed, out of the JSON that the page carries. Read with the browser's own reader:
//! ours would be a third of all that the browser loads.

use domain::{
    amount::Amount,
    indicator::{EvidenceRule, Frequency, Indicator, Measure, Polarity, Range, Scope},
    plan::{Provenance, ProvenanceStatus},
    rule::{Before, Given},
    text::Bilingual,
    trajectory::Interpolation,
    usual::Usual,
};
use js_sys::{JSON, Reflect};
use std::str::FromStr;
use wasm_bindgen::JsValue;

/// A value of a JSON text.
struct Json(JsValue);

/// Reads what a page carries of an entry.
pub(super) fn read(text: &str) -> Option<Given> {
    let given = Json(JSON::parse(text).ok()?);
    let (indicator, before) = (given.get("indicator")?, given.get("before")?);
    let evidence = indicator.get("evidence")?;
    let range = indicator
        .get("range")
        .and_then(|range| Some(Range { lowest: range.read("lowest")?, highest: range.read("highest")? }));
    let indicator = Indicator {
        code: indicator.read("code")?,
        strategy: indicator.read("strategy")?,
        name: Bilingual::default(),
        definition: Bilingual::default(),
        unit: indicator.words("unit")?,
        measure: measure(&indicator.get("measure")?)?,
        range,
        evidence: EvidenceRule { required: evidence.is_true("required"), description: evidence.words("description")? },
        // The rules look at none of these.
        polarity: Polarity::Higher,
        frequency: Frequency::Quarterly,
        scope: Scope::Agency,
        reporters: Vec::new(),
        weight: Amount::ONE,
        baseline: None,
        targets: Vec::new(),
        interpolation: Interpolation::default(),
        derived: None,
        links: Vec::new(),
        provenance: Provenance { status: ProvenanceStatus::Demonstration, source: String::new() },
    };
    let before = Before {
        figure: before.read("figure"),
        base: before.read("base"),
        is_same_fiscal_year: before.is_true("is_same_fiscal_year"),
        own: before.get("own").and_then(|own| usual(&own)),
        peers: before.get("peers").and_then(|peers| usual(&peers)),
    };
    Some(Given { indicator, evidence_count: given.whole("evidence_count")?, before })
}

fn measure(json: &Json) -> Option<Measure> {
    Some(match json.text("type")?.as_str() {
        "ratio" => Measure::Ratio {
            numerator: json.words("numerator")?,
            denominator: json.words("denominator")?,
            scale: json.read("scale")?,
        },
        "count" => Measure::Count,
        "cumulative" => Measure::Cumulative,
        "amount" => Measure::Amount,
        "level" => Measure::Level {
            lowest: json.whole("lowest")?,
            highest: json.whole("highest")?,
            meets_at: json.whole("meets_at")?,
        },
        "yes_no" => Measure::YesNo,
        "mean" => Measure::Mean { weight: json.words("weight")? },
        "score" => Measure::Score { lowest: json.read("lowest")?, highest: json.read("highest")? },
        "rank" => Measure::Rank { of: json.whole("of")? },
        _ => return None,
    })
}

fn usual(json: &Json) -> Option<Usual> {
    Some(Usual { median: json.read("median")?, spread: json.read("spread")?, figures: json.whole("figures")? })
}

impl Json {
    /// A member that is there and not null.
    fn get(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(Self(value))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.0.as_string()
    }

    /// A text that stands for something else, such as an exact number.
    fn read<Value: FromStr>(&self, name: &str) -> Option<Value> {
        self.text(name)?.parse().ok()
    }

    fn words(&self, name: &str) -> Option<Bilingual> {
        let words = self.get(name)?;
        Some(Bilingual { th: words.text("th")?, en: words.text("en").unwrap_or_default() })
    }

    fn is_true(&self, name: &str) -> bool {
        self.get(name).and_then(|value| value.0.as_bool()).unwrap_or_default()
    }

    /// A whole number.
    fn whole<Number: TryFrom<i64>>(&self, name: &str) -> Option<Number> {
        let number = self.get(name)?.0.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "counts, far below 2^53")]
        Number::try_from(number as i64).ok()
    }
}

//! Words of sourced figures from outside.

use super::{format, plans};
use domain::{
    buddhist::BuddhistYear,
    calendar::FiscalYear,
    indicator::{Indicator, Measure},
    plan::ProvenanceStatus,
    text::Language,
};
use service::dashboards::FactPoint;

/// The period of a figure as its publisher names it: a year, in the era of the language, or a day.
pub fn period(language: Language, point: &FactPoint) -> String {
    match (language, point.period.parse::<i32>()) {
        (Language::Th, Ok(year)) => BuddhistYear::from_common_era(year).to_string(),
        (Language::En, Ok(year)) => year.to_string(),
        (_, Err(_)) => format::day(language, point.day),
    }
}

/// How a figure moved from the one before; the words say which way, for a rank falls when it gets better.
pub fn change(language: Language, trend: &str, measure: &Measure, size: &str, before: &FactPoint) -> String {
    let before = period(language, before);
    let places = match (language, measure) {
        (Language::Th, Measure::Rank { .. }) => " อันดับ",
        (Language::En, Measure::Rank { .. }) => " places",
        _ => "",
    };
    match (language, trend) {
        (Language::Th, "better") => format!("↑ ดีขึ้น {size}{places} จากปี {before}"),
        (Language::Th, "worse") => format!("↓ แย่ลง {size}{places} จากปี {before}"),
        (Language::Th, _) => format!("เท่าเดิมจากปี {before}"),
        (Language::En, "better") => format!("↑ better by {size}{places} than in {before}"),
        (Language::En, "worse") => format!("↓ worse by {size}{places} than in {before}"),
        (Language::En, _) => format!("the same as in {before}"),
    }
}

/// A target, whether the latest figure meets it already, and how official it is. The words are other ones than those of
/// a status: whoever is on course to a target that lies ahead has not met it yet.
pub fn target(
    language: Language,
    year: FiscalYear,
    target: &str,
    is_met: bool,
    provenance: ProvenanceStatus,
) -> String {
    let (year, provenance) = (format::fiscal_year(language, year), plans::provenance(language, provenance));
    let met = match (language, is_met) {
        (Language::Th, true) => "ถึงเป้าหมายแล้ว",
        (Language::Th, false) => "ยังไม่ถึงเป้าหมาย",
        (Language::En, true) => "already met",
        (Language::En, false) => "not yet met",
    };
    match language {
        Language::Th => format!("เป้าหมายปี {year}: {target} ({provenance}) · {met}"),
        Language::En => format!("Target for {year}: {target} ({provenance}) · {met}"),
    }
}

/// Among how many, or on which scale.
pub fn out_of(language: Language, measure: &Measure) -> String {
    match (language, measure) {
        (Language::Th, Measure::Rank { of }) => format!("จาก {of} ประเทศ"),
        (Language::En, Measure::Rank { of }) => format!("of {of} countries"),
        (Language::Th, Measure::Score { highest, .. }) => format!("จาก {}", format::index(*highest)),
        (Language::En, Measure::Score { highest, .. }) => format!("of {}", format::index(*highest)),
        _ => String::new(),
    }
}

/// Where a figure was read, with its edition and, where it is not certain, how sure it is.
pub fn source(language: Language, point: &FactPoint) -> String {
    let edition = period(language, point);
    let doubt = match (language, point.confidence.as_str()) {
        (_, "high") => "",
        (Language::Th, "medium") => " · ความเชื่อมั่นปานกลาง",
        (Language::En, "medium") => " · medium confidence",
        (Language::Th, _) => " · ความเชื่อมั่นต่ำ",
        (Language::En, _) => " · low confidence",
    };
    match language {
        Language::Th => format!("ที่มา: {} ฉบับปี {edition}{doubt}", point.source),
        Language::En => format!("Source: {}, {edition} edition{doubt}", point.source),
    }
}

/// All figures, for those who listen.
pub fn series(language: Language, indicator: &Indicator, series: &[FactPoint]) -> String {
    let told =
        series.iter().map(|point| format!("{} {}", period(language, point), format::measured(indicator, point.figure)));
    told.collect::<Vec<_>>().join(" · ")
}

//! Words of how mature the country is.

use super::{dashboards, format, organisations, states};
use domain::{
    calendar::Period,
    ranking::{Coverage, VERDICT_FROM},
    text::Language,
    trust::{GradeCounts, TrustGrade},
};
use strum::IntoEnumIterator as _;

super::words! {
    /// How mature the country is.
    Maturity {
        title: "ระดับความพร้อม", "Maturity";
        too_low: "ความครอบคลุมต่ำเกินไป ยังสรุประดับของประเทศไม่ได้", "Coverage is too low to say how mature the country is";
        nobody: "ยังไม่มีหน่วยงานที่มีคะแนนในรอบนี้", "No organisation has a score in this round yet";
        no_level: "หน่วยงานที่มีคะแนนยังไม่ถึงระดับใดเกินครึ่ง", "Fewer than half of those with a score stand at any level";
        levels: "หน่วยงานในแต่ละระดับ", "Organisations at each level";
        level: "ระดับ", "Level";
        bodies: "หน่วยงาน", "Organisations";
        share: "สัดส่วนของหน่วยงานที่ต้องรายงานตามเกณฑ์นี้", "Share of those that owe a report on it";
        share_short: "สัดส่วน", "Share";
        without: "ยังไม่มีระดับ", "No level yet";
        without_level: "หน่วยงานที่ต้องรายงานตามเกณฑ์นี้แต่ยังไม่มีระดับ", "Organisations that owe a report on it and have no level yet";
        whole: "ทุกหน่วยงานที่ต้องรายงานตามเกณฑ์นี้", "All that owe a report on it";
        nothing_before: "รอบก่อนไม่มีคะแนนตามเกณฑ์นี้ให้เทียบ", "The round before has no scores by this scheme to compare with";
        nothing_a_year_before: "งวดเดียวกันของปีก่อนไม่มีคะแนนตามเกณฑ์นี้ให้เทียบ", "The same period of the year before has no scores by this scheme to compare with";
        list: "คะแนนของทุกหน่วยงาน", "Scores of all organisations";
        untested: "ยังไม่ได้คำนวณว่าอันดับของคะแนนชุดนี้มั่นคงเพียงใด", "It has not been worked out yet how firm the places of these scores are";
        every_level: "แสดงทุกระดับ", "Show every level";
    }
}

/// How far most have come.
pub fn reached(language: Language, level: &str, reached: i64, scored: i64) -> String {
    let [part, whole] = [reached, scored].map(format::count);
    let share = format::percent(reached, scored);
    match language {
        Language::Th => format!("ถึง “{level}” ขึ้นไปแล้ว {part} จาก {whole} หน่วยงานที่มีคะแนน ({share})"),
        Language::En => {
            format!("{part} of {whole} organisations with a score have reached “{level}” or higher ({share})")
        }
    }
}

/// Why nothing is said about the country.
pub fn too_few(language: Language, coverage: Coverage) -> String {
    let covered = covered(language, coverage);
    let threshold = format::figure(VERDICT_FROM);
    match language {
        Language::Th => {
            format!("{covered} ระบบสรุประดับของประเทศเมื่อมีคะแนนตั้งแต่ร้อยละ {threshold} เพราะน้อยกว่านั้นยังไม่ใช่ภาพของทั้งหมด")
        }
        Language::En => format!(
            "{covered}. How mature the country is, is said from {threshold}% on: below that it would not speak for all"
        ),
    }
}

/// How many have a score.
pub fn covered(language: Language, coverage: Coverage) -> String {
    let share = format::percent(coverage.contributors, coverage.expected);
    let agencies = dashboards::of_agencies(language, coverage.contributors, coverage.expected);
    match language {
        Language::Th => format!("มีคะแนน {agencies}ที่ต้องรายงานตามเกณฑ์นี้ ({share})"),
        Language::En => format!("Scored: {agencies} that owe a report on it ({share})"),
    }
}

/// The middle of all scores.
pub fn median(language: Language, median: &str) -> String {
    match language {
        Language::Th => format!("ค่ากลางของคะแนน {median}"),
        Language::En => format!("Median score {median}"),
    }
}

/// What the median was, and by how much it moved; without a sign it did not.
pub fn moved(language: Language, period: Period, then: &str, change: Option<&str>) -> String {
    let period = format::period(language, period);
    match (language, change) {
        (Language::Th, Some(change)) => format!("เทียบกับ{period}: {change} จาก {then}"),
        (Language::Th, None) => format!("เทียบกับ{period}: เท่าเดิม ({then})"),
        (Language::En, Some(change)) => format!("Against {period}: {change}, from {then}"),
        (Language::En, None) => format!("Against {period}: unchanged ({then})"),
    }
}

/// That too few had a score then or have one now.
pub fn not_enough(language: Language, period: Period) -> String {
    let period = format::period(language, period);
    match language {
        Language::Th => format!("ไม่เทียบกับ{period} เพราะมีรอบที่หน่วยงานมีคะแนนไม่ถึงครึ่ง"),
        Language::En => format!("Not compared with {period}: in one of both, fewer than half have a score"),
    }
}

/// What stands behind the answers of all scores.
pub fn behind(language: Language, grades: &GradeCounts, ungraded: i64) -> String {
    let total = grades.total();
    let told = TrustGrade::iter()
        .rev()
        .filter(|grade| grades.of(*grade) > 0)
        .map(|grade| format!("{} {}", states::trust(language, grade), format::percent(grades.of(grade), total)));
    let told = told.collect::<Vec<_>>().join(" · ");
    let (count, unknown) = (format::count(total), format::count(ungraded));
    let known = match (language, total > 0) {
        (_, false) => None,
        (Language::Th, true) => Some(format!("คำตอบเบื้องหลัง {count} ข้อ: {told}")),
        (Language::En, true) => Some(format!("{count} answers behind it: {told}")),
    };
    let not_known = match (language, ungraded > 0) {
        (_, false) => None,
        (Language::Th, true) => Some(format!("ไม่ทราบที่มาของคำตอบของ {unknown} หน่วยงาน เพราะคิดคะแนนไว้ก่อนที่ระบบจะนับ")),
        (Language::En, true) => Some(format!("not known of {unknown} organisations, scored before this was counted")),
    };
    known.into_iter().chain(not_known).collect::<Vec<_>>().join(" · ")
}

/// How far places move with other weights.
pub fn firm(language: Language, places: i64, spread: &str) -> String {
    let places = format::count(places);
    match language {
        Language::Th => {
            format!("เมื่อน้ำหนักต่างไป ±{spread} หน่วยงานครึ่งหนึ่งมีอันดับอยู่ในช่วงกว้างไม่เกิน {places} อันดับ (90% ของการสุ่ม)")
        }
        Language::En => format!(
            "With weights that differ by ±{spread}, half of the organisations keep within {places} places (90% of the draws)"
        ),
    }
}

/// How many stand at a level, for those who listen.
pub fn told(levels: &[(String, i64)]) -> String {
    levels.iter().map(|(level, bodies)| format!("{level} {}", format::count(*bodies))).collect::<Vec<_>>().join(" · ")
}

/// That a list holds only those at one level.
pub fn only(language: Language, level: &str, bodies: usize) -> String {
    let bodies = organisations::bodies(language, bodies);
    match language {
        Language::Th => format!("เฉพาะ “{level}” {bodies}"),
        Language::En => format!("Only “{level}”: {bodies}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alone_is_not_many() {
        let told = |bodies| [Language::Th, Language::En].map(|language| only(language, "L1", bodies));
        assert_eq!(told(1), ["เฉพาะ “L1” 1 หน่วยงาน", "Only “L1”: 1 organisation"]);
        assert_eq!(told(2), ["เฉพาะ “L1” 2 หน่วยงาน", "Only “L1”: 2 organisations"]);
    }
}

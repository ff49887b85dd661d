//! Words of an indicator: how it is measured, which way is better, how often it is asked, and how to fill it in.

use super::format;
use domain::{
    amount::Amount,
    indicator::{Frequency, Indicator, Measure, Polarity},
    reading::Reading,
    text::Language,
};

fn either(language: Language, th: impl Into<String>, en: impl Into<String>) -> String {
    match language {
        Language::Th => th.into(),
        Language::En => en.into(),
    }
}

/// In which direction a figure is better.
pub fn polarity(language: Language, polarity: &Polarity) -> String {
    match polarity {
        Polarity::Higher => either(language, "ยิ่งมากยิ่งดี", "more is better"),
        Polarity::Lower => either(language, "ยิ่งน้อยยิ่งดี", "less is better"),
        Polarity::Within([lowest, highest]) => {
            let (lowest, highest) = (format::exact(*lowest), format::exact(*highest));
            either(
                language,
                format!("ดีที่สุดระหว่าง {lowest} ถึง {highest}"),
                format!("best between {lowest} and {highest}"),
            )
        }
    }
}

/// How often it is asked.
pub fn frequency(language: Language, frequency: Frequency) -> String {
    match frequency {
        Frequency::Quarterly => either(language, "รายไตรมาส", "every quarter"),
        Frequency::HalfYearly => either(language, "ทุก 6 เดือน", "every 6 months"),
        Frequency::Annual => either(language, "รายปี", "every year"),
    }
}

/// A figure with the indicator's unit: `42.19 %`, `14 รายการ`, `ระดับ 3`, `ใช่`.
pub fn figure(language: Language, indicator: &Indicator, figure: Amount) -> String {
    let number = format::figure(figure);
    match &indicator.measure {
        Measure::Ratio { scale, .. } if *scale == Amount::HUNDRED => format!("{number} %"),
        Measure::YesNo if figure == Amount::ONE => either(language, "ใช่", "Yes"),
        Measure::YesNo if figure == Amount::ZERO => either(language, "ไม่ใช่", "No"),
        // Many bodies together: the share of those that say yes or reach the level.
        Measure::YesNo => format!("{number} %"),
        Measure::Level { .. } => either(language, format!("ระดับ {number}"), format!("Level {number}")),
        Measure::Rank { .. } => either(language, format!("อันดับ {number}"), format!("Rank {number}")),
        Measure::Score { .. } => format::exact(figure),
        Measure::Ratio { .. } | Measure::Count | Measure::Cumulative | Measure::Amount | Measure::Mean { .. } => {
            format!("{number} {}", indicator.unit.in_language(language))
        }
    }
}

/// The figure of one body with the numbers it is made of: `80% (48 ÷ 60)`. Of what is one number it is that number, and of what
/// comes to nothing there is none.
pub fn with_parts(language: Language, indicator: &Indicator, reading: Reading) -> Option<String> {
    let shown = format::of_one(language, indicator, reading.figure(indicator)?);
    let (number, base) = reading.parts();
    let Some(base) = base.map(format::exact) else { return Some(shown) };
    Some(match &indicator.measure {
        Measure::Mean { weight } => format!("{shown} ({}: {base})", weight.in_language(language)),
        Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Level { .. }
        | Measure::YesNo
        | Measure::Score { .. }
        | Measure::Rank { .. } => format!("{shown} ({} ÷ {base})", format::exact(number)),
    })
}

/// So many indicators.
pub fn how_many(language: Language, count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    either(language, format!("{count} ตัวชี้วัด"), format!("{count} indicator{plural}"))
}

/// What one agency is expected to reach. Of a yes or a level the plan's target is the share of agencies that reach it,
/// so that for one agency it is to reach it.
pub fn target(language: Language, indicator: &Indicator, expected: Amount) -> String {
    match &indicator.measure {
        Measure::YesNo => either(language, "ใช่", "Yes"),
        Measure::Level { meets_at, .. } => {
            either(language, format!("ระดับ {meets_at} ขึ้นไป"), format!("Level {meets_at} or above"))
        }
        Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Mean { .. }
        | Measure::Score { .. }
        | Measure::Rank { .. } => figure(language, indicator, format::reachable(indicator, expected)),
    }
}

/// How to fill it in, as the rules will read it.
pub fn how_to_fill(language: Language, indicator: &Indicator) -> String {
    let words = match &indicator.measure {
        Measure::Ratio { scale, .. } => {
            let may_exceed = indicator.range.is_some_and(|range| range.highest > *scale);
            let limit = if may_exceed {
                either(language, "", "")
            } else {
                either(language, " ตัวตั้งต้องไม่มากกว่าตัวหาร", " The first number cannot exceed the second.")
            };
            either(
                language,
                format!("พิมพ์จำนวนทั้งสองช่อง ระบบคำนวณผลให้{limit}"),
                format!("Type both numbers; the result is worked out for you.{limit}"),
            )
        }
        Measure::Count => either(
            language,
            "พิมพ์จำนวนในรอบนี้ หรือ ณ วันสิ้นรอบ ตามนิยาม เป็นจำนวนเต็ม ถ้าไม่มีให้พิมพ์ 0",
            "Type the number in this period, or at its end, as the definition says, as a whole number; 0 if there is none.",
        ),
        Measure::Cumulative => either(
            language,
            "พิมพ์ยอดสะสมตั้งแต่ 1 ตุลาคมถึงวันสิ้นรอบ เป็นจำนวนเต็ม ยอดเริ่มนับใหม่ทุกปีงบประมาณ และไม่ควรลดลงภายในปี",
            "Type the running total from 1 October to the end of the period, as a whole number. It begins anew each fiscal year, and should not fall within one.",
        ),
        Measure::Amount => either(language, "พิมพ์จำนวนเงินเป็นบาท", "Type the amount in baht."),
        Measure::Level { .. } => {
            either(language, "เลือกระดับสูงสุดที่ทำครบทุกเกณฑ์", "Choose the highest level whose criteria are all met.")
        }
        Measure::YesNo => {
            either(language, "เลือกตามที่เป็นจริง ณ วันสิ้นรอบ", "Choose what was true at the end of the period.")
        }
        Measure::Mean { .. } => either(
            language,
            "พิมพ์ค่าเฉลี่ย และจำนวนที่นำมาเฉลี่ยเป็นจำนวนเต็ม",
            "Type the average, and as a whole number how many it was taken over.",
        ),
        Measure::Score { lowest, highest } => between(language, *lowest, *highest),
        Measure::Rank { of } => between(language, Amount::ONE, Amount::whole((*of).into())),
    };
    let range = indicator.range.filter(|_| !matches!(indicator.measure, Measure::Ratio { .. }));
    range.map_or(words.clone(), |range| format!("{words} {}", between(language, range.lowest, range.highest)))
}

fn between(language: Language, lowest: Amount, highest: Amount) -> String {
    let (lowest, highest) = (format::exact(lowest), format::exact(highest));
    either(language, format!("ค่าอยู่ระหว่าง {lowest} ถึง {highest}"), format!("Between {lowest} and {highest}."))
}

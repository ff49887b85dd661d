//! Words of how a derived value was worked out.

use super::format;
use domain::{
    derived::{FormulaPart, Working},
    expression::{UnworkedReason, Used, When},
    plan::Plan,
    text::Language,
};

super::words! {
    /// How a derived value was worked out.
    Workings {
        title: "ค่านี้ได้มาอย่างไร", "How this figure was worked out";
        why: "ไม่มีผู้รายงานตัวชี้วัดนี้ ระบบคำนวณจากตัวชี้วัดอื่นที่รับรองแล้ว", "Nobody reports this indicator: it is worked out from others that were accepted";
        derived: "คำนวณจาก", "Worked out from";
        value: "สูตรของค่า", "Formula of the value";
        numerator: "สูตรของตัวตั้ง", "Formula of the part";
        base: "สูตรของตัวหาร", "Formula of the whole";
        result: "ผล", "Result";
        inputs: "ค่าที่ใช้", "What was taken";
        input: "ตัวชี้วัด", "Indicator";
        of: "ของ", "Of";
        taken: "ค่า", "Figure";
        now: "รอบนี้", "this round";
        before: "รอบก่อนหน้า", "the round before";
        unfit: "ไม่วัดผล: ผลลัพธ์อยู่นอกค่าที่ตัวชี้วัดนี้เป็นได้", "Not measured: it came to something that the indicator cannot be";
    }
}

/// A formula as it is written, for a measure with one number or two.
pub fn part(language: Language, part: FormulaPart, has_base: bool) -> &'static str {
    let words = super::words_in::<Workings>(language);
    match (part, has_base) {
        (FormulaPart::Value, false) => words.value,
        (FormulaPart::Value, true) => words.numerator,
        (FormulaPart::Base, _) => words.base,
    }
}

/// Of which round or bodies a figure was taken.
pub fn of(language: Language, used: &Used) -> String {
    let words = super::words_in::<Workings>(language);
    match used {
        Used::Figure { when, .. } => round(words, *when).to_owned(),
        Used::Sum { given, missing, .. } => {
            let (given, missing) = (format::counted(*given), format::counted(*missing));
            match language {
                Language::Th => format!("ผลรวมของหน่วยงานที่อยู่ถัดลงไป {given} แห่ง อีก {missing} แห่งไม่มีค่า"),
                Language::En => format!("the sum of {given} bodies right below; {missing} more have none"),
            }
        }
    }
}

fn round(words: &Workings, when: When) -> &'static str {
    match when {
        When::Now => words.now,
        When::Previous => words.before,
    }
}

/// Why there is no value; nothing where there is one.
pub fn not_measured(language: Language, plan: &Plan, working: &Working) -> Option<String> {
    let words = super::words_in::<Workings>(language);
    let name = |code: &domain::ids::IndicatorCode| {
        plan.indicator(code).map_or_else(|| code.to_string(), |known| known.name.in_language(language).to_owned())
    };
    let reason = match working {
        Working::Worked { .. } => return None,
        Working::Unfit { .. } => return Some(words.unfit.to_owned()),
        Working::Unworked { why, .. } => &why.reason,
    };
    let told = match (language, reason) {
        (Language::Th, UnworkedReason::FigureMissing { indicator, when }) => {
            format!("ไม่มีค่าของ “{}” ใน{}", name(indicator), round(words, *when))
        }
        (Language::En, UnworkedReason::FigureMissing { indicator, when }) => {
            format!("there is no figure of “{}” of {}", name(indicator), round(words, *when))
        }
        (Language::Th, UnworkedReason::NobodyBelow { indicator }) => {
            format!("หน่วยงานที่อยู่ถัดลงไปยังไม่มีค่าของ “{}”", name(indicator))
        }
        (Language::En, UnworkedReason::NobodyBelow { indicator }) => {
            format!("no body right below has a figure of “{}”", name(indicator))
        }
        (Language::Th, UnworkedReason::DivisionByZero) => "ตัวหารเป็นศูนย์".to_owned(),
        (Language::En, UnworkedReason::DivisionByZero) => "it divides by zero".to_owned(),
        (Language::Th, UnworkedReason::TooLarge) => "ตัวเลขใหญ่เกินไป".to_owned(),
        (Language::En, UnworkedReason::TooLarge) => "the number is too large".to_owned(),
    };
    Some(match language {
        Language::Th => format!("ไม่วัดผล: {told}"),
        Language::En => format!("Not measured: {told}"),
    })
}

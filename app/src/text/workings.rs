//! Words of how a derived value was worked out.

use super::{format, problems};
use domain::{
    derived::{FormulaPart, Working},
    entry::{Entry, Field},
    expression::{UnworkedReason, Used, When, Worked},
    indicator::Indicator,
    plan::Plan,
    problem::{Problem, ProblemKind},
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
        neither: "ไม่ใช่ทั้ง “ใช่” และ “ไม่ใช่”", "it is neither yes nor no";
        by_zero: "ตัวหารเป็นศูนย์", "it divides by zero";
        too_large: "ตัวเลขใหญ่เกินไป", "the number is too large";
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
pub fn not_measured(language: Language, plan: &Plan, indicator: &Indicator, working: &Working) -> Option<String> {
    let words = super::words_in::<Workings>(language);
    let name = |code: &domain::ids::IndicatorCode| {
        plan.indicator(code).map_or_else(|| code.to_string(), |known| known.name.in_language(language).to_owned())
    };
    let reason = match working {
        Working::Worked { .. } => return None,
        Working::Unfit { why: None, .. } => return Some(words.unfit.to_owned()),
        Working::Unfit { value, base, why: Some(why) } => {
            return Some(format!(
                "{}: {}",
                words.unfit,
                broken(language, indicator, [Some(value), base.as_ref()], why)
            ));
        }
        Working::Unworked { why, .. } => &why.reason,
    };
    let told = match (language, reason) {
        (Language::Th, UnworkedReason::FigureMissing { indicator, when }) => {
            format!("ไม่มีค่าของ “{}” ใน{}", name(indicator), round(words, *when))
        }
        (Language::En, UnworkedReason::FigureMissing { indicator, when }) => {
            format!("there is no figure of “{}” of {}", name(indicator), round(words, *when))
        }
        (Language::Th, UnworkedReason::Redefined { indicator }) => {
            format!("นิยามของ “{}” เปลี่ยนไปจากรอบก่อนหน้า ค่าของสองรอบจึงเทียบกันไม่ได้", name(indicator))
        }
        (Language::En, UnworkedReason::Redefined { indicator }) => {
            format!(
                "“{}” was defined otherwise in the round before, so that figures of both are not compared",
                name(indicator)
            )
        }
        (Language::Th, UnworkedReason::NobodyBelow { indicator }) => {
            format!("หน่วยงานที่อยู่ถัดลงไปยังไม่มีค่าของ “{}”", name(indicator))
        }
        (Language::En, UnworkedReason::NobodyBelow { indicator }) => {
            format!("no body right below has a figure of “{}”", name(indicator))
        }
        (Language::Th | Language::En, UnworkedReason::DivisionByZero) => words.by_zero.to_owned(),
        (Language::Th | Language::En, UnworkedReason::TooLarge) => words.too_large.to_owned(),
    };
    Some(match language {
        Language::Th => format!("ไม่วัดผล: {told}"),
        Language::En => format!("Not measured: {told}"),
    })
}

/// Which rule it breaks: as to whoever types such a value, except for what only typing has.
fn broken(language: Language, indicator: &Indicator, came_to: [Option<&Worked>; 2], why: &ProblemKind) -> String {
    let words = super::words_in::<Workings>(language);
    if *why == ProblemKind::NotYesNo {
        return words.neither.to_owned();
    }
    if *why == ProblemKind::ZeroDenominator {
        return words.by_zero.to_owned();
    }
    if *why == ProblemKind::TooLarge {
        return words.too_large.to_owned();
    }
    let [value, base] = came_to.map(|worked| worked.map(|worked| format::exact(worked.value)).unwrap_or_default());
    let problem = Problem::blocking(Field::Value, why.clone());
    problems::problem(language, indicator, &Entry { value, base, ..Entry::default() }, &problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::amount::Amount;

    fn plan() -> Plan {
        let words = r#"{ "th": "ก", "en": "a" }"#;
        let provenance = r#"{ "status": "demonstration", "source": "a test" }"#;
        let text = format!(
            r#"{{ "plan": {{ "code": "p", "version": 1, "title": {words}, "vision": {words}, "first_fiscal_year": 2566,
                  "last_fiscal_year": 2570, "provenance": {provenance} }}, "strategy": [], "indicator": [{{ "code": "counted",
                  "strategy": "S1", "name": {words}, "definition": {words}, "unit": {words}, "measure": {{ "type": "count" }},
                  "polarity": "higher", "frequency": "quarterly", "scope": "agency", "weight": "1",
                  "evidence": {{ "required": false, "description": {words} }}, "provenance": {provenance} }}] }}"#
        );
        serde_json::from_str(&text).expect("a plan")
    }

    #[test]
    fn a_result_that_nobody_could_type_is_told_with_the_rule_it_breaks() {
        let plan = plan();
        let counted = &plan.indicators[0];
        let told = |value: i64, why: ProblemKind| {
            let value = Worked { value: Amount::whole(value), used: Vec::new() };
            let working = Working::Unfit { value, base: None, why: Some(why) };
            [Language::Th, Language::En].map(|it| not_measured(it, &plan, counted, &working).expect("words"))
        };
        let [thai, english] = told(-30, ProblemKind::Negative);
        assert!(thai.starts_with("ไม่วัดผล") && thai.ends_with("ค่าต้องไม่ติดลบ"), "{thai}");
        assert!(english.starts_with("Not measured") && english.ends_with("It cannot be below zero."), "{english}");
        let [thai, english] = told(2, ProblemKind::ZeroDenominator);
        assert!(thai.ends_with("ตัวหารเป็นศูนย์") && english.ends_with("it divides by zero"), "{thai} {english}");
    }
}

//! Words of what a score would be.

use super::{either, format, problems, scores, words_in};
use domain::{
    amount::Amount,
    entry::{Entry, Field},
    indicator::{Indicator, Polarity},
    problem::Problem,
    score::{Bound, Input, Sought, Step, Unmet, Unscored},
    text::Language,
};
use service::scores::FieldRefusal;

super::words! {
    /// The page of what a score would be.
    WhatIf {
        title: "ถ้าเปลี่ยนจะเป็นอย่างไร", "What if";
        link: "ลองเปลี่ยนคำตอบและดูคะแนน", "Try other answers and see the score";
        lead: "ลองเปลี่ยนคำตอบหรือน้ำหนัก แล้วดูว่าคะแนน ระดับ และอันดับเปลี่ยนอย่างไร ระบบคำนวณด้วยวิธีเดียวกับคะแนนจริง และไม่บันทึกสิ่งใด", "Change answers or weights and see how score, level and place move. The engine is that of real scores, and nothing is kept";
        answers: "คำตอบ", "Answers";
        weights: "น้ำหนัก", "Weights";
        weights_why: "น้ำหนักเป็นของเกณฑ์ ลองเปลี่ยนเพื่อดูว่าคะแนนไวต่อน้ำหนักเพียงใด", "Weights belong to the scheme; change them to see how much the score depends on them";
        same_weights: "อันดับคิดโดยใช้น้ำหนักเดียวกันนี้กับทุกหน่วยงาน", "The place is among all organisations scored by these same weights";
        present: "ขณะนี้", "Now";
        work_out: "คำนวณ", "Work it out";
        unchanged: "ยังไม่ได้เปลี่ยนคำตอบใด", "Nothing is changed yet";
        refused: "อ่านค่าที่พิมพ์บางช่องไม่ได้ จึงยังไม่ได้คำนวณ แก้ช่องที่ระบุไว้แล้วลองใหม่", "Some of what was typed cannot be used, so nothing was worked out. Correct the fields that say so";
        not_a_weight: "พิมพ์ตัวเลขตั้งแต่ 0 ขึ้นไป แต่น้อยกว่า 1,000,000", "Type a number of 0 or more and below 1,000,000";
        weights_refused: "ใช้น้ำหนักเหล่านี้ร่วมกันไม่ได้: ในกลุ่มเดียวกันต้องมีอย่างน้อยหนึ่งข้อที่มากกว่าศูนย์", "These weights cannot be used together: among siblings at least one must be above zero";
        before: "ก่อน", "Before";
        after: "หลัง", "After";
        result: "ก่อนและหลัง", "Before and after";
        outcome: "ผลลัพธ์", "Outcome";
        too_many: "ไม่ได้คำนวณ: หน่วยงานมากเกินกว่าจะคิดคะแนนใหม่ทั้งหมดในหน้าเดียว", "Not worked out: there are too many bodies to score all of them anew for one page";
        changed: "องค์ประกอบที่เปลี่ยน", "Parts that change";
        yes: "ใช่", "Yes";
        no: "ไม่ใช่", "No";
        as_it_is: "ตามเดิม", "As it is";
        next: "ทางที่ใช้ต้นทุนน้อยที่สุดสู่ระดับถัดไป", "The cheapest steps to the next level";
        next_why: "ต้นทุนคือสัดส่วนของระยะทางจากคำตอบปัจจุบันถึงเป้าหมาย (ถ้าถึงเป้าหมายแล้ว ถึงค่าที่ดีที่สุด) ตัวเลขเดินทีละหนึ่งในร้อย ระดับและตัวเลือกเดินทีละขั้น ใช่หรือไม่ใช่ทั้งหมดในครั้งเดียว หลายตัวพร้อมกันนับรวม ทุกตัวชี้วัดนับเท่ากันเพราะไม่มีใครบอกราคาจริง เป็นวิธีนับของระบบนี้ ไม่ใช่ตัวเลขทางการ", "The cost is the share of the way from the present answer to its target, or to the best answer where the target is met. Numbers go in hundredths of it, levels and choices in whole steps, yes or no at once; several together cost the sum. All indicators count alike, since nobody has told the real price: Tidtam's own notion, not an official figure";
        missing_why: "คำตอบที่ขาดอยู่ไม่มีใครรู้ค่า จึงนับระยะทางจากค่าที่แย่ที่สุดที่เป็นไปได้ การรายงานค่านั้นไม่มีต้นทุน ค่าที่ดีกว่านั้นมีต้นทุนตามสัดส่วนของระยะทาง และถ้าไม่มีค่าที่แย่ที่สุดจะนับทั้งทาง", "What is missing nobody knows, so its way begins at the worst that it can be. To report that much costs nothing, what is better its share of the way; where there is no worst the whole way is counted";
        only_all: "ระดับนี้ถึงได้ต่อเมื่อปรับตัวชี้วัดมากกว่านั้น หากทุกตัวที่ช่วยได้ถึงปลายทางก็ถึงระดับนี้", "It takes more of them: with every indicator that helps at the end of its way the level is reached";
        by_all: "หากทุกตัวชี้วัดที่ช่วยได้ถึงปลายทางก็ถึงระดับนี้", "With every indicator that helps at the end of its way the level is reached";
        never: "แม้ทุกตัวชี้วัดถึงปลายทางก็ยังไม่ถึงระดับนี้", "Not even every indicator at the end of its way is enough";
        no_better: "ไม่มีคำตอบใดที่ปรับให้ดีขึ้นได้อีก และไม่มีคำตอบที่ขาดอยู่ซึ่งรายงานแล้วจะช่วยได้", "No answer that was given can get any better, and none that is missing would help";
        to_score: "ทำอย่างไรจึงจะมีคะแนน", "What would bring a score";
        step: "เปลี่ยน", "Change";
        cost: "ต้นทุน", "Cost";
        try_it: "ลองทางนี้", "Try this";
        tied: "เท่ากับข้ออื่น", "tied";
    }
}

/// Why what was typed as an answer of an indicator cannot be used.
pub(crate) fn refused(language: Language, refusal: &FieldRefusal, indicator: &Indicator, typed: &str) -> String {
    match refusal {
        FieldRefusal::Answer(kind) => {
            let entry = Entry { value: typed.to_owned(), ..Entry::default() };
            problems::problem(language, indicator, &entry, &Problem::blocking(Field::Value, kind.clone()))
        }
        FieldRefusal::Score(fault) => scores::unfit(language, fault),
        FieldRefusal::Weight => words_in::<WhatIf>(language).not_a_weight.to_owned(),
    }
}

/// What has to hold, and what is.
pub(crate) fn needs(language: Language, title: &str, unmet: &Unmet) -> String {
    let (has, bound) = (has(unmet), bound(language, unmet.needs));
    match language {
        Language::Th => format!("{title} ต้องได้{bound} ขณะนี้ {has}"),
        Language::En => format!("{title} needs {bound}; it has {has}"),
    }
}

/// What would still have to hold, and what would be.
pub(crate) fn would_still_need(language: Language, title: &str, unmet: &Unmet) -> String {
    let (has, bound) = (has(unmet), bound(language, unmet.needs));
    match language {
        Language::Th => format!("{title} ยังต้องได้{bound} เมื่อนั้นจะได้ {has}"),
        Language::En => format!("{title} would still need {bound}; it would have {has}"),
    }
}

fn has(unmet: &Unmet) -> String {
    unmet.value.map_or_else(|| format::NOTHING.to_owned(), |value| scores::against(unmet.needs, value))
}

fn bound(language: Language, bound: Bound) -> String {
    match (language, bound) {
        (Language::Th, Bound::AtLeast(bound)) => format!("อย่างน้อย {}", scores::short(bound)),
        (Language::Th, Bound::Above(bound)) => format!("มากกว่า {}", scores::short(bound)),
        (Language::En, Bound::AtLeast(bound)) => format!("at least {}", scores::short(bound)),
        (Language::En, Bound::Above(bound)) => format!("more than {}", scores::short(bound)),
    }
}

/// How many indicators together are enough, where fewer are not or were not found.
pub(crate) fn enough(language: Language, count: usize, sought: Sought) -> &'static str {
    let (th, en) = match (count, sought) {
        (0 | 1, _) => {
            ("ตัวชี้วัดเดียวก็พอ แต่ละแถวเพียงแถวเดียวก็ถึงระดับนี้", "One indicator is enough: each row alone reaches this level")
        }
        (2, _) => (
            "ตัวชี้วัดเดียวไม่พอ ต้องเปลี่ยนสองตัวพร้อมกัน แต่ละแถวเพียงแถวเดียวก็ถึงระดับนี้",
            "No single indicator is enough; two together are: each row alone reaches this level",
        ),
        (_, Sought::Everywhere) => (
            "สองตัวชี้วัดยังไม่พอ ต้องเปลี่ยนสามตัวพร้อมกัน แต่ละแถวเพียงแถวเดียวก็ถึงระดับนี้",
            "No two indicators are enough; three together are: each row alone reaches this level",
        ),
        (_, Sought::AmongThoseThatBringMost) => (
            "ในบรรดาตัวชี้วัดที่ได้ผลมากที่สุด ไม่พบสองตัวที่พอ แต่พบสามตัวที่พอเมื่อเปลี่ยนพร้อมกัน แต่ละแถวเพียงแถวเดียวก็ถึงระดับนี้",
            "No two indicators that are enough were found among those that bring most; three together are: each row alone reaches this level",
        ),
    };
    either(language, th, en)
}

/// That not even so many are enough, or that none were found.
pub(crate) fn not_even(language: Language, count: usize, sought: Sought) -> &'static str {
    let (th, en) = match (count, sought) {
        (0 | 1, _) => ("มีตัวชี้วัดเดียวที่ช่วยได้ และยังไม่พอ", "Only one indicator would help, and it is not enough."),
        (2, _) => ("มีสองตัวชี้วัดที่ช่วยได้ และยังไม่พอ", "Only two indicators would help, and they are not enough."),
        (_, Sought::Everywhere) => ("แม้เปลี่ยนสามตัวชี้วัดพร้อมกันก็ยังไม่พอ", "Not even three indicators together are enough."),
        (_, Sought::AmongThoseThatBringMost) => (
            "ในบรรดาตัวชี้วัดที่ได้ผลมากที่สุด ไม่พบสามตัวที่เปลี่ยนพร้อมกันแล้วพอ",
            "No three indicators that are enough together were found among those that bring most.",
        ),
    };
    either(language, th, en)
}

/// What those that bring most would make of the score.
pub(crate) fn most(language: Language, count: usize, scores: [Option<Amount>; 2], decimals: u32) -> String {
    let [before, after] =
        scores.map(|score| score.map_or_else(|| format::NOTHING.to_owned(), |score| format::fixed(score, decimals)));
    match (language, count) {
        (Language::Th, 1) => format!("เมื่อถึงปลายทาง คะแนนจะเป็น {before} → {after}"),
        (Language::En, 1) => format!("At the end of its way the score would go {before} → {after}"),
        (Language::Th, _) => format!("ที่ได้ผลมากที่สุด เมื่อทุกตัวถึงปลายทาง คะแนนจะเป็น {before} → {after}"),
        (Language::En, _) => {
            format!("Those that bring most: with each at the end of its way the score would go {before} → {after}")
        }
    }
}

/// That there is no level above.
pub(crate) fn highest(language: Language, level: &str) -> String {
    match language {
        Language::Th => format!("หน่วยงานอยู่ที่ระดับสูงสุดแล้ว ({level}) ไม่มีระดับที่สูงกว่านี้"),
        Language::En => format!("The agency is at the highest level ({level}): there is none above"),
    }
}

/// The answer that there is now, written as its indicator is elsewhere; one that is tried may have more decimals.
pub(crate) fn present(language: Language, input: &Input, indicator: Option<&Indicator>) -> String {
    if let (Input::Number(number), Some(indicator)) = (input, indicator) {
        return format::writer(indicator)(*number);
    }
    scores::input(language, input)
}

/// From which answer of an indicator to which, or what is to be reported where it is missing; which is better its leaf says.
pub(crate) fn change(
    language: Language,
    step: &Step,
    indicator: Option<&Indicator>,
    polarity: Option<&Polarity>,
) -> String {
    let to = scores::input(language, &step.to);
    if step.from != Input::Missing {
        return format!("{} → {to}", present(language, &step.from, indicator));
    }
    if step.cost == Amount::ZERO {
        return either(language, "รายงาน ไม่ว่าจะได้ค่าใด", "report it, whatever it is").to_owned();
    }
    let word = match (&step.to, polarity) {
        (Input::Number(_), Some(Polarity::Higher)) => either(language, "รายงานอย่างน้อย", "report at least"),
        (Input::Number(_), Some(Polarity::Lower)) => either(language, "รายงานไม่เกิน", "report at most"),
        (_, _) => either(language, "รายงาน", "report"),
    };
    format!("{word} {to}")
}

/// That there is no score, and why.
pub(crate) fn no_score(language: Language, why: &str) -> String {
    match language {
        Language::Th => format!("ยังไม่มีคะแนน: {why}"),
        Language::En => format!("There is no score: {why}"),
    }
}

/// Whether reports would bring a score, and whether those that follow are the only ones.
pub(crate) fn brings_a_score(language: Language, unscored: &Unscored) -> &'static str {
    let (th, en) = match (unscored.reports.len(), unscored.are_the_only) {
        (0, _) => (
            "ไม่พบคำตอบที่ขาดอยู่ในรอบนี้ซึ่งรายงานแล้วจะทำให้มีคะแนน",
            "No answer that is missing in this round was found that would bring one",
        ),
        (1, true) => ("จะมีคะแนนเมื่อรายงานข้อนี้", "There is one once this is reported"),
        (_, true) => ("จะมีคะแนนเมื่อรายงานครบทุกข้อต่อไปนี้", "There is one once all of these are reported"),
        (1, false) => {
            ("รายงานข้อนี้ข้อเดียวก็มีคะแนน ข้ออื่นแทนได้", "This report would be enough for one; others would do as well")
        }
        (_, false) => (
            "รายงานครบทุกข้อต่อไปนี้ก็มีคะแนน ข้ออื่นแทนบางข้อได้",
            "All of these reports would be enough for one; others would do in the place of some",
        ),
    };
    either(language, th, en)
}

/// A cost as a percentage of the way.
pub(crate) fn cost(language: Language, cost: Amount) -> String {
    match language {
        Language::Th => format!("ร้อยละ {} ของทาง", percent(cost)),
        Language::En => format!("{}% of the way", percent(cost)),
    }
}

/// What several cost together.
pub(crate) fn cost_in_all(language: Language, cost: Amount) -> String {
    match language {
        Language::Th => format!("รวมร้อยละ {}", percent(cost)),
        Language::En => format!("{}% in all", percent(cost)),
    }
}

fn percent(cost: Amount) -> String {
    format::figure(cost.checked_mul(Amount::HUNDRED).unwrap_or(cost).rounded(0))
}

/// The level that is aimed at.
pub(crate) fn to_level(language: Language, level: &str) -> String {
    match language {
        Language::Th => format!("สู่ “{level}”"),
        Language::En => format!("To the level {level}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_reported_as_its_direction_asks() {
        let step = |to, cost| Step { indicator: "a".parse().expect("a code"), from: Input::Missing, to, cost };
        let number = || Input::Number(Amount::whole(60));
        let said = |step: &Step, polarity| {
            [Language::Th, Language::En].map(|language| change(language, step, None, Some(&polarity)))
        };
        let within = Polarity::Within([Amount::whole(60), Amount::HUNDRED]);
        assert_eq!(said(&step(number(), Amount::ONE), Polarity::Higher), ["รายงานอย่างน้อย 60", "report at least 60"]);
        assert_eq!(said(&step(number(), Amount::ONE), Polarity::Lower), ["รายงานไม่เกิน 60", "report at most 60"]);
        assert_eq!(said(&step(number(), Amount::ONE), within), ["รายงาน 60", "report 60"]);
        let yes = Input::Answer(domain::reading::Answer::Yes);
        assert_eq!(said(&step(yes, Amount::ONE), Polarity::Higher), ["รายงาน ใช่", "report Yes"]);
        let whatever = said(&step(number(), Amount::ZERO), Polarity::Higher);
        assert_eq!(whatever, ["รายงาน ไม่ว่าจะได้ค่าใด", "report it, whatever it is"]);
        let changed = Step { from: number(), ..step(Input::Number(Amount::whole(70)), Amount::ONE) };
        assert_eq!(said(&changed, Polarity::Higher), ["60 → 70", "60 → 70"]);
    }

    #[test]
    fn a_level_that_is_called_one_is_not_called_so_twice() {
        assert_eq!(to_level(Language::Th, "ระดับเหมาะสมที่สุด"), "สู่ “ระดับเหมาะสมที่สุด”");
        assert_eq!(to_level(Language::En, "Optimal"), "To the level Optimal");
    }

    #[test]
    fn what_was_not_sought_everywhere_is_not_denied() {
        for language in [Language::Th, Language::En] {
            for say in [enough, not_even] {
                let [everywhere, most] =
                    [Sought::Everywhere, Sought::AmongThoseThatBringMost].map(|sought| say(language, 3, sought));
                assert_ne!(everywhere, most, "{language:?}");
            }
        }
        let most = Sought::AmongThoseThatBringMost;
        assert!(not_even(Language::En, 3, most).contains("found among those that bring most"));
        assert!(enough(Language::En, 3, most).contains("found among those that bring most; three together are"));
    }
}

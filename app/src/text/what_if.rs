//! Words of what a score would be.

use super::{format, scores};
use domain::{
    amount::Amount,
    score::{Bound, Step},
    text::Language,
};

super::words! {
    /// The page of what a score would be.
    WhatIf {
        title: "ถ้าเปลี่ยนจะเป็นอย่างไร", "What if";
        link: "ลองเปลี่ยนคำตอบและดูคะแนน", "Try other answers and see the score";
        lead: "ลองเปลี่ยนคำตอบหรือน้ำหนัก แล้วดูว่าคะแนน ระดับ และอันดับเปลี่ยนอย่างไร ระบบคำนวณด้วยวิธีเดียวกับคะแนนจริง และไม่บันทึกสิ่งใด", "Change answers or weights and see how score, level and place move. The engine is that of real scores, and nothing is kept";
        answers: "คำตอบ", "Answers";
        weights: "น้ำหนัก", "Weights";
        weights_why: "น้ำหนักเป็นของเกณฑ์ ลองเปลี่ยนเพื่อดูว่าคะแนนไวต่อน้ำหนักเพียงใด", "Weights belong to the scheme; change them to see how much the score depends on them";
        present: "ขณะนี้", "Now";
        work_out: "คำนวณ", "Work it out";
        unchanged: "ยังไม่ได้เปลี่ยนคำตอบใด", "Nothing is changed yet";
        refused: "อ่านค่าที่พิมพ์บางช่องไม่ได้ จึงยังไม่ได้คำนวณ แก้ช่องที่ระบุไว้แล้วลองใหม่", "Some of what was typed cannot be used, so nothing was worked out. Correct the fields that say so";
        not_a_number: "พิมพ์ตัวเลขที่เป็นไปได้ของตัวชี้วัดนี้", "Type a number that this indicator can have";
        not_a_weight: "พิมพ์ตัวเลขตั้งแต่ 0 ขึ้นไป", "Type a number of 0 or more";
        weights_refused: "ใช้น้ำหนักเหล่านี้ร่วมกันไม่ได้: ในกลุ่มเดียวกันต้องมีอย่างน้อยหนึ่งข้อที่มากกว่าศูนย์", "These weights cannot be used together: among siblings at least one must be above zero";
        before: "ก่อน", "Before";
        after: "หลัง", "After";
        result: "ก่อนและหลัง", "Before and after";
        too_many: "ไม่ได้คำนวณ: หน่วยงานมากเกินกว่าจะคิดคะแนนใหม่ทั้งหมดในหน้าเดียว", "Not worked out: there are too many bodies to score all of them anew for one page";
        changed: "องค์ประกอบที่เปลี่ยน", "Parts that change";
        yes: "ใช่", "Yes";
        no: "ไม่ใช่", "No";
        as_it_is: "ตามเดิม", "As it is";
        next: "ทางที่ถูกที่สุดสู่ระดับถัดไป", "The cheapest steps to the next level";
        next_why: "ต้นทุนคือสัดส่วนของระยะทางจากคำตอบปัจจุบันถึงเป้าหมาย (ถ้าถึงเป้าหมายแล้ว ถึงค่าที่ดีที่สุด) ตัวเลขเดินทีละหนึ่งในร้อย ระดับและตัวเลือกเดินทีละขั้น ใช่หรือไม่ใช่ทั้งหมดในครั้งเดียว ทุกตัวชี้วัดนับเท่ากันเพราะไม่มีใครบอกราคาจริง เป็นวิธีนับของระบบนี้ ไม่ใช่ตัวเลขทางการ", "The cost is the share of the way from the present answer to its target, or to the best answer where the target is met. Numbers go in hundredths of it, levels and choices in whole steps, yes or no at once. All indicators count alike, since nobody has told the real price: Tidtam's own notion, not an official figure";
        no_step: "ไม่มีตัวชี้วัดเดียวที่ทำให้ผ่านได้ ต้องเปลี่ยนหลายตัวพร้อมกัน", "No single indicator is enough: several have to change together";
        never: "แม้ทุกตัวชี้วัดถึงปลายทางก็ยังไม่ผ่าน", "Not even with every indicator at the end of its way";
        together: "ทำข้อที่ถูกที่สุดของแต่ละเกณฑ์รวมกันแล้วถึงระดับนี้", "The cheapest step of each, taken together, reach this level";
        not_together: "ข้อที่ถูกที่สุดของแต่ละเกณฑ์รวมกันยังไม่ถึงระดับนี้", "The cheapest step of each, taken together, do not reach this level";
        step: "เปลี่ยน", "Change";
        cost: "ต้นทุน", "Cost";
        try_it: "ลองทางนี้", "Try this";
        tied: "เท่ากับข้ออื่น", "tied";
        indicator: "ตัวชี้วัด", "Indicator";
    }
}

/// What has to hold, and what is.
pub(crate) fn needs(language: Language, title: &str, needs: Bound, value: Option<Amount>) -> String {
    let has = value.map_or_else(|| format::NOTHING.to_owned(), scores::short);
    match (language, needs) {
        (Language::Th, Bound::AtLeast(bound)) => format!("{title} ต้องได้อย่างน้อย {} ขณะนี้ {has}", scores::short(bound)),
        (Language::Th, Bound::Above(bound)) => format!("{title} ต้องได้มากกว่า {} ขณะนี้ {has}", scores::short(bound)),
        (Language::En, Bound::AtLeast(bound)) => {
            format!("{title} needs at least {}; it has {has}", scores::short(bound))
        }
        (Language::En, Bound::Above(bound)) => {
            format!("{title} needs more than {}; it has {has}", scores::short(bound))
        }
    }
}

/// From which answer to which.
pub(crate) fn change(language: Language, step: &Step) -> String {
    let [from, to] = [&step.from, &step.to].map(|input| scores::input(language, input));
    format!("{from} → {to}")
}

/// A cost as a percentage of the way.
pub(crate) fn cost(language: Language, cost: Amount) -> String {
    let percent = cost.checked_mul(Amount::HUNDRED).unwrap_or(cost).rounded(0);
    match language {
        Language::Th => format!("ร้อยละ {} ของทาง", format::figure(percent)),
        Language::En => format!("{}% of the way", format::figure(percent)),
    }
}

/// The level that is aimed at.
pub(crate) fn to_level(language: Language, level: &str) -> String {
    match language {
        Language::Th => format!("สู่ระดับ {level}"),
        Language::En => format!("To the level {level}"),
    }
}

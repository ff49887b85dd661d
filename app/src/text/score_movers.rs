//! Words of bodies whose score rose or fell.

use super::format;
use domain::{amount::Amount, calendar::Period, text::Language};

super::words! {
    /// Whose score changed most.
    ScoreMovers {
        title: "หน่วยงานที่คะแนนเปลี่ยนมากที่สุด", "Whose score changed most";
        link: "คะแนนที่เพิ่มและลดมากที่สุด", "Largest rises and falls";
        nothing: "ไม่มีรอบก่อนหน้าที่มีคะแนนตามเกณฑ์นี้ให้เทียบ", "No round before has scores by this scheme to compare with";
        rises: "เพิ่มมากที่สุด", "Largest rises";
        falls: "ลดมากที่สุด", "Largest falls";
        nobody_rose: "ไม่มีหน่วยงานที่คะแนนเพิ่ม", "Nobody's score rose";
        nobody_fell: "ไม่มีหน่วยงานที่คะแนนลด", "Nobody's score fell";
        body: "หน่วยงาน", "Organisation";
        before: "รอบก่อน", "Before";
        now: "รอบนี้", "Now";
        change: "เปลี่ยน", "Change";
        level: "ระดับ", "Level";
        why: "ดูที่มา", "See why";
    }
}

/// What is compared, of how many, and how many moved.
pub fn compared(language: Language, before: Period, both: usize, (rose, fell): (usize, usize)) -> String {
    let period = format::period(language, before);
    let [both, rose, fell] = [both, rose, fell].map(format::counted);
    match language {
        Language::Th => {
            format!("เทียบกับ{period} เฉพาะ {both} หน่วยงานที่มีคะแนนทั้งสองรอบ เพิ่ม {rose} ลด {fell} แสดงไม่เกิน 20 แห่งต่อตาราง")
        }
        Language::En => format!(
            "Against {period}: of {both} bodies with a score in both, {rose} rose and {fell} fell; at most 20 in each table"
        ),
    }
}

/// That levels are not compared although scores are, and why.
pub fn levels_not_compared(language: Language, why: &str) -> String {
    match language {
        Language::Th => format!("ไม่เทียบระดับของสองรอบนี้: {why}"),
        Language::En => format!("The levels of the two rounds are not compared: {why}"),
    }
}

/// A change with its sign.
pub fn signed(change: Amount, decimals: u32) -> String {
    let written = format::fixed(change, decimals);
    if change > Amount::ZERO { format!("+{written}") } else { written.replace('-', "−") }
}

//! Words of a score beside those of bodies of its kind, and of a year before.

use super::{format, organisations};
use domain::{
    calendar::Period,
    organisation::OrganisationKind,
    ranking::{Coverage, Place},
    text::Language,
};

super::words! {
    /// The comparison on the page of a score.
    Peers {
        title: "เทียบกับหน่วยงานประเภทเดียวกันและปีก่อน", "Against bodies of its kind and a year before";
        pillars: "องค์ประกอบหลัก", "Pillars";
        radar: "แผนภาพใยแมงมุมขององค์ประกอบหลัก", "Pillars as a radar";
        radar_note: "เลขที่มุมตรงกับเลขในตาราง", "The numbers at the corners are those of the table";
        number: "ข้อ", "No.";
        pillar: "องค์ประกอบ", "Pillar";
        own: "หน่วยงานนี้", "This body";
        median: "ค่ากลางของประเภทเดียวกัน", "Median of its kind";
        before: "ปีก่อน", "A year before";
        gap: "ห่างจากค่ากลาง", "From the median";
        change: "เทียบปีก่อน", "Since then";
        spread: "การกระจายของคะแนน", "How the scores are spread";
        spread_note: "แต่ละแท่งคือจำนวนหน่วยงานในช่วงคะแนนนั้น เส้นหนาคือหน่วยงานนี้", "Each bar is how many bodies have such a score; the thick line is this body";
        lowest: "ต่ำสุด", "Lowest";
        first_quartile: "ควอร์ไทล์ที่ 1", "First quartile";
        middle: "ค่ากลาง", "Median";
        third_quartile: "ควอร์ไทล์ที่ 3", "Third quartile";
        highest: "สูงสุด", "Highest";
        as_table: "ดูเป็นตาราง", "As a table";
        no_before: "ไม่มีคะแนนของงวดเดียวกันในปีก่อนให้เทียบ", "There is no score for the same part of the year before";
        place: "อันดับในประเภทเดียวกัน", "Place among its kind";
    }
}

/// Of which kind and how many, and why nothing is compared where they are too few.
pub fn coverage(language: Language, kind: OrganisationKind, coverage: Coverage) -> String {
    let kind = organisations::kind(language, kind);
    let [part, whole] = [coverage.contributors, coverage.expected].map(format::count);
    match (language, coverage.allows_ranks()) {
        (Language::Th, true) => format!("ประเภท{kind}: มีคะแนน {part} จาก {whole} หน่วยงาน"),
        (Language::En, true) => format!("{kind}: {part} of {whole} bodies have a score"),
        (Language::Th, false) => {
            format!("ประเภท{kind}: มีคะแนน {part} จาก {whole} หน่วยงาน ไม่ถึงครึ่งหนึ่งจึงยังไม่เทียบและไม่จัดอันดับ")
        }
        (Language::En, false) => format!(
            "{kind}: {part} of {whole} bodies have a score, fewer than half: nothing is compared and nobody has a place"
        ),
    }
}

/// A place among so many.
pub fn place(language: Language, place: Place, of: i64) -> String {
    let of = format::count(of);
    let number = super::scores::place(language, place);
    match language {
        Language::Th => format!("{number} จาก {of}"),
        Language::En => format!("{number} of {of}"),
    }
}

/// That a year before the score was made otherwise, and how.
pub fn made_otherwise(language: Language, period: Period, edition: i32, why: &str) -> String {
    let period = format::period(language, period);
    match language {
        Language::Th => {
            format!("คะแนนของ{period} ใช้เกณฑ์รุ่นที่ {edition} และเทียบกันไม่ได้ เพราะสิ่งที่ใช้คิดไม่เหมือนกัน: {why}")
        }
        Language::En => {
            format!(
                "The score of {period}, by edition {edition}, cannot be compared since it was made otherwise: {why}"
            )
        }
    }
}

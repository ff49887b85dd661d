//! Words of bodies against indicators.

use super::{format, states};
use domain::{text::Language, trust::TrustGrade};
use service::dashboards::MOST_ADDED;

super::words! {
    /// The heat map.
    HeatMap {
        title: "หน่วยงานกับตัวชี้วัด", "Organisations against indicators";
        link: "ตารางหน่วยงานกับตัวชี้วัด", "Heat map of organisations and indicators";
        legend: "ความหมายของช่อง", "What the cells mean";
        not_asked: "ช่องว่าง: ไม่ต้องรายงานตัวชี้วัดนี้", "Empty: not asked for this indicator";
        body: "หน่วยงาน", "Organisation";
        on_course: "เป็นไปตามเป้า", "On course";
        filters: "เลือกสิ่งที่แสดง", "Choose what is shown";
        show: "แสดง", "Show";
        strategy: "ยุทธศาสตร์", "Strategy";
        every_strategy: "ทุกยุทธศาสตร์", "Every strategy";
        rows: "แถว", "Rows";
        directly_below: "หน่วยงานที่อยู่ถัดลงไป", "Bodies directly below";
        size: "ขนาด", "Size";
        every_size: "ทุกขนาด", "Every size";
        figures: "ตัวเลข", "Figures";
        least: "ความน่าเชื่อถืออย่างน้อย", "Trust grade at least";
        with_figures: "แสดงตัวเลขในช่อง", "Figures in the cells";
        only_statuses: "สถานะอย่างเดียว", "Statuses only";
        columns: "ชื่อเต็มของตัวชี้วัด", "The indicators in full";
        accepted_only: "เฉพาะค่าที่ สพร. รับรองแล้ว ระดับและใช่/ไม่ใช่แสดงเป็นร้อยละของหน่วยงานที่บรรลุ", "Only figures that DGA has accepted; levels and yes or no as the percentage of agencies that meet the goal";
        nobody: "ไม่มีหน่วยงานที่ต้องรายงานอยู่ใต้หน่วยงานนี้", "Nobody below owes a report in this round";
        nobody_why: "เลือกหน่วยงานอื่น หรือแถวอื่น", "Choose another organisation, or other rows";
        nothing_asked: "ไม่มีตัวชี้วัดที่ต้องรายงานในยุทธศาสตร์นี้", "No indicator of this strategy is asked of anybody here";
        sort_note: "กดหัวคอลัมน์เพื่อเรียงจากดีไปไม่ดี กดซ้ำเพื่อกลับลำดับ ไม่ใช่การจัดอันดับ", "Choose a heading to sort from best to worst, and again to turn it round: an order, not a ranking";
        sorts_by: "เรียงตาม", "Sort by";
    }
}

/// Which figures count: those of a grade, or all where there are too many bodies to add up those of the grade asked for.
pub fn grade(language: Language, asked: TrustGrade, shown: TrustGrade) -> String {
    let most = format::counted(MOST_ADDED);
    let named = states::trust(language, asked);
    match (language, asked == TrustGrade::default(), asked == shown) {
        (Language::Th, true, _) => "นับค่าทุกระดับความน่าเชื่อถือ".to_owned(),
        (Language::En, true, _) => "Figures of every trust grade count".to_owned(),
        (Language::Th, false, true) => format!("นับเฉพาะค่าที่น่าเชื่อถืออย่างน้อย “{named}” ค่าอื่นเป็นไม่มีข้อมูล"),
        (Language::En, false, true) => {
            format!("Only figures of at least “{named}” count; the others are no data here")
        }
        (Language::Th, false, false) => {
            format!("มีหน่วยงานเกิน {most} แห่ง จึงยังกรองตามความน่าเชื่อถือไม่ได้ และนับค่าทุกระดับ เลือกกระทรวงหรือหน่วยงานที่เล็กลงก่อน")
        }
        (Language::En, false, false) => format!(
            "These are more than {most} bodies, so the trust grade is not applied and all figures count: choose a ministry or a smaller body first"
        ),
    }
}

/// All agencies of a kind, as rows.
pub fn every(language: Language, kind: &str) -> String {
    match language {
        Language::Th => format!("ทุกหน่วยงานประเภท{kind}"),
        Language::En => format!("Every {}", kind.to_lowercase()),
    }
}

/// How many bodies there are, and that so many are not sorted by their figures.
pub fn bodies(language: Language, count: usize, most_sorted: usize) -> String {
    let (number, most) = (format::counted(count), format::counted(most_sorted));
    match (language, count > most_sorted) {
        (Language::Th, false) => format!("{number} หน่วยงาน"),
        (Language::En, false) => format!("{number} organisations"),
        (Language::Th, true) => format!("{number} หน่วยงาน เรียงตามชื่อ (เรียงตามผลได้เมื่อมีไม่เกิน {most})"),
        (Language::En, true) => format!("{number} organisations by name (sorted by figures up to {most})"),
    }
}

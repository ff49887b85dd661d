//! Words of pages that are made of figures of a grade alone.

use super::states;
use domain::{text::Language, trust::TrustGrade};

super::words! {
    /// Figures of a grade.
    Trust {
        title: "ดูหน้านี้เฉพาะตัวเลขที่น่าเชื่อถือ", "See this page with trusted figures only";
        why: "ค่าที่ไม่ถึงระดับที่เลือกจะถือว่าไม่มี ผลรวม อันดับ และคะแนนคิดใหม่จากค่าที่เหลือ ตัวกรองจะติดไปกับลิงก์ในหน้า การเปิดครั้งแรกหลังข้อมูลเปลี่ยนอาจใช้เวลาหลายวินาที", "Figures below the grade are taken as not there; sums, places and scores are made anew of the others. Links on the page keep the filter. The first look after something changed may take some seconds";
        least: "เฉพาะตัวเลขที่อย่างน้อย", "Only figures that are at least";
        show: "แสดง", "Show";
        what_it_means: "ค่าที่ไม่ถึงระดับนี้ถือว่าไม่มี ผลรวม อันดับ และคะแนนคิดใหม่จากค่าที่เหลือ จำนวนรายงานยังนับทุกฉบับ", "Figures below it are taken as not there: sums, places and scores are made of the others. Reports are counted all the same";
        every: "แสดงทุกตัวเลข", "Show every figure";
        not_here: "หน้านี้ไม่กรองตามความน่าเชื่อถือของตัวเลข", "This page is not filtered by what stands behind figures";
    }
}

/// That only figures of a grade are shown.
pub fn only(language: Language, least: TrustGrade) -> String {
    let grade = states::trust(language, least);
    match language {
        Language::Th => format!("แสดงเฉพาะตัวเลขที่น่าเชื่อถืออย่างน้อย “{grade}”"),
        Language::En => format!("Only figures of at least “{grade}”"),
    }
}

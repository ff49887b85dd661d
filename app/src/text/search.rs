//! Words of looking for bodies and indicators.

use super::format;
use domain::text::Language;

super::words! {
    /// The search box of every page, and what was found.
    Search {
        title: "ค้นหา", "Search";
        box_label: "ค้นหาหน่วยงานและตัวชี้วัด", "Search organisations and indicators";
        here_label: "คำค้น", "What to look for";
        hint: "พิมพ์บางส่วนของชื่อ อักษรย่อ หรือรหัสก็ได้ ไม่ต้องใส่วรรณยุกต์", "Any part of a name, an abbreviation or a code, in Thai or English";
        show: "ค้นหา", "Search";
        placeholder: "หน่วยงาน ตัวชี้วัด", "Organisation, indicator";
        organisations: "หน่วยงาน", "Organisations";
        indicators: "ตัวชี้วัด", "Indicators";
        nothing: "ไม่พบสิ่งที่ค้นหา", "Nothing was found";
        nothing_why: "ลองพิมพ์ให้สั้นลง ใช้อักษรย่อ หรือดูจากรายชื่อทั้งหมด", "Try fewer letters or an abbreviation, or look through the lists";
        start: "ค้นหาอะไร", "What are you looking for?";
        start_why: "ค้นได้ทั้งหน่วยงานทุกแห่งในทะเบียน รวมชื่อเดิม และตัวชี้วัดของทุกแผน", "Every organisation of the register, also by its former names, and the indicators of every plan";
        every_organisation: "หน่วยงานทั้งหมด", "All organisations";
        every_indicator: "แผนและตัวชี้วัดทั้งหมด", "All plans and indicators";
        back: "กลับไปผลการค้นหาทั้งหมด", "Back to everything that was found";
    }
}

/// What was found of one sort, as the heading of its list.
pub fn found(language: Language, sort: &str, count: usize) -> String {
    let count = format::counted(count);
    match language {
        Language::Th => format!("{sort} {count} รายการ"),
        Language::En => format!("{sort}: {count}"),
    }
}

/// The way to all that was found of one sort.
pub fn all_of(language: Language, sort: &str, count: usize) -> String {
    let count = format::counted(count);
    match language {
        Language::Th => format!("ดู{sort}ทั้ง {count} รายการ"),
        Language::En => format!("See all {count}: {sort}"),
    }
}

//! Words of bodies side by side.

use super::format;
use domain::text::Language;

super::words! {
    /// The comparison.
    Compare {
        title: "เปรียบเทียบหน่วยงาน", "Organisations side by side";
        lead: "เลือกได้ไม่เกินหกหน่วยงาน ผลเรียงตามลำดับที่เลือก ไม่ใช่การจัดอันดับ", "Up to six, in the order in which you chose them: not a ranking";
        link: "เปรียบเทียบกับหน่วยงานอื่น", "Put beside other organisations";
        add: "เพิ่มหน่วยงาน", "Add an organisation";
        find: "ชื่อ อักษรย่อ หรือรหัส", "Name, abbreviation or code";
        search: "ค้นหา", "Search";
        matches: "เลือกหน่วยงานที่จะเพิ่ม", "Choose which to add";
        nothing: "ไม่พบหน่วยงานที่ตรงกับคำค้น", "No organisation matches";
        remove: "นำออก", "Remove";
        full: "ครบหกหน่วยงานแล้ว นำออกก่อนจึงจะเพิ่มได้", "Six are chosen: remove one before adding another";
        none: "ยังไม่ได้เลือกหน่วยงาน", "No organisation is chosen yet";
        none_why: "ค้นหาหน่วยงานข้างบน แล้วกดชื่อเพื่อเพิ่ม", "Look for one above and choose its name to add it";
        item: "รายการ", "What";
        overall: "สถานะรวม", "Overall status";
        on_course: "เป็นไปตามเป้า", "On course";
        accepted: "รายงานที่รับรองแล้ว", "Reports accepted";
        sizes: "ผลที่เป็นจำนวนขึ้นกับขนาดของหน่วยงาน ให้ดูสถานะประกอบ ระดับและใช่/ไม่ใช่แสดงเป็นร้อยละของหน่วยงานที่บรรลุ", "Counts depend on the size of the body: look at the status with them. Levels and yes or no show as the percentage of agencies that meet the goal";
        not_asked: "ไม่ต้องรายงาน", "Not asked";
        only_six: "แสดงหกหน่วยงานแรกเท่านั้น", "Only the first six are shown";
    }
}

/// That codes in the address name nobody, and how many more do not.
pub fn unknown(language: Language, codes: &[String], more: usize) -> String {
    let (codes, further) = (codes.join(", "), format::counted(more));
    match (language, more > 0) {
        (Language::Th, false) => format!("ไม่มีหน่วยงานที่มีรหัส {codes} จึงไม่ได้แสดง"),
        (Language::En, false) => format!("No organisation has the code {codes}: left out"),
        (Language::Th, true) => format!("ไม่มีหน่วยงานที่มีรหัส {codes} และอีก {further} รหัส จึงไม่ได้แสดง"),
        (Language::En, true) => format!("No organisation has the codes {codes} and {further} more: left out"),
    }
}

/// So many out of so many.
pub fn out_of(part: usize, whole: usize) -> String {
    format!("{}/{}", format::counted(part), format::counted(whole))
}

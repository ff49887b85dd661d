//! Words of pages that are narrowed to one strategy or to bodies of one kind, and of filters that are not known.

use super::organisations;
use domain::{organisation::OrganisationKind, text::Language};

super::words! {
    /// Narrowed pages.
    Narrowed {
        every: "แสดงทั้งหมด", "Show all";
        every_kind: "แสดงทุกประเภทหน่วยงาน", "Show every kind of organisation";
        every_strategy: "แสดงทุกยุทธศาสตร์", "Show every strategy";
        kind_why: "สถานะ ตัวชี้วัด สิ่งที่เปลี่ยน การเปรียบเทียบกระทรวง แนวโน้ม ความครบถ้วน ระดับ และหน่วยงานที่ล่าช้านับเฉพาะหน่วยงานประเภทนี้ ส่วนดัชนีสากลเป็นของทั้งประเทศ", "Statuses, indicators, what changed, ministries, the trend, completeness, levels and who is late are those of organisations of this kind alone; international indices are of the whole country";
        both_why: "สถานะ ตัวชี้วัด สิ่งที่เปลี่ยน การเปรียบเทียบกระทรวง และแนวโน้มเป็นของยุทธศาสตร์นี้ในหน่วยงานประเภทนี้ ความครบถ้วน ระดับ และหน่วยงานที่ล่าช้าเป็นของหน่วยงานประเภทนี้ทั้งแผน ส่วนดัชนีสากลเป็นของทั้งประเทศ", "Statuses, indicators, what changed, ministries and the trend are those of this strategy at organisations of this kind; completeness, levels and who is late are of this kind over the whole plan; international indices are of the whole country";
        nothing_asked: "ไม่มีตัวชี้วัดของยุทธศาสตร์นี้ที่ถามหน่วยงานประเภทนี้", "No indicator of this strategy is asked of organisations of this kind";
        no_such_grade: "ไม่มีระดับความน่าเชื่อถือที่ระบุในที่อยู่ จึงแสดงทุกตัวเลข", "There is no trust grade of that name: every figure is shown";
        no_such_kind: "ไม่มีประเภทที่ระบุในที่อยู่ จึงแสดงทุกประเภท", "There is no such kind: every kind is shown";
        nobody_of_kind: "ไม่มีหน่วยงานประเภทที่ระบุที่ต้องรายงานในรอบนี้ จึงแสดงทุกประเภท", "Nobody of that kind owes a report in this round: every kind is shown";
        no_such_strategy: "แผนของรอบนี้ไม่มียุทธศาสตร์ที่ระบุ จึงแสดงทุกยุทธศาสตร์", "The plan of this round has no such strategy: every strategy is shown";
    }
}

/// That only bodies of one kind are shown.
pub fn only_kind(language: Language, kind: OrganisationKind) -> String {
    let kind = organisations::kind(language, kind);
    match language {
        Language::Th => format!("เฉพาะหน่วยงานประเภท “{kind}”"),
        Language::En => format!("Only organisations of the kind “{kind}”"),
    }
}

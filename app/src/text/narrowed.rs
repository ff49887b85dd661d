//! Words of pages that are narrowed to one strategy or to bodies of one kind, and of filters that are not known.

use super::organisations;
use domain::{filter::Filter, organisation::OrganisationKind, text::Language};

super::words! {
    /// Narrowed pages.
    Narrowed {
        every: "แสดงทั้งหมด", "Show all";
        every_kind: "แสดงทุกประเภทหน่วยงาน", "Show every kind of organisation";
        every_body: "แสดงทุกหน่วยงาน", "Show every organisation";
        every_strategy: "แสดงทุกยุทธศาสตร์", "Show every strategy";
        kind_why: "สถานะ ตัวชี้วัด สิ่งที่เปลี่ยน การเปรียบเทียบกระทรวง แนวโน้ม ความครบถ้วน ระดับ และหน่วยงานที่ล่าช้านับเฉพาะหน่วยงานประเภทนี้ ส่วนดัชนีสากลเป็นของทั้งประเทศ", "Statuses, indicators, what changed, ministries, the trend, completeness, levels and who is late are those of organisations of this kind alone; international indices are of the whole country";
        both_why: "สถานะ ตัวชี้วัด สิ่งที่เปลี่ยน การเปรียบเทียบกระทรวง และแนวโน้มเป็นของยุทธศาสตร์นี้ในหน่วยงานประเภทนี้ ความครบถ้วน ระดับ และหน่วยงานที่ล่าช้าเป็นของหน่วยงานประเภทนี้ทั้งแผน ส่วนดัชนีสากลเป็นของทั้งประเทศ", "Statuses, indicators, what changed, ministries and the trend are those of this strategy at organisations of this kind; completeness, levels and who is late are of this kind over the whole plan; international indices are of the whole country";
        body_strategy_why: "สถานะ ตัวชี้วัด หน่วยงานถัดลงไป แนวโน้ม และสิ่งที่ควรดูเป็นของยุทธศาสตร์นี้เท่านั้น ส่วนความครบถ้วน คะแนน และหน่วยงานที่ล่าช้าเป็นของทั้งแผน", "Statuses, indicators, organisations below, the trend and what to look at are those of this strategy alone; completeness, scores and who is late are of the whole plan";
        body_kind_why: "สถานะ ตัวชี้วัด หน่วยงานถัดลงไป แนวโน้ม ความครบถ้วน และหน่วยงานที่ล่าช้านับเฉพาะหน่วยงานประเภทนี้ ส่วนรายงานและคะแนนของหน่วยงานนี้เองแสดงเสมอ", "Statuses, indicators, organisations below, the trend, completeness and who is late are those of organisations of this kind alone; the organisation's own report and scores are always shown";
        body_both_why: "สถานะ ตัวชี้วัด หน่วยงานถัดลงไป และแนวโน้มเป็นของยุทธศาสตร์นี้ในหน่วยงานประเภทนี้ ความครบถ้วนและหน่วยงานที่ล่าช้าเป็นของหน่วยงานประเภทนี้ทั้งแผน ส่วนรายงานของหน่วยงานนี้เองแสดงเฉพาะยุทธศาสตร์นี้ และคะแนนของหน่วยงานนี้เองเป็นของทั้งแผน", "Statuses, indicators, organisations below and the trend are those of this strategy at organisations of this kind; completeness and who is late are of this kind over the whole plan; of the organisation's own report this strategy is shown, and its own scores are of the whole plan";
        indicator_why: "ผลรวม แนวโน้ม ส่วนประกอบ จำนวนตามความน่าเชื่อถือ และลำดับนับเฉพาะหน่วยงานประเภทนี้ โดยจัดลำดับเฉพาะในกลุ่มหน่วยงานประเภทนี้ ส่วนค่าเป้าหมายและค่าจากแหล่งภายนอกเป็นของทั้งประเทศ", "The figure, its series, what it is made of, what stands behind figures and the ranking are those of organisations of this kind alone, and places are among them; targets and sourced figures are of the whole country";
        completeness_why: "จำนวน ส่วนแบ่ง ตัวชี้วัด และลำดับความตรงเวลานับเฉพาะรายงานของหน่วยงานประเภทนี้", "Counts, shares, indicators and the league of timeliness are those of reports of organisations of this kind alone";
        own_strategy_why: "สถานะ ตัวชี้วัด แนวโน้ม และสิ่งที่ควรดูเป็นของยุทธศาสตร์นี้เท่านั้น ส่วนคะแนนเป็นของทั้งแผน", "Statuses, indicators, the trend and what to look at are those of this strategy alone; scores are of the whole plan";
        own_page: "ดูหน้าของหน่วยงานนี้", "See that organisation's own page";
        nothing_asked: "ไม่มีตัวชี้วัดของยุทธศาสตร์นี้ที่ถามหน่วยงานประเภทนี้", "No indicator of this strategy is asked of organisations of this kind";
        nothing_asked_here: "ไม่มีตัวชี้วัดที่ต้องรายงานในส่วนที่เลือก", "No indicator is asked for in what was chosen";
        no_such_grade: "ไม่มีระดับความน่าเชื่อถือที่ระบุในที่อยู่ จึงแสดงทุกตัวเลข", "There is no trust grade of that name: every figure is shown";
        no_such_kind: "ไม่มีประเภทที่ระบุในที่อยู่ จึงแสดงทุกประเภท", "There is no such kind: every kind is shown";
        kind_of_bodies: "หน้านี้กรองตามประเภทของสิ่งที่ควรดู ไม่ใช่ประเภทหน่วยงาน จึงแสดงทุกประเภท", "This page is narrowed by kinds of alerts, not of organisations: every kind is shown";
        nobody_of_kind: "ไม่มีหน่วยงานประเภทที่ระบุที่ต้องรายงานในรอบนี้ จึงแสดงทุกประเภท", "Nobody of that kind owes a report in this round: every kind is shown";
        one_body: "หน้านี้เป็นของหน่วยงานเดียว ประเภทหน่วยงานจึงไม่เปลี่ยนตัวเลขในหน้านี้ แต่ลิงก์ในหน้านี้ยังคงตัวกรองนี้ไว้", "This page is of one organisation: the kind does not change its figures, and stays in the links of the page";
        kind_not_asked: "ตัวชี้วัดนี้ไม่ได้ถามหน่วยงานประเภทที่ระบุในรอบนี้ จึงแสดงทุกประเภท", "This indicator is not asked of organisations of that kind in this round: every kind is shown";
        nobody_of_kind_here: "ในขอบเขตนี้ไม่มีหน่วยงานประเภทที่ระบุที่ต้องรายงานในรอบนี้ จึงแสดงทุกประเภท", "Nobody of that kind owes a report here in this round: every kind is shown";
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

/// That only one body and those below it are shown.
pub fn only_below(language: Language, name: &str) -> String {
    match language {
        Language::Th => format!("เฉพาะ{name}และหน่วยงานในสังกัด"),
        Language::En => format!("Only {name} and organisations below it"),
    }
}

/// What a filter is called within a sentence.
pub fn filter(language: Language, filter: Filter) -> &'static str {
    match (language, filter) {
        (Language::Th, Filter::Round) => "รอบ",
        (Language::En, Filter::Round) => "round",
        (Language::Th, Filter::Instant) => "วันที่ย้อนหลัง",
        (Language::En, Filter::Instant) => "earlier instant",
        (Language::Th, Filter::Kind) => "ประเภทหน่วยงาน",
        (Language::En, Filter::Kind) => "kind of organisation",
        (Language::Th, Filter::Organisation) => "หน่วยงาน",
        (Language::En, Filter::Organisation) => "organisation",
        (Language::Th, Filter::Strategy) => "ยุทธศาสตร์",
        (Language::En, Filter::Strategy) => "strategy",
        (Language::Th, Filter::Grade) => "ความน่าเชื่อถือ",
        (Language::En, Filter::Grade) => "trust grade",
    }
}

/// By what a page is not narrowed although its address asks for it; at least one.
pub fn not_narrowed(language: Language, by: &[Filter]) -> String {
    let names: Vec<&str> = by.iter().map(|by| filter(language, *by)).collect();
    match language {
        Language::Th => format!("หน้านี้ไม่ได้กรองตาม{}", names.join(" หรือ")),
        Language::En => format!("This page is not narrowed by {}", names.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::refusals::known;
    use strum::IntoEnumIterator as _;

    #[test]
    fn what_a_page_passes_over_is_named_and_what_a_file_refuses_has_words() {
        let both = [Filter::Kind, Filter::Strategy];
        assert_eq!(not_narrowed(Language::En, &both), "This page is not narrowed by kind of organisation or strategy");
        assert_eq!(not_narrowed(Language::Th, &both), "หน้านี้ไม่ได้กรองตามประเภทหน่วยงาน หรือยุทธศาสตร์");
        for language in [Language::Th, Language::En] {
            for code in
                Filter::iter().map(Filter::not_here).chain(["no_such_kind", "no_such_grade", "no_such_strategy"])
            {
                assert!(known(language, code).is_some(), "{code}");
            }
        }
    }
}

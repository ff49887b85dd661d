//! Words of objections.

use super::format;
use chrono::{DateTime, Utc};
use domain::{
    objection::{ANSWER_WORKING_DAYS, ObjectionStateName},
    objection_reminder::REMINDER_DAYS,
    text::Language,
};
use service::objections::Waiting;

super::words! {
    /// Objections.
    Objections {
        title: "คำคัดค้าน", "Objections";
        one: "คำคัดค้าน", "Objection";
        lead: "คำคัดค้านค่าที่ตรวจสอบแล้ว เรียงตามกำหนดตอบ", "Objections to verified values, in the order in which answers are due";
        none: "ไม่มีคำคัดค้าน", "There is no objection";
        link: "คำคัดค้านค่าที่ตรวจสอบแล้ว", "Objections to verified values";
        agency: "หน่วยงาน", "Agency";
        indicator: "ตัวชี้วัด", "Indicator";
        round: "รอบ", "Round";
        state: "สถานะ", "State";
        answer_by: "ต้องตอบภายใน", "Answer due";
        overdue: "เกินกำหนดตอบ", "Overdue";
        present: "ค่าที่ใช้อยู่", "The value that counts";
        reported: "ค่าที่รายงาน", "As reported";
        counter: "ค่าที่หน่วยงานเห็นว่าถูก", "The agency's value";
        thread: "ลำดับความเห็น", "What was said";
        evidence: "หลักฐาน", "Evidence";
        effects: "ผลต่อคะแนน", "What it does to scores";
        effects_open: "ถ้าเห็นด้วย คะแนนจะเป็นดังนี้ (คำนวณด้วยวิธีเดียวกับคะแนนจริง)", "If it is upheld, scores come out like this (made by the engine of real scores)";
        effects_upheld: "คะแนนก่อนและหลังเมื่อเห็นด้วย", "Scores before and after it was upheld";
        effects_rejected: "ถ้าเห็นด้วย คะแนนจะเป็นดังนี้ (คำนวณไว้ตอนวินิจฉัย)", "What scores would have been, had it been upheld (made when it was decided)";
        overtaken: "มีค่าอื่นมีผลแล้วหรือเปิดรายงานให้แก้ไขแล้ว คำคัดค้านนี้จึงเห็นด้วยไม่ได้", "Another value counts by now, or the report was opened again, so this objection cannot be upheld";
        no_effects: "ไม่มีเกณฑ์คะแนนที่ใช้ตัวชี้วัดนี้", "No score reads this indicator";
        scheme: "เกณฑ์", "Scheme";
        before: "ก่อน", "Before";
        after: "หลัง", "After";
        file: "คัดค้านค่า", "Object to a value";
        which: "ค่าของตัวชี้วัด", "The value of";
        value: "ค่าที่ถูกต้อง หรือตัวตั้ง", "The right value, or the numerator";
        base: "ตัวหารหรือจำนวนที่ใช้ถ่วงน้ำหนัก (ถ้ามี)", "The denominator or weight, where there is one";
        reason: "เหตุผล", "Reason";
        evidence_field: "หลักฐาน: เลขที่เอกสาร หรือที่ที่พบ", "Evidence: a document with its number, or where it is found";
        send: "ส่งคำคัดค้าน", "File the objection";
        say: "แสดงความเห็น", "Say more";
        words: "ความเห็น", "What you say";
        withdraw: "ถอนคำคัดค้าน", "Take it back";
        decide: "วินิจฉัย", "Decide";
        uphold: "เห็นด้วย ใช้ค่าของหน่วยงาน", "Uphold: the agency's value counts";
        reject: "ไม่เห็นด้วย ค่าคงเดิม", "Reject: the value stays";
        kept_out: "ท่านส่ง เห็นชอบ หรือรับรองค่านี้ หรือเป็นผู้คัดค้าน จึงวินิจฉัยเองไม่ได้", "You took a step of this value or object to it, so somebody else decides";
        unsaid: "ข้อความที่ท่านพิมพ์ไว้ ยังไม่ได้บันทึก", "What you typed; it was not stored";
        notices: "คำคัดค้านที่รอคำตอบ", "Objections that wait for an answer";
        decisions: "คำวินิจฉัยคำคัดค้านของท่าน", "Decisions on your objections";
        more: "เรื่อง", "more";
        files: "ไฟล์หลักฐาน", "Files of evidence";
        attach: "แนบไฟล์หลักฐาน", "Attach files of evidence";
        attach_hint: "ครั้งละไม่เกิน 10 ไฟล์ ไฟล์ละไม่เกิน 20 MB รวมกันไม่เกิน 60 MB ไฟล์ที่แนบแล้วอยู่กับคำคัดค้านตลอดไป ผู้ที่อ่านรายงานนี้ได้เปิดได้", "At most 10 files at once, 20 MB each, 60 MB together. What is attached stays with the objection, and whoever may read the report may open it";
        attach_file: "ไฟล์", "Files";
        attach_words: "คำอธิบาย (ไม่บังคับ)", "What they show (optional)";
        attach_later: "แนบไฟล์หลักฐานได้ในหน้าถัดไป หลังส่งคำคัดค้าน", "Files of evidence are attached on the next page, once the objection is filed";
        report: "รายงาน", "The report";
        nothing: "ไม่มีค่าที่ท่านคัดค้านได้ในรายงานนี้", "There is no value in this report that you can object to";
    }
}

/// What a state is called.
pub fn state(language: Language, state: ObjectionStateName) -> &'static str {
    let (th, en) = match state {
        ObjectionStateName::Open => ("รอคำตอบ", "Waiting for an answer"),
        ObjectionStateName::Withdrawn => ("ถอนแล้ว", "Taken back"),
        ObjectionStateName::Upheld => ("เห็นด้วย", "Upheld"),
        ObjectionStateName::Rejected => ("ไม่เห็นด้วย", "Rejected"),
    };
    super::either(language, th, en)
}

/// The mark of its badge.
pub fn mark(state: ObjectionStateName) -> &'static str {
    match state {
        ObjectionStateName::Open => "submitted",
        ObjectionStateName::Withdrawn => "closed",
        ObjectionStateName::Upheld => "accepted",
        ObjectionStateName::Rejected => "returned",
    }
}

/// How the clock runs.
pub fn clock(language: Language) -> String {
    let days = format::counted(ANSWER_WORKING_DAYS);
    match language {
        Language::Th => {
            format!("ต้องตอบภายใน {days} วันทำการตามตารางวันหยุด เป็นการตั้งค่าของระบบนี้ ไม่ใช่กำหนดทางการ ผู้วินิจฉัยต้องไม่ใช่ผู้ที่รับรองค่า")
        }
        Language::En => format!(
            "An answer is due within {days} working days by the table of holidays: Tidtam's configuration, not an official term. Whoever decides did not accept the value"
        ),
    }
}

/// The way to objections, with how many wait and how many of them too long.
pub fn waiting(language: Language, waiting: Waiting) -> String {
    let title = super::words_in::<Objections>(language).title;
    let [open, overdue] = [waiting.open, waiting.overdue].map(format::counted);
    match (language, waiting.open, waiting.overdue) {
        (_, 0, _) => title.to_owned(),
        (Language::Th, _, 0) => format!("{title} (รอคำตอบ {open})"),
        (Language::En, _, 0) => format!("{title} ({open} waiting)"),
        (Language::Th, _, _) => format!("{title} (รอคำตอบ {open} เกินกำหนด {overdue})"),
        (Language::En, _, _) => format!("{title} ({open} waiting, {overdue} overdue)"),
    }
}

/// That an objection was decided, and how.
pub fn decided(language: Language, as_what: ObjectionStateName) -> String {
    let as_what = state(language, as_what);
    match language {
        Language::Th => format!("วินิจฉัยคำคัดค้านแล้ว: {as_what}"),
        Language::En => format!("Your objection was decided: {as_what}"),
    }
}

/// How many a list leaves out.
pub fn left_out(language: Language, count: usize) -> String {
    let count = format::counted(count);
    match language {
        Language::Th => format!("ยังมีคำคัดค้านอีก {count} เรื่องที่ไม่แสดงในหน้านี้ ดูได้ที่หน้ารายงานของหน่วยงาน"),
        Language::En => {
            format!("{count} more are not listed here; the report of an agency leads to all objections to it")
        }
    }
}

/// How far a reminder is from the day on which the answer is due.
pub fn days(language: Language, days: i32) -> String {
    let count = format::count(days.unsigned_abs().into());
    let s = if days.unsigned_abs() == 1 { "" } else { "s" };
    match (language, days > 0) {
        (Language::Th, true) => format!("เกินกำหนดตอบ {count} วัน"),
        (Language::Th, false) => format!("{count} วันก่อนกำหนดตอบ"),
        (Language::En, true) => format!("answer {count} day{s} late"),
        (Language::En, false) => format!("{count} day{s} before the answer is due"),
    }
}

/// When people are reminded of it.
pub fn reminded(language: Language) -> String {
    let [early, soon, late, later] = REMINDER_DAYS.map(|days| format::count(days.unsigned_abs().into()));
    match language {
        Language::Th => format!(
            "ระบบเตือนผู้ที่วินิจฉัยได้ {early} วันและ {soon} วันก่อนครบกำหนด และเมื่อเกินกำหนด {late} วันและ {later} วัน ซึ่งแจ้งผู้คัดค้านด้วย"
        ),
        Language::En => format!(
            "Those who may decide are reminded {early} days and {soon} day before the answer is due, and {late} day and {later} days after it, then also whoever objects"
        ),
    }
}

/// Until when it is to be answered.
pub fn due(language: Language, answer_by: DateTime<Utc>) -> String {
    format::instant(language, answer_by)
}

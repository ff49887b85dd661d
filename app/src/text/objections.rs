//! Words of objections.

use super::format;
use chrono::{DateTime, Utc};
use domain::{
    objection::{ANSWER_WORKING_DAYS, ObjectionStateName},
    objection_reminder::REMINDER_DAYS,
    text::Language,
};
use service::objections::{Named, Objected, Waiting};

super::words! {
    /// Objections.
    Objections {
        title: "คำคัดค้าน", "Objections";
        one: "คำคัดค้าน", "Objection";
        lead: "คำคัดค้านค่าที่ตรวจสอบแล้วและคะแนน เรียงตามกำหนดตอบ", "Objections to verified values and to scores, in the order in which answers are due";
        none: "ไม่มีคำคัดค้าน", "There is no objection";
        link: "คำคัดค้านค่าที่ตรวจสอบแล้วและคะแนน", "Objections to verified values and to scores";
        agency: "หน่วยงาน", "Agency";
        subject: "ค่าหรือคะแนน", "Value or score";
        of_score: "คะแนน", "Score";
        round: "รอบ", "Round";
        state: "สถานะ", "State";
        answer_by: "ต้องตอบภายใน", "Answer due";
        overdue: "เกินกำหนดตอบ", "Overdue";
        present: "ค่าที่ใช้อยู่", "The value that counts";
        reported: "ค่าที่รายงาน", "As reported";
        choose: "เลือกตัวชี้วัด", "Choose an indicator";
        present_values: "ค่าที่ใช้อยู่ของแต่ละตัวชี้วัด", "The value of each that counts now";
        counter: "ค่าที่หน่วยงานเห็นว่าถูก", "The agency's value";
        stood: "คะแนนที่คัดค้าน", "The score objected to";
        present_score: "คะแนนที่ใช้อยู่", "The score that counts";
        counter_score: "คะแนนที่หน่วยงานเห็นว่าถูก", "The agency's score";
        level: "ระดับ", "Level";
        place: "อันดับ", "Place";
        thread: "ลำดับความเห็น", "What was said";
        evidence: "หลักฐาน", "Evidence";
        effects: "ผลต่อคะแนน", "What it does to scores";
        effects_open: "ถ้าเห็นด้วย คะแนนจะเป็นดังนี้ (คำนวณด้วยวิธีเดียวกับคะแนนจริง)", "If it is upheld, scores come out like this (made by the engine of real scores)";
        effects_upheld: "คะแนนก่อนและหลังเมื่อเห็นด้วย", "Scores before and after it was upheld";
        effects_rejected: "ถ้าเห็นด้วย คะแนนจะเป็นดังนี้ (คำนวณไว้ตอนวินิจฉัย)", "What scores would have been, had it been upheld (made when it was decided)";
        overtaken: "มีค่าอื่นมีผลแล้วหรือเปิดรายงานให้แก้ไขแล้ว คำคัดค้านนี้จึงเห็นด้วยไม่ได้", "Another value counts by now, or the report was opened again, so this objection cannot be upheld";
        overtaken_score: "คะแนนที่ใช้อยู่ไม่ใช่คะแนนที่คัดค้านแล้ว หรือเปิดรายงานให้แก้ไขแล้ว คำคัดค้านนี้จึงเห็นด้วยไม่ได้ หน่วยงานคัดค้านคะแนนใหม่ได้", "Another score counts by now, or the report was opened again, so this objection cannot be upheld; the agency may object to the score of now";
        follows: "คะแนนคำนวณจากค่าและเกณฑ์ จึงเขียนทับไม่ได้ ถ้าเห็นด้วย ผู้วินิจฉัยแก้ค่าที่ทำให้คะแนนผิดแล้วคะแนนตามมาเอง หรือบันทึกว่าเกณฑ์รุ่นนี้บกพร่อง", "A score follows from its values and its scheme and is never written over. Upheld, the values that it was wrong by are corrected and the score follows, or the edition of the scheme is recorded as at fault";
        against_edition: "เห็นด้วยว่าเกณฑ์รุ่นนี้บกพร่อง คะแนนคงเดิมตามเกณฑ์ คำวินิจฉัยแสดงคู่กับคะแนนจนกว่าจะใช้เกณฑ์รุ่นอื่น", "Upheld: this edition of the scheme is at fault. The score stays as the edition makes it, and the decision stands beside it until another edition counts";
        corrected: "ค่าที่แก้เพราะคำคัดค้านนี้", "Values that were corrected because of it";
        was_value: "ค่าเดิม", "Before";
        is_value: "ค่าใหม่", "Since";
        correct: "ค่าที่ทำให้คะแนนผิด", "The values that it is wrong by";
        correct_hint: "พิมพ์เฉพาะค่าที่แก้ ช่องที่เว้นว่างคงเดิม", "Type only what changes; what is left empty stays";
        claimed_hint: "หน่วยงานคัดค้านค่าต่อไปนี้ด้วย จึงใส่ค่าของหน่วยงานไว้ให้ ลบออกถ้าไม่แก้", "The agency objects to these values as well, so its own stand there; take out what is not to change";
        all_values: "ค่าทั้งหมดที่ใช้คำนวณคะแนนนี้", "All values that this score is made of";
        other_values: "ค่าอื่นที่ใช้คำนวณคะแนนนี้", "Other values that this score is made of";
        counts_now: "ค่าที่ใช้อยู่", "counts now:";
        new_value: "ค่าที่ถูกต้อง หรือตัวตั้ง", "The right value, or the numerator";
        new_base: "ตัวหารหรือจำนวนที่ใช้ถ่วงน้ำหนัก", "The denominator or weight";
        try_values: "ลองค่าก่อนวินิจฉัย", "Try values before you decide";
        uphold_values: "เห็นด้วย แก้ค่าเหล่านี้", "Uphold: correct these values";
        uphold_edition: "เห็นด้วย เกณฑ์รุ่นนี้บกพร่อง", "Uphold: the edition is at fault";
        reject_score: "ไม่เห็นด้วย คะแนนคงเดิม", "Reject: the score stays";
        kept_out_score: "ท่านส่ง เห็นชอบ หรือรับรองค่าที่ใช้คำนวณคะแนนนี้ หรือเป็นผู้คัดค้าน จึงวินิจฉัยเองไม่ได้", "You took a step of a value that this score is made of or object to it, so somebody else decides";
        kept_out_earlier: "คะแนนนี้ใช้คำตอบของรอบก่อน ซึ่งท่านส่ง เห็นชอบ หรือรับรองไว้ในฉบับที่ใช้อยู่หรือฉบับก่อนหน้า จึงวินิจฉัยเองไม่ได้", "This score rests on an answer of an earlier round of which you took a step, in the revision that counts or in one before it, so somebody else decides";
        file_score: "คัดค้านคะแนน", "Object to a score";
        which_score: "คะแนนของเกณฑ์", "The score of";
        score_field: "คะแนนที่ควรเป็น", "What the score should be";
        object_link: "คัดค้านคะแนนนี้", "Object to this score";
        of_this_score: "คำคัดค้านคะแนนนี้", "Objections to this score";
        open_it: "ดูคำคัดค้าน", "See the objection";
        changed_by: "เปลี่ยนตามคำคัดค้าน", "Changed by an objection";
        objected: "มีคำคัดค้าน", "Objected to";
        objected_upheld: "คัดค้านแล้ว เห็นด้วย", "Objected, upheld";
        download: "ดาวน์โหลดรายการ (CSV)", "Download the list (CSV)";
        no_effects: "ไม่มีเกณฑ์คะแนนที่ใช้ตัวชี้วัดนี้", "No score reads this indicator";
        scheme: "เกณฑ์", "Scheme";
        before: "ก่อน", "Before";
        after: "หลัง", "After";
        file: "คัดค้านค่า", "Object to a value";
        which: "ค่าของตัวชี้วัด", "The value of";
        value: "ค่าที่ถูกต้อง หรือตัวตั้ง", "The right value, or the numerator";
        base: "ตัวหารหรือจำนวนที่ใช้ถ่วงน้ำหนัก (สัดส่วนและค่าเฉลี่ยต้องกรอก)", "The denominator or weight (needed of shares and averages)";
        value_alone: "ค่าที่ถูกต้อง", "The right value";
        choose_other: "เลือกตัวชี้วัดอื่น", "Choose another indicator";
        reason: "เหตุผล", "Reason";
        evidence_field: "หลักฐาน: เลขที่เอกสาร หรือที่ที่พบ", "Evidence: a document with its number, or where it is found";
        send: "ส่งคำคัดค้าน", "File the objection";
        say: "แสดงความเห็น", "Say more";
        words: "ความเห็น", "What you say";
        withdraw: "ถอนคำคัดค้าน", "Take it back";
        decide: "วินิจฉัย", "Decide";
        to_decide: "คำคัดค้านที่รอท่านวินิจฉัย", "Objections that wait for your decision";
        uphold: "เห็นด้วย ใช้ค่าของหน่วยงาน", "Uphold: the agency's value counts";
        reject: "ไม่เห็นด้วย ค่าคงเดิม", "Reject: the value stays";
        kept_out: "ท่านส่ง เห็นชอบ หรือรับรองค่านี้ หรือเป็นผู้คัดค้าน จึงวินิจฉัยเองไม่ได้", "You took a step of this value or object to it, so somebody else decides";
        unsaid: "ข้อความที่ท่านพิมพ์ไว้ ยังไม่ได้บันทึก", "What you typed; it was not stored";
        lacks_decider: "ไม่มีผู้ใดวินิจฉัยได้ เพราะยังไม่มีผู้ตรวจรับรอง หรือผู้ตรวจรับรองทุกคนมีส่วนในเรื่องนี้หรือเป็นผู้คัดค้านเอง ผู้ดูแลระบบของ สพร. ต้องให้บทบาทผู้ตรวจรับรองแก่บุคคลอื่น", "Nobody may decide: there is no reviewer, or every one had a hand in it or objects. An administrator at DGA has to give somebody else the role of a reviewer";
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

/// What the value of an indicator is now.
pub fn now(language: Language, indicator: &str, value: &str) -> String {
    match language {
        Language::Th => format!("ขณะนี้ “{indicator}” เป็น {value}"),
        Language::En => format!("“{indicator}” is {value} now"),
    }
}

/// What an objection is about.
pub fn name(language: Language, named: &Named) -> String {
    let name = named.name().in_language(language);
    match named {
        Named::Value(_) => name.to_owned(),
        Named::Score(_) => format!("{}: {name}", super::words_in::<Objections>(language).of_score),
    }
}

/// That an objection to a score waits, or was upheld against its edition, as everybody is told who reads the score, with the
/// decimals of its scheme.
pub fn to_score(language: Language, objected: &Objected, decimals: u32) -> String {
    let counter = format::at_least(objected.counter, decimals);
    let filed = format::instant(language, objected.filed_at);
    match (language, &objected.reason) {
        (Language::Th, None) => format!(
            "หน่วยงานคัดค้านคะแนนนี้เมื่อ {filed} เห็นว่าควรเป็น {counter} ยังรอคำวินิจฉัย ต้องตอบภายใน {}",
            due(language, objected.answer_by)
        ),
        (Language::En, None) => format!(
            "The agency objected to this score on {filed} and says that it should be {counter}. It waits for a decision, due {}",
            due(language, objected.answer_by)
        ),
        (Language::Th, Some(reason)) => {
            format!(
                "หน่วยงานคัดค้านคะแนนนี้เมื่อ {filed} เห็นว่าควรเป็น {counter} วินิจฉัยแล้ว: เห็นด้วย เกณฑ์รุ่นนี้บกพร่อง เหตุผล: {reason}"
            )
        }
        (Language::En, Some(reason)) => format!(
            "The agency objected to this score on {filed} and says that it should be {counter}. Upheld: this edition is at fault. Reason: {reason}"
        ),
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

/// That a score is objected to, in a list.
pub fn objected(language: Language, state: ObjectionStateName) -> &'static str {
    let words = super::words_in::<Objections>(language);
    if state == ObjectionStateName::Open { words.objected } else { words.objected_upheld }
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
            "An answer is due within {days} working days by the table of holidays: Tidtam's configuration, not an official term. It is decided by somebody other than who accepted the value"
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

//! Words of the improvement letter.

use super::{dashboards, format, states, unjudged::Unjudged};
use chrono::{DateTime, Utc};
use domain::{calendar::Period, status::StatusCounts, text::Language};

super::words! {
    /// The letter.
    Letter {
        title: "จดหมายเพื่อการปรับปรุง", "Improvement letter";
        link: "จดหมายเพื่อการปรับปรุง (หนึ่งหน้า A4)", "Improvement letter (one page A4)";
        how_to_print: "พิมพ์ด้วยคำสั่งพิมพ์ของเบราว์เซอร์ (Ctrl+P) จะได้หนึ่งหน้า A4", "Print it with the browser (Ctrl+P): it is one page A4";
        overall: "ภาพรวม", "Overall";
        weak: "ควรปรับปรุงก่อน", "To improve first";
        no_weak: "ทุกตัวชี้วัดที่มีผลและมีเป้าหมายให้เทียบเป็นไปตามเป้าหมาย", "Every indicator that can be held against a target is on course";
        nothing_compared: "ยังไม่มีผลใดที่เทียบกับเป้าหมายได้ จึงยังบอกไม่ได้ว่าควรปรับปรุงเรื่องใดก่อน", "No figure can be held against a target yet, so nobody can say what to improve first";
        no_figures: "ยังไม่มีผลที่ สพร. รับรองแล้วของตัวชี้วัดใดเลย จึงยังบอกไม่ได้ว่าควรปรับปรุงเรื่องใดก่อน", "There are no accepted figures of any indicator, so nobody can say what to improve first";
        nothing_applies: "ไม่มีตัวชี้วัดใดเกี่ยวข้องกับหน่วยงานนี้", "No indicator applies to this body";
        indicator: "ตัวชี้วัด", "Indicator";
        figure: "ผล", "Actual";
        expected: "เป้าหมายตามเวลา", "Expected by then";
        status: "สถานะ", "Status";
        strong: "ทำได้ตามเป้าหมาย", "On course";
        missing: "ยังไม่มีผลที่รับรองแล้ว", "No accepted figure";
        uncompared: "มีผลแล้ว แต่ไม่มีเป้าหมายให้เทียบ", "A figure, but no target to hold it against";
        not_applicable: "ไม่เกี่ยวข้องกับหน่วยงานนี้ ไม่ต้องส่งผล", "Does not apply to this body: nothing is asked";
        steps: "ขอให้ดำเนินการ", "What is asked";
        step_weak: "วิเคราะห์สาเหตุของตัวชี้วัดข้างต้น และระบุปัญหาอุปสรรคกับแนวทางแก้ไขในรายงานรอบถัดไป", "Find the causes behind the indicators above, and name obstacles and remedies in the next report";
        step_missing: "ส่งผลของตัวชี้วัดที่ยังไม่มีข้อมูลพร้อมหลักฐาน", "Report the indicators without a figure, with evidence";
        step_keep: "รักษาผลที่เป็นไปตามเป้าหมายไว้", "Keep what is on course where it is";
        step_submit: "ส่งรายงานของรอบนี้โดยเร็ว", "Submit the report of this round without delay";
        step_returned: "แก้ไขรายงานของรอบนี้ที่ส่งกลับตามเหตุผลที่แจ้ง แล้วส่งใหม่", "Correct the report of this round that was sent back, as its reasons say, and submit it again";
        step_closed: "ช่วงรับรายงานของรอบนี้ปิดแล้ว ขอขยายเวลาจาก สพร. แล้วส่งรายงาน", "The window of this round has closed: ask DGA for an extension, then submit the report";
        step_approve: "ให้ผู้มีอำนาจของหน่วยงานอนุมัติรายงานที่ส่งแล้ว", "Have the submitted report approved by whoever signs for the body";
        step_review: "รายงานรอ สพร. ตรวจรับรอง โปรดตอบข้อซักถามถ้ามี", "The report waits for DGA's review: answer questions if there are any";
        basis: "จัดทำโดยระบบติดตามจากค่าที่ สพร. รับรองแล้วเท่านั้น สถานะเป็นเกณฑ์ของระบบ ไม่ใช่เกณฑ์ทางการ", "Made by Tidtam from figures that DGA has accepted only; statuses follow Tidtam's own rule, not an official one";
        no_report: "หน่วยงานนี้ไม่ต้องรายงานในรอบนี้ จึงไม่มีจดหมาย", "No report is expected of this body in this round, so there is no letter";
    }
}

/// To whom it is.
pub fn to(language: Language, name: &str) -> String {
    match language {
        Language::Th => format!("เรียน หัวหน้าหน่วยงาน {name}"),
        Language::En => format!("To the head of {name}"),
    }
}

/// What it is about.
pub fn about(language: Language, period: Period, counts: StatusCounts, unjudged: Unjudged) -> String {
    let period = format::period(language, period);
    let missing = unjudged.left_of(counts).no_data;
    let [on_course, at_risk, off_course, no_data] =
        [counts.on_course, counts.at_risk, counts.off_course, missing].map(format::counted);
    let (of, aside) = (states::applicable(language, counts), states::inapplicable(language, counts));
    let apart = unjudged.told().map(|stands| (stands.word(language), unjudged.of(counts, stands)));
    let apart = format::each_counted(apart);
    let apart = if apart.is_empty() { apart } else { format!(" · {apart}") };
    let are = states::are(counts);
    match language {
        Language::Th => format!(
            "ผลการดำเนินงานตามแผนพัฒนารัฐบาลดิจิทัล {period}: จาก {of}{aside} เป็นไปตามเป้า {on_course} มีความเสี่ยง {at_risk} \
             ไม่เป็นไปตามเป้า {off_course} ไม่มีข้อมูล {no_data}{apart}"
        ),
        Language::En => format!(
            "Results under the Digital Government Development Plan, {period}: of {of}{aside} {on_course} {are} on course, \
             {at_risk} at risk, {off_course} off course and {no_data} without data{apart}"
        ),
    }
}

/// A score in a sentence, with its level where the scheme has levels.
pub fn score(language: Language, scheme: &str, score: &str, level: Option<&str>) -> String {
    let level = level.map(|level| format!(" · {level}")).unwrap_or_default();
    match language {
        Language::Th => format!("{scheme}: {score} คะแนน{level}"),
        Language::En => format!("{scheme}: {score}{level}"),
    }
}

/// That more of them stand on the page of the agency.
pub fn and_more(language: Language, more: usize) -> String {
    let more = format::counted(more);
    match language {
        Language::Th => format!("และอีก {more} ตัวชี้วัด"),
        Language::En => format!("and {more} more"),
    }
}

/// That the next round is due.
pub fn step_due(language: Language, period: Period, due: DateTime<Utc>) -> String {
    let (period, due) = (format::period(language, period), format::instant(language, due));
    match language {
        Language::Th => format!("ส่งรายงาน{period} ภายใน {due}"),
        Language::En => format!("Submit the report of {period} by {due}"),
    }
}

/// Of when it is.
pub fn stamp(language: Language, as_of: DateTime<Utc>, period: Period) -> String {
    dashboards::stamp(language, as_of, period)
}

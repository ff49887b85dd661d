//! Words of the inbox.

use super::format;
use chrono::Duration;
use domain::text::Language;

super::words! {
    /// My work.
    Work {
        title: "งานของฉัน", "My work";
        lead_none: "ไม่มีเรื่องที่รอท่านในขณะนี้", "Nothing waits for you now";
        lead_before: "มี", "";
        lead_after: "เรื่องที่รอท่าน เรื่องเร่งด่วนอยู่บนสุด", "waiting for you, the most urgent first";
        nothing: "ไม่มีงานค้าง", "Nothing to do";
        nothing_why: "เมื่อมีรายงานที่ต้องกรอก แก้ไข หรือพิจารณา จะแสดงที่นี่", "Reports to fill, change or decide on will show here";
        no_duties: "บทบาทของท่านไม่มีรายงานที่ต้องดำเนินการ", "Your role has no reports to act on";
        to_overview: "ดูภาพรวมประเทศ", "See the national overview";
        to_calendar: "ดูปฏิทินการรายงาน", "See the reporting calendar";
        returned: "ถูกส่งกลับให้แก้ไข", "Sent back for change";
        overdue: "เลยกำหนดส่งแล้ว", "Past the due date";
        to_report: "ต้องกรอกและส่ง", "To fill and submit";
        to_approve: "รอท่านอนุมัติ", "Waiting for your approval";
        to_endorse: "รอท่านให้ความเห็นชอบ", "Waiting for your endorsement";
        to_review: "รอท่านตรวจรับรอง", "Waiting for your review";
        on_their_way: "ส่งแล้ว อยู่ระหว่างพิจารณา", "Handed in and on their way";
        withdraw: "ดึงกลับมาแก้ไข", "Take back";
        none_to_report: "ไม่มีรายงานที่ต้องกรอก", "No report to fill";
        none_to_approve: "ไม่มีรายงานที่รอท่านอนุมัติ", "No report waits for your approval";
        none_to_endorse: "ไม่มีรายงานที่รอท่านให้ความเห็นชอบ", "No report waits for your endorsement";
        none_to_review: "ไม่มีรายงานที่รอท่านตรวจรับรอง", "No report waits for your review";
        due: "ส่งภายใน", "Due";
        closes: "ปิดรับ", "Closes";
        change_until: "แก้ไขได้ถึง", "Can be changed until";
        handed_in: "ส่งเมื่อ", "Submitted";
        begin: "เริ่มกรอก", "Begin";
        go_on: "กรอกต่อ", "Go on";
        change: "แก้ไข", "Change";
        approve: "พิจารณา", "Decide";
        review: "ตรวจ", "Review";
        late: "เลยกำหนด", "Late";
        soon: "ใกล้ครบกำหนด", "Due soon";
    }
}

/// How much time is left.
pub fn left(language: Language, length: Duration) -> String {
    let span = format::span(language, length);
    match language {
        Language::Th => format!("เหลืออีก {span}"),
        Language::En => format!("{span} left"),
    }
}

/// How late it is.
pub fn late(language: Language, length: Duration) -> String {
    let span = format::span(language, length);
    match language {
        Language::Th => format!("เลยกำหนดมา {span}"),
        Language::En => format!("{span} late"),
    }
}

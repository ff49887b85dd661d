//! Words of calendar programs' feeds, and of what was announced about rounds.

use super::format;
use domain::{announcement::WindowStep, calendar::Period, text::Language};

super::words! {
    /// Deadlines in one's own calendar.
    Feeds {
        title: "กำหนดส่งในปฏิทินของท่าน", "Deadlines in your calendar";
        lead: "ที่อยู่ลับสำหรับโปรแกรมปฏิทิน เช่น Google Calendar, Outlook หรือโทรศัพท์ สร้างได้ที่หน้าของหน่วยงาน", "Secret addresses for calendar programs such as Google Calendar, Outlook or a telephone; made on the page of an organisation";
        none: "ยังไม่มี", "None yet";
        organisation: "หน่วยงาน", "Organisation";
        created: "สร้างเมื่อ", "Made";
        revoke: "ยกเลิกที่อยู่", "Take back";
        make: "ติดตามกำหนดส่งในปฏิทินของท่าน", "Follow the deadlines in your calendar";
        made_title: "ที่อยู่ของปฏิทิน", "Address of the calendar";
        made_lead: "คัดลอกไปใส่ในโปรแกรมปฏิทิน (สมัครรับจาก URL) ระบบแสดงที่อยู่นี้ครั้งเดียว", "Copy it into your calendar program (subscribe from URL). It is shown this once";
        secret: "ใครมีที่อยู่นี้อ่านกำหนดส่งได้โดยไม่ต้องเข้าสู่ระบบ อย่าส่งต่อ ยกเลิกได้ที่บัญชีของฉัน", "Whoever has this address reads the deadlines without signing in: keep it to yourself. You can take it back on the page of your account";
        address: "ที่อยู่", "Address";
        to_account: "ไปหน้าบัญชีของฉัน", "Go to my account";
        extended: "ขยายเวลาแล้ว", "Extended";
        planned: "กำหนดตามกฎ อาจเลื่อน", "By rule, may still move";
        due: "ส่งภายใน", "Due";
        closes: "ปิดรับ", "Closes";
        opens: "เปิดรับ", "Opens";
        news: "ข่าวของรอบการรายงาน", "News of rounds";
    }
}

/// What stands in a calendar on the day on which a report is due.
pub fn due(language: Language, period: Period) -> String {
    let period = format::period(language, period);
    match language {
        Language::Th => format!("กำหนดส่งรายงาน {period}"),
        Language::En => format!("Report due: {period}"),
    }
}

/// The name of a body's calendar.
pub fn calendar_of(language: Language, name: &str) -> String {
    match language {
        Language::Th => format!("กำหนดส่งรายงาน · {name}"),
        Language::En => format!("Reports due · {name}"),
    }
}

/// What was announced, in a sentence.
pub(crate) fn announced(language: Language, step: WindowStep, period: Period, counts: (i64, i64)) -> String {
    let period = format::period(language, period);
    let (handed_in, expected) = (format::count(counts.0), format::count(counts.1));
    match (language, step) {
        (Language::Th, WindowStep::Opened) => format!("{period} เปิดรับรายงานแล้ว"),
        (Language::En, WindowStep::Opened) => format!("{period} is open for reports"),
        (Language::Th, WindowStep::Due) => {
            format!("{period} ครบกำหนดส่งแล้ว ส่งแล้ว {handed_in} จาก {expected} หน่วยงาน")
        }
        (Language::En, WindowStep::Due) => format!("{period} was due; {handed_in} of {expected} agencies handed in"),
        (Language::Th, WindowStep::Closed) => {
            format!("{period} ปิดรับแล้ว ส่งแล้ว {handed_in} จาก {expected} หน่วยงาน")
        }
        (Language::En, WindowStep::Closed) => {
            format!("{period} has closed; {handed_in} of {expected} agencies handed in")
        }
    }
}

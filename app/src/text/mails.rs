//! Words of the outbox.

use domain::{mail::MailState, text::Language};

super::words! {
    /// The outbox.
    Mails {
        title: "อีเมลขาออก", "Outgoing mail";
        lead: "อีเมลเตือนและรายงานที่รอส่ง ส่งแล้ว ตีกลับ หรือเลยเวลา", "Reminders and reports by mail: waiting, sent, returned or too late";
        see: "ดูอีเมลขาออก", "See outgoing mail";
        no_server: "ยังไม่ได้ตั้งค่าเซิร์ฟเวอร์อีเมล", "No mail server is configured";
        no_server_why: "อีเมลจะรออยู่จนกว่าผู้ดูแลจะตั้งค่า smtp_host และ smtp_from ทุกคนยังเห็นการเตือนในหน้างานของฉัน", "Mail waits until smtp_host and smtp_from are set; everybody still sees reminders on their own page";
        waiting_since: "ฉบับที่รอนานที่สุดเขียนเมื่อ", "The one that waits longest was written";
        states: "สถานะ", "State";
        none: "ไม่มีอีเมลในสถานะนี้", "There is no such mail";
        who: "ถึง", "To";
        about: "เรื่อง", "About";
        objections: "คำคัดค้าน", "Objections";
        decisions: "คำวินิจฉัยคำคัดค้าน", "Decision on an objection";
        report: "รายงานระดับประเทศ", "National report";
        report_of_body: "รายงานของหน่วยงาน", "Report of";
        written: "เขียนเมื่อ", "Written";
        attempts: "พยายามส่ง", "Attempts";
        next: "จะลองอีกเมื่อ", "Next attempt";
        answer: "คำตอบของเซิร์ฟเวอร์อีเมล", "The mail server's answer";
        retry: "ลองอีกครั้ง", "Try again";
        unreached: "อีเมลส่งไม่ถึงที่อยู่นี้", "Mail does not reach this address";
        unreached_why: "ระบบหยุดส่งอีเมลไปที่นี่จนกว่าจะแก้ที่อยู่ หรือมีผู้กด “ลองอีกครั้ง” ในหน้าอีเมลขาออก", "Nothing more is sent there until the address is corrected, or somebody presses “Try again” on the page of outgoing mail";
        bounced_hint: "ระบบหยุดส่งอีเมลไปยังที่อยู่ที่ตีกลับ แก้ไขที่อยู่ของบัญชี แล้วลองอีกครั้ง", "Nothing more is sent to addresses that came back: correct the account's address, then try again";
    }
}

/// What became of a mail: its name for the style sheet, and its word.
pub(crate) fn state(language: Language, state: MailState) -> (&'static str, &'static str) {
    let (mark, th, en) = match state {
        MailState::Waiting => ("open", "รอส่ง", "Waiting"),
        MailState::Sent => ("filled", "ส่งแล้ว", "Sent"),
        MailState::Bounced => ("problem", "ตีกลับ", "Came back"),
        MailState::Expired => ("late", "เลยเวลา", "Too late"),
    };
    (mark, super::either(language, th, en))
}

//! Words of programs of others that are told of releases.

use domain::{text::Language, webhook::MessageState};

super::words! {
    /// Programs that are told of releases.
    Webhooks {
        title: "แจ้งโปรแกรมอื่นเมื่อเผยแพร่", "Programs told of releases";
        lead: "เมื่อทุกคนอ่านชุดข้อมูลได้ ระบบส่งข้อความที่ลงลายมือชื่อ (webhook) ไปยังที่อยู่เหล่านี้ และลองซ้ำจนกว่าจะรับหรือมีชุดอื่นมาแทน ไม่เกินสามวัน", "Once everybody may read a snapshot a signed message (a webhook) goes to these addresses, tried again for up to three days until it is taken or another snapshot replaces it";
        none: "ยังไม่มีที่อยู่ที่ให้แจ้ง", "No address is told yet";
        add: "เพิ่มที่อยู่", "Add an address";
        name: "ชื่อ", "Name";
        address: "ที่อยู่", "Address";
        address_hint: "เริ่มด้วย https:// ไม่รับที่อยู่ในเครือข่ายภายใน", "Begins with https://; addresses of private networks are refused";
        begin: "เริ่มแจ้ง", "Begin telling it";
        how: "วิธีตรวจลายมือชื่อ", "How to check a signature";
        added_title: "ความลับสำหรับตรวจลายมือชื่อ", "The secret that checks signatures";
        added_lead: "คัดลอกไปตั้งในโปรแกรมที่รับ ระบบแสดงความลับนี้ครั้งเดียว", "Copy it into the program that receives. It is shown this once";
        secret: "ความลับ", "Secret";
        secret_why: "ใครมีความลับนี้ปลอมข้อความของระบบได้ หากรั่วไหล ให้เลิกแจ้งแล้วเพิ่มที่อยู่ใหม่", "Whoever has it can forge our messages. If it leaks, stop telling the address and add it anew";
        to_list: "ไปหน้ารายการ แล้วส่งข้อความทดสอบ", "Go to the list, and send a test message";
        cannot_sign: "เปิดความลับของที่อยู่นี้ไม่ได้ จึงส่งไม่ได้ ตรวจ secret_keys หรือเลิกแจ้งแล้วเพิ่มใหม่", "Its secret cannot be opened, so nothing is sent: check secret_keys, or stop it and add it anew";
        since: "ตั้งแต่", "Since";
        stopped: "เลิกแจ้งเมื่อ", "Stopped";
        test: "ส่งข้อความทดสอบ", "Send a test message";
        stop: "เลิกแจ้ง", "Stop telling it";
        messages: "ข้อความล่าสุด", "Latest messages";
        no_messages: "ยังไม่มีข้อความ", "No message yet";
        about: "เรื่อง", "About";
        tests: "ทดสอบ", "Test";
        made: "เมื่อ", "When";
        state: "สถานะ", "State";
        attempts: "ลองแล้ว", "Attempts";
        next: "จะลองอีกเมื่อ", "Next attempt";
        answer: "คำตอบล่าสุด", "Last answer";
        status: "สถานะ HTTP", "HTTP status";
        retry: "ลองอีกครั้ง", "Try again";
        replaced: "มีชุดอื่นมาแทนแล้ว จึงไม่แจ้งอีก:", "Not told any more, replaced by";
    }
}

/// What became of a message: its name for the style sheet, and its word.
pub(crate) fn state(language: Language, state: MessageState) -> (&'static str, &'static str) {
    let (mark, th, en) = match state {
        MessageState::Waiting => ("open", "รอส่ง", "Waiting"),
        MessageState::Delivered => ("filled", "รับแล้ว", "Taken"),
        MessageState::GivenUp => ("problem", "เลิกลอง", "Given up"),
    };
    (mark, super::either(language, th, en))
}

//! Words of what is refused about collectors, by stable code.

use crate::error::AppError;
use domain::{
    collector::{MOST_COLLECTORS, RUN_AGAIN_AFTER_SECONDS},
    text::Language,
};

const _: () = assert!(MOST_COLLECTORS == 20 && RUN_AGAIN_AFTER_SECONDS == 30, "the words below name these numbers");

/// When a collector that rests can run again, where that is known.
pub(super) fn rests(language: Language, refused: &AppError) -> Option<String> {
    let seconds = refused.place.as_ref().filter(|_| refused.code == "collector_rests")?;
    let seconds: u32 = seconds.parse().ok()?;
    Some(match language {
        Language::Th => format!("เพิ่งดึงค่านี้ไปเมื่อสักครู่ ดึงอีกครั้งได้ในอีก {seconds} วินาที"),
        Language::En => format!("These figures were asked for a moment ago; that can be done again in {seconds} s"),
    })
}

/// The words of a code that has some.
pub(super) fn known(language: Language, code: &str) -> Option<&'static str> {
    let (th, en) = match code {
        "collector_name" => ("โปรดตั้งชื่อ ไม่เกิน 200 ตัวอักษร", "Type a name of at most 200 characters"),
        "collector_submit" => (
            "ให้ส่งรายงานเองได้เฉพาะผู้ที่มีสิทธิ์ส่งรายงานของหน่วยงานนี้",
            "Only somebody who may submit this agency's report can let it be submitted by itself",
        ),
        "collector_no_round" => {
            ("แผนนี้ยังไม่มีรอบที่หน่วยงานต้องรายงาน", "There is no round of this plan in which the agency reports")
        }
        "collector_rests" => (
            "เพิ่งดึงค่านี้ไปเมื่อสักครู่ ดึงอีกครั้งได้หลังจากนั้น 30 วินาที",
            "These figures were asked for a moment ago; that can be done again after 30 seconds",
        ),
        "collector_no_open_round" => {
            ("ขณะนี้ไม่มีรายงานของแผนนี้ที่แก้ไขได้", "No report of this plan can be changed at this moment")
        }
        "too_many_collectors" => ("หน่วยงานนี้มีการดึงค่าครบ 20 รายการแล้ว", "This agency has 20 collectors already"),
        "unknown_plan" => ("ไม่มีแผนนี้", "There is no such plan"),
        "endpoint_unreadable" => (
            "อ่านที่อยู่ไม่ได้ โปรดพิมพ์ทั้งหมด เช่น https://data.example.go.th/figures.json",
            "Not an address; type all of it, such as https://data.example.go.th/figures.json",
        ),
        "endpoint_not_https" => ("ที่อยู่ต้องเริ่มด้วย https://", "The address has to begin with https://"),
        "endpoint_credentials" => {
            ("อย่าใส่รหัสผ่านในที่อยู่ โปรดใช้ช่องรหัสลับ", "Leave passwords out of the address; use the field for secrets")
        }
        "endpoint_placeholder" => {
            ("คำในปีกกาไม่มีความหมาย หรืออยู่ในชื่อเครื่อง", "A word in braces means nothing, or stands in the host")
        }
        "endpoint_too_long" => ("ที่อยู่ยาวเกิน 2,000 ตัวอักษร", "The address is longer than 2,000 characters"),
        "endpoint_forbidden" => {
            ("ไม่เชื่อมต่อกับเครื่องแม่ข่ายเองหรือเครือข่ายภายใน", "The server itself and private networks are not connected to")
        }
        "times_unreadable" => {
            ("อ่านเวลาไม่ได้ โปรดพิมพ์ห้าส่วน เช่น 0 6 * * *", "Not a time; type five fields such as 0 6 * * *")
        }
        "times_never" => ("เวลานี้ไม่มีวันมาถึง", "This time never comes"),
        "times_too_often" => ("ต้องห่างกันอย่างน้อย 5 นาที", "Times have to be at least five minutes apart"),
        "mapping_nothing" => ("โปรดบอกตำแหน่งของตัวเลขอย่างน้อยหนึ่งตัว", "Say where at least one figure stands"),
        "mapping_pointer" => (
            "JSON ใช้ตัวชี้ที่เริ่มด้วย / เช่น /data/0/done",
            "JSON is asked by a pointer that begins with /, such as /data/0/done",
        ),
        "mapping_column" => (
            "โปรดพิมพ์ชื่อคอลัมน์ เช่น done หรือ OBS_VALUE[INDICATOR=E2E]",
            "Type a column, such as done or OBS_VALUE[INDICATOR=E2E]",
        ),
        "mapping_condition" => ("โปรดพิมพ์ คอลัมน์=ข้อความ คั่นด้วย ;", "Type column=text, parted by ;"),
        "mapping_placeholder" => ("คำในปีกกาไม่มีความหมาย", "A word in braces means nothing"),
        "mapping_half" => ("ตัวชี้วัดนี้ต้องบอกทั้งสองตำแหน่ง", "This indicator needs both places"),
        "mapping_no_base" => ("ตัวชี้วัดนี้มีตัวเลขเดียว", "This indicator has one figure only"),
        "mapping_not_asked" => ("แผนไม่ได้ถามตัวชี้วัดนี้กับหน่วยงาน", "The plan does not ask the agency for this indicator"),
        "mapping_too_long" => ("ตำแหน่งยาวเกิน 500 ตัวอักษร", "A place has at most 500 characters"),
        "secret_header" => (
            "ชื่อส่วนหัวใช้ไม่ได้ เช่น Authorization หรือ X-Api-Key",
            "Not the name of a header for secrets, such as Authorization or X-Api-Key",
        ),
        "secret_text" => {
            ("รหัสลับต้องเป็นอักษรละตินที่มองเห็น ไม่มีการขึ้นบรรทัด", "A secret is made of visible Latin characters on one line")
        }
        "secret_of_other_origin" => (
            "ที่อยู่เปลี่ยนไปเครื่องอื่น โปรดพิมพ์รหัสลับใหม่ หรือเลือกไม่ส่ง",
            "The address leads to another machine: type the secret anew, or send none",
        ),
        "secret_key_missing" => (
            "ระบบยังไม่ได้ตั้ง secret_keys จึงเก็บรหัสลับไม่ได้ โปรดแจ้งผู้ดูแลเครื่องแม่ข่าย",
            "No secret_keys are configured, so no secret can be kept; ask whoever runs the server",
        ),
        "collectors_busy" => {
            ("มีผู้ลองดึงค่าพร้อมกันมาก โปรดลองใหม่ในอีกสักครู่", "Too many try collectors at once; try again in a moment")
        }
        _ => return None,
    };
    Some(super::either(language, th, en))
}

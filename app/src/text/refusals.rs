//! Words of what can be refused, by stable code. An unknown code, which may be forged, has no words of its own.

use domain::text::Language;

/// What to tell somebody whose wish was refused.
pub fn refusal(language: Language, code: &str) -> &'static str {
    known(language, code).unwrap_or(match language {
        Language::Th => "ระบบขัดข้อง ยังไม่มีการบันทึก",
        Language::En => "Something went wrong; nothing was saved",
    })
}

/// The words of a code that has some.
pub fn known(language: Language, code: &str) -> Option<&'static str> {
    let (th, en) = match code {
        "not_found" => ("ไม่พบข้อมูลที่ขอ", "There is no such thing"),
        "forbidden" => ("ท่านไม่มีสิทธิ์ทำรายการนี้", "You may not do this"),
        "conflict" => (
            "มีผู้อื่นแก้ไขไปก่อนแล้ว โปรดตรวจดูข้อมูลล่าสุดแล้วทำรายการอีกครั้ง",
            "Somebody else changed this in the meantime; look at it again and repeat",
        ),
        "problems_remain" => (
            "รายงานยังมีจุดที่ต้องแก้ไขหรืออธิบาย ข้อความที่พิมพ์ไว้บันทึกแล้ว",
            "The report still has problems to correct or explain; what you typed is saved",
        ),
        "indicator_not_asked" => {
            ("มีตัวชี้วัดที่ไม่ได้ถามในรอบนี้ จึงยังไม่ได้บันทึก", "An indicator is not asked in this round; nothing was saved")
        }
        "window_not_open" => ("รอบการรายงานนี้ยังไม่เปิด", "This round is not open yet"),
        "window_closed" => {
            ("รอบการรายงานนี้ปิดแล้ว โปรดขอขยายเวลาจาก สพร.", "This round has closed; ask DGA for an extension")
        }
        "not_editable" => {
            ("รายงานอยู่ระหว่างการพิจารณา จึงแก้ไขไม่ได้ในขณะนี้", "The report is with somebody else and cannot be changed now")
        }
        "wrong_state" => {
            ("ทำขั้นตอนนี้ไม่ได้ในสถานะปัจจุบันของรายงาน", "This step is not possible in the report's present state")
        }
        "same_person" => {
            ("ผู้ส่งรายงานอนุมัติหรือรับรองรายงานเดียวกันไม่ได้", "Whoever submitted a report cannot approve or accept it")
        }
        "reason_missing" => ("โปรดระบุเหตุผล", "Please give a reason"),
        "sign_in_refused" => ("อีเมลหรือรหัสผ่านไม่ถูกต้อง", "The e-mail address or password is wrong"),
        "sign_in_throttled" => {
            ("พยายามเข้าสู่ระบบหลายครั้งเกินไป โปรดรอสักครู่แล้วลองใหม่", "Too many attempts; wait a while and try again")
        }
        "signed_out" => ("ยังไม่ได้เข้าสู่ระบบ", "You are not signed in"),
        "token_refused" => ("โทเคนไม่ถูกต้องหรือหมดอายุแล้ว", "The token is missing, wrong or no longer counts"),
        "method_not_allowed" => ("ที่อยู่นี้ไม่รับคำขอแบบนี้", "This address does not take this method"),
        "indicator_twice" => ("ระบุตัวชี้วัดเดียวกันซ้ำในคำขอเดียว", "One request names the same indicator twice"),
        "body_too_large" => ("ข้อมูลที่ส่งมามีขนาดใหญ่เกินไป", "What was sent is too large"),
        "bad_request" => ("ข้อมูลที่ส่งมาอ่านไม่ได้", "What was sent cannot be read"),
        "unavailable" => (
            "ระบบจัดเก็บข้อมูลไม่ตอบสนอง ยังไม่มีการบันทึก โปรดลองใหม่อีกครั้ง",
            "Storage does not answer; nothing was saved. Please try again",
        ),
        _ => return None,
    };
    Some(match language {
        Language::Th => th,
        Language::En => en,
    })
}

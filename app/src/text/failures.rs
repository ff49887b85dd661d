//! Words of pages that could not be shown, by the status of the answer.

use domain::text::Language;
use http::StatusCode;

super::words! {
    /// Around what went wrong.
    Failures {
        incident: "หมายเลขเหตุการณ์", "Incident number";
        tell: "หากยังไม่ได้ โปรดแจ้งหมายเลขนี้แก่ผู้ดูแลระบบ", "If it happens again, tell the administrator this number";
        kept: "ข้อความที่พิมพ์ยังอยู่ในหน้านี้ อย่าเพิ่งปิดหน้านี้", "What you typed is still in this page: do not close it yet";
        try_again: "ลองส่งอีกครั้ง", "Try again";
        to_start: "กลับไปหน้างานของฉัน", "Back to my work";
        to_sign_in: "เข้าสู่ระบบ", "Sign in";
        to_latest: "ดูรอบล่าสุด", "See the latest round";
        to_score: "ดูหน้าคะแนน", "See the page of the score";
    }
}

/// What happened and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    /// What happened.
    pub(crate) title: &'static str,
    /// What to do.
    pub(crate) why: &'static str,
}

/// The words of a status; one without words of its own says the least.
pub(crate) fn failure(language: Language, status: StatusCode) -> Words {
    let (th, en) = match status {
        StatusCode::BAD_REQUEST => (
            ("อ่านคำขอไม่ได้", "คำขอไม่ครบหรือมีรูปแบบผิด ยังไม่มีการบันทึก โปรดกลับไปหน้าก่อนแล้วลองใหม่"),
            ("The request cannot be read", "It is incomplete or malformed. Nothing was saved; go back and try again"),
        ),
        StatusCode::UNAUTHORIZED => (
            ("โปรดเข้าสู่ระบบ", "ท่านยังไม่ได้เข้าสู่ระบบ หรือเซสชันหมดเวลาแล้ว"),
            ("Please sign in", "You are not signed in, or your session has ended"),
        ),
        StatusCode::FORBIDDEN => (
            ("ทำรายการนี้ไม่ได้", "ท่านไม่มีสิทธิ์ หรือคำขอไม่ได้มาจากหน้าของระบบนี้ ยังไม่มีการบันทึก"),
            (
                "This is not allowed",
                "It is not yours to do, or the request did not come from a page of this system. Nothing was saved",
            ),
        ),
        StatusCode::NOT_FOUND => (
            ("ไม่พบหน้านี้", "ที่อยู่อาจพิมพ์ผิด หรือท่านไม่มีสิทธิ์ดูหน้านี้"),
            ("There is no such page", "The address may be mistyped, or the page is not yours to see"),
        ),
        StatusCode::GONE => (
            ("ไม่พบเนื้อหาของไฟล์นี้", "รายการไฟล์ยังอยู่ แต่เนื้อหาในที่เก็บหายไปหรือเสียหาย โปรดแจ้งผู้ดูแลระบบ และขอไฟล์จากหน่วยงานอีกครั้ง"),
            (
                "The content of this file is lost",
                "The record is there, but its content in storage is gone or damaged. Tell the administrator, and ask the agency for the file again",
            ),
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            ("เปิดที่อยู่นี้โดยตรงไม่ได้", "ที่อยู่นี้ใช้รับแบบฟอร์มเท่านั้น โปรดกลับไปหน้าก่อน"),
            ("This address cannot be opened", "It only takes forms; go back to the page before"),
        ),
        StatusCode::REQUEST_TIMEOUT => (
            ("ส่งข้อมูลไม่ครบภายในเวลา", "การเชื่อมต่อช้าหรือขาดหาย ยังไม่มีการบันทึก โปรดลองใหม่"),
            ("The data did not arrive in time", "The connection is slow or broke. Nothing was saved; please try again"),
        ),
        StatusCode::CONFLICT => (
            ("มีผู้อื่นแก้ไขไปก่อนแล้ว", "โปรดตรวจดูข้อมูลล่าสุดแล้วทำรายการอีกครั้ง"),
            ("Somebody else changed this", "Look at it again and repeat"),
        ),
        // Of whatever is changed by pages somebody is told of a conflict; a file is asked for by its tag.
        StatusCode::PRECONDITION_FAILED => (
            ("นี่ไม่ใช่ไฟล์ที่ท่านหมายถึง", "ไฟล์ที่อยู่นี้ไม่ใช่ไฟล์ที่ระบุใน If-Match โปรดดาวน์โหลดใหม่ทั้งไฟล์"),
            (
                "This is not the file that you mean",
                "It is another one than If-Match names; download the whole file again",
            ),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            ("ข้อมูลมีขนาดใหญ่เกินไป", "ยังไม่มีการบันทึก โปรดลดขนาดไฟล์หรือส่งทีละน้อย"),
            ("This is too large", "Nothing was saved. Make the files smaller or send less at once"),
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            ("รับข้อมูลชนิดนี้ไม่ได้", "ยังไม่มีการบันทึก โปรดใช้แบบฟอร์มของระบบ"),
            ("This kind of data is not taken", "Nothing was saved. Use the forms of this system"),
        ),
        StatusCode::RANGE_NOT_SATISFIABLE => (
            ("ไฟล์นี้ไม่มีส่วนที่ขอ", "ส่วนที่ขออยู่เลยท้ายไฟล์ โปรดดาวน์โหลดใหม่ทั้งไฟล์"),
            (
                "This file has no such part",
                "The part that was asked for lies beyond its end; download the whole file again",
            ),
        ),
        StatusCode::UNPROCESSABLE_ENTITY => (
            ("รับข้อมูลนี้ไม่ได้", "ยังไม่มีการบันทึก โปรดแก้ไขแล้วส่งอีกครั้ง"),
            ("This cannot be taken", "Nothing was saved. Correct it and send it again"),
        ),
        StatusCode::TOO_MANY_REQUESTS => {
            (("พยายามหลายครั้งเกินไป", "โปรดรอสักครู่แล้วลองใหม่"), ("Too many attempts", "Wait a while and try again"))
        }
        StatusCode::SERVICE_UNAVAILABLE => (
            ("ระบบจัดเก็บข้อมูลไม่ตอบสนอง", "ยังไม่มีการบันทึก โปรดลองอีกครั้งในอีกสักครู่ สิ่งที่บันทึกไว้ก่อนหน้านี้ไม่หายไป"),
            ("Storage does not answer", "Nothing was saved. Try again in a while; what was saved before is safe"),
        ),
        _ => (
            ("ระบบขัดข้อง", "ยังไม่มีการบันทึก สิ่งที่บันทึกไว้ก่อนหน้านี้ไม่หายไป โปรดลองอีกครั้งในอีกสักครู่"),
            ("Something went wrong", "Nothing was saved; what was saved before is safe. Please try again in a while"),
        ),
    };
    let (title, why) = match language {
        Language::Th => th,
        Language::En => en,
    };
    Words { title, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_never_says_saved_without_a_not() {
        for status in (400..600).filter_map(|status| StatusCode::from_u16(status).ok()) {
            let thai = failure(Language::Th, status).why;
            assert!(!thai.contains("บันทึกแล้ว"), "{status}: {thai}");
            let english = failure(Language::En, status).why.to_lowercase();
            assert_eq!(english.contains("saved"), thai.contains("บันทึก"), "{status}");
        }
    }
}

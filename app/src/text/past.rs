//! Words of pages as they were at an earlier instant.

use super::format;
use chrono::{DateTime, Utc};
use domain::text::Language;

super::words! {
    /// The past.
    Past {
        title: "ดูหน้านี้ตามที่เป็นเมื่อวันก่อน", "See this page as it was on another day";
        why: "แสดงสิ่งที่ระบบรู้ในเวลานั้น ค่าที่แก้ไขหรือรับรองภายหลังยังไม่ปรากฏ การเปิดครั้งแรกของแต่ละวันอาจใช้เวลาหลายวินาที", "Shows what was known here then, without what was corrected or accepted later. The first look at an instant may take some seconds";
        day: "ณ สิ้นวันที่", "At the end of";
        hint: "เช่น 1/10/2569 หรือเวลาเต็มแบบ 2026-10-01T09:00:00+07:00", "For example 1/10/2026, or an instant such as 2026-10-01T09:00:00+07:00";
        show: "แสดง", "Show";
        present: "ดูข้อมูลปัจจุบัน", "See the present";
        not_here: "หน้านี้แสดงข้อมูลปัจจุบันเท่านั้น", "This page shows the present only";
        as_published: "หน้านี้แสดงข้อมูลตามที่เผยแพร่ ไม่มีข้อมูล ณ วันอื่น", "This page shows figures as they were published, and of no other day";
        refused: "แสดงหน้านี้ตามเวลาที่ขอไม่ได้", "This page cannot be shown as of that instant";
    }
}

/// That a page shows the past.
pub fn as_it_was(language: Language, at: DateTime<Utc>) -> String {
    let at = format::instant(language, at);
    match language {
        Language::Th => format!("แสดงตามที่เป็นเมื่อ {at}"),
        Language::En => format!("As it was on {at}"),
    }
}

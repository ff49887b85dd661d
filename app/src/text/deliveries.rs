//! Words of large files with the answers of many agencies.

use super::format;
use domain::{delivery::Stage, text::Language};
use service::{deliveries::Tally, sheets::MOST_SHEET_REFUSALS};

super::words! {
    /// A large file on its way.
    Deliveries {
        title: "ไฟล์ใหญ่ของหลายหน่วยงาน", "A large file of many agencies";
        way: "อัปโหลดคำตอบของหลายหน่วยงาน", "Upload the answers of many agencies";
        read: "อ่านแล้ว", "Read so far";
        put: "นำเข้าร่างแล้ว", "In the drafts so far";
        of: "จาก", "of";
        rows: "แถว", "Rows";
        agencies: "หน่วยงาน", "Agencies";
        changes: "ตัวชี้วัดที่เปลี่ยนในร่าง", "Indicators that change in drafts";
        refused: "จุดที่ต้องแก้", "Places to correct";
        loads_anew: "หน้านี้โหลดใหม่เองทุกสองสามวินาที ปิดหน้านี้ได้ งานจะทำต่อ", "This page loads itself anew every few seconds; you may close it, and the work goes on";
        load_now: "โหลดหน้านี้ใหม่", "Load this page anew";
        interrupted: "งานหยุดกลางคัน", "The work was interrupted";
        interrupted_why: "เครื่องที่ทำงานนี้หยุดไป ยังไม่มีอะไรลงร่าง โปรดตรวจใหม่", "The server that worked on it is gone; nothing of the file is in a draft. Check it anew";
        stopped: "งานหยุด ยังไม่มีอะไรลงร่าง", "The work stopped; nothing of the file is in a draft";
        moved: "มีการแก้ไขร่างหลังจากที่ตรวจไฟล์ โปรดตรวจใหม่", "A draft was changed after the file was checked. Check it anew";
        check: "ตรวจไฟล์อีกครั้ง", "Check the file anew";
        apply: "ยืนยันและบันทึกลงร่างของทุกหน่วยงาน", "Confirm and save into all drafts";
        apply_why: "ทั้งไฟล์ลงร่างพร้อมกัน หรือไม่ลงเลย หากร่างใดเปลี่ยนไปจากที่ตรวจ จะไม่มีอะไรลง", "All of the file comes into the drafts at once, or nothing: nothing at all where a draft has changed since it was checked";
        nothing: "ไฟล์นี้ไม่เปลี่ยนอะไรในร่าง", "This file changes nothing in the drafts";
        applied: "บันทึกลงร่างของทุกหน่วยงานแล้วเมื่อ", "All of it came into the drafts on";
        agency: "หน่วยงาน", "Agency";
        see: "ดูร่าง", "See the draft";
    }
}

/// Where a file is on its way.
pub(crate) fn stage(language: Language, stage: Stage) -> &'static str {
    let (th, en) = match stage {
        Stage::Received => ("ได้รับไฟล์แล้ว รอตรวจ", "Received; it waits to be checked"),
        Stage::Checking => ("กำลังตรวจทุกแถวกับร่าง", "Every row is being held against the drafts"),
        Stage::Refused => ("มีจุดที่ต้องแก้ ไม่มีอะไรลงร่าง", "There are places to correct; nothing of it is taken"),
        Stage::Ready => ("ตรวจแล้ว รอการยืนยัน ยังไม่มีอะไรลงร่าง", "Checked; it waits for you, and nothing is saved yet"),
        Stage::Applying => ("กำลังบันทึกลงร่าง", "It is being put into the drafts"),
        Stage::Applied => ("บันทึกลงร่างแล้ว", "It is in the drafts"),
        Stage::Stopped => ("งานหยุด", "The work stopped"),
    };
    super::either(language, th, en)
}

/// That more places are wrong than are listed.
pub(crate) fn beyond(language: Language, tally: &Tally) -> Option<String> {
    let listed = i64::try_from(tally.refusals.len().min(MOST_SHEET_REFUSALS)).unwrap_or(i64::MAX);
    let rest = tally.refused - listed;
    (rest > 0).then(|| match language {
        Language::Th => format!("และยังมีอีก {} จุดที่ไม่ได้แสดง", format::count(rest)),
        Language::En => format!("{} more places are not listed", format::count(rest)),
    })
}

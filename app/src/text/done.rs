//! Words of what was done, by the code that the address carries. An unknown code, which may be forged, has none.

use domain::text::Language;

/// What to tell somebody whose form was taken.
pub(crate) fn done(language: Language, code: &str) -> Option<&'static str> {
    let (th, en) = match code {
        "submitted" => ("ส่งรายงานแล้ว รอผู้อนุมัติของหน่วยงาน", "Submitted; the agency's approver is next"),
        "withdrawn" => ("ดึงรายงานกลับมาแก้ไขแล้ว", "Taken back for changes"),
        "approved" => ("อนุมัติรายงานแล้ว", "Approved"),
        "filed_on_behalf" => ("ยื่นรายงานแทนผู้อนุมัติแล้ว", "Filed on behalf of the approver"),
        "endorsed" => ("ให้ความเห็นชอบรายงานแล้ว", "Endorsed"),
        "returned" => ("ส่งรายงานกลับให้แก้ไขแล้ว", "Returned for changes"),
        "accepted" => ("รับรองรายงานแล้ว", "Accepted"),
        "corrected" => ("เปิดรายงานให้แก้ไขแล้ว", "Reopened for correction"),
        "objected" => {
            ("ส่งคำคัดค้านแล้ว สพร. จะตอบภายในกำหนด", "The objection is filed; DGA answers within the time shown")
        }
        "objection_said" => ("บันทึกความเห็นแล้ว", "What you said is in the thread"),
        "objection_evidence" => ("แนบหลักฐานแล้ว", "The evidence is in the thread"),
        "objection_withdrawn" => ("ถอนคำคัดค้านแล้ว", "The objection is taken back"),
        "objection_decided" => ("บันทึกคำวินิจฉัยแล้ว", "The decision is recorded"),
        "subscriber_added" => ("เพิ่มผู้รับแล้ว", "They get the reports from now on"),
        "subscriber_stopped" => ("เลิกส่งให้ผู้รับนี้แล้ว", "No report goes to them any more"),
        "webhook_stopped" => ("เลิกแจ้งที่อยู่นี้แล้ว", "It is told nothing more"),
        "webhook_tested" => ("ส่งข้อความทดสอบแล้ว ดูผลในตาราง", "A test message was sent; the table says what came of it"),
        "webhook_retried" => ("จะส่งข้อความอีกครั้งในไม่กี่นาที", "The message is tried again within minutes"),
        "saved" => ("บันทึกแล้ว", "Saved"),
        "sheet_applied" => (
            "บันทึกคำตอบจากไฟล์ลงร่างแล้ว ยังไม่ได้ส่งรายงาน",
            "The answers of the file are in the draft; the report is not submitted yet",
        ),
        "bundle_applied" => (
            "บันทึกคำตอบของทุกหน่วยงานในไฟล์ลงร่างแล้ว ยังไม่ได้ส่งรายงาน",
            "The answers of all agencies of the file are in their drafts; no report is submitted yet",
        ),
        "delivery_checks" => ("ตรวจไฟล์อีกครั้งแล้ว", "The file is checked anew"),
        "delivery_applies" => ("เริ่มบันทึกลงร่างแล้ว", "It is being put into the drafts"),
        "file_removed" => ("เอาไฟล์ออกแล้ว", "The file is removed"),
        "decided" => ("บันทึกตามที่เลือกแล้ว", "Your choice is saved"),
        "signed_out" => ("ออกจากระบบแล้ว", "You have signed out"),
        "signed_out_everywhere" => ("ออกจากระบบทุกเครื่องแล้ว", "You have signed out on every machine"),
        "password_changed" => {
            ("เปลี่ยนรหัสผ่านแล้ว โปรดเข้าสู่ระบบด้วยรหัสผ่านใหม่", "Your password has changed; sign in with the new one")
        }
        "account_created" => ("เพิ่มบัญชีแล้ว", "The account is made"),
        "grants_set" => ("เปลี่ยนบทบาทแล้ว ผู้ใช้ต้องเข้าสู่ระบบใหม่", "The roles have changed; the person has to sign in again"),
        "account_renamed" => ("เปลี่ยนชื่อและอีเมลแล้ว", "Name and address are changed"),
        "account_disabled" => (
            "ระงับบัญชีแล้ว เซสชัน โทเคน ลิงก์ที่แชร์ และที่อยู่ของปฏิทินสิ้นสุดทันที",
            "The account is disabled; its sessions, tokens, shared links and calendar addresses have ended",
        ),
        "account_enabled" => ("เปิดใช้บัญชีอีกครั้งแล้ว", "The account may sign in again"),
        "password_reset" => (
            "ตั้งรหัสผ่านใหม่แล้ว ผู้ใช้ต้องเปลี่ยนเมื่อเข้าสู่ระบบ",
            "The password is reset; the person has to change it when signing in",
        ),
        "token_revoked" => ("ยกเลิกโทเคนแล้ว ใช้ไม่ได้ทันที", "The token is taken back and no longer counts"),
        "round_opened" => ("เพิ่มรอบการรายงานแล้ว", "The round is in the calendar"),
        "window_set" => ("เปลี่ยนกำหนดเวลาแล้ว", "The dates have changed"),
        "round_removed" => ("ลบรอบการรายงานแล้ว", "The round is removed"),
        "extension_ended" => ("สิ้นสุดการขยายเวลาแล้ว", "The extension has ended"),
        "rule_set" => ("บันทึกกฎแล้ว ระบบจะเปิดรอบตามกฎนี้", "The rule is saved; rounds will open by it"),
        "rule_removed" => ("ลบกฎแล้ว ไม่มีรอบเปิดตามกฎนี้อีก", "The rule is removed; no more rounds open by it"),
        "reminders_set" => ("บันทึกการเตือนแล้ว", "The reminders are saved"),
        "reminders_reset" => ("กลับไปใช้ค่าเดิมแล้ว", "These settings are taken back"),
        "reminder_dismissed" => ("รับทราบการเตือนแล้ว", "The reminder is put away"),
        "mail_retried" => ("อีเมลจะถูกส่งอีกครั้ง", "The mail will be sent once more"),
        "snapshot_asked" => {
            ("รับคำขอแล้ว กำลังทำชุดข้อมูล ดูความคืบหน้าได้ในหน้านี้", "The snapshot is being taken; this page tells how far it is")
        }
        "snapshot_published" => ("เผยแพร่ชุดข้อมูลแล้ว", "The snapshot is published"),
        "snapshot_reader_let" => ("เพิ่มผู้ที่อ่านได้แล้ว", "They may read it now"),
        "snapshot_reader_stopped" => ("ถอนผู้ที่อ่านได้แล้ว", "They may no longer read it before everybody"),
        "snapshot_papers_asked" => (
            "รับคำขอแล้ว เริ่มเตรียมรายงานภายใน 5 นาที ดูความคืบหน้าได้ในหน้านี้",
            "The first reports are prepared within 5 minutes; this page tells how far they are",
        ),
        "snapshot_papers_stopped" => {
            ("หยุดเตรียมรายงานแล้ว ฉบับที่เตรียมแล้วยังอยู่", "No more reports are prepared; those that are ready stay")
        }
        "holiday_set" => ("บันทึกวันหยุดแล้ว", "The holiday is saved"),
        "holiday_removed" => ("ลบวันหยุดแล้ว", "The holiday is removed"),
        "feed_revoked" => {
            ("ยกเลิกที่อยู่ของปฏิทินแล้ว ใช้ไม่ได้ทันที", "The calendar's address is taken back and no longer answers")
        }
        "share_revoked" => ("ยกเลิกลิงก์แล้ว เปิดไม่ได้ทันที", "The link is taken back and shows nothing any more"),
        "delegation_given" => ("มอบให้ลงนามแทนแล้ว", "They may sign now, for the time you gave"),
        "delegation_revoked" => ("ยกเลิกการมอบแล้ว", "It is taken back and no longer counts"),
        "collector_set" => ("บันทึกการดึงค่าแล้ว", "The collector is saved"),
        "collector_removed" => ("ลบการดึงค่าแล้ว ค่าที่ดึงมาก่อนหน้านี้ยังอยู่", "The collector is removed; what it brought stays"),
        "collector_asked" => ("ดึงค่าแล้ว ดูผลในรายการล่าสุด", "Asked; see the latest poll for what came of it"),
        "collected_confirmed" => ("ยืนยันค่าที่ดึงมาแล้ว", "The collected figures are confirmed"),
        "preferences_set" => ("บันทึกการแสดงผลแล้ว", "Pages are shown as you chose"),
        "extended" => ("ขยายเวลาแล้ว", "More time is granted"),
        _ => return None,
    };
    Some(match language {
        Language::Th => th,
        Language::En => en,
    })
}

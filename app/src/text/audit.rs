//! Words of the audit log.

use domain::text::Language;

super::words! {
    /// The audit log.
    AuditLog {
        title: "บันทึกการใช้งาน", "Audit log";
        lead: "ใครทำอะไร เมื่อใด เรียงจากล่าสุด แก้ไขหรือลบไม่ได้", "Who did what and when, the latest first; nothing can be changed or removed";
        of_object: "เฉพาะเหตุการณ์ของ", "Only events of";
        of_report: "บันทึกการใช้งานของรายงานนี้", "What the audit log holds of this report";
        all: "ดูทั้งหมด", "Show all";
        when: "เวลา", "When";
        who: "ผู้กระทำ", "Who";
        what: "การกระทำ", "What";
        object: "สิ่งที่กระทำ", "To what";
        details: "รายละเอียด", "Details";
        digest: "ลายนิ้วมือ", "Digest";
        server: "ระบบ", "The server";
        unknown: "ไม่ทราบชื่อ", "Unknown";
        none: "ยังไม่มีเหตุการณ์", "No events yet";
        older: "ก่อนหน้านี้", "Older";
        newest: "ล่าสุด", "Newest";
        pages: "หน้ารายการ", "Pages of the list";
        verify: "ตรวจห่วงโซ่ทั้งหมด", "Verify the whole chain";
        verified: "ห่วงโซ่ของบันทึกครบถ้วน ไม่มีการแก้ไขหรือลบ", "The chain is whole: nothing was changed or removed";
        events: "จำนวนเหตุการณ์", "Events";
        end_digest: "ลายนิ้วมือของเหตุการณ์สุดท้าย", "Digest of the last event";
        keep: "จดลายนิ้วมือนี้เก็บไว้นอกระบบ เพื่อพิสูจน์ภายหลังว่าไม่มีการแก้ไขย้อนหลัง", "Write this digest down outside the system, to prove later that nothing was changed";
        broken: "ห่วงโซ่ของบันทึกขาด", "The chain is broken";
        open: "เปิดดู", "Open";
        filter: "กรองรายการ", "Filter the list";
        filter_button: "แสดง", "Show";
        any_action: "ทุกการกระทำ", "Every action";
        from: "ตั้งแต่วันที่", "From";
        until: "ถึงวันที่", "Until";
        date_hint: "เช่น 15/1/2570", "Such as 15/1/2027";
        only_by: "เฉพาะของ", "Only by";
        account: "บัญชี", "Account";
        report: "รายงาน", "Report";
        round: "รอบ", "Round";
    }
}

/// What was done, by the verb of the log; a verb without words stands as it is.
pub(crate) fn action(language: Language, action: &str) -> String {
    let (th, en) = match action {
        "accounts.create" => ("เพิ่มบัญชี", "Account made"),
        "accounts.disable" => ("ระงับบัญชี", "Account disabled"),
        "accounts.enable" => ("เปิดใช้บัญชี", "Account enabled"),
        "accounts.set_grants" => ("เปลี่ยนบทบาท", "Roles changed"),
        "accounts.rename" => ("เปลี่ยนชื่อ", "Name changed"),
        "accounts.set_email" => ("เปลี่ยนอีเมล", "Address changed"),
        "accounts.reset_password" => ("ตั้งรหัสผ่านใหม่ให้", "Password reset"),
        "accounts.change_password" => ("เปลี่ยนรหัสผ่าน", "Password changed"),
        "collectors.set" => ("ตั้งการดึงค่า", "Collector set"),
        "collectors.remove" => ("ลบการดึงค่า", "Collector removed"),
        "collectors.test" => ("ลองดึงค่า", "Collector tried"),
        "collectors.run" => ("สั่งดึงค่า", "Collector asked by hand"),
        "collectors.take" => ("ดึงค่าลงร่าง", "Figures collected into the draft"),
        "collectors.confirm" => ("ยืนยันค่าที่ดึงมา", "Collected figures confirmed"),
        "demonstration.generate" => ("สร้างข้อมูลสาธิต", "Demonstration made"),
        "drafts.decide" => ("เลือกข้อความที่ขัดกัน", "Conflict decided"),
        "drafts.save" => ("บันทึกร่าง", "Draft saved"),
        "evidence.add" => ("แนบหลักฐาน", "Evidence added"),
        "evidence.remove" => ("ลบหลักฐาน", "Evidence removed"),
        "facts.import" => ("นำเข้าข้อเท็จจริง", "Facts imported"),
        "delegations.give" => ("มอบให้ลงนามแทน", "Signing delegated"),
        "delegations.revoke" => ("ยกเลิกการมอบ", "Delegation taken back"),
        "feeds.create" => ("สร้างที่อยู่ของปฏิทิน", "Calendar address made"),
        "feeds.revoke" => ("ยกเลิกที่อยู่ของปฏิทิน", "Calendar address taken back"),
        "shares.create" => ("แชร์หน้า", "Page shared"),
        "shares.revoke" => ("ยกเลิกลิงก์ที่แชร์", "Shared link taken back"),
        "holidays.import" => ("นำเข้าวันหยุด", "Holidays imported"),
        "holidays.remove" => ("ลบวันหยุด", "Holiday removed"),
        "holidays.set" => ("บันทึกวันหยุด", "Holiday set"),
        "destinations.set" => ("ตั้งปลายทางของชุดข้อมูล", "Destination set"),
        "destinations.stop" => ("หยุดส่งไปยังปลายทาง", "Destination stopped"),
        "destinations.hand_over" => ("ส่งชุดข้อมูลไปยังปลายทาง", "Snapshot handed to a destination"),
        "secrets.reseal" => ("ผนึกความลับใหม่ด้วยกุญแจปัจจุบัน", "Secrets sealed anew"),
        "subscribers.add" => ("เพิ่มผู้รับรายงานทางอีเมล", "Recipient of reports added"),
        "subscribers.stop" => ("เลิกส่งรายงานทางอีเมล", "Recipient of reports taken off"),
        "webhooks.add" => ("เพิ่มโปรแกรมที่ให้แจ้ง", "Webhook added"),
        "webhooks.stop" => ("เลิกแจ้งโปรแกรม", "Webhook stopped"),
        "webhooks.test" => ("ส่งข้อความทดสอบไปยังโปรแกรม", "Webhook tried"),
        "webhooks.retry" => ("ส่งข้อความถึงโปรแกรมอีกครั้ง", "Message to a program tried again"),
        "snapshots.key" => ("ตั้งกุญแจลงลายมือชื่อ", "Signing key set"),
        "snapshots.let_read" => ("ให้อ่านชุดข้อมูลก่อนเผยแพร่", "Reader of a snapshot added"),
        "snapshots.publish" => ("เผยแพร่ชุดข้อมูล", "Snapshot published"),
        "snapshots.set_papers" => ("สั่งเตรียมรายงานของทุกหน่วยงาน", "Reports of all organisations asked for"),
        "snapshots.stop_papers" => ("หยุดเตรียมรายงานของทุกหน่วยงาน", "Preparing the reports of all organisations stopped"),
        "snapshots.stop_reading" => ("ถอนผู้อ่านชุดข้อมูล", "Reader of a snapshot taken out"),
        "snapshots.take" => ("ทำชุดข้อมูล", "Snapshot taken"),
        "round_rules.remove" => ("ลบกฎของรอบ", "Rule of rounds removed"),
        "round_rules.set" => ("ตั้งกฎของรอบ", "Rule of rounds set"),
        "rounds.announce" => ("ประกาศกำหนดของรอบ", "Round announced"),
        "organisations.import" => ("นำเข้าหน่วยงาน", "Organisations imported"),
        "plans.import" => ("นำเข้าแผน", "Plan imported"),
        "mails.retry" => ("ส่งอีเมลอีกครั้ง", "Mail sent once more"),
        "reminders.reset_policy" => ("กลับไปใช้การเตือนค่าเดิม", "Reminders set back"),
        "reminders.set_policy" => ("ตั้งการเตือน", "Reminders set"),
        "accounts.set_preferences" => ("เลือกการแสดงผล", "Display chosen"),
        "objections.remind" => ("เตือนคำคัดค้านที่รอคำตอบ", "Reminded of objections"),
        "reminders.tell" => ("เตือนผู้เกี่ยวข้อง", "People reminded"),
        "rollups.rebuild" => ("คำนวณผลรวมใหม่", "Sums computed again"),
        "schemes.import" => ("นำเข้าเกณฑ์การให้คะแนน", "Scheme of scores imported"),
        "scores.rebuild" => ("คำนวณคะแนนใหม่", "Scores computed again"),
        "rounds.end_extension" => ("สิ้นสุดการขยายเวลา", "Extension ended"),
        "rounds.remove" => ("ลบรอบการรายงาน", "Round removed"),
        "rounds.extend_many" => ("ขยายเวลาให้หลายหน่วยงาน", "Time extended for many"),
        "rounds.extend" => ("ขยายเวลา", "Time extended"),
        "rounds.open" => ("เพิ่มรอบการรายงาน", "Round added"),
        "rounds.set_window" => ("เปลี่ยนกำหนดเวลา", "Window moved"),
        "backups.make" => ("สำรองข้อมูลทั้งระบบ", "Backup made"),
        "bundles.apply" => ("บันทึกแฟ้มหลายหน่วยงานลงร่าง", "File for many agencies applied"),
        "bundles.upload" => ("นำส่งแฟ้มหลายหน่วยงาน", "File for many agencies uploaded"),
        "deliveries.apply" => ("บันทึกแฟ้มใหญ่ลงร่าง", "Large file applied"),
        "deliveries.check" => ("สั่งตรวจแฟ้มใหญ่อีกครั้ง", "Large file to be checked anew"),
        "deliveries.checked" => ("ตรวจแฟ้มใหญ่", "Large file checked"),
        "deliveries.upload" => ("นำส่งแฟ้มใหญ่", "Large file uploaded"),
        "sheets.apply" => ("บันทึกแฟ้มตารางลงร่าง", "Spreadsheet applied"),
        "sheets.upload" => ("นำส่งแฟ้มตาราง", "Spreadsheet uploaded"),
        "sessions.begin" => ("เข้าสู่ระบบ", "Signed in"),
        "sessions.end" => ("ออกจากระบบ", "Signed out"),
        "sessions.end_all" => ("ออกจากระบบทุกเครื่อง", "Signed out everywhere"),
        "submissions.submit" => ("ส่งรายงาน", "Submitted"),
        "submissions.withdraw" => ("ดึงรายงานกลับ", "Withdrawn"),
        "submissions.approve" => ("อนุมัติ", "Approved"),
        "submissions.endorse" => ("ให้ความเห็นชอบ", "Endorsed"),
        "submissions.return_for_change" => ("ส่งกลับแก้ไข", "Returned"),
        "submissions.accept" => ("รับรอง", "Accepted"),
        "submissions.correct" => ("เปิดให้แก้ไขหลังรับรอง", "Reopened for correction"),
        "submissions.object" => ("คัดค้านค่าที่ตรวจสอบแล้ว", "Objected to a value"),
        "submissions.object_to_score" => ("คัดค้านคะแนน", "Objected to a score"),
        "submissions.objection_upheld_against_edition" => {
            ("เห็นด้วยกับคำคัดค้าน เกณฑ์รุ่นนี้บกพร่อง", "Objection upheld: the edition is at fault")
        }
        "submissions.objection_said" => ("แสดงความเห็นต่อคำคัดค้าน", "Said more about an objection"),
        "submissions.objection_evidence" => ("แนบหลักฐานของคำคัดค้าน", "Evidence added to an objection"),
        "submissions.objection_withdrawn" => ("ถอนคำคัดค้าน", "Objection taken back"),
        "submissions.objection_upheld" => ("เห็นด้วยกับคำคัดค้าน", "Objection upheld"),
        "submissions.objection_rejected" => ("ไม่เห็นด้วยกับคำคัดค้าน", "Objection rejected"),
        "tokens.create" => ("สร้างโทเคน", "Token made"),
        "tokens.revoke" => ("ยกเลิกโทเคน", "Token taken back"),
        "values.import" => ("นำเข้าค่า", "Values imported"),
        other => return other.to_owned(),
    };
    match language {
        Language::Th => th,
        Language::En => en,
    }
    .to_owned()
}

/// The actions that the log can be narrowed to.
pub(crate) const ACTIONS: &[&str] = &[
    "sessions.begin",
    "sessions.end",
    "sessions.end_all",
    "drafts.save",
    "drafts.decide",
    "evidence.add",
    "evidence.remove",
    "sheets.upload",
    "sheets.apply",
    "bundles.upload",
    "bundles.apply",
    "deliveries.upload",
    "deliveries.check",
    "deliveries.checked",
    "deliveries.apply",
    "collectors.set",
    "collectors.remove",
    "collectors.test",
    "collectors.run",
    "collectors.take",
    "collectors.confirm",
    "submissions.submit",
    "submissions.withdraw",
    "submissions.approve",
    "submissions.endorse",
    "submissions.return_for_change",
    "submissions.accept",
    "submissions.correct",
    "submissions.object",
    "submissions.object_to_score",
    "submissions.objection_upheld_against_edition",
    "submissions.objection_said",
    "submissions.objection_evidence",
    "submissions.objection_withdrawn",
    "submissions.objection_upheld",
    "submissions.objection_rejected",
    "rounds.open",
    "rounds.remove",
    "rounds.set_window",
    "rounds.extend",
    "rounds.extend_many",
    "delegations.give",
    "delegations.revoke",
    "rounds.end_extension",
    "rounds.announce",
    "round_rules.set",
    "round_rules.remove",
    "holidays.set",
    "holidays.remove",
    "holidays.import",
    "destinations.set",
    "destinations.stop",
    "destinations.hand_over",
    "secrets.reseal",
    "subscribers.add",
    "subscribers.stop",
    "webhooks.add",
    "webhooks.stop",
    "webhooks.test",
    "webhooks.retry",
    "snapshots.take",
    "snapshots.publish",
    "snapshots.let_read",
    "snapshots.stop_reading",
    "snapshots.set_papers",
    "snapshots.stop_papers",
    "snapshots.key",
    "accounts.create",
    "accounts.set_grants",
    "accounts.rename",
    "accounts.set_email",
    "accounts.reset_password",
    "accounts.change_password",
    "accounts.disable",
    "accounts.enable",
    "tokens.create",
    "tokens.revoke",
    "feeds.create",
    "feeds.revoke",
    "shares.create",
    "shares.revoke",
    "organisations.import",
    "plans.import",
    "values.import",
    "backups.make",
    "rollups.rebuild",
    "scores.rebuild",
    "schemes.import",
    "accounts.set_preferences",
    "objections.remind",
    "reminders.tell",
    "reminders.set_policy",
    "reminders.reset_policy",
    "mails.retry",
];

/// What a detail of an event is called; one without words stands as it is.
pub(crate) fn detail(language: Language, name: &str) -> String {
    let (th, en) = match name {
        "address" => ("จากที่อยู่", "From address"),
        "agencies" => ("หน่วยงาน", "Agencies"),
        "entries_changed" => ("ตัวชี้วัดที่เปลี่ยน", "Entries changed"),
        "file" => ("ไฟล์", "File"),
        "never_submitted" => ("ยังไม่เคยส่ง", "Never submitted"),
        "organisation" => ("หน่วยงาน", "Organisation"),
        "reports_begun" => ("รายงานที่เริ่มจากไฟล์นี้", "Reports begun"),
        "rows" => ("แถว", "Rows"),
        "size_bytes" => ("ขนาด (ไบต์)", "Size in bytes"),
        "after" => ("หลัง", "After"),
        "before" => ("ก่อน", "Before"),
        "changed" => ("ตัวชี้วัดที่แก้", "Indicators changed"),
        "conflicts" => ("ตัวชี้วัดที่แก้พร้อมกัน", "Indicators in conflict"),
        "delegation" => ("การมอบ", "Delegation"),
        "given_to" => ("ผู้รับมอบ", "Given to"),
        "on_behalf_of" => ("ในนามของ", "On behalf of"),
        "starts_at" => ("เริ่ม", "Starts"),
        "ends_at" => ("สิ้นสุด", "Ends"),
        "kind" => ("ประเภท", "Kind"),
        "note" => ("ข้อความ", "Message"),
        "organisations" => ("หน่วยงาน", "Organisations"),
        "plan" => ("แผน", "Plan"),
        "reports" => ("รายงาน", "Reports"),
        "reason" => ("เหตุผล", "Reason"),
        "revision" => ("ฉบับที่", "Revision"),
        "state" => ("สถานะ", "State"),
        "version" => ("รุ่น", "Version"),
        "window" => ("กำหนดเวลา", "Window"),
        other => return other.to_owned(),
    };
    super::either(language, th, en).to_owned()
}

/// Through what somebody acted, by the word of the log.
pub(crate) fn channel(language: Language, channel: &str) -> String {
    let (th, en) = match channel {
        "web" => ("หน้าเว็บ", "Web"),
        "api" => ("API", "API"),
        "command_line" => ("คำสั่งบนเซิร์ฟเวอร์", "Command line"),
        "timetable" => ("ตารางเวลา", "Timetable"),
        other => return other.to_owned(),
    };
    match language {
        Language::Th => th,
        Language::En => en,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_that_can_be_chosen_has_words() {
        for &chosen in ACTIONS {
            assert_ne!(action(Language::Th, chosen), chosen);
        }
    }
}

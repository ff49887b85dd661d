//! Words of the operations page.

use domain::text::Language;
use service::{jobs::JobOutcome, operations::LineState};

super::words! {
    /// How the timetable and the servers are.
    Operations {
        title: "การทำงานของระบบ", "Operations";
        lead: "งานตามตารางเวลา ตามนาฬิกาของฐานข้อมูล", "The timetable's jobs, by the database's clock";
        as_of: "ข้อมูล ณ", "As of";
        jobs: "งานตามตารางเวลา", "The timetable";
        job: "งาน", "Job";
        state: "สถานะ", "State";
        last: "ทำเสร็จล่าสุดของรอบเวลา", "Last slot done";
        next: "รอบเวลาถัดไป", "Next slot";
        lateness: "ช้ากว่ากำหนด", "Lateness";
        failures: "รอบเวลาที่ล้มเหลวใน 7 วัน", "Slots that failed in 7 days";
        never: "ยังไม่เคย", "Never";
        on_time: "ตรงเวลา", "On time";
        silent_title: "งานเงียบหายเกินเวลาที่ควร", "Jobs have been silent for longer than they should";
        silent: "ตรวจว่าเซิร์ฟเวอร์ทำงานอยู่และติดต่อฐานข้อมูลได้ แล้วดูบันทึกของเซิร์ฟเวอร์", "See that a server runs and reaches the database, then read the server's log";
        alarm_title: "การตรวจพบสิ่งที่ต้องดำเนินการ", "A check found something to act on";
        failing_title: "งานที่ทำไม่สำเร็จและจะลองใหม่", "Jobs that failed and will be tried again";
        reports: "รายงานของรอบที่เปิดแล้ว", "Reports of rounds that have opened";
        round: "รอบ", "Round";
        due: "ยังไม่ส่ง ยังไม่เกินกำหนด", "Not handed in, not late";
        overdue: "ยังไม่ส่ง และเกินกำหนด", "Not handed in, late";
        handed_in: "ส่งแล้ว", "Handed in";
        connections: "การเชื่อมต่อฐานข้อมูลของเซิร์ฟเวอร์นี้", "This server's connections to the database";
        idle: "ว่าง", "idle";
        metrics: "โปรแกรมเฝ้าระวังอ่านข้อมูลเดียวกันได้ที่ /metrics ด้วยโทเคนของผู้ดูแลระบบ", "Monitors read the same at /metrics with an administrator's token";
    }
}

/// What a job does, by its name in the database; a job without words stands by its name.
pub(crate) fn job(language: Language, name: &str) -> String {
    let (th, en) = match name {
        "open_rounds" => ("เปิดรอบตามกฎ", "Open rounds by rule"),
        "remind" => ("เตือนผู้มีรายงานค้าง", "Remind people of reports that wait"),
        "remind_of_objections" => ("เตือนคำคัดค้านที่รอคำตอบ", "Remind people of objections that wait"),
        "send_webhooks" => ("แจ้งโปรแกรมอื่นเมื่อเผยแพร่", "Tell other programs of releases"),
        "set_papers" => ("เตรียมรายงานของหน่วยงาน (PDF)", "Prepare the reports of organisations (PDF)"),
        "mail_reports" => ("เขียนอีเมลส่งรายงานที่เผยแพร่แล้ว", "Write the mail of published reports"),
        "send_mail" => ("ส่งอีเมลขาออก", "Send outgoing mail"),
        "announce" => ("ประกาศการเปิด ครบกำหนด และปิดรอบ", "Announce opening, due and closing"),
        "collect" => ("ดึงค่าจากที่อยู่ของหน่วยงาน", "Collect figures from agencies' addresses"),
        "clean_up" => ("ล้างเซสชันและโทเคนที่หมดอายุ", "Clean up sessions and tokens"),
        "forget_deliveries" => ("ล้างแฟ้มใหญ่ที่หมดเวลาหรือค้างส่ง", "Clear large files that are over or broke off"),
        "hand_over" => ("ส่งชุดข้อมูลที่เผยแพร่แล้วไปยังปลายทาง", "Hand published snapshots to their destinations"),
        "make_files" => ("ทำไฟล์ของชุดข้อมูล", "Make the files of snapshots"),
        "prepare_publications" => ("ทำหน้าเผยแพร่ของชุดข้อมูล", "Make the public pages of snapshots"),
        "take_snapshots" => ("ทำชุดข้อมูล ณ วันที่ตามรอบ", "Take the snapshots that rounds call for"),
        "check_rollups" => ("ตรวจผลรวมที่เก็บไว้", "Check the kept sums"),
        "keep_usuals" => ("เก็บค่าปกติของหน่วยงานแต่ละประเภท", "Keep what is usual for each kind of body"),
        "back_up" => ("สำรองข้อมูลและทดลองกู้คืน", "Back up, and try to restore"),
        "verify_audit" => ("ตรวจห่วงโซ่ของบันทึก", "Verify the audit chain"),
        "verify_publications" => ("ตรวจสิ่งที่เผยแพร่กับไฟล์ที่ลงลายมือชื่อ", "Hold what is published against the signed files"),
        other => return other.to_owned(),
    };
    super::either(language, th, en).to_owned()
}

/// The state of a line: its name for the style sheet, and its word.
pub(crate) fn state(language: Language, state: LineState) -> (&'static str, &'static str) {
    let (mark, th, en) = match state {
        LineState::NotYet => ("draft", "ยังไม่ถึงรอบเวลาแรก", "Its first slot is still to come"),
        LineState::Well => ("filled", "ปกติ", "Well"),
        LineState::Due => ("open", "ถึงเวลาแล้ว", "Due now"),
        LineState::Failing => ("returned", "ล้มเหลว จะลองใหม่", "Failed, will be tried again"),
        LineState::Alarm => ("problem", "พบสิ่งผิดปกติ", "Found trouble"),
        LineState::Silent => ("late", "เงียบหาย", "Silent"),
    };
    (mark, super::either(language, th, en))
}

/// What came of a run.
pub(crate) fn outcome(language: Language, outcome: JobOutcome) -> &'static str {
    let (th, en) = match outcome {
        JobOutcome::Running => ("กำลังทำ", "Running"),
        JobOutcome::Done => ("เสร็จ", "Done"),
        JobOutcome::Alarm => ("พบสิ่งผิดปกติ", "Found trouble"),
        JobOutcome::Failed => ("ล้มเหลว", "Failed"),
    };
    super::either(language, th, en)
}

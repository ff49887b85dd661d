//! Words of reminders: policies, who gets what when, and notices.

use super::format;
use domain::{
    recurrence::OnRestDays,
    reminder::{Audience, Stage},
    text::Language,
};
use service::reminders::{PolicySource, Route, StageCounts};
use strum::IntoEnumIterator as _;

super::words! {
    /// Reminders of a round.
    Reminders {
        title: "การเตือนและการแจ้งผู้บังคับบัญชา", "Reminders and escalation";
        lead: "ใครจะได้รับการเตือนเมื่อใด คิดจากสถานะของรายงานในขณะนี้ รายงานที่ส่งกลับนับจากวันสุดท้ายที่แก้ไขได้ของรายงานนั้น", "Who is reminded when, as far as the reports are now. Reports that were sent back count from the end of their own time";
        lead_planned: "รอบนี้ยังไม่เปิด จึงคิดเสมือนว่าทุกหน่วยงานยังไม่เริ่ม", "The round is not open yet, so every agency counts as not started";
        every_title: "การเตือนของทุกรอบ", "Reminders of every round";
        every_lead: "ใช้กับทุกรอบที่ไม่ได้ตั้งค่าของตนเอง", "Holds for every round that has no settings of its own";
        to_every: "ค่าของทุกรอบ", "Settings of every round";
        to_round: "การเตือน", "Reminders";
        simulate: "ดูการเตือน", "See reminders";
        ahead: "จะเตือน", "Will be told";
        done: "เตือนแล้ว", "Has been told";
        none_ahead: "ไม่มีการเตือนต่อจากนี้", "Nobody will be reminded from now on";
        none_ahead_why: "ไม่มีรายงานค้าง ไม่มีผู้รับ หรือการเตือนของรอบนี้ปิดอยู่", "No report waits, there is nobody to remind, or the reminders of this round are off";
        at: "เมื่อ", "When";
        reason: "เหตุ", "Reason";
        people: "ผู้รับ (คน)", "People";
        mails: "ทางอีเมล", "By mail";
        reports: "รายงาน", "Reports";
        stages: "สถานะของรายงาน", "Stages of the reports";
        see_people: "ดูรายชื่อ", "See who";
        people_title: "ผู้รับการเตือน", "Who is reminded";
        name: "ชื่อ", "Name";
        email: "อีเมล", "Address";
        route: "ได้รับทาง", "Told by";
        first: "หน่วยงานแรก", "First agency";
        and_more: "และอีก", "and";
        more: "หน่วยงาน", "more";
        nobody: "หน่วยงานที่ไม่มีผู้รับ", "Agencies of which nobody can be reminded";
        nobody_hint: "เพิ่มบัญชีที่มีบทบาทนี้ให้หน่วยงานหรือต้นสังกัด", "Give somebody this role at the agency or above it";
        nobody_first: "แสดงเฉพาะ 100 แห่งแรก", "Only the first 100 are shown";
        agency: "หน่วยงาน", "Agency";
        missing: "ไม่มี", "Nobody is";
        policy: "ค่าที่ใช้อยู่", "Settings in force";
        set_title: "ตั้งค่าการเตือน", "Set the reminders";
        set_hint: "จำนวนวันคั่นด้วยจุลภาค เว้นว่างทุกช่องคือไม่เตือน", "Numbers of days, parted by commas; with all fields empty nobody is reminded";
        before: "วันก่อนกำหนดส่ง (0 คือวันกำหนดส่ง)", "Days before the due day (0 is the day itself)";
        late: "วันหลังกำหนดส่ง", "Days late";
        time: "เวลาที่เตือน", "Time of day";
        time_hint: "เช่น 08:30", "Such as 08:30";
        quiet: "ช่วงงดเตือน", "Quiet hours";
        quiet_from: "งดเตือนตั้งแต่", "Quiet from";
        quiet_until: "งดเตือนถึง", "Quiet until";
        quiet_hint: "เวลาเดียวกันทั้งสองช่องคือไม่มีช่วงงดเตือน", "The same time twice means no quiet hours";
        rest_days: "การเตือนที่ตรงกับวันหยุด", "On days of rest";
        save: "บันทึกการเตือน", "Save the reminders";
        reset: "กลับไปใช้ค่าเดิม", "Take these settings back";
        reset_hint: "รอบนี้จะใช้ค่าของทุกรอบ หรือค่าที่มากับระบบ", "Then the settings of every round hold, or those that come with the product";
        notices: "การเตือน", "Reminders";
        dismiss: "รับทราบ", "Put away";
        told_at: "เตือนเมื่อ", "Reminded";
        said_at: "แจ้งเมื่อ", "Told";
        due: "กำหนดส่ง", "Due";
    }
}

/// How far a report is that its agency has to hand in.
pub(crate) fn stage(language: Language, stage: Stage) -> &'static str {
    let (th, en) = match stage {
        Stage::NotStarted => ("ยังไม่เริ่มกรอก", "nothing is filled in yet"),
        Stage::Draft => ("กรอกเป็นร่าง ยังไม่ส่ง", "a draft, not submitted"),
        Stage::Returned => ("ถูกส่งกลับ ยังไม่ส่งใหม่", "sent back, not submitted again"),
        Stage::AwaitingApproval => ("ส่งแล้ว รอผู้อนุมัติของหน่วยงาน", "submitted, waiting for the agency's approver"),
    };
    super::either(language, th, en)
}

/// How many reports are at each stage, as far as there are any.
pub(crate) fn stages(language: Language, counts: &StageCounts) -> String {
    let told = Stage::iter().filter(|stage| counts.at(*stage) > 0);
    let told = told.map(|one| format!("{} {}", stage(language, one), format::count(counts.at(one))));
    told.collect::<Vec<_>>().join(" · ")
}

/// To whom a step speaks.
pub(crate) fn audience(language: Language, audience: Audience) -> &'static str {
    let (th, en) = match audience {
        Audience::Reporter => ("ผู้กรอกรายงาน", "Whoever fills the report"),
        Audience::Approver => ("ผู้อนุมัติของหน่วยงาน", "The agency's approver"),
        Audience::Coordinator => ("ผู้ประสานงานต้นสังกัด", "The coordinator above"),
    };
    super::either(language, th, en)
}

/// How far a step is from the due day.
pub(crate) fn days(language: Language, days: i32) -> String {
    let count = format::count(days.unsigned_abs().into());
    let s = if days.unsigned_abs() == 1 { "" } else { "s" };
    match (language, days) {
        (Language::Th, 0) => "วันกำหนดส่ง".to_owned(),
        (Language::En, 0) => "On the due day".to_owned(),
        (Language::Th, ..0) => format!("{count} วันก่อนกำหนด"),
        (Language::En, ..0) => format!("{count} day{s} before"),
        (Language::Th, _) => format!("เกินกำหนด {count} วัน"),
        (Language::En, _) => format!("{count} day{s} late"),
    }
}

/// What becomes of a step on a day of rest.
pub(crate) fn on_rest_days(language: Language, choice: OnRestDays) -> &'static str {
    let (th, en) = match choice {
        OnRestDays::Move => (
            "ก่อนกำหนดเลื่อนมาวันทำการก่อนหน้า หลังกำหนดเลื่อนไปวันทำการถัดไป",
            "To the working day before; when late, to the one after",
        ),
        OnRestDays::Stay => ("ไม่เลื่อน", "Stays"),
    };
    super::either(language, th, en)
}

/// How somebody is told.
pub(crate) fn route(language: Language, route: Route) -> &'static str {
    let (th, en) = match route {
        Route::Mail => ("อีเมล และหน้างานของฉัน", "Mail, and their own page"),
        Route::NoMail => ("หน้างานของฉันเท่านั้น (ที่อยู่นี้ไม่รับอีเมล)", "Their own page alone: the address takes no mail"),
        Route::Bounced => ("หน้างานของฉันเท่านั้น (อีเมลตีกลับ)", "Their own page alone: mail came back"),
    };
    super::either(language, th, en)
}

/// Where a policy comes from.
pub(crate) fn source(language: Language, source: PolicySource) -> &'static str {
    let (th, en) = match source {
        PolicySource::BuiltIn => ("ค่าที่มากับระบบ", "As the product comes"),
        PolicySource::EveryRound => ("ค่าของทุกรอบ", "Set for every round"),
        PolicySource::Round => ("ค่าของรอบนี้", "Set for this round"),
    };
    super::either(language, th, en)
}

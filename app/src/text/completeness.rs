//! Words of how complete reports are.

use super::{format, report::Report, states, words_in};
use chrono::{DateTime, Utc};
use domain::{submission::StateName, text::Language};
use service::{
    completeness::Explained,
    rounds::{Granted, Reach},
};

super::words! {
    /// Completeness.
    Completeness {
        title: "ความครบถ้วนของรายงาน", "How complete the reports are";
        lead: "นับจากเหตุการณ์ในระบบ ความเงียบแสดงเป็นสีเทาว่า “ไม่ได้วัด” ไม่ใช่ศูนย์", "Counted from what happened here. Silence is grey and “not measured”, never zero";
        not_measured: "ไม่ได้วัด", "not measured";
        not_due: "ยังไม่ถึงกำหนด", "not due yet";
        body: "หน่วยงาน", "Organisation";
        indicator: "ตัวชี้วัด", "Indicator";
        expected: "ต้องส่ง", "Expected";
        started: "เริ่มแล้ว", "Started";
        handed_in: "ส่งแล้ว", "Submitted";
        on_time: "ตรงเวลา", "On time";
        accepted: "รับรองแล้ว", "Accepted";
        with_figure: "มีค่าที่รับรอง", "With an accepted figure";
        bodies: "รายหน่วยงาน", "By organisation";
        no_bodies: "ไม่มีหน่วยงานในสังกัดที่ต้องส่งรายงานในรอบนี้", "Nobody below it owes a report in this round";
        indicators: "รายตัวชี้วัด", "By indicator";
        indicators_note: "นับเฉพาะหน่วยงานประเภทที่ถูกถามตัวชี้วัดนั้น", "Counting only the kinds of agencies that are asked";
        league: "ลำดับการส่งตรงเวลา", "League of timeliness";
        league_none: "ยังไม่มีรอบที่ปิดแล้ว จึงยังจัดลำดับไม่ได้", "No round is over yet, so there is no order";
        place: "ลำดับ", "Place";
        tied: "ร่วม", "tied";
        no_place: "น้อยเกินไป", "too few";
        league_note: "เท่ากันใช้ลำดับเดียวกัน ไม่จัดลำดับเมื่อมีรายงานที่ต้องส่งน้อยกว่า 4 ฉบับ เป็นเกณฑ์ของระบบ ไม่ใช่เกณฑ์ทางการ", "Equals share a place; nobody with fewer than 4 reports owed is placed. Tidtam's own rule, not an official one";
        share_on_time: "ร้อยละที่ตรงเวลา", "Share on time";
        explained: "รายงานนี้อยู่ที่ใคร", "Who has this report";
        who: "อยู่ที่", "With";
        since: "ตั้งแต่", "Since";
        due: "กำหนดส่ง", "Due";
        state: "สถานะ", "State";
        reminders: "การเตือน", "Reminders";
        locked: "แก้ไขไม่ได้เพราะ", "Why it cannot be changed";
        extensions: "ขยายเวลา", "Extensions";
        open_report: "เปิดรายงาน", "Open the report";
        download: "ดาวน์โหลด CSV", "Download CSV";
        download_indicators: "CSV ตามตัวชี้วัด", "CSV by indicator";
        download_league: "CSV ความตรงเวลา", "CSV of timeliness";
        see: "ดูความครบถ้วนรายหน่วยงานและตัวชี้วัด", "See by organisation and indicator";
        with_reporter: "ผู้รายงานของหน่วยงาน", "the agency's reporter";
        with_approver: "ผู้อนุมัติของหน่วยงาน", "the agency's approver";
        with_reviewer: "ผู้ประสานงานต้นสังกัดหรือ สพร.", "the ministry's coordinator or DGA";
        with_dga: "สพร.", "DGA";
        with_nobody: "ไม่มีใคร รายงานรับรองแล้ว", "nobody: it is accepted";
        many_title: "ขยายเวลาให้หลายหน่วยงาน", "More time for many";
        many_hint: "เลือกหน่วยงานแม่ และประเภทถ้าต้องการ ระบบจะบอกจำนวนรายงานก่อนบันทึก", "Choose a body above, and a kind if you like; you see how many reports it reaches before anything is saved";
        many_kind: "เฉพาะประเภท", "Only of the kind";
        many_every: "ทุกประเภท", "Every kind";
        many_look: "ดูก่อนว่าถึงใคร", "See whom it reaches";
        many_confirm: "ขยายเวลาตามนี้", "Grant it";
        many_change: "แก้ไขตัวเลือก", "Change the choice";
        some: "เช่น", "Among them";
    }
}

/// With whom a report is.
pub fn with_whom(language: Language, state: StateName) -> &'static str {
    let words = words_in::<Completeness>(language);
    match state {
        StateName::NotStarted | StateName::Draft | StateName::Returned => words.with_reporter,
        StateName::Submitted => words.with_approver,
        StateName::Approved => words.with_reviewer,
        StateName::Endorsed => words.with_dga,
        StateName::Accepted => words.with_nobody,
    }
}

/// Why a report cannot be changed now, since when, and who can open it; nothing while its agency may change it.
pub fn lock(language: Language, explained: &Explained, now: DateTime<Utc>) -> Option<String> {
    use domain::submission::Refusal;
    let words = words_in::<Report>(language);
    let at = |at| format::instant(language, at);
    let refusal = explained.editable.err()?;
    let state = explained.submission.state.name();
    let (why, who) = match (refusal, state) {
        (Refusal::WindowNotOpen, _) => {
            (format!("{} {}", words.is_upcoming, at(explained.window.opens_at())), words.is_upcoming_who)
        }
        (_, StateName::Submitted) => {
            let is_withdrawable = explained.submission.withdrawable(explained.window_state, now).is_ok();
            let who = if is_withdrawable { words.with_approver_who } else { words.with_approver_closed_who };
            (format!("{} {}", words.with_approver, at(explained.since)), who)
        }
        (_, StateName::Approved) => {
            (format!("{} {}", words.with_reviewer, at(explained.since)), words.with_reviewer_who)
        }
        (_, StateName::Endorsed) => (format!("{} {}", words.with_dga, at(explained.since)), words.with_dga_who),
        (_, StateName::Accepted) => {
            (format!("{} {}", words.is_accepted_since, at(explained.since)), words.is_accepted_who)
        }
        (_, StateName::NotStarted | StateName::Draft | StateName::Returned) => {
            (format!("{} {}", words.closed_since, at(explained.locked_since())), words.is_closed_who)
        }
    };
    Some(format!("{why} · {who}"))
}

/// How many reports an extension reaches.
pub fn reach(language: Language, reach: &Reach) -> String {
    let (reports, missing) = (format::count(reach.reports), format::count(reach.missing));
    match language {
        Language::Th => format!("ถึงรายงาน {reports} ฉบับ ในจำนวนนี้ยังไม่เคยส่ง {missing} ฉบับ"),
        Language::En => format!("Reaches {reports} reports, of which {missing} were never submitted"),
    }
}

/// How many reports an extension is for now.
pub fn reached(language: Language, granted: &Granted) -> String {
    let (reports, missing) = (format::count(granted.reports), format::count(granted.missing));
    match language {
        Language::Th => format!("{reports} ฉบับ ยังไม่เคยส่ง {missing} ฉบับ"),
        Language::En => format!("{reports}, of which {missing} were never submitted"),
    }
}

/// Over which periods the league looks.
pub fn league_over(language: Language, periods: &[domain::calendar::Period]) -> String {
    let list: Vec<_> = periods.iter().map(|period| format::short_period(language, *period)).collect();
    let list = list.join(", ");
    match language {
        Language::Th => format!("จากรอบที่ปิดแล้ว: {list}"),
        Language::En => format!("Over the rounds that are over: {list}"),
    }
}

/// The state of a report, and that it is late.
pub fn state(language: Language, explained: &Explained, is_late: bool) -> String {
    let state = states::state(language, explained.submission.state.name());
    let late = super::either(language, "เกินกำหนด", "late");
    if is_late { format!("{state} · {late}") } else { state.to_owned() }
}

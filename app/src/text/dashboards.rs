//! Words of the dashboards: the country, a body, an indicator, and who is late.

use super::{format, states, words_in};
use chrono::{DateTime, Utc};
use domain::{
    calendar::Period,
    indicator::Indicator,
    ranking::{Coverage, VERDICT_FROM},
    status::{Status, StatusCounts},
    text::Language,
    window::WindowState,
};

super::words! {
    /// Every dashboard.
    Dashboards {
        national: "ภาพรวมประเทศ", "National overview";
        round: "รอบการรายงาน", "Reporting round";
        show: "แสดง", "Show";
        no_round: "ยังไม่มีรอบการรายงาน", "There is no reporting round yet";
        no_round_why: "ผลจะแสดงที่นี่เมื่อ สพร. เปิดรอบการรายงานแล้ว", "Figures show here once DGA has opened a round";
        overall_rule: "สถานะรวมคือสถานะของตัวชี้วัดที่อยู่กึ่งกลางเมื่อเรียงจากดีไปไม่ดี เป็นเกณฑ์ของระบบ ไม่ใช่เกณฑ์ทางการ", "The overall status is that of the indicator in the middle, from best to worst: Tidtam's own rule, not an official one";
        completeness: "ความครบถ้วนของรายงาน", "How complete the reports are";
        handed_in: "ส่งรายงานแล้ว", "Submitted";
        on_time: "ส่งตรงเวลา", "Submitted on time";
        accepted: "สพร. รับรองแล้ว", "Accepted by DGA";
        late_badge: "เกินกำหนด", "Late";
        late: "ล่าช้า ยังไม่ส่ง", "Late, not submitted";
        late_list: "ดูรายชื่อ", "See who";
        counted_here: "นับจากการส่งรายงานในระบบนี้", "Counted from what was submitted here";
        strategies: "สถานะรายยุทธศาสตร์", "By strategy";
        strategy: "ยุทธศาสตร์", "Strategy";
        only_strategy_why: "สถานะ ตัวชี้วัด สิ่งที่เปลี่ยน การเปรียบเทียบกระทรวง และแนวโน้มเป็นของยุทธศาสตร์นี้เท่านั้น ส่วนความครบถ้วน คะแนน หน่วยงานที่ล่าช้า และดัชนีสากลเป็นของทั้งแผน", "Statuses, indicators, what changed, ministries and the trend are those of this strategy alone; completeness, scores, who is late and international indices are of the whole plan";
        share: "สัดส่วน", "Share";
        indicators: "ผลรายตัวชี้วัด", "By indicator";
        indicator: "ตัวชี้วัด", "Indicator";
        figure: "ผล", "Actual";
        expected: "เป้าหมายตามเวลา", "Expected by then";
        status: "สถานะ", "Status";
        last_rounds: "ย้อนหลัง", "Last rounds";
        contributors: "หน่วยงานที่รวมอยู่", "Agencies included";
        every_indicator: "แสดงทุกตัวชี้วัด", "Show every indicator";
        none_of_status: "ไม่มีตัวชี้วัดที่มีสถานะนี้ในรอบนี้", "No indicator has this status in this round";
        trend: "แนวโน้ม", "Trend";
        ministries: "เปรียบเทียบกระทรวงและกลุ่มหน่วยงาน", "Ministries and groups compared";
        ministry: "กระทรวงหรือกลุ่ม", "Ministry or group";
        below: "หน่วยงานในสังกัด", "Organisations below";
        body: "หน่วยงาน", "Organisation";
        not_ranked: "เรียงตามค่าที่เลือก ไม่ใช่การจัดอันดับ เพราะแต่ละแห่งมีจำนวนหน่วยงานและตัวชี้วัดไม่เท่ากัน", "Sorted by what you choose, not ranked: each has its own number of agencies and indicators";
        who_is_late: "หน่วยงานที่ล่าช้า", "Who is late";
        nobody_late: "ไม่มีหน่วยงานล่าช้า", "Nobody is late";
        every_late: "ดูหน่วยงานที่ล่าช้าทั้งหมด", "See all who are late";
        late_lead: "หน่วยงานที่พ้นกำหนดส่งแล้ว รวมเวลาที่ขยายให้ และยังไม่เคยส่งรายงานของรอบนี้", "Agencies whose report is past due, extensions included, and was never submitted in this round";
        due: "กำหนดส่ง", "Was due";
        overdue: "เกินมา", "Overdue";
        report: "รายงาน", "Report";
        first_page: "กลับไปหน้าแรกของรายการ", "Back to the start of the list";
        international: "ประเทศไทยในดัชนีสากล", "Thailand in international indices";
        international_other: "ดัชนีอื่นและองค์ประกอบ", "Other indices and components";
        latest: "ล่าสุด", "Latest";
        edition: "ฉบับปี", "Edition";
        change: "เทียบครั้งก่อน", "Against the one before";
        source: "ที่มา", "Source";
        no_target: "ไม่มีค่าเป้าหมายในแผน", "The plan sets no target";
        no_figure: "ยังไม่มีผลที่รับรองแล้ว", "No accepted figure yet";
        not_added: "ไม่รวมเป็นค่าเดียวเหนือระดับหน่วยงาน", "Not added up above a body";
        accepted_only: "เฉพาะค่าที่ สพร. รับรองแล้ว", "Only figures that DGA has accepted";
        made_up: "ข้อมูลสาธิต", "Demonstration data";
        own_indicators: "ผลของหน่วยงานนี้", "This agency's own figures";
        together: "ผลรวมทุกหน่วยงานในสังกัด", "All below taken together";
        own_report: "รายงานของหน่วยงาน", "The agency's report";
        open_report: "เปิดรายงาน", "Open the report";
        reports: "รายงานที่ผ่านมา", "Reports so far";
        obstacles: "ปัญหาอุปสรรคและความช่วยเหลือที่ต้องการ", "Obstacles and help needed";
        no_report: "ไม่ต้องรายงานในรอบนี้", "No report is expected in this round";
        first_submitted: "ส่งครั้งแรก", "First submitted";
        not_submitted: "ยังไม่ส่ง", "Not submitted";
        verified: "สพร. ตรวจแล้ว", "Verified by DGA";
        explained: "มีคำอธิบายจากหน่วยงาน", "Explained by the agency";
        trust: "ความน่าเชื่อถือของตัวเลข", "What stands behind a figure";
        trust_least: "จัดลำดับเฉพาะตัวเลขที่อย่างน้อย", "Rank only figures that are at least";
        trust_every: "ทุกตัวเลข", "Every figure";
        reported: "หน่วยงานรายงาน", "Reported by the agency";
        not_applicable: "ไม่เกี่ยวข้องกับหน่วยงานนี้", "Does not apply to this agency";
        not_reporting: "หน่วยงานที่ไม่ต้องรายงานในรอบนี้", "Bodies that owe no report in this round";
        rounds_of_figures: "ผลย้อนหลังรายงวด", "Figures of the last rounds";
        empty_cells: "ช่องว่างคืองวดที่ไม่ได้ถามตัวชี้วัดนั้น", "An empty cell: the indicator is not asked in that period";
        on_this_page: "ในหน้านี้", "On this page";
        sort_note: "กดหัวคอลัมน์เพื่อเรียง", "Choose a column's heading to sort by it";
    }
}

/// The verdict of a headline; no data means that too little is in for one.
pub fn verdict(language: Language, overall: Status, counts: StatusCounts) -> String {
    let (on_course, of) = (format::counted(counts.on_course), states::applicable(language, counts));
    let word = states::status(language, overall);
    match (language, overall) {
        (Language::Th, Status::NoData) => "ข้อมูลยังไม่พอที่จะสรุป".to_owned(),
        (Language::En, Status::NoData) => "Not enough data yet".to_owned(),
        (Language::Th, _) => format!("{word}: {on_course} จาก {of}เป็นไปตามเป้า"),
        (Language::En, _) => {
            format!("{word}: {on_course} of {of} {are} on course", are = states::are(counts))
        }
    }
}

/// The strategy with the largest share of indicators off course.
pub fn weakest(language: Language, strategy: &str, off_course: usize, of: usize) -> String {
    let indicators = if of == 1 { "indicator" } else { "indicators" };
    let [off_course, of] = [off_course, of].map(format::counted);
    match language {
        Language::Th => format!("จุดอ่อนที่สุด: “{strategy}” ไม่เป็นไปตามเป้า {off_course} จาก {of} ตัวชี้วัด"),
        Language::En => format!("Weakest: “{strategy}”, with {off_course} of {of} {indicators} off course"),
    }
}

/// Why there is no verdict: how many reports are accepted, and how many indicators have a figure to compare.
pub fn too_little(language: Language, reports: Option<Coverage>, counts: StatusCounts) -> String {
    let [judged, total] = [counts.judged(), counts.total()].map(format::counted);
    let reports = reports.map(|reports| {
        let share = format::percent(reports.contributors, reports.expected);
        let accepted = of_agencies(language, reports.contributors, reports.expected);
        match language {
            Language::Th => format!("รับรองรายงานแล้ว {accepted} ({share}) "),
            Language::En => format!("Reports accepted: {accepted} ({share}). "),
        }
    });
    let (reports, threshold) = (reports.unwrap_or_default(), format::figure(VERDICT_FROM));
    let aside = states::inapplicable(language, counts);
    match language {
        Language::Th => format!(
            "{reports}มีผลให้เทียบ {judged} จาก {total} ตัวชี้วัด{aside} ระบบสรุปสถานะรวมเมื่อมีข้อมูลตั้งแต่ร้อยละ {threshold} \
             เพราะน้อยกว่านั้นยังไม่ใช่ภาพของทั้งหมด"
        ),
        Language::En => format!(
            "{reports}Indicators with a figure to compare: {judged} of {total}{aside}. An overall status is given from \
             {threshold}% on: below that it would not speak for all"
        ),
    }
}

/// How the share that is on course of what applies moved since an earlier round.
pub fn on_course_since(language: Language, since: Period, then: StatusCounts, now: StatusCounts) -> String {
    let period = format::period(language, since);
    let share = |counts: StatusCounts| {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        format::percent(number(counts.on_course), number(counts.applicable()))
    };
    let all_apply = then.not_applicable + now.not_applicable == 0;
    let (then, now) = (share(then), share(now));
    match (language, all_apply) {
        (Language::Th, true) => format!("เป็นไปตามเป้า {now} ของตัวชี้วัด เทียบกับ {then} ใน{period}"),
        (Language::En, true) => format!("{now} of the indicators are on course, against {then} in {period}"),
        (Language::Th, false) => format!("เป็นไปตามเป้า {now} ของตัวชี้วัดที่เกี่ยวข้อง เทียบกับ {then} ใน{period}"),
        (Language::En, false) => {
            format!("{now} of the indicators that apply are on course, against {then} in {period}")
        }
    }
}

/// That an earlier round had too little for a verdict.
pub fn too_little_then(language: Language, then: Period) -> String {
    let period = format::period(language, then);
    match language {
        Language::Th => format!("ไม่เทียบกับ{period} เพราะข้อมูลในรอบนั้นไม่พอที่จะสรุป"),
        Language::En => format!("Not compared with {period}, which had too little data for a verdict"),
    }
}

/// That a later round is open, and why it is not the one shown.
pub fn passed_over(language: Language, period: Period, accepted: Coverage) -> String {
    let period = format::period(language, period);
    let share = format::percent(accepted.contributors, accepted.expected);
    let accepted = of_agencies(language, accepted.contributors, accepted.expected);
    match language {
        Language::Th => {
            format!("{period} เปิดแล้ว แต่ทั้งประเทศเพิ่งรับรองรายงาน {accepted} ({share}) จึงแสดงรอบล่าสุดที่ข้อมูลพอจะสรุปได้")
        }
        Language::En => format!(
            "{period} has opened, but in the whole country only {accepted} have an accepted report ({share}), so the \
             latest round with enough data is shown"
        ),
    }
}

/// The link to a round.
pub fn to_round(language: Language, period: Period) -> String {
    let period = format::period(language, period);
    match language {
        Language::Th => format!("ดู{period}"),
        Language::En => format!("See {period}"),
    }
}

/// How many reports are missing.
pub fn missing(language: Language, missing: i64, of: i64) -> String {
    let is_one = missing == 1;
    let [missing, of] = [missing, of].map(format::count);
    match language {
        Language::Th => format!("ยังไม่ส่งรายงาน {missing} จาก {of} หน่วยงาน"),
        Language::En if is_one => format!("{missing} of {of} agencies has not submitted"),
        Language::En => format!("{missing} of {of} agencies have not submitted"),
    }
}

/// Of when and what a figure is, and how much of it is in.
pub fn stamp(language: Language, as_of: DateTime<Utc>, period: Period) -> String {
    let (at, period) = (format::instant(language, as_of), format::period(language, period));
    match language {
        Language::Th => format!("{period} · ข้อมูล ณ {at}"),
        Language::En => format!("{period} · as of {at}"),
    }
}

/// `412 จาก 460 หน่วยงาน`.
pub fn of_agencies(language: Language, part: i64, whole: i64) -> String {
    let [part, whole] = [part, whole].map(format::count);
    match language {
        Language::Th => format!("{part} จาก {whole} หน่วยงาน"),
        Language::En => format!("{part} of {whole} agencies"),
    }
}

/// Out of how many agencies a figure is made.
pub fn made_of(language: Language, part: i64, whole: i64) -> String {
    let [part, whole] = [part, whole].map(format::count);
    match language {
        Language::Th => format!("จาก {part}/{whole} หน่วยงาน"),
        Language::En => format!("from {part}/{whole} agencies"),
    }
}

/// Out of how many agencies a figure is made, or how many have one of their own where they are never added up.
pub fn included(language: Language, indicator: &Indicator, part: i64, whole: i64) -> String {
    if indicator.measure.rollup_rule().is_some() {
        return made_of(language, part, whole);
    }
    let [part, whole] = [part, whole].map(format::count);
    match language {
        Language::Th => format!("มีผล {part}/{whole} หน่วยงาน"),
        Language::En => format!("{part}/{whole} agencies have a figure"),
    }
}

/// Why there is no figure of many bodies.
pub fn no_figure(language: Language, indicator: &Indicator) -> &'static str {
    let words = words_in::<Dashboards>(language);
    if indicator.measure.rollup_rule().is_some() { words.no_figure } else { words.not_added }
}

/// A share of the round before.
pub fn last_round(language: Language, share: &str) -> String {
    match language {
        Language::Th => format!("รอบก่อน {share}"),
        Language::En => format!("{share} in the round before"),
    }
}

/// A number of agencies.
pub fn agencies(language: Language, number: i64) -> String {
    let count = format::count(number);
    match language {
        Language::Th => format!("{count} หน่วยงาน"),
        Language::En if number == 1 => "1 agency".to_owned(),
        Language::En => format!("{count} agencies"),
    }
}

/// A number of days.
pub fn days(language: Language, days: i64) -> String {
    let count = format::count(days);
    match language {
        Language::Th => format!("{count} วัน"),
        Language::En if days == 1 => "1 day".to_owned(),
        Language::En => format!("{count} days"),
    }
}

/// What a window is now, in a word or two.
pub fn window(language: Language, state: WindowState) -> &'static str {
    let (th, en) = match state {
        WindowState::Upcoming { .. } => ("ยังไม่เปิด", "Not open yet"),
        WindowState::Open { .. } => ("เปิดรับรายงาน", "Open"),
        WindowState::Grace { .. } => ("พ้นกำหนด รับรายงานล่าช้า", "Past due, still taking late reports"),
        WindowState::Closed { .. } => ("ปิดรับแล้ว", "Closed"),
    };
    super::either(language, th, en)
}

/// What a window is now, so short that it stands beside a period in a field on a telephone.
pub fn window_in_choice(language: Language, state: WindowState) -> &'static str {
    let (th, en) = match state {
        WindowState::Upcoming { .. } => ("ยังไม่เปิด", "Not open yet"),
        WindowState::Open { .. } => ("เปิดอยู่", "Open"),
        WindowState::Grace { .. } => ("พ้นกำหนด", "Past due"),
        WindowState::Closed { .. } => ("ปิดแล้ว", "Closed"),
    };
    super::either(language, th, en)
}

/// What a window is now, with its instant.
pub fn window_until(language: Language, state: WindowState) -> String {
    let at = |at: DateTime<Utc>| format::instant(language, at);
    match (language, state) {
        (Language::Th, WindowState::Upcoming { opens_at }) => format!("เปิดรับ {}", at(opens_at)),
        (Language::Th, WindowState::Open { due_at }) => format!("กำหนดส่ง {}", at(due_at)),
        (Language::Th, WindowState::Grace { closes_at }) => format!("พ้นกำหนดแล้ว ปิดรับ {}", at(closes_at)),
        (Language::Th, WindowState::Closed { since }) => format!("ปิดรับเมื่อ {}", at(since)),
        (Language::En, WindowState::Upcoming { opens_at }) => format!("Opens {}", at(opens_at)),
        (Language::En, WindowState::Open { due_at }) => format!("Due {}", at(due_at)),
        (Language::En, WindowState::Grace { closes_at }) => format!("Past due; closes {}", at(closes_at)),
        (Language::En, WindowState::Closed { since }) => format!("Closed {}", at(since)),
    }
}

/// That the figures of a round that still takes reports will change.
pub fn still_open(language: Language, state: WindowState) -> Option<String> {
    if matches!(state, WindowState::Closed { .. }) {
        return None;
    }
    let until = window_until(language, state);
    Some(match language {
        Language::Th => format!("รอบนี้ยังไม่ปิด ตัวเลขจะเปลี่ยนตามรายงานที่รับรองเพิ่ม ({until})"),
        Language::En => format!("This round has not closed: figures change as more reports are accepted ({until})"),
    })
}

/// That a figure is of an earlier period, since it is not asked each time.
pub fn as_of(language: Language, period: Period) -> String {
    let period = format::short_period(language, period);
    match language {
        Language::Th => format!("ผลของ {period}"),
        Language::En => format!("figure of {period}"),
    }
}

/// The figures of the last rounds, for those who listen.
pub fn series(periods: &mut format::ShortPeriods, figures: &[(Period, Option<String>)]) -> String {
    let mut told = String::with_capacity(figures.len() * "1/2570 100% · ".len());
    for (period, figure) in figures {
        if !told.is_empty() {
            told.push_str(" · ");
        }
        told.push_str(periods.of(*period));
        told.push(' ');
        told.push_str(figure.as_deref().unwrap_or(format::NOTHING));
    }
    told
}

/// The heading of the list of the late, with how many they are.
pub fn late_count(language: Language, count: i64) -> String {
    let number = format::count(count);
    match language {
        Language::Th => format!("ล่าช้า {number} หน่วยงาน"),
        Language::En if count == 1 => "1 agency is late".to_owned(),
        Language::En => format!("{number} agencies are late"),
    }
}

/// How many of the late are listed here; nothing where all are.
pub fn first_of(language: Language, shown: usize, all: i64) -> Option<String> {
    if i64::try_from(shown).is_ok_and(|shown| shown >= all) {
        return None;
    }
    let (shown, all) = (format::counted(shown), format::count(all));
    Some(match language {
        Language::Th => format!("แสดง {shown} หน่วยงานแรกจาก {all}"),
        Language::En => format!("The first {shown} of {all}"),
    })
}

/// That a page shows the indicators of one strategy alone.
pub fn only_strategy(language: Language, strategy: &str) -> String {
    match language {
        Language::Th => format!("เฉพาะยุทธศาสตร์ “{strategy}”"),
        Language::En => format!("Only the strategy “{strategy}”"),
    }
}

/// What agencies are counted in.
pub fn unit_of_agencies(language: Language) -> &'static str {
    super::either(language, "หน่วยงาน", "agencies")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_whole_says_nothing_of_its_length() {
        assert_eq!([first_of(Language::En, 1, 1), first_of(Language::Th, 0, 0)], [None, None]);
        assert_eq!(first_of(Language::En, 1, 2).as_deref(), Some("The first 1 of 2"));
        assert_eq!(missing(Language::En, 1, 13), "1 of 13 agencies has not submitted");
    }
}

//! Words of the calendar.

use super::{format, work};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{buddhist::BuddhistYear, text::Language, window::WindowState};

super::words! {
    /// The calendar of rounds.
    Calendar {
        title: "ปฏิทินการรายงาน", "Reporting calendar";
        lead: "เวลาทั้งหมดเป็นเวลาประเทศไทย", "All times are Thailand's";
        add: "เพิ่มรอบ", "Add a round";
        opens: "เปิดรับ", "Opens";
        due: "กำหนดส่ง", "Due";
        closes: "ปิดรับ", "Closes";
        manage: "จัดการรอบ", "Manage the round";
        see: "ดูรอบนี้", "See this round";
        none: "ยังไม่มีรอบการรายงาน", "No rounds yet";
        none_why: "เมื่อ สพร. เพิ่มรอบการรายงาน จะแสดงที่นี่", "Rounds will show here once DGA adds them";
        upcoming: "ยังไม่เปิด", "Not open yet";
        open: "เปิดรับ", "Open";
        soon: "ใกล้ครบกำหนด", "Due soon";
        grace: "พ้นกำหนด ยังรับ", "Past due, still taken";
        closed: "ปิดแล้ว", "Closed";
        extensions: "การขยายเวลา", "Extensions";
        extensions_none: "ไม่มีการขยายเวลาในรอบนี้", "No extensions in this round";
        organisation: "หน่วยงาน", "Organisation";
        reaches: "รายงาน", "Reports";
        until: "ถึง", "Until";
        reason: "เหตุผล", "Reason";
        granted: "อนุมัติเมื่อ", "Granted";
        in_force: "มีผลอยู่", "In force";
        over: "สิ้นสุดแล้ว", "Over";
        extend: "ขยายเวลา", "Extend";
        extend_title: "ขยายเวลาให้หน่วยงาน", "Give an organisation more time";
        extend_hint: "มีผลกับหน่วยงานที่เลือกและทุกหน่วยงานในสังกัด และสิ้นสุดเองเมื่อครบวัน", "Counts for the organisation and everything below it, and ends by itself";
        extend_organisation: "หน่วยงาน (รหัสหรือชื่อ)", "Organisation (code or name)";
        extend_ends: "รับรายงานถึงสิ้นวันที่", "Reports are taken until the end of";
        extend_reason: "เหตุผล", "Reason";
        extend_reason_hint: "หน่วยงานและผู้ตรวจเห็นข้อความนี้", "The organisation and reviewers see this";
        window_title: "เปลี่ยนกำหนดเวลา", "Move the dates";
        window_hint: "มีผลกับทุกหน่วยงานทันที", "Counts for every organisation at once";
        save_window: "บันทึกกำหนดเวลา", "Save the dates";
        date_hint: "วัน/เดือน/ปี พ.ศ. หรือ ค.ศ. เช่น 15/1/2570 หรือ 15 ม.ค. 2570", "Day/month/year in the Buddhist or Common Era, such as 15/1/2570 or 15/1/2027";
        opens_on: "เปิดรับตั้งแต่ต้นวันที่", "Open from the start of";
        due_on: "กำหนดส่งภายในสิ้นวันที่", "Due by the end of";
        closes_on: "ปิดรับเมื่อสิ้นวันที่", "Closes at the end of";
        new_title: "เพิ่มรอบการรายงาน", "Add a round";
        new_lead: "ทุกหน่วยงานที่มีหน้าที่รายงานในงวดนั้นจะเห็นรายงานเมื่อถึงวันเปิดรับ", "Every organisation that owes a report on the period gets one when the round opens";
        plan: "แผน", "Plan";
        period: "งวดที่รายงาน", "Period";
        make: "เพิ่มรอบ", "Add the round";
        to_dates: "ต่อไป: กำหนดวัน", "Next: the dates";
        dates_title: "กำหนดวันของรอบ", "The dates of the round";
        dates_lead: "วันที่กรอกไว้ให้คิดจากวันสุดท้ายของงวด ปรับได้", "The dates follow from the last day of the period and can be changed";
        period_ends: "วันสุดท้ายของงวด", "The period ends on";
        other_period: "เลือกงวดอื่น", "Choose another period";
        all_periods_exist: "ทุกงวดที่เลือกได้มีรอบแล้ว", "There are rounds for all periods that can be chosen";
        end_now: "สิ้นสุดทันที", "End now";
        remove_title: "ลบรอบนี้", "Remove this round";
        remove_hint: "ลบได้ตราบที่ยังไม่มีใครเริ่มกรอก การลบจะบันทึกไว้ในบันทึกการใช้งาน", "Possible while nobody has begun a report; the audit log keeps that it was removed";
        remove: "ลบรอบ", "Remove the round";
        reported_plan: "แผนที่รายงาน", "Plan";
        no_plan: "ยังไม่มีแผน โปรดนำเข้าด้วยคำสั่ง tidtam import plan ก่อน", "There is no plan yet: bring one in with tidtam import plan";
    }
}

/// The state of a window: its name for the style sheet, and its word.
pub(crate) fn state(language: Language, state: WindowState, at: DateTime<Utc>) -> (&'static str, &'static str) {
    let words = super::words_in::<Calendar>(language);
    match state {
        WindowState::Upcoming { .. } => ("planned", words.upcoming),
        WindowState::Open { due_at } if (due_at - at).num_days() < 7 => ("soon", words.soon),
        WindowState::Open { .. } => ("open", words.open),
        WindowState::Grace { .. } => ("grace", words.grace),
        WindowState::Closed { .. } => ("closed", words.closed),
    }
}

/// How long until something happens to a window.
pub(crate) fn countdown(language: Language, state: WindowState, at: DateTime<Utc>) -> String {
    let words = super::words_in::<Calendar>(language);
    match (state, language) {
        (WindowState::Upcoming { opens_at }, Language::Th) => {
            format!("{}ในอีก {}", words.opens, format::span(language, opens_at - at))
        }
        (WindowState::Upcoming { opens_at }, Language::En) => {
            format!("Opens in {}", format::span(language, opens_at - at))
        }
        (WindowState::Open { due_at }, _) => work::left(language, due_at - at),
        (WindowState::Grace { closes_at }, Language::Th) => {
            format!("พ้นกำหนดแล้ว {}ในอีก {}", words.closes, format::span(language, closes_at - at))
        }
        (WindowState::Grace { closes_at }, Language::En) => {
            format!("Past due, closes in {}", format::span(language, closes_at - at))
        }
        (WindowState::Closed { since }, Language::Th) => {
            format!("ปิดมาแล้ว {}", format::span(language, at - since))
        }
        (WindowState::Closed { since }, Language::En) => {
            format!("Closed {} ago", format::span(language, at - since))
        }
    }
}

/// A day as one types it: `15/1/2570`, or `15/1/2027` in English.
pub(crate) fn typed_day(language: Language, day: NaiveDate) -> String {
    let year = match language {
        Language::Th => BuddhistYear::from_common_era(day.year()).0,
        Language::En => day.year(),
    };
    format!("{}/{}/{year}", day.day(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use domain::{buddhist::read_date, window::Window};

    #[test]
    fn what_stands_in_a_field_is_read_back_as_the_same_day() {
        let day = NaiveDate::from_ymd_opt(2027, 1, 15).expect("a day");
        for language in [Language::Th, Language::En] {
            assert_eq!(read_date(&typed_day(language, day)), Ok(day));
        }
    }

    #[test]
    fn a_window_counts_down_to_what_comes_next() {
        let start: DateTime<Utc> = "2027-01-01T00:00:00Z".parse().expect("an instant");
        let days = |days| start + Duration::days(days);
        let window = Window::new(days(10), days(40), days(50)).expect("in order");
        let told = |at: i64| {
            let state = window.state(days(at));
            (self::state(Language::Th, state, days(at)).0, countdown(Language::Th, state, days(at)))
        };
        assert_eq!(told(0), ("planned", "เปิดรับในอีก 10 วัน".to_owned()));
        assert_eq!(told(20), ("open", "เหลืออีก 20 วัน".to_owned()));
        assert_eq!(told(35), ("soon", "เหลืออีก 5 วัน".to_owned()));
        assert_eq!(told(45), ("grace", "พ้นกำหนดแล้ว ปิดรับในอีก 5 วัน".to_owned()));
        assert_eq!(told(60), ("closed", "ปิดมาแล้ว 10 วัน".to_owned()));
    }
}

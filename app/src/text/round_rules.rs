//! Words of rounds that recur by rule, and of public holidays.

use super::format;
use domain::{
    recurrence::{OnRestDays, Recurrence, RuleDays},
    text::Language,
};

super::words! {
    /// Rules of rounds.
    RoundRules {
        title: "กฎของรอบการรายงาน", "Rules of rounds";
        lead: "ระบบเปิดรอบให้เองตามกฎของแผน รอบที่เปิดแล้วไม่เปลี่ยนตามกฎ", "Rounds open by themselves as the rules of their plan say; rounds that are open stay as they are";
        to_rules: "กฎของรอบ", "Rules of rounds";
        to_holidays: "วันหยุดราชการ", "Public holidays";
        planned: "รอบที่จะเปิดตามกฎ", "Rounds that rules will open";
        planned_hint: "กำหนดยังเปลี่ยนได้เมื่อกฎหรือวันหยุดเปลี่ยน", "Dates still move when a rule or a holiday changes";
        period: "งวด", "Period";
        none: "ยังไม่มีกฎ รอบเปิดเมื่อผู้ดูแลระบบเพิ่มเท่านั้น", "There are no rules yet: rounds open only when administrators add them";
        plan: "แผน", "Plan";
        recurrence: "งวดที่รายงาน", "Periods";
        rule: "กฎ", "Rule";
        starts_on: "มีผลกับรอบที่เปิดตั้งแต่", "For rounds that open from";
        set_title: "ตั้งกฎ", "Set a rule";
        set_hint: "กฎเดิมของแผนและงวดเดียวกันจะถูกแทนที่", "It replaces the rule of the same plan and periods";
        opens_days: "เปิดรับกี่วันหลังสิ้นงวด (ติดลบคือก่อนสิ้นงวด)", "Opens so many days after the end of the period (negative: before)";
        opens_days_hint: "1 คือวันแรกหลังสิ้นงวด, -15 คือสิบห้าวันก่อนสิ้นงวด", "1 is the first day after the period, -15 is fifteen days before its end";
        due_day: "กำหนดส่งวันที่เท่าใดของเดือนถัดไป", "Due on which day of the month after";
        due_day_hint: "1 ถึง 31 เดือนที่สั้นกว่าใช้วันสุดท้ายของเดือน", "1 to 31; in a shorter month its last day";
        grace_days: "รับรายงานล่าช้าต่ออีกกี่วัน", "Late reports are taken for so many days more";
        on_rest_days: "กำหนดส่งและวันปิดรับที่ตรงกับวันหยุด", "A due or closing day on a day of rest";
        save: "บันทึกกฎ", "Save the rule";
        remove: "ลบกฎ", "Remove the rule";
        date_hint: "วัน/เดือน/ปี พ.ศ. หรือ ค.ศ. เช่น 1/10/2569", "Day/month/year in the Buddhist or Common Era, such as 1/10/2569 or 1/10/2026";
    }
}

super::words! {
    /// Public holidays.
    HolidayWords {
        title: "วันหยุดราชการ", "Public holidays";
        lead: "กำหนดของรอบที่ยังไม่เปิดเลื่อนออกจากวันเสาร์ วันอาทิตย์ และวันเหล่านี้ รอบที่เปิดแล้วไม่เลื่อนตาม", "Deadlines of rounds that are not open yet move off weekends and these days; rounds that are open stay";
        none: "ยังไม่มีวันหยุดในตาราง", "The table has no holidays yet";
        none_why: "เพิ่มที่นี่ หรือนำเข้าแฟ้มด้วยคำสั่ง tidtam import holidays", "Add them here, or bring in a file with tidtam import holidays";
        day: "วันที่", "Day";
        name: "ชื่อวันหยุด", "Name";
        source: "ที่มา", "Source";
        add_title: "เพิ่มหรือแก้ไขวันหยุด", "Add or change a holiday";
        add_hint: "วันที่มีอยู่แล้วจะใช้ชื่อและที่มาใหม่", "A day that is there already gets the new name and source";
        name_th: "ชื่อภาษาไทย", "Thai name";
        name_en: "ชื่อภาษาอังกฤษ", "English name";
        source_hint: "เช่น ประกาศสำนักเลขาธิการคณะรัฐมนตรี ลงวันที่ …", "Such as the announcement of the Cabinet Secretariat and its date";
        status: "ความน่าเชื่อถือ", "How official";
        save: "บันทึกวันหยุด", "Save the holiday";
        remove: "ลบวันหยุด", "Remove";
    }
}

/// Which periods recur.
pub(crate) fn recurrence(language: Language, recurrence: Recurrence) -> &'static str {
    let (th, en) = match recurrence {
        Recurrence::Quarterly => ("ทุกไตรมาส", "Each quarter"),
        Recurrence::SixNineTwelve => ("รอบ 6, 9 และ 12 เดือน", "First 6, 9 and 12 months"),
        Recurrence::Annual => ("ทั้งปีงบประมาณ", "Whole fiscal year"),
    };
    super::either(language, th, en)
}

/// What becomes of deadlines on days of rest.
pub(crate) fn on_rest_days(language: Language, choice: OnRestDays) -> &'static str {
    let (th, en) = match choice {
        OnRestDays::Move => ("เลื่อนไปวันทำการถัดไป", "Moves to the next working day"),
        OnRestDays::Stay => ("ไม่เลื่อน", "Stays"),
    };
    super::either(language, th, en)
}

/// A rule in a sentence.
pub(crate) fn sentence(language: Language, days: RuleDays) -> String {
    let RuleDays { opens_days, due_day, grace_days, on_rest_days: choice } = days;
    let (count, grace) = (format::count(opens_days.unsigned_abs().into()), format::count(grace_days.into()));
    let rest = on_rest_days(language, choice);
    match language {
        Language::Th => {
            let side = if opens_days < 0 { "ก่อน" } else { "หลัง" };
            format!("เปิด {count} วัน{side}สิ้นงวด กำหนดส่งวันที่ {due_day} ของเดือนถัดไป รับต่ออีก {grace} วัน · วันหยุด: {rest}")
        }
        Language::En => {
            let side = if opens_days < 0 { "before" } else { "after" };
            format!(
                "Opens {count} days {side} the end of the period, due on day {due_day} of the month after, \
                 {grace} days of grace · day of rest: {}",
                rest.to_lowercase()
            )
        }
    }
}

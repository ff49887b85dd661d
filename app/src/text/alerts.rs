//! Words of what somebody should look at.

use super::{forecast, format, states};
use chrono::{DateTime, Utc};
use domain::{
    alert::{Alert, AlertKind, AlertRule, TargetRisk},
    amount::Amount,
    forecast::Subject,
    indicator::{Indicator, Polarity},
    status::Status,
    text::Language,
    urgency::AlertCounts,
    usual::ENOUGH_PEERS,
};
use service::dashboards::{AlertOrder, IndicatorAlerts, MOST_WEIGHED};
use strum::IntoEnumIterator as _;

super::words! {
    /// What to look at.
    Alerts {
        title: "สิ่งที่ควรดู", "Alerts";
        link: "สิ่งที่ควรดูของทุกหน่วยงาน", "Alerts of all agencies";
        link_below: "สิ่งที่ควรดูของหน่วยงานในสังกัด", "Alerts of organisations below";
        link_own: "สิ่งที่ควรดูของหน่วยงาน", "Alerts of the agency";
        lead: "แต่ละข้อบอกตัวเลขและที่มา และคำนวณใหม่เมื่อตัวเลขเปลี่ยน", "Each alert says its figures, and is worked out anew when they change";
        filters: "เลือกสิ่งที่แสดง", "Choose what is shown";
        kind: "ประเภท", "Kind";
        every_kind: "ทุกประเภท", "Every kind";
        none_of_kind: "ไม่มีสิ่งที่ต้องดูประเภทนี้", "Nothing of this kind to look at";
        none_of_kind_here: "ไม่มีสิ่งที่ต้องดูประเภทนี้ในหน้านี้", "Nothing of this kind to look at on this page";
        none: "ไม่มีสิ่งที่ต้องดู", "Nothing to look at";
        nobody: "ไม่มีหน่วยงานที่ต้องรายงานในส่วนนี้", "No agency owes a report here";
        agency: "หน่วยงาน", "Agency";
        indicator: "ตัวชี้วัด", "Indicator";
        figures: "ตัวเลข", "Figures";
        under_way: "กำลังเรียงตามความเร่งด่วน", "Who needs a look first is being worked out";
        no_data: "ครบกำหนดแล้วแต่ไม่มีผลที่รับรอง", "It was due and nothing is accepted";
    }
}

/// In which order the agencies stand.
pub fn order(language: Language, order: AlertOrder) -> String {
    let most = format::counted(MOST_WEIGHED);
    let worst_first = match language {
        Language::Th => {
            "เรียงหน่วยงานที่ต้องดูก่อนขึ้นก่อน: เป้าหมายที่ไม่เป็นไปตามเป้า แล้วเป้าหมายที่มีความเสี่ยง ผลที่แย่ลงต่อเนื่อง ผลที่ตามหลัง และผลที่ไม่มีข้อมูล ถ้าเท่ากันหน่วยงานที่มีผลใหม่กว่าขึ้นก่อน"
        }
        Language::En => {
            "The worst first: by the number of targets off course, then of others at risk, of declines, of figures behind their peers and of those missing; of those alike the one with the newest figure"
        }
    };
    match (order, language) {
        (AlertOrder::WorstFirst, _) => worst_first.to_owned(),
        (AlertOrder::AsOf { at, is_current: true }, Language::Th) => {
            format!("{worst_first} · ลำดับ ณ {} และไม่มีข้อมูลเปลี่ยนหลังจากนั้น", format::instant(language, at))
        }
        (AlertOrder::AsOf { at, is_current: true }, Language::En) => {
            format!("{worst_first} · Order as of {}; nothing has changed since", format::instant(language, at))
        }
        (AlertOrder::AsOf { at, is_current: false }, Language::Th) => {
            format!("{worst_first} · ลำดับ ณ {} ข้อมูลเปลี่ยนหลังจากนั้น ลำดับใหม่จะตามมา", format::instant(language, at))
        }
        (AlertOrder::AsOf { at, is_current: false }, Language::En) => {
            format!(
                "{worst_first} · Order as of {}; something has changed since, and a new order follows",
                format::instant(language, at)
            )
        }
        (AlertOrder::UnderWay, Language::Th) => format!(
            "ระหว่างนี้เรียงตามรหัส เพราะมีหน่วยงานเกิน {most} แห่ง การเรียงใช้เวลาสักครู่และทำอยู่เบื้องหลัง โปรดเปิดหน้านี้อีกครั้งในอีกไม่นาน หรือเลือกกระทรวง"
        ),
        (AlertOrder::UnderWay, Language::En) => format!(
            "By code meanwhile: these are more than {most} agencies, so it takes a while and goes on by itself. Open this page again in a moment, or choose a ministry"
        ),
        (AlertOrder::BrokeOff, Language::Th) => {
            "เรียงตามรหัส เพราะการเรียงตามความเร่งด่วนหยุดกลางคัน สาเหตุอยู่ในบันทึกของเซิร์ฟเวอร์ โปรดแจ้งผู้ดูแลระบบ หรือเลือกกระทรวงก่อน".to_owned()
        }
        (AlertOrder::BrokeOff, Language::En) => {
            "By code, since working out who is the worst broke off; its cause is in the log of the server. Tell an administrator, or choose a ministry".to_owned()
        }
        (AlertOrder::Codes, Language::Th) => {
            format!(
                "เรียงตามรหัส เพราะมีหน่วยงานเกิน {most} แห่ง และไม่เรียงตามความเร่งด่วนสำหรับข้อมูลในอดีตหรือตามระดับความน่าเชื่อถือ เลือกกระทรวงก่อนจึงจะเรียงตามความเร่งด่วน"
            )
        }
        (AlertOrder::Codes, Language::En) => {
            format!(
                "By code, since these are more than {most} agencies, and for the past or for a trust grade it is not worked out who is the worst: choose a ministry to have the worst first"
            )
        }
    }
}

/// How many agencies have any alert, out of how many.
pub fn with_any(language: Language, counts: &AlertCounts) -> String {
    let (with_any, agencies) = (format::counted(counts.with_any), format::counted(counts.agencies));
    match language {
        Language::Th => format!("มีสิ่งที่ควรดู {with_any} จาก {agencies} หน่วยงาน"),
        Language::En => format!("{with_any} of {agencies} agencies have alerts"),
    }
}

/// How many agencies have an alert of a kind; those with a target at risk by the worst of their targets.
pub fn with(language: Language, counts: &AlertCounts, kind: AlertKind) -> String {
    let told = format!("{} {}", self::kind(language, kind), format::counted(counts.with(kind)));
    if kind != AlertKind::TargetAtRisk {
        return told;
    }
    let known = TargetRisk::iter().filter(|risk| counts.with_target(*risk) > 0);
    let parts: Vec<String> = known
        .map(|risk| format!("{} {}", target_risk(language, risk), format::counted(counts.with_target(risk))))
        .collect();
    if parts.is_empty() { told } else { format!("{told} ({})", parts.join(" · ")) }
}

/// In which way a target is at risk.
fn target_risk(language: Language, risk: TargetRisk) -> &'static str {
    let (th, en) = match risk {
        TargetRisk::OffCourse => ("ไม่เป็นไปตามเป้า", "off course"),
        TargetRisk::AtRisk => ("มีความเสี่ยง", "at risk"),
        TargetRisk::Foretold => ("จากการคาดการณ์เท่านั้น", "by forecast alone"),
    };
    super::either(language, th, en)
}

/// How many more alerts an agency has than are shown.
pub fn more(language: Language, agency: &str, count: usize) -> String {
    let count = format::counted(count);
    match language {
        Language::Th => format!("ดูทั้งหมดของ {agency} (อีก {count} ข้อ)"),
        Language::En => format!("All of {agency} ({count} more)"),
    }
}

/// At which instant something was counted.
pub fn counted_at(language: Language, at: DateTime<Utc>) -> String {
    let at = format::instant(language, at);
    match language {
        Language::Th => format!("นับเมื่อ {at}"),
        Language::En => format!("Counted {at}"),
    }
}

/// What a kind of alerts is called.
pub fn kind(language: Language, kind: AlertKind) -> &'static str {
    let (th, en) = match kind {
        AlertKind::TargetAtRisk => ("เป้าหมายมีความเสี่ยง", "Target at risk"),
        AlertKind::Declining => ("แย่ลงต่อเนื่อง", "Declining"),
        AlertKind::BehindPeers => ("ตามหลังหน่วยงานกลุ่มเดียวกัน", "Behind its peers"),
        AlertKind::NoData => ("ไม่มีข้อมูล", "No data"),
    };
    super::either(language, th, en)
}

/// The figures of an alert.
pub fn told(language: Language, found: &IndicatorAlerts, alert: &Alert) -> String {
    let indicator: &Indicator = &found.indicator;
    let write = |amount: Amount| format::of_one(language, indicator, amount);
    match alert {
        Alert::TargetAtRisk { status, outcome } => {
            let ahead = outcome.map(|outcome| {
                let comes_out = forecast::comes_out(language, indicator, Subject::One, &outcome);
                format!("{comes_out} · {}", forecast::prospect(language, outcome.prospect))
            });
            let told = [by_now(language, *status), against(language, found), ahead];
            told.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        Alert::Declining { from, to, periods } => {
            let gap = to.figure.checked_sub(from.figure).unwrap_or_default();
            let by = forecast::distance(language, indicator, Subject::One, gap);
            let (since, until) = (format::day(language, from.day), format::day(language, to.day));
            let (before, now, periods) = (write(from.figure), write(to.figure), format::counted(*periods));
            match language {
                Language::Th => format!("จาก {before} ({since}) เป็น {now} ({until}) แย่ลง {by} ใน {periods} งวดติดกัน"),
                Language::En => {
                    format!("From {before} ({since}) to {now} ({until}): {by} worse over {periods} periods in a row")
                }
            }
        }
        Alert::BehindPeers { figure, median, peers } => {
            let (figure, median, peers) = (write(*figure), write(*median), format::count(*peers));
            match language {
                Language::Th => format!("ได้ {figure} ค่ากลางของหน่วยงานกลุ่มเดียวกัน {peers} แห่งคือ {median}"),
                Language::En => format!("{figure}; the median of {peers} peers is {median}"),
            }
        }
        Alert::NoData => super::words_in::<Alerts>(language).no_data.to_owned(),
    }
}

/// How a figure stands by now; nothing where that is not known.
fn by_now(language: Language, status: Status) -> Option<String> {
    let word = states::status(language, status);
    match (status, language) {
        (Status::NoData | Status::NotApplicable, _) => None,
        (Status::AtRisk | Status::OffCourse, _) => Some(word.to_owned()),
        (Status::OnCourse, Language::Th) => Some(format!("ขณะนี้{word}")),
        (Status::OnCourse, Language::En) => Some(format!("{word} by now")),
    }
}

/// A figure against the target that was due by its day.
fn against(language: Language, found: &IndicatorAlerts) -> Option<String> {
    let indicator: &Indicator = &found.indicator;
    let figure = format::of_one(language, indicator, found.figure?);
    let day = found.as_of.map(|day| format::day(language, day));
    let expected = found.expected.map(|expected| match &indicator.polarity {
        Polarity::Higher | Polarity::Lower => {
            format::of_one(language, indicator, format::reachable(indicator, expected))
        }
        Polarity::Within(_) => forecast::target(language, indicator, Subject::One, expected),
    });
    Some(match (expected, day, language) {
        (Some(expected), Some(day), Language::Th) => format!("ได้ {figure} เป้าหมายตามเวลา ณ {day} คือ {expected}"),
        (Some(expected), Some(day), Language::En) => format!("{figure} against {expected} expected by {day}"),
        (None, _, Language::Th) | (_, None, Language::Th) => format!("ได้ {figure}"),
        (None, _, Language::En) | (_, None, Language::En) => figure,
    })
}

/// From when on something is worth a look, and whose rule that is.
pub fn rule(language: Language, rule: AlertRule) -> String {
    let part = format::figure(rule.behind_peers.checked_mul(Amount::HUNDRED).unwrap_or_default());
    let (periods, peers) = (format::counted(rule.declining_periods), format::count(ENOUGH_PEERS));
    match language {
        Language::Th => format!(
            "เกณฑ์: แย่กว่าค่ากลางของหน่วยงานกลุ่มเดียวกันเกินร้อยละ {part} ของค่ากลาง (เมื่อมีอย่างน้อย {peers} แห่ง) · แย่ลงติดกัน {periods} งวดขึ้นไป · \
             แย่กว่าเป้าหมายตามเวลา หรือคาดว่าไม่ถึงเป้าหมายสุดท้ายของแผน (ถ้าถึงอยู่แล้ว นับเมื่อแม้กรณีที่ดีที่สุดของช่วงคาดการณ์ก็ไม่ถึง และไม่นับคาดการณ์ที่ทดสอบย้อนหลังแล้วคลาดเคลื่อนกว่าการทายว่าไม่เปลี่ยนแปลง) · ครบกำหนดแล้วไม่มีผลที่รับรอง เป็นการตั้งค่าของระบบนี้ ไม่ใช่เกณฑ์ทางการ"
        ),
        Language::En => format!(
            "Rules: worse than the median of its peers by more than {part}% of it (with at least {peers} of them) · \
             worse over {periods} periods in a row or more · short of what is expected by now, or expected to miss the last target \
             of the plan (where it is reached now: once nothing in the interval of the forecast meets it; never by a forecast that missed by more than no change when tested on its past) · \
             due and nothing accepted. This is Tidtam's configuration, not an official figure"
        ),
    }
}

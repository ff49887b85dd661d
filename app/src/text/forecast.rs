//! Words of where a figure goes.

use super::{format, measures};
use domain::{
    amount::Amount,
    forecast::{BackTest, Break, Drift, ENOUGH_POINTS, Forecast, NoForecast, Outcome, Prospect, Subject},
    indicator::{Indicator, Measure, Polarity},
    text::Language,
};

super::words! {
    /// The forecast of an indicator.
    Outlook {
        title: "มองไปข้างหน้า", "Looking ahead";
        none: "ยังคาดการณ์ไม่ได้", "No forecast yet";
        pace: "อัตราที่เป็นอยู่ต่อปี", "Present pace, a year";
        required: "อัตราที่ต้องทำได้ต่อปี", "Required pace, a year";
        met: "ถึงเป้าหมายแล้ว", "The target is met by now";
        error: "ความคลาดเคลื่อนเมื่อทดสอบย้อนหลัง", "Back-tested error";
        method: "วิธีคาดการณ์: เส้นแนวโน้มของ Theil–Sen (ค่ากลางของความชันระหว่างทุกคู่ของผล) ช่วงคือขอบเขตร้อยละ 90 ของความชันตามวิธีของ Sen บวกระยะห่างของผลในอดีตจากเส้น เป็นวิธีของระบบนี้ ไม่ใช่ตัวเลขทางการ", "Method: the Theil–Sen line (the middle of the slopes between every two figures). The interval is Sen's 90% interval of the slope, and further out by how far past figures lie from the line. Tidtam's own method, not an official figure";
        cut: "ตัดค่าที่เป็นไปไม่ได้ออกแล้ว", "Cut off where no figure can be";
        to_own: "ผลและแนวโน้มของตัวชี้วัดนี้", "This indicator's figures and where they go";
        own_title: "ตัวชี้วัดของหน่วยงาน", "An agency's indicator";
        of_all: "ตัวชี้วัดนี้ในภาพรวมประเทศ", "This indicator in the whole country";
        accepted_only: "เฉพาะผลที่ สพร. รับรองแล้ว", "Accepted figures only";
        behind: "รายงาน หลักฐาน และการตรวจ", "Report, evidence and review";
    }
}

/// A figure of the subject.
pub fn written(language: Language, indicator: &Indicator, subject: Subject, figure: Amount) -> String {
    match subject {
        Subject::Together => measures::first_read(language, indicator, figure),
        Subject::One => match (language, &indicator.measure) {
            (Language::Th, Measure::Rank { .. }) => format!("อันดับ {}", format::figure(figure)),
            (Language::En, Measure::Rank { .. }) => format!("Rank {}", format::figure(figure)),
            _ => format::measured(indicator, figure),
        },
    }
}

/// A distance between two figures of the subject, without a sign.
pub fn distance(language: Language, indicator: &Indicator, subject: Subject, gap: Amount) -> String {
    match (subject, &indicator.measure) {
        (Subject::One, Measure::Level { .. }) => {
            let size = format::figure(Amount::new(gap.decimal().abs()));
            match language {
                Language::Th => format!("{size} ระดับ"),
                Language::En => format!("{size} levels"),
            }
        }
        (Subject::One | Subject::Together, _) => measures::distance(language, indicator, gap),
    }
}

/// How fast: `+2.1 points a year`. Of a rank it is said in words which way.
pub fn rate(language: Language, indicator: &Indicator, subject: Subject, a_year: Amount) -> String {
    let size = distance(language, indicator, subject, a_year);
    let is_zero = a_year.rounded(4) == Amount::ZERO;
    let is_rank = matches!(indicator.measure, Measure::Rank { .. });
    let signed = match (is_zero, a_year.is_negative(), is_rank, language) {
        (true, _, _, _) => size,
        (false, true, true, Language::Th) => format!("ขึ้น {size}"),
        (false, true, true, Language::En) => format!("up {size}"),
        (false, false, true, Language::Th) => format!("ลง {size}"),
        (false, false, true, Language::En) => format!("down {size}"),
        (false, true, false, _) => format!("−{size}"),
        (false, false, false, _) => format!("+{size}"),
    };
    match language {
        Language::Th => format!("{signed} ต่อปี"),
        Language::En => format!("{signed} a year"),
    }
}

/// Where it comes out at the present pace, against the target that is due then. Of a figure that reaches the target now and
/// is expected to miss it, that it does, and why.
pub fn comes_out(language: Language, indicator: &Indicator, subject: Subject, outcome: &Outcome) -> String {
    let at_goal = outcome.at_goal;
    let [figure, lowest, highest] =
        [at_goal.figure, at_goal.lowest, at_goal.highest].map(|figure| written(language, indicator, subject, figure));
    let year = format::fiscal_year(language, outcome.goal.fiscal_year);
    let target = target(language, indicator, subject, outcome.goal.target);
    let then = match language {
        Language::Th => {
            format!("เมื่อสิ้นปีงบประมาณ {year} (ระหว่าง {lowest} ถึง {highest} ใน 9 จาก 10 กรณี)")
        }
        Language::En => {
            format!("by the end of fiscal year {year} (between {lowest} and {highest} in nine of ten cases)")
        }
    };
    match (language, outcome.drift()) {
        (Language::Th, None) => format!("ด้วยอัตราที่เป็นอยู่จะได้ {figure} {then} เป้าหมายของปีนั้น {target}"),
        (Language::En, None) => format!("At the present pace {figure} {then}; the target of that year is {target}"),
        (Language::Th, Some(drift)) => {
            format!(
                "ขณะนี้ถึงเป้าหมาย {target} แล้ว แต่{}: คาดว่าจะได้ {figure} {then}",
                self::drift(language, indicator, drift)
            )
        }
        (Language::En, Some(drift)) => {
            let drift = self::drift(language, indicator, drift);
            format!("Reaches its target of {target} now, but {drift}: {figure} expected {then}")
        }
    }
}

/// Which way a figure goes away from a target that it reaches now.
fn drift(language: Language, indicator: &Indicator, drift: Drift) -> &'static str {
    let is_rank = matches!(indicator.measure, Measure::Rank { .. });
    let (th, en) = match drift {
        Drift::Falling | Drift::Rising if is_rank => ("อันดับกำลังแย่ลง", "is slipping"),
        Drift::Falling => ("กำลังลดลง", "is falling"),
        Drift::Rising => ("กำลังเพิ่มขึ้น", "is rising"),
        Drift::Alone => ("ถึงด้วยผลล่าสุดเพียงงวดเดียว", "by its latest figure alone"),
    };
    super::either(language, th, en)
}

/// A target, which is a range where figures should stay within one.
pub fn target(language: Language, indicator: &Indicator, subject: Subject, target: Amount) -> String {
    match &indicator.polarity {
        Polarity::Higher | Polarity::Lower => written(language, indicator, subject, target),
        Polarity::Within([lowest, highest]) => {
            let [lowest, highest] = [lowest, highest].map(|bound| written(language, indicator, subject, *bound));
            match language {
                Language::Th => format!("ระหว่าง {lowest} ถึง {highest}"),
                Language::En => format!("between {lowest} and {highest}"),
            }
        }
    }
}

/// Whether the target will be met, and what is needed. Thai sentences end without a full stop.
pub fn prospect_with_need(language: Language, indicator: &Indicator, subject: Subject, forecast: &Forecast) -> String {
    let prospect = forecast.prospect.map_or_else(|| refuted(language), |told| prospect(language, told));
    let needed = needed(language, indicator, subject, forecast);
    match language {
        Language::Th => format!("{prospect} {needed}"),
        Language::En => format!("{prospect}. {needed}"),
    }
}

/// What is needed from now on beside what is.
fn needed(language: Language, indicator: &Indicator, subject: Subject, forecast: &Forecast) -> String {
    let now = rate(language, indicator, subject, forecast.a_year);
    let goes_away = forecast.outcome().is_some_and(|outcome| outcome.drift().is_some());
    match (language, forecast.required_a_year) {
        (Language::Th, None) if goes_away => format!("อัตราที่เป็นอยู่ {now}"),
        (Language::En, None) if goes_away => format!("The present pace is {now}"),
        (Language::Th, None) => format!("ถึงเป้าหมายแล้ว อัตราที่เป็นอยู่ {now}"),
        (Language::En, None) => format!("The target is met by now; the present pace is {now}"),
        (Language::Th, Some(required)) => {
            format!("ต้องทำให้ได้ {} ขณะนี้ {now}", rate(language, indicator, subject, required))
        }
        (Language::En, Some(required)) => {
            format!("Needed {}, now {now}", rate(language, indicator, subject, required))
        }
    }
}

/// Between which paces the present one lies.
pub fn pace_between(language: Language, indicator: &Indicator, subject: Subject, forecast: &Forecast) -> String {
    let [slow, fast] = forecast.a_year_between.map(|pace| rate(language, indicator, subject, pace));
    match language {
        Language::Th => format!("ระหว่าง {slow} ถึง {fast}"),
        Language::En => format!("between {slow} and {fast}"),
    }
}

/// How far the method missed.
pub fn error(language: Language, indicator: &Indicator, subject: Subject, back_test: Option<BackTest>) -> String {
    let Some(back_test) = back_test else {
        return match language {
            Language::Th => "ยังทดสอบย้อนหลังไม่ได้ เพราะมีผลไม่พอ".to_owned(),
            Language::En => "Not tested yet: there are no figures to spare".to_owned(),
        };
    };
    let [error, still] =
        [back_test.error, back_test.error_of_standing_still].map(|error| distance(language, indicator, subject, error));
    let held_out = format::counted(back_test.held_out);
    match language {
        Language::Th => {
            format!("±{error} โดยเฉลี่ยใน {held_out} งวดสุดท้าย (หากทายว่าไม่เปลี่ยนแปลงจะคลาดเคลื่อน ±{still})")
        }
        Language::En => format!(
            "±{error} on average over the last {held_out} periods (to say that nothing changes would have missed by ±{still})"
        ),
    }
}

/// Whether the target will be met.
pub fn prospect(language: Language, prospect: Prospect) -> &'static str {
    let (th, en) = match prospect {
        Prospect::Safe => {
            ("คาดว่าถึงเป้าหมาย แม้ในกรณีที่แย่ของช่วง", "Expected to meet the target, even at the worse end of the interval")
        }
        Prospect::Likely => (
            "คาดว่าถึงเป้าหมาย แต่กรณีที่แย่ของช่วงจะไม่ถึง",
            "Expected to meet the target; the worse end of the interval does not",
        ),
        Prospect::Doubtful => (
            "คาดว่าไม่ถึงเป้าหมาย แต่กรณีที่ดีของช่วงยังถึง",
            "Expected to miss the target; the better end of the interval still meets it",
        ),
        Prospect::OutOfReach => ("ไม่ถึงเป้าหมายแม้ในกรณีที่ดีที่สุดของช่วง", "Nothing in the interval meets the target"),
    };
    super::either(language, th, en)
}

/// That nothing is said of the target, since such forecasts missed by more than no forecast at all.
fn refuted(language: Language) -> &'static str {
    super::either(
        language,
        "เมื่อทดสอบย้อนหลัง วิธีนี้คลาดเคลื่อนกว่าการทายว่าไม่เปลี่ยนแปลง จึงไม่สรุปว่าจะถึงเป้าหมายหรือไม่",
        "Tested on its own past, this method missed by more than saying that nothing changes, so it is not said whether the target will be met",
    )
}

/// What the forecast rests on.
pub fn basis(language: Language, forecast: &Forecast) -> String {
    let count = format::counted(forecast.points);
    let [first, latest] = [forecast.first, forecast.latest.day].map(|day| format::day(language, day));
    match language {
        Language::Th => format!("จากผล {count} งวด ตั้งแต่ {first} ถึง {latest}"),
        Language::En => format!("From {count} figures, {first} to {latest}"),
    }
}

/// Why earlier figures are left out.
pub fn broken(language: Language, broken: Break) -> String {
    match (language, broken) {
        (Language::Th, Break::Redefined { until }) => {
            format!("ไม่นับผลถึง {} เพราะนิยามหรือวิธีวัดเป็นคนละอย่าง", format::day(language, until))
        }
        (Language::En, Break::Redefined { until }) => {
            format!(
                "Figures up to {} are left out: they were defined or measured otherwise",
                format::day(language, until)
            )
        }
        (Language::Th, Break::TookIn { on }) => {
            format!("ไม่นับผลก่อน {} เพราะในวันนั้นมีหน่วยงานอื่นรวมเข้ามา", format::day(language, on))
        }
        (Language::En, Break::TookIn { on }) => {
            format!("Figures before {} are left out: on that day the body took another in", format::day(language, on))
        }
        (Language::Th, Break::Split { on }) => {
            format!("ไม่นับผลก่อน {} เพราะในวันนั้นหน่วยงานแยกส่วนหนึ่งออกไป", format::day(language, on))
        }
        (Language::En, Break::Split { on }) => {
            format!("Figures before {} are left out: on that day the body was split", format::day(language, on))
        }
    }
}

/// Why there is no forecast.
pub fn why_none(language: Language, none: &NoForecast) -> String {
    let (th, en) = match none {
        NoForecast::TooFew { known, broken: cut, only_ends_of_years } => {
            let (count, known, enough) = (*known, format::counted(*known), format::counted(ENOUGH_POINTS));
            let cut = cut.map(|cut| broken(language, cut));
            let ends = only_ends_of_years.then(|| match language {
                Language::Th => "ยอดสะสมเริ่มใหม่ทุกปี จึงเทียบได้เฉพาะสิ้นปีงบประมาณ".to_owned(),
                Language::En => "A running total begins anew each year, so only ends of years are compared".to_owned(),
            });
            let more: Vec<String> = cut.into_iter().chain(ends).collect();
            let more = more.join(" ");
            let more = if more.is_empty() { more } else { format!(" {more}") };
            (
                format!("มีผลที่เทียบกันได้ {known} งวด ต้องมีอย่างน้อย {enough} งวด{more}"),
                match count {
                    1 => format!("There is 1 figure in one line; at least {enough} are needed.{more}"),
                    _ => format!("There are {known} figures in one line; at least {enough} are needed.{more}"),
                },
            )
        }
        NoForecast::NoTargetAhead => {
            ("ไม่มีค่าเป้าหมายหลังจากผลล่าสุด".to_owned(), "No target lies ahead of the latest figure".to_owned())
        }
        NoForecast::TargetOfOneBody => (
            "ค่าเป้าหมายเป็นของหนึ่งหน่วยงาน จึงไม่คาดการณ์ผลรวม".to_owned(),
            "The target is that of one body, so the sum of many is not foretold".to_owned(),
        ),
        NoForecast::YesOrNo => ("คำตอบใช่หรือไม่ใช่ไม่มีแนวโน้ม".to_owned(), "An answer of yes or no has no trend".to_owned()),
        NoForecast::TooLarge => {
            ("ตัวเลขใหญ่เกินกว่าจะคำนวณ".to_owned(), "The figures are too large to calculate with".to_owned())
        }
    };
    match language {
        Language::Th => th,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_figure_is_told_as_one_and_only_what_happened_is_named() {
        let few =
            |known, broken| why_none(Language::En, &NoForecast::TooFew { known, broken, only_ends_of_years: false });
        assert_eq!(few(1, None), "There is 1 figure in one line; at least 5 are needed.");
        let on = chrono::NaiveDate::from_ymd_opt(2026, 4, 1).expect("a day");
        let told = [Break::TookIn { on }, Break::Split { on }].map(|broken| few(2, Some(broken)));
        assert!(
            told[0].starts_with("There are 2 figures") && told[0].ends_with("the body took another in"),
            "{told:?}"
        );
        assert!(told[1].ends_with("the body was split") && !told[1].contains("moved"), "{told:?}");
    }
}

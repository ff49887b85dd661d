//! Words of what is wrong or surprising in an entry, each with its numbers.

use super::{format, indicators};
use domain::{
    amount::Amount,
    entry::{Entry, Field},
    indicator::{Indicator, Measure},
    problem::{Problem, ProblemKind, Severity},
    rule,
    text::Language,
};

/// How much of a typed text is quoted.
const LONGEST_QUOTE: usize = 24;

fn either(language: Language, th: impl Into<String>, en: impl Into<String>) -> String {
    match language {
        Language::Th => th.into(),
        Language::En => en.into(),
    }
}

/// One sentence on a problem, for beside the field and for the summary alike.
pub fn problem(language: Language, indicator: &Indicator, entry: &Entry, problem: &Problem) -> String {
    let what = what(language, indicator, entry, problem);
    match problem.severity {
        Severity::Blocking => what,
        Severity::ExplainMe => {
            let wish = either(language, "โปรดแก้ไข หรืออธิบายในช่องคำอธิบาย", "Please correct or explain it.");
            format!("{what} {wish}")
        }
        Severity::Explained => format!("{what} {}", either(language, "(มีคำอธิบายแล้ว)", "(Explained.)")),
    }
}

/// What is wrong with a value that is typed without a report around it: a sentence for beside its number, and one for beside
/// its base.
pub fn alone(language: Language, indicator: &Indicator, value: &str, base: &str) -> [Option<String>; 2] {
    alone_as(language, indicator, (value, base), |_, _| None)
}

/// The same where the fields are labelled with what the indicator calls its numbers.
pub fn alone_by_label(language: Language, indicator: &Indicator, value: &str, base: &str) -> [Option<String>; 2] {
    alone_as(language, indicator, (value, base), |entry, problem| by_label(language, indicator, entry, problem))
}

fn alone_as(
    language: Language,
    indicator: &Indicator,
    (value, base): (&str, &str),
    own_words: impl Fn(&Entry, &Problem) -> Option<String>,
) -> [Option<String>; 2] {
    let Err(found) = rule::check_alone(indicator, value, base) else { return [None, None] };
    let entry = Entry { value: value.to_owned(), base: base.to_owned(), ..Entry::default() };
    [false, true].map(|is_base| {
        let first = found.iter().find(|problem| (problem.field == Field::Base) == is_base);
        first.map(|first| {
            let words = own_words(&entry, first).or_else(|| without_choice(language, &first.kind));
            words.unwrap_or_else(|| problem(language, indicator, &entry, first))
        })
    })
}

/// The words that would speak of a part and its whole, with what the indicator calls them.
fn by_label(language: Language, indicator: &Indicator, entry: &Entry, problem: &Problem) -> Option<String> {
    let part = indicator.value_label().map(|label| label.in_language(language));
    let whole = indicator.base_label().map(|label| label.in_language(language));
    if problem.kind == ProblemKind::NumeratorAboveDenominator {
        let (part, whole) = part.zip(whole)?;
        let (number, base) = (quote(&entry.value), quote(&entry.base));
        let thai = format!("“{part}” ({number}) มากกว่า “{whole}” ({base})");
        return Some(either(language, thai, format!("“{part}” ({number}) is more than “{whole}” ({base}).")));
    }
    if problem.kind != ProblemKind::Blank {
        return None;
    }
    if problem.field == Field::Base {
        let whole = whole?;
        return Some(either(language, format!("ยังไม่ได้กรอก “{whole}”"), format!("“{whole}” is not filled in.")));
    }
    let part = part?;
    let thai = format!("ยังไม่ได้กรอก “{part}” ถ้าเป็นศูนย์ให้พิมพ์ 0");
    Some(either(language, thai, format!("“{part}” is not filled in; type 0 for zero.")))
}

/// The words where a report would offer “Not applicable”, for a form that has no such choice.
fn without_choice(language: Language, kind: &ProblemKind) -> Option<String> {
    if *kind == ProblemKind::Dash {
        let (th, en) = ("ขีด (-) ไม่ใช่ตัวเลข ถ้าเป็นศูนย์ให้พิมพ์ 0", "A dash is not a number. Type 0 for zero.");
        return Some(either(language, th, en));
    }
    let (th, en) = ("ตัวหารเป็นศูนย์จึงคำนวณไม่ได้", "Nothing can be divided by zero.");
    (*kind == ProblemKind::ZeroDenominator).then(|| either(language, th, en))
}

fn what(language: Language, indicator: &Indicator, entry: &Entry, problem: &Problem) -> String {
    let typed = quote(entry.text(problem.field));
    let example = if indicator.counts_whole_things() { "1,234" } else { "1,234.50" };
    let say = |th: &str, en: &str| either(language, th, en);
    match &problem.kind {
        ProblemKind::Blank => blank(language, indicator, problem.field),
        ProblemKind::Dash => say(
            "ขีด (-) ไม่ใช่ตัวเลข ถ้าเป็นศูนย์ให้พิมพ์ 0 ถ้าไม่เกี่ยวข้องให้เลือก “ไม่เกี่ยวข้อง”",
            "A dash is not a number. Type 0 for zero, or choose “Not applicable”.",
        ),
        ProblemKind::NotANumber => either(
            language,
            format!("“{typed}” ไม่ใช่ตัวเลข โปรดพิมพ์ตัวเลข เช่น {example}"),
            format!("“{typed}” is not a number. Type one such as {example}."),
        ),
        ProblemKind::Exponent => either(
            language,
            format!("โปรดพิมพ์ตัวเลขเต็มแทน “{typed}” เช่น {example}"),
            format!("Please write “{typed}” out in full, such as {example}."),
        ),
        ProblemKind::AmbiguousSeparators => either(
            language,
            format!("“{typed}” อ่านได้มากกว่าหนึ่งแบบ โปรดใช้จุดเป็นทศนิยม และลูกน้ำคั่นหลักพัน เช่น {example}"),
            format!("“{typed}” can be read in two ways. Use a point for decimals and commas for thousands: {example}."),
        ),
        ProblemKind::TooLarge if matches!(indicator.measure, Measure::Mean { .. }) => {
            say("ตัวเลขสูงเกินกว่าจะเป็นค่าเฉลี่ยได้ โปรดตรวจหน่วย", "Too large for an average; check the unit.")
        }
        ProblemKind::TooLarge => {
            say("ตัวเลขใหญ่เกินไป พิมพ์ได้ไม่เกิน 15 หลักก่อนจุดทศนิยม", "Too large: at most 15 digits before the point.")
        }
        ProblemKind::TooPrecise => say("ทศนิยมเกิน 6 ตำแหน่ง", "Too precise: at most 6 decimals."),
        ProblemKind::PercentSign => say(
            "ช่องนี้ให้พิมพ์จำนวน ไม่ใช่ร้อยละ โปรดเอาเครื่องหมาย % ออกและตรวจว่าเป็นจำนวนจริง",
            "This field takes a number, not a percentage. Remove the % sign and check that it is the number itself.",
        ),
        ProblemKind::Negative => say("ค่าต้องไม่ติดลบ", "It cannot be below zero."),
        ProblemKind::NotWhole => say("ต้องเป็นจำนวนเต็ม ไม่มีทศนิยม", "It must be a whole number."),
        ProblemKind::NotYesNo => say("โปรดเลือก “ใช่” หรือ “ไม่ใช่”", "Please choose yes or no."),
        ProblemKind::NumeratorAboveDenominator => {
            let (part, whole) = (quote(&entry.value), quote(&entry.base));
            either(
                language,
                format!("ตัวตั้ง ({part}) มากกว่าตัวหาร ({whole})"),
                format!("The part ({part}) is larger than the whole ({whole})."),
            )
        }
        ProblemKind::ZeroDenominator => say(
            "ตัวหารเป็นศูนย์จึงคำนวณไม่ได้ ถ้าไม่มีสิ่งที่ต้องนับ ให้เลือก “ไม่เกี่ยวข้อง” พร้อมเหตุผล",
            "Nothing can be divided by zero. If there was nothing to count, choose “Not applicable” with a reason.",
        ),
        ProblemKind::OutOfRange { lowest, highest } => {
            let (lowest, highest) = (format::exact(*lowest), format::exact(*highest));
            either(
                language,
                format!("ค่าต้องอยู่ระหว่าง {lowest} ถึง {highest}"),
                format!("It must lie between {lowest} and {highest}."),
            )
        }
        ProblemKind::EvidenceMissing => {
            let wanted = indicator.evidence.description.in_language(language);
            either(language, format!("ยังไม่ได้แนบหลักฐาน: {wanted}"), format!("Evidence is missing: {wanted}"))
        }
        ProblemKind::ReasonMissing => {
            say("โปรดระบุเหตุผลที่ตัวชี้วัดนี้ไม่เกี่ยวข้อง", "Please say why the indicator does not apply.")
        }
        ProblemKind::TextTooLong => {
            let most = format::count(i64::try_from(Entry::LONGEST_TEXT).unwrap_or(i64::MAX));
            either(
                language,
                format!("ข้อความยาวเกิน {most} ตัวอักษร"),
                format!("The text is longer than {most} characters."),
            )
        }
        ProblemKind::Undecided => say(
            "มีการแก้ไขพร้อมกันจากสองที่ โปรดเลือกว่าจะใช้ข้อความใดก่อนส่ง",
            "This was changed in two places at the same time; choose one of the texts before submitting.",
        ),
        ProblemKind::Unanswered => say(
            "รายการนี้ถูกส่งกลับและยังไม่ได้แก้ โปรดแก้ไขตามเหตุผล หรือถ้าถูกต้องแล้ว โปรดเขียนชี้แจงใน “ผลการดำเนินงาน” หรือแนบหลักฐาน",
            "This was sent back and nothing has changed. Correct it; or if it is right, say why under “What was done” or attach a file.",
        ),
        ProblemKind::Unconfirmed => say(
            "ค่านี้ระบบดึงมาจากที่อยู่ของหน่วยงาน โปรดตรวจแล้วยืนยันที่ด้านบนของหน้า หรือพิมพ์ค่าที่ถูกต้อง",
            "This figure was fetched from the agency's own address; confirm it at the top of the page, or type the right one.",
        ),
        ProblemKind::Fell { previous } => {
            let previous = indicators::figure(language, indicator, *previous);
            either(
                language,
                format!("ยอดสะสมลดลงจากครั้งก่อน ({previous}) ในปีงบประมาณเดียวกัน"),
                format!("The running total fell within the fiscal year (it was {previous})."),
            )
        }
        ProblemKind::Jumped { previous } => {
            let previous = indicators::figure(language, indicator, *previous);
            either(
                language,
                format!("ค่าเปลี่ยนจากครั้งก่อน ({previous}) มากผิดปกติ"),
                format!("Very different from the time before ({previous})."),
            )
        }
        ProblemKind::FarFromOwn { median, figures } => {
            let (median, figures) = (indicators::figure(language, indicator, *median), format::count(*figures));
            either(
                language,
                format!("ค่าห่างจากที่หน่วยงานรายงานตามปกติ (ค่ากลาง {median} จาก {figures} งวด)"),
                format!("Far from what your agency usually reports (median {median} of {figures} periods)."),
            )
        }
        ProblemKind::FarFromPeers { median, figures } => {
            let (median, figures) = (indicators::figure(language, indicator, *median), format::count(*figures));
            either(
                language,
                format!("ค่าห่างจากหน่วยงานกลุ่มเดียวกันมาก (ค่ากลาง {median} จาก {figures} หน่วยงาน) โปรดตรวจหน่วยด้วย"),
                format!("Far from its peers (median {median} of {figures} agencies); check the unit too."),
            )
        }
        ProblemKind::BaseJumped { previous } => {
            let previous = format::exact(*previous);
            let label = indicator.base_label().map(|label| label.in_language(language)).unwrap_or_default();
            either(
                language,
                format!("{label} เปลี่ยนจากครั้งก่อน ({previous}) มากผิดปกติ"),
                format!("{label}: very different from the time before ({previous})."),
            )
        }
        ProblemKind::UnitSlip { previous, power } => unit_slip(language, indicator, *previous, *power),
    }
}

fn blank(language: Language, indicator: &Indicator, field: Field) -> String {
    let is_choice = matches!(indicator.measure, Measure::YesNo | Measure::Level { .. });
    match (&indicator.measure, field) {
        (Measure::Ratio { .. }, Field::Base) => either(language, "ยังไม่ได้กรอกตัวหาร", "The whole is missing."),
        (Measure::Ratio { .. }, _) => {
            either(language, "ยังไม่ได้กรอกตัวตั้ง ถ้าเป็นศูนย์ให้พิมพ์ 0", "The part is missing; type 0 for zero.")
        }
        (Measure::Mean { .. }, Field::Base) => {
            either(language, "ยังไม่ได้กรอกจำนวนที่นำมาเฉลี่ย", "The number it was averaged over is missing.")
        }
        _ if is_choice => either(language, "ยังไม่ได้เลือกคำตอบ", "Nothing is chosen yet."),
        _ => either(language, "ยังไม่ได้กรอกค่า ถ้าเป็นศูนย์ให้พิมพ์ 0", "Nothing is filled in yet; type 0 for zero."),
    }
}

fn unit_slip(language: Language, indicator: &Indicator, previous: Amount, power: i32) -> String {
    let times = format::count(10_i64.checked_pow(power.unsigned_abs()).unwrap_or(i64::MAX));
    let previous = indicators::figure(language, indicator, previous);
    if power > 0 {
        either(
            language,
            format!("ค่านี้ประมาณ {times} เท่าของครั้งก่อน ({previous}) อาจพิมพ์ผิดหน่วย"),
            format!("About {times} times the value before ({previous}); perhaps in another unit."),
        )
    } else {
        either(
            language,
            format!("ค่านี้ประมาณ 1 ใน {times} ของครั้งก่อน ({previous}) อาจพิมพ์ผิดหน่วย"),
            format!("About one {times}th of the value before ({previous}); perhaps in another unit."),
        )
    }
}

fn quote(typed: &str) -> String {
    let typed = typed.trim();
    if typed.chars().count() <= LONGEST_QUOTE {
        return typed.to_owned();
    }
    let start: String = typed.chars().take(LONGEST_QUOTE).collect();
    format!("{start}…")
}

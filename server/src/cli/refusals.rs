//! What is wrong in a file, in both languages, each with its line and column.

mod formulas;

use super::terminal;
use domain::{amount::AmountError, buddhist::DateError, problem::ProblemKind, score::SchemeReason};
use service::imports::{MOST_REFUSALS, Reason, Refusal};
use std::path::Path;

/// Lists everything that is wrong in a file, and gives the error that ends the command.
pub(crate) fn list(file: &Path, refusals: &[Refusal]) -> anyhow::Error {
    let name = file.display();
    for refusal in refusals.iter().take(MOST_REFUSALS) {
        let (line, column) = (refusal.line, &refusal.column);
        let place = if column.is_empty() { String::new() } else { format!(" {column}") };
        terminal::tell(format!("{name}:{line}{place}: {}", words(&refusal.reason)));
    }
    if refusals.len() > MOST_REFUSALS {
        terminal::tell("… และยังมีอีก · and there are more");
    }
    let count = refusals.len().min(MOST_REFUSALS);
    let places = if count == 1 { "place" } else { "places" };
    anyhow::Error::msg(format!(
        "แฟ้ม {name} มี {count} จุดที่ต้องแก้ ยังไม่มีการเปลี่ยนแปลงใด ๆ · {count} {places} in {name} must be corrected; nothing was changed"
    ))
}

fn words(reason: &Reason) -> String {
    match reason {
        Reason::NotUtf8 => "แฟ้มไม่ใช่ UTF-8 (อาจเป็น TIS-620/Windows-874 หรือ UTF-16) ให้บันทึกใหม่เป็น CSV UTF-8 · the file is not UTF-8 (perhaps TIS-620/Windows-874 or UTF-16): save it as CSV UTF-8".to_owned(),
        Reason::Nul => "มีอักขระ NUL · there is a NUL character".to_owned(),
        Reason::Empty => "แฟ้มว่าง · the file is empty".to_owned(),
        Reason::NotCommas => "คอลัมน์ไม่ได้คั่นด้วยจุลภาค ให้บันทึกเป็น CSV คั่นด้วยจุลภาค · columns are not parted by commas: save as comma-separated CSV".to_owned(),
        Reason::ColumnMissing => "ขาดคอลัมน์นี้ · this column is missing".to_owned(),
        Reason::ColumnUnknown => "ไม่รู้จักคอลัมน์นี้ หรือซ้ำ · this column is unknown or stands twice".to_owned(),
        Reason::CellCount { expected, found } => {
            format!("มี {found} ช่อง แต่หัวตารางมี {expected} · {found} cells where the header has {expected}")
        }
        Reason::TooLong { longest } => format!("ยาวเกิน {longest} ตัวอักษร อาจลืมปิดเครื่องหมายคำพูด · longer than {longest} characters; perhaps a quotation mark is not closed"),
        Reason::Blank => "ต้องไม่ว่าง · must not be empty".to_owned(),
        Reason::NotBlank => "ต้องเว้นว่าง · must be empty".to_owned(),
        Reason::Formula => "ขึ้นต้นแบบสูตรของสเปรดชีต · begins like a spreadsheet formula".to_owned(),
        Reason::NotACode => "ไม่ใช่รหัส · not a code".to_owned(),
        Reason::NotOneOf { words } => {
            let list = words.join(", ");
            format!("ต้องเป็นคำใดคำหนึ่งต่อไปนี้ · must be one of: {list}")
        }
        Reason::NotADate(error) => date(*error).to_owned(),
        Reason::NotAYear => "ไม่ใช่ปี ค.ศ. สี่หลัก · not a year of the Common Era in four digits".to_owned(),
        Reason::NotANumber(error) => number(*error).to_owned(),
        Reason::NotAnAddress => "ไม่ใช่ที่อยู่อีเมล · not an e-mail address".to_owned(),
        Reason::Duplicate { line } => format!("ซ้ำกับบรรทัด {line} · the same as line {line}"),
        Reason::Differs { line } => format!("ไม่ตรงกับบรรทัด {line} · differs from line {line}"),
        Reason::Unknown => "ไม่พบในระบบหรือในแฟ้ม · not registered, and not in the file".to_owned(),
        Reason::NotAsked => "หน่วยงานประเภทนี้ไม่ถูกถามตัวชี้วัดนี้ในรอบนี้ · this kind of agency is not asked for this indicator in this round".to_owned(),
        Reason::Derived => "ตัวชี้วัดนี้ระบบคำนวณจากตัวชี้วัดอื่น จึงไม่รับค่าที่ส่งมา · this indicator is worked out from others, so no value is taken for it".to_owned(),
        Reason::NotOwed => "หน่วยงานนี้ไม่ต้องรายงานในรอบนี้ · this agency owes no report in this round".to_owned(),
        Reason::BeingWorkedOn => "มีผู้กำลังทำรายงานนี้อยู่ในระบบ · somebody is working on this report".to_owned(),
        Reason::AcceptedBefore { accepted } if accepted.is_empty() => "รายงานนี้รับรองแล้วและไม่มีตัวชี้วัดนี้ ให้เปิดแก้ไขรายงานในระบบ · this report was accepted without this indicator: reopen it for a correction".to_owned(),
        Reason::AcceptedBefore { accepted } => format!("รายงานนี้รับรองแล้วด้วยค่า {accepted} ให้เปิดแก้ไขรายงานในระบบ · this report was accepted with {accepted}: reopen it for a correction"),
        Reason::Problem(kind) => problem(kind),
        Reason::NotATree { detail } => format!("โครงสร้างหน่วยงานไม่ถูกต้อง · no tree of organisations: {detail}"),
        Reason::Plan { detail } => format!("แผนไม่ถูกต้อง · not a plan: {detail}"),
        Reason::FormulaOfPlan { fault } => format!("{} · {fault}", formulas::thai(fault)),
        Reason::Scheme { detail } => format!("เกณฑ์การให้คะแนนไม่ถูกต้อง · not a scheme: {detail}"),
        Reason::SchemeRefused(reason) => format!("{} · {reason}", scheme(reason)),
        Reason::TomlNotUtf8 => "แฟ้มไม่ใช่ UTF-8 (อาจเป็น TIS-620/Windows-874 หรือ UTF-16) ให้บันทึกใหม่เป็น UTF-8 · the file is not UTF-8 (perhaps TIS-620/Windows-874 or UTF-16): save it as UTF-8".to_owned(),
        Reason::NotToml { detail } => format!("ตรงนี้เขียนไม่ถูกแบบ TOML · this is not written as TOML: {detail}"),
        Reason::KeyMissing => "ขาดคีย์นี้ · this key is missing".to_owned(),
        Reason::KeyUnknown { known } if known.is_empty() => "ไม่รู้จักคีย์นี้ · this key is unknown".to_owned(),
        Reason::KeyUnknown { known } => {
            let known = known.join(", ");
            format!("ไม่รู้จักคีย์นี้ คีย์ที่ใช้ได้คือ · this key is unknown; those that are known are: {known}")
        }
        Reason::CodeTwice { line } => format!("รหัสนี้มีอยู่แล้วที่บรรทัด {line} · this code stands on line {line} already"),
        Reason::NotInPlan { indicator, plan } => {
            format!("แผน {plan} ไม่มีตัวชี้วัด {indicator} · the plan {plan} has no indicator {indicator}")
        }
        Reason::CodingUnfit { coding, indicator, plan, measure, fitting } => format!(
            "coding แบบ {coding} ใช้กับคำตอบของ {indicator} ไม่ได้ แผน {plan} วัดตัวชี้วัดนี้แบบ {measure} coding ที่ใช้ได้คือ {fitting} · the coding {coding} takes no answers to {indicator}, which the plan {plan} measures as {measure}; those that do: {fitting}"
        ),
    }
}

fn problem(kind: &ProblemKind) -> String {
    let words = match kind {
        ProblemKind::Blank => number(AmountError::Blank),
        ProblemKind::Dash => number(AmountError::Dash),
        ProblemKind::NotANumber => number(AmountError::NotANumber),
        ProblemKind::Exponent => number(AmountError::Exponent),
        ProblemKind::AmbiguousSeparators => number(AmountError::AmbiguousSeparators),
        ProblemKind::TooLarge => number(AmountError::TooLarge),
        ProblemKind::TooPrecise => number(AmountError::TooPrecise),
        ProblemKind::PercentSign => "ให้ใส่จำนวนนับ ไม่ใช่ร้อยละ · write the count, not a percentage",
        ProblemKind::Negative => "ต้องไม่ติดลบ · must not be below zero",
        ProblemKind::NotWhole => "ต้องเป็นจำนวนเต็ม · must be a whole number",
        ProblemKind::NotYesNo => "ต้องเป็น ใช่ หรือ ไม่ใช่ · must be yes or no",
        ProblemKind::NumeratorAboveDenominator => "ตัวตั้งมากกว่าตัวหาร · the numerator is above the denominator",
        ProblemKind::ZeroDenominator => "ตัวหารเป็นศูนย์ · the denominator is zero",
        ProblemKind::OutOfRange { lowest, highest } => {
            return format!("ต้องอยู่ระหว่าง {lowest} ถึง {highest} · must lie between {lowest} and {highest}");
        }
        ProblemKind::EvidenceMissing => "ขาดหลักฐาน · evidence is missing",
        ProblemKind::ReasonMissing => "ต้องบอกเหตุผลที่ตัวชี้วัดใช้ไม่ได้ · say why the indicator does not apply",
        ProblemKind::TextTooLong => "ข้อความยาวเกินไป · the text is too long",
        ProblemKind::Undecided => "มีผู้แก้ไขพร้อมกันสองคน ยังไม่ได้เลือก · two people changed it at once and nobody has chosen",
        ProblemKind::Unanswered => "ถูกส่งกลับและยังไม่ได้แก้หรือชี้แจง · sent back, and neither changed nor explained",
        ProblemKind::Unconfirmed => "ยังไม่มีผู้ยืนยันค่าที่ดึงมา · nobody has confirmed the collected figure",
        ProblemKind::Fell { previous } => {
            return format!("ยอดสะสมลดลงจาก {previous} · a running total fell from {previous}");
        }
        ProblemKind::Jumped { previous } => {
            return format!("เปลี่ยนไปมากจาก {previous} · very different from {previous}");
        }
        ProblemKind::FarFromOwn { median, .. } => {
            return format!("ห่างจากค่าปกติของหน่วยงาน {median} · far from what the body usually reports, {median}");
        }
        ProblemKind::FarFromPeers { median, .. } => {
            return format!("ห่างจากค่ากลางของหน่วยงานกลุ่มเดียวกัน {median} · far from its peers, {median}");
        }
        ProblemKind::BaseJumped { previous } => {
            return format!("ตัวหารเปลี่ยนไปมากจาก {previous} · the denominator is very different from {previous}");
        }
        ProblemKind::UnitSlip { previous, .. } => {
            return format!("อาจใส่หน่วยผิด เดิม {previous} · perhaps typed in another unit; before it was {previous}");
        }
    };
    words.to_owned()
}

fn date(error: DateError) -> &'static str {
    match error {
        DateError::NotADate => "ไม่ใช่วันที่ เขียนเช่น 2027-01-15 หรือ 15/1/2570 · not a date: write 2027-01-15 or 15/1/2570",
        DateError::UnclearEra => "ไม่ชัดว่าเป็น พ.ศ. หรือ ค.ศ. · the era of the year is not clear",
        DateError::NoSuchDay => "ไม่มีวันนี้ในปฏิทิน · there is no such day",
    }
}

/// Why a text is not a number we dare to read.
pub(crate) fn number(error: AmountError) -> &'static str {
    match error {
        AmountError::Blank => "ต้องไม่ว่าง (ว่างไม่ใช่ศูนย์) · must not be empty; blank is not zero",
        AmountError::Dash => "ขีดไม่ใช่ตัวเลข · a dash is not a number",
        AmountError::NotANumber => "ไม่ใช่ตัวเลข · not a number",
        AmountError::Exponent => "ห้ามเขียนแบบเลขยกกำลัง เช่น 1e5 · a number with an exponent",
        AmountError::AmbiguousSeparators => "จุลภาคและจุดอ่านได้สองแบบ · separators that can be read in two ways",
        AmountError::TooLarge => "ใหญ่เกินไป · too large",
        AmountError::TooPrecise => "ทศนิยมเกินหกตำแหน่ง · more than six decimals",
    }
}

/// Why the engine refuses a scheme, in Thai; its own words are the English ones.
fn scheme(reason: &SchemeReason) -> String {
    use SchemeReason as R;
    let words = match reason {
        R::Edition => "เลขรุ่นต้องเป็น 1 ขึ้นไป",
        R::MissingThai => "ขาดชื่อหรือคำอธิบายภาษาไทย",
        R::MissingSource => "ไม่ได้ระบุแหล่งที่มา",
        R::TooManyDecimals => "ทศนิยมของคะแนนที่เผยแพร่มากเกินไป",
        R::NoRoot => "ไม่มีรากของต้นไม้ ต้องมีหนึ่งองค์ประกอบที่ไม่มีองค์ประกอบที่อยู่เหนือขึ้นไป",
        R::AnotherRoot(root) => return format!("มีรากอยู่แล้วคือ {root}"),
        R::DuplicateNode { .. } => "รหัสนี้ซ้ำ",
        R::UnknownParent(parent) => return format!("ไม่พบองค์ประกอบที่อยู่เหนือขึ้นไป {parent}"),
        R::Cycle => "องค์ประกอบนี้เป็นบรรพบุรุษของตัวเอง",
        R::TooManyNodes => "มีองค์ประกอบมากเกินไป",
        R::TooDeep => "ต้นไม้มีชั้นมากเกินไป",
        R::NeitherReadsNorCombines => "ต้องอ่านตัวชี้วัดหรือรวมองค์ประกอบย่อย อย่างใดอย่างหนึ่ง",
        R::ReadsAndCombines => "อ่านตัวชี้วัดและรวมองค์ประกอบย่อยพร้อมกันไม่ได้",
        R::LeafWithChildren => "องค์ประกอบที่อ่านตัวชี้วัดมีองค์ประกอบย่อยไม่ได้",
        R::NoChildren => "ไม่มีองค์ประกอบย่อยให้รวม",
        R::Weight => "น้ำหนักต้องเป็น 0 ขึ้นไปและน้อยกว่า 1,000,000",
        R::WeightsZero => "องค์ประกอบย่อยทุกองค์ประกอบมีน้ำหนักเป็นศูนย์",
        R::WeightIgnored => "องค์ประกอบที่อยู่เหนือขึ้นไปไม่ถ่วงน้ำหนัก จึงต้องไม่ระบุน้ำหนักและตัวคูณตามความน่าเชื่อถือ",
        R::BestOfNone => "best_of ต้องมีจำนวน 1 ขึ้นไป",
        R::RootExcluded => "รากที่ไม่มีค่าจะตัดออกไม่ได้",
        R::Unturned => "ตัวชี้วัดที่น้อยกว่าดีกว่า ต้องมีวิธีปรับค่าที่กลับทิศ",
        R::Bounds => "ขอบล่างไม่ต่ำกว่าขอบบน",
        R::TrustFactor => {
            "ตัวคูณตามความน่าเชื่อถือต้องมากกว่า 0 และไม่เกิน 1 ทศนิยมไม่เกินสี่ตำแหน่ง และหลักฐานที่มากกว่าต้องไม่มีน้ำหนักน้อยกว่า"
        }
        R::Scale => "สเกลต้องมากกว่าศูนย์",
        R::TooFewThresholds => "ต้องมีเกณฑ์อย่างน้อยสองจุด",
        R::Thresholds => "ค่าของเกณฑ์หรือของเส้นทางต้องดีขึ้นตามทิศของตัวชี้วัด และไม่ซ้ำ",
        R::FallingScores => "คะแนนของเกณฑ์ต้องไม่ลดลง",
        R::WayWithoutIndicator => "เส้นทางจากค่าฐานถึงค่าเป้าหมายใช้ได้เฉพาะองค์ประกอบที่อ่านตัวชี้วัด",
        R::WayWithinBounds => "ใช้เส้นทางจากค่าฐานถึงค่าเป้าหมายกับตัวชี้วัดที่ดีที่สุดในช่วงไม่ได้",
        R::Coding => "การแปลงคำตอบต้องมีตัวเลือก และไม่ซ้ำ",
        R::TooLarge => "ตัวเลขใหญ่เกินกว่าจะเป็นคะแนน",
        R::NoClasses => "ไม่มีระดับหรือกลุ่ม",
        R::Lowest(class) => {
            return format!("ระดับแรกคือทุกค่าที่ต่ำกว่าระดับที่สอง จึงเป็นระดับเดียวที่ไม่มีขอบและเกณฑ์: {class}");
        }
        R::ClassOrder(class) => return format!("ระดับต้องเรียงจากต่ำไปสูง: {class}"),
        R::DuplicateClass(class) => return format!("ระดับนี้ซ้ำ: {class}"),
        R::UnknownCriterion(node) => return format!("เกณฑ์อ้างถึงองค์ประกอบ {node} ซึ่งไม่มี"),
    };
    words.to_owned()
}

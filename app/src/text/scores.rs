//! Words of scores: what they are made of and how they stand.

use super::{format, states};
use domain::{
    amount::Amount,
    calendar::Period,
    ids::{ClassCode, NodeCode},
    ranking::{Coverage, Place},
    reading::Answer,
    score::{
        Absence, Applied, Bound, Classed, Code, Coding, Combination, Contribution, Derived, Imputation, Input,
        MissingRule, Scheme, ScoreError, ScoreFault, Trusted,
    },
    text::{Bilingual, Language},
};
use service::scores::WhyNoScore;

super::words! {
    /// Scores.
    Scores {
        title: "คะแนน", "Scores";
        edition: "รุ่นของเกณฑ์", "Edition";
        score: "คะแนน", "Score";
        full: "ก่อนปัดเศษ", "Before rounding";
        level: "ระดับ", "Level";
        place: "อันดับ", "Place";
        no_place: "ไม่จัดอันดับ", "No places";
        body: "หน่วยงาน", "Organisation";
        standings: "คะแนนของทุกหน่วยงาน", "Scores of all organisations";
        standings_of_some: "คะแนนของหน่วยงานที่เลือก", "Scores of the organisations chosen";
        of_those_below: "คะแนนของหน่วยงานในสังกัด", "Scores of organisations below";
        compared_with: "กลุ่มที่สูตรใช้เทียบ", "Population used by the formula";
        compared_with_nobody: "ไม่มี สูตรไม่เทียบกับหน่วยงานอื่น", "None: the formula compares with nobody";
        scheme_source: "ที่มาของเกณฑ์", "Source of the scheme";
        node: "องค์ประกอบ", "Node";
        answer: "ค่าที่ใช้", "Answer";
        formula: "วิธีคิด", "How";
        value: "ค่า", "Value";
        weight_given: "น้ำหนักที่กำหนด", "Weight given";
        weight_effective: "น้ำหนักที่ใช้", "Weight used";
        missing: "เมื่อไม่มีค่า", "When missing";
        contribution: "ส่วนร่วม", "What it gives";
        sources: "ที่มาของน้ำหนักและวิธีคิด", "Sources of weights and methods";
        derivation: "คะแนนนี้มาจากไหน", "What this score is made of";
        derivation_note: "ส่วนร่วมขององค์ประกอบย่อยประกอบกันเป็นองค์ประกอบที่อยู่เหนือขึ้นไป ถ้าเป็นค่าเฉลี่ยจะรวมกันได้พอดี", "What its parts give makes up each node; the parts of a mean add up to it exactly";
        download: "ดาวน์โหลดเป็น JSON", "Download as JSON";
        download_why: "คำนวณซ้ำได้โดยไม่ใช้ระบบนี้ ด้วย docs/recompute_score.py ในคลังซอร์สโค้ดของระบบ", "docs/recompute_score.py in the source repository computes it again without this system";
        report: "รายงาน หลักฐาน และการตรวจ", "The report, its evidence and its review";
        criteria: "เกณฑ์ของระดับ", "Criteria of the levels";
        at_least: "อย่างน้อย", "At least";
        has: "ได้", "Has";
        holds: "ผ่าน", "Met";
        fails: "ไม่ผ่าน", "Not met";
        rounds: "รอบอื่น", "Other rounds";
        places_of_all: "อันดับเทียบกับทุกหน่วยงานที่มีคะแนน", "Places are those among all that have a score";
        nobody: "ยังไม่มีรายงานที่รับรองแล้วในรอบนี้", "No report of this round is accepted yet";
        accepted_only: "คิดจากค่าที่รับรองแล้วเท่านั้น ค่าที่ตรวจแล้วแทนค่าที่รายงาน", "From accepted values only; what was verified stands for what was reported";
        codes: "คำตอบแต่ละข้อคิดเป็น", "What each answer is worth";
        this_answer: "คำตอบนี้", "this answer";
        no_score: "ไม่มีคะแนน", "No score";
        why_none: "เหตุที่ไม่มีคะแนน", "Why there is no score";
        figures: "ผลของตัวชี้วัดของหน่วยงานนี้", "The organisation's figures";
        where_report: "รายงานอยู่ที่ใคร", "Where its report is";
        zeroed: "ไม่มีค่าขององค์ประกอบนี้ คะแนนทั้งหมดจึงเป็นศูนย์", "The whole score is zero because this is missing";
    }
}

/// The edition.
pub fn edition(language: Language, edition: i32) -> String {
    match language {
        Language::Th => format!("เกณฑ์รุ่นที่ {edition}"),
        Language::En => format!("edition {edition}"),
    }
}

/// A place, with a word where it is shared.
pub(crate) fn place(language: Language, place: Place) -> String {
    let number = format::count(place.number);
    match (language, place.is_shared) {
        (_, false) => number,
        (Language::Th, true) => format!("{number} ร่วม"),
        (Language::En, true) => format!("{number} (tied)"),
    }
}

/// A place with how many have one.
pub(crate) fn place_among(language: Language, of_one: Place, placed: i64) -> String {
    let (one, all) = (place(language, of_one), format::count(placed));
    match language {
        Language::Th => format!("{one} จาก {all}"),
        Language::En => format!("{one} of {all}"),
    }
}

/// The titles of the classes or levels of a scheme, from the lowest, with their codes.
pub fn class_titles(language: Language, scheme: &Scheme) -> Vec<(ClassCode, String)> {
    let title = |(code, title): (&ClassCode, &Bilingual)| (code.clone(), title.in_language(language).to_owned());
    let titles = scheme.head().classing.iter().flat_map(|classing| classing.rule.titles());
    titles.map(title).collect()
}

/// What a class or level is called.
pub(crate) fn class_title(language: Language, scheme: &Scheme, code: &ClassCode) -> String {
    let found = class_titles(language, scheme).into_iter().find(|(of, _)| of == code);
    found.map_or_else(|| code.to_string(), |(_, title)| title)
}

/// What the class or level of a score is called; a dash where it has none.
pub fn class_name(language: Language, scheme: &Scheme, classed: Option<&Classed>) -> String {
    let Some(classed) = classed else { return format::NOTHING.to_owned() };
    let title = class_title(language, scheme, &classed.code);
    let part = classed.part.as_ref().filter(|part| **part != classed.code);
    part.map_or_else(|| title.clone(), |part| format!("{title} ({part})"))
}

/// How many have a score, and why nobody has a place where they are too few.
pub fn coverage(language: Language, coverage: Coverage) -> String {
    let (part, whole) = (format::count(coverage.contributors), format::count(coverage.expected));
    match (language, coverage.allows_ranks()) {
        (Language::Th, true) => format!("มีคะแนน {part} จาก {whole} หน่วยงานที่ต้องรายงานตามเกณฑ์นี้"),
        (Language::En, true) => format!("{part} of {whole} agencies that owe a report on it have a score"),
        (Language::Th, false) => {
            format!("มีคะแนน {part} จาก {whole} หน่วยงานที่ต้องรายงานตามเกณฑ์นี้ ไม่ถึงครึ่งหนึ่งจึงไม่จัดอันดับ")
        }
        (Language::En, false) => {
            format!(
                "{part} of {whole} agencies that owe a report on it have a score: fewer than half, so nobody has a place"
            )
        }
    }
}

/// With whom bodies are compared.
pub(crate) fn population(language: Language, name: &str, bodies: usize) -> String {
    let bodies = format::counted(bodies);
    match language {
        Language::Th => format!("{bodies} หน่วยงานของรอบ {name}"),
        Language::En => format!("the {bodies} organisations of {name}"),
    }
}

/// How many decimals a reader follows.
const SHORT: u32 = 6;

/// A number with the decimals that a reader follows; the JSON has them all.
pub fn short(amount: Amount) -> String {
    format::exact(amount.rounded(SHORT))
}

/// A number that is held against a bound: short, unless that would carry it across.
pub(crate) fn against(bound: Bound, amount: Amount) -> String {
    let is_same = bound.admits(amount.rounded(SHORT)) == bound.admits(amount);
    if is_same { short(amount) } else { format::exact(amount) }
}

/// By what the weight of an answer was multiplied, and why.
pub(crate) fn trusted(language: Language, trusted: Trusted) -> String {
    format!("× {} · {}", short(trusted.factor), states::trust(language, trusted.grade))
}

/// An answer as it was given.
pub(crate) fn input(language: Language, input: &Input) -> String {
    match input {
        Input::Number(number) => short(*number),
        Input::Answer(answer) => match (answer, language) {
            (Answer::Yes, Language::Th) => "ใช่".to_owned(),
            (Answer::Yes, Language::En) => "Yes".to_owned(),
            (Answer::No, Language::Th) => "ไม่ใช่".to_owned(),
            (Answer::No, Language::En) => "No".to_owned(),
        },
        Input::Choice(choice) => choice.to_string(),
        Input::Choices(choices) => choices.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Input::Several(several) => several.iter().map(|one| self::input(language, one)).collect::<Vec<_>>().join("; "),
        Input::NotApplicable => reason(language, &Absence::NotApplicable, ToString::to_string),
        Input::Missing => reason(language, &Absence::NotReported, ToString::to_string),
        Input::NotAsked => reason(language, &Absence::NotAsked, ToString::to_string),
    }
}

/// That an answer is one of an earlier round, about which period.
pub(crate) fn carried(language: Language, period: Period) -> String {
    let period = format::period(language, period);
    match language {
        Language::Th => format!("คำตอบของ{period} ยังใช้ได้จนกว่าจะถามใหม่"),
        Language::En => format!("Answered for {period}; holds until it is asked anew"),
    }
}

/// Why there is no value by a scheme.
pub fn absence(language: Language, absence: &Absence, scheme: &Scheme) -> String {
    reason(language, absence, |node| {
        scheme.node(node).map_or_else(|| node.to_string(), |node| node.title.in_language(language).to_owned())
    })
}

/// The same by the codes of the file of a scheme.
pub fn absence_by_codes(language: Language, absence: &Absence) -> String {
    reason(language, absence, ToString::to_string)
}

/// The same of what is derived: where a node may not be without a value, why it has none.
pub(crate) fn absence_in(language: Language, absence: &Absence, root: &Derived, scheme: &Scheme) -> String {
    absence_with(language, absence, root.why_blocked(absence), scheme)
}

/// The same where it is known already why the node has none.
pub(crate) fn absence_with(
    language: Language,
    absence: &Absence,
    of_node: Option<&Absence>,
    scheme: &Scheme,
) -> String {
    let told = self::absence(language, absence, scheme);
    match of_node {
        Some(why) => format!("{told}: {}", self::absence(language, why, scheme)),
        None => told,
    }
}

fn reason(language: Language, absence: &Absence, title: impl Fn(&NodeCode) -> String) -> String {
    let (th, en) = match absence {
        Absence::NotReported => ("ไม่ได้รายงาน", "Not reported"),
        Absence::NotMeasured => ("ไม่วัดผล", "Not measured"),
        Absence::NotApplicable => ("ไม่เกี่ยวข้อง", "Not applicable"),
        Absence::NotAsked => ("ไม่ได้ถาม", "Not asked"),
        Absence::PopulationEmpty => ("ไม่มีหน่วยงานให้เทียบ", "Nobody to compare with"),
        Absence::PopulationOfOne => ("มีหน่วยงานให้เทียบเพียงแห่งเดียว", "Only one body to compare with"),
        Absence::NoVariation => ("ทุกหน่วยงานมีค่าเท่ากัน", "All have the same figure"),
        Absence::MilestoneMissing => ("ไม่มีค่าฐานหรือค่าเป้าหมาย", "No baseline or no target"),
        Absence::TargetEqualsBaseline => ("ค่าเป้าหมายเท่ากับค่าฐาน", "The target equals the baseline"),
        Absence::TargetBehindBaseline => ("ค่าเป้าหมายแย่กว่าค่าฐาน", "The target is worse than the baseline"),
        Absence::ChildrenMissing => ("องค์ประกอบย่อยไม่มีค่าเลย", "None of its parts has a value"),
        Absence::WeightsZero => ("องค์ประกอบย่อยที่มีค่ามีน้ำหนักเป็นศูนย์", "Its parts with a value have no weight"),
        Absence::NegativeUnderRoot => ("ค่าเฉลี่ยเรขาคณิตของค่าติดลบ", "A geometric mean of something negative"),
        Absence::Blocked { node } => {
            let title = title(node);
            return match language {
                Language::Th => format!("“{title}” ไม่มีค่าและขาดไม่ได้"),
                Language::En => format!("“{title}” has no value and may not be without one"),
            };
        }
    };
    either(language, th, en).to_owned()
}

/// What does not fit, and where in the scheme.
pub(crate) fn fault(language: Language, scheme: &Scheme, error: &ScoreError) -> String {
    let node = scheme.node(&error.node);
    let title = node.map_or_else(|| error.node.to_string(), |node| node.title.in_language(language).to_owned());
    format!("{title}: {}", unfit(language, &error.fault))
}

/// What does not fit.
pub fn unfit(language: Language, fault: &ScoreFault) -> String {
    let (th, en) = match fault {
        ScoreFault::WrongInput => ("คำตอบเป็นคนละชนิดกับที่เกณฑ์ใช้", "The answer is of another kind than the scheme takes."),
        ScoreFault::UnknownChoice { choice } => {
            return match language {
                Language::Th => format!("เกณฑ์ไม่มีตัวเลือก {choice}"),
                Language::En => format!("The scheme has no option {choice}."),
            };
        }
        ScoreFault::NoSuchLevel { level } => {
            let level = format::exact(*level);
            return match language {
                Language::Th => format!("เกณฑ์ไม่มีระดับ {level}"),
                Language::En => format!("The scheme has no level {level}."),
            };
        }
        ScoreFault::TooLarge => ("ค่าสูงเกินกว่าจะคิดเป็นคะแนนได้", "The value is too large to be scored."),
        ScoreFault::OtherPopulation => {
            ("กลุ่มอ้างอิงเป็นของเกณฑ์อื่นหรือรุ่นอื่น", "The reference population is of another scheme or edition.")
        }
    };
    either(language, th, en).to_owned()
}

/// An answer that a map has, and what it is worth.
pub(crate) fn code(language: Language, node: &Derived, code: &Code) -> String {
    let answer = input(language, &code.answer);
    let coding = node.reads.as_ref().map(|reads| &reads.coding);
    let (answer, sign) = match (coding, language) {
        (Some(Coding::Level { .. }), Language::Th) => (format!("ระดับ {answer}"), ""),
        (Some(Coding::Level { .. }), Language::En) => (format!("Level {answer}"), ""),
        (Some(Coding::Choices { .. }), _) => (answer, "+"),
        (_, _) => (answer, ""),
    };
    format!("{answer} → {sign}{}", short(code.worth))
}

/// Why a body has no score by a scheme in a round.
pub(crate) fn why_none(language: Language, why: WhyNoScore) -> &'static str {
    let (th, en) = match why {
        WhyNoScore::NotInForce => ("เกณฑ์นี้ไม่ได้ใช้ในรอบนี้", "This scheme was not in force in this round"),
        WhyNoScore::NoReport => (
            "หน่วยงานนี้ไม่ต้องรายงานในรอบนี้ จึงไม่มีค่าให้คิดคะแนน",
            "This organisation owed no report in this round, so there is nothing to score",
        ),
        WhyNoScore::NothingAccepted => (
            "ยังไม่มีค่าที่รับรองแล้วของหน่วยงานนี้ในรอบนี้ คะแนนคิดจากค่าที่รับรองแล้วเท่านั้น",
            "Nothing that this organisation reported in this round is accepted yet; scores are made from accepted values only",
        ),
        WhyNoScore::NothingOfGrade => (
            "ไม่มีค่าที่รับรองแล้วของหน่วยงานนี้ที่ถึงระดับความน่าเชื่อถือที่เลือก",
            "No accepted value of this organisation has the trust grade that is chosen",
        ),
    };
    either(language, th, en)
}

/// The rule for what is missing, and what it did.
pub(crate) fn missing(language: Language, node: &Derived, scheme: &Scheme) -> String {
    let rule = match (&node.missing, language) {
        (MissingRule::Zero, Language::Th) => "ให้เป็นศูนย์".to_owned(),
        (MissingRule::Zero, Language::En) => "zero".to_owned(),
        (MissingRule::Exclude, Language::Th) => "ไม่นับ".to_owned(),
        (MissingRule::Exclude, Language::En) => "left out".to_owned(),
        (MissingRule::Impute(Imputation::Value(value)), Language::Th) => format!("ใช้ค่า {}", format::exact(*value)),
        (MissingRule::Impute(Imputation::Value(value)), Language::En) => format!("taken as {}", format::exact(*value)),
        (MissingRule::Impute(Imputation::PopulationMean), Language::Th) => "ใช้ค่าเฉลี่ยของกลุ่ม".to_owned(),
        (MissingRule::Impute(Imputation::PopulationMean), Language::En) => "the others' mean".to_owned(),
        (MissingRule::Impute(Imputation::PopulationMedian), Language::Th) => "ใช้ค่ากลางของกลุ่ม".to_owned(),
        (MissingRule::Impute(Imputation::PopulationMedian), Language::En) => "the others' median".to_owned(),
        (MissingRule::Block, Language::Th) => "ขาดไม่ได้".to_owned(),
        (MissingRule::Block, Language::En) => "must be there".to_owned(),
        (MissingRule::ZeroIndex, Language::Th) => "คะแนนทั้งหมดเป็นศูนย์".to_owned(),
        (MissingRule::ZeroIndex, Language::En) => "the whole score is zero".to_owned(),
    };
    let Some(why) = &node.absence else { return rule };
    let why = absence(language, why, scheme);
    let is_of_others =
        matches!(node.missing, MissingRule::Impute(Imputation::PopulationMean | Imputation::PopulationMedian));
    let (th, en) = match node.applied {
        Some(Applied::Blocked) | None if is_of_others && node.absence.as_ref().is_some_and(Absence::is_missing) => (
            "ไม่มีคะแนน เพราะไม่มีค่าของหน่วยงานอื่นที่ใช้แทนได้",
            "no value, since there are no others whose figure could be taken",
        ),
        Some(Applied::Zero) => ("คิดเป็นศูนย์", "counted as zero"),
        Some(Applied::Excluded | Applied::NotApplicable) => ("ไม่นับ", "left out"),
        Some(Applied::Imputed) => ("ใช้ค่าแทน", "another value taken"),
        Some(Applied::Blocked) | None => ("ไม่มีคะแนน", "no value"),
        Some(Applied::IndexZero) => ("คะแนนทั้งหมดเป็นศูนย์", "the whole score is zero"),
    };
    format!("{rule} · {why}: {}", either(language, th, en))
}

/// How the parts make a node.
pub(crate) fn combination(language: Language, combination: Combination) -> String {
    let (th, en) = match combination {
        Combination::Arithmetic => ("ค่าเฉลี่ยถ่วงน้ำหนัก", "weighted mean"),
        Combination::Geometric => ("ค่าเฉลี่ยเรขาคณิตถ่วงน้ำหนัก", "weighted geometric mean"),
        Combination::Points => ("ผลรวมของค่า × น้ำหนัก", "sum of value × weight"),
        Combination::Min => ("ค่าต่ำสุด", "the lowest"),
        Combination::Max => ("ค่าสูงสุด", "the highest"),
        Combination::Median => ("ค่ากลาง", "the middle one"),
        Combination::BestOf { count } => {
            return match language {
                Language::Th => format!("ค่าเฉลี่ยของ {count} องค์ประกอบที่ดีที่สุด"),
                Language::En => format!("mean of the best {count}"),
            };
        }
    };
    either(language, th, en).to_owned()
}

/// What a node gives to the one above it.
pub fn contribution(contribution: Contribution) -> String {
    match contribution {
        Contribution::Part(part) => short(part),
        Contribution::Factor(factor) => format!("× {}", short(factor)),
    }
}

fn either<'a>(language: Language, th: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Th => th,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_beside_a_bound_stands_on_the_side_on_which_it_is() {
        let amount = |text: &str| text.parse::<Amount>().expect("a number");
        let of_80 = |text: &str| against(Bound::AtLeast(amount("80")), amount(text));
        assert_eq!(["80", "79.999999", "79.9999999"].map(of_80), ["80", "79.999999", "79.9999999"]);
        assert_eq!(of_80("66.666666666666666667"), "66.666667");
        assert_eq!(against(Bound::Above(amount("80")), amount("80.0000001")), "80.0000001");
    }
}

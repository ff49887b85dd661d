//! Words of how an indicator is measured: its formula, how values of many bodies are taken together, who is asked.

use super::{format, organisations};
use domain::{
    amount::Amount,
    indicator::{Frequency, Indicator, Measure, Polarity, Scope},
    organisation::OrganisationKind,
    ranking::RANKS_FROM,
    text::Language,
    trajectory::{Interpolation, Milestone},
};

super::words! {
    /// The page of an indicator.
    Measures {
        definition: "นิยาม", "Definition";
        formula: "สูตร", "Formula";
        together: "การรวมผลหลายหน่วยงาน", "Many agencies together";
        unit: "หน่วย", "Unit";
        polarity: "ทิศทาง", "Direction";
        frequency: "ความถี่", "Frequency";
        scope: "ขอบเขต", "Scope";
        asked_of: "ผู้รายงาน", "Who reports it";
        every_body: "ทุกหน่วยงานที่ต้องรายงาน", "Every body that owes reports";
        weight: "น้ำหนักในยุทธศาสตร์", "Weight in its strategy";
        evidence: "หลักฐาน", "Evidence";
        evidence_required: "ต้องแนบ", "Required";
        evidence_optional: "แนบได้ถ้ามี", "Optional";
        range: "ค่าที่เป็นไปได้", "Possible values";
        interpolation: "เป้าหมายระหว่างปี", "Between the years";
        links: "เชื่อมโยงกับ", "Linked to";
        definition_source: "ที่มาของนิยาม", "Where the definition comes from";
        strategy: "ยุทธศาสตร์", "Strategy";
        plans: "อยู่ในแผน", "In the plans";
        about: "ข้อมูลตัวชี้วัด", "About the indicator";
        trajectory: "เส้นทางสู่เป้าหมาย", "On the way to the targets";
        targets: "ค่าฐานและค่าเป้าหมาย พร้อมแหล่งที่มา", "Baseline and targets, and where they come from";
        year: "สิ้นปีงบประมาณ", "End of fiscal year";
        value: "ค่า", "Value";
        source: "แหล่งที่มา", "Source";
        baseline: "ค่าฐาน", "Baseline";
        no_targets: "แผนไม่ได้กำหนดค่าเป้าหมายของตัวชี้วัดนี้", "The plan sets no targets for this indicator";
        of_one_body: "เป็นค่าเป้าหมายของหนึ่งหน่วยงาน ผลรวมจึงเทียบกับค่าเป้าหมายคูณจำนวนหน่วยงานที่รวมอยู่", "Each is the target of one body, so a sum is held against it times the number of bodies in it";
        parts: "ผลรายกระทรวงและกลุ่มหน่วยงาน", "By ministry and group";
        parts_of_country: "ดูผลรายกระทรวงของทั้งประเทศ", "See the ministries of the country";
        nobody_below: "ไม่มีหน่วยงานในสังกัดที่ต้องรายงานตัวชี้วัดนี้", "Nobody at or below it is asked for this indicator";
        owes_none: "หน่วยงานนี้ไม่ต้องรายงานเอง ผลเป็นของหน่วยงานในสังกัดรวมกัน", "It owes no report of its own: the figure is that of the organisations below it, together";
        more_parts: "มีหน่วยงานมากกว่าที่แสดง ดูทั้งหมดในตารางหน่วยงานกับตัวชี้วัด", "There are more bodies than are shown: see all in the heat map";
        ranking: "หน่วยงานเรียงตามผล", "Agencies by figure";
        place: "อันดับ", "Place";
        tied: "ร่วม", "tied";
        no_order: "ตัวชี้วัดนี้ไม่จัดอันดับหน่วยงาน", "Agencies are not ranked by this indicator";
        no_order_why: "เพราะเป็นค่าระดับประเทศ หรือค่าที่ดีที่สุดอยู่ในช่วง ไม่ใช่ยิ่งมากหรือยิ่งน้อยยิ่งดี", "It is a figure of the country, or the best figure lies within a range";
        too_few: "ยังไม่จัดอันดับ", "Not ranked yet";
        equal_places: "ค่าเท่ากันได้อันดับเดียวกัน เฉพาะค่าที่ สพร. รับรองแล้ว", "Equal figures share a place; accepted figures only";
        equal_places_of: "อันดับของหน่วยงาน", "Places of agencies";
        sources: "ผลตามแหล่งอ้างอิง", "Figures and their sources";
    }
}

/// The formula in words.
pub fn formula(language: Language, measure: &Measure) -> String {
    match (language, measure) {
        (_, Measure::Ratio { numerator, denominator, scale }) => {
            let (part, whole) = (numerator.in_language(language), denominator.in_language(language));
            let times = if *scale == Amount::ONE { String::new() } else { format!(" × {}", format::figure(*scale)) };
            format!("{part} ÷ {whole}{times}")
        }
        (Language::Th, Measure::Count) => "จำนวนในงวด หรือ ณ วันสิ้นงวด ตามนิยาม".to_owned(),
        (Language::En, Measure::Count) => "The number in the period, or at its end, as the definition says".to_owned(),
        (Language::Th, Measure::Cumulative) => "ยอดสะสมตั้งแต่ต้นปีงบประมาณถึงวันสิ้นงวด เริ่มนับใหม่ทุกวันที่ 1 ตุลาคม".to_owned(),
        (Language::En, Measure::Cumulative) => {
            "The running total within the fiscal year at the end of the period; it begins anew each 1 October"
                .to_owned()
        }
        (Language::Th, Measure::Amount) => "จำนวนเงินเป็นบาท".to_owned(),
        (Language::En, Measure::Amount) => "An amount in baht".to_owned(),
        (Language::Th, Measure::Level { lowest, highest, .. }) => {
            format!("ระดับ {lowest} ถึง {highest} ที่ทำครบทุกเกณฑ์ของระดับนั้นและระดับต่ำกว่า")
        }
        (Language::En, Measure::Level { lowest, highest, .. }) => {
            format!("The level from {lowest} to {highest} of which all criteria, and all below, are met")
        }
        (Language::Th, Measure::YesNo) => "ใช่ หรือ ไม่ใช่".to_owned(),
        (Language::En, Measure::YesNo) => "Yes or no".to_owned(),
        (Language::Th, Measure::Mean { weight }) => format!("ค่าเฉลี่ย พร้อม{}", weight.in_language(language)),
        (Language::En, Measure::Mean { weight }) => {
            format!("An average, with the number it was taken over: {}", weight.in_language(language))
        }
        (Language::Th, Measure::Score { lowest, highest }) => {
            format!("คะแนนจากภายนอก ระหว่าง {} ถึง {}", format::index(*lowest), format::index(*highest))
        }
        (Language::En, Measure::Score { lowest, highest }) => {
            format!("A score from outside, between {} and {}", format::index(*lowest), format::index(*highest))
        }
        (Language::Th, Measure::Rank { of }) => format!("อันดับจากภายนอก จาก {of}"),
        (Language::En, Measure::Rank { of }) => format!("A place given from outside, among {of}"),
    }
}

/// How values of many bodies are taken together.
pub fn together(language: Language, measure: &Measure) -> String {
    let (th, en) = match measure {
        Measure::Ratio { .. } => (
            "รวมตัวตั้งของทุกหน่วยงาน หารด้วยผลรวมตัวหารของทุกหน่วยงาน (ไม่นำร้อยละมาเฉลี่ยกัน)".to_owned(),
            "The sum of all parts over the sum of all wholes; percentages are never averaged".to_owned(),
        ),
        Measure::Count | Measure::Cumulative | Measure::Amount => {
            ("บวกค่าของทุกหน่วยงาน".to_owned(), "The sum over all agencies".to_owned())
        }
        Measure::Level { meets_at, .. } => (
            format!("ร้อยละของหน่วยงานที่อยู่ในระดับ {meets_at} ขึ้นไป"),
            format!("The percentage of agencies at level {meets_at} or above"),
        ),
        Measure::YesNo => {
            ("ร้อยละของหน่วยงานที่ตอบ “ใช่”".to_owned(), "The percentage of agencies that answered yes".to_owned())
        }
        Measure::Mean { weight } => (
            format!("ค่าเฉลี่ยถ่วงน้ำหนักด้วย{}", weight.th),
            format!("The mean, weighted by: {}", weight.in_language(Language::En)),
        ),
        Measure::Score { .. } | Measure::Rank { .. } => (
            "ไม่รวม เพราะอันดับและคะแนนนำมารวมกันไม่ได้".to_owned(),
            "Never: ranks and scores cannot be taken together".to_owned(),
        ),
    };
    either(language, th, en)
}

/// In which direction a figure is better.
pub fn polarity(language: Language, polarity: &Polarity) -> String {
    match polarity {
        Polarity::Higher => either(language, "ยิ่งมากยิ่งดี".to_owned(), "More is better".to_owned()),
        Polarity::Lower => either(language, "ยิ่งน้อยยิ่งดี".to_owned(), "Less is better".to_owned()),
        Polarity::Within([lowest, highest]) => {
            let [lowest, highest] = [lowest, highest].map(|bound| format::index(*bound));
            either(
                language,
                format!("ดีที่สุดระหว่าง {lowest} ถึง {highest}"),
                format!("Best between {lowest} and {highest}"),
            )
        }
    }
}

/// How often it is asked.
pub fn frequency(language: Language, frequency: Frequency) -> &'static str {
    let (th, en) = match frequency {
        Frequency::Quarterly => ("รายไตรมาส", "Every quarter"),
        Frequency::HalfYearly => ("ทุก 6 เดือน", "Every six months"),
        Frequency::Annual => ("รายปี", "Every year"),
    };
    super::either(language, th, en)
}

/// Whose figure it is.
pub fn scope(language: Language, scope: Scope) -> &'static str {
    let (th, en) = match scope {
        Scope::National => ("ระดับประเทศ จากแหล่งภายนอกหรือ สพร.", "The country's, from outside or from DGA"),
        Scope::Agency => ("ระดับหน่วยงาน", "Each agency's"),
        Scope::Both => ("ระดับประเทศและระดับหน่วยงาน", "The country's and each agency's"),
    };
    super::either(language, th, en)
}

/// What is expected between two years, or within one that begins anew.
pub fn interpolation(language: Language, indicator: &Indicator) -> &'static str {
    let (th, en) = match (indicator.interpolation, indicator.begins_anew()) {
        (Interpolation::Linear, false) => ("เพิ่มขึ้นหรือลดลงเป็นเส้นตรงระหว่างปี", "A straight line from year to year"),
        (Interpolation::Step, false) => {
            ("ใช้ค่าของปีก่อนจนถึงสิ้นปีถัดไป", "The earlier year's holds until the next year's end")
        }
        (Interpolation::Linear, true) => (
            "เริ่มจากศูนย์ทุกวันที่ 1 ตุลาคม แล้วเพิ่มตามจำนวนวันที่ผ่านไปของปี",
            "From nought each 1 October, by the days of the year that are gone",
        ),
        (Interpolation::Step, true) => (
            "เริ่มจากศูนย์ทุกวันที่ 1 ตุลาคม ยังไม่คาดหวังค่าใดก่อนสิ้นปี",
            "From nought each 1 October; nothing is expected before the year ends",
        ),
    };
    super::either(language, th, en)
}

/// The kinds of bodies that are asked.
pub fn kinds(language: Language, kinds: &[OrganisationKind]) -> String {
    kinds.iter().map(|kind| organisations::kind(language, *kind)).collect::<Vec<_>>().join(", ")
}

/// What the figure of one body, or of many together, is counted in.
pub fn unit_together(language: Language, indicator: &Indicator) -> String {
    let (th, en) = match &indicator.measure {
        Measure::Level { meets_at, .. } => {
            (format!("ร้อยละของหน่วยงานที่ถึงระดับ {meets_at}"), format!("percent of agencies at level {meets_at} or above"))
        }
        Measure::YesNo => ("ร้อยละของหน่วยงานที่ตอบ “ใช่”".to_owned(), "percent of agencies that answered yes".to_owned()),
        Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Mean { .. }
        | Measure::Score { .. }
        | Measure::Rank { .. } => (indicator.unit.th.clone(), indicator.unit.in_language(Language::En).to_owned()),
    };
    either(language, th, en)
}

/// A figure as the first thing that is read: an index or percentage alone, a place with the word for it.
pub fn first_read(language: Language, indicator: &Indicator, figure: Amount) -> String {
    let written = format::together(indicator, figure);
    match (language, &indicator.measure) {
        (Language::Th, Measure::Rank { .. }) => format!("อันดับ {written}"),
        (Language::En, Measure::Rank { .. }) => format!("Rank {written}"),
        _ => written,
    }
}

/// A distance between two figures, in what they are counted in.
pub(super) fn distance(language: Language, indicator: &Indicator, gap: Amount) -> String {
    let size = Amount::new(gap.decimal().abs());
    let written = format::writer(indicator)(size);
    let is_share = format::together(indicator, size).ends_with('%');
    match (language, &indicator.measure) {
        (Language::Th, Measure::Rank { .. }) => format!("{written} อันดับ"),
        (Language::En, Measure::Rank { .. }) if size == Amount::ONE => format!("{written} place"),
        (Language::En, Measure::Rank { .. }) => format!("{written} places"),
        (Language::Th, _) if is_share => format!("{written} จุด"),
        (Language::En, _) if is_share => format!("{written} points"),
        _ => written,
    }
}

/// A figure against what was expected: on which side, and by how much. Of a rank the side is said as better or worse.
pub fn against(language: Language, indicator: &Indicator, figure: Amount, expected: Amount) -> Option<String> {
    let gap = figure.checked_sub(expected)?;
    let size = distance(language, indicator, gap);
    let is_rank = matches!(indicator.measure, Measure::Rank { .. });
    Some(match (language, gap == Amount::ZERO, gap.is_negative(), is_rank) {
        (Language::Th, true, _, _) => "เท่ากับเป้าหมายตามเวลา".to_owned(),
        (Language::En, true, _, _) => "exactly as expected by then".to_owned(),
        (Language::Th, false, true, false) => format!("ต่ำกว่าเป้าหมายตามเวลา {size}"),
        (Language::En, false, true, false) => format!("{size} below what was expected by then"),
        (Language::Th, false, false, false) => format!("สูงกว่าเป้าหมายตามเวลา {size}"),
        (Language::En, false, false, false) => format!("{size} above what was expected by then"),
        (Language::Th, false, true, true) => format!("ดีกว่าเป้าหมายตามเวลา {size}"),
        (Language::En, false, true, true) => format!("{size} better than expected by then"),
        (Language::Th, false, false, true) => format!("ตามหลังเป้าหมายตามเวลา {size}"),
        (Language::En, false, false, true) => format!("{size} behind what was expected by then"),
    })
}

/// What is left from a figure to a target: by how much and in how many quarters.
pub fn remaining(
    language: Language,
    indicator: &Indicator,
    figure: Amount,
    target: &Milestone,
    quarters: i64,
) -> Option<String> {
    let gap = target.value.checked_sub(figure)?;
    let (size, goal) = (distance(language, indicator, gap), first_read(language, indicator, target.value));
    let (quarters, year) = (format::count(quarters), format::fiscal_year(language, target.fiscal_year));
    let verb = match (language, &indicator.measure, gap.is_negative()) {
        (Language::Th, Measure::Rank { .. }, true) => "ต้องขึ้นอีก",
        (Language::En, Measure::Rank { .. }, true) => "It must climb",
        (Language::Th, _, false) => "ต้องเพิ่มอีก",
        (Language::En, _, false) => "It must rise by",
        (Language::Th, _, true) => "ต้องลดอีก",
        (Language::En, _, true) => "It must fall by",
    };
    Some(match language {
        Language::Th => format!("{verb} {size} ภายใน {quarters} ไตรมาส จึงจะถึง {goal} เมื่อสิ้นปีงบประมาณ {year}"),
        Language::En => {
            format!("{verb} {size} within {quarters} quarters to reach {goal} by the end of fiscal year {year}")
        }
    })
}

/// That a target is met already.
pub fn met(language: Language, indicator: &Indicator, target: &Milestone) -> String {
    let goal = first_read(language, indicator, target.value);
    let year = format::fiscal_year(language, target.fiscal_year);
    match language {
        Language::Th => format!("ถึงเป้าหมาย {goal} ของสิ้นปีงบประมาณ {year} แล้ว"),
        Language::En => format!("The target of {goal} for the end of fiscal year {year} is met already"),
    }
}

/// The unit, said to be one.
pub fn unit(language: Language, indicator: &Indicator) -> String {
    let unit = unit_together(language, indicator);
    match language {
        Language::Th => format!("หน่วย: {unit}"),
        Language::En => format!("Unit: {unit}"),
    }
}

/// The bodies that are not compared.
pub fn too_few_to_compare(language: Language) -> String {
    let threshold = format::figure(RANKS_FROM);
    match language {
        Language::Th => format!("ยังไม่เทียบ: มีผลไม่ถึงร้อยละ {threshold} ของหน่วยงานในสังกัด"),
        Language::En => format!("Not compared yet: fewer than {threshold}% of their agencies have a figure"),
    }
}

/// The heading over the bodies directly below one.
#[cfg(feature = "ssr")]
pub(crate) fn parts_under(language: Language, name: &str) -> String {
    match language {
        Language::Th => format!("ผลของหน่วยงานในสังกัด{name}"),
        Language::En => format!("The bodies below {name}"),
    }
}

/// All at and below a body, together.
#[cfg(feature = "ssr")]
pub(crate) fn all_of(language: Language, name: &str) -> String {
    match language {
        Language::Th => format!("{name}และหน่วยงานในสังกัดรวมกัน"),
        Language::En => format!("{name} and all below it, together"),
    }
}

/// The way to a body's own figure.
#[cfg(feature = "ssr")]
pub(crate) fn own_of(language: Language, name: &str) -> String {
    match language {
        Language::Th => format!("ผลของ{name}เอง"),
        Language::En => format!("The own figure of {name}"),
    }
}

/// Why agencies are not ranked yet.
pub fn too_few(language: Language, contributors: i64, expected: i64, threshold: Amount) -> String {
    let share = format::percent(contributors, expected);
    let [contributors, expected] = [contributors, expected].map(format::count);
    let threshold = format::figure(threshold);
    match language {
        Language::Th => format!(
            "มีผลที่รับรองแล้ว {contributors} จาก {expected} หน่วยงาน ({share}) ระบบจัดอันดับเมื่อมีผลตั้งแต่ร้อยละ {threshold} \
             เพราะน้อยกว่านั้นอันดับจะบอกว่าใครส่ง ไม่ใช่ใครทำได้ดี"
        ),
        Language::En => format!(
            "{contributors} of {expected} agencies have an accepted figure ({share}). They are ranked from {threshold}% on: \
             below that a place says who answered, not who did well"
        ),
    }
}

fn either(language: Language, th: String, en: String) -> String {
    match language {
        Language::Th => th,
        Language::En => en,
    }
}

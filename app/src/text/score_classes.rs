//! Words of how a score finds its class: where classes begin, and in which part of its class it is.

use super::format;
use domain::{
    ids::ClassCode,
    score::{Bound, Judged, Rounding, Within},
    text::Language,
};

super::words! {
    /// How a score finds its class.
    ScoreClasses {
        classes: "แต่ละระดับเริ่มที่คะแนนใด", "Where each level begins";
        from: "เริ่มที่", "From";
        lowest: "คะแนนที่ต่ำกว่านั้นทั้งหมด", "All scores below the others";
        parts: "ช่วงย่อย", "Parts";
        this_score: "คะแนนนี้", "this score";
    }
}

/// Where a class begins.
pub(crate) fn from(language: Language, bound: Option<Bound>) -> String {
    match (bound, language) {
        (None, _) => super::words_in::<ScoreClasses>(language).lowest.to_owned(),
        (Some(Bound::AtLeast(score)), Language::Th) => format!("{} ขึ้นไป", format::exact(score)),
        (Some(Bound::AtLeast(score)), Language::En) => format!("{} or more", format::exact(score)),
        (Some(Bound::Above(score)), Language::Th) => format!("มากกว่า {}", format::exact(score)),
        (Some(Bound::Above(score)), Language::En) => format!("more than {}", format::exact(score)),
    }
}

/// Which score is held against the bounds.
pub(crate) fn judged(language: Language, score: &str, rounding: Rounding) -> String {
    match (rounding.judged, language) {
        (Judged::Rounded, Language::Th) => format!("เทียบด้วยคะแนนที่ปัดเศษแล้ว: {score}"),
        (Judged::Rounded, Language::En) => format!("Held against them is the rounded score: {score}"),
        (Judged::Full, Language::Th) => format!("เทียบด้วยคะแนนก่อนปัดเศษ: {score}"),
        (Judged::Full, Language::En) => format!("Held against them is the score before rounding: {score}"),
    }
}

/// Why a score is in a part of its class: how many of the population in the class are lower, of how many.
pub(crate) fn within(language: Language, within: Within, parts: &[ClassCode], own: Option<&ClassCode>) -> String {
    let position = own.and_then(|own| parts.iter().position(|part| part == own));
    let (Some(position), Some(own)) = (position, own) else {
        return match language {
            Language::Th => "ไม่มีหน่วยงานใดในกลุ่มที่สูตรใช้เทียบอยู่ในระดับนี้ คะแนนนี้จึงไม่มีช่วงย่อย".to_owned(),
            Language::En => "Nobody of the population is in this level, so the score is in no part of it".to_owned(),
        };
    };
    let [lower, of] = [within.lower, within.of].map(format::counted);
    let [position, count] = [position + 1, parts.len()].map(format::counted);
    match language {
        Language::Th => format!(
            "ช่วงย่อยที่ {position} จาก {count} ({own}): กลุ่มที่สูตรใช้เทียบมี {of} หน่วยงานในระดับนี้ มีคะแนนต่ำกว่า {lower} หน่วยงาน \
             ช่วงย่อยแบ่งหน่วยงานเหล่านี้ตามลำดับคะแนนเป็นส่วนเท่ากัน"
        ),
        Language::En => format!(
            "Part {position} of {count} ({own}): of the {of} organisations of the population in this level, {lower} have a lower score. \
             The parts divide these organisations, in the order of their scores, into equal shares"
        ),
    }
}

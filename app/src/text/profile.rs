//! Words of the pillars of a body beside those of others.

use super::format;
use domain::{ranking::Coverage, text::Language};

super::words! {
    /// A profile.
    Profile {
        title: "จุดแข็งและจุดอ่อน", "Strengths and weaknesses";
        below: "ค่ากลางของหน่วยงานในสังกัด", "Median of those below";
        country: "ค่ากลางของทั้งประเทศ", "Median of the country";
        to_score: "ดูคะแนนและที่มา", "See the scores and what they are made of";
    }
}

/// How many below have a score, and how many in the country; and why nothing is shown where they are too few.
pub fn covered(language: Language, below: Coverage, country: Coverage) -> String {
    let told = |coverage: Coverage| [coverage.contributors, coverage.expected].map(format::count);
    let ([part, whole], [of_country, all]) = (told(below), told(country));
    let too_few = if below.allows_ranks() {
        ""
    } else {
        super::either(language, " ไม่ถึงครึ่งหนึ่งจึงยังไม่แสดงค่ากลาง", ", fewer than half, so no median is shown")
    };
    match language {
        Language::Th => {
            format!("ในสังกัดมีคะแนน {part} จาก {whole} หน่วยงาน{too_few} ทั้งประเทศมีคะแนน {of_country} จาก {all} หน่วยงาน")
        }
        Language::En => {
            format!("Below it {part} of {whole} bodies have a score{too_few}; in the country {of_country} of {all}")
        }
    }
}

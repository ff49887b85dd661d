//! Words of what changed since the round before.

use super::{format, states};
use domain::{status::Status, text::Language};

super::words! {
    /// The list of what changed.
    Movers {
        title: "สิ่งที่เปลี่ยนจากรอบก่อน", "Changed since the round before";
        nothing: "ไม่มีตัวชี้วัดที่เปลี่ยนสถานะจากรอบก่อน", "No indicator has another status than in the round before";
        not_compared: "เทียบกับรอบก่อนไม่ได้ เพราะนิยามเปลี่ยน", "Cannot be compared with the round before: the definition changed";
        unjudged: "เทียบกับรอบก่อนไม่ได้ เพราะรอบใดรอบหนึ่งไม่มีเป้าหมาย", "Cannot be compared with the round before: one of the two has no target";
        direction: "ทิศทาง", "Direction";
        better: "ดีขึ้น", "Better";
        worse: "แย่ลง", "Worse";
        before: "รอบก่อน", "Before";
        now: "รอบนี้", "Now";
    }
}

/// How many became worse and how many better.
pub fn count(language: Language, worse: usize, better: usize) -> String {
    let [worse, better] = [worse, better].map(format::counted);
    match language {
        Language::Th => format!("แย่ลง {worse} ดีขึ้น {better} ตัวชี้วัด"),
        Language::En => format!("{worse} worse, {better} better"),
    }
}

/// How an indicator stood in the round before and stands now, with both figures, of which one has no target.
pub fn unjudged(language: Language, [before, now]: [(Status, String); 2]) -> String {
    let words = super::words_in::<Movers>(language);
    let said = |(status, figure): (Status, String), word: &str, untargeted: &str| {
        let stands = if status == Status::NoData { untargeted } else { states::status(language, status) };
        format!("{word}: {stands} ({figure})")
    };
    let before = said(before, words.before, states::no_target_then(language));
    format!("{before} · {}", said(now, words.now, states::no_target(language)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_had_no_target_is_told_of_its_own_round() {
        let held = || [(Status::NoData, "14".to_owned()), (Status::OffCourse, "18".to_owned())];
        assert_eq!(unjudged(Language::En, held()), "Before: No target (14) · Now: Off course (18)");
        let [then, now] = held();
        assert_eq!(unjudged(Language::Th, [now, then]), "รอบก่อน: ไม่เป็นไปตามเป้า (18) · รอบนี้: ไม่มีเป้าหมายในรอบนี้ (14)");
    }
}

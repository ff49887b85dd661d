//! Words of what changed since the round before.

use super::format;
use domain::text::Language;

super::words! {
    /// The list of what changed.
    Movers {
        title: "สิ่งที่เปลี่ยนจากรอบก่อน", "Changed since the round before";
        nothing: "ไม่มีตัวชี้วัดที่เปลี่ยนสถานะจากรอบก่อน", "No indicator has another status than in the round before";
        not_compared: "เทียบกับรอบก่อนไม่ได้ เพราะนิยามเปลี่ยน", "Cannot be compared with the round before: the definition changed";
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

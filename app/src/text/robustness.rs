//! Words of how firm places are.

use super::format;
use domain::{
    score::{RankInterval, RobustnessPlan},
    text::Language,
};

super::words! {
    /// How firm the places of a round are.
    Robustness {
        title: "ความมั่นคงของอันดับ", "How firm the places are";
        link: "อันดับมั่นคงเพียงใด", "How firm are the places?";
        standings: "คะแนนของทุกหน่วยงาน", "Scores of all organisations";
        lead: "อันดับจะเปลี่ยนไปเท่าใด ถ้าให้น้ำหนักต่างไปจากเกณฑ์ หรือตัดองค์ประกอบออกทีละข้อ", "How far places move with other weights, or with one node left out at a time";
        why: "ใช้ดูว่าอันดับที่ต่างกันเล็กน้อยต่างกันจริงหรือไม่ หน่วยงานที่ช่วงอันดับทับกันไม่ควรอ่านว่าใครดีกว่า", "Where the intervals of two bodies overlap, neither place says that one is better than the other";
        no_places: "มีคะแนนไม่ถึงครึ่งหนึ่งของหน่วยงานที่ต้องรายงานตามเกณฑ์นี้ จึงไม่จัดอันดับ และไม่มีอันดับให้ทดสอบ", "Fewer than half of those who owe a report on it have a score, so nobody has a place and there is none to test";
        under_way: "กำลังคำนวณ", "It is being worked out";
        intervals: "ช่วงอันดับของแต่ละหน่วยงาน", "Intervals of places";
        body: "หน่วยงาน", "Organisation";
        place: "อันดับ", "Place";
        chart: "ช่วงอันดับ", "Interval";
        likely: "90% ของการสุ่ม", "90% of the draws";
        median: "อันดับกลาง", "Median place";
        best: "ดีที่สุด–แย่ที่สุด", "Best–worst";
        key_whole: "ดีที่สุดถึงแย่ที่สุด", "Best to worst";
        key_likely: "ร้อยละ 90 ของการสุ่ม", "90% of the draws";
        key_place: "อันดับตามเกณฑ์", "Place by the scheme";
        left_out: "เมื่อตัดองค์ประกอบออกทีละข้อ", "With one node left out";
        left_out_note: "ใช้น้ำหนักของเกณฑ์ ตัดออกทีละข้อ แล้วจัดอันดับใหม่", "The weights of the scheme, without the node, and places made anew";
        node: "องค์ประกอบที่ตัด", "Node left out";
        moved: "หน่วยงานที่อันดับเปลี่ยน", "Bodies that move";
        largest: "เปลี่ยนมากที่สุด (อันดับ)", "Largest move (places)";
        whose: "หน่วยงานที่เปลี่ยนมากที่สุด", "The body that moves most";
        nobody_moves: "ไม่มี", "None";
        method: "วิธีคำนวณ", "How it was worked out";
        draws: "จำนวนครั้งที่สุ่ม", "Draws";
        seed: "ค่าเริ่มของการสุ่ม", "Seed";
        spread: "น้ำหนักต่างจากเกณฑ์ได้", "Weights differ by up to";
        download: "ดาวน์โหลดเป็น CSV", "Download as CSV";
        own: "หน่วยงานนี้", "This body";
    }
}

/// How it is worked out, in whole sentences.
pub fn method(language: Language, plan: &RobustnessPlan) -> String {
    let (draws, seed) = (format::count(plan.draws.into()), plan.seed);
    let spread = spread(plan);
    match language {
        Language::Th => format!(
            "สุ่มน้ำหนักของทุกองค์ประกอบ {draws} ครั้ง แต่ละน้ำหนักคูณด้วยตัวคูณที่กระจายสม่ำเสมอภายใน ±{spread} ของน้ำหนักเดิม โดยอิสระต่อกัน แล้วคิดคะแนนและจัดอันดับใหม่ทุกหน่วยงาน ค่าของหน่วยงาน กลุ่มที่เทียบ และวิธีจัดการค่าที่ขาดไม่เปลี่ยน ตัวสร้างเลขสุ่มคือ SplitMix64 เริ่มที่ {seed} จึงทำซ้ำได้ผลเดิมทุกหลัก ตามคู่มือดัชนีรวมของ OECD และ JRC (2008) ขั้นที่ 7 จำนวนครั้งและ ±{spread} เป็นการตั้งค่าของระบบนี้ ไม่ใช่ค่าทางการ"
        ),
        Language::En => format!(
            "All weights are drawn {draws} times: each is multiplied by a factor of its own, evenly spread within ±{spread}, and every body is scored and placed anew. Answers, the population compared with, and what is done about missing values stay. Chance is SplitMix64 beginning at {seed}, so that a run can be repeated to the last digit. After step 7 of the handbook on composite indicators by OECD and JRC (2008). The number of draws and ±{spread} are Tidtam's configuration, not official figures"
        ),
    }
}

/// That a body has no score, and so no place.
pub fn no_score_of(language: Language, name: &str) -> String {
    match language {
        Language::Th => format!("{name} ไม่มีคะแนนตามเกณฑ์นี้ในรอบนี้ จึงไม่มีอันดับให้ทดสอบ"),
        Language::En => format!("{name} has no score by this scheme in this round, and so no place to test"),
    }
}

/// How far it is, and how long it takes.
pub fn under_way(language: Language, plan: &RobustnessPlan, drawn: Option<u32>) -> String {
    let all = format::count(plan.draws.into());
    let so_far = match (language, drawn.map(|drawn| format::count(drawn.into()))) {
        (Language::Th, Some(drawn)) => format!("สุ่มน้ำหนักแล้ว {drawn} จาก {all} ครั้ง"),
        (Language::En, Some(drawn)) => format!("{drawn} of {all} draws are done"),
        (Language::Th, None) => "รอคิว เพราะระบบกำลังคำนวณเรื่องอื่นอยู่".to_owned(),
        (Language::En, None) => "It waits for its turn, while something else is worked out".to_owned(),
    };
    match language {
        Language::Th => {
            format!("{so_far} มักเสร็จภายในหนึ่งนาที นานกว่านั้นเมื่อเครื่องมีงานมาก คำนวณอยู่เบื้องหลัง โปรดเปิดหน้านี้อีกครั้งในอีกไม่นาน")
        }
        Language::En => format!(
            "{so_far}. It usually takes less than a minute, and longer while the machine is busy; it goes on by itself: open this page again in a moment"
        ),
    }
}

/// By how much weights differ.
pub fn spread(plan: &RobustnessPlan) -> String {
    let hundred = domain::amount::Amount::whole(100);
    plan.spread
        .checked_mul(hundred)
        .map_or_else(|| format::NOTHING.to_owned(), |share| format!("{}%", format::exact(share)))
}

/// Two places with what lies between.
pub fn between(from: Option<i64>, to: Option<i64>) -> String {
    match from.zip(to) {
        Some((from, to)) if from == to => format::count(from),
        Some((from, to)) => format!("{}–{}", format::count(from), format::count(to)),
        None => format::NOTHING.to_owned(),
    }
}

/// An interval for those who listen.
pub fn told(language: Language, interval: &RankInterval) -> String {
    let likely = between(interval.fifth_percentile, interval.ninety_fifth_percentile);
    let whole = between(interval.best, interval.worst);
    match language {
        Language::Th => format!("ร้อยละ 90 อยู่ที่อันดับ {likely} ทั้งหมดอยู่ที่ {whole}"),
        Language::En => format!("90% of the draws give places {likely}, all of them {whole}"),
    }
}

/// How many bodies move, of how many.
pub fn moved(language: Language, moved: usize, all: usize) -> String {
    let [moved, all] = [moved, all].map(format::counted);
    match language {
        Language::Th => format!("{moved} จาก {all}"),
        Language::En => format!("{moved} of {all}"),
    }
}

/// A body that moves most, from where to where.
pub fn from_to(name: &str, from: i64, to: i64) -> String {
    format!("{name} ({} → {})", format::count(from), format::count(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_stands_in_draws() {
        let plan = RobustnessPlan { seed: 1, draws: 1_000, spread: domain::amount::Amount::ONE };
        assert!(under_way(Language::Th, &plan, Some(230)).starts_with("สุ่มน้ำหนักแล้ว 230 จาก 1,000 ครั้ง"));
        assert!(under_way(Language::En, &plan, Some(230)).starts_with("230 of 1,000 draws are done. It usually"));
        assert!(under_way(Language::En, &plan, None).starts_with("It waits for its turn"));
    }
}

//! Words of the map of the provinces.

use super::format;
use domain::{ranking::Coverage, text::Language};

super::words! {
    /// The map, the tiles and their table.
    ProvinceMap {
        title: "แผนที่จังหวัด", "Map of the provinces";
        link: "ดูบนแผนที่ 77 จังหวัด", "See it on the map of the 77 provinces";
        map: "แผนที่", "Map";
        tiles: "จังหวัดละหนึ่งช่อง", "One tile for each province";
        tiles_note: "ทุกจังหวัดมีขนาดเท่ากัน วางตามทิศโดยประมาณ", "Every province has the same size, roughly where it lies";
        legend: "ความหมายของสีและลวดลาย", "What shades and patterns mean";
        unasked: "ไม่มีข้อมูลหรือไม่ต้องรายงาน", "No data, or not asked";
        not_asked: "ไม่ต้องรายงาน", "Not asked";
        table: "ผลรายจังหวัด", "By province";
        province: "จังหวัด", "Province";
        nobody: "ตัวชี้วัดนี้ไม่ได้ถามจังหวัด", "Provinces are not asked for this indicator";
        nobody_why: "แผนที่แสดงเฉพาะตัวชี้วัดที่จังหวัดต้องรายงาน", "The map shows what provinces report on";
        no_scores: "ยังไม่มีจังหวัดที่มีคะแนนในรอบนี้", "No province has a score in this round";
        no_scores_why: "คะแนนจะแสดงเมื่อรายงานได้รับการรับรอง", "Scores show once reports are accepted";
        attribution: "เส้นเขตจังหวัด: ชุดข้อมูล @svg-maps/thailand โดย Tae Noppakun Wongsrinoppakun สัญญาอนุญาต CC BY 4.0 ปรับให้เรียบง่ายขึ้น", "Outlines of the provinces: @svg-maps/thailand by Tae Noppakun Wongsrinoppakun, CC BY 4.0, simplified";
        no_score: "ยังไม่มีคะแนน", "No score yet";
        in_words: "จังหวัดในแต่ละระดับ", "The provinces at each level";
        how_many: "จำนวนจังหวัด", "Provinces";
        which: "จังหวัดใดบ้าง", "Which ones";
        by_name: "จังหวัด", "Province";
        not_ranked: "เรียงตามชื่อ ไม่ใช่การจัดอันดับ", "By name: not a ranking";
    }
}

/// How many provinces have a figure.
pub fn coverage(language: Language, coverage: Coverage) -> String {
    let [part, whole] = [coverage.contributors, coverage.expected].map(format::count);
    match language {
        Language::Th => format!("มีข้อมูล {part} จาก {whole} จังหวัด"),
        Language::En => format!("{part} of {whole} provinces have a figure"),
    }
}

/// That provinces are shaded by their level, of which scheme.
pub fn by_level(language: Language, scheme: &str) -> String {
    match language {
        Language::Th => format!("ระดับของแต่ละจังหวัดตาม{scheme}"),
        Language::En => format!("The level of each province by {scheme}"),
    }
}

/// From one score to another.
pub fn between(lowest: &str, highest: &str) -> String {
    format!("{lowest}–{highest}")
}

//! Words of peers, of a score beside theirs, and of a year before.

use super::{format, organisations};
use domain::{
    calendar::Period,
    peers::{Bands, PeerChoice, PeerGroup, SizeBand, WholeKind},
    ranking::{Coverage, Place},
    score::Scheme,
    text::Language,
    usual::ENOUGH_PEERS,
};

super::words! {
    /// The comparison on the page of a score.
    Peers {
        title: "เทียบกับหน่วยงานกลุ่มเดียวกันและปีก่อน", "Against its peers and a year before";
        pillars: "องค์ประกอบหลัก", "Pillars";
        radar: "แผนภาพใยแมงมุมขององค์ประกอบหลัก", "Pillars as a radar";
        radar_note: "เลขที่มุมตรงกับเลขในตาราง", "The numbers at the corners are those of the table";
        number: "ข้อ", "No.";
        pillar: "องค์ประกอบ", "Pillar";
        own: "หน่วยงานนี้", "This body";
        median: "ค่ากลางของกลุ่มเดียวกัน", "Median of its peers";
        before: "ปีก่อน", "A year before";
        gap: "ห่างจากค่ากลาง", "From the median";
        change: "เทียบปีก่อน", "Since then";
        spread: "การกระจายของคะแนน", "How the scores are spread";
        spread_note: "แต่ละแท่งคือจำนวนหน่วยงานในช่วงคะแนนนั้น เส้นหนาคือหน่วยงานนี้", "Each bar is how many bodies have such a score; the thick line is this body";
        figures: "การกระจายของค่าตัวชี้วัด", "How the figures are spread";
        figures_note: "แต่ละแท่งคือจำนวนหน่วยงานที่มีค่าในช่วงนั้น เส้นประคือค่ากลาง เส้นหนาคือหน่วยงานนี้", "Each bar is how many bodies have such a figure; the dashed line is their median, the thick line is this body";
        all_note: "แต่ละแท่งคือจำนวนหน่วยงานที่มีค่าในช่วงนั้น เส้นประคือค่ากลาง", "Each bar is how many bodies have such a figure; the dashed line is their median";
        among: "เทียบกับหน่วยงานกลุ่มเดียวกัน", "Against its peers";
        lowest: "ต่ำสุด", "Lowest";
        first_quartile: "ควอร์ไทล์ที่ 1", "First quartile";
        middle: "ค่ากลาง", "Median";
        third_quartile: "ควอร์ไทล์ที่ 3", "Third quartile";
        highest: "สูงสุด", "Highest";
        as_table: "ดูเป็นตาราง", "As a table";
        widen: "เทียบกับทุกหน่วยงานประเภทเดียวกัน", "Compare with all of its kind";
        narrow: "เทียบกับหน่วยงานประเภทและขนาดเดียวกัน", "Compare with those of its kind and size";
        no_before: "ไม่มีคะแนนของงวดเดียวกันในปีก่อนให้เทียบ", "There is no score for the same part of the year before";
        place: "อันดับในกลุ่มเดียวกัน", "Place among its peers";
    }
}

/// What is shown of a scheme, where others stand beside it.
pub fn of_scheme(language: Language, what: &str, scheme: &Scheme) -> String {
    format!("{what}: {}", scheme.head().title.in_language(language))
}

/// Bodies that are compared with each other.
pub fn group(language: Language, group: PeerGroup) -> String {
    let kind = organisations::kind(language, group.kind);
    match (language, group.band.map(|band| size(language, band))) {
        (_, None) => kind.to_owned(),
        (Language::Th, Some(size)) => format!("{kind} {size}"),
        (Language::En, Some(size)) => format!("{kind}, {}", size.to_lowercase()),
    }
}

/// How large a body is among those of its kind.
pub fn size(language: Language, band: SizeBand) -> &'static str {
    let (th, en) = match band {
        SizeBand::Small => ("ขนาดเล็ก", "Small"),
        SizeBand::Medium => ("ขนาดกลาง", "Medium"),
        SizeBand::Large => ("ขนาดใหญ่", "Large"),
    };
    super::either(language, th, en)
}

/// A size band with its ends.
pub fn band(language: Language, bands: &Bands, band: SizeBand) -> String {
    let (from, to) = bands.reach(band);
    let [from, to] = [from, to].map(|end| end.map(format::count));
    let reach = match (language, from, to) {
        (_, Some(from), Some(to)) => format!("{from}–{to}"),
        (Language::Th, Some(from), None) => format!("ตั้งแต่ {from}"),
        (Language::En, Some(from), None) => format!("{from} or more"),
        (Language::Th, None, Some(to)) => format!("ไม่เกิน {to}"),
        (Language::En, None, Some(to)) => format!("up to {to}"),
        (_, None, None) => format::NOTHING.to_owned(),
    };
    let (size, people) = (size(language, band), organisations::people(language, bands.measure));
    match language {
        Language::Th => format!("{size} ({people} {reach} คน)"),
        Language::En => format!("{size} ({reach} {people})"),
    }
}

/// With whom a body is compared, and why with these.
pub fn why(language: Language, choice: &PeerChoice) -> String {
    let peers = group(language, choice.group);
    let because = match (choice.by, choice.group.band) {
        (Ok(bands), Some(of)) => {
            let (band, sized) = (band(language, &bands, of), format::counted(bands.sized));
            match language {
                Language::Th => {
                    format!("ประเภทและขนาดเดียวกัน {band} แบ่งเป็นสามส่วนจาก {sized} หน่วยงานของประเภทนี้ที่ทราบขนาด")
                }
                Language::En => {
                    format!(
                        "bodies of its kind and size, {band}: a third of the {sized} bodies of this kind whose size is known"
                    )
                }
            }
        }
        (Err(WholeKind::TooFewSized { sized }), _) => {
            let (sized, enough) = (format::counted(sized), format::count(ENOUGH_PEERS));
            match language {
                Language::Th => {
                    format!(
                        "ทุกหน่วยงานประเภทเดียวกัน เพราะทราบขนาดเพียง {sized} หน่วยงาน ไม่พอแบ่งเป็นสามส่วนส่วนละ {enough} หน่วยงานขึ้นไป"
                    )
                }
                Language::En => format!(
                    "all of its kind, since only {sized} of them have a known size: too few for thirds of at least {enough}"
                ),
            }
        }
        (Err(WholeKind::Unsized), _) => either(
            language,
            "ทุกหน่วยงานประเภทเดียวกัน เพราะยังไม่ทราบขนาดของหน่วยงานนี้",
            "all of its kind, since the size of this body is not known",
        ),
        (Err(WholeKind::MeasuredOtherwise), _) => either(
            language,
            "ทุกหน่วยงานประเภทเดียวกัน เพราะขนาดของหน่วยงานนี้วัดคนละอย่างกับหน่วยงานส่วนใหญ่ของประเภทนี้",
            "all of its kind, since its size is measured otherwise than that of most bodies of its kind",
        ),
        (Err(WholeKind::Asked) | Ok(_), _) => {
            either(language, "ทุกหน่วยงานประเภทเดียวกันตามที่เลือก", "all of its kind, as chosen")
        }
    };
    match language {
        Language::Th => format!("กลุ่มเปรียบเทียบ: {peers} ({because})"),
        Language::En => format!("Peers: {peers} ({because})"),
    }
}

fn either(language: Language, th: &'static str, en: &'static str) -> String {
    super::either(language, th, en).to_owned()
}

/// Of which peers and how many, and why nothing is compared where they are too few.
pub fn coverage(language: Language, peers: PeerGroup, coverage: Coverage) -> String {
    let group = group(language, peers);
    let [part, whole] = [coverage.contributors, coverage.expected].map(format::count);
    match (language, coverage.allows_ranks()) {
        (Language::Th, true) => format!("{group}: มีคะแนน {part} จาก {whole} หน่วยงาน"),
        (Language::En, true) => format!("{group}: {part} of {whole} bodies have a score"),
        (Language::Th, false) => {
            format!("{group}: มีคะแนน {part} จาก {whole} หน่วยงาน ไม่ถึงครึ่งหนึ่งจึงยังไม่เทียบและไม่จัดอันดับ")
        }
        (Language::En, false) => format!(
            "{group}: {part} of {whole} bodies have a score, fewer than half: nothing is compared and nobody has a place"
        ),
    }
}

/// The same of figures of one indicator.
pub fn coverage_of_figures(language: Language, peers: PeerGroup, coverage: Coverage) -> String {
    let group = group(language, peers);
    let [part, whole] = [coverage.contributors, coverage.expected].map(format::count);
    match (language, coverage.allows_ranks()) {
        (Language::Th, true) => format!("{group}: มีค่า {part} จาก {whole} หน่วยงาน"),
        (Language::En, true) => format!("{group}: {part} of {whole} bodies gave a figure"),
        (Language::Th, false) => {
            format!("{group}: มีค่า {part} จาก {whole} หน่วยงาน ไม่ถึงครึ่งหนึ่งจึงยังไม่เทียบและไม่จัดอันดับ")
        }
        (Language::En, false) => format!(
            "{group}: {part} of {whole} bodies gave a figure, fewer than half: nothing is compared and nobody has a place"
        ),
    }
}

/// A spread in one sentence: the lowest, the median and the highest of so many.
pub fn spread_told(language: Language, bodies: usize, [lowest, median, highest]: [String; 3]) -> String {
    let words = super::words_in::<Peers>(language);
    let bodies = match language {
        Language::Th => format!("{} หน่วยงาน", format::counted(bodies)),
        Language::En => format!("{} bodies", format::counted(bodies)),
    };
    format!("{bodies}: {} {lowest} · {} {median} · {} {highest}", words.lowest, words.middle, words.highest)
}

/// A place among so many.
pub fn place(language: Language, place: Place, of: i64) -> String {
    let of = format::count(of);
    let number = super::scores::place(language, place);
    match language {
        Language::Th => format!("{number} จาก {of}"),
        Language::En => format!("{number} of {of}"),
    }
}

/// That a year before the score was made otherwise, and how.
pub fn made_otherwise(language: Language, period: Period, edition: i32, why: &str) -> String {
    let period = format::period(language, period);
    match language {
        Language::Th => {
            format!("คะแนนของ{period} ใช้เกณฑ์รุ่นที่ {edition} และเทียบกันไม่ได้ เพราะสิ่งที่ใช้คิดไม่เหมือนกัน: {why}")
        }
        Language::En => {
            format!(
                "The score of {period}, by edition {edition}, cannot be compared since it was made otherwise: {why}"
            )
        }
    }
}

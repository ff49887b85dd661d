//! Words of what everybody may read.

use super::{dashboards::Dashboards, exports::Exports, format};
use chrono::{DateTime, Utc};
use domain::{calendar::Period, ids::SnapshotCode, license::License, text::Language};
use service::snapshots::Snapshot;

/// By which address below that of the server its publisher is named in catalogues: the newest result leads there, and says who it is.
pub const PUBLISHER: &str = "/public#publisher";

/// How many characters of a revision note stand on top of a page, before the whole of it below.
const MOST_OF_NOTE: usize = 280;

super::words! {
    /// What everybody may read.
    Publications {
        title: "ผลที่เผยแพร่", "Published results";
        lead: "ผลการดำเนินงานตามแผนที่เผยแพร่แล้ว อ่านได้โดยไม่ต้องเข้าสู่ระบบ ตัวเลขทุกตัวมาจากชุดข้อมูลที่ลงลายมือชื่อไว้", "Results of the plan as they were published, open to everybody. Every figure comes from a signed snapshot";
        none: "ยังไม่มีผลที่เผยแพร่", "Nothing is published yet";
        none_why: "ผลของแต่ละรอบแสดงที่นี่เมื่อเผยแพร่แล้ว", "The results of a round show here once they are published";
        see: "ดูผลที่เผยแพร่แล้ว", "See the published results";
        see_why: "อ่านผลของประเทศ หน่วยงาน และตัวชี้วัด ไม่ต้องเข้าสู่ระบบ", "Results of the country, of organisations and indicators; no account needed";
        round: "รอบ", "Round";
        published: "เผยแพร่เมื่อ", "Published";
        others: "รอบอื่นที่เผยแพร่แล้ว", "Other published rounds";
        country: "ผลของประเทศ", "National results";
        maturity: "คะแนนของหน่วยงาน", "Scores of agencies";
        median: "ค่ากลางของคะแนน", "Median score";
        range: "ต่ำสุดถึงสูงสุด", "Lowest to highest";
        first: "หน่วยงานลำดับต้น", "The first in order";
        best: "หน่วยงานที่มีผลดีที่สุด", "The best figures";
        best_note: "ผลที่เท่ากันได้อันดับเท่ากัน รายการทั้งหมดอยู่ในไฟล์ของชุดข้อมูล", "Equal figures share a place. The whole list is in the files of the snapshot";
        not_asked: "รอบนี้ไม่ได้ถามตัวชี้วัดนี้จากหน่วยงาน", "Agencies were not asked for this indicator in this round";
        asked_only: "เฉพาะตัวชี้วัดที่ถามในรอบนี้", "Only indicators that were asked in this round";
        outside: "ตัวเลขของสำนักอื่นตามที่ทราบเมื่อวันเผยแพร่ ไม่ได้เป็นส่วนของชุดข้อมูลที่ลงลายมือชื่อ", "Figures published by others, as known on the day of publication; no part of the signed snapshot";
        proof: "ที่มาและการตรวจสอบ", "Where these figures come from, and how to check them";
        proof_why: "หน้านี้ทำจากชุดข้อมูลที่ลงลายมือชื่อดิจิทัลและแก้ไขไม่ได้ ใครก็ดาวน์โหลดไปตรวจได้ว่าตัวเลขตรงกัน", "This page is made of a digitally signed snapshot that nobody can change. Anybody can download it and check that every figure agrees";
        snapshot: "ชุดข้อมูล", "Snapshot";
        as_of: "ข้อมูล ณ", "As of";
        files: "ไฟล์ของชุดข้อมูล", "Files of the snapshot";
        all_files: "ไฟล์ทั้งหมด (Excel, CSV, JSON, SDMX, Parquet)", "All files (Excel, CSV, JSON, SDMX, Parquet)";
        verify: "ตรวจสอบด้วยตนเอง", "Verify it yourself";
        note: "หมายเหตุการแก้ไข", "Revision note";
        publisher: "ผู้เผยแพร่", "Publisher";
        license: "สัญญาอนุญาตของข้อมูล", "Licence of the data";
        license_unsaid: "ผู้เผยแพร่ยังไม่ได้กำหนด โปรดสอบถามก่อนนำไปใช้ต่อ", "The publisher has named none; ask before you reuse the data";
        see_newer: "ดูชุดล่าสุดของรอบนี้", "See the latest of this round";
        see_changes: "ดูสิ่งที่เปลี่ยน", "See what changed";
        see_before: "ดูชุดก่อน", "See the one before";
        whole_note: "อ่านหมายเหตุทั้งหมด", "Read the whole note";
        feed: "ติดตามการเผยแพร่ (Atom)", "Follow the releases (Atom)";
        catalogue: "บัญชีข้อมูลเปิดสำหรับโปรแกรม (DCAT-AP)", "Data catalogue for programs (DCAT-AP)";
        embed: "แสดงบนเว็บไซต์ของท่าน", "Show this on your own site";
        embed_why: "คัดลอกไปวางในหน้าเว็บ ภาพบอกที่มาและวันที่ในตัว", "Copy this into a page. The picture says itself where it comes from and of when it is";
        embed_frame: "เป็นกรอบ (iframe)", "As a frame (iframe)";
        embed_picture: "เป็นภาพ (SVG)", "As a picture (SVG)";
        embed_see: "ดูภาพ", "See the picture";
        best_first: "เรียงจากดีที่สุด", "best first";
        source: "ที่มา", "Source";
        dga: "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)", "Digital Government Development Agency (Public Organization)";
        thailand: "ประเทศไทย", "Thailand";
    }
}

/// How many of the ministries and groups are drawn, and in which order, where there is one.
pub fn drawn(language: Language, drawn: usize, all: usize, order: Option<&str>) -> String {
    let [drawn, all] = [drawn, all].map(format::counted);
    match (language, order) {
        (Language::Th, Some(order)) => format!("กระทรวงและกลุ่มหน่วยงาน {drawn} จาก {all} {order}"),
        (Language::Th, None) => format!("กระทรวงและกลุ่มหน่วยงาน {drawn} จาก {all}"),
        (Language::En, Some(order)) => format!("Ministries and groups: {drawn} of {all}, {order}"),
        (Language::En, None) => format!("Ministries and groups: {drawn} of {all}"),
    }
}

/// Of when a figure is and of which snapshot.
pub fn stamp(language: Language, taken_at: DateTime<Utc>, period: Period, snapshot: &SnapshotCode) -> String {
    let (at, period) = (format::instant(language, taken_at), format::period(language, period));
    match language {
        Language::Th => format!("{period} · ข้อมูล ณ {at} · ชุดข้อมูล {snapshot}"),
        Language::En => format!("{period} · as of {at} · snapshot {snapshot}"),
    }
}

/// A release among the others.
#[derive(Debug, Clone, Copy)]
pub struct Release<'a> {
    /// What was published.
    pub snapshot: &'a Snapshot,
    /// What was published in its place.
    pub newer: Option<&'a Snapshot>,
    /// Whether every figure is made up.
    pub is_demonstration: bool,
}

/// The title of a release, with that its figures are made up.
pub fn release(language: Language, release: &Release<'_>) -> String {
    let Snapshot { round, code, .. } = release.snapshot;
    let period = round.as_str().parse::<Period>();
    let period = period.map_or_else(|_| round.to_string(), |period| format::period(language, period));
    let title = match language {
        Language::Th => format!("ผลของ{period} ชุดข้อมูล {code}"),
        Language::En => format!("Results of {period}, snapshot {code}"),
    };
    if release.is_demonstration {
        return format!("{title} · {}", super::words_in::<Dashboards>(language).made_up);
    }
    title
}

/// What stands in for a release, that its figures are made up, what changed since the one before, what it holds, and by which digest
/// its file is known.
pub fn release_summary(language: Language, release: &Release<'_>) -> String {
    let Release { snapshot, newer, is_demonstration } = release;
    let values = format::counted(usize::try_from(snapshot.values).unwrap_or(usize::MAX));
    let values = match language {
        Language::Th => format!("{values} ค่า"),
        Language::En => format!("{values} values"),
    };
    let newer = newer.map(|newer| in_its_place(language, &newer.code));
    let made_up = is_demonstration.then(|| super::words_in::<Exports>(language).demonstration_why.to_owned());
    let note = Some(snapshot.note.clone()).filter(|note| !note.is_empty());
    let digest = format!("SHA-256 {}", snapshot.sha256);
    let told: Vec<String> = [newer, made_up, note, Some(values), Some(digest)].into_iter().flatten().collect();
    told.join(" · ")
}

/// Under which licence the data of a release may be used.
pub fn rights(language: Language, license: &License) -> String {
    let words = super::words_in::<Publications>(language);
    format!("{}: {} ({})", words.license, license.title(), license.url())
}

/// Which newer snapshot of the same round was published in the place of a release.
fn in_its_place(language: Language, newer: &SnapshotCode) -> String {
    match language {
        Language::Th => format!("มีชุดข้อมูล {newer} ของรอบเดียวกันเผยแพร่แทนแล้ว"),
        Language::En => format!("Snapshot {newer} of the same round was published in its place"),
    }
}

/// That a newer snapshot of the same round was published, on a page of the one before.
pub fn replaced(language: Language, newer: &SnapshotCode) -> String {
    let replaced = in_its_place(language, newer);
    match language {
        Language::Th => format!("{replaced} ตัวเลขในหน้านี้คงไว้ตามที่เคยเผยแพร่"),
        Language::En => format!("{replaced}. The figures here stay as they were published"),
    }
}

/// What a page is about, in one sentence, for search engines and those who listen.
pub fn about(language: Language, plan: &str, period: Period) -> String {
    let period = format::period(language, period);
    match language {
        Language::Th => format!("ผลการดำเนินงานตาม{plan} {period} จากค่าที่รับรองและเผยแพร่แล้ว"),
        Language::En => format!("Results of the {plan} in {period}, from accepted and published figures"),
    }
}

/// Which snapshot of the same round this one was published in the place of.
pub fn replaces(language: Language, before: &SnapshotCode) -> String {
    match language {
        Language::Th => format!("ชุดข้อมูลนี้แทนชุด {before} ของรอบเดียวกัน"),
        Language::En => format!("This snapshot replaces {before} of the same round"),
    }
}

/// How a revision note begins: all of it where it is short and of one line.
pub(crate) fn note_begins(note: &str) -> String {
    let note = note.trim();
    let line = note.lines().next().unwrap_or_default().trim_end();
    let begins: String = line.chars().take(MOST_OF_NOTE).collect();
    if begins == note {
        return begins;
    }
    // Not in the middle of a word, where spaces show where words end.
    let of_words = begins.rsplit_once(char::is_whitespace).filter(|_| begins != line);
    format!("{}…", of_words.map_or(begins.as_str(), |(words, _)| words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_stands_whole_on_top_where_it_is_short_and_of_one_line() {
        assert_eq!(note_begins(" แก้ค่าตามคำคัดค้าน\n"), "แก้ค่าตามคำคัดค้าน");
        assert_eq!(note_begins("แก้ค่า\r\nของสองหน่วยงาน"), "แก้ค่า…");
        assert_eq!(note_begins(&format!("{} ข", "ก".repeat(278))), format!("{} ข", "ก".repeat(278)));
        assert_eq!(note_begins(&format!("{} ขคง", "ก".repeat(278))), format!("{}…", "ก".repeat(278)));
        assert_eq!(note_begins(&"ก".repeat(281)), format!("{}…", "ก".repeat(280)));
    }
}

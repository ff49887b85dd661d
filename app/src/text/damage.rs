//! Words of what is wrong with a snapshot: on the page that verifies, in the browser, and on the command line.

use domain::{
    snapshot::{Broken, Damage, Part},
    text::Language,
};

/// What a kind of line holds.
pub fn part(language: Language, part: Part) -> &'static str {
    let (th, en) = match part {
        Part::Head => ("หัวเรื่อง", "head"),
        Part::Plan => ("แผน", "plan"),
        Part::Scheme => ("เกณฑ์การให้คะแนน", "schemes"),
        Part::Population => ("ประชากรอ้างอิง", "reference populations"),
        Part::Organisation => ("ทะเบียนหน่วยงาน", "register of organisations"),
        Part::Report => ("รายงานของหน่วยงาน", "reports of agencies"),
        Part::Completeness => ("ความครบถ้วน", "completeness"),
        Part::Ranking => ("อันดับ", "places"),
        Part::Provenance => ("ที่มา (W3C PROV)", "provenance (W3C PROV)"),
        Part::Manifest => ("รายการที่ลงลายมือชื่อ", "manifest"),
        Part::Signature => ("ลายมือชื่อ", "signature"),
    };
    super::either(language, th, en)
}

/// What is wrong, and where.
pub fn broken(language: Language, broken: &Broken) -> String {
    let (line, what) = (broken.line, damage(language, &broken.damage));
    match language {
        Language::Th => format!("บรรทัดที่ {line}: {what}"),
        Language::En => format!("Line {line}: {what}"),
    }
}

/// That nobody's word leads to the key that signed.
pub fn unvouched(language: Language) -> &'static str {
    super::either(
        language,
        "ไม่มีกุญแจก่อนหน้ารับรองกุญแจนี้ เช่น เพราะกุญแจก่อนหน้าสูญหาย โปรดตรวจรหัสกุญแจกับผู้เผยแพร่ก่อนเชื่อถือ",
        "no key before vouches for this key, as where the one before was lost: ask the publisher whether it is theirs before trusting it",
    )
}

/// What is wrong, without its place.
pub fn bare(language: Language, damage: &Damage) -> &'static str {
    let (th, en) = match damage {
        Damage::NoSnapshot => {
            ("ไฟล์นี้ไม่ใช่ชุดข้อมูลในรูปแบบ tidtam-snapshot/1", "this is no snapshot in the format tidtam-snapshot/1")
        }
        Damage::TooLong => ("บรรทัดยาวเกินกว่าที่รูปแบบนี้มีได้", "the line is longer than any of this format"),
        Damage::Unreadable { .. } => ("อ่านบรรทัดนี้ไม่ได้", "the line cannot be read"),
        Damage::NotCanonical => {
            ("บรรทัดไม่ได้เขียนตามแบบที่กำหนด จึงถูกแก้ไขแล้ว", "the line is not in its one canonical form, so it was changed")
        }
        Damage::OutOfOrder { .. } => ("บรรทัดอยู่ผิดลำดับหรือซ้ำ", "the line is out of order or stands twice"),
        Damage::Missing { .. } => ("ขาดส่วนที่ต้องมี", "a part that must be there is missing"),
        Damage::CutOff => ("ไฟล์ไม่ครบ ถูกตัดก่อนถึงลายมือชื่อ", "the file is cut off before its signature"),
        Damage::TooMuch => ("มีข้อความต่อท้ายหลังลายมือชื่อ", "something stands after the signature"),
        Damage::Stray => ("บรรทัดไม่เข้ากับบรรทัดก่อนหน้า", "the line does not belong to those above it"),
        Damage::NoTree { .. } => ("ทะเบียนหน่วยงานไม่เป็นโครงสร้างต้นไม้", "the organisations make no tree"),
        Damage::Figure { .. } => ("ตัวเลขไม่ตรงกับค่าที่รายงานหรือตรวจสอบแล้ว", "a figure is not what the value makes"),
        Damage::Score { .. } => ("คะแนนไม่ตรงกับที่คำนวณใหม่จากค่าในไฟล์", "a score is not what the values in the file make"),
        Damage::Scores { .. } => {
            ("จำนวนคะแนนไม่ตรงกับเกณฑ์ที่ใช้อยู่", "there are other scores than the schemes in force make")
        }
        Damage::Provenance => ("ที่มาไม่ตรงกับข้อมูลในไฟล์", "the provenance is not what the lines say"),
        Damage::Completeness => ("ความครบถ้วนไม่ตรงกับรายงานในไฟล์", "the completeness is not what the reports make"),
        Damage::Ranking => ("อันดับไม่ตรงกับคะแนน", "the places are not what the scores make"),
        Damage::OtherManifest => ("รายการที่ลงลายมือชื่อเป็นของชุดข้อมูลอื่น", "what is signed is of another snapshot"),
        Damage::Lines => ("จำนวนบรรทัดไม่ตรงกับที่ลงลายมือชื่อไว้", "lines were taken out or put in"),
        Damage::Root => ("เนื้อหาไม่ตรงกับที่ลงลายมือชื่อไว้", "the content is not what was signed"),
        Damage::UnknownKey { .. } => ("ไม่รู้จักกุญแจที่ลงลายมือชื่อ", "it is signed by a key that is not known"),
        Damage::KeyNotThen { .. } => ("กุญแจนี้ไม่ได้ใช้ลงลายมือชื่อในเวลานั้น", "the key did not sign at that time"),
        Damage::Signature => ("ลายมือชื่อไม่ถูกต้อง", "the signature does not fit"),
    };
    super::either(language, th, en)
}

fn damage(language: Language, damage: &Damage) -> String {
    let words = bare(language, damage);
    let place = match damage {
        Damage::Figure { body } | Damage::Scores { body } => Some(body.to_string()),
        Damage::Score { body, scheme } => Some(format!("{body}, {scheme}")),
        Damage::UnknownKey { key } | Damage::KeyNotThen { key } => Some(key.to_string()),
        Damage::OutOfOrder { part: kind } | Damage::Missing { part: kind } => Some(part(language, *kind).to_owned()),
        Damage::NoSnapshot
        | Damage::TooLong
        | Damage::Unreadable { .. }
        | Damage::NotCanonical
        | Damage::CutOff
        | Damage::TooMuch
        | Damage::Stray
        | Damage::NoTree { .. }
        | Damage::Provenance
        | Damage::Completeness
        | Damage::Ranking
        | Damage::OtherManifest
        | Damage::Lines
        | Damage::Root
        | Damage::Signature => None,
    };
    place.map_or_else(|| words.to_owned(), |place| format!("{words} ({place})"))
}

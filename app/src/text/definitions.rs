//! Words of definitions that changed, so that figures from before and after are not compared.

use super::format;
use domain::{
    definition::DefinitionChange,
    score::{EditionChange, Scheme},
    text::Language,
};
use service::dashboards::Redefined;

/// In which way a definition changed.
fn change(language: Language, change: DefinitionChange) -> &'static str {
    let (th, en) = match change {
        DefinitionChange::Measure => ("วิธีวัด", "how it is measured"),
        DefinitionChange::Unit => ("หน่วย", "its unit"),
        DefinitionChange::Definition => ("ข้อความนิยาม", "the words of its definition"),
        DefinitionChange::Polarity => ("ทิศทางที่ดี", "which way is better"),
    };
    super::either(language, th, en)
}

/// Ways in which a definition changed, one after the other.
pub fn changes(language: Language, found: &[DefinitionChange]) -> String {
    let found: Vec<_> = found.iter().map(|one| change(language, *one)).collect();
    found.join(" · ")
}

/// Until when figures were defined otherwise, and how.
pub fn redefined(language: Language, redefined: &Redefined) -> String {
    let until = format::period(language, redefined.until);
    let changes = changes(language, &redefined.changes);
    match language {
        Language::Th => format!("ผลถึง{until}ใช้นิยามอื่น จึงไม่แสดงและไม่นำมาเทียบ สิ่งที่เปลี่ยน: {changes}"),
        Language::En => {
            format!(
                "Figures up to {until} were defined otherwise and are neither shown nor compared. What changed: {changes}"
            )
        }
    }
}

/// The same in few words, for a line of a table.
pub fn redefined_briefly(language: Language, redefined: &Redefined) -> String {
    let until = format::short_period(language, redefined.until);
    match language {
        Language::Th => format!("ผลถึง {until} ใช้นิยามอื่น ไม่เทียบ"),
        Language::En => format!("Defined otherwise up to {until}: not compared"),
    }
}

/// What stands against comparing two editions of a scheme at a node.
pub(crate) fn edition(language: Language, scheme: &Scheme, change: &EditionChange) -> String {
    let title = |node: &domain::ids::NodeCode| {
        scheme.node(node).map_or_else(|| node.to_string(), |node| node.title.in_language(language).to_owned())
    };
    let (node, th, en) = match change {
        EditionChange::OtherScheme => {
            return super::either(language, "เป็นคนละเกณฑ์", "The schemes are different ones").to_owned();
        }
        EditionChange::Definition { indicator } => {
            return match language {
                Language::Th => format!("ตัวชี้วัด {indicator} นิยามต่างกัน"),
                Language::En => format!("{indicator} is defined otherwise"),
            };
        }
        EditionChange::Asked { indicator } => {
            return match language {
                Language::Th => format!("ตัวชี้วัด {indicator} เคยถามแล้วในรอบเดียวเท่านั้น อีกรอบยังไม่ได้ถาม"),
                Language::En => format!("{indicator} had been asked by the end of only one of the rounds"),
            };
        }
        EditionChange::Rounding => {
            let (th, en) = ("ปัดคะแนนเป็นทศนิยมคนละตำแหน่ง", "Scores are rounded to another number of decimals");
            return super::either(language, th, en).to_owned();
        }
        EditionChange::Population => {
            let (th, en) = ("กลุ่มที่สูตรใช้เทียบเป็นคนละกลุ่ม", "The formula compares with another population");
            return super::either(language, th, en).to_owned();
        }
        EditionChange::Classes => {
            let (th, en) = ("เกณฑ์แบ่งระดับต่างกัน", "Levels are set by other cut-offs or criteria");
            return super::either(language, th, en).to_owned();
        }
        EditionChange::Parts => {
            let (th, en) =
                ("ช่วงย่อยของระดับแบ่งต่างไป หรือเทียบกับกลุ่มอื่น", "Levels have other parts, or parts among another population");
            return super::either(language, th, en).to_owned();
        }
        EditionChange::NodeAbsent { node } => (node, "มีอยู่ในรุ่นเดียว", "is in one edition only"),
        EditionChange::Moved { node } => (node, "อยู่ใต้องค์ประกอบอื่น", "belongs to another node"),
        EditionChange::Reading { node } => {
            (node, "อ่านตัวชี้วัดอื่น หรืออ่านต่างไป", "reads another indicator, or reads it otherwise")
        }
        EditionChange::Combination { node } => (node, "รวมองค์ประกอบย่อยต่างไป", "combines its parts otherwise"),
        EditionChange::Normaliser { node } => (node, "ปรับค่าต่างไป", "normalises otherwise"),
        EditionChange::Weight { node } => (node, "น้ำหนักต่างไป", "has another weight"),
        EditionChange::Missing { node } => (node, "จัดการค่าที่ขาดต่างไป", "treats missing values otherwise"),
    };
    format!("{}: {}", title(node), super::either(language, th, en))
}

/// The first few of what stands against it, and how many more there are.
pub(crate) fn editions(language: Language, scheme: &Scheme, changes: &[EditionChange]) -> String {
    /// So many are named.
    const NAMED: usize = 4;
    let named: Vec<_> = changes.iter().take(NAMED).map(|change| edition(language, scheme, change)).collect();
    let more = changes.len().saturating_sub(NAMED);
    let more = match (language, more) {
        (_, 0) => String::new(),
        (Language::Th, more) => format!(" และอีก {}", format::counted(more)),
        (Language::En, more) => format!(" and {} more", format::counted(more)),
    };
    format!("{}{more}", named.join(" · "))
}

//! Words of a figure held against what is expected of it.

use domain::text::Language;

super::words! {
    /// The drawing and its key.
    Bullets {
        title: "ผลเทียบเป้าหมาย", "Reached against expected";
        key: "ความหมายของแถบและเส้น", "What bars and lines mean";
        figure: "ผล", "Actual";
        expected: "เป้าหมายตามเวลา", "Expected by then";
        target: "เป้าหมายสิ้นปีงบประมาณ", "Target at the end of fiscal year";
        baseline: "ค่าฐานปีงบประมาณ", "Baseline of fiscal year";
        against: "เทียบเป้าหมาย", "Against expected";
    }
}

/// The drawing in one sentence.
pub fn told(language: Language, figure: &str, expected: &str, status: &str) -> String {
    match language {
        Language::Th => format!("ผล {figure} เทียบเป้าหมายตามเวลา {expected}: {status}"),
        Language::En => format!("Actual {figure} against {expected} expected by then: {status}"),
    }
}

/// A milestone with its year.
pub fn milestone(language: Language, name: &str, year: &str, figure: &str) -> String {
    match language {
        Language::Th => format!("{name} {year} {figure}"),
        Language::En => format!("{name} {year}: {figure}"),
    }
}

/// From which figure on a status holds.
pub fn from(language: Language, status: &str, figure: &str) -> String {
    match language {
        Language::Th => format!("{status} ตั้งแต่ {figure}"),
        Language::En => format!("{status} from {figure}"),
    }
}

/// Up to which figure it holds.
pub fn up_to(language: Language, status: &str, figure: &str) -> String {
    match language {
        Language::Th => format!("{status} ไม่เกิน {figure}"),
        Language::En => format!("{status} up to {figure}"),
    }
}

/// Below which it holds.
pub fn below(language: Language, status: &str, figure: &str) -> String {
    match language {
        Language::Th => format!("{status} ต่ำกว่า {figure}"),
        Language::En => format!("{status} below {figure}"),
    }
}

/// Above which it holds.
pub fn above(language: Language, status: &str, figure: &str) -> String {
    match language {
        Language::Th => format!("{status} เกิน {figure}"),
        Language::En => format!("{status} above {figure}"),
    }
}

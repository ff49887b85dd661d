//! Words of plans, their strategies and where statements come from.

use domain::{calendar::FiscalYear, plan::ProvenanceStatus, text::Language};

super::words! {
    /// The plan browser.
    Plans {
        title: "แผนและตัวชี้วัด", "Plans and indicators";
        lead: "แผนพัฒนารัฐบาลดิจิทัลแต่ละฉบับ พร้อมยุทธศาสตร์ ตัวชี้วัด ค่าเป้าหมาย และแหล่งที่มา", "Each Digital Government Development Plan with its strategies, indicators, targets and where they come from";
        period: "ช่วงเวลาของแผน", "Period of the plan";
        approved: "คณะรัฐมนตรีเห็นชอบ", "Approved by the Cabinet";
        effective: "มีผลใช้บังคับ", "In force from";
        not_known: "ไม่ทราบ", "Not known";
        vision: "วิสัยทัศน์", "Vision";
        version: "ฉบับ", "Version";
        other_versions: "ฉบับอื่นของแผนนี้", "Other versions of this plan";
        goals: "เป้าหมาย", "Goals";
        indicators: "ตัวชี้วัด", "Indicators";
        indicator: "ตัวชี้วัด", "Indicator";
        baseline: "ค่าฐาน", "Baseline";
        no_indicators: "ไม่มีตัวชี้วัดในยุทธศาสตร์นี้", "No indicators under this strategy";
        source: "แหล่งที่มา", "Source";
        statement_source: "ที่มาของข้อความ", "Where the wording comes from";
        key: "ความหมายของป้ายแหล่งที่มา", "What the labels of sources mean";
        empty: "ยังไม่มีแผนในระบบ", "There is no plan yet";
        empty_why: "ผู้ดูแลระบบนำเข้าแผนได้ด้วยคำสั่ง tidtam import plan", "An administrator brings a plan in with: tidtam import plan";
        targets_of_years: "ค่าเป้าหมายเมื่อสิ้นปีงบประมาณ", "Targets at the end of each fiscal year";
        definition: "นิยาม", "Definition";
        figures: "ค่าฐานและค่าเป้าหมาย", "Baseline and targets";
    }
}

/// How far a statement can be trusted as official, on a label.
pub fn provenance(language: Language, status: ProvenanceStatus) -> &'static str {
    let (th, en) = match status {
        ProvenanceStatus::Official => ("ทางการ", "Official"),
        ProvenanceStatus::Sourced => ("มีแหล่งอ้างอิง", "Sourced"),
        ProvenanceStatus::Press => ("จากข่าว", "Press"),
        ProvenanceStatus::Background => ("ยังไม่ยืนยัน", "Not confirmed"),
        ProvenanceStatus::Demonstration => ("ข้อมูลสาธิต", "Demonstration"),
    };
    super::either(language, th, en)
}

/// What a label of [`provenance`] means.
pub fn provenance_meaning(language: Language, status: ProvenanceStatus) -> &'static str {
    let (th, en) = match status {
        ProvenanceStatus::Official => ("อ่านจากเอกสารทางการโดยตรง", "Read in the official document itself"),
        ProvenanceStatus::Sourced => {
            ("อ่านจากแหล่งสาธารณะที่อ้างถึงเอกสารทางการ", "Read in a public source that names the official document")
        }
        ProvenanceStatus::Press => {
            ("อ่านจากข่าว ถ้อยคำอาจไม่ตรงกับเอกสาร", "Read in the press; the wording may differ from the document")
        }
        ProvenanceStatus::Background => {
            ("ความรู้ทั่วไป ยังไม่พบเอกสารยืนยัน", "General knowledge that no document confirms yet")
        }
        ProvenanceStatus::Demonstration => {
            ("สมมติขึ้นเพื่อการสาธิต ไม่ใช่ข้อมูลของทางราชการ", "Made up for demonstration; not the government's data")
        }
    };
    super::either(language, th, en)
}

/// `พ.ศ. 2566–2570`, or `B.E. 2566–2570 (2023–2027)`.
pub fn years(language: Language, first: FiscalYear, last: FiscalYear) -> String {
    let common = |year: FiscalYear| super::format::common_era_year(year);
    match language {
        Language::Th => format!("ปีงบประมาณ {first}–{last}"),
        Language::En => format!("Fiscal years {first}–{last} ({}–{})", common(first), common(last)),
    }
}

/// `5 ยุทธศาสตร์ · 41 ตัวชี้วัด`.
pub fn extent(language: Language, strategies: usize, indicators: usize) -> String {
    let (strategies, indicators) = (super::format::counted(strategies), super::format::counted(indicators));
    match language {
        Language::Th => format!("{strategies} ยุทธศาสตร์หรือกลุ่ม · {indicators} ตัวชี้วัด"),
        Language::En => format!("{strategies} strategies or groups · {indicators} indicators"),
    }
}

/// `ฉบับที่ 2`.
pub fn version(language: Language, version: i32) -> String {
    match language {
        Language::Th => format!("ฉบับที่ {version}"),
        Language::En => format!("Version {version}"),
    }
}

/// The notice above figures that are made up.
pub fn demonstration_figures(language: Language, demonstration: usize, all: usize) -> String {
    let (demonstration, all) = (super::format::counted(demonstration), super::format::counted(all));
    match language {
        Language::Th => format!("ตัวชี้วัด {demonstration} จาก {all} ตัวเป็นชุดสาธิต ไม่พบตารางตัวชี้วัดและค่าเป้าหมายทางการของแผนนี้"),
        Language::En => format!(
            "{demonstration} of {all} indicators are a demonstration set: the plan's official table of indicators and \
             targets was not found"
        ),
    }
}

/// A source, of one that is told in both languages (`ภาษาไทย · English`) the half in the language of the page.
pub fn source(language: Language, source: &str) -> &str {
    let Some((th, en)) = source.split_once(" · ") else { return source };
    let is_told_in_both = super::is_thai(th) && !super::is_thai(en);
    match language {
        Language::Th if is_told_in_both => th,
        Language::En if is_told_in_both => en,
        Language::Th | Language::En => source,
    }
}

/// The vision of a plan, said to be one.
pub fn vision(language: Language, vision: &str) -> String {
    match language {
        Language::Th => format!("วิสัยทัศน์: {vision}"),
        Language::En => format!("Vision: {vision}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_in_both_languages_is_told_in_one() {
        let both = |text| [Language::Th, Language::En].map(|language| source(language, text));
        assert_eq!(both("ค่าสมมติ · Invented figure"), ["ค่าสมมติ", "Invented figure"]);
        for one in ["UN DESA · 2024", "ราชกิจจานุเบกษา · เล่ม 140", "UN DESA", "ราชกิจจานุเบกษา"]
        {
            assert_eq!(both(one), [one, one]);
        }
    }
}

//! Words of bodies of the state.

use chrono::NaiveDate;
use domain::{
    organisation::{OrganisationEventKind, OrganisationKind},
    register::Passage,
    size::{Size, SizeMeasure},
    text::Language,
};

super::words! {
    /// The tree of bodies and the page of each.
    Organisations {
        title: "หน่วยงาน", "Organisations";
        search: "ค้นหาหน่วยงาน", "Find an organisation";
        search_name: "ชื่อ อักษรย่อ หรือรหัส", "Name, abbreviation or code";
        search_hint: "พิมพ์บางส่วนของชื่อก็ได้ ไม่ต้องใส่วรรณยุกต์", "Any part of the name will do";
        kind: "ประเภท", "Kind";
        every_kind: "ทุกประเภท", "Every kind";
        show: "ค้นหา", "Search";
        tree: "โครงสร้างหน่วยงาน", "Structure";
        nothing_found: "ไม่พบหน่วยงานที่ตรงกับคำค้น", "No organisation matches";
        nothing_found_why: "ลองพิมพ์ให้สั้นลง หรือเลือกทุกประเภท", "Try fewer letters, or every kind";
        name: "ชื่อ", "Name";
        above: "สังกัด", "Under";
        code: "รหัส", "Code";
        duty: "การรายงาน", "Reporting";
        reports: "ต้องรายงานทุกรอบ", "Owes a report each round";
        does_not_report: "ไม่ต้องรายงาน", "Owes no reports";
        formerly: "ชื่อเดิม", "Formerly";
        existed: "ดำรงอยู่", "Existed";
        from_unknown: "ไม่ทราบวันเริ่ม", "start not known";
        until_now: "ปัจจุบัน", "today";
        overview: "ภาพรวมของ", "Overview of";
        below: "หน่วยงานในสังกัด", "Organisations below";
        history: "ประวัติของหน่วยงาน", "History of the body";
        register: "ข้อมูลทะเบียน", "Register entry";
        source: "แหล่งที่มา", "Source";
        size: "ขนาด", "Size";
        peers: "กลุ่มเปรียบเทียบ", "Peers";
        abbreviation: "อักษรย่อ", "Abbreviation";
        other_language: "ชื่อภาษาอังกฤษ", "Thai name";
        province: "รหัสจังหวัด", "Province code";
        empty: "ยังไม่มีข้อมูลหน่วยงาน", "No organisations are registered yet";
        empty_why: "ผู้ดูแลระบบนำเข้ารายชื่อหน่วยงานได้ด้วยคำสั่ง tidtam import organisations", "An administrator brings the register in with: tidtam import organisations";
    }
}

/// A kind of body.
pub fn kind(language: Language, kind: OrganisationKind) -> &'static str {
    use OrganisationKind as K;
    let (th, en) = match kind {
        K::Root => ("ประเทศ", "Country"),
        K::Group => ("กลุ่มหน่วยงาน", "Group"),
        K::Ministry => ("กระทรวง", "Ministry"),
        K::Department => ("กรมหรือเทียบเท่า", "Department"),
        K::PublicOrganisation => ("องค์การมหาชน", "Public organisation"),
        K::StateAgency => ("หน่วยงานของรัฐ", "State agency"),
        K::StateEnterprise => ("รัฐวิสาหกิจ", "State enterprise"),
        K::University => ("สถาบันอุดมศึกษา", "University"),
        K::Independent => ("องค์กรอิสระ", "Independent body"),
        K::Court => ("ศาล", "Court"),
        K::Parliament => ("หน่วยงานของรัฐสภา", "Body of parliament"),
        K::Province => ("จังหวัด", "Province"),
        K::SpecialLocal => ("องค์กรปกครองส่วนท้องถิ่นรูปแบบพิเศษ", "Special local administration"),
        K::LocalAdministration => ("องค์กรปกครองส่วนท้องถิ่น", "Local administration"),
    };
    super::either(language, th, en)
}

/// The people by whom the size of a body is measured.
pub fn people(language: Language, measure: SizeMeasure) -> &'static str {
    let (th, en) = match measure {
        SizeMeasure::Staff => ("บุคลากร", "staff"),
        SizeMeasure::Population => ("ประชากรที่ดูแล", "people served"),
    };
    super::either(language, th, en)
}

/// How large a body is, with the day on which its people were counted.
pub fn size(language: Language, size: &Size) -> String {
    let (people, number) = (people(language, size.measure), super::format::count(size.number));
    let day = super::format::day(language, size.counted_on);
    match language {
        Language::Th => format!("{people} {number} คน ณ วันที่ {day}"),
        Language::En => format!("{number} {people} on {day}"),
    }
}

/// Who published the register a body was read from; an unknown source is shown as it is written.
pub fn source(language: Language, source: &str) -> &str {
    let (th, en) = match source {
        "budget-2565" => ("เอกสารงบประมาณรายจ่ายประจำปี 2565", "Budget documents for fiscal year 2565 (2022)"),
        "budget-2568-2570" => {
            ("เอกสารงบประมาณรายจ่ายประจำปี 2568–2570", "Budget documents for fiscal years 2568–2570 (2025–2027)")
        }
        "iso-3166-2" => ("มาตรฐาน ISO 3166-2:TH", "ISO 3166-2:TH"),
        "general-knowledge" => ("ความรู้ทั่วไป ยังไม่ได้ยืนยันกับเอกสาร", "General knowledge, not confirmed in a document"),
        _ => return source,
    };
    super::either(language, th, en)
}

/// What happened to a body; `other` is the name of the other body.
pub fn event(language: Language, event: OrganisationEventKind, other: Option<&str>) -> String {
    use OrganisationEventKind as E;
    let other = other.unwrap_or("–");
    match (language, event) {
        (Language::Th, E::Renamed) => "เปลี่ยนชื่อ".to_owned(),
        (Language::En, E::Renamed) => "Renamed".to_owned(),
        (Language::Th, E::Merged) => format!("ควบรวมเข้ากับ{other}"),
        (Language::En, E::Merged) => format!("Merged into {other}"),
        (Language::Th, E::Split) => format!("แยกบางส่วนไปตั้งเป็น{other}"),
        (Language::En, E::Split) => format!("Part of it became {other}"),
        (Language::Th, E::Moved) => format!("ย้ายมาจากสังกัด{other}"),
        (Language::En, E::Moved) => format!("Moved here from {other}"),
        (Language::Th, E::Dissolved) => "ยุบเลิก".to_owned(),
        (Language::En, E::Dissolved) => "Dissolved".to_owned(),
    }
}

/// A move, as it is told to the body that moved, to those it came to, and to those it left; with the names of the body and of those
/// below which it stood before and stands since.
pub fn moved(language: Language, passage: Passage, body: &str, [from, to]: [&str; 2]) -> String {
    match (language, passage) {
        (Language::Th, Passage::Own) => format!("ย้ายจากสังกัด{from} ไปสังกัด{to}"),
        (Language::En, Passage::Own) => format!("Moved from {from} to {to}"),
        (Language::Th, Passage::Came) => format!("{body} ย้ายเข้ามาจากสังกัด{from}"),
        (Language::En, Passage::Came) => format!("{body} moved here from {from}"),
        (Language::Th, Passage::Left) => format!("{body} ย้ายออกไปสังกัด{to}"),
        (Language::En, Passage::Left) => format!("{body} moved away to {to}"),
    }
}

/// Many moves of one sort, by their number.
pub fn moved_many(language: Language, passage: Passage, number: usize) -> String {
    let bodies = bodies(language, number);
    match (language, passage) {
        (Language::Th, Passage::Own) => format!("ย้ายสังกัด {} ครั้ง", super::format::counted(number)),
        (Language::En, Passage::Own) => format!("Moved {} times", super::format::counted(number)),
        (Language::Th, Passage::Came) => format!("{bodies}ย้ายเข้ามา"),
        (Language::En, Passage::Came) => format!("{bodies} moved here"),
        (Language::Th, Passage::Left) => format!("{bodies}ย้ายออกไป"),
        (Language::En, Passage::Left) => format!("{bodies} moved away"),
    }
}

/// On to the events of a history that stand before those that are shown.
pub fn earlier_events(language: Language, number: usize) -> String {
    let number = super::format::counted(number);
    match language {
        Language::Th => format!("ดูทั้งหมด (อีก {number} เหตุการณ์ก่อนหน้านี้)"),
        Language::En => format!("The whole history ({number} earlier events)"),
    }
}

/// `14 หน่วยงาน`.
pub fn bodies(language: Language, number: usize) -> String {
    let number = super::format::counted(number);
    match language {
        Language::Th => format!("{number} หน่วยงาน"),
        Language::En if number == "1" => "1 organisation".to_owned(),
        Language::En => format!("{number} organisations"),
    }
}

/// How many bodies are registered, and how many of them report today.
pub fn registered(language: Language, bodies: usize, reporting: usize) -> String {
    let (bodies, reporting) = (super::format::counted(bodies), super::format::counted(reporting));
    match language {
        Language::Th => format!("ในทะเบียน {bodies} หน่วยงาน ต้องรายงาน {reporting} หน่วยงาน"),
        Language::En => format!("{bodies} in the register, {reporting} of them owe reports"),
    }
}

/// `พบ 12 หน่วยงาน`.
pub fn found(language: Language, number: usize) -> String {
    let bodies = bodies(language, number);
    match language {
        Language::Th => format!("พบ {bodies}"),
        Language::En => format!("{bodies} found"),
    }
}

/// A life that has ended, with its last day.
pub fn ended_on(language: Language, last_day: NaiveDate) -> String {
    let day = super::format::day(language, last_day);
    match language {
        Language::Th => format!("สิ้นสภาพ {day}"),
        Language::En => format!("Ended {day}"),
    }
}

/// The link to the whole list of a long branch.
pub fn all_of(language: Language, number: usize) -> String {
    let bodies = bodies(language, number);
    match language {
        Language::Th => format!("ดูทั้ง {bodies}"),
        Language::En => format!("See all {bodies}"),
    }
}

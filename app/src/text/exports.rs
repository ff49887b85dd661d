//! Words of the files that are made of snapshots, and within them.

use super::{
    format,
    snapshots::{self, Snapshots},
};
use domain::{
    ids::SnapshotCode,
    license::License,
    plan::Plan,
    snapshot::{Catalogue, Export, Head, SdmxCsv, SdmxMessage, Stage},
    text::Language,
};

super::words! {
    /// Files of snapshots.
    Exports {
        files: "ไฟล์สำหรับโปรแกรมอื่น", "Files for other programs";
        files_lead: "ทุกไฟล์ทำจากชุดข้อมูลที่ลงลายมือชื่อไว้ จึงตรงกันทุกค่า", "Each is made of the signed snapshot, so they all agree";
        file: "ไฟล์", "File";
        rows: "จำนวนแถว", "Rows";
        size: "ขนาด", "Size";
        making: "กำลังทำไฟล์", "Files are being made";
        unmakeable: "ทำไฟล์บางไฟล์ไม่สำเร็จ ระบบจะทำอีกครั้งภายใน 5 นาที", "Some files could not be made; this is done again within 5 minutes";
        unmakeable_why: "ดูสาเหตุ", "See the cause";
        after_publication: "รายงานของประเทศ (PDF) และคำอธิบายสำหรับบัญชีข้อมูลจะทำเมื่อเผยแพร่ชุดนี้ เพราะต้องระบุชุดที่ชุดนี้มาแทน ซึ่งยังไม่เปิดให้อ่านทั่วไป", "The national reports (PDF) and the descriptions for catalogues are made once this snapshot is published: they name the one that it replaces, which not everybody may read yet";
        again: "ดูอีกครั้ง", "Look again";
        paper: "รายงานของหน่วยงาน (PDF)", "Report of an organisation (PDF)";
        paper_lead: "รายงานของหน่วยงานหนึ่งจากชุดข้อมูลนี้ ทำเมื่อขอครั้งแรก ชุดใหญ่อาจใช้เวลาหลายวินาที", "The report of one organisation in this snapshot, set when it is first asked for; of a large snapshot this may take seconds";
        paper_body: "รหัสหน่วยงาน เช่น dopa", "Code of the organisation, such as dopa";
        paper_thai: "ดาวน์โหลดภาษาไทย", "Download in Thai";
        paper_english: "ดาวน์โหลดภาษาอังกฤษ", "Download in English";
        papers_set: "รายงานของหน่วยงานที่ทำแล้ว", "Reports of organisations that were set";
        papers_all: "เตรียมรายงาน PDF ของทุกหน่วยงาน", "Prepare the PDF reports of all organisations";
        papers_all_lead: "ให้ระบบเตรียมรายงานของทุกหน่วยงานไว้ ทั้งภาษาไทยและภาษาอังกฤษ ทีละฉบับอยู่เบื้องหลัง เริ่มภายใน 5 นาที ชุดใหญ่ใช้เวลาหลายชั่วโมง หยุดได้ทุกเมื่อ", "Have the reports of all organisations prepared, in Thai and English, one after another in the background. It begins within 5 minutes, takes hours for a large snapshot and can be stopped at any time";
        papers_under_way: "กำลังเตรียมรายงานของทุกหน่วยงาน", "The reports of all organisations are being prepared";
        papers_failed: "เตรียมรายงานบางฉบับไม่สำเร็จ ระบบจะทำอีกครั้งภายใน 5 นาที", "Some reports could not be prepared; this is done again within 5 minutes";
        papers_of: "จาก", "of";
        papers_stop: "หยุดเตรียม", "Stop preparing";
        papers_all_set: "เตรียมรายงานครบทุกหน่วยงานแล้ว ขอฉบับใดก็ได้ด้วยรหัสหน่วยงานข้างต้น", "The reports of all organisations are prepared; ask for any by its code above";
        papers_first: "แสดงฉบับแรก ๆ ตามรหัสหน่วยงาน", "The first of them, by code of the organisation";
        title: "ชุดข้อมูลติดตามแผนพัฒนารัฐบาลดิจิทัล", "Follow-up of the Digital Government Development Plan";
        about: "ชุดข้อมูล", "Snapshot";
        figures: "ผลรายหน่วยงาน", "Figures";
        statuses: "สถานะเทียบกับค่าที่คาด", "Status";
        expected: "ค่าที่คาดเมื่อสิ้นงวด", "Expected by the end of the period";
        scores: "คะแนน", "Scores";
        reports: "รายงาน", "Reports";
        indicators: "ตัวชี้วัด", "Indicators";
        code: "รหัส", "Code";
        period: "งวด", "Period";
        plan: "แผน", "Plan";
        taken: "ข้อมูล ณ", "As of";
        note: "หมายเหตุการแก้ไข", "Revision note";
        exact: "ความละเอียด", "Precision";
        exact_why: "ตารางคำนวณเก็บตัวเลขได้ราว 15 หลัก ตัวเลขครบทุกหลักอยู่ในไฟล์ CSV และ JSON", "Spreadsheets keep about 15 digits; the CSV and JSON files have them all";
        verify: "การตรวจสอบ", "Verification";
        verify_why: "ไฟล์ .tidtam ของชุดเดียวกันลงลายมือชื่อดิจิทัลไว้ ตรวจได้ที่หน้า “ตรวจสอบไฟล์”", "The .tidtam file of the same snapshot is signed and can be verified on the page “Verify a file”";
        demonstration: "ข้อมูลสาธิต", "Demonstration data";
        demonstration_why: "ตัวเลขทุกตัวสร้างขึ้นเพื่อการสาธิต", "Every figure was made up for demonstration";
        body: "หน่วยงาน", "Organisation";
        scheme: "เกณฑ์คะแนน", "Scheme";
        score: "คะแนน", "Score";
        class: "ระดับ", "Class";
        place: "อันดับ", "Place";
        shared: "ร่วม", "tied";
        // The number format of a date and its clock: months of the language, years of the era that it counts in.
        instant: "[$-107041E]d mmm yyyy hh.mm \"น.\"", "[$-409]d mmm yyyy\", \"hh:mm";
        no_score: "ไม่มีคะแนน", "no score";
        not_applicable: "ไม่เกี่ยวข้อง", "not applicable";
        not_measured: "ไม่วัดผล", "not measured";
        yes: "ใช่", "Yes";
        no: "ไม่ใช่", "No";
        derived: "คำนวณจากค่าอื่น", "worked out from others";
        state: "สถานะ", "State";
        handed_in: "ส่งครั้งแรก", "First submitted";
        revision: "ส่งกี่ครั้ง", "Revision";
        indicator: "ตัวชี้วัด", "Indicator";
        unit: "หน่วยนับ", "Unit";
        definition: "คำนิยาม", "Definition";
        polarity: "ทิศทางที่ดี", "Better";
        source: "ที่มา", "Source";
    }
}

/// The name of a sheet, told apart by language; a spreadsheet takes 31 characters.
pub fn sheet_name(language: Language, name: &str) -> String {
    let mark = super::either(language, "ไทย", "EN");
    format!("{mark} {name}").chars().take(31).collect()
}

/// What a file is, and for whom.
pub fn export(language: Language, export: Export) -> String {
    let say = |th, en| super::either(language, th, en).to_owned();
    match export {
        Export::Paper(Language::Th) => say("รายงานภาพรวมประเทศ PDF ภาษาไทย", "National report, PDF in Thai"),
        Export::Paper(Language::En) => say("รายงานภาพรวมประเทศ PDF ภาษาอังกฤษ", "National report, PDF in English"),
        Export::Workbook => say("Excel สำหรับอ่าน ภาษาไทยและอังกฤษ", "Excel for reading, in Thai and English"),
        Export::Tables => say(
            "CSV ทุกตาราง พร้อมคำอธิบาย (Data Package, CSVW)",
            "CSV, all tables with their description (Data Package, CSVW)",
        ),
        Export::Json => say("JSON ทุกตาราง", "JSON, all tables"),
        Export::Sdmx(SdmxCsv::Two) => say("SDMX-CSV 2.0 ค่าที่รับรองแล้ว", "SDMX-CSV 2.0, accepted values"),
        Export::Sdmx(SdmxCsv::One) => say("SDMX-CSV 1.0 สำหรับโปรแกรมรุ่นก่อน", "SDMX-CSV 1.0, for older programs"),
        Export::SdmxJson(SdmxMessage::Data) => say("SDMX-JSON 2.0 ค่าที่รับรองแล้ว", "SDMX-JSON 2.0, accepted values"),
        Export::SdmxJson(SdmxMessage::Structure) => say(
            "SDMX-JSON 2.0 โครงสร้าง: แนวคิด รายการรหัส และนิยามโครงสร้างข้อมูล",
            "SDMX-JSON 2.0, structures: concepts, code lists and the data structure definition",
        ),
        Export::Adx => say("ADX สำหรับ DHIS2", "ADX, for DHIS2"),
        Export::Parquet(table) => {
            let title = table.title();
            format!("Parquet: {}", title.in_language(language))
        }
        Export::Description(Catalogue::JsonLd) => {
            say("คำอธิบายสำหรับบัญชีข้อมูล DCAT-AP 3 (JSON-LD)", "Description for data catalogues, DCAT-AP 3 (JSON-LD)")
        }
        Export::Description(Catalogue::Turtle) => {
            say("คำอธิบายสำหรับบัญชีข้อมูล DCAT-AP 3 (Turtle)", "Description for data catalogues, DCAT-AP 3 (Turtle)")
        }
        Export::Description(Catalogue::Ckan) => {
            say("คำอธิบายสำหรับระบบบัญชีข้อมูลภาครัฐ (CKAN)", "Description for the Thai Government Data Catalog (CKAN)")
        }
    }
}

/// Who publishes snapshots.
pub fn publisher(language: Language) -> &'static str {
    super::either(
        language,
        "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)",
        "Digital Government Development Agency (Public Organization)",
    )
}

/// What sort of publisher that is, in the words of the vocabulary of publishers.
pub fn national_authority(language: Language) -> &'static str {
    super::either(language, "หน่วยงานระดับประเทศ", "National authority")
}

/// What the data is about, in the words of the vocabulary of themes.
pub fn theme(language: Language) -> &'static str {
    super::either(language, "รัฐบาลและภาครัฐ", "Government and public sector")
}

/// The signed file itself.
pub fn signed_file(language: Language) -> &'static str {
    super::either(language, "ชุดข้อมูลที่ลงลายมือชื่อดิจิทัล", "The signed snapshot itself")
}

/// What the catalogue of snapshots is called.
pub fn catalogue_title(language: Language) -> &'static str {
    super::either(
        language,
        "ชุดข้อมูลติดตามแผนพัฒนารัฐบาลดิจิทัล",
        "Snapshots of the follow-up of the Digital Government Development Plan",
    )
}

/// What the catalogue and its series hold.
pub fn catalogue_about(language: Language) -> &'static str {
    super::either(
        language,
        "ผลตามตัวชี้วัดของแผนพัฒนารัฐบาลดิจิทัลที่หน่วยงานของรัฐรายงานและ สพร. รับรองแล้ว แต่ละงวดหยุดไว้และลงลายมือชื่อดิจิทัล",
        "Results by indicator of the Digital Government Development Plan, as agencies reported and DGA accepted them; each period is frozen and signed",
    )
}

/// What the dataset of a snapshot holds.
pub fn dataset_about(language: Language, head: &Head) -> String {
    let demonstration = if head.is_demonstration { super::words_in::<Exports>(language).demonstration_why } else { "" };
    let (about, taken) = (catalogue_about(language), format::instant(language, head.taken_at));
    let stage = snapshots::stage(language, head.stage);
    let told = match language {
        Language::Th => format!("{about} ชุดข้อมูล {} ({stage}) ข้อมูล ณ {taken} {demonstration}", head.code),
        Language::En => format!("{about}. Snapshot {} ({stage}) as of {taken}. {demonstration}", head.code),
    };
    told.trim_end().to_owned()
}

/// What the package of a snapshot is called in the Thai catalogue, apart from those of other snapshots of its round.
pub fn package_title(head: &Head, plan: &Plan) -> String {
    let (plan, period) = (&plan.plan.title.th, format::period(Language::Th, head.round.period));
    format!("{plan} {period} · {}", head.code)
}

/// What the package of a snapshot holds, which one it stands in for, and why, for the Thai catalogue.
pub fn package_about(head: &Head, replaces: Option<&SnapshotCode>) -> String {
    let words = super::words_in::<Snapshots>(Language::Th);
    let replaces = replaces.map(|before| format!("{} {before}", words.replaces));
    let note = Some(&head.note).filter(|note| !note.is_empty()).map(|note| format!("{}: {note}", words.note));
    let told: Vec<String> = [Some(dataset_about(Language::Th, head)), replaces, note].into_iter().flatten().collect();
    told.join("\n\n")
}

/// Who gets the data of a snapshot and under which terms, for the Thai catalogue: the names of licences there have no version.
/// Of a draft, which nobody publishes, nothing is said.
pub fn package_access(head: &Head, license: Option<&License>) -> String {
    let anybody = "ทุกคนดาวน์โหลดได้โดยไม่ต้องลงชื่อเข้าใช้";
    match (head.stage, license) {
        (Stage::Draft, _) => String::new(),
        (Stage::Final, None) => anybody.to_owned(),
        (Stage::Final, Some(license)) if license.title() == license.url() => {
            format!("{anybody} ภายใต้สัญญาอนุญาต {}", license.url())
        }
        (Stage::Final, Some(license)) => {
            format!("{anybody} ภายใต้สัญญาอนุญาต {} ({})", license.title(), license.url())
        }
    }
}

/// A word by which the datasets are found.
#[derive(Debug)]
pub struct Keyword {
    th: &'static str,
    en: &'static str,
}

impl Keyword {
    /// In a language.
    pub fn in_language(&self, language: Language) -> &'static str {
        super::either(language, self.th, self.en)
    }
}

/// The words by which the datasets are found.
pub const KEYWORDS: [Keyword; 4] = [
    Keyword { th: "รัฐบาลดิจิทัล", en: "digital government" },
    Keyword { th: "ตัวชี้วัด", en: "indicators" },
    Keyword {
        th: "แผนพัฒนารัฐบาลดิจิทัล", en: "Digital Government Development Plan"
    },
    Keyword { th: "การติดตามและประเมินผล", en: "monitoring and evaluation" },
];

/// Why the data is collected, for the Thai catalogue: it takes Thai alone.
pub const OBJECTIVE: &str = "เพื่อติดตามและประเมินผลการดำเนินงานตามแผนพัฒนารัฐบาลดิจิทัลของประเทศไทย";

/// Where the data comes from, for the Thai catalogue.
pub const SOURCE: &str = "รายงานของหน่วยงานของรัฐ ซึ่ง สพร. ตรวจและรับรองแล้ว";

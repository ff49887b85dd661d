//! Words of the files that are made of snapshots, and within them.

use domain::{
    snapshot::{Export, SdmxCsv},
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
        again: "ดูอีกครั้ง", "Look again";
        title: "ชุดข้อมูลติดตามแผนพัฒนารัฐบาลดิจิทัล", "Follow-up of the Digital Government Development Plan";
        about: "ชุดข้อมูล", "Snapshot";
        figures: "ผลรายหน่วยงาน", "Figures";
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
        no_score: "ไม่มีคะแนน", "no score";
        not_applicable: "ไม่เกี่ยวข้อง", "not applicable";
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
        Export::Workbook => say("Excel สำหรับอ่าน ภาษาไทยและอังกฤษ", "Excel for reading, in Thai and English"),
        Export::Tables => say(
            "CSV ทุกตาราง พร้อมคำอธิบาย (Data Package, CSVW)",
            "CSV, all tables with their description (Data Package, CSVW)",
        ),
        Export::Json => say("JSON ทุกตาราง", "JSON, all tables"),
        Export::Sdmx(SdmxCsv::Two) => say("SDMX-CSV 2.0 ค่าที่รับรองแล้ว", "SDMX-CSV 2.0, accepted values"),
        Export::Sdmx(SdmxCsv::One) => say("SDMX-CSV 1.0 สำหรับโปรแกรมรุ่นก่อน", "SDMX-CSV 1.0, for older programs"),
        Export::Adx => say("ADX สำหรับ DHIS2", "ADX, for DHIS2"),
        Export::Parquet(table) => {
            let title = table.title();
            format!("Parquet: {}", title.in_language(language))
        }
    }
}

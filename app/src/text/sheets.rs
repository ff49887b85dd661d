//! Words of reports by spreadsheet: in the file, beside its cells, and on the page that shows what it changes.

use super::either;
use domain::{
    sheet::{BEFORE_OF_MANY, Column, Misfit},
    text::Language,
};
use service::sheets::{SheetKind, Why};

super::words! {
    /// Reports by spreadsheet.
    Sheets {
        title: "กรอกด้วยสเปรดชีต", "Fill in with a spreadsheet";
        lead: "ดาวน์โหลดแบบกรอก กรอกได้โดยไม่ต้องต่ออินเทอร์เน็ต แล้วนำกลับมาอัปโหลด ท่านจะเห็นสิ่งที่เปลี่ยนก่อนบันทึก", "Download the template, fill it in without a connection, and upload it again. You see what would change before anything is saved";
        download_workbook: "ดาวน์โหลดแบบกรอก (Excel)", "Download the template (Excel)";
        download_csv: "ดาวน์โหลดแบบกรอก (CSV)", "Download the template (CSV)";
        choose: "ไฟล์ที่กรอกแล้ว (.xlsx หรือ .csv)", "The filled file (.xlsx or .csv)";
        choose_hint: "ไม่เกิน 5 MB ยังไม่มีการบันทึกจนกว่าท่านจะยืนยัน", "At most 5 MB; nothing is saved until you confirm";
        upload: "อัปโหลดและตรวจดู", "Upload and look";
        upload_again: "อัปโหลดไฟล์ที่แก้ไขแล้ว", "Upload the corrected file";
        unsaved: "ข้อความที่พิมพ์ในหน้านี้และยังไม่ได้บันทึก โปรดบันทึกก่อนอัปโหลด", "Save what you typed on this page before uploading";

        preview: "ตรวจดูก่อนบันทึก", "Look before saving";
        back: "รายงาน", "Report";
        file: "ไฟล์", "File";
        uploaded: "อัปโหลดเมื่อ", "Uploaded";
        waits: "รอการยืนยันถึง", "Waits for you until";
        nothing_saved: "ยังไม่ได้บันทึกอะไร", "Nothing is saved yet";
        refused_why: "โปรดแก้ในไฟล์แล้วอัปโหลดอีกครั้ง ยังไม่มีการบันทึก", "Correct them in the file and upload it again; nothing was saved";
        and_more: "และยังมีอีก", "And there are more";
        no_changes: "ไฟล์นี้ไม่เปลี่ยนอะไรในร่าง", "This file changes nothing in the draft";
        no_changes_why: "ทุกช่องตรงกับร่างที่บันทึกไว้แล้ว", "Every cell is as the draft has it";
        older: "แบบกรอกนี้ดาวน์โหลดก่อนที่ตัวชี้วัดของรอบนี้จะเปลี่ยน", "This template was downloaded before the indicators of this round changed";
        older_why: "ระบบนำมาเฉพาะคำตอบของตัวชี้วัดที่ยังมีความหมายเดิม โปรดตรวจดูให้ครบ", "Answers to indicators that still mean the same are taken over; please check them";
        also_changed: "มีการแก้ไขในระบบหลังจากดาวน์โหลด หากยืนยัน ค่าจากไฟล์จะแทนที่", "It was also changed here after the download; if you confirm, the file's text takes its place";
        changes: "สิ่งที่เปลี่ยน", "What changes";
        column_indicator: "ตัวชี้วัด", "Indicator";
        column_now: "ในร่างขณะนี้", "In the draft now";
        column_then: "หลังใช้ไฟล์", "After the file";
        row: "แถว", "Row";
        empty: "(ว่าง)", "(empty)";
        apply: "ยืนยันและบันทึกลงร่าง", "Confirm and save into the draft";
        cancel: "กลับไปหน้ารายงานโดยไม่บันทึก", "Back to the report without saving";
        applied: "ใช้ไฟล์นี้แล้วเมื่อ", "This file was applied on";
        to_report: "ไปหน้ารายงาน", "To the report";
        cannot_apply: "บันทึกไม่ได้ในขณะนี้", "It cannot be saved now";

        many_title: "อัปโหลดคำตอบของหลายหน่วยงาน", "Upload the answers of many agencies";
        many_lead: "ไฟล์เดียว หนึ่งแถวต่อหนึ่งตัวชี้วัดของหนึ่งหน่วยงาน เป็นแบบกรอก Excel, CSV หรือ ADX จาก DHIS2 รับทั้งไฟล์หรือไม่รับเลย", "One file with a row for each indicator of each agency: the Excel template below, a CSV, or an ADX file of a DHIS2; all of it is taken, or nothing";
        many_template: "แบบกรอกของหลายหน่วยงาน (Excel)", "A template of many agencies (Excel)";
        many_template_of: "หน่วยงานในสังกัดของ", "The agencies of";
        many_download: "ดาวน์โหลดแบบกรอก (Excel)", "Download the template (Excel)";
        many_code: "รหัสหน่วยงาน", "Code of the agency";
        many_columns: "คอลัมน์ที่ต้องมี: agency, indicator และคำตอบ เช่น value, base, applicability, note หรือนำแบบกรอก CSV ของหลายหน่วยงานมาต่อกัน ADX: orgUnit คือหน่วยงาน period เช่น 2026-10-01/P3M dataSet คือแผน dataElement คือตัวชี้วัด เติม .base สำหรับตัวหาร", "Columns: agency, indicator, and answers such as value, base, applicability, note; or the CSV templates of several agencies one below the other. ADX: orgUnit is the agency, period such as 2026-10-01/P3M, dataSet the plan, dataElement the indicator, with .base behind it for the denominator";
        many_limit: "CSV ไม่เกิน 1 GB ไฟล์อื่นไม่เกิน 5 MB CSV ที่เกิน 5 MB หรือ 500 หน่วยงานตรวจอยู่เบื้องหลังและต้องเรียงตามหน่วยงาน ยังไม่มีการบันทึกจนกว่าท่านจะยืนยัน", "CSV up to 1 GB, others up to 5 MB; a CSV beyond 5 MB or 500 agencies is checked in the background and has to be sorted by agency. Nothing is saved until you confirm";
        many_file: "ไฟล์ Excel, CSV หรือ ADX", "The Excel, CSV or ADX file";
        many_agencies: "หน่วยงานในไฟล์", "Agencies in the file";
        many_agency: "หน่วยงาน", "Agency";
        many_changes: "ตัวชี้วัดที่เปลี่ยน", "Indicators that change";
        many_see: "ดูทุกช่อง", "See every cell";
        many_apply: "ยืนยันและบันทึกลงร่างของทุกหน่วยงาน", "Confirm and save into all drafts";
        many_part: "ไฟล์นี้เป็นส่วนหนึ่งของไฟล์หลายหน่วยงาน ยืนยันได้ที่หน้าไฟล์รวม", "This is a part of a file of many agencies; confirm it on the page of that file";
        many_back: "ไปหน้าไฟล์รวม", "To the page of the whole file";
        to_round: "กลับไปหน้ารอบโดยไม่บันทึก", "Back to the round without saving";
    }
}

/// What a workbook is, at its head.
pub fn title(language: Language, agency: &str) -> String {
    match language {
        Language::Th => format!("แบบกรอกรายงานของ{agency}"),
        Language::En => format!("Report template of {agency}"),
    }
}

/// Until when it is due.
pub fn due(language: Language, at: &str) -> String {
    match language {
        Language::Th => format!("ส่งภายใน {at}"),
        Language::En => format!("due {at}"),
    }
}

/// How a workbook is filled in.
pub fn how(language: Language) -> &'static str {
    either(
        language,
        "กรอกเฉพาะช่องสีเหลือง ว่างไม่ใช่ศูนย์ แล้วอัปโหลดที่หน้ารายงาน หลักฐานแนบที่หน้ารายงาน",
        "Fill in the yellow cells only; blank is not zero. Upload it on the report's page, where evidence is attached, too",
    )
}

/// The heading of a column.
pub fn heading(language: Language, column: Column) -> &'static str {
    let (th, en) = match column {
        Column::Indicator => ("รหัส", "Code"),
        Column::Name => ("ตัวชี้วัด", "Indicator"),
        Column::Unit => ("หน่วย", "Unit"),
        Column::Last => ("ค่าล่าสุดที่รับรอง", "Last accepted value"),
        Column::Target => ("เป้าหมาย", "Target"),
        Column::ValueLabel => ("สิ่งที่นับ (ตัวตั้ง)", "What is counted"),
        Column::Value => ("ค่า / ตัวตั้ง", "Value / numerator"),
        Column::BaseLabel => ("สิ่งที่นับ (ตัวหาร)", "Out of what"),
        Column::Base => ("ตัวหาร", "Denominator"),
        Column::Applicability => ("เกี่ยวข้องหรือไม่", "Does it apply"),
        Column::NotApplicableReason => ("เหตุผลที่ไม่เกี่ยวข้อง", "Why it does not apply"),
        Column::Explanation => ("คำอธิบายค่าที่เปลี่ยนมาก", "Why the value is right"),
        Column::Narrative => ("ผลการดำเนินงาน", "What was done"),
        Column::Obstacles => ("ปัญหาอุปสรรค", "Obstacles"),
        Column::HelpNeeded => ("ความช่วยเหลือที่ต้องการ", "Help needed"),
        Column::Notes => ("วิธีกรอกและนิยาม", "How to fill it in, and definition"),
    };
    either(language, th, en)
}

/// What a spreadsheet checks while somebody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validated {
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// One of a list.
    List,
    /// A text that is not too long.
    Text,
}

/// What a spreadsheet says when it does not let something in.
pub fn refused(language: Language, validated: Validated) -> &'static str {
    let (th, en) = match validated {
        Validated::Whole => (
            "โปรดพิมพ์จำนวนเต็มในช่วงที่เป็นไปได้ ไม่ใส่หน่วยหรือ %",
            "Type a whole number within the possible range, without unit or %.",
        ),
        Validated::Number => {
            ("โปรดพิมพ์ตัวเลขในช่วงที่เป็นไปได้ ไม่ใส่หน่วยหรือ %", "Type a number within the possible range, without unit or %.")
        }
        Validated::List => ("โปรดเลือกจากรายการ", "Choose from the list."),
        Validated::Text => ("ข้อความยาวเกิน 10,000 ตัวอักษร", "The text is longer than 10,000 characters."),
    };
    either(language, th, en)
}

/// A place in a file: `G14` of a workbook, line and column of a CSV.
pub fn place(language: Language, kind: SheetKind, row: u32, column: Option<Column>) -> String {
    match (kind, column, language) {
        (_, _, _) if row == 0 => String::new(),
        (SheetKind::Workbook, Some(column), _) => format!("{}{row}", column.letter()),
        (SheetKind::WorkbookOfMany, Some(column), _) => format!("{}{row}", column.letter_after(BEFORE_OF_MANY)),
        (SheetKind::Workbook | SheetKind::WorkbookOfMany, None, Language::Th) => format!("แถว {row}"),
        (SheetKind::Workbook | SheetKind::WorkbookOfMany, None, Language::En) => format!("row {row}"),
        (SheetKind::Csv | SheetKind::Adx, Some(column), Language::Th) => format!("บรรทัด {row} {}", column.as_ref()),
        (SheetKind::Csv | SheetKind::Adx, Some(column), Language::En) => format!("line {row} {}", column.as_ref()),
        (SheetKind::Csv | SheetKind::Adx, None, Language::Th) => format!("บรรทัด {row}"),
        (SheetKind::Csv | SheetKind::Adx, None, Language::En) => format!("line {row}"),
    }
}

/// How many cells cannot be taken.
pub fn refused_count(language: Language, count: usize) -> String {
    match language {
        Language::Th => format!("รับไฟล์นี้ไม่ได้ มีจุดที่ต้องแก้ {count} จุด"),
        Language::En if count == 1 => "The file cannot be taken: 1 place to correct".to_owned(),
        Language::En => format!("The file cannot be taken: {count} places to correct"),
    }
}

/// How many indicators change.
pub fn changed_count(language: Language, count: usize) -> String {
    match language {
        Language::Th => format!("เปลี่ยน {count} ตัวชี้วัด"),
        Language::En if count == 1 => "1 indicator changes".to_owned(),
        Language::En => format!("{count} indicators change"),
    }
}

/// Why a cell or a file cannot be read.
pub fn why(language: Language, why: &Why) -> String {
    let say = |th: &str, en: &str| either_owned(language, th, en);
    match why {
        Why::NotASpreadsheet => say(
            "ไฟล์นี้ไม่ใช่แบบกรอก โปรดอัปโหลดไฟล์ .xlsx หรือ .csv ที่ดาวน์โหลดจากหน้ารายงาน",
            "This is no template. Upload the .xlsx or .csv that you downloaded from the report's page.",
        ),
        Why::NotACsv => say(
            "ไฟล์ของหลายหน่วยงานต้องเป็น CSV หรือ ADX โปรดบันทึกเป็น “CSV UTF-8”",
            "A file of many agencies has to be CSV or ADX. Save it as “CSV UTF-8”.",
        ),
        Why::NotComputed => say(
            "ช่องนี้เป็นสูตรที่ยังไม่มีผลลัพธ์ โปรดเปิดไฟล์ในโปรแกรมสเปรดชีต บันทึกใหม่ หรือพิมพ์ค่า",
            "There is a formula without a result. Open and save the file in a spreadsheet program, or type the value.",
        ),
        Why::NotYours { agency } => match language {
            Language::Th => format!("ไม่มีหน่วยงาน “{agency}” ที่ต้องรายงานในรอบนี้ หรือท่านไม่ได้รับมอบหมายให้กรอกแทน"),
            Language::En => {
                format!("No agency “{agency}” owes a report in this round, or reporting for it is not your task.")
            }
        },
        Why::Closed { refusal } => super::refusals::refusal(language, refusal.as_ref()).to_owned(),
        Why::PartReplaced => say(
            "มีไฟล์ใหม่กว่าของบางหน่วยงานในไฟล์นี้ โปรดอัปโหลดไฟล์นี้อีกครั้ง",
            "A newer file was uploaded for one of these agencies. Upload this file again.",
        ),
        Why::TooManyAgencies => {
            say("มีเกิน 500 หน่วยงาน โปรดแบ่งเป็นหลายไฟล์", "There are more than 500 agencies. Split it into several files.")
        }
        Why::OldWorkbook => say(
            "ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) หรือมีรหัสผ่าน โปรดบันทึกเป็น .xlsx โดยไม่มีรหัสผ่าน",
            "This is an old Excel file (.xls) or has a password. Save it as .xlsx without one.",
        ),
        Why::Protected => say("ไฟล์นี้มีรหัสผ่าน โปรดบันทึกโดยไม่มีรหัสผ่าน", "This file has a password. Save it without one."),
        Why::Damaged => say(
            "ไฟล์นี้เสียหายหรืออ่านไม่ได้ โปรดเปิดแล้วบันทึกใหม่ หรือดาวน์โหลดแบบกรอกอีกครั้ง",
            "This file is damaged or cannot be read. Open and save it again, or download the template again.",
        ),
        Why::TooMuchInside => say(
            "ไฟล์นี้มีข้อมูลมากเกินกว่ารายงานใด ๆ จึงไม่ได้เปิดอ่าน โปรดใช้แบบกรอกที่ดาวน์โหลดจากหน้ารายงาน",
            "There is more in this file than in any report, so it was not opened. Use the template from the report's page.",
        ),
        Why::FarCell { cell } => match language {
            Language::Th => format!("มีข้อมูลที่ช่อง {cell} ซึ่งอยู่ไกลนอกแบบกรอก โปรดลบออก"),
            Language::En => format!("There is something in {cell}, far outside of the template. Please remove it."),
        },
        Why::NoTemplate => say(
            "ไฟล์นี้ไม่ใช่แบบกรอกของระบบ หรือแผ่นงานที่ซ่อนไว้ถูกลบ โปรดดาวน์โหลดแบบกรอกแล้วคัดลอกคำตอบลงไป",
            "This is no template of this system, or its hidden sheet was removed. Download the template and copy your answers into it.",
        ),
        Why::OtherVersion { version } => match language {
            Language::Th => format!("แบบกรอกนี้เป็นรุ่น {version} ซึ่งระบบไม่รับแล้ว โปรดดาวน์โหลดแบบกรอกใหม่"),
            Language::En => {
                format!("This is version {version} of the template, which is not taken. Download it again.")
            }
        },
        Why::OtherAgency { name: Some(name) } => match language {
            Language::Th => format!("แบบกรอกนี้เป็นของ{} ไม่ใช่ของหน่วยงานในหน้านี้", name.th),
            Language::En => {
                format!("This template is of {}, not of the agency of this page.", name.in_language(language))
            }
        },
        Why::OtherAgency { name: None } => say(
            "แบบกรอกนี้เป็นของหน่วยงานอื่น ไม่ใช่ของหน่วยงานในหน้านี้",
            "This template is of another agency than that of this page.",
        ),
        Why::OtherRound { round } => match language {
            Language::Th => format!("แบบกรอกนี้เป็นของรอบ {round} ไม่ใช่รอบในหน้านี้"),
            Language::En => format!("This template is of the round {round}, not of that of this page."),
        },
        Why::NotUtf8 => say("ไฟล์ไม่ใช่ UTF-8 โปรดบันทึกเป็น “CSV UTF-8”", "The file is not UTF-8. Save it as “CSV UTF-8”."),
        Why::NotCommas => say(
            "คอลัมน์ไม่ได้คั่นด้วยจุลภาค โปรดบันทึกเป็น CSV ที่คั่นด้วยจุลภาค",
            "The columns are not parted by commas. Save it as comma-separated CSV.",
        ),
        Why::ColumnMissing { name } => match language {
            Language::Th => format!("ไม่มีคอลัมน์ {name}"),
            Language::En => format!("The column {name} is missing."),
        },
        Why::ColumnUnknown { name } => match language {
            Language::Th => format!("ไม่รู้จักคอลัมน์ “{name}” หรือมีซ้ำ"),
            Language::En => format!("The column “{name}” is unknown or stands twice."),
        },
        Why::CellCount => say("จำนวนช่องไม่เท่ากับหัวตาราง", "There are more or fewer cells than in the heading."),
        Why::TooLong => {
            say("ข้อความยาวเกินไป หรือลืมปิดเครื่องหมายคำพูด", "The text is too long, or a quotation mark is not closed.")
        }
        Why::NoIndicator => say(
            "แถวนี้มีคำตอบแต่ไม่มีรหัสตัวชี้วัด โปรดอย่าแก้คอลัมน์รหัส",
            "There are answers in this row, and no code of an indicator. Please leave the codes as they are.",
        ),
        Why::UnknownIndicator { found } => match language {
            Language::Th => format!("“{found}” ไม่ใช่รหัสตัวชี้วัด"),
            Language::En => format!("“{found}” is no code of an indicator."),
        },
        Why::Twice { row } => match language {
            Language::Th => format!("ตัวชี้วัดนี้มีอยู่แล้วที่แถว {row}"),
            Language::En => format!("This indicator stands in row {row} already."),
        },
        Why::NotTogether { agency } => match language {
            Language::Th => format!("แถวของหน่วยงาน “{agency}” อยู่แยกกันในไฟล์ โปรดเรียงไฟล์ตามคอลัมน์ agency"),
            Language::En => {
                format!("The rows of the agency “{agency}” stand apart in the file. Sort it by the column agency.")
            }
        },
        Why::NotReadFurther => say(
            "มีจุดที่ผิดเกินกว่าจะนับ จึงไม่ได้อ่านส่วนที่เหลือของไฟล์",
            "More is wrong than is counted, so the rest of the file was not read.",
        ),
        Why::Misfit { misfit: Misfit::NotAsked } => say(
            "ตัวชี้วัดนี้ไม่ได้ถามในรอบนี้ หรือระบบคำนวณจากตัวชี้วัดอื่น จึงรับคำตอบไม่ได้ โปรดดาวน์โหลดแบบกรอกใหม่หรือล้างแถวนี้",
            "This indicator is not asked in this round, or is worked out from others, so its answer cannot be taken. Download the template again, or empty the row.",
        ),
        Why::Misfit { misfit: Misfit::MeansAnother } => say(
            "นิยาม หน่วย หรือวิธีวัดของตัวชี้วัดนี้เปลี่ยนไปแล้ว โปรดดาวน์โหลดแบบกรอกใหม่แล้วกรอกตามนิยามปัจจุบัน",
            "The definition, unit or measure of this indicator has changed. Download the template again and answer it as it is now.",
        ),
        Why::ErrorShown { shown } => match language {
            Language::Th => format!("ช่องนี้แสดง {shown} โปรดแก้สูตรหรือพิมพ์ค่า"),
            Language::En => format!("The cell shows {shown}. Correct the formula or type the value."),
        },
        Why::Date => say("ช่องนี้เป็นวันที่ โปรดพิมพ์เป็นตัวเลขหรือข้อความ", "This is a date. Type a number or a text."),
        Why::NotOneOf { words } => {
            let words = words.join(" / ");
            match language {
                Language::Th => format!("โปรดเลือกคำใดคำหนึ่ง: {words}"),
                Language::En => format!("Choose one of: {words}"),
            }
        }
        Why::NotXml => say(
            "อ่าน XML ไม่จบ ไฟล์อาจขาดหรือเสียหาย โปรดส่งออกใหม่",
            "The XML breaks off here: the file may be damaged. Export it again.",
        ),
        Why::NotAdx => say(
            "ไม่ใช่ ADX (urn:ihe:qrph:adx:2015) หรือมีส่วนที่ไม่รู้จัก",
            "This is not ADX (urn:ihe:qrph:adx:2015), or something unknown stands here.",
        ),
        Why::Entities => {
            say("ไม่รับไฟล์ที่มี DOCTYPE หรือเอนทิตีของตนเอง", "A document type and entities of one's own are not taken.")
        }
        Why::AttributeMissing { name } => match language {
            Language::Th => format!("ไม่มี {name}"),
            Language::En => format!("{name} is missing."),
        },
        Why::Disaggregated { name } => match language {
            Language::Th => format!("ระบบไม่ได้ถามค่าแยกตาม “{name}” โปรดส่งออกเฉพาะยอดรวม"),
            Language::En => format!("Figures parted by “{name}” are not asked; export the totals alone."),
        },
        Why::OtherPeriod { found, asked } => match language {
            Language::Th => format!("กลุ่มนี้เป็นของงวด {found} แต่รอบนี้คือ {asked}"),
            Language::En => format!("This group is of the period {found}; the round is of {asked}."),
        },
        Why::OtherDataSet { found, asked } => match language {
            Language::Th => format!("กลุ่มนี้เป็นของชุดข้อมูล {found} แต่รอบนี้คือ {asked}"),
            Language::En => format!("This group is of the data set {found}; the round asks for {asked}."),
        },
        Why::Nul => say("มีอักขระที่อ่านไม่ได้", "There is a character that cannot be read."),
    }
}

fn either_owned(language: Language, th: &str, en: &str) -> String {
    match language {
        Language::Th => th.to_owned(),
        Language::En => en.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_as_people_find_it() {
        let named = |kind, column| place(Language::Th, kind, 14, column);
        assert_eq!(named(SheetKind::Workbook, Some(Column::Value)), "G14");
        assert_eq!(named(SheetKind::WorkbookOfMany, Some(Column::Value)), "I14");
        assert_eq!(named(SheetKind::Csv, Some(Column::Value)), "บรรทัด 14 value");
        assert_eq!(place(Language::En, SheetKind::Csv, 0, None), "");
    }
}

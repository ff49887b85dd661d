//! Words of links to pages.

use super::{format, shell::Shell, words_in};
use chrono::{DateTime, Utc};
use domain::{
    share::{Lasts, SharedPage},
    text::Language,
};
use service::shares::End;

super::words! {
    /// Links to pages.
    Shares {
        title: "ลิงก์ที่แชร์", "Shared links";
        lead: "ผู้ที่ถือลิงก์อ่านหน้านั้นหน้าเดียว ตามที่ท่านเห็นในขณะนั้น ไม่ต้องเข้าสู่ระบบ และทำอย่างอื่นไม่ได้", "Whoever holds a link reads that one page as you see it at that moment, without signing in, and can do nothing else";
        share: "แชร์หน้านี้", "Share this page";
        share_why: "สร้างลิงก์ให้ผู้ที่ไม่มีบัญชีอ่านหน้านี้ตามตัวกรองที่เลือก ลิงก์หมดอายุเอง และยกเลิกได้ทุกเมื่อ", "Makes a link by which people without an account read this page with these filters. It ends by itself, and you can take it back at any time";
        lasts: "ใช้ได้นาน", "Counts for";
        make: "สร้างลิงก์", "Make the link";
        made_title: "ลิงก์ของหน้านี้", "The link to this page";
        made_lead: "คัดลอกไปส่ง ระบบแสดงลิงก์นี้ครั้งเดียว", "Copy it and pass it on. It is shown this once";
        address: "ลิงก์", "Link";
        secret: "ใครมีลิงก์นี้อ่านหน้าได้ จนกว่าจะหมดอายุ ท่านยกเลิก หรือท่านหมดสิทธิ์ดูหน้านี้เอง", "Whoever has this link reads the page until it ends, until you take it back, or until you may no longer see the page yourself";
        to_page: "กลับไปหน้าเดิม", "Back to the page";
        to_list: "ดูลิงก์ทั้งหมดของฉัน", "See all my links";
        mine: "ลิงก์ของฉัน", "My links";
        others: "ลิงก์ของผู้ใช้ในสังกัด", "Links of people below you";
        none: "ยังไม่มีลิงก์ แชร์ได้จากท้ายหน้าผลการดำเนินงาน", "None yet. Share a page of figures from its end";
        page: "หน้า", "Page";
        who: "โดย", "By";
        created: "สร้างเมื่อ", "Made";
        until: "ใช้ได้ถึง", "Until";
        used: "เปิดล่าสุด", "Last opened";
        never: "ยังไม่มีผู้เปิด", "Never opened";
        revoke: "ยกเลิกลิงก์", "Take back";
        read_only: "อ่านได้หน้านี้หน้าเดียว ส่วนที่ต้องเข้าสู่ระบบจึงจะเปิดได้แสดงเป็นข้อความ", "You can read this one page; what would lead further with an account is plain text here";
    }
}

/// For how long a link counts.
pub fn lasts(language: Language, lasts: Lasts) -> String {
    super::dashboards::days(language, lasts.days())
}

/// Who shared a page, and until when.
pub fn shared_by(language: Language, name: &str, until: DateTime<Utc>) -> String {
    let until = format::instant(language, until);
    match language {
        Language::Th => format!("{name} แชร์หน้านี้ให้อ่าน ถึง {until}"),
        Language::En => format!("{name} shared this page for reading until {until}"),
    }
}

/// How a link ended.
pub fn ended_title(language: Language, end: End) -> &'static str {
    match (language, end) {
        (Language::Th, End::Revoked) => "ลิงก์นี้ถูกยกเลิกแล้ว",
        (Language::En, End::Revoked) => "This link was taken back",
        (Language::Th, End::Expired) => "ลิงก์นี้หมดอายุแล้ว",
        (Language::En, End::Expired) => "This link has expired",
    }
}

/// When a link ended.
pub fn ended(language: Language, end: End, at: DateTime<Utc>) -> String {
    let at = format::instant(language, at);
    match (language, end) {
        (Language::Th, End::Revoked) => format!("มีผู้ยกเลิกลิงก์นี้เมื่อ {at} จึงเปิดหน้าที่แชร์ไม่ได้อีก"),
        (Language::En, End::Revoked) => {
            format!("It was taken back on {at} and no longer shows the page that was shared.")
        }
        (Language::Th, End::Expired) => format!("ลิงก์นี้ใช้ได้ถึง {at} จึงเปิดหน้าที่แชร์ไม่ได้อีก"),
        (Language::En, End::Expired) => format!("It expired on {at} and no longer shows the page that was shared."),
    }
}

/// Who can make another link.
pub fn ask(language: Language, by: Option<&str>) -> String {
    match (language, by) {
        (Language::Th, Some(name)) => format!("หากยังต้องการอ่าน โปรดขอลิงก์ใหม่จาก {name} ผู้แชร์"),
        (Language::En, Some(name)) => format!("To read it, ask {name}, who shared it, for a new link."),
        (Language::Th, None) => "หากยังต้องการอ่าน โปรดขอลิงก์ใหม่จากผู้ที่ส่งลิงก์นี้ให้ท่าน".to_owned(),
        (Language::En, None) => "To read it, ask whoever gave you this link for a new one.".to_owned(),
    }
}

/// What a page is, with its codes.
pub fn page_name(language: Language, page: &SharedPage) -> String {
    let mut segments = page.path().split('/').skip(1);
    let kind = segments.next().unwrap_or_default();
    let shell = words_in::<Shell>(language);
    let (th, en) = match kind {
        "national" => (shell.national, shell.national),
        "organisations" if page.path().ends_with("/letter") => ("จดหมายเพื่อการปรับปรุง", "Improvement letter"),
        "organisations" if page.path().ends_with("/figures") => ("ผลย้อนหลังรายงวด", "Figures of the last rounds"),
        "organisations" => (shell.organisations, shell.organisations),
        "alerts" => ("สิ่งที่ควรดู", "What to look at"),
        "compare" => ("เปรียบเทียบหน่วยงาน", "Organisations compared"),
        "completeness" => ("ความครบถ้วนของรายงาน", "How complete the reports are"),
        "indicators" => ("ตัวชี้วัด", "Indicator"),
        "late" => ("หน่วยงานที่ล่าช้า", "Who is late"),
        "maps" => ("แผนที่", "Map"),
        "movers" => ("คะแนนที่เพิ่มและลดมากที่สุด", "Largest rises and falls"),
        "robustness" => ("ความมั่นคงของอันดับ", "How firm the places are"),
        "scores" => ("คะแนน", "Scores"),
        other => (other, other),
    };
    let kind = match language {
        Language::Th => th,
        Language::En => en,
    };
    std::iter::once(kind).chain(segments).collect::<Vec<_>>().join(" ")
}

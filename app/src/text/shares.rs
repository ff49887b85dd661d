//! Words of links to pages.

use super::{
    alerts, either, format, heat_map::HeatMap, maturity::Maturity, narrowed, organisations, shell::Shell, states,
    unjudged::Stands, words_in,
};
use crate::listing::{LEVEL, NO_LEVEL, STATUS};
use chrono::{DateTime, Utc};
use domain::{
    filter::Filter,
    share::{Lasts, SharedPage},
    text::{Bilingual, Language},
};
use service::shares::{End, PageNames};
use std::{borrow::Cow, collections::BTreeMap};

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

/// What a page is: its kind, and what the codes of its address are called. A code that is not known any more stands as it is.
pub fn page_name(language: Language, page: &SharedPage, names: &PageNames) -> String {
    let segments: Vec<&str> = page.path().split('/').skip(1).collect();
    let shell = words_in::<Shell>(language);
    let organisation = |code: &&str| named(language, &names.organisations, code);
    let indicator = |code: &&str| named(language, &names.indicators, code);
    let scheme = |code: &&str| named(language, &names.schemes, code);
    let round = |code: &&str| period(language, code);
    let (kind, about): (&str, Vec<String>) = match &segments[..] {
        ["organisations", body, "indicators", of] => {
            (either(language, "ตัวชี้วัด", "Indicator"), vec![indicator(of), organisation(body)])
        }
        ["organisations", body, rest @ ..] => {
            let kind = match rest {
                ["letter"] => either(language, "จดหมายเพื่อการปรับปรุง", "Improvement letter"),
                ["figures"] => either(language, "ผลย้อนหลังรายงวด", "Figures of the last rounds"),
                ["heat-map"] => words_in::<HeatMap>(language).title,
                _ => shell.organisations,
            };
            (kind, vec![organisation(body)])
        }
        ["indicators", of, "map"] => (either(language, "แผนที่", "Map"), vec![indicator(of)]),
        ["indicators", of] => (either(language, "ตัวชี้วัด", "Indicator"), vec![indicator(of)]),
        ["completeness", rest @ ..] => {
            let kind = either(language, "ความครบถ้วนของรายงาน", "How complete the reports are");
            (kind, rest.iter().map(organisation).collect())
        }
        [kind @ ("maps" | "movers" | "robustness" | "scores"), of, of_round, rest @ ..] => {
            let kind = match *kind {
                "maps" => either(language, "แผนที่", "Map"),
                "movers" => either(language, "คะแนนที่เพิ่มและลดมากที่สุด", "Largest rises and falls"),
                "robustness" => either(language, "ความมั่นคงของอันดับ", "How firm the places are"),
                _ => either(language, "คะแนน", "Scores"),
            };
            let about = [scheme(of), round(of_round)].into_iter().chain(rest.iter().map(organisation));
            (kind, about.collect())
        }
        ["national"] => (shell.national, Vec::new()),
        ["alerts"] => (either(language, "สิ่งที่ควรดู", "What to look at"), Vec::new()),
        ["compare"] => (either(language, "เปรียบเทียบหน่วยงาน", "Organisations compared"), Vec::new()),
        ["late"] => (either(language, "หน่วยงานที่ล่าช้า", "Who is late"), Vec::new()),
        _ => (page.path(), Vec::new()),
    };
    std::iter::once(kind.to_owned()).chain(about).collect::<Vec<_>>().join(" · ")
}

/// By what a page is narrowed, in words; what only its address says, such as an order, as it stands there.
pub fn filters(language: Language, page: &SharedPage, names: &PageNames) -> Option<String> {
    let is_of_alerts = page.path() == "/alerts";
    let pairs = form_urlencoded::parse(page.query()?.as_bytes()).filter(|(_, value)| !value.is_empty());
    let word = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        let called = |filter| narrowed::filter(language, filter);
        let told = match &*name {
            "round" => Some((called(Filter::Round), period(language, &value))),
            "organisation" => Some((called(Filter::Organisation), named(language, &names.organisations, &value))),
            "strategy" => Some((called(Filter::Strategy), named(language, &names.strategies, &value))),
            "kind" if !is_of_alerts => {
                let kind = value.parse().map(|kind| organisations::kind(language, kind).to_owned());
                kind.ok().map(|kind| (called(Filter::Kind), kind))
            }
            "trust" => {
                let grade = value.parse().map(|grade| states::trust(language, grade).to_owned());
                grade.ok().map(|grade| (called(Filter::Grade), grade))
            }
            "as_of" => Some((called(Filter::Instant), value.to_string())),
            "with" => {
                let bodies: Vec<_> = value.split(',').map(|body| named(language, &names.organisations, body)).collect();
                Some((called(Filter::Organisation), bodies.join(", ")))
            }
            STATUS => {
                let stands = value.parse().map(|stands: Stands| stands.word(language).to_owned());
                stands.ok().map(|stands| (either(language, "สถานะ", "status"), stands))
            }
            LEVEL => level(language, page, &value, names).map(|level| (either(language, "ระดับ", "level"), level)),
            _ => None,
        };
        match (told, value.parse()) {
            (Some((by, value)), _) => format!("{by}: {value}"),
            (None, Ok(kind)) if is_of_alerts && name == "kind" => alerts::kind(language, kind).to_owned(),
            (None, _) => format!("{name}={value}"),
        }
    };
    let words: Vec<String> = pairs.map(word).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// What a level is called that a page of scores lists alone, or that it lists those without one.
fn level(language: Language, page: &SharedPage, code: &str, names: &PageNames) -> Option<String> {
    let scheme = page.path().strip_prefix("/scores/")?.split('/').next()?;
    if code == NO_LEVEL {
        return Some(words_in::<Maturity>(language).without.to_owned());
    }
    names.levels.get(scheme)?.get(code).map(|name| name.in_language(language).to_owned())
}

fn named(language: Language, names: &BTreeMap<String, Bilingual>, code: &str) -> String {
    names.get(code).map_or(code, |name| name.in_language(language)).to_owned()
}

fn period(language: Language, code: &str) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |period| format::period(language, period))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::alert::AlertKind;

    fn names() -> PageNames {
        let one =
            |code: &str, thai: &str, english: &str| BTreeMap::from([(code.to_owned(), Bilingual::new(thai, english))]);
        PageNames {
            organisations: one("dopa", "กรมการปกครอง", "Department of Provincial Administration"),
            indicators: one("svc-e2e", "บริการครบวงจร", "End-to-end services"),
            strategies: one("S1", "บริการ", "Services"),
            schemes: one("dga", "ความพร้อม", "Readiness"),
            levels: BTreeMap::from([("dga".to_owned(), one("L1", "เริ่มต้น", "Beginning"))]),
        }
    }

    fn told(language: Language, address: &str) -> (String, Option<String>) {
        let page: SharedPage = address.parse().expect("a page that can be shared");
        (page_name(language, &page, &names()), filters(language, &page, &names()))
    }

    #[test]
    fn a_page_is_called_by_names_and_never_by_codes() {
        for (address, thai, english) in [
            (
                "/organisations/dopa",
                "หน่วยงาน · กรมการปกครอง",
                "Organisations · Department of Provincial Administration",
            ),
            (
                "/organisations/dopa/indicators/svc-e2e",
                "ตัวชี้วัด · บริการครบวงจร · กรมการปกครอง",
                "Indicator · End-to-end services · Department of Provincial Administration",
            ),
            ("/indicators/svc-e2e/map", "แผนที่ · บริการครบวงจร", "Map · End-to-end services"),
            (
                "/scores/dga/2570-q1/dopa",
                "คะแนน · ความพร้อม · ไตรมาส 1 ปีงบประมาณ 2570 · กรมการปกครอง",
                "Scores · Readiness · Quarter 1, fiscal year 2570 (2027) · Department of Provincial Administration",
            ),
            ("/national", "ภาพรวมประเทศ", "National overview"),
        ] {
            assert_eq!(told(Language::Th, address).0, thai);
            assert_eq!(told(Language::En, address).0, english);
        }
        assert_eq!(told(Language::Th, "/organisations/gone").0, "หน่วยงาน · gone", "what is not known any more");
    }

    #[test]
    fn filters_are_told_in_words() {
        let of = |language, address| told(language, address).1.expect("a filter");
        assert_eq!(
            of(Language::Th, "/late?kind=department&organisation=dopa&round=2570-q1"),
            "ประเภทหน่วยงาน: กรมหรือเทียบเท่า · หน่วยงาน: กรมการปกครอง · รอบ: ไตรมาส 1 ปีงบประมาณ 2570"
        );
        assert_eq!(
            of(Language::En, "/national?strategy=S1&kind=department"),
            "strategy: Services · kind of organisation: Department"
        );
        assert_eq!(
            of(Language::En, "/compare?with=dopa%2Cdga"),
            "organisation: Department of Provincial Administration, dga"
        );
        assert_eq!(of(Language::En, "/alerts?kind=behind_peers"), alerts::kind(Language::En, AlertKind::BehindPeers));
        assert_eq!(of(Language::En, "/scores/dga/2570-q1?level=L1"), "level: Beginning");
        assert_eq!(of(Language::Th, "/scores/dga/2570-q1?level=_none"), "ระดับ: ยังไม่มีระดับ");
        assert_eq!(of(Language::En, "/scores/gone/2570-q1?level=L1"), "level=L1", "what is not known any more");
        assert_eq!(of(Language::En, "/national?status=no_target"), "status: No target this time");
        assert_eq!(of(Language::Th, "/national?status=off_course"), "สถานะ: ไม่เป็นไปตามเป้า");
        assert_eq!(of(Language::En, "/late?kind=nothing&sort=name"), "kind=nothing · sort=name");
        assert_eq!(told(Language::Th, "/late").1, None);
    }
}

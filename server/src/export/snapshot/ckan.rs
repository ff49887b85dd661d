//! The snapshot as the package of a CKAN, with the fields that the Thai Government Data Catalog asks for statistics and in the
//! values of its schema: what its `package_create` takes.

use super::{
    Copy,
    dcat::head_and_plan,
    described::{Described, Offered},
};
use app::text::{exports, measures};
use domain::{calendar::Period, plan::Plan, snapshot::Head, text::Language, thai_catalogue};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufWriter, Write as _},
};

/// The code of the organisation in the catalogue.
const OWNER: &str = "dga";

pub(super) fn write(copy: &Copy, described: &Described, to: File) -> anyhow::Result<u64> {
    let (head, plan) = head_and_plan(copy)?;
    let offered = described.offered(&head.code, copy.sha256);
    let mut out = BufWriter::new(to);
    serde_json::to_writer_pretty(&mut out, &package(&head, &plan, described, &offered))?;
    out.flush()?;
    Ok(offered.len() as u64)
}

fn package(head: &Head, plan: &Plan, described: &Described, offered: &[Offered]) -> Value {
    let (th, period) = (Language::Th, head.round.period);
    // A CKAN as it is installed takes no Thai ones: their vowels are no letters to it.
    let mut keywords: Vec<&str> = Vec::new();
    for language in [th, Language::En] {
        keywords.extend(exports::KEYWORDS.iter().map(|words| words.in_language(language)));
    }
    let formats: BTreeSet<String> = offered.iter().map(format_of).collect();
    let units: BTreeSet<&str> = plan.indicators.iter().map(|indicator| indicator.unit.th.as_str()).collect();
    let methods: BTreeSet<String> =
        plan.indicators.iter().map(|indicator| measures::together(th, &indicator.measure)).collect();
    let joined = |texts: Vec<String>, between: &str| texts.join(between);
    let license = described.license.as_ref();
    let mut package = json!({
        "name": format!("tidtam-{}", head.code).to_ascii_lowercase().replace('.', "-"),
        "title": exports::package_title(head, plan),
        "owner_org": OWNER,
        "private": false,
        "maintainer": exports::publisher(th),
        "maintainer_email": described.contact.as_ref().map(ToString::to_string).unwrap_or_default(),
        "tag_string": keywords.join(","),
        "tags": keywords.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "notes": exports::package_about(head, described.replaces.as_ref()),
        "url": described.page(&head.code),
        "version": head.code,
        "objective": exports::OBJECTIVE,
        "data_type": "ข้อมูลสถิติ",
        "data_category": "ข้อมูลสาธารณะ",
        "data_language": "ไทย, อังกฤษ",
        "data_source": exports::SOURCE,
        "data_format": formats.into_iter().collect::<Vec<_>>(),
        "geo_coverage": "ประเทศ",
        "update_frequency_unit": frequency(period),
        "update_frequency_interval": "1",
        "accessible_condition": exports::package_access(head, license),
        "first_year_of_data": period.fiscal_year().to_string(),
        "last_year_of_data": period.fiscal_year().to_string(),
        "data_release_calendar": domain::buddhist::bangkok_day(head.taken_at),
        "last_updated_date": domain::buddhist::bangkok_day(head.taken_at),
        "disaggregate": "หน่วยงาน, ตัวชี้วัด",
        "unit_of_measure": units.into_iter().collect::<Vec<_>>().join(", "),
        "unit_of_multiplier": "หน่วย",
        "calculation_method": joined(methods.into_iter().collect(), " · "),
        "official_statistics": "False",
        "resources": offered.iter().map(resource).collect::<Vec<_>>(),
    });
    // Which licence the data is under is for its owner to say; until then none is claimed.
    if let Some(license) = license {
        // A CKAN's own names have no version.
        package["license_title"] = json!(license.title());
        package["license_url"] = json!(license.url());
    }
    if let Some(fields) = package.as_object_mut() {
        thai_catalogue::fit(fields);
    }
    package
}

fn resource(file: &Offered) -> Value {
    let name = |language| match file.export {
        Some(export) => exports::export(language, export),
        None => exports::signed_file(language).to_owned(),
    };
    json!({
        "name": name(Language::Th),
        "description": name(Language::En),
        "url": file.url,
        "format": format_of(file),
        "mimetype": file.media_type,
        "size": file.size_bytes,
        "hash": format!("sha256:{}", file.sha256),
    })
}

/// The format as catalogues call it: how the name ends.
fn format_of(file: &Offered) -> String {
    file.name.rsplit('.').next().unwrap_or_default().to_ascii_uppercase()
}

fn frequency(period: Period) -> &'static str {
    match period {
        Period::Quarter(_) => "ไตรมาส",
        Period::FirstMonths(..) => "ครึ่งปี",
        Period::Year(_) => "ปี",
    }
}

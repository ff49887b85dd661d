//! What a page says to search engines: schema.org as JSON-LD, and its address in the other language. It is data that no
//! browser runs, so the content security policy has nothing to allow.

use super::breadcrumbs::Crumb;
use crate::{
    context::{Origin, PUBLIC, PageContext},
    text::{format, publications, publications::Publications as Words, shell::Shell, words_in},
};
use domain::{
    amount::Amount,
    calendar::Period,
    indicator::Indicator,
    license::License,
    organisation::Organisation,
    snapshot::{Export, Head},
    text::Language,
};
use leptos::{
    prelude::*,
    tachys::{html::InertElement, reactive_graph::OwnedView},
};
use leptos_meta::{Link, Meta};
use serde_json::{Value, json};
use service::publications::Published;

/// The whole address of a path of ours.
pub(crate) fn whole(path: &str) -> String {
    format!("{}{path}", use_context::<Origin>().unwrap_or_default().0)
}

/// Description, address and the address in the other language, for the head of the document, and the data.
pub(crate) fn structured_data(page: &PageContext, description: String, graph: &[Value]) -> impl IntoView + use<> {
    let rest = page.path.strip_prefix(PUBLIC).and_then(|rest| rest.split_once('/')).map_or("", |(_, rest)| rest);
    let address = |language: Language| whole(&format!("{PUBLIC}{}/{rest}", language.as_ref()));
    let mut data = json!({ "@context": "https://schema.org", "@graph": graph });
    leave_out_nothing(&mut data);
    // Within a script, only `<` could end it.
    let data = data.to_string().replace('<', "\\u003c");
    let feed = whole(&format!("{PUBLIC}{}/feed.atom", page.language.as_ref()));
    let feed_title = words_in::<Words>(page.language).title;
    // They go to the head when they are written: after a wait nobody but they themselves knows whose head it is.
    OwnedView::new(view! {
        <Link rel="alternate" type_="application/atom+xml" title=feed_title href=feed/>
        <Meta name="description" content=description/>
        <Link rel="canonical" href=address(page.language)/>
        <Link rel="alternate" hreflang="th" href=address(Language::Th)/>
        <Link rel="alternate" hreflang="en" href=address(Language::En)/>
        {InertElement::new(format!("<script type=\"application/ld+json\">{data}</script>"))}
    })
}

/// Leaves out what has no value: nothing is said of what is not known.
fn leave_out_nothing(data: &mut Value) {
    match data {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(leave_out_nothing);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_nothing),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a page or a data set is about, and that its figures are made up where they are.
pub(crate) fn described(language: Language, head: &Head, about: &str) -> String {
    if !head.is_demonstration {
        return about.to_owned();
    }
    let words = words_in::<Shell>(language);
    format!("{about} · {}: {}", words.demonstration, words.demonstration_why)
}

/// The way from the top to a page.
pub(crate) fn breadcrumb_list(page: &PageContext, way: &[Crumb], here: &str) -> Value {
    let here = Crumb::new(page.path.clone(), here);
    let item = |(position, crumb): (usize, &Crumb)| json!({ "@type": "ListItem", "position": position, "name": crumb.name, "item": whole(&crumb.href) });
    let items: Vec<Value> = (1..).zip(way.iter().chain([&here])).map(item).collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

fn publisher(language: Language) -> Value {
    let name = words_in::<Words>(language).dga;
    json!({ "@type": "GovernmentOrganization", "@id": whole(publications::PUBLISHER), "name": name })
}

fn days(period: Period) -> String {
    format!("{}/{}", period.first_day(), period.last_day())
}

/// The address of the licence that data may be used under; which one that is is for their owner to say, and until then none is named.
fn license(page: &PageContext) -> Option<&str> {
    page.services.publication().license.as_ref().map(License::url)
}

/// Of what a page is a part: the snapshot, by its address.
fn part_of(page: &PageContext, head: &Head) -> Value {
    json!({ "@id": whole(&format!("{}#dataset", page.public_base().unwrap_or_default())), "name": head.code })
}

/// The snapshot as a data set, with the files that it can be had as.
pub(crate) fn dataset(page: &PageContext, published: &Published, files: &[service::snapshots::MadeFile]) -> Value {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (snapshot, setting) = (&published.snapshot, &published.setting);
    let period = setting.head.round.period;
    let plan = published.plan.plan.title.in_language(language);
    let signed = json!({
        "@type": "DataDownload",
        "encodingFormat": "application/vnd.tidtam.snapshot",
        "contentUrl": whole(&format!("/snapshots/{}/file", snapshot.code)),
        "contentSize": snapshot.size_bytes.to_string(),
        "sha256": snapshot.sha256.to_string(),
    });
    let file = |file: &service::snapshots::MadeFile| {
        json!({
            "@type": "DataDownload",
            "encodingFormat": file.export.media_type(),
            "contentUrl": whole(&format!("/snapshots/{}/files/{}", snapshot.code, file.export.file_name(&snapshot.code))),
            "contentSize": file.size_bytes.to_string(),
            "sha256": file.sha256.to_string(),
        })
    };
    let offered = files.iter().filter(|file| !matches!(file.export, Export::Parquet(_))).map(file);
    let distribution: Vec<Value> = std::iter::once(signed).chain(offered).collect();
    json!({
        "@type": "Dataset",
        "@id": whole(&format!("{}#dataset", page.public_base().unwrap_or_default())),
        "name": format!("{} · {}", words.country, format::period(language, period)),
        "description": described(language, &setting.head, &publications::about(language, plan, period)),
        "identifier": snapshot.code,
        "url": whole(&page.path),
        "inLanguage": ["th", "en"],
        "isAccessibleForFree": true,
        "license": license(page),
        "dateCreated": snapshot.taken_at,
        "datePublished": snapshot.public_since(),
        "temporalCoverage": days(period),
        "spatialCoverage": { "@type": "Country", "name": words.thailand },
        "creator": publisher(language),
        "publisher": publisher(language),
        "distribution": distribution,
    })
}

/// A body of the state.
pub(crate) fn government_organization(
    page: &PageContext,
    published: &Published,
    body: &Organisation,
    above: &[Organisation],
) -> Value {
    let language = page.language;
    let name = |body: &Organisation| body.name.in_language(language).to_owned();
    let other = match language {
        Language::Th => &body.name.en,
        Language::En => &body.name.th,
    };
    let parent = above.last().map(|above| json!({ "@type": "GovernmentOrganization", "name": name(above) }));
    json!({
        "@type": "GovernmentOrganization",
        "@id": whole(&format!("{}#organization", page.path)),
        "name": name(body),
        "alternateName": Some(other).filter(|other| !other.is_empty()),
        "identifier": body.code,
        "url": whole(&page.path),
        "parentOrganization": parent,
        "subjectOf": part_of(page, &published.setting.head),
    })
}

/// An indicator's figures as a data set of their own, part of the snapshot.
pub(crate) fn indicator_dataset(
    page: &PageContext,
    published: &Published,
    indicator: &Indicator,
    figure: Option<Amount>,
) -> Value {
    let language = page.language;
    let (snapshot, setting) = (&published.snapshot, &published.setting);
    let figure = figure.map(|figure| figure.rounded(6).to_string());
    json!({
        "@type": "Dataset",
        "@id": whole(&format!("{}#dataset", page.path)),
        "name": indicator.name.in_language(language),
        "description": described(language, &setting.head, indicator.definition.in_language(language)),
        "identifier": format!("{}/{}", snapshot.code, indicator.code),
        "url": whole(&page.path),
        "isAccessibleForFree": true,
        "license": license(page),
        "datePublished": snapshot.public_since(),
        "temporalCoverage": days(setting.head.round.period),
        "creator": publisher(language),
        "isPartOf": part_of(page, &setting.head),
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": indicator.name.in_language(language),
            "value": figure,
            "unitText": indicator.unit.in_language(language),
        },
    })
}

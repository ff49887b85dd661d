//! Lists of one ministry with those below it: its own page leads to them, and they to one another.

use super::{country, filled, with};
use domain::filter::{Filter, dashboards_and_files, goes_along};
use http::StatusCode;
use tests::{Answer, Engine, Visitor};

/// The tags of a page's own content that begin so.
fn tags<'a>(page: &'a Answer, begin: &'a str) -> impl Iterator<Item = &'a str> {
    let (_, main) = page.body.split_once("<main").expect("content");
    let main = main.split_once("</main>").expect("its end").0;
    main.split(begin).skip(1).map(|rest| rest.split('>').next().unwrap_or_default())
}

/// Where a link leads to, and the path of it.
fn led(tag: &str) -> (&str, &str) {
    let link = tag.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    (link, link.split(['?', '#']).next().unwrap_or_default())
}

/// Whether a path is that of a list of one body and those below it.
fn is_list(path: &str) -> bool {
    goes_along(path, Filter::Organisation)
}

#[tokio::test]
async fn a_ministry_narrows_who_is_late_whose_scores_stand_and_whose_moved() {
    let mut country = country(Engine::Sqlite).await.expect("SQLite");
    let names = |page: &Answer, table: &str| -> Vec<String> {
        // Where nobody is late there is no table.
        let is_shown = page.body.contains(&format!("id=\"{table}\""));
        let rows = if is_shown { page.table(table) } else { Vec::new() };
        rows.into_iter().skip(1).map(|row| row[0].clone()).collect()
    };
    for (path, table) in [("/late?round=2570-q1", "late"), ("/scores/small/2570-q1", "standings")] {
        let of = async |executive: &mut Visitor, body: &str| {
            let page = executive.opens(&with(path, "organisation", body)).await;
            page.shows("and organisations below it");
            names(&page, table)
        };
        let whole = country.executive.opens(path).await;
        whole.hides("and organisations below it");
        let all = names(&whole, table);
        let mut parts = Vec::new();
        for body in ["mdes", "moph", "bma", "th-50", "th-83", "th-96"] {
            parts.extend(of(&mut country.executive, body).await);
        }
        assert_eq!(parts.len(), all.len(), "{path}: {all:?}");
        assert!(parts.iter().all(|name| all.contains(name)), "{path}: {parts:?}");
    }
    country.executive.opens("/movers/small/2570-q1?organisation=mdes").await.shows("and organisations below it");
    for path in ["/late?round=2570-q1", "/scores/small/2570-q1", "/movers/small/2570-q1"] {
        for body in ["nobody", "%00"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = country.executive.opens(&format!("{path}{joint}organisation={body}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path} {body}");
        }
    }
}

#[tokio::test]
async fn the_page_of_a_ministry_leads_to_its_own_lists() {
    let mut country = country(Engine::Sqlite).await.expect("SQLite");
    let page = country.executive.opens("/organisations/mdes?round=2570-q1").await;
    for (list, rows) in [
        ("/late?round=2570-q1&organisation=mdes", Some(("late", 2))),
        ("/scores/small/2570-q1?organisation=mdes", Some(("standings", 3))),
        ("/movers/small/2570-q1?organisation=mdes", None),
    ] {
        assert!(page.links().iter().any(|link| link == list), "{list}: {:?}", page.links());
        let list = country.executive.opens(list).await;
        list.shows("Only Body mdes and organisations below it");
        if let Some((table, rows)) = rows {
            assert_eq!(list.table(table).len(), rows, "{:?}", list.table(table));
        }
    }
    assert!(page.links().contains(&"/alerts?round=2570-q1&organisation=mdes".to_owned()), "{:?}", page.links());
    let mut lists = 0;
    // What an indicator means is told of the country; its figure leads to those below the ministry.
    let is_told = |(_, path): &(&str, &str)| is_list(path) && !path.starts_with("/indicators/");
    for (link, path) in tags(&page, "<a ").map(led).filter(is_told) {
        assert!(link.contains("organisation=mdes"), "{path}: {link}");
        lists += 1;
    }
    assert!(lists > 3, "{lists}");
    // The whole country is no body among others, and nobody is below a department without any.
    for (whole, scores) in [
        ("/organisations/th?round=2570-q1", "/scores/small/2570-q1"),
        ("/organisations/th-83?round=2570-q1", "/scores/small/2570-q1/th-83"),
    ] {
        let page = country.executive.opens(whole).await;
        let to = |list: &str| page.links().iter().any(|link| link == list);
        assert!(to(scores), "{whole}: {:?}", page.links());
        assert!(
            !page.links().iter().any(|link| link.contains("/scores/small/2570-q1?")),
            "{whole}: {:?}",
            page.links()
        );
    }
}

#[tokio::test]
async fn lists_of_a_ministry_lead_to_lists_of_it() {
    let mut country = country(Engine::Sqlite).await.expect("SQLite");
    let (mut links, mut forms) = (0, 0);
    for path in
        dashboards_and_files().map(filled).filter(|address| is_list(address.split('?').next().unwrap_or_default()))
    {
        if path.contains(".csv") {
            continue;
        }
        let page = country.executive.opens(&with(path, "organisation", "mdes")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let ways = tags(&page, "<a ").filter(|tag| !tag.contains("data-every-body")).map(led);
        for (link, _) in ways.filter(|(_, path)| is_list(path)) {
            assert_eq!(link.matches("organisation=").count(), 1, "{path} leads to {link}");
            links += 1;
        }
        for form in page.body.split("<form ").skip(1).filter(|form| form.contains("method=\"get\"")) {
            let form = form.split("</form>").next().unwrap_or_default();
            let is_own = form.split('>').next().is_some_and(|tag| !tag.contains("action="));
            if is_own {
                assert_eq!(form.matches("name=\"organisation\"").count(), 1, "{path}: {form}");
                forms += 1;
            }
        }
    }
    assert!(links > 10 && forms > 4, "{links} {forms}");
    // The ways out leave the body and keep the rest.
    let page = country.executive.opens("/scores/small/2570-q1?organisation=mdes&kind=department").await;
    assert!(page.links().contains(&"/scores/small/2570-q1?kind=department".to_owned()), "{:?}", page.links());
    assert!(page.links().contains(&"/movers/small/2570-q1?kind=department&organisation=mdes".to_owned()));
    let page = country.executive.opens("/indicators/svc-e2e?round=2570-q1&organisation=mdes&kind=department").await;
    let country_parts = "/indicators/svc-e2e?round=2570-q1&kind=department#parts".to_owned();
    assert!(page.links().contains(&country_parts), "{:?}", page.links());
    // A department with places of its own looks from there at all standings.
    let firm = country.executive.opens("/robustness/small/2570-q1?organisation=one").await;
    assert!(firm.links().contains(&"/scores/small/2570-q1".to_owned()), "{:?}", firm.links());
}

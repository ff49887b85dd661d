//! Every dashboard with every filter: it is narrowed by it and says so, or says that it is not; files are narrowed or refuse. What
//! `docs/filters.md` promises is held against the code, links and forms keep what narrows a page, and so does a signed link.

mod below;
mod story;

use domain::{
    access::Role,
    filter::{Filter, dashboards_and_files, goes_along, is_dashboard, means_another, narrows},
};
use http::StatusCode;
use story::country;
use strum::IntoEnumIterator as _;
use tests::{Answer, Engine};

const DOCUMENT: &str = include_str!("../../docs/filters.md");

/// An address of each dashboard and file; whoever adds one names an address here.
fn filled(path: &str) -> &'static str {
    match path {
        "/alerts" => "/alerts",
        "/compare" => "/compare?with=one,mdes",
        "/completeness" => "/completeness?round=2570-q1",
        "/completeness/*" => "/completeness/mdes?round=2570-q1",
        "/indicators/*" => "/indicators/svc-e2e",
        "/indicators/*/map" => "/indicators/svc-e2e/map",
        "/late" => "/late?round=2570-q1",
        "/maps/*/*" => "/maps/small/2570-q1",
        "/movers/*/*" => "/movers/small/2570-q2",
        "/national" => "/national",
        "/organisations" => "/organisations",
        "/organisations/*" => "/organisations/mdes",
        "/organisations/*/heat-map" => "/organisations/mdes/heat-map",
        "/organisations/*/indicators/*" => "/organisations/two/indicators/svc-e2e",
        "/organisations/*/figures" => "/organisations/two/figures",
        "/organisations/*/letter" => "/organisations/two/letter",
        "/robustness/*/*" => "/robustness/small/2570-q1",
        "/scores/*/*" => "/scores/small/2570-q1",
        "/scores/*/*/*" => "/scores/small/2570-q1/one",
        "/completeness.csv" => "/completeness.csv?round=2570-q1&by=indicator",
        "/objections.csv" => "/objections.csv",
        "/robustness/*/*/places.csv" => "/robustness/small/2570-q1/places.csv",
        "/scores/*/*/*/derivation.json" => "/scores/small/2570-q1/one/derivation.json",
        other => panic!("{other} has no address here"),
    }
}

/// An address that asks for one thing more, or for another.
fn with(address: &str, name: &str, value: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut asked = form_urlencoded::Serializer::new(String::new());
    asked.extend_pairs(form_urlencoded::parse(query.as_bytes()).filter(|(other, _)| other != name));
    format!("{path}?{}", asked.append_pair(name, value).finish())
}

/// What a page says within its content, without its links and forms.
fn said(page: &Answer) -> String {
    let main = page.body.split_once("<main").map_or(page.body.as_str(), |(_, main)| main);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let forms = main.split("<form").map(|part| part.split_once("</form>").map_or(part, |(_, rest)| rest));
    let without: String = forms.collect();
    let text: Vec<&str> = without.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect();
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of the tables and the figures of a page: what is left of it without its notices.
fn cells(page: &Answer) -> Vec<String> {
    let cell = |part: &str| part.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect::<String>();
    page.body
        .split("<td")
        .skip(1)
        .map(|rest| cell(&format!("<td{}", rest.split("</td>").next().unwrap_or_default())))
        .collect()
}

/// What a page shows besides words: the cells of its tables, its facts, and the rows of its lists.
fn figures(page: &Answer) -> Vec<String> {
    let text = |part: &str| part.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect::<String>();
    let parts = [("<td", "</td>"), ("<dd", "</dd>"), ("<li class=\"tree__row", "</li>")];
    let of = |(begin, end): (&str, &str)| -> Vec<String> {
        let parts = page.body.split(begin).skip(1).map(|rest| rest.split(end).next().unwrap_or_default());
        parts.map(|part| text(&format!("{begin}{part}"))).collect()
    };
    parts.into_iter().flat_map(of).collect()
}

/// What a page says that is narrowed by a filter; nothing where its heading and rows do.
fn narrowed_words(path: &str, filter: Filter) -> Option<&'static str> {
    let is_in_rows = path == "/organisations/*/heat-map" || (filter == Filter::Kind && path == "/organisations");
    let words = match filter {
        Filter::Instant => "As it was on",
        Filter::Grade => "Only figures of at least “evidence verified”",
        Filter::Kind => "Only organisations of the kind “Public organisation”",
        Filter::Strategy => "Only the strategy “Open data”",
        Filter::Round | Filter::Organisation => return None,
    };
    (matches!(filter, Filter::Instant | Filter::Grade) || !is_in_rows).then_some(words)
}

/// What a page says that is not narrowed by a filter.
fn passed_over_words(path: &str, filter: Filter) -> &'static str {
    match filter {
        Filter::Instant => "This page shows the present only",
        Filter::Grade => "This page is not filtered by what stands behind figures",
        Filter::Kind if means_another(path, filter) => "This page is narrowed by kinds of alerts, not of organisations",
        Filter::Kind => "This page is not narrowed by kind of organisation",
        Filter::Round => "This page is not narrowed by round",
        Filter::Organisation => "This page is not narrowed by organisation",
        Filter::Strategy => "This page is not narrowed by strategy",
    }
}

#[tokio::test]
async fn every_dashboard_is_narrowed_by_every_filter_or_says_that_it_is_not() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(mut country) = country(engine).await else { continue };
        let (mut narrowed, mut passed_over, mut alike) = (0, 0, Vec::new());
        for path in dashboards_and_files().filter(|path| !path.contains('.')) {
            let address = filled(path);
            let plain = country.executive.opens(address).await;
            assert_eq!(plain.status, StatusCode::OK, "{address}");
            for filter in Filter::iter() {
                let [value, other] = country.values(path, filter);
                let asked = with(address, filter.name(), &value.expect("a value"));
                let page = country.executive.opens(&asked).await;
                let words = passed_over_words(path, filter);
                plain.hides(words);
                if !narrows(address.split('?').next().unwrap_or_default(), filter) {
                    assert_eq!(page.status, StatusCode::OK, "{asked}");
                    page.shows(words);
                    assert_eq!(cells(&page), cells(&plain), "{asked} shows what it showed");
                    passed_over += 1;
                    continue;
                }
                page.hides(words);
                narrowed += 1;
                assert_eq!(page.status, StatusCode::OK, "{asked}");
                if let Some(words) = narrowed_words(path, filter) {
                    page.shows(words);
                    plain.hides(words);
                }
                let other = match other {
                    Some(value) => country.executive.opens(&with(address, filter.name(), &value)).await,
                    None => country.executive.opens(address).await,
                };
                assert_eq!(other.status, StatusCode::OK, "{asked}");
                assert_ne!(said(&page), said(&other), "{asked}");
                if figures(&page) == figures(&other) {
                    alike.push((path, filter.name()));
                }
            }
        }
        assert!(narrowed > 40 && passed_over > 40, "{narrowed} {passed_over}");
        assert_eq!(alike, [], "{engine:?}: each shows other figures, and not only other words");
    }
}

#[tokio::test]
async fn files_are_narrowed_or_refuse_and_a_mistyped_filter_never_gives_everything() {
    let mut country = country(Engine::Sqlite).await.expect("SQLite");
    for path in dashboards_and_files().filter(|path| path.contains('.')) {
        let address = filled(path);
        let plain = country.executive.opens(address).await;
        assert_eq!(plain.status, StatusCode::OK, "{address}: {}", plain.body);
        let address = address.split('?').next().unwrap_or_default();
        for filter in Filter::iter() {
            let [value, other] = country.values(path, filter);
            let asked = with(filled(path), filter.name(), &value.expect("a value"));
            let file = country.executive.opens(&asked).await;
            if narrows(address, filter) {
                assert_eq!(file.status, StatusCode::OK, "{asked}: {}", file.body);
                let other = match other {
                    Some(value) => country.executive.opens(&with(filled(path), filter.name(), &value)).await.body,
                    None => plain.body.clone(),
                };
                assert_ne!(file.body, other, "{asked}");
            } else {
                assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}: {}", file.body);
                file.shows("<h1>");
            }
            for nonsense in ["nonsense", "%00", "Department"] {
                let asked = format!("{address}?{}={nonsense}", filter.name());
                let refused = country.executive.opens(&asked).await;
                assert!(refused.status.is_client_error(), "{asked}: {} {}", refused.status, refused.body);
                let mut program = country.executive.clone().with("accept", "application/json");
                let problem = program.opens(&asked).await;
                assert_eq!(problem.status, refused.status, "{asked}");
                assert_eq!(problem.header("content-type"), "application/problem+json", "{asked}");
                problem.shows("urn:tidtam:problem:").shows("title_th");
            }
        }
    }
    for (asked, words) in [
        ("/completeness.csv?trust=nonsense", "There is no such trust grade; correct trust and ask again"),
        ("/completeness.csv?kind=nonsense", "There is no such kind of organisation; correct kind and ask again"),
        ("/completeness.csv?kind=court", "Nobody of that kind owes a report here in this round"),
        ("/completeness.csv?kind=court&by=indicator", "Nobody of that kind owes a report here in this round"),
        ("/completeness.csv?kind=court&by=timeliness", "Nobody of that kind owes a report here in this round"),
        ("/completeness.csv?strategy=S1", "This is not narrowed to a strategy; ask again without strategy"),
        ("/completeness.csv?as_of=yesterday", "The instant cannot be read"),
        ("/objections.csv?as_of=2026-10-01", "This address has no past; ask again without asOf"),
    ] {
        let refused = country.executive.opens(asked).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
        refused.shows(words);
    }
    let mut thai = country.app.somebody(Role::Executive, "th").await;
    thai.opens("/completeness.csv?trust=nonsense").await.shows("ไม่มีระดับความน่าเชื่อถือที่ระบุ โปรดแก้ trust แล้วขอใหม่");
}

#[tokio::test]
async fn the_file_of_a_kind_adds_up_to_the_page_of_it() {
    let mut country = country(Engine::Sqlite).await.expect("SQLite");
    let rows = |file: &Answer| -> Vec<Vec<String>> {
        let lines = file.body.trim_start_matches('\u{feff}').lines().skip(1);
        lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let expected = |rows: &[Vec<String>], body: &str| -> i64 {
        let row = rows.iter().find(|row| row[2] == body);
        row.map_or(0, |row| row[7].parse().expect("a number"))
    };
    let mut of = async |query: &str| {
        let file = country.executive.opens(&format!("/completeness.csv?round=2570-q1{query}")).await;
        assert_eq!(file.status, StatusCode::OK, "{query}: {}", file.body);
        rows(&file)
    };
    let all = of("").await;
    let kinds = ["department", "public_organisation", "province", "special_local"];
    let mut by_kind = Vec::new();
    for kind in kinds {
        by_kind.push(of(&format!("&kind={kind}")).await);
    }
    for body in ["th", "mdes", "moph", "one", "two", "three", "one-a", "bma", "th-50"] {
        let parts: i64 = by_kind.iter().map(|rows| expected(rows, body)).sum();
        assert_eq!(parts, expected(&all, body), "{body}");
    }
    let of_kind: Vec<i64> = by_kind.iter().map(|rows| expected(rows, "th")).collect();
    assert_eq!(of_kind, [3, 1, 3, 1]);
    assert_eq!(expected(&by_kind[1], "one"), 1);
    let page = country.executive.opens("/completeness?round=2570-q1&kind=public_organisation").await;
    page.shows("/completeness.csv?round=2570-q1&amp;organisation=th&amp;kind=public_organisation");
    assert_eq!(page.table("bodies").len(), 2, "mdes alone: {:?}", page.table("bodies"));
}

#[tokio::test]
async fn links_and_forms_keep_the_kind_and_the_strategy() {
    let mut country = country(Engine::Sqlite).await.expect("SQLite");
    let (mut links, mut forms) = (0, 0);
    for path in dashboards_and_files().filter(|path| !path.contains('.')) {
        let address = with(filled(path), "strategy", "S2");
        let address = if path == "/alerts" { address } else { with(&address, "kind", "public_organisation") };
        let page = country.executive.opens(&address).await;
        let (_, main) = page.body.split_once("<main").expect("content");
        let main = main.split_once("</main>").expect("its end").0;
        for tag in main.split("<a ").skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
            if tag.contains("data-whole") {
                continue;
            }
            let link = tag.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let to = link.split(['?', '#']).next().unwrap_or_default();
            for filter in [Filter::Kind, Filter::Strategy].into_iter().filter(|filter| goes_along(to, *filter)) {
                let name = format!("{}=", filter.name());
                let is_kept = link.contains(&name);
                assert!(is_kept || (path == "/alerts" && filter == Filter::Kind), "{address} leads to {link}");
                assert_eq!(link.matches(&name).count(), usize::from(is_kept), "{link}: once");
                links += 1;
            }
        }
        for form in main.split("<form ").skip(1).filter(|form| form.contains("method=\"get\"")) {
            let form = form.split("</form>").next().unwrap_or_default();
            let to = form.split('>').next().unwrap_or_default();
            let to = to.split("action=\"").nth(1).and_then(|rest| rest.split(['"', '#']).next()).unwrap_or_default();
            let to = if to.is_empty() { address.split('?').next().unwrap_or_default() } else { to };
            if is_dashboard(to) {
                assert_eq!(form.matches("name=\"strategy\"").count(), 1, "{address}: {form}");
                assert!(path == "/alerts" || form.matches("name=\"kind\"").count() == 1, "{address}: {form}");
                forms += 1;
            }
        }
    }
    assert!(links > 60 && forms > 20, "{links} {forms}");
    // The way out of a filter leaves just that one.
    let page = country.executive.opens("/organisations/mdes?kind=public_organisation&strategy=S2&round=2570-q1").await;
    for out in ["?round=2570-q1", "?strategy=S2&round=2570-q1", "?kind=public_organisation&round=2570-q1"] {
        let out = format!("/organisations/mdes{out}");
        assert!(page.links().contains(&out), "{out}: {:?}", page.links());
    }
}

#[tokio::test]
async fn a_ministry_of_a_kind_leads_down_to_those_of_it_alone() {
    let mut country = country(Engine::Sqlite).await.expect("SQLite");
    country.app.imports(&[("one-a", "svc-e2e", "7", "10")]).await;
    let page = country.executive.opens("/organisations/mdes?round=2570-q1&kind=public_organisation").await;
    let names =
        |page: &Answer| -> Vec<String> { page.table("below").into_iter().skip(1).map(|row| row[0].clone()).collect() };
    assert_eq!(names(&page).len(), 1, "one, above the one of the kind: {:?}", names(&page));
    let figures = page.table("indicators-table");
    let of_services = figures.iter().find(|row| row[0].starts_with("Share of services")).expect("a row");
    assert!(of_services[1].starts_with("70%") && of_services[5].contains("1/1"), "{of_services:?}");
    let parts = page.links().into_iter().find(|link| link.ends_with("#parts")).expect("a way to the parts");
    assert!(parts.contains("organisation=mdes") && parts.contains("kind=public_organisation"), "{parts}");
    let parts = country.executive.opens(&parts).await;
    let rows = parts.table("parts-title");
    assert_eq!(rows.len(), 3, "the whole and one: {rows:?}");
    assert!(rows[1][1].contains("70%") && rows[2][1].contains("70%"), "{rows:?}");
    let ranked = country.executive.opens("/indicators/svc-e2e?round=2570-q1&kind=public_organisation").await;
    assert_eq!(ranked.table("ranked").len(), 2, "among the kind: {:?}", ranked.table("ranked"));
    ranked.shows("places are among them");
    // Its own report is shown whatever kind is asked for, and says so.
    let one = country.executive.opens("/organisations/one?round=2570-q1&kind=public_organisation").await;
    one.shows("own report and scores are always shown");
    let mut thai = country.app.somebody(Role::Executive, "th").await;
    let page = thai.opens("/organisations/mdes?round=2570-q1&kind=public_organisation").await;
    page.shows("เฉพาะหน่วยงานประเภท “องค์การมหาชน”").shows("แสดงทุกประเภทหน่วยงาน");
    thai.opens("/movers/small/2570-q1?kind=department&strategy=S1")
        .await
        .shows("หน้านี้ไม่ได้กรองตามประเภทหน่วยงาน หรือยุทธศาสตร์");
}

#[tokio::test]
async fn a_signed_link_shows_the_page_as_it_is_narrowed() {
    let mut country = country(Engine::Sqlite).await.expect("SQLite");
    country.app.imports(&[("one-a", "svc-e2e", "7", "10"), ("one-a", "open-datasets", "5", "")]).await;
    for page in [
        "/organisations/mdes?round=2570-q1&kind=public_organisation",
        "/organisations/mdes?round=2570-q1&kind=department&strategy=S1&trust=evidence_verified",
        "/indicators/svc-e2e?round=2570-q1&kind=public_organisation",
        "/completeness?round=2570-q1&kind=public_organisation",
        "/national?round=2570-q1&kind=department&strategy=S1",
    ] {
        let own = country.executive.opens(page).await;
        let made = country.executive.posts("/do/shares/create", &[("page", page), ("lasts", "week")]).await;
        let (_, rest) = made.body.split_once("/shared?secret=").expect("a link");
        let link = format!("/shared?secret={}", rest.split(['"', '<']).next().expect("the end of an address"));
        let shared = country.app.nobody().in_english().opens(&link).await;
        assert_eq!(shared.status, StatusCode::OK, "{page}");
        shared.shows("Only organisations of the kind");
        assert!(!cells(&own).is_empty(), "{page}");
        assert_eq!(cells(&shared), cells(&own), "{page}");
    }
}

#[tokio::test]
async fn the_document_says_what_is_so() {
    for path in dashboards_and_files() {
        let (address, is_file) = (filled(path).split('?').next().unwrap_or_default(), path.contains('.'));
        let cell = |filter: Filter| match (narrows(address, filter), means_another(path, filter), is_file) {
            (true, ..) => "narrows",
            (false, true, _) => "of alerts",
            (false, false, true) => "refuses",
            (false, false, false) => "says so",
        };
        let cells: Vec<&str> = Filter::iter().map(cell).collect();
        let row = format!("| `{path}` | {} |", cells.join(" | "));
        assert!(DOCUMENT.lines().any(|line| line == row), "{row}");
    }
    let rows = DOCUMENT.lines().filter(|line| line.starts_with("| `/")).count();
    assert_eq!(rows, dashboards_and_files().count(), "no row more");
}

//! What executives look at: figures that add up, say where they come from and lead on, at the same price for a country of
//! any size.

use chrono::Duration;
use domain::{access::Role, ids::RoundCode};
use http::StatusCode;
use service::testing::statements_taken;
use std::collections::BTreeMap;
use tests::{Answer, Engine, TestApp, Visitor, app::operator, country::ROUND};

/// The dashboards and lists, with what they are about.
const PAGES: [&str; 26] = [
    "/completeness",
    "/completeness/mdes",
    "/completeness/one",
    "/national",
    "/organisations/mdes",
    "/organisations/one",
    "/indicators/svc-e2e",
    "/indicators/open-datasets",
    "/late",
    "/plans",
    "/plans/small",
    "/organisations",
    "/organisations?q=d0",
    "/calendar",
    "/search?q=d0",
    "/organisations/mdes/heat-map",
    "/organisations/one/figures",
    "/organisations/one/letter",
    "/indicators/svc-e2e/map",
    "/compare?with=one,mdes",
    "/national?kind=department",
    "/national?kind=department&strategy=S1",
    "/late?kind=department",
    "/organisations/mdes?kind=department&strategy=S1",
    "/indicators/svc-e2e?kind=department",
    "/completeness?kind=department",
];

/// A country in which three of seven have answered and the due day has passed.
async fn three_of_seven() -> (TestApp, Visitor) {
    let app = TestApp::of_size(Engine::Sqlite, 4).await.expect("SQLite");
    app.imports(&[
        ("one", "svc-e2e", "4", "10"),
        ("one", "open-datasets", "7", ""),
        ("one", "digital-plan", "yes", ""),
        ("d001", "svc-e2e", "9", "10"),
        ("d001", "open-datasets", "50", ""),
        ("d002", "svc-e2e", "1", "10"),
        ("d002", "open-datasets", "1", ""),
    ])
    .await;
    app.advance(Duration::days(10));
    let executive = app.somebody(Role::Executive, "th").await;
    (app, executive)
}

/// The cells of a row that begins with a text.
#[track_caller]
fn row(page: &Answer, table: &str, begins: &str) -> Vec<String> {
    let rows = page.table(table);
    let found = rows.iter().find(|row| row.first().is_some_and(|cell| cell.starts_with(begins)));
    found.unwrap_or_else(|| panic!("no {begins} in {rows:?}")).clone()
}

/// `จาก 2/4 หน่วยงาน` as numbers.
#[track_caller]
fn made_of(cell: &str) -> (i64, i64) {
    let digits: String = cell.chars().filter(|c| c.is_ascii_digit() || *c == '/').collect();
    let (part, whole) = digits.split_once('/').expect("a part and a whole");
    (part.parse().expect("a number"), whole.parse().expect("a number"))
}

/// The rows of the bodies that a figure is made of, without the heading over those that are not compared.
fn parts(page: &Answer) -> Vec<Vec<String>> {
    page.table("parts-title").into_iter().skip(1).filter(|row| row.len() > 1).collect()
}

#[track_caller]
fn number(cell: &str) -> i64 {
    figure(cell).replace(',', "").parse().unwrap_or_else(|_| panic!("{cell} is no number"))
}

/// The figure of a cell, without the words beside it.
fn figure(cell: &str) -> &str {
    cell.split_whitespace().next().unwrap_or_default()
}

#[tokio::test]
async fn the_statements_of_a_page_do_not_depend_on_the_data() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut seen: Vec<BTreeMap<&str, usize>> = Vec::new();
        for departments in [4, 60] {
            let Some(app) = TestApp::of_size(engine, departments).await else { continue };
            app.levels_come_into_force().await;
            let agencies: Vec<String> = (1..=departments).map(|number| format!("d{number:03}")).collect();
            let of = |agency| [(agency, "svc-e2e", "5", "10"), (agency, "open-datasets", "9", "")];
            let values: Vec<_> = agencies.iter().step_by(2).map(String::as_str).flat_map(of).collect();
            app.imports(&values).await;
            app.advance(Duration::days(10));
            let (round, ends): (RoundCode, _) =
                (ROUND.parse().expect("a code"), app.services().now() + Duration::days(2));
            let body = "two".parse().expect("a code");
            app.services().rounds().extend(&operator(), &round, &body, ends, "น้ำท่วม").await.expect("extended");
            let mut executive = app.somebody(Role::Executive, "th").await;
            let mut reporter = app.reporter("one").await;
            let mut counts = BTreeMap::new();
            // The first time the register and the plans are read, and kept from then on.
            for _ in 0..2 {
                for page in PAGES {
                    statements_taken();
                    assert_eq!(executive.opens(page).await.status, StatusCode::OK, "{page}");
                    counts.insert(page, statements_taken());
                }
                for page in ["/", "/reports/2570-q1/one"] {
                    statements_taken();
                    assert_eq!(reporter.opens(page).await.status, StatusCode::OK, "{page}");
                    counts.insert(page, statements_taken());
                }
            }
            seen.push(counts);
        }
        let [small, large] = &seen[..] else { continue };
        assert_eq!(small, large, "{engine:?}");
        assert!(small.values().all(|count| (1..=25).contains(count)), "{small:?}");
    }
}

#[tokio::test]
async fn the_parts_of_a_figure_sum_to_the_whole() {
    let (_app, mut executive) = three_of_seven().await;
    let national = executive.opens("/national").await;
    for (code, name, whole) in [("svc-e2e", "สัดส่วนบริการ", "46.67%"), ("open-datasets", "จำนวนชุด", "58")]
    {
        let of_country = row(&national, "indicators-table", name);
        assert_eq!((of_country[1].as_str(), made_of(&of_country[5])), (whole, (3, 7)), "14 of 30; 57 and 1");
        let page = executive.opens(&format!("/indicators/{code}")).await;
        let parts = parts(&page);
        let contributors: Vec<_> = parts.iter().map(|part| made_of(&part[4])).collect();
        assert_eq!(contributors, [(2, 4), (1, 3)], "{parts:?}");
        for part in &parts {
            let code = part[0].rsplit(' ').next().expect("a code");
            let ministry = executive.opens(&format!("/organisations/{code}")).await;
            let own = row(&ministry, "indicators-table", name);
            assert_eq!((&own[1], made_of(&own[5])), (&part[1], made_of(&part[4])), "a ministry's own page agrees");
        }
    }
    let datasets = executive.opens("/indicators/open-datasets").await;
    let sum: i64 = parts(&datasets).iter().map(|part| number(&part[1])).sum();
    assert_eq!(sum, 58);
    let mut agencies = 0;
    for agency in ["one", "d001"] {
        let page = executive.opens(&format!("/organisations/{agency}")).await;
        agencies += number(&row(&page, "indicators-table", "จำนวนชุด")[1]);
    }
    assert_eq!(agencies, 57, "what the ministry above them has");
}

#[tokio::test]
async fn statuses_and_reports_sum_to_the_headline() {
    let (_app, mut executive) = three_of_seven().await;
    let page = executive.opens("/national").await;
    let count = |page: &Answer, status: &str| {
        page.table("indicators-table").iter().filter(|row| row.get(3).is_some_and(|cell| cell == status)).count()
    };
    for (column, status) in [(2, "เป็นไปตามเป้า"), (3, "มีความเสี่ยง"), (4, "ไม่เป็นไปตามเป้า"), (5, "ไม่มีข้อมูล")]
    {
        let strategies = page.table("strategies");
        let sum: i64 = strategies.iter().skip(1).map(|row| number(&row[column])).sum();
        assert_eq!(usize::try_from(sum), Ok(count(&page, status)), "{status}");
    }
    page.shows("รับรองรายงานแล้ว 3 จาก 7 หน่วยงาน (43%)").shows("ยังไม่ส่งรายงาน 4 จาก 7 หน่วยงาน");
    let ministries = page.table("ministries");
    let handed_in: Vec<_> =
        ministries.iter().skip(1).map(|row| made_of(row[6].split_once(' ').expect("a share").1)).collect();
    assert_eq!(handed_in.iter().fold((0, 0), |sum, (part, of)| (sum.0 + part, sum.1 + of)), (3, 7), "{handed_in:?}");
    page.shows("3 จาก 7 หน่วยงาน").shows("ล่าช้า 4 หน่วยงาน");
    assert_eq!(page.table("late").len() - 1, 4);
}

#[tokio::test]
async fn nobody_has_a_place_before_half_of_them_answered() {
    let (app, mut executive) = three_of_seven().await;
    let page = executive.opens("/indicators/svc-e2e").await;
    let (_, after) = page.body.split_once("</h1>").expect("a title");
    let beside = after.split("</div>").next().unwrap_or_default();
    assert!(beside.contains("badge"), "the status stands beside the title: {beside}");
    page.shows("ยังไม่จัดอันดับ").shows("3 จาก 7 หน่วยงาน (43%)").hides("id=\"ranked\"").hides("id=\"spread-title\"");
    executive.opens("/national").await.shows("ข้อมูลยังไม่พอที่จะสรุป").hides("ตัวชี้วัดเป็นไปตามเป้า</h2>");
    app.imports(&[("d003", "svc-e2e", "9", "10")]).await;
    let page = executive.opens("/indicators/svc-e2e").await;
    page.hides("ยังไม่จัดอันดับ").shows("4 จาก 7 หน่วยงาน");
    page.shows("4 หน่วยงาน: ต่ำสุด 10% · ค่ากลาง 65% · สูงสุด 90%").hides("strip__own");
    assert_eq!(page.body.matches("class=\"bar bar--bullet\"").count(), 4, "each against what is expected");
    let places: Vec<_> =
        page.table("ranked").iter().skip(1).map(|row| (row[0].clone(), figure(&row[2]).to_owned())).collect();
    let expected = [("1 ร่วม", "90%"), ("1 ร่วม", "90%"), ("3", "40%"), ("4", "10%")];
    assert_eq!(places, expected.map(|(place, figure)| (place.to_owned(), figure.to_owned())));
    executive.opens("/indicators/open-datasets").await.shows("ยังไม่จัดอันดับ");
    executive.opens("/national").await.shows("ตัวชี้วัดเป็นไปตามเป้า</h2>").hides("ข้อมูลยังไม่พอที่จะสรุป");
}

#[tokio::test]
async fn every_figure_says_where_it_comes_from_and_of_when_it_is() {
    let (app, mut executive) = three_of_seven().await;
    for page in ["/national", "/organisations/mdes", "/organisations/one", "/indicators/svc-e2e"] {
        let answer = executive.opens(page).await;
        answer.shows("ไตรมาส 1 ปีงบประมาณ 2570 · ข้อมูล ณ 1 ก.พ. 2570 09.00 น.").shows("เฉพาะค่าที่ สพร. รับรองแล้ว");
    }
    for page in ["/national", "/organisations/mdes", "/organisations/one"] {
        let rows = executive.opens(page).await.table("indicators-table");
        let figures: Vec<_> = rows.iter().skip(1).filter(|row| row.len() > 1).collect();
        assert_eq!(figures.len(), 3, "{page}");
        for figure in figures {
            assert!(figure[2].ends_with("ข้อมูลสาธิต"), "how official the target is: {figure:?}");
            assert!(page == "/organisations/one" || figure[5].starts_with("จาก "), "of how many: {figure:?}");
        }
    }
    let targets = executive.opens("/indicators/svc-e2e").await.table("targets-title");
    assert!(targets.iter().skip(1).all(|row| row[2].contains("ข้อมูลสาธิต a test")), "{targets:?}");
    let plan = executive.opens("/plans/small").await;
    for table in ["indicators-S1", "indicators-S2"] {
        let rows = plan.table(table);
        assert!(rows.iter().skip(2).all(|row| row.last().is_some_and(|it| it == "ข้อมูลสาธิต")), "{rows:?}");
    }
    let completeness = executive.opens("/national").await;
    assert_eq!(completeness.body.matches("นับจากการส่งรายงานในระบบนี้").count(), 4);
    app.test.become_demonstration().await;
    for page in ["/national", "/organisations/one", "/indicators/svc-e2e"] {
        let answer = executive.opens(page).await;
        assert!(answer.body.matches("ข้อมูลสาธิต").count() > 3, "{page}");
    }
}

#[tokio::test]
async fn the_country_is_narrowed_to_one_strategy_and_says_so() {
    let (_app, mut executive) = three_of_seven().await;
    let whole = executive.opens("/national").await;
    whole.hides("เฉพาะยุทธศาสตร์");
    let strategies: Vec<String> = whole
        .table("strategies")
        .iter()
        .skip(1)
        .map(|row| row[0].rsplit(' ').next().unwrap_or_default().to_owned())
        .collect();
    assert!(strategies.len() > 1, "{strategies:?}");
    let figures = |page: &Answer| page.table("indicators-table").iter().filter(|row| row.len() > 4).count();
    let mut sum = 0;
    for strategy in &strategies {
        let page = executive.opens(&format!("/national?strategy={strategy}&round=2570-q1")).await;
        page.shows("เฉพาะยุทธศาสตร์").shows(&format!("/organisations/th/heat-map?round=2570-q1&amp;strategy={strategy}"));
        assert_eq!(page.table("strategies").len(), 2, "{strategy}");
        sum += figures(&page) - 1;
        // Another round is of the same strategy.
        let (_, picker) = page.body.split_once("class=\"round-picker\"").expect("a form");
        let picker = picker.split("</form>").next().unwrap_or_default();
        assert!(picker.contains(&format!("name=\"strategy\" value=\"{strategy}\"")), "{picker}");
        assert!(page.links().contains(&"/national?round=2570-q1".to_owned()), "{:?}", page.links());
    }
    assert_eq!(sum, figures(&whole) - 1, "all of them together are the whole");
    for nothing in ["nothing", "%2F"] {
        let page = executive.opens(&format!("/national?strategy={nothing}")).await;
        page.hides("เฉพาะยุทธศาสตร์").shows("แผนของรอบนี้ไม่มียุทธศาสตร์ที่ระบุ");
        assert_eq!(figures(&page), figures(&whole), "all are shown");
    }
}

#[tokio::test]
async fn the_unit_of_many_bodies_is_that_of_their_figure_together() {
    let (_app, executive) = three_of_seven().await;
    let mut executive = executive.in_english();
    let page = executive.opens("/national").await;
    let rows = page.table("indicators-table");
    let row = rows.iter().find(|row| row[0].starts_with("Agency has a digital plan")).expect("a row");
    assert!(row[0].contains("percent of agencies that answered yes") && !row[0].contains("yes/no"), "{row:?}");
    executive.opens("/organisations/one").await.shows("yes/no");
}

#[tokio::test]
async fn before_there_is_a_round_the_pages_say_so() {
    let app = TestApp::without_round().await;
    let mut executive = app.somebody(Role::Executive, "th").await;
    for page in ["/national", "/late", "/indicators/svc-e2e"] {
        let answer = executive.opens(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        // The targets of an indicator are known before.
        answer.shows("ยังไม่มีรอบการรายงาน").hides("id=\"parts\"").hides("id=\"late\"").hides("id=\"strategies\"");
    }
    for (page, words) in [("/organisations/mdes", "หน่วยงาน mdes"), ("/plans/small", "แผนเล็ก"), ("/calendar", "ปฏิทิน")]
    {
        let answer = executive.opens(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        answer.shows(words);
    }
    let started = TestApp::new().await;
    let mut executive = started.somebody(Role::Executive, "th").await;
    let page = executive.opens("/national").await;
    page.shows("ข้อมูลยังไม่พอที่จะสรุป").shows("ไม่มีหน่วยงานล่าช้า").hides("NaN").hides("0 จาก 0");
    executive.opens("/late").await.shows("ไม่มีหน่วยงานล่าช้า");
    executive.opens("/organisations?q=ไม่มีที่ไหน").await.shows("<div class=\"empty\">");
}

#[tokio::test]
async fn what_is_not_there_is_told_and_what_makes_no_sense_is_passed_over() {
    let (app, mut executive) = three_of_seven().await;
    for page in [
        "/national?round=2599-q1",
        "/national?round=x%00y",
        "/late?round=2599-q1",
        "/late?after=th...%2F",
        "/indicators/nothing",
        "/indicators/svc-e2e?round=2599-q1",
        "/organisations/nobody",
        "/organisations/one?round=2599-q1",
        "/plans/nothing",
        "/plans/small?version=99",
        "/plans/small?version=x",
        "/calendar/2599-q1",
    ] {
        let answer = executive.opens(page).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        answer.shows("<h1>").shows("กลับไปหน้างานของฉัน");
        let (path, query) = page.split_once('?').unwrap_or((page, ""));
        if query.starts_with("round=") {
            answer.shows("ไม่มีรอบการรายงานนี้").shows(&format!("href=\"{path}\" class=\"button\">ดูรอบล่าสุด</a>"));
        } else {
            answer.hides("ดูรอบล่าสุด");
        }
    }
    for page in [
        "/national?status=nonsense",
        "/national?sort=nonsense&order=sideways",
        "/indicators/svc-e2e?page=0",
        "/indicators/svc-e2e?page=99999999999999999999",
        "/organisations?page=-1&kind=nonsense",
        "/organisations/mdes?page=7",
        "/late?after=th.zzz",
        "/late?after=..%2F",
        "/late?after=en.one",
    ] {
        assert_eq!(executive.opens(page).await.status, StatusCode::OK, "{page}");
    }
    app.test.hang_up().await;
    for page in PAGES {
        let answer = executive.opens(page).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
        answer.shows("ระบบจัดเก็บข้อมูลไม่ตอบสนอง").shows("หมายเลขเหตุการณ์");
    }
}

#[tokio::test]
async fn a_figure_is_held_against_what_is_expected_of_it_in_a_drawing_and_in_words() {
    let (_app, mut executive) = three_of_seven().await;
    let of_country = row(&executive.opens("/national").await, "indicators-table", "สัดส่วนบริการ");
    let of_one = row(&executive.opens("/organisations/one").await, "indicators-table", "สัดส่วนบริการ");
    for (address, cells, length) in
        [("/indicators/svc-e2e", of_country, "58.3%"), ("/organisations/one/indicators/svc-e2e", of_one, "50%")]
    {
        let (actual, expected, status) = (figure(&cells[1]), figure(&cells[2]), &cells[3]);
        let page = executive.opens(address).await;
        page.shows(&format!("ผล {actual} เทียบเป้าหมายตามเวลา {expected}: {status}</desc>"));
        page.shows(&format!("ผล {actual} · {status}</span>"))
            .shows("เป้าหมายสิ้นปีงบประมาณ 2570 80%")
            .shows("ค่าฐานปีงบประมาณ 2565 20%");
        page.shows(&format!("เป็นไปตามเป้า ตั้งแต่ {expected}</span>"));
        page.shows(&format!("width=\"{length}\" height=\"40%\""));
    }
    // A running total is on the way to the target of its year, and no earlier year is where it started.
    let total = executive.opens("/organisations/one/indicators/open-datasets").await;
    total.shows("bullet__expected").shows("เป้าหมายสิ้นปีงบประมาณ 2570 40").hides("bullet__baseline");
    for address in ["/indicators/digital-plan", "/organisations/one/indicators/digital-plan"] {
        executive.opens(address).await.hides("NaN");
    }
    executive.opens("/organisations/one/indicators/digital-plan").await.hides("class=\"bullet__svg\"");
    executive.opens("/organisations/two/indicators/svc-e2e").await.hides("class=\"bullet__svg\"");
}

#[tokio::test]
async fn a_round_that_is_passed_over_is_told_above_the_figures_of_the_one_shown() {
    let app = TestApp::of_size(Engine::Sqlite, 4).await.expect("SQLite");
    let agencies = ["one", "two", "d001", "d002", "d003", "d004"];
    app.imports(&agencies.map(|agency| (agency, "svc-e2e", "5", "10"))).await;
    app.opens_next_round().await;
    let page = app.somebody(Role::Executive, "th").await.opens("/national").await;
    let place = |words: &str| page.body.find(words).expect("it is on the page");
    assert!(place("ไตรมาส 2 ปีงบประมาณ 2570 เปิดแล้ว") < place("class=\"headline"));
}

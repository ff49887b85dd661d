//! The country narrowed to one kind of bodies: the page says so, what it shows is theirs, and what it cannot show is not passed over
//! in silence.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use tests::{Answer, Engine, TestApp, Visitor};

const DEPARTMENTS: &str = "/national?kind=department";

/// Three departments, one of them with a public organisation below it.
async fn country(engine: Engine) -> Option<(TestApp, Visitor)> {
    let app = TestApp::start(engine).await?;
    app.levels_come_into_force().await;
    app.imports(&[
        ("one", "svc-e2e", "4", "10"),
        ("one", "open-datasets", "7", ""),
        ("two", "svc-e2e", "8", "10"),
        ("one-a", "svc-e2e", "9", "10"),
        ("one-a", "open-datasets", "100", ""),
    ])
    .await;
    let executive = app.somebody(Role::Executive, "th").await;
    Some((app, executive))
}

/// The figure of an indicator in the table below the page.
#[track_caller]
fn figure(page: &Answer, begins: &str) -> String {
    let rows = page.table("indicators-table");
    let row = rows.iter().find(|row| row.first().is_some_and(|cell| cell.starts_with(begins)));
    let cell = row.unwrap_or_else(|| panic!("no {begins} in {rows:?}"))[1].clone();
    cell.split_whitespace().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_country_is_narrowed_to_one_kind_and_says_so() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((app, _)) = country(engine).await else { continue };
        app.advance(Duration::days(10));
        // Nobody stays signed in for so long.
        let mut executive = app.somebody(Role::Executive, "th").await;
        let whole = executive.opens("/national").await;
        whole.hides("เฉพาะหน่วยงานประเภท").shows("<option value=\"department\"").shows("value=\"public_organisation\"");
        whole.hides("<option value=\"court\"");
        assert_eq!((figure(&whole, "สัดส่วนบริการ"), figure(&whole, "จำนวนชุด")), ("70%".to_owned(), "107".to_owned()));
        let page = executive.opens(DEPARTMENTS).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("เฉพาะหน่วยงานประเภท “กรมหรือเทียบเท่า”").shows("ดัชนีสากลเป็นของทั้งประเทศ");
        assert_eq!((figure(&page, "สัดส่วนบริการ"), figure(&page, "จำนวนชุด")), ("60%".to_owned(), "7".to_owned()));
        page.shows("2 จาก 3 หน่วยงาน").hides("3 จาก 4 หน่วยงาน").hides(">107");
        let ministries = page.table("ministries");
        assert_eq!(ministries.len(), 3, "{ministries:?}");
        assert!(ministries.iter().any(|row| row[6].contains("2/2")), "one and two: {ministries:?}");
        assert_eq!(page.table("late").len(), 2, "three alone");
        let levels = page.table("maturity-stages-levels");
        assert_eq!(levels.last().map(|row| row[1].as_str()), Some("3"), "{levels:?}");
        // Who is of the kind is listed behind the counts.
        assert!(page.links().contains(&"/scores/stages/2570-q1?kind=department".to_owned()), "{:?}", page.links());
        assert!(page.links().contains(&"/late?round=2570-q1&kind=department".to_owned()), "{:?}", page.links());
        page.hides("/robustness/stages").hides("/movers/");

        let other = executive.opens("/national?kind=public_organisation").await;
        assert_eq!((figure(&other, "สัดส่วนบริการ"), figure(&other, "จำนวนชุด")), ("90%".to_owned(), "100".to_owned()));
        assert_eq!(other.table("ministries").len(), 2, "the other ministry has none: {:?}", other.table("ministries"));
        let mut executive = executive.in_english();
        let english = executive.opens("/national?kind=public_organisation&round=2570-q1").await;
        english.shows("Only organisations of the kind “Public organisation”").shows("Show every kind of organisation");
        assert!(english.links().contains(&"/national?round=2570-q1".to_owned()), "{:?}", english.links());
    }
}

#[tokio::test]
async fn strategy_and_kind_are_chosen_in_one_form_and_stay_in_the_address() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let page = executive.opens("/national?kind=department&strategy=S1&round=2570-q1").await;
    let form = page.body.split("class=\"filters\"").nth(1).and_then(|rest| rest.split("</form>").next());
    let form = form.expect("a form");
    for field in ["name=\"strategy\"", "name=\"kind\"", "name=\"round\""] {
        assert_eq!(form.matches(field).count(), 1, "{field}: {form}");
    }
    assert!(form.contains("value=\"department\" selected"), "{form}");
    let picker = page.body.split("class=\"round-picker\"").nth(1).and_then(|rest| rest.split("</form>").next());
    let picker = picker.expect("a form");
    assert!(picker.contains("name=\"kind\" value=\"department\"") && picker.contains("name=\"strategy\" value=\"S1\""));
    let links = page.links();
    for link in [
        "/national?round=2570-q1",
        "/national?strategy=S1&round=2570-q1",
        "/national?kind=department&round=2570-q1",
        "/organisations/th/heat-map?round=2570-q1&strategy=S1&kind=department",
    ] {
        assert!(links.contains(&link.to_owned()), "{link}: {links:?}");
    }
    page.shows("เฉพาะหน่วยงานประเภท “กรมหรือเทียบเท่า” · เฉพาะยุทธศาสตร์");
    assert_eq!(page.table("strategies").len(), 2);
}

#[tokio::test]
async fn the_verdict_comes_first_but_for_what_its_figures_are_not_yet() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let page = executive.opens("/national?kind=department&strategy=S1").await;
    let place = |text: &str| page.body.find(text).unwrap_or_else(|| panic!("{text}"));
    let order = [
        "<h1>",
        "รอบนี้ยังไม่ปิด",
        "class=\"narrowed\"",
        "id=\"headline\"",
        "id=\"maturity-stages\"",
        "class=\"filters\"",
        "class=\"in-page\"",
        "id=\"completeness\"",
    ];
    for pair in order.windows(2) {
        assert!(place(pair[0]) < place(pair[1]), "{pair:?}");
    }
    executive.opens("/national").await.hides("class=\"narrowed\"");
}

#[tokio::test]
async fn lists_are_of_the_kind_too() {
    let (app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let names =
        |page: &Answer| -> Vec<String> { page.table("standings").iter().skip(1).map(|row| row[0].clone()).collect() };
    let page = executive.opens("/scores/stages/2570-q1?kind=public_organisation").await;
    page.shows("เฉพาะหน่วยงานประเภท “องค์การมหาชน”").shows("href=\"/scores/stages/2570-q1\"");
    assert_eq!(names(&page), ["หน่วยงาน one-a"]);
    page.shows("คะแนนของหน่วยงานที่เลือก").hides("id=\"standings\">คะแนนของทุกหน่วยงาน");
    let page = executive.opens("/scores/stages/2570-q1?kind=department&level=high").await;
    assert_eq!(names(&page), ["หน่วยงาน two"]);
    let page = executive.opens("/scores/stages/2570-q1?kind=department&level=_none").await;
    assert_eq!(names(&page), ["หน่วยงาน three"]);
    app.advance(Duration::days(10));
    executive = app.somebody(Role::Executive, "th").await;
    let late = executive.opens("/late?kind=department").await;
    late.shows("เฉพาะหน่วยงานประเภท").shows("ล่าช้า 1 หน่วยงาน");
    executive.opens("/late?kind=public_organisation").await.shows("ไม่มีหน่วยงานล่าช้า");
    executive.opens("/late").await.hides("เฉพาะหน่วยงานประเภท").shows("ล่าช้า 1 หน่วยงาน");
    executive.opens("/national").await.shows("ล่าช้า 1 หน่วยงาน").hides("หน่วยงานแรกจาก");
}

#[tokio::test]
async fn what_can_be_no_filter_is_told_and_all_is_shown() {
    let (_app, executive) = country(Engine::Sqlite).await.expect("SQLite");
    let mut executive = executive.in_english();
    let told = [
        ("/national?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/national?kind=court", "Nobody of that kind owes a report in this round"),
        ("/national?strategy=%2F", "The plan of this round has no such strategy"),
        ("/national?strategy=S9", "The plan of this round has no such strategy"),
        ("/late?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/alerts?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/organisations?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/scores/stages/2570-q1?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/organisations/th/heat-map?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/organisations/th/heat-map?strategy=%2F", "The plan of this round has no such strategy"),
        ("/organisations/th/heat-map?strategy=S9", "The plan of this round has no such strategy"),
        ("/organisations/th/heat-map?kind=court", "Nobody of that kind owes a report here in this round"),
        ("/organisations/mdes?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/organisations/mdes?kind=court", "Nobody of that kind owes a report here in this round"),
        ("/organisations/mdes?strategy=S9", "The plan of this round has no such strategy"),
        ("/organisations/two?strategy=S9", "The plan of this round has no such strategy"),
        ("/organisations/two?kind=department", "This page is of one organisation"),
        ("/indicators/svc-e2e?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/indicators/svc-e2e?kind=court", "This indicator is not asked of organisations of that kind"),
        ("/completeness?kind=nonsense", "There is no such kind: every kind is shown"),
        ("/completeness/mdes?kind=court", "Nobody of that kind owes a report here in this round"),
        ("/completeness/two?kind=department", "This page is of one organisation"),
    ];
    for (address, words) in told {
        let page = executive.opens(address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        page.shows(words);
        assert_eq!(page.body.matches(words).count(), 1, "{address}: once");
        let path = address.split('?').next().unwrap_or_default();
        executive.opens(path).await.hides(words);
    }
    let unknown = executive.opens("/national?kind=nonsense&strategy=S9&trust=nonsense").await;
    unknown.shows("There is no such kind").shows("no such strategy").shows("There is no trust grade");
    let whole = executive.opens("/national").await;
    assert_eq!(unknown.table("indicators-table").len(), whole.table("indicators-table").len(), "all are shown");
    executive.opens("/alerts?kind=declining").await.hides("There is no such kind");
}

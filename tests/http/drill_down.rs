//! Where the dashboards lead: every link arrives, in the same round, and filters show what they say. And what stands on
//! every page of a demonstration.

use domain::access::Role;
use http::StatusCode;
use std::collections::BTreeSet;
use tests::{
    Answer, Engine, TestApp, Visitor,
    country::{ROUND, two_snapshots},
    pages::pages,
};

async fn country() -> (TestApp, Visitor) {
    country_on(Engine::Sqlite).await.expect("SQLite")
}

async fn country_on(engine: Engine) -> Option<(TestApp, Visitor)> {
    let app = TestApp::of_size(engine, 4).await?;
    app.imports(&[
        ("one", "svc-e2e", "4", "10"),
        ("d001", "svc-e2e", "9", "10"),
        ("d002", "svc-e2e", "1", "10"),
        ("d003", "svc-e2e", "8", "10"),
        ("one", "digital-plan", "yes", ""),
    ])
    .await;
    app.advance(chrono::Duration::days(10));
    let executive = app.somebody(Role::Executive, "th").await;
    Some((app, executive))
}

/// The links of a page's own part.
fn own_links(page: &Answer) -> Vec<String> {
    let all = page.links().into_iter().filter(|link| link.starts_with('/') && !link.starts_with("/language"));
    all.filter(|link| !["/pkg/", "/fonts/"].iter().any(|folder| link.starts_with(folder))).collect()
}

#[tokio::test]
async fn every_link_of_every_dashboard_arrives_at_what_it_names() {
    let (_app, mut executive) = country().await;
    let begin = [
        "/national",
        "/late",
        "/organisations/mdes",
        "/organisations/one",
        "/indicators/svc-e2e",
        "/indicators/svc-e2e?organisation=mdes",
        "/plans/small",
        "/calendar",
        "/organisations",
        "/search?q=d0",
        "/organisations/mdes/heat-map",
        "/organisations/one/figures",
        "/organisations/one/letter",
        "/indicators/svc-e2e/map",
        "/compare?with=one,mdes&find=d0",
    ];
    let mut links = BTreeSet::new();
    for page in begin {
        let answer = executive.opens(page).await;
        let places = answer.links().into_iter().filter_map(|link| Some(link.strip_prefix('#')?.to_owned()));
        for place in places {
            answer.shows(&format!("id=\"{place}\""));
        }
        links.extend(own_links(&answer));
    }
    assert!(links.len() > 40, "{links:?}");
    for link in links {
        let (path, place) = link.split_once('#').unwrap_or((&link, ""));
        let answer = executive.opens(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{link}");
        if !place.is_empty() {
            answer.shows(&format!("id=\"{place}\""));
        }
    }
}

#[tokio::test]
async fn the_way_to_an_indicator_ends_with_its_name() {
    let Some((_app, mut executive)) = country_on(Engine::Sqlite).await else { return };
    for page in ["/indicators/svc-e2e", "/organisations/one/indicators/svc-e2e"] {
        executive.opens(page).await.shows("class=\"breadcrumbs__item\">สัดส่วนบริการออนไลน์ครบวงจร</li>");
    }
}

#[tokio::test]
async fn a_figure_of_a_ministry_leads_to_the_agencies_it_is_made_of() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((_app, mut executive)) = country_on(engine).await else { continue };
        let ministry = executive.opens("/organisations/mdes").await;
        ministry.shows("href=\"/indicators/svc-e2e?organisation=mdes#parts\"");
        executive.opens("/national").await.shows("href=\"/indicators/svc-e2e#parts\"");
        let page = executive.opens("/indicators/svc-e2e?organisation=mdes").await;
        page.shows("/organisations/one/indicators/svc-e2e");
        let rows = page.table("parts-title");
        assert!(rows[1][1].contains("70%") && rows[1][4].contains("3/4"), "21 of 30, together: {rows:?}");
        for (row, (code, figure)) in rows[2..].iter().zip([("d001", "90%"), ("d003", "80%"), ("one", "40%")]) {
            assert!(row[0].ends_with(code) && row[1].contains(figure), "{code}: {rows:?}");
        }
        assert!(rows.iter().all(|row| !row[0].ends_with("d002")), "d002 is of another ministry: {rows:?}");
        let alone = executive.opens("/indicators/svc-e2e?organisation=one").await;
        assert_eq!(alone.table("parts-title").len(), 2, "nobody is below it");
        for unknown in ["nobody", "%3Cscript%3E"] {
            let page = executive.opens(&format!("/indicators/svc-e2e?organisation={unknown}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn the_own_indicator_of_who_owes_no_report_is_that_of_all_below_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((_app, executive)) = country_on(engine).await else { continue };
        let mut executive = executive.in_english();
        let ministry = executive.opens("/organisations/mdes/indicators/svc-e2e").await;
        ministry.shows("No report is expected in this round").shows("It owes no report of its own");
        ministry.hides("No accepted figure yet");
        // 21 of 30, as on the page of the indicator, which it leads to.
        ministry.shows("mdes and all below it, together").shows("70%").shows("from 3/4 agencies");
        let parts = "/indicators/svc-e2e?organisation=mdes#parts";
        assert!(ministry.links().contains(&parts.to_owned()), "{:?}", ministry.links());
        let listed = executive.opens("/indicators/svc-e2e?organisation=mdes").await;
        assert!(listed.table("parts-title")[1][1].contains("70%"));
        let silent = executive.opens("/organisations/mdes/indicators/open-datasets").await;
        silent.shows("from 0/4 agencies").shows("data-status=\"no_data\" class=\"badge\">No data");
        for body in ["one", "two"] {
            let own = executive.opens(&format!("/organisations/{body}/indicators/svc-e2e")).await;
            own.hides("No report is expected in this round").hides("id=\"together\"");
        }
    }
}

#[tokio::test]
async fn a_round_that_was_chosen_is_kept_on_the_way_down() {
    let (_app, mut executive) = country().await;
    for page in ["/national", "/late", "/organisations/mdes", "/indicators/svc-e2e"] {
        let answer = executive.opens(&format!("{page}?round={ROUND}")).await;
        let dashboards = ["/organisations/", "/indicators/", "/late", "/national?"];
        let down: Vec<_> = own_links(&answer)
            .into_iter()
            .filter(|link| dashboards.iter().any(|dashboard| link.starts_with(dashboard)))
            .collect();
        // The menu leads to the page itself, without a round.
        let lost: Vec<_> = down.iter().filter(|link| !link.contains(&format!("round={ROUND}"))).collect();
        assert!(down.len() > 2 && lost.is_empty(), "{page}: {lost:?} of {down:?}");
    }
}

#[tokio::test]
async fn a_filter_shows_what_it_says_and_as_many_as_it_counts() {
    let (_app, mut executive) = country().await;
    let whole = executive.opens("/national").await;
    let statuses = [("on_course", "เป็นไปตามเป้า"), ("off_course", "ไม่เป็นไปตามเป้า"), ("no_data", "ไม่มีข้อมูล")];
    let of = |page: &Answer| -> Vec<String> {
        page.table("indicators-table").into_iter().filter_map(|row| row.get(3).cloned()).skip(1).collect()
    };
    for (status, word) in statuses {
        let expected = of(&whole).into_iter().filter(|found| found == word).count();
        let filtered = executive.opens(&format!("/national?status={status}")).await;
        filtered.shows(&format!("เฉพาะที่ “{word}”")).shows("แสดงทุกตัวชี้วัด");
        if expected == 0 {
            filtered.shows("ไม่มีตัวชี้วัดที่มีสถานะนี้ในรอบนี้");
        } else {
            assert_eq!(of(&filtered), vec![word.to_owned(); expected], "{status}");
        }
    }
    let sorted = |page: &Answer| -> Vec<String> {
        page.table("ministries").into_iter().skip(1).map(|row| row[0].clone()).collect()
    };
    let up = executive.opens("/national?sort=name&order=ascending").await;
    let down = executive.opens("/national?sort=name&order=descending").await;
    up.shows("aria-sort=\"ascending\"").hides("เรียงตามสัดส่วน");
    // Numbers are shown, and shares are compared.
    executive.opens("/national").await.shows("เรียงตามสัดส่วนในตัวชี้วัดที่เกี่ยวข้อง ไม่ใช่ตามจำนวน");
    let by_share = executive.opens("/national?sort=not_applicable").await;
    by_share.shows("เรียงตามสัดส่วนในตัวชี้วัดทั้งหมด ไม่ใช่ตามจำนวน");
    assert_eq!(sorted(&up), ["หน่วยงาน mdes", "หน่วยงาน moph"]);
    assert_eq!(sorted(&down), ["หน่วยงาน moph", "หน่วยงาน mdes"]);
    let found = executive.opens("/organisations?q=d00&kind=department").await;
    assert_eq!(found.table("found").len() - 1, 4);
    executive.opens("/organisations?kind=ministry").await.shows("พบ 2 หน่วยงาน").hides("หน่วยงาน d001");
}

#[tokio::test]
async fn who_is_late_stands_on_pages_of_which_none_is_left_out() {
    let app = TestApp::of_size(Engine::Sqlite, 60).await.expect("SQLite");
    app.advance(chrono::Duration::days(10));
    let mut executive = app.somebody(Role::Executive, "th").await;
    let mut page = executive.opens("/late").await;
    page.shows("ล่าช้า 63 หน่วยงาน");
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.extend(page.table("late").into_iter().skip(1).map(|row| row[0].clone()));
        let Some(next) = own_links(&page).into_iter().find(|link| link.contains("after=")) else { break };
        if seen.len() >= 63 {
            break;
        }
        page = executive.opens(&next).await;
    }
    let distinct: BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (63, 63));
}

#[tokio::test]
async fn a_list_in_another_language_begins_anew_since_names_stand_in_another_order_there() {
    let app = TestApp::of_size(Engine::Sqlite, 60).await.expect("SQLite");
    app.advance(chrono::Duration::days(10));
    let mut thai = app.somebody(Role::Executive, "th").await;
    let mut english = thai.clone().in_english();
    let first = thai.opens("/late").await;
    let second = own_links(&first).into_iter().find(|link| link.contains("after=")).expect("a second page");
    let page = thai.opens(&second).await;
    assert_ne!(page.table("late"), first.table("late"));
    // As whoever chooses the other language on the second page comes back to it.
    let anew = english.opens(&second).await;
    assert_eq!(anew.table("late"), english.opens("/late").await.table("late"));
    // And in the language of the place it is still the second page.
    assert_eq!(thai.opens(&second).await.table("late"), page.table("late"));
}

#[tokio::test]
async fn every_page_of_a_demonstration_says_so_and_no_other_page_does() {
    let app = TestApp::new().await;
    app.fill("one").await;
    two_snapshots(&app.test).await;
    let (mut administrator, account) = app.somebody_with_account(Role::Administrator, "th").await;
    let mut nobody = app.nobody();
    let pages = pages(account);
    assert!(pages.len() > 12, "{pages:?}");
    for page in &pages {
        administrator.opens(page).await.hides("demo-banner");
    }
    nobody.opens("/sign-in").await.hides("demo-banner").hides("demo-accounts").hides("/do/sessions/demonstration");
    let offered = nobody.posts("/do/sessions/demonstration", &[("account", "reporter@demo.tidtam.example")]).await;
    assert_eq!(offered.status, StatusCode::NOT_FOUND, "nobody enters outside a demonstration");
    app.test.become_demonstration().await;
    for page in &pages {
        let answer = administrator.opens(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        answer.shows("class=\"demo-banner\"");
    }
    administrator.opens("/nowhere").await.shows("class=\"demo-banner\"");
    administrator.clone().in_english().opens("/national").await.shows("class=\"demo-banner\"");
    let sign_in = nobody.opens("/sign-in").await;
    sign_in.shows("class=\"demo-banner\"");
    let listed = app.services().demonstration_accounts();
    assert_eq!(sign_in.body.matches("action=\"/do/sessions/demonstration\"").count(), listed.len());
    for account in listed {
        sign_in.shows(account.email);
    }
    let roles: BTreeSet<_> = listed.iter().map(|account| account.role.as_ref().to_owned()).collect();
    assert_eq!(roles.len(), 6, "an account for each role: {roles:?}");
    let stranger = nobody.posts("/do/sessions/demonstration", &[("account", "administrator@example.go.th")]).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND, "only listed accounts are entered with a button");
}

//! A body that goes to another ministry in the middle of a year: both ministries show it in their trends and their histories, and pages
//! of the round before show it where it stood.

use domain::{
    access::Role,
    organisation::{Duty, Organisation, OrganisationEvent, OrganisationEventKind},
    text::Bilingual,
};
use service::organisations::ImportMode;
use tests::{Answer, Engine, TestApp, app::operator, country::ROUND};

const NEXT: &str = "2570-q2";

/// The second department goes from the one ministry to the other in the quarter after the first.
async fn with_a_move(engine: Engine) -> Option<TestApp> {
    let app = TestApp::start(engine).await?;
    app.imports(&[("one", "svc-e2e", "9", "10"), ("two", "svc-e2e", "5", "10"), ("three", "svc-e2e", "8", "10")]).await;
    app.opens_next_round().await;
    let organisations = app.services().organisations();
    let register = organisations.tree(&operator()).await.expect("a register");
    let moves = |body: &Organisation| match body.code.as_str() {
        "two" => Organisation { parent: "moph".parse().ok(), ..body.clone() },
        _ => body.clone(),
    };
    let bodies = register.bodies().map(moves).collect();
    let event = moved_away("two", "2027-02-10");
    organisations.import(&operator(), bodies, vec![event], ImportMode::Apply).await.expect("moved");
    Some(app)
}

fn moved_away(body: &str, day: &str) -> OrganisationEvent {
    OrganisationEvent {
        effective_on: day.parse().expect("a day"),
        kind: OrganisationEventKind::Moved,
        organisation: body.parse().expect("a code"),
        other: "mdes".parse().ok(),
        name_before: Bilingual::default(),
        note: "ตามพระราชกฤษฎีกา".to_owned(),
        source: "ราชกิจจานุเบกษา".to_owned(),
    }
}

/// What the table of the trend says in the column of events, by row; nothing where there is no such column.
fn events(page: &Answer) -> Vec<String> {
    let rows = page.table("trend-chart-twin");
    let columns = rows.first().map_or(0, Vec::len);
    let mut events: Vec<String> = rows[1..].iter().filter_map(|row| row.get(5).cloned()).collect();
    events.truncate(if columns > 5 { events.len() } else { 0 });
    events
}

/// What a list of the page holds, as one text.
fn part<'a>(page: &'a Answer, begins: &str, ends: &str) -> &'a str {
    let (_, rest) = page.body.split_once(begins).unwrap_or_else(|| panic!("no {begins}"));
    rest.split_once(ends).map_or(rest, |(part, _)| part)
}

#[tokio::test]
async fn both_ministries_show_the_move_in_their_trend_and_in_its_table() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = with_a_move(engine).await else { continue };
        let mut thai = app.somebody(Role::Executive, "th").await;
        let mut english = app.somebody(Role::Executive, "th").await.in_english();
        for (body, in_thai, in_english) in [
            ("mdes", "หน่วยงาน two ย้ายออกไปสังกัดหน่วยงาน moph", "Body two moved away to Body moph"),
            ("moph", "หน่วยงาน two ย้ายเข้ามาจากสังกัดหน่วยงาน mdes", "Body two moved here from Body mdes"),
            ("two", "ย้ายจากสังกัดหน่วยงาน mdes ไปสังกัดหน่วยงาน moph", "Moved from Body mdes to Body moph"),
        ] {
            let address = format!("/organisations/{body}?round={NEXT}");
            let page = thai.opens(&address).await;
            assert_eq!(events(&page), [String::new(), format!("10 ก.พ. 2570 · {in_thai}")], "{body}");
            let drawing = part(&page, "chart__svg", "</svg>");
            assert!(drawing.contains("chart__event-mark") && drawing.contains(in_thai), "{body}: {drawing}");
            let listed = part(&page, "chart__events", "</ul>");
            assert!(listed.contains("2027-02-10") && listed.contains(in_thai), "{body}: {listed}");
            let history = part(&page, "id=\"history\"", "</section>");
            assert!(history.contains(in_thai) && history.contains("ราชกิจจานุเบกษา"), "{body}: {history}");
            let page = english.opens(&address).await;
            assert_eq!(events(&page), [String::new(), format!("10 Feb 2027 · {in_english}")], "{body}");
        }
        for quiet in ["one", "three"] {
            let page = thai.opens(&format!("/organisations/{quiet}?round={NEXT}")).await;
            page.hides("chart__event-mark");
        }
        // The body's own indicator is drawn with it, and its table says it in words.
        let page = english.opens(&format!("/organisations/two/indicators/svc-e2e?round={NEXT}")).await;
        let told = "10 Feb 2027 · Moved from Body mdes to Body moph";
        let drawing = part(&page, "chart__svg\"", "</figure>");
        assert!(drawing.contains("chart__event-mark") && drawing.contains(told), "{drawing}");
        let rows = page.table("trajectory-twin");
        let told_in: Vec<bool> = rows.iter().map(|row| row[0].contains(told)).collect();
        assert_eq!(told_in.iter().filter(|is_told| **is_told).count(), 1, "{rows:?}");
        let page = english.opens(&format!("/organisations/one/indicators/svc-e2e?round={NEXT}")).await;
        page.hides("chart__event-mark");
        // Of the round before it had not happened yet.
        let page = thai.opens(&format!("/organisations/mdes?round={ROUND}")).await;
        page.hides("chart__event-mark");
    }
}

#[tokio::test]
async fn pages_of_a_round_show_a_body_where_it_stood_in_it() {
    let app = with_a_move(Engine::Sqlite).await.expect("SQLite");
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    for (ministry, round, is_there) in
        [("mdes", ROUND, true), ("moph", ROUND, false), ("mdes", NEXT, false), ("moph", NEXT, true)]
    {
        for path in [
            format!("/organisations/{ministry}?round={round}"),
            format!("/organisations/{ministry}/heat-map?round={round}"),
            format!("/completeness/{ministry}?round={round}"),
        ] {
            let page = executive.opens(&path).await;
            assert_eq!(page.status, 200, "{path}");
            let links = page.links();
            let has_it = links.iter().any(|link| link.contains("/two"));
            assert_eq!(has_it, is_there, "{path}: {links:?}");
        }
    }
    // The way to the body leads along the ministry of the round.
    for (round, ministry) in [(ROUND, "mdes"), (NEXT, "moph")] {
        for place in ["", "/figures", "/letter"] {
            let path = format!("/organisations/two{place}?round={round}");
            let page = executive.opens(&path).await;
            let way = part(&page, "breadcrumbs", "</nav>");
            assert!(way.contains(&format!("/organisations/{ministry}?round={round}")), "{path}: {way}");
        }
    }
}

#[tokio::test]
async fn many_who_moved_are_told_by_their_number() {
    const MANY: usize = 25;
    let app = with_a_move(Engine::Sqlite).await.expect("SQLite");
    let organisations = app.services().organisations();
    let register = organisations.tree(&operator()).await.expect("a register");
    let codes: Vec<String> = (0..MANY).map(|number| format!("office-{number:02}")).collect();
    let two = register.get(&"two".parse().expect("a code")).expect("a body").clone();
    let office = |code: &String| Organisation {
        code: code.parse().expect("a code"),
        duty: Duty::None,
        name: Bilingual::new(code, code),
        ..two.clone()
    };
    let bodies = register.bodies().cloned().chain(codes.iter().map(office)).collect();
    let away: Vec<_> = codes.iter().map(|code| moved_away(code, "2027-02-11")).collect();
    organisations.import(&operator(), bodies, away, ImportMode::Apply).await.expect("moved");
    let mut english = app.somebody(Role::Executive, "th").await.in_english();
    let mut thai = app.somebody(Role::Executive, "th").await;
    for (ministry, in_thai, in_english) in [
        ("mdes", "26 หน่วยงานย้ายออกไป", "26 organisations moved away"),
        ("moph", "26 หน่วยงานย้ายเข้ามา", "26 organisations moved here"),
    ] {
        let address = format!("/organisations/{ministry}?round={NEXT}");
        let page = thai.opens(&address).await;
        assert_eq!(events(&page), [String::new(), format!("10 ก.พ. 2570 – 11 ก.พ. 2570 · {in_thai}")], "{ministry}");
        let page = english.opens(&address).await;
        assert_eq!(events(&page), [String::new(), format!("10 Feb 2027 – 11 Feb 2027 · {in_english}")], "{ministry}");
        let listed = part(&page, "chart__events", "</ul>");
        assert_eq!(listed.matches("<li>").count(), 1, "{listed}");
        let told = |page: &Answer| part(page, "id=\"history\"", "</section>").matches("thread__item").count();
        assert_eq!(told(&page), 20, "{ministry}");
        page.shows("The whole history (6 earlier events)");
        let links = page.links();
        let whole = links.iter().find(|link| link.contains("history=all")).expect("a way to all of them");
        let page = english.opens(whole.split('#').next().expect("an address")).await;
        assert_eq!(told(&page), MANY + 1, "{ministry}");
        page.hides("The whole history");
    }
}

#[tokio::test]
async fn who_left_is_named_where_more_time_would_reach_them() {
    let app = with_a_move(Engine::Sqlite).await.expect("SQLite");
    for (ministry, round, names) in [("mdes", ROUND, true), ("mdes", NEXT, false), ("moph", ROUND, false)] {
        let path = format!("/calendar/{round}/extend?organisation={ministry}&kind=");
        let mut english = app.somebody(Role::Administrator, ministry).await.in_english();
        let page = english.opens(&path).await;
        assert_eq!(page.body.contains("moved out of your reach since"), names, "{path}");
        assert_eq!(page.body.contains("These are: two"), names, "{path}");
        let mut thai = app.somebody(Role::Administrator, ministry).await;
        assert_eq!(thai.opens(&path).await.body.contains("หน่วยงานเหล่านั้น: two"), names, "{path}");
    }
}

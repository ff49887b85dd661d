//! What the public reads, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{accept, key, on_both_databases, operator, person},
    contract_past::code,
    contract_snapshots::{reviewed, take, taking},
};
use crate::{
    jobs::{Cadence, CatchUp, Line, prepare_publications::PREPARE_PUBLICATIONS},
    organisations::ImportMode,
    plans::Fact,
    snapshots::Snapshot,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{access::Role, amount::Amount, ids::IndicatorCode, snapshot::Stage};

on_both_databases!(
    pages_show_what_was_published_whatever_happens_since,
    nothing_is_read_before_it_is_published_or_under_embargo,
    a_corrected_one_stands_in_for_the_one_before_and_both_stay,
    those_that_lack_pages_get_them_from_the_timetable,
    nobody_else_makes_pages,
    facts_are_those_of_the_day_of_the_snapshot_however_late_its_pages_are_made,
    bodies_come_one_after_another_to_whoever_may_see_the_snapshot,
);

/// A place of the country, as somebody else published it.
fn rank(year: &str, rank: i64) -> Fact {
    let text = |text: &str| text.to_owned();
    Fact {
        indicator: text("egdi-rank"),
        scope: text("th"),
        period_kind: text("survey_year"),
        period: text(year),
        organisation: Some(text("th")),
        value: Amount::whole(rank),
        unit: text("rank"),
        name_th: text("อันดับ"),
        name_en: text("rank"),
        source: text("UN DESA"),
        confidence: text("high"),
    }
}

async fn facts_are_those_of_the_day_of_the_snapshot_however_late_its_pages_are_made(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let import = async |facts: &[Fact]| {
        test.services.plans().import_facts(&operator(), facts, ImportMode::Apply).await.expect("imported");
    };
    import(&[rank("2022", 55), rank("2024", 52)]).await;
    test.clock.advance(Duration::days(1));
    let early = take(&test, Stage::Final, "").await;
    // The publisher corrects an edition twice and adds one, before and after the pages are made.
    test.clock.advance(Duration::days(1));
    import(&[rank("2024", 49), rank("2026", 40)]).await;
    let late = take(&test, Stage::Final, "again").await;
    test.clock.advance(Duration::days(1));
    import(&[rank("2024", 50)]).await;
    import(&[rank("2024", 51)]).await;
    let series = async |snapshot: &Snapshot| {
        test.services.snapshots().publish(&operator(), &snapshot.code, None).await.expect("published");
        let country = test.services.publications().country(&snapshot.code, 1).await.expect("the country");
        let fact = country.facts.into_iter().find(|fact| fact.indicator.code.as_str() == "egdi-rank");
        let points = fact.expect("a fact").series.into_iter();
        points.map(|point| format!("{} {}", point.period, point.figure)).collect::<Vec<_>>()
    };
    assert_eq!(series(&early).await, ["2022 55", "2024 52"]);
    assert_eq!(series(&late).await, ["2022 55", "2024 49", "2026 40"]);
    // Dashboards show what is known now.
    let mut tx = test.services.db().read().await.expect("a transaction");
    let now = super::facts::of_scope(&mut tx, "th").await.expect("facts");
    let now: Vec<_> = now.iter().map(|fact| format!("{} {}", fact.period, fact.value)).collect();
    assert_eq!(now, ["2022 55", "2024 51", "2026 40"]);
    let before = super::facts::of_scope_at(&mut tx, "th", test.clock.now() - Duration::days(30)).await.expect("facts");
    assert!(before.is_empty(), "nothing was known then");
}

async fn published(test: &TestServices, note: &str) -> Snapshot {
    let snapshots = test.services.snapshots();
    let taken = snapshots.take(&operator(), &taking(Stage::Final, note)).await.expect("taken");
    snapshots.publish(&operator(), &taken.code, None).await.expect("published")
}

/// The figure of the country and of `one` for an indicator, as the public reads it.
async fn figures(test: &TestServices, snapshot: &Snapshot, indicator: &str) -> (Option<Amount>, Option<Amount>) {
    let (publications, indicator) = (test.services.publications(), code::<IndicatorCode>(indicator));
    let country = publications.country(&snapshot.code, 1).await.expect("the country");
    let mut standings = country.together.strategies.iter().flat_map(|strategy| &strategy.indicators);
    let of_country = standings.find(|status| status.indicator.code == indicator).expect("asked").figure;
    let body = publications.body(&snapshot.code, &code("one"), 1).await.expect("the body");
    let own = body.own.expect("a report");
    let mut answers = own.strategies.iter().flat_map(|strategy| &strategy.indicators);
    let of_one = answers.find(|answer| answer.indicator.code == indicator).expect("asked").figure;
    (of_country, of_one)
}

async fn pages_show_what_was_published_whatever_happens_since(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshot = published(&test, "").await;
    let executive = person(4, Role::Executive, "th");
    let dashboard = test.services.dashboards().national(&executive, Some(&snapshot.round)).await.expect("a dashboard");
    let public = test.services.publications().country(&snapshot.code, 1).await.expect("the country");
    assert_eq!(public.together.completeness, dashboard.completeness);
    assert_eq!(public.below.len(), dashboard.ministries.len());
    assert_eq!(public.root, dashboard.root);
    let live = dashboard.strategies.iter().flat_map(|strategy| &strategy.indicators);
    let asked = live.filter(|status| status.as_of == Some(dashboard.round.round.period));
    let live: Vec<_> = asked.map(|it| (it.indicator.code.clone(), it.figure, it.expected, it.status)).collect();
    let shown = public.together.strategies.iter().flat_map(|strategy| &strategy.indicators);
    let shown: Vec<_> = shown.map(|it| (it.indicator.code.clone(), it.figure, it.expected, it.status)).collect();
    assert!(!shown.is_empty());
    assert_eq!(shown, live, "the country is what the dashboard was");
    let hundred = |of: &str| Some(of.parse::<Amount>().expect("a number"));
    assert_eq!(figures(&test, &snapshot, "svc-e2e").await, (hundred("50"), hundred("40")));
    let indicator = test.services.publications().indicator(&snapshot.code, &code("svc-e2e")).await.expect("shown");
    assert_eq!(indicator.country.as_ref().and_then(|country| country.figure), hundred("50"));
    let first: Vec<_> = indicator.first.iter().map(|it| (it.body.code.as_str(), it.place.number)).collect();
    assert_eq!(first, [("two", 1), ("one", 2)]);
    assert_eq!(indicator.parts.len(), 1);
    // The agency corrects its figures: what was published stays as it was.
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("one"), Seen::Any, "นับใหม่").await.expect("reopened");
    accept(&test, "one", "90", &[]).await;
    assert_eq!(figures(&test, &snapshot, "svc-e2e").await, (hundred("50"), hundred("40")));
    let nothing = test.services.publications().body(&snapshot.code, &code("nobody"), 1).await.expect_err("unknown");
    assert_eq!(nothing.code(), "not_found");
    let nothing = test.services.publications().indicator(&snapshot.code, &code("nothing")).await.expect_err("unknown");
    assert_eq!(nothing.code(), "not_found");
    for page in [0, 2, i64::MAX] {
        let beyond = test.services.publications().country(&snapshot.code, page).await.expect_err("no such page");
        assert_eq!(beyond.code(), "not_found", "{page}");
    }
}

async fn nothing_is_read_before_it_is_published_or_under_embargo(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (publications, snapshots) = (test.services.publications(), test.services.snapshots());
    let (draft, last) = (take(&test, Stage::Draft, "").await, take(&test, Stage::Final, "").await);
    // Also where the pages are made already.
    publications.prepare(&operator(), &last.code).await.expect("made");
    let is_hidden = async || {
        let mut codes = Vec::new();
        for snapshot in [&draft, &last] {
            codes.push(publications.country(&snapshot.code, 1).await.err().map(|error| error.code().to_owned()));
            codes.push(publications.body(&snapshot.code, &code("one"), 1).await.err().map(|it| it.code().to_owned()));
            let indicator = publications.indicator(&snapshot.code, &code("svc-e2e")).await;
            codes.push(indicator.err().map(|error| error.code().to_owned()));
        }
        let listed = publications.listed().await.expect("listed");
        listed.snapshots.is_empty() && codes.iter().all(|code| code.as_deref() == Some("not_found"))
    };
    assert!(is_hidden().await);
    let day = Duration::days(1);
    snapshots.publish(&operator(), &last.code, Some(test.clock.now() + day)).await.expect("published");
    assert!(is_hidden().await, "the embargo holds");
    test.clock.advance(day - Duration::seconds(1));
    assert!(is_hidden().await, "to its last second");
    test.clock.advance(Duration::seconds(3));
    let listed = publications.listed().await.expect("listed");
    assert_eq!(listed.newest().map(|newest| &newest.code), Some(&last.code));
    publications.country(&last.code, 1).await.expect("the embargo ends by itself");
    assert_eq!(publications.country(&draft.code, 1).await.expect_err("a draft").code(), "not_found");
}

async fn a_corrected_one_stands_in_for_the_one_before_and_both_stay(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let first = published(&test, "").await;
    let before = test.services.publications().listed().await.expect("listed");
    assert_eq!(before.newer_than(&first.code), None);
    test.clock.advance(Duration::days(1));
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("one"), Seen::Any, "นับใหม่").await.expect("reopened");
    accept(&test, "one", "90", &[]).await;
    let second = published(&test, "หน่วยงานแก้ไขค่า").await;
    let after = test.services.publications().listed().await.expect("listed");
    assert_ne!(before.version, after.version);
    assert_eq!(after.newest().map(|newest| &newest.code), Some(&second.code));
    assert_eq!(after.newer_than(&first.code).map(|newer| &newer.code), Some(&second.code));
    assert_eq!(after.newer_than(&second.code), None);
    assert_eq!(after.before(&second).map(|before| &before.code), Some(&first.code));
    assert_eq!(after.before(&first), None);
    assert_eq!(after.rounds().len(), 1);
    let number = |of: &str| Some(of.parse::<Amount>().expect("a number"));
    assert_eq!(figures(&test, &first, "svc-e2e").await, (number("50"), number("40")));
    assert_eq!(figures(&test, &second, "svc-e2e").await, (number("75"), number("90")));
}

async fn those_that_lack_pages_get_them_from_the_timetable(engine: Engine) {
    const OLDER: &str = "SELECT COUNT(*) FROM publication WHERE edition = 0";
    let Some(test) = reviewed(engine).await else { return };
    let snapshot = published(&test, "").await;
    let before = figures(&test, &snapshot, "svc-e2e").await;
    test.age_publications().await;
    let elsewhere = crate::Services::open(&test.settings, test.clock.clone(), crate::Chance::seeded(9)).await;
    let elsewhere = elsewhere.expect("services");
    assert_eq!(elsewhere.publications().get(&snapshot.code).await.expect_err("not made").code(), "files_under_way");
    let lacking = elsewhere.publications().listed().await.expect("listed");
    assert_eq!(lacking.newest().map(|newest| &newest.code), Some(&snapshot.code), "it is not denied");
    assert_eq!((lacking.lacking.len(), lacking.readable().count()), (1, 0));
    let line = Line {
        job: PREPARE_PUBLICATIONS,
        cadence: Cadence::Cron("45 */5 * * * *"),
        catch_up: CatchUp::Latest,
        silent_after: Duration::minutes(19),
    };
    elsewhere.jobs().look(&line, "first").await.expect("looked");
    test.clock.advance(Duration::minutes(5));
    elsewhere.jobs().look(&line, "first").await.expect("looked");
    elsewhere.publications().get(&snapshot.code).await.expect("made");
    let made = elsewhere.publications().listed().await.expect("listed");
    assert!(made.lacking.is_empty() && made.version != lacking.version);
    assert_eq!(figures(&test, &snapshot, "svc-e2e").await, before);
    assert!(elsewhere.publications().unprepared(&operator()).await.expect("asked").is_empty());
    let mut tx = test.services.db().read().await.expect("a transaction");
    let (older,): (i64,) = on!(&mut tx, conn => sqlx::query_as(OLDER).fetch_one(conn).await).expect("counted");
    assert!(older > 0, "what was made before stays as it was");
}

async fn nobody_else_makes_pages(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshot = take(&test, Stage::Final, "").await;
    for other in [person(3, Role::Reviewer, "th"), person(5, Role::Administrator, "mdes")] {
        let publications = test.services.publications();
        assert_eq!(publications.prepare(&other, &snapshot.code).await.expect_err("refused").code(), "forbidden");
        assert_eq!(publications.unprepared(&other).await.expect_err("refused").code(), "forbidden");
    }
}

async fn bodies_come_one_after_another_to_whoever_may_see_the_snapshot(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (publications, snapshots) = (test.services.publications(), test.services.snapshots());
    let snapshot = take(&test, Stage::Final, "").await;
    let admin = person(5, Role::Administrator, "th");
    let unpublished =
        publications.bodies(Some(&admin), &snapshot.code, None, None, 10).await.expect_err("not extracted");
    assert_eq!(unpublished.code(), "not_found");
    let until = test.clock.now() + Duration::days(1);
    snapshots.publish(&operator(), &snapshot.code, Some(until)).await.expect("published");
    let hidden = publications.bodies(None, &snapshot.code, None, None, 10).await.expect_err("under embargo");
    assert_eq!(hidden.code(), "not_found");
    let hidden = publications.bodies(Some(&person(4, Role::Reporter, "one")), &snapshot.code, None, None, 10).await;
    assert_eq!(hidden.expect_err("not on the list").code(), "not_found");
    let all = publications.bodies(Some(&admin), &snapshot.code, None, None, 10).await.expect("seen before everybody");
    let codes = |bodies: &[domain::publication::BodyExtract]| -> Vec<String> {
        bodies.iter().map(|extract| extract.body.code.to_string()).collect()
    };
    let every = codes(&all.bodies);
    assert!(every.is_sorted() && every.contains(&"one".to_owned()) && !every.contains(&"th".to_owned()), "{every:?}");
    assert_eq!(all.next, None);
    test.clock.advance(Duration::days(2));
    let (mut one_by_one, mut from) = (Vec::new(), None);
    loop {
        let page = publications.bodies(None, &snapshot.code, None, from.as_ref(), 1).await.expect("a page");
        one_by_one.extend(codes(&page.bodies));
        let Some(next) = page.next else { break };
        from = Some(next);
    }
    assert_eq!(one_by_one, every);
    let of = async |node: &str| {
        let page = publications.bodies(None, &snapshot.code, Some(&code(node)), None, 10).await.expect("a page");
        codes(&page.bodies)
    };
    assert_eq!(of("th").await, every);
    assert_eq!(of("two").await, ["two"]);
    assert!(of("mdes").await.contains(&"one".to_owned()));
    let nowhere = publications.bodies(None, &snapshot.code, Some(&code("nowhere")), None, 10).await;
    assert_eq!(nowhere.expect_err("unknown").code(), "not_found");
    let nowhere = publications.bodies(None, &snapshot.code, None, Some(&code("nowhere")), 10).await;
    assert_eq!(nowhere.expect_err("unknown").code(), "after");
}

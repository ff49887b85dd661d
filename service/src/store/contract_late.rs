//! Who is late, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator, person},
    contract_past::{accept_all, code, country_with_rounds, percent},
};
use crate::{
    Actor,
    dashboards::{HeatFilter, HeatOrder, Late, LateAgency, LateAmong, Narrowing},
    organisations::ImportMode,
    rounds::Whom,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::Role,
    ids::RoundCode,
    name::NameQuery,
    organisation::{Organisation, OrganisationKind},
    submission::StateName,
    text::{Bilingual, Language},
};

on_both_databases!(
    who_is_late_is_named_with_since_when,
    an_extension_takes_everybody_below_off_the_list,
    more_time_for_one_kind_takes_those_off_the_list,
    a_ministry_of_many_names_its_own_alone,
    those_alike_late_stand_as_in_a_dictionary,
    lists_stand_by_names_in_the_language_of_the_page,
);

fn executive() -> Actor {
    person(9, Role::Executive, "th")
}

async fn who_is_late_is_named_with_since_when(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 5, &["2570-q1"]).await else { return };
    accept_all(&test.services, "2570-q1", &[("d002", "svc-e2e", percent(50), None)]).await;
    let (round, dashboards): (RoundCode, _) = (code("2570-q1"), test.services.dashboards());
    let nobody = dashboards.late(&executive(), &round, None, 10).await.expect("a page");
    assert_eq!((nobody.count, nobody.agencies.len()), (0, 0), "nothing is due yet");
    test.clock.advance(Duration::days(31));
    let reader = person(8, Role::Reporter, "d002");
    let first = dashboards.late(&reader, &round, None, 3).await.expect("a page");
    let names = |page: &Late| page.agencies.iter().map(|late| late.organisation.code.to_string()).collect::<Vec<_>>();
    assert_eq!((names(&first).as_slice(), first.count), (["d001", "d003", "d004"].map(str::to_owned).as_slice(), 5));
    let due = dashboards.national(&reader, None).await.expect("a dashboard").round.round.window.due_at();
    assert_eq!((first.agencies[0].since, first.agencies[0].state), (due, StateName::NotStarted));
    assert_eq!(first.agencies[0].above.as_ref().map(|above| above.code.to_string()).as_deref(), Some("mdes"));
    let second = dashboards.late(&reader, &round, first.next.as_ref(), 3).await.expect("a page");
    assert_eq!((names(&second).as_slice(), second.next), (["d005", "th-50"].map(str::to_owned).as_slice(), None));
    let ministry = dashboards.organisation(&reader, &code("moph"), None, 1).await.expect("a dashboard");
    assert_eq!((names(&ministry.late).as_slice(), ministry.late.count), (["d004".to_owned()].as_slice(), 1));
    let agency = dashboards.organisation(&reader, &code("d001"), None, 1).await.expect("a dashboard");
    let report = agency.report.expect("a report");
    assert!(report.is_late(agency.as_of) && !report.is_readable);
}

async fn an_extension_takes_everybody_below_off_the_list(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 6, &["2570-q1"]).await else { return };
    test.clock.advance(Duration::days(31));
    let (round, now): (RoundCode, _) = (code("2570-q1"), test.clock.now());
    let extend = |body: &'static str, days| {
        let (services, round) = (&test.services, &round);
        let ends_at = now + Duration::days(days);
        async move {
            services.rounds().extend(&operator(), round, &code(body), ends_at, "น้ำท่วม").await.expect("extended")
        }
    };
    extend("mdes", 10).await;
    extend("d001", 5).await;
    extend("d002", 2).await;
    let late = || async {
        let page = test.services.dashboards().late(&executive(), &round, None, 10).await.expect("a page");
        assert_eq!(i64::try_from(page.agencies.len()), Ok(page.count));
        page.agencies
    };
    let names =
        |late: &[LateAgency]| late.iter().map(|late| late.organisation.code.to_string()).collect::<Vec<_>>().join(" ");
    assert_eq!(names(&late().await), "d004 d006 th-50");
    let below = test.services.dashboards().organisation(&executive(), &code("moph"), None, 1).await;
    assert_eq!(names(&below.expect("a dashboard").late.agencies), "d004 d006");
    let extended = test.services.dashboards().organisation(&executive(), &code("mdes"), None, 1).await;
    assert_eq!(extended.expect("a dashboard").late.count, 0);
    test.clock.advance(Duration::days(3));
    let now_late = late().await;
    assert_eq!(names(&now_late), "d004 d006 th-50 d002", "the longest late first");
    let ended = now + Duration::days(2);
    assert_eq!((now_late[3].since, now_late[3].extension_ended_at), (ended, Some(ended)));
    test.clock.advance(Duration::days(8));
    assert_eq!(names(&late().await), "d004 d006 th-50 d002 d001 d003 d005");
    let dashboards = test.services.dashboards();
    let (mut after, mut pages) = (None, Vec::new());
    for _ in 0..4 {
        let page = dashboards.late(&executive(), &round, after.as_ref(), 2).await.expect("a page");
        pages.push(names(&page.agencies));
        after = page.next;
    }
    assert_eq!((pages.join(" | "), after), ("d004 d006 | th-50 d002 | d001 d003 | d005".to_owned(), None));
}

async fn more_time_for_one_kind_takes_those_off_the_list(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 6, &["2570-q1"]).await else { return };
    test.clock.advance(Duration::days(31));
    let (round, rounds): (RoundCode, _) = (code("2570-q1"), test.services.rounds());
    let ends_at = |days| test.clock.now() + Duration::days(days);
    let of_kind = |body: &str, kind| Whom { organisation: code(body), kind: Some(kind) };
    let late = |node: &'static str| {
        let (services, round) = (&test.services, &round);
        async move {
            let page = match node {
                "th" => services.dashboards().late(&executive(), round, None, 10).await.expect("a page"),
                node => {
                    services.dashboards().organisation(&executive(), &code(node), None, 1).await.expect("a page").late
                }
            };
            assert_eq!(i64::try_from(page.agencies.len()), Ok(page.count), "{node}");
            let names: Vec<_> = page.agencies.iter().map(|late| late.organisation.code.to_string()).collect();
            names.join(" ")
        }
    };
    let late_of = async |kind| {
        let among = LateAmong { kind: Some(kind), ..LateAmong::default() };
        let page = test.services.dashboards().late_of(&executive(), &round, &among, None, 10).await.expect("a page");
        assert_eq!(i64::try_from(page.agencies.len()), Ok(page.count), "{kind:?}");
        let names: Vec<_> = page.agencies.iter().map(|late| late.organisation.code.to_string()).collect();
        names.join(" ")
    };
    let province = OrganisationKind::Province;
    let below_one = of_kind("moph", OrganisationKind::Department);
    rounds.extend_many(&operator(), &round, &below_one, 3, ends_at(2), "flood").await.expect("extended");
    assert_eq!(late("th").await, "d001 d003 d005 th-50");
    assert_eq!(late_of(OrganisationKind::Department).await, "d001 d003 d005");
    assert_eq!(late_of(province).await, "th-50");
    assert_eq!(late_of(OrganisationKind::Court).await, "");
    assert_eq!(late("moph").await, "");
    rounds.extend(&operator(), &round, &code("d001"), ends_at(9), "flood").await.expect("extended");
    let everywhere = of_kind("th", OrganisationKind::Department);
    rounds.extend_many(&operator(), &round, &everywhere, 6, ends_at(5), "flood").await.expect("extended");
    assert_eq!(late("th").await, "th-50", "nobody is taken off twice");
    assert_eq!((late("mdes").await, late("provinces").await), (String::new(), "th-50".to_owned()));
    assert_eq!(
        (late_of(OrganisationKind::Department).await, late_of(province).await),
        (String::new(), "th-50".to_owned())
    );
    test.clock.advance(Duration::days(6));
    assert_eq!(late("th").await, "th-50 d002 d003 d004 d005 d006", "the longest late first");
    assert_eq!(late_of(OrganisationKind::Department).await, "d002 d003 d004 d005 d006", "and d001 has more time");
    rounds.extend(&operator(), &round, &code("provinces"), ends_at(9), "flood").await.expect("extended");
    assert_eq!((late_of(province).await, late("th").await), (String::new(), "d002 d003 d004 d005 d006".to_owned()));
    assert_eq!(late("mdes").await, "d003 d005");
}

async fn a_ministry_of_many_names_its_own_alone(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 1_010, &["2570-q1"]).await else { return };
    accept_all(&test.services, "2570-q1", &[("d003", "svc-e2e", percent(50), None)]).await;
    test.clock.advance(Duration::days(31));
    let late = || async {
        let page = test.services.dashboards().organisation(&executive(), &code("mdes"), None, 1).await;
        let page = page.expect("a dashboard");
        assert_eq!((page.children.len(), page.has_more_children), (25, true));
        let first: Vec<_> = page.late.agencies.iter().take(3).map(|late| late.organisation.code.to_string()).collect();
        (first.join(" "), page.late.agencies.len(), page.late.count)
    };
    assert_eq!(late().await, ("d001 d005 d007".to_owned(), 20, 504));
    let (round, ends_at): (RoundCode, _) = (code("2570-q1"), test.clock.now() + Duration::days(3));
    test.services.rounds().extend(&operator(), &round, &code("d005"), ends_at, "น้ำท่วม").await.expect("extended");
    assert_eq!(late().await, ("d001 d007 d009".to_owned(), 20, 503));
    let last =
        test.services.dashboards().organisation(&executive(), &code("mdes"), None, 21).await.expect("a dashboard");
    assert_eq!((last.children.len(), last.has_more_children), (5, false));
}

/// Gives bodies other names: a code, a Thai name and an English one.
async fn name(test: &TestServices, names: &[(&str, &str, &str)]) {
    let mut bodies: Vec<_> = {
        let mut tx = test.services.db().read().await.expect("a transaction");
        test.services.tree_in(&mut tx).await.expect("a tree").bodies().cloned().collect()
    };
    for (code, thai, english) in names {
        let body = bodies.iter_mut().find(|body| body.code.as_str() == *code).expect("a body");
        body.name = Bilingual::new(*thai, *english);
    }
    test.services.organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
}

async fn those_alike_late_stand_as_in_a_dictionary(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2570-q1"]).await else { return };
    let names = [
        ("d001", "กรมไทย", ""),
        ("d002", "กรมเกาะ", ""),
        ("d003", "กรมขอนแก่น", ""),
        ("d004", "กรมกาญจนบุรี", ""),
        ("th-50", "เชียงใหม่", ""),
    ];
    name(&test, &names).await;
    test.clock.advance(Duration::days(31));
    let late = test.services.dashboards().late(&executive(), &code("2570-q1"), None, 10).await.expect("a page");
    let names: Vec<_> = late.agencies.iter().map(|late| late.organisation.name.th.as_str()).collect();
    assert_eq!(names, ["กรมกาญจนบุรี", "กรมเกาะ", "กรมขอนแก่น", "กรมไทย", "เชียงใหม่"]);
}

async fn lists_stand_by_names_in_the_language_of_the_page(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 6, &["2570-q1"]).await else { return };
    // The Thai names of the odd ones run the other way; one of the even ones has no English name.
    let names = [
        ("d001", "กรม ก", "Department of Water"),
        ("d003", "กรม ข", "Department of Lands"),
        ("d005", "กรม ค", "Department of Fisheries"),
        ("d002", "กรม ง", ""),
        ("d004", "กรม จ", "Department of Mines"),
        ("d006", "กรม ฉ", "Department of Health"),
        ("th-50", "เชียงใหม่", "Chiang Mai"),
    ];
    name(&test, &names).await;
    test.clock.advance(Duration::days(31));
    let (services, round): (_, RoundCode) = (&test.services, code("2570-q1"));
    let (dashboards, mdes) = (services.dashboards(), code("mdes"));
    let query = NameQuery::read("กรม").expect("a word");
    for (language, all, odd, found) in [
        (Language::Th, "d001 d003 d005 d002 d004 d006 th-50", "d001 d003 d005", "d001 d003 d005 d002 d004 d006"),
        (Language::En, "th-50 d005 d006 d003 d004 d001 d002", "d005 d003 d001", "d005 d006 d003 d004 d001 d002"),
    ] {
        let (mut late, mut after) = (Vec::new(), None);
        let among = LateAmong { language, ..LateAmong::default() };
        loop {
            let page = dashboards.late_of(&executive(), &round, &among, after.as_ref(), 2).await.expect("a page");
            late.extend(page.agencies.into_iter().map(|late| late.organisation.code.to_string()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(late.join(" "), all, "{language:?}: page by page, nobody twice and nobody left out");
        let narrowing = Narrowing { language, ..Narrowing::default() };
        let country = dashboards.national_of(&executive(), Some(&round), &narrowing).await.expect("a dashboard");
        assert_eq!(codes(country.late.agencies.iter().map(|late| &late.organisation)), all, "{language:?}");
        let ministry =
            dashboards.organisation_of(&executive(), &mdes, Some(&round), 1, &narrowing).await.expect("a dashboard");
        assert_eq!(codes(ministry.late.agencies.iter().map(|late| &late.organisation)), odd, "{language:?}");
        for (order, is_reversed) in [(HeatOrder::BestFirst, false), (HeatOrder::WorstFirst, true)] {
            let filter = HeatFilter { language, order, page: 1, ..HeatFilter::default() };
            let mut map = dashboards.heat_map(&executive(), &mdes, Some(&round), &filter).await.expect("a heat map");
            if is_reversed {
                map.rows.reverse();
            }
            assert_eq!(codes(map.rows.iter().map(|row| &row.organisation)), odd, "{language:?} {order:?}");
        }
        let completeness = services.completeness();
        let page = completeness.of_kind(&executive(), Some(&mdes), Some(&round), (None, language)).await;
        let page = page.expect("a page");
        assert_eq!(codes(page.children.iter().map(|(body, _)| body)), odd, "{language:?}");
        let bodies = services.search().find(&executive(), &query, language).await.expect("a search").bodies;
        let bodies: Vec<_> = bodies.iter().map(|found| found.code.to_string()).collect();
        assert_eq!(bodies.join(" "), found, "{language:?}");
    }
}

fn codes<'a>(bodies: impl Iterator<Item = &'a Organisation>) -> String {
    bodies.map(|body| body.code.to_string()).collect::<Vec<_>>().join(" ")
}

//! Accepted values page by page and agencies in order, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{indicator, on_both_databases, person},
    contract_past::{Accepted, Parts, accept_all, code, country_with_rounds, number, percent},
    contract_snapshots::raw,
};
use crate::{
    Actor, ServiceError,
    dashboards::{RankedAgency, Ranking},
    testing::{Engine, TestServices, statements_taken},
    values::{Exported, Value, ValueCursor, ValueFilter},
};
use domain::{
    access::Role,
    amount::Amount,
    ids::{OrganisationCode, RoundCode},
    status::Status,
};
use futures::future::join_all;

on_both_databases!(
    values_are_listed_page_by_page_without_a_gap,
    an_export_gives_every_value_once,
    what_some_were_about_an_indicator_is_read_of_several_rounds_at_once,
    more_agencies_than_are_looked_at_at_once_lose_no_value,
    agencies_are_ranked_with_ties_across_pages,
    places_do_not_depend_on_what_is_stored_beside_a_figure,
    figures_that_differ_in_their_last_digit_share_no_place,
    figures_that_many_ask_for_at_once_are_read_once,
    too_few_agencies_are_not_ranked,
    the_lowest_figure_is_best_where_less_is_better,
);

fn reader() -> Actor {
    person(9, Role::Executive, "th")
}

/// Two rounds in which every department has two values.
async fn full_country(engine: Engine, departments: usize) -> Option<TestServices> {
    let test = country_with_rounds(engine, departments, &["2569-q4", "2570-q1"]).await?;
    let names: Vec<String> = (1..=departments).map(|number| format!("d{number:03}")).collect();
    for round in ["2569-q4", "2570-q1"] {
        let codes = ["svc-e2e", "data-catalog"];
        let values: Vec<Accepted<'_>> =
            names.iter().flat_map(|name| codes.map(|code| (name.as_str(), code, percent(50), None))).collect();
        accept_all(&test.services, round, &values).await;
    }
    Some(test)
}

fn place(value: &Value) -> String {
    format!("{}/{}/{}", value.round, value.agency, value.indicator)
}

/// Every value a filter lets through, by pages.
async fn all_pages(test: &TestServices, mut filter: ValueFilter) -> Vec<String> {
    let mut found = Vec::new();
    loop {
        let page = test.services.values().list(&reader(), &filter).await.expect("a page");
        assert!(i64::try_from(page.values.len()).is_ok_and(|count| count <= filter.most));
        found.extend(page.values.iter().map(place));
        let Some(next) = page.next else { return found };
        filter.after = Some(next.to_string().parse().expect("a cursor"));
    }
}

async fn what_some_were_about_an_indicator_is_read_of_several_rounds_at_once(engine: Engine) {
    let Some(test) = full_country(engine, 3).await else { return };
    let mut tx = test.services.db().read().await.expect("storage");
    let agencies: [OrganisationCode; 2] = ["d001", "d003"].map(code);
    let rounds: [RoundCode; 2] = ["2569-q4", "2570-q1"].map(code);
    let about = super::values::of_agencies_about(&mut tx, &agencies, &rounds, &[indicator("svc-e2e")]).await;
    let mut places: Vec<String> = about.expect("values").iter().map(place).collect();
    places.sort();
    let expected = ["2569-q4/d001", "2569-q4/d003", "2570-q1/d001", "2570-q1/d003"];
    assert_eq!(places, expected.map(|place| format!("{place}/svc-e2e")));
    let none = super::values::of_agencies_about(&mut tx, &agencies, &rounds, &[]).await;
    assert!(none.expect("values").is_empty());
}

async fn values_are_listed_page_by_page_without_a_gap(engine: Engine) {
    let Some(test) = full_country(engine, 7).await else { return };
    let all = all_pages(&test, ValueFilter::default()).await;
    assert_eq!(all.len(), 2 * 7 * 2);
    assert!(all.is_sorted());
    for most in [1, 2, 3, 5, 27, 28] {
        assert_eq!(all_pages(&test, ValueFilter { most, ..ValueFilter::default() }).await, all, "{most}");
    }
    let only = |words: &str| all.iter().filter(|place| place.contains(words)).cloned().collect::<Vec<_>>();
    let filter = ValueFilter { most: 3, ..ValueFilter::default() };
    let of_round = ValueFilter { round: Some(code("2570-q1")), ..filter.clone() };
    assert_eq!(all_pages(&test, of_round).await, only("2570-q1/"));
    let of_indicator = ValueFilter { indicator: Some(indicator("svc-e2e")), ..filter.clone() };
    assert_eq!(all_pages(&test, of_indicator).await, only("/svc-e2e"));
    let of_agency = ValueFilter { organisation: Some(code("d003")), ..filter.clone() };
    assert_eq!(all_pages(&test, of_agency).await, only("/d003/"));
    let of_ministry = ValueFilter {
        round: Some(code("2569-q4")),
        organisation: Some(code("moph")),
        indicator: Some(indicator("svc-e2e")),
        ..filter.clone()
    };
    let even = ["d002", "d004", "d006"].map(|agency| format!("2569-q4/{agency}/svc-e2e"));
    assert_eq!(all_pages(&test, of_ministry).await, even);
    let unasked = ValueFilter { indicator: Some(indicator("zzz")), ..filter.clone() };
    let refused = test.services.values().list(&reader(), &unasked).await;
    assert!(matches!(refused, Err(ServiceError::NotFound("indicator"))), "{refused:?}");
    let nobody = ValueFilter { organisation: Some(code("nobody")), ..filter };
    let refused = test.services.values().list(&reader(), &nobody).await;
    assert!(matches!(refused, Err(ServiceError::NotFound("organisation"))));
    assert!("2570-q1/a b/".parse::<ValueCursor>().is_err());
}

async fn an_export_gives_every_value_once(engine: Engine) {
    let Some(test) = full_country(engine, 5).await else { return };
    let filter = ValueFilter { most: 4, ..ValueFilter::default() };
    let mut found = Vec::new();
    let mut batches = Vec::new();
    let write = |batch: Vec<Exported>| {
        batches.push(batch.len());
        found.extend(batch.iter().map(|exported| place(&exported.value)));
        std::future::ready(Ok(()))
    };
    test.services.values().for_each(&reader(), &filter, write).await.expect("written");
    assert_eq!(found, all_pages(&test, filter.clone()).await);
    assert_eq!(batches, [4, 4, 2, 4, 4, 2]);
    let fails = |_| std::future::ready(Err(ServiceError::Conflict));
    let failed = test.services.values().for_each(&reader(), &filter, fails).await;
    assert!(matches!(failed, Err(ServiceError::Conflict)), "a writer that fails ends it");
}

async fn more_agencies_than_are_looked_at_at_once_lose_no_value(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 1_010, &["2570-q1"]).await else { return };
    let values = ["d002", "d900", "d1010"].map(|agency| (agency, "svc-e2e", percent(50), None));
    accept_all(&test.services, "2570-q1", &values).await;
    let filter = ValueFilter { indicator: Some(indicator("svc-e2e")), ..ValueFilter::default() };
    let expected = ["d002", "d1010", "d900"].map(|agency| format!("2570-q1/{agency}/svc-e2e"));
    assert_eq!(all_pages(&test, filter.clone()).await, expected);
    let of_ministry = ValueFilter { organisation: Some(code("moph")), indicator: None, ..filter.clone() };
    assert_eq!(all_pages(&test, of_ministry).await, expected);
    let of_other = ValueFilter { organisation: Some(code("mdes")), ..filter };
    assert_eq!(all_pages(&test, of_other).await, Vec::<String>::new());
}

/// The whole ranking, by pages.
async fn ranking(test: &TestServices, code: &str) -> Vec<RankedAgency> {
    let mut found = Vec::new();
    for page in 1.. {
        let page = test.services.dashboards().indicator(&reader(), &indicator(code), None, page).await.expect("a page");
        let Ranking::Page { rows, has_more, .. } = page.ranking else { panic!("no ranks: {:?}", page.ranking) };
        found.extend(rows);
        if !has_more {
            break;
        }
    }
    found
}

async fn ranked_country(engine: Engine, indicator: &str, figures: &[(Parts, Option<Parts>)]) -> Option<TestServices> {
    let test = country_with_rounds(engine, figures.len(), &["2570-q1"]).await?;
    let names: Vec<String> = (1..=figures.len()).map(|number| format!("d{number:03}")).collect();
    let values: Vec<Accepted<'_>> = names
        .iter()
        .zip(figures)
        .map(|(name, (reported, verified))| (name.as_str(), indicator, *reported, *verified))
        .collect();
    accept_all(&test.services, "2570-q1", &values).await;
    Some(test)
}

async fn agencies_are_ranked_with_ties_across_pages(engine: Engine) {
    // Tens from 90 down, each for ten agencies, so that a tie crosses every page of 25.
    let mut figures: Vec<(Parts, Option<Parts>)> =
        (0..60).map(|number| (percent(90 - 10 * (number / 10)), None)).collect();
    figures[59] = (percent(40), Some(percent(95)));
    let Some(test) = ranked_country(engine, "svc-e2e", &figures).await else { return };
    let rows = ranking(&test, "svc-e2e").await;
    assert_eq!(rows.len(), 60);
    let places: Vec<_> = rows.iter().map(|row| row.place.number).collect();
    for (row, place) in rows.iter().zip(&places) {
        let better = rows.iter().filter(|other| other.figure > row.figure).count();
        assert_eq!(usize::try_from(*place), Ok(better + 1), "{}", row.organisation.code);
        let equals = rows.iter().filter(|other| other.figure == row.figure).count();
        assert_eq!(row.place.is_shared, equals > 1);
    }
    assert_eq!((places[0], places[1], places[11], places[59]), (1, 2, 12, 52));
    let first = &rows[0];
    assert_eq!(first.organisation.code.as_str(), "d060", "what DGA verified counts");
    assert_eq!((first.reported, first.verified), (Some(Amount::whole(40)), Some(Amount::whole(95))));
    assert_eq!((first.status, rows[59].status), (Status::OnCourse, Status::OffCourse));
}

/// Whatever program stored it: of four sevenths some came to another last place than others.
async fn places_do_not_depend_on_what_is_stored_beside_a_figure(engine: Engine) {
    let sevenths = |part| (Amount::whole(part), Some(Amount::whole(7)));
    let figures: Vec<_> = (0..30).map(|number| (sevenths(if number < 27 { 4 } else { 3 }), None)).collect();
    let Some(test) = ranked_country(engine, "svc-e2e", &figures).await else { return };
    let before = ranking(&test, "svc-e2e").await;
    raw(&test, "UPDATE value SET figure = figure * 1.0000000000000003 WHERE agency < 'd010'").await.expect("raised");
    raw(&test, "UPDATE value SET figure = figure * 0.9999999999999997 WHERE agency > 'd020'").await.expect("lowered");
    let after = ranking(&test, "svc-e2e").await;
    assert_eq!(after, before);
    let places: Vec<_> = after.iter().map(|row| (row.place.number, row.place.is_shared)).collect();
    assert_eq!(places, [vec![(1, true); 27], vec![(28, true); 3]].concat(), "the first place is on two pages");
}

/// Where the database's own numbers are all one.
async fn figures_that_differ_in_their_last_digit_share_no_place(engine: Engine) {
    let figure = |number: usize| (code::<Amount>(&format!("123456789012345.{:06}", number.div_ceil(2))), None);
    let figures: Vec<_> = (1..=30).map(|number| (figure(number), None)).collect();
    let Some(test) = ranked_country(engine, "open-datasets", &figures).await else { return };
    let rows = ranking(&test, "open-datasets").await;
    assert!(rows.is_sorted_by(|one, next| one.figure >= next.figure), "{rows:?}");
    let places: Vec<_> = rows.iter().map(|row| (row.place.number, row.place.is_shared)).collect();
    let pairs: Vec<_> = (0..15).flat_map(|pair| [(2 * pair + 1, true); 2]).collect();
    assert_eq!(places, pairs, "the twenty-fifth and the one on the next page are alike");
}

async fn figures_that_many_ask_for_at_once_are_read_once(engine: Engine) {
    const MANY: usize = 6;
    let Some(test) = country_with_rounds(engine, 8, &["2570-q1"]).await else { return };
    let accepts = async |agencies: &[&str]| {
        let values: Vec<_> = agencies.iter().map(|agency| (*agency, "svc-e2e", percent(50), None)).collect();
        accept_all(&test.services, "2570-q1", &values).await;
    };
    let look = async || {
        let page = test.services.dashboards().indicator(&reader(), &indicator("svc-e2e"), None, 1).await;
        page.expect("a page").spread.figures.len()
    };
    let told = async |looks: usize| {
        statements_taken();
        let figures = join_all((0..looks).map(|_| look())).await;
        assert!(figures.iter().all(|count| *count == figures[0]), "{figures:?}");
        (figures[0], statements_taken())
    };
    accepts(&["d001", "d002", "d003", "d004", "d005", "d006"]).await;
    look().await;
    let (before, kept) = told(1).await;
    accepts(&["d007"]).await;
    let (after, afresh) = told(1).await;
    assert_eq!((before, after, afresh), (6, 7, kept + 1), "the figures of a round that changed are read");
    accepts(&["d008"]).await;
    assert_eq!(told(MANY).await, (8, MANY * kept + 1), "by one of those who ask");
}

async fn too_few_agencies_are_not_ranked(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 5, &["2570-q1"]).await else { return };
    let page = || async {
        let page = test.services.dashboards().indicator(&reader(), &indicator("svc-e2e"), None, 1).await;
        page.expect("a page").ranking
    };
    // Five departments and a province are asked: two are a third, three are half.
    accept_all(
        &test.services,
        "2570-q1",
        &[("d001", "svc-e2e", percent(50), None), ("d002", "svc-e2e", percent(60), None)],
    )
    .await;
    let Ranking::TooFewForRanks { coverage, threshold } = page().await else { panic!("ranked") };
    assert_eq!((coverage.contributors, coverage.expected, threshold), (2, 6, Amount::whole(50)));
    accept_all(&test.services, "2570-q1", &[("d003", "svc-e2e", percent(70), None)]).await;
    assert!(matches!(page().await, Ranking::Page { rows, has_more: false, .. } if rows.len() == 3));
    let national = test.services.dashboards().indicator(&reader(), &indicator("egdi-rank"), None, 1).await;
    assert_eq!(national.expect("a page").ranking, Ranking::NoOrder);
}

async fn the_lowest_figure_is_best_where_less_is_better(engine: Engine) {
    let figures = [5, 0, 3, 0].map(|incidents| (number(incidents), None));
    let Some(test) = ranked_country(engine, "cyber-overdue-incidents", &figures).await else { return };
    let rows = ranking(&test, "cyber-overdue-incidents").await;
    let brief: Vec<_> =
        rows.iter().map(|row| (row.place.number, row.place.is_shared, row.organisation.code.as_str())).collect();
    assert_eq!(brief, [(1, true, "d002"), (1, true, "d004"), (3, false, "d003"), (4, false, "d001")]);
}

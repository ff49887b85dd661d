//! The provinces on a map, as tiles and in a table that say the same.

use domain::access::Role;
use http::StatusCode;
use service::testing::statements_taken;
use tests::{Engine, PROVINCES_ROUND as ROUND, TestApp, Visitor};

/// A small country with Bangkok and three provinces; two of them have answered.
async fn country() -> (TestApp, Visitor) {
    let app = TestApp::with_provinces().await;
    app.levels_come_into_force().await;
    app.provinces_answer().await;
    let executive = app.somebody(Role::Executive, "th").await;
    (app, executive)
}

#[tokio::test]
async fn an_indicator_is_drawn_and_told_for_every_province_that_is_asked() {
    let (_app, mut executive) = country().await;
    let page = executive.opens(&format!("/indicators/svc-e2e/map?round={ROUND}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let rows = page.table("by-province");
    assert_eq!(rows.len(), 5, "four provinces and the head: {rows:?}");
    let of = |code: &str| rows.iter().find(|row| row[0].ends_with(code)).expect("a row");
    assert_eq!((of("bma")[1].as_str(), of("th-50")[1].as_str()), ("90%", "10%"));
    assert_eq!(of("th-96")[3], "ไม่มีข้อมูล", "silence is no data");
    page.shows("มีข้อมูล 2 จาก 4 จังหวัด").shows("CC BY 4.0").shows("url(#map-off_course)");
    assert_eq!(page.body.matches("class=\"map__area\"").count(), 77 + 4, "every outline, and the key");
    assert_eq!(page.body.matches("class=\"map__tile\"").count(), 77);
    page.shows("ไม่ต้องรายงาน (73)").hides("ไม่มีข้อมูลหรือไม่ต้องรายงาน");
    executive.opens("/indicators/svc-e2e").await.shows("/indicators/svc-e2e/map");
}

#[tokio::test]
async fn scores_are_shaded_from_the_lowest_to_the_highest_with_the_figure_beside() {
    let (_app, mut executive) = country().await;
    let page = executive.opens(&format!("/maps/small/{ROUND}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let rows = page.table("by-province");
    assert_eq!(rows.len(), 5, "{rows:?}");
    page.shows("ไม่มีข้อมูลหรือไม่ต้องรายงาน (")
        .shows("data-step=\"1\"")
        .shows("data-step=\"5\"")
        .hides("มีคำคัดค้าน")
        .hides("map__flag");
    assert_eq!(executive.opens("/maps/nothing/2570-q1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(executive.opens("/indicators/nothing/map").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_score_that_is_objected_to_is_marked_on_its_tile_and_in_the_table() {
    let (app, mut executive) = country().await;
    let fields = [
        ("round", ROUND),
        ("agency", "th-50"),
        ("scheme", "small"),
        ("score", "80"),
        ("reason", "นับบริการขาด"),
        ("evidence", "หนังสือที่ 2/2570"),
    ];
    let filed = app.reporter("th-50").await.posts("/do/objections/file_to_score", &fields).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
    let page = executive.opens(&format!("/maps/small/{ROUND}")).await;
    assert_eq!(page.body.matches("class=\"map__flag\"").count(), 2, "one tile, and the key");
    assert_eq!(page.body.matches(" · มีคำคัดค้าน</title>").count(), 2, "as it lies and as a tile");
    let rows = page.table("by-province");
    let marked: Vec<_> = rows.iter().filter(|row| row[0].contains("มีคำคัดค้าน")).collect();
    assert!(marked.len() == 1 && marked[0][0].contains("th-50"), "{rows:?}");
    executive.opens(&format!("/indicators/svc-e2e/map?round={ROUND}")).await.hides("มีคำคัดค้าน");
}

#[tokio::test]
async fn where_no_province_is_asked_the_page_says_so_at_the_same_price() {
    let app = TestApp::of_size(Engine::Sqlite, 4).await.expect("SQLite");
    let mut executive = app.somebody(Role::Executive, "th").await;
    executive.opens("/indicators/svc-e2e/map").await;
    statements_taken();
    let page = executive.opens("/indicators/svc-e2e/map").await;
    assert!((1..=20).contains(&statements_taken()));
    page.shows("class=\"empty\"").hides("class=\"map\"");
    executive.opens("/maps/small/2570-q1").await.shows("ยังไม่มีจังหวัดที่มีคะแนน");
}

#[tokio::test]
async fn the_country_has_its_provinces_by_level_on_a_map_as_tiles_and_in_words() {
    let (_app, mut executive) = country().await;
    let page = executive.opens(&format!("/national?round={ROUND}")).await;
    assert_eq!(page.body.matches("class=\"map__area\"").count(), 77 + 3, "every outline, and the key");
    assert_eq!(page.body.matches("class=\"map__tile\"").count(), 77);
    page.shows("ไม่มีข้อมูลหรือไม่ต้องรายงาน (75)");
    page.shows("<title>จังหวัด bma: 90.0 · 3 สูง</title>").shows("มีข้อมูล 2 จาก 4 จังหวัด").shows("CC BY 4.0");
    let rows = page.table("provinces-by-level");
    let cells: Vec<[&str; 3]> = rows.iter().skip(1).map(|row| [&*row[0], &*row[1], &*row[2]]).collect();
    let expected = [
        ["1 ต่ำ", "1", "จังหวัด th-50"],
        ["2 กลาง", "0", "–"],
        ["3 สูง", "1", "จังหวัด bma"],
        ["ยังไม่มีคะแนน", "2", "จังหวัด th-83 · จังหวัด th-96"],
    ];
    assert_eq!(cells, expected, "all together are the four");
    for (filter, kept) in
        [("", ""), ("&trust=evidence_verified", "trust=evidence_verified"), ("&kind=province", "kind=province")]
    {
        let page = executive.opens(&format!("/national?round={ROUND}{filter}")).await;
        for scheme in ["small", "stages"] {
            let map = page.links().into_iter().find(|link| link.starts_with(&format!("/maps/{scheme}/{ROUND}")));
            let map = map.unwrap_or_else(|| panic!("{filter}: no way to the map of {scheme}"));
            assert!(map.contains(kept), "{map} keeps {kept}");
            assert_eq!(executive.opens(&map).await.status, StatusCode::OK, "{map}");
        }
    }
    let provinces = executive.opens(&format!("/national?round={ROUND}&kind=province")).await;
    provinces.shows("th-50: 10.0 · 1 ต่ำ").hides("bma: 90.0");
    executive.opens(&format!("/national?round={ROUND}&kind=department")).await.hides("id=\"provinces\"");
    executive.opens("/national?round=2570-q1").await.shows("ยังไม่มีจังหวัดที่มีคะแนนในรอบนี้").hides("class=\"map\"");
}

#[tokio::test]
async fn by_a_scheme_without_levels_the_country_has_the_way_to_the_map_of_scores_alone() {
    let app = TestApp::with_provinces().await;
    app.provinces_answer().await;
    let mut executive = app.somebody(Role::Executive, "th").await;
    for filter in ["", "&kind=province"] {
        let page = executive.opens(&format!("/national?round={ROUND}{filter}")).await;
        page.shows("id=\"provinces\"").hides("class=\"map\"").hides("provinces-by-level");
        page.hides("ยังไม่มีจังหวัดที่มีคะแนนในรอบนี้");
        let maps: Vec<String> = page.links().into_iter().filter(|link| link.starts_with("/maps/")).collect();
        assert_eq!(maps.len(), 1, "{maps:?}");
        let map = executive.opens(&maps[0]).await;
        assert_eq!(map.table("by-province").len(), 5, "four provinces and the head");
        map.shows("class=\"map\"").shows("data-step=\"5\"");
    }
}

#[tokio::test]
async fn with_nobody_in_any_province_the_country_says_so_and_draws_none() {
    let without = TestApp::of_size(Engine::Sqlite, 4).await.expect("SQLite");
    without.levels_come_into_force().await;
    without.imports(&[("one", "svc-e2e", "4", "10")]).await;
    let silent = TestApp::with_provinces().await;
    silent.levels_come_into_force().await;
    silent.opens_next_round().await;
    for (app, round) in [(&without, "2570-q1"), (&silent, ROUND)] {
        let mut executive = app.somebody(Role::Executive, "th").await;
        let page = executive.opens(&format!("/national?round={round}")).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("id=\"provinces\"").shows("ยังไม่มีจังหวัดที่มีคะแนนในรอบนี้");
        page.hides("class=\"map\"").hides("class=\"map__tile\"").hides("provinces-by-level").hides("NaN");
        let map = format!("/maps/stages/{round}");
        assert!(page.links().contains(&map), "{:?}", page.links());
        executive.opens(&map).await.shows("ยังไม่มีจังหวัดที่มีคะแนน").hides("class=\"map\"");
    }
}

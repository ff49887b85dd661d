//! What executives see.

use domain::{
    access::{Grant, Role},
    amount::Amount,
};
use http::StatusCode;
use service::{
    Password,
    accounts::NewAccount,
    organisations::ImportMode,
    plans::{Fact, read_plan},
};
use tests::{
    TestApp,
    country::{PASSWORD, operator},
};

#[tokio::test]
async fn where_nothing_is_accepted_nothing_is_said_to_be_on_course() {
    let app = TestApp::new().await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    for path in ["/national", "/organisations/mdes", "/organisations/one"] {
        let page = minister.opens(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        page.shows("Not enough data yet").shows("Indicators with a figure to compare: 0 of").hides("On course:");
    }
    minister.opens("/national").await.shows("Reports accepted: 0 of 4 agencies (0%)");
}

#[tokio::test]
async fn definitions_and_sourced_figures_show_before_the_first_round() {
    let app = TestApp::without_round().await;
    let plan = read_plan(include_str!("../../reference/plans/dgp-2566.toml")).expect("a plan");
    app.services().plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let fact = Fact {
        indicator: "egdi-rank".to_owned(),
        scope: "th".to_owned(),
        period_kind: "survey_year".to_owned(),
        period: "2024".to_owned(),
        organisation: Some("th".to_owned()),
        value: Amount::whole(52),
        unit: "rank".to_owned(),
        name_th: "อันดับ".to_owned(),
        name_en: "rank".to_owned(),
        source: "UN DESA 2024".to_owned(),
        confidence: "high".to_owned(),
    };
    app.services().plans().import_facts(&operator(), &[fact], ImportMode::Apply).await.expect("imported");
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    let national = minister.opens("/national").await;
    assert_eq!(national.status, StatusCode::OK);
    national.shows("There is no reporting round yet").shows("UN DESA 2024");
    // Nothing is expected before the first target is due, so there is no verdict yet; the target itself is not met.
    national.hides(r#"data-status="on_course""#).shows("Target for 2570 (2027): 40").shows("not yet met");
    national.hides("Off course");
    let rank = minister.opens("/indicators/egdi-rank").await;
    assert_eq!(rank.status, StatusCode::OK);
    rank.shows("UN DESA 2024").shows("not yet met").shows("Definition").hides("Off course");
    minister.opens("/indicators/svc-e2e").await.shows("Definition").shows("Demonstration definition by Tidtam");
    assert_eq!(minister.opens("/indicators/nothing").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_told_in_two_languages_is_shown_in_that_of_the_page_and_thai_alone_says_so() {
    let app = TestApp::without_round().await;
    let plan = read_plan(include_str!("../../reference/plans/dgp-2566.toml")).expect("a plan");
    app.services().plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let mut minister = app.somebody(Role::Executive, "th").await;
    minister.opens("/indicators/svc-e2e").await.shows("ค่าสมมติเพื่อการสาธิต").hides("Invented figure");
    let mut minister = minister.in_english();
    minister.opens("/indicators/svc-e2e").await.shows("Invented figure").hides("ค่าสมมติเพื่อการสาธิต");
    let grants = vec![Grant { role: Role::Executive, organisation: "th".parse().expect("a code") }];
    let somchai = NewAccount {
        email: "somchai@example.go.th".parse().expect("an address"),
        name: "สมชาย ใจดี".to_owned(),
        password: Password::new(PASSWORD),
        grants,
        must_change_password: false,
    };
    app.services().accounts().create(&operator(), somchai).await.expect("an account");
    let mut somchai = app.nobody();
    somchai.signs_in("somchai@example.go.th").await;
    somchai.opens("/national").await.hides(r#"<span lang="th">"#);
    let mut somchai = somchai.in_english();
    somchai.opens("/national").await.shows(r#"<span lang="th">สมชาย ใจดี</span>"#);
}

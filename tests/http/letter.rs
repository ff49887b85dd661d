//! The letter to an agency, and what changed since the round before.

use domain::access::Role;
use http::StatusCode;
use service::{organisations::ImportMode, submissions::Seen, testing::statements_taken};
use tests::{
    Engine, TestApp, Visitor,
    country::{country_under, operator},
};

async fn country() -> (TestApp, Visitor) {
    let app = TestApp::of_size(Engine::Sqlite, 4).await.expect("SQLite");
    app.imports(&[
        ("one", "svc-e2e", "1", "10"),
        ("one", "open-datasets", "700", ""),
        ("one", "digital-plan", "yes", ""),
        ("two", "svc-e2e", "9", "10"),
    ])
    .await;
    let executive = app.somebody(Role::Executive, "th").await;
    (app, executive)
}

#[tokio::test]
async fn a_letter_says_what_to_improve_first_and_what_is_on_course() {
    let (_app, mut executive) = country().await;
    let letter = executive.opens("/organisations/one/letter").await;
    assert_eq!(letter.status, StatusCode::OK);
    letter.shows("เรียน หัวหน้าหน่วยงาน หน่วยงาน one");
    let weak = letter.table("weak");
    assert_eq!(weak.len(), 2, "the head and the services: {weak:?}");
    assert_eq!(weak[1][1], "10%");
    letter.shows("ทำได้ตามเป้าหมาย").shows("ขอให้ดำเนินการ");
    executive.opens("/organisations/one").await.shows("/organisations/one/letter");
    let good = executive.opens("/organisations/two/letter").await;
    good.shows("ทุกตัวชี้วัดที่มีผลและมีเป้าหมายให้เทียบเป็นไปตามเป้าหมาย").shows("ยังไม่มีผลที่รับรองแล้ว");
    executive.opens("/organisations/mdes/letter").await.shows("จึงไม่มีจดหมาย");
    assert_eq!(executive.opens("/organisations/nobody/letter").await.status, StatusCode::NOT_FOUND);
    let mut english = executive.in_english();
    english.opens("/organisations/one/letter").await.shows("To the head of").shows("What is asked");
}

#[tokio::test]
async fn a_letter_to_a_body_without_accepted_figures_says_so_and_what_to_do() {
    let (app, mut executive) = country().await;
    let (nothing, no_weak) = ("ยังไม่มีผลที่ สพร. รับรองแล้วของตัวชี้วัดใดเลย", "ทุกตัวชี้วัดที่มีผลและมีเป้าหมายให้เทียบเป็นไปตามเป้าหมาย");
    let open = executive.opens("/organisations/d003/letter").await;
    open.shows(nothing).hides(no_weak).hides("รักษาผลที่เป็นไปตามเป้าหมายไว้");
    open.shows("ส่งรายงานของรอบนี้โดยเร็ว").shows("ส่งผลของตัวชี้วัดที่ยังไม่มีข้อมูลพร้อมหลักฐาน");
    let english = executive.clone().in_english().opens("/organisations/d003/letter").await;
    english
        .shows("There are no accepted figures of any indicator")
        .hides("Every indicator that can be held against a target is on course");
    app.fill("d003").await;
    let (reporter, key) = (app.actor(1, Role::Reporter, "d003"), tests::app::key("d003"));
    let moves = app.services().submissions();
    moves.submit(&reporter, &key, Seen::Any).await.expect("submitted");
    let submitted = executive.opens("/organisations/d003/letter").await;
    submitted.shows(nothing).shows("อนุมัติรายงานที่ส่งแล้ว").hides("ส่งผลของตัวชี้วัดที่ยังไม่มีข้อมูล");
    moves.approve(&app.actor(2, Role::Approver, "d003"), &key, Seen::Any).await.expect("approved");
    executive.opens("/organisations/d003/letter").await.shows("รายงานรอ สพร. ตรวจรับรอง");
    app.advance(chrono::Duration::days(200));
    let mut executive = app.somebody(Role::Executive, "th").await;
    let closed = executive.opens("/organisations/d002/letter?round=2570-q1").await;
    closed.shows(nothing).shows("ขอขยายเวลาจาก สพร. แล้วส่งรายงาน").hides("ส่งรายงานของรอบนี้โดยเร็ว");
}

#[tokio::test]
async fn a_letter_to_a_body_with_others_below_is_about_its_own_figures_alone() {
    let app = TestApp::new().await;
    app.imports(&[
        ("one", "svc-e2e", "9", "10"),
        ("one", "open-datasets", "700", ""),
        ("one", "digital-plan", "yes", ""),
        ("one-a", "svc-e2e", "0", "90"),
    ])
    .await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let letter = executive.opens("/organisations/one/letter").await;
    letter.shows("of 3 indicators 3 are on course").shows("On course: 3 of 3 indicators are on course");
    let together = executive.opens("/organisations/one").await;
    together.hides("3 of 3 indicators are on course");
}

#[tokio::test]
async fn a_score_is_written_with_the_decimals_of_its_scheme() {
    let scheme = include_str!("../support/scheme.toml").replacen("decimals = 2", "decimals = 4", 1);
    let test = country_under(Engine::Sqlite, include_str!("../support/plan.toml"), &scheme).await.expect("SQLite");
    let app = TestApp::over(test);
    app.imports(&[("two", "svc-e2e", "1", "3"), ("two", "open-datasets", "7", "")]).await;
    let letter = app.somebody(Role::Executive, "th").await.opens("/organisations/two/letter").await;
    let (before, _) = letter.body.split_once(" คะแนน</li>").expect("a score");
    let score = before.rsplit(' ').next().expect("a number");
    assert_eq!(score.split_once('.').map(|(_, decimals)| decimals.len()), Some(4), "{score}");
}

#[tokio::test]
async fn a_letter_asks_for_the_report_of_the_open_round_only_while_it_is_with_the_agency() {
    let (app, executive) = country().await;
    app.opens_next_round().await;
    let (thai, english) = ("ส่งรายงานไตรมาส 2 ปีงบประมาณ 2570", "Submit the report of Quarter 2");
    let letter = "/organisations/one/letter?round=2570-q1";
    executive.clone().opens(letter).await.shows(thai);
    executive.clone().in_english().opens(letter).await.shows(english);
    app.imports_into("2570-q2", &[("one", "svc-e2e", "10", "10")]).await;
    executive.clone().opens(letter).await.shows("ขอให้ดำเนินการ").hides(thai);
    executive.clone().in_english().opens(letter).await.hides(english);
    // Another has not handed it in.
    executive.clone().opens("/organisations/two/letter?round=2570-q1").await.shows(thai);
}

#[tokio::test]
async fn a_score_is_told_with_its_level() {
    let app = TestApp::new().await;
    app.levels_come_into_force().await;
    app.imports(&[("one", "svc-e2e", "9", "10")]).await;
    app.somebody(Role::Executive, "th").await.opens("/organisations/one/letter").await.shows("คะแนน · สูง</li>");
}

#[tokio::test]
async fn a_letter_costs_the_same_for_every_agency_and_less_when_it_is_read_again() {
    let (_app, mut executive) = country().await;
    // The register and the plans are read, and kept from then on.
    executive.opens("/organisations/two/letter").await;
    let mut counts = Vec::new();
    for agency in ["one", "d003", "one", "d003"] {
        statements_taken();
        executive.opens(&format!("/organisations/{agency}/letter")).await;
        counts.push(statements_taken());
    }
    assert_eq!((counts[0], counts[2]), (counts[1], counts[3]));
    assert!(counts[2] < counts[0], "{counts:?}");
}

#[tokio::test]
async fn what_moved_since_the_round_before_is_told_with_what_became_worse_first() {
    let (app, mut executive) = country().await;
    executive.opens("/national").await.shows("ไม่มีตัวชี้วัดที่เปลี่ยนสถานะ");
    app.opens_next_round().await;
    let rows = [
        "2570-q2,one,svc-e2e,10,10",
        "2570-q2,two,svc-e2e,10,10",
        "2570-q2,one,open-datasets,1,",
        "2570-q2,one,digital-plan,yes,",
    ];
    let file = std::io::Cursor::new(format!("round,agency,indicator,value,base\n{}\n", rows.join("\n")).into_bytes());
    let done = app.services().values().import(&operator(), file, "values.csv", ImportMode::Apply).await;
    done.expect("storage answers").expect("nothing is refused");
    let page = executive.opens("/national?round=2570-q2").await;
    let movers = page.table("movers");
    assert_eq!(movers.len(), 3, "{movers:?}");
    assert_eq!((movers[1][1].as_str(), movers[2][1].as_str()), ("แย่ลง", "ดีขึ้น"), "{movers:?}");
    assert!(movers[2][2].contains("50%") && movers[2][3].contains("100%"), "{movers:?}");
}

//! Where a score is marked that somebody objects to, and what snapshots and their comparison tell of objections.

use crate::publications::{publish, reviewed};
use domain::access::Role;
use service::{organisations::ImportMode, testing::statements_taken};
use tests::{Engine, TestApp, Visitor, app::operator};

const FINAL: &str = "/public/th/2570-q1.final.1";
const ONE: &str = "/public/th/2570-q1.final.1/organisations/one";
const MARK: &str = "มีคำคัดค้าน</span>";

/// Objects to the score of a department; gives the page of the objection.
async fn objects(reporter: &mut Visitor, reason: &str) -> String {
    objects_in(reporter, "2570-q1", reason).await
}

async fn objects_in(reporter: &mut Visitor, round: &str, reason: &str) -> String {
    let fields = [
        ("round", round),
        ("agency", "one"),
        ("scheme", "small"),
        ("score", "80"),
        ("reason", reason),
        ("evidence", "หนังสือที่ 2/2570"),
    ];
    let filed = reporter.posts("/do/objections/file_to_score", &fields).await;
    filed.location().split('?').next().expect("an address").to_owned()
}

/// Objects to the number of services of a department.
async fn objects_to_value(reporter: &mut Visitor) -> String {
    let fields = [
        ("round", "2570-q1"),
        ("agency", "one"),
        ("indicator", "svc-e2e"),
        ("value", "80"),
        ("base", "100"),
        ("reason", "นับบริการขาด"),
        ("evidence", "หนังสือที่ 1/2570"),
    ];
    let filed = reporter.posts("/do/objections/file", &fields).await;
    filed.location().split('?').next().expect("an address").to_owned()
}

async fn decides(reviewer: &mut Visitor, address: &str, intent: &str) {
    let id = address.rsplit('/').next().expect("an id");
    let fields = [("objection", id), ("version", "0"), ("reason", "ตรวจหลักฐานแล้ว"), ("intent", intent)];
    let decided = reviewer.posts("/do/objections/decide", &fields).await;
    assert_eq!(decided.location(), format!("{address}?done=objection_decided"), "{}", decided.body);
}

#[tokio::test]
async fn a_score_that_is_objected_to_is_marked_wherever_it_stands() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        let (mut reporter, mut executive) = (app.reporter("one").await, app.somebody(Role::Executive, "two").await);
        let pages = [
            "/scores/small/2570-q1",
            "/robustness/small/2570-q1",
            "/robustness/small/2570-q1?organisation=one",
            "/organisations/one?round=2570-q1",
        ];
        for page in pages {
            executive.opens(page).await.hides(MARK);
        }
        let address = objects(&mut reporter, "นับบริการขาด").await;
        for page in pages {
            executive.opens(page).await.shows(MARK).hides("นับบริการขาด");
        }
        assert!(executive.opens(pages[2]).await.body.matches(MARK).count() >= 2, "its own and its row");
        executive.opens("/organisations/two?round=2570-q1").await.hides(MARK);
        publish(&app, &mut admin, 1, "", "").await;
        let mut nobody = app.nobody();
        nobody.opens(ONE).await.shows(MARK).hides("นับบริการขาด").hides("/objections");
        nobody.opens(FINAL).await.shows(MARK);
        nobody.opens("/public/th/2570-q1.final.1/organisations/two").await.hides(MARK);
        let mut reviewer = app.reviewer().await;
        decides(&mut reviewer, &address, "reject").await;
        for page in pages {
            executive.opens(page).await.hides(MARK);
        }
        // What was published stays as it was signed.
        app.nobody().opens(ONE).await.shows(MARK);
        app.advance(chrono::Duration::minutes(1));
        let mut admin = app.administrator().await;
        publish(&app, &mut admin, 2, "แก้ตามคำคัดค้าน", "").await;
        app.nobody().opens("/public/th/2570-q1.final.2/organisations/one").await.hides(MARK);
    }
}

#[tokio::test]
async fn a_report_costs_the_same_however_often_its_score_was_objected_to() {
    let app = TestApp::new().await;
    reviewed(&app).await;
    let mut reporter = app.reporter("one").await;
    let mut counts = Vec::new();
    for _ in 0..3 {
        let address = objects(&mut reporter, "นับบริการขาด").await;
        let id = address.rsplit('/').next().expect("an id");
        let withdrawn = reporter.posts("/do/objections/withdraw", &[("objection", id), ("version", "0")]).await;
        assert!(withdrawn.location().starts_with(&address), "{}", withdrawn.body);
        reporter.opens("/reports/2570-q1/one").await.shows("นับบริการขาด");
        statements_taken();
        reporter.opens("/reports/2570-q1/one").await;
        counts.push(statements_taken());
    }
    assert_eq!(counts, [counts[0]; 3]);
}

/// The words of a row in a table, as far as they are in the cells of one column.
fn cell(page: &tests::Answer, table: &str, begins: &str, column: usize) -> String {
    let rows = page.table(table);
    let row = rows.iter().find(|row| row[0].starts_with(begins));
    row.unwrap_or_else(|| panic!("no row {begins} in {rows:?}"))[column].clone()
}

#[tokio::test]
async fn figures_beside_each_other_say_which_of_them_is_objected_to() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        reviewed(&app).await;
        app.opens_next_round().await;
        let rows = "round,agency,indicator,value,base\n2570-q2,one,svc-e2e,60,100\n2570-q2,one,open-datasets,3,\n\
                    2570-q2,two,svc-e2e,50,100\n2570-q2,two,open-datasets,3,\n";
        let file = std::io::Cursor::new(rows);
        let done = app.services().values().import(&operator(), file, "values.csv", ImportMode::Apply).await;
        done.expect("storage answers").expect("nothing is refused");
        let (mut reporter, mut executive) = (app.reporter("one").await, app.somebody(Role::Executive, "two").await);
        let (movers, compared) = ("/movers/small/2570-q2", "/compare?with=one,two&round=2570-q1");
        let (what_if, others) = ("/scores/small/2570-q1/one/what-if", "/scores/small/2570-q1/two/what-if");
        for page in [movers, compared, what_if, others] {
            executive.opens(page).await.hides(MARK);
        }
        objects(&mut reporter, "นับบริการขาด").await;
        let word = "มีคำคัดค้าน";
        let page = executive.opens(movers).await;
        let moved = |column| cell(&page, "rises", "หน่วยงาน one", column);
        assert!(moved(1).contains(word) && !moved(2).contains(word), "the score of the round before: {}", page.body);
        assert_eq!(page.body.matches(MARK).count(), 1, "and nobody else's");
        let page = executive.opens(compared).await;
        page.hides("นับบริการขาด");
        assert!(cell(&page, "compared", "คะแนนเล็ก", 1).contains(word));
        assert!(!cell(&page, "compared", "คะแนนเล็ก", 2).contains(word));
        assert!(!cell(&page, "compared", "สัดส่วนบริการ", 1).contains(word), "not the value");
        executive.opens("/compare?with=one,two&round=2570-q2").await.hides(MARK);
        assert_eq!(executive.opens(what_if).await.body.matches(MARK).count(), 1);
        let page = executive.opens(&format!("{what_if}?v.svc-e2e=80")).await;
        assert_eq!(page.body.matches(MARK).count(), 1, "also beside what it would be");
        executive.opens(others).await.hides(MARK);
        // A value is marked where it stands, and so is the score of the round after.
        objects_to_value(&mut reporter).await;
        objects_in(&mut reporter, "2570-q2", "น้ำหนักผิด").await;
        let page = executive.opens(compared).await;
        assert!(cell(&page, "compared", "สัดส่วนบริการ", 1).contains(word));
        assert!(!cell(&page, "compared", "สัดส่วนบริการ", 2).contains(word));
        assert_eq!(executive.opens(what_if).await.body.matches(MARK).count(), 2);
        let page = executive.opens(movers).await;
        let moved = |column| cell(&page, "rises", "หน่วยงาน one", column);
        assert!(moved(1).contains(word) && moved(2).contains(word), "{}", page.body);
    }
}

#[tokio::test]
async fn comparing_two_snapshots_tells_what_was_filed_and_decided() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        publish(&app, &mut admin, 1, "", "").await;
        app.advance(chrono::Duration::minutes(1));
        let mut reporter = app.reporter("one").await;
        let to_value = objects_to_value(&mut reporter).await;
        let mut reviewer = app.reviewer().await;
        decides(&mut reviewer, &to_value, "uphold").await;
        objects(&mut reporter, "น้ำหนักผิด").await;
        app.advance(chrono::Duration::minutes(1));
        let mut admin = app.administrator().await;
        publish(&app, &mut admin, 2, "แก้ตามคำคัดค้าน", "").await;
        let compared = "/snapshots/2570-q1.final.2/from/2570-q1.final.1";
        let told = admin.opens(compared).await;
        told.shows("คำคัดค้านที่ยื่นหรือวินิจฉัยระหว่างสองชุด").shows("วินิจฉัยเห็นด้วยเมื่อ").shows("รอคำวินิจฉัย");
        told.shows("40% → 80%").shows("เห็นว่าควรเป็น 80.00").hides("นับบริการขาด").hides("น้ำหนักผิด");
        let told = admin.in_english().opens(compared).await;
        told.shows("Objections filed or decided in between").shows("upheld on").shows("it waits for a decision");
    }
}

#[tokio::test]
async fn the_figure_of_an_agency_leads_to_its_report_and_to_the_objection_that_changed_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        reviewed(&app).await;
        let (mut reporter, mut executive) = (app.reporter("one").await, app.somebody(Role::Executive, "two").await);
        let figure = "/organisations/one/indicators/svc-e2e?round=2570-q1";
        let pages = [figure, "/scores/small/2570-q1/one"];
        let (entry, mark) = ("/reports/2570-q1/one#svc-e2e", "เปลี่ยนตามคำคัดค้าน");
        reporter.opens(figure).await.shows(entry).shows("รายงาน หลักฐาน และการตรวจ").shows("หน่วยงานรายงานเอง");
        let address = objects_to_value(&mut reporter).await;
        for page in pages {
            reporter.opens(page).await.hides(mark);
        }
        let mut reviewer = app.reviewer().await;
        decides(&mut reviewer, &address, "uphold").await;
        for page in pages {
            reporter.opens(page).await.shows(entry).shows(mark).shows(&format!("href=\"{address}\""));
            executive.opens(page).await.hides(entry).hides(mark).hides(&address);
        }
        let told = "หน่วยงานรายงาน 40% · สพร. ตรวจแล้ว 80%";
        for visitor in [&mut reporter, &mut executive] {
            visitor.opens(figure).await.shows(told);
            visitor.opens("/organisations/one?round=2570-q1").await.shows(told);
        }
        reporter.opens("/organisations/one/indicators/open-datasets?round=2570-q1").await.hides(mark);
        let page = reviewer.in_english().opens(figure).await;
        page.shows("Reported by the agency 40% · Verified by DGA 80%").shows("Changed by an objection</a>");
    }
}

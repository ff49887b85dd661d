//! The files of snapshots: made by the timetable, given like the snapshot itself, and read by other people's programs.

use crate::{license::app_under, subscribers::printed};
use domain::{
    access::Role,
    audit::sha256,
    entry::{Applicability, Entry},
    snapshot::Export,
};
use http::StatusCode;
use server::schedule::TIMETABLE;
use service::{
    Services,
    drafts::Edit,
    jobs::{JobOutcome, Work},
    submissions::{Seen, Verified},
};
use tests::{Engine, TestApp, Visitor, app::key};

pub(crate) const CODE: &str = "2570-q1.final.1";

/// A final snapshot of two accepted reports, with all its files.
pub(crate) async fn with_files(app: &TestApp) -> Visitor {
    app.accept("one", &[]).await;
    app.accept("two", &[]).await;
    with_files_of_accepted(app, "").await
}

/// The same of what was accepted so far, with a note.
pub(crate) async fn with_files_of_accepted(app: &TestApp, note: &str) -> Visitor {
    app.advance(chrono::Duration::days(90));
    let mut admin = app.administrator().await;
    let taken = admin.posts("/do/snapshots/take", &[("round", "2570-q1"), ("stage", "final"), ("note", note)]).await;
    assert_eq!(taken.location(), "/snapshots?done=snapshot_asked", "{}", taken.body);
    app.services().snapshots().settled().await;
    admin.opens(&format!("/snapshots/{CODE}")).await.shows("กำลังทำไฟล์");
    makes_files(app.services()).await;
    admin
}

/// Reports whose values are of every kind: a figure without an end, one that was verified instead, one that does not apply.
pub(crate) async fn accept_every_kind(app: &TestApp) {
    app.accept("one", &[("svc-e2e", "1", "3"), ("open-datasets", "1204", "")]).await;
    app.fill("two").await;
    let (reporter, key) = (app.actor(1, Role::Reporter, "two"), key("two"));
    let report = app.services().reports().get(&reporter, &key).await.expect("a report");
    let plan = report.entry(&"digital-plan".parse().expect("a code")).expect("it is asked");
    let text = Entry {
        applicability: Applicability::NotApplicable,
        not_applicable_reason: "ไม่มีแผนของตนเอง".to_owned(),
        ..Entry::default()
    };
    let edit = Edit { indicator: plan.indicator.code.clone(), entry: text, base_version: plan.version };
    app.services().drafts().save(&reporter, &key, vec![edit]).await.expect("saved");
    let moves = app.services().submissions();
    moves.submit(&reporter, &key, Seen::Any).await.expect("submitted");
    moves.approve(&app.actor(2, Role::Approver, "two"), &key, Seen::Any).await.expect("approved");
    let indicator = "svc-e2e".parse().expect("a code");
    let verified = Verified { indicator, value: "2".to_owned(), base: "70".to_owned() };
    moves.accept(&app.actor(3, Role::Reviewer, "th"), &key, Seen::Any, &[verified]).await.expect("accepted");
}

/// As the timetable does.
pub(crate) async fn makes_files(services: &Services) {
    let line = TIMETABLE.iter().find(|line| line.job.name == "make_files").expect("a line");
    let Work::Outside { work, .. } = line.job.work else { panic!("it works outside") };
    let told = work(services.clone(), services.now()).await.expect("made");
    assert_eq!(told.outcome, JobOutcome::Done, "{}", told.details);
}

/// What names the readers of SDMX-JSON to a script that reads by others too; without them their part alone is skipped.
pub(crate) fn sdmx_json(test: &str) -> Option<String> {
    let found = std::env::var("TIDTAM_TEST_SDMX_JSON").ok();
    if found.is_none() {
        let part = format!("{test}: the readers of SDMX-JSON");
        tests::skip_part(&part, "TIDTAM_TEST_SDMX_JSON names none, or node is not installed or too old");
    }
    found
}

pub(crate) fn address(export: Export) -> String {
    format!("/snapshots/{CODE}/files/{}", export.file_name(&CODE.parse().expect("a code")))
}

pub(crate) fn paper(body: &str, language: &str) -> String {
    format!("/snapshots/{CODE}/paper?organisation={body}&language={language}")
}

#[tokio::test]
async fn packages_of_one_round_are_told_apart_and_say_which_one_counts() {
    let app = TestApp::new().await;
    let mut admin = with_files(&app).await;
    admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
    app.advance(chrono::Duration::minutes(1));
    let fields = [("round", "2570-q1"), ("stage", "final"), ("note", "แก้ค่าที่พิมพ์ผิด")];
    let taken = admin.posts("/do/snapshots/take", &fields).await;
    assert_eq!(taken.location(), "/snapshots?done=snapshot_asked", "{}", taken.body);
    app.services().snapshots().settled().await;
    makes_files(app.services()).await;
    let mut told = Vec::new();
    for code in [CODE, "2570-q1.final.2"] {
        let file = admin.opens(&format!("/snapshots/{code}/files/{code}.ckan.json")).await;
        let package: serde_json::Value = serde_json::from_slice(&file.bytes).expect("JSON");
        let [title, notes] = ["title", "notes"].map(|field| package[field].as_str().expect("a text").to_owned());
        assert!(title.ends_with(&format!(" · {code}")), "{title}");
        told.push(notes);
    }
    assert!(!told[0].contains("แทนชุด") && !told[0].contains("หมายเหตุ"), "{}", told[0]);
    assert!(told[1].ends_with("\n\nแทนชุด 2570-q1.final.1\n\nหมายเหตุการแก้ไข: แก้ค่าที่พิมพ์ผิด"), "{}", told[1]);
}

#[tokio::test]
async fn the_report_of_a_body_is_set_once_and_given_to_whoever_may_read_the_snapshot() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = with_files(&app).await;
        let given = admin.opens(&paper("one", "th")).await;
        assert_eq!((given.status, given.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert!(given.bytes.starts_with(b"%PDF-1.7"), "a PDF");
        assert_eq!(given.header("content-disposition"), format!("attachment; filename=\"{CODE}.one.th.pdf\""));
        // As it was kept: the bytes are the same, and no place to set another one was needed.
        assert_eq!(admin.opens(&paper("one", "th")).await.bytes, given.bytes);
        let digest = sha256(&given.bytes);
        assert_eq!(given.header("etag"), format!("\"{digest}\""));
        let page = admin.opens(&format!("/snapshots/{CODE}")).await;
        page.shows(&digest).shows(&format!("{CODE}.one.th.pdf")).hides(&format!("{CODE}.two.th.pdf"));
        let mut known = admin.with("if-none-match", &format!("\"{digest}\""));
        assert_eq!(known.opens(&paper("one", "th")).await.status, StatusCode::NOT_MODIFIED);
        let mut admin = known.with("if-none-match", "");
        assert_ne!(admin.opens(&paper("one", "en")).await.bytes, given.bytes);
        let mut admin = admin.with("range", "bytes=0-3");
        let part = admin.opens(&paper("one", "th")).await;
        assert_eq!((part.status, &part.bytes[..]), (StatusCode::PARTIAL_CONTENT, &b"%PDF"[..]));
        let mut admin = admin.with("range", "bytes=999999999-");
        assert_eq!(admin.opens(&paper("one", "th")).await.status, StatusCode::RANGE_NOT_SATISFIABLE);
        let mut admin = admin.with("range", "");
        for nobodys in ["nobody", "", "th", "a%00b", "..%2F..", "%22one%22"] {
            assert_eq!(admin.opens(&paper(nobodys, "th")).await.status, StatusCode::NOT_FOUND, "{nobodys}");
        }
        assert_eq!(admin.opens(&format!("/snapshots/{CODE}/paper")).await.status, StatusCode::NOT_FOUND);
        let unsaid = admin.opens(&format!("/snapshots/{CODE}/paper?organisation=one")).await;
        assert_eq!(unsaid.bytes, given.bytes, "Thai where no language is named");
        for (nonsense, says) in
            [("fr", "รายงานมีภาษาไทย (th) และอังกฤษ (en) เท่านั้น"), ("th-TH", "language"), ("%00", "language")]
        {
            let refused = admin.opens(&paper("one", nonsense)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{nonsense}");
            refused.shows(says);
        }
        assert_eq!(app.nobody().opens(&paper("one", "th")).await.status, StatusCode::NOT_FOUND);
        admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        assert_eq!(app.nobody().opens(&paper("one", "th")).await.bytes, given.bytes);
    }
}

#[tokio::test]
async fn the_report_of_a_ministry_is_that_of_all_bodies_below_it() {
    if std::process::Command::new("pdftotext").arg("-v").output().is_err() {
        return tests::skip("the report of a ministry read by pdftotext", "pdftotext is not installed");
    }
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::of_size(engine, 2).await else { continue };
        let mut admin = with_files(&app).await;
        let mut read = async |body: &str| {
            let given = admin.opens(&paper(body, "en")).await;
            assert_eq!(given.status, StatusCode::OK, "{body}: {}", given.body);
            printed(&given.bytes)
        };
        let (accepted, silent) = (read("mdes").await, read("moph").await);
        for (told, own, others) in [
            (&accepted, ["Bodymdes", "Bodyone", "Bodytwo", "Bodyd001"].as_slice(), ["Bodythree", "Bodyd002"]),
            (&silent, ["Bodymoph", "Bodythree", "Bodyd002"].as_slice(), ["Bodyone", "Bodyd001"]),
        ] {
            assert!(own.iter().all(|name| told.contains(name)), "{told}");
            assert!(!others.iter().any(|name| told.contains(name)), "{told}");
            assert!(told.contains("Digitalgovernmentreportoftheorganisationsbelow"), "{told}");
        }
        // Three owe a report there, and two were accepted; of the other ministry nobody's.
        assert!(accepted.contains("3reportsareowed") && accepted.contains("67%areaccepted"), "{accepted}");
        assert!(silent.contains("2reportsareowed") && silent.contains("0%areaccepted"), "{silent}");
        assert_eq!(admin.opens(&paper("th", "en")).await.status, StatusCode::NOT_FOUND, "that is the national one");
    }
}

#[tokio::test]
async fn files_are_given_to_whoever_may_read_the_snapshot_and_to_nobody_else() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = with_files(&app).await;
        let page = admin.opens(&format!("/snapshots/{CODE}")).await;
        page.hides("กำลังทำไฟล์");
        for export in Export::all() {
            let file = address(export);
            page.shows(&file);
            assert_eq!(app.nobody().opens(&file).await.status, StatusCode::NOT_FOUND, "{file}");
            let given = admin.opens(&file).await;
            assert_eq!(given.header("content-type"), export.media_type(), "{file}");
            page.shows(given.header("etag").trim_matches('"'));
        }
        assert_eq!(admin.opens(&format!("/snapshots/{CODE}/files/{CODE}.exe")).await.status, StatusCode::NOT_FOUND);
        admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        let part = app.nobody().with("range", "bytes=0-3").opens(&address(Export::Tables)).await;
        assert_eq!((part.status, &part.bytes[..]), (StatusCode::PARTIAL_CONTENT, &b"PK\x03\x04"[..]));
    }
}

#[tokio::test]
async fn other_peoples_programs_read_every_file() {
    const NAME: &str = "files of snapshots read by other people's programs";
    let Ok(python) = std::env::var("TIDTAM_TEST_READERS") else {
        return tests::skip(
            NAME,
            "TIDTAM_TEST_READERS names no Python with frictionless, csvw, duckdb, prov and pysdmx",
        );
    };
    if std::process::Command::new("xmllint").arg("--version").output().is_err() {
        return tests::skip(NAME, "xmllint is not installed");
    }
    let app = app_under(Engine::Sqlite, Some("CC-BY-4.0")).await.expect("SQLite is always there");
    accept_every_kind(&app).await;
    let mut admin = with_files_of_accepted(&app, "แก้ \"ค่า\", แล้ว; <b>&amp; ๑\nบรรทัดที่สอง").await;
    let folder = tempfile::tempdir().expect("a folder");
    let code = CODE.parse().expect("a code");
    for export in Export::all() {
        let given = admin.opens(&address(export)).await;
        std::fs::write(folder.path().join(export.file_name(&code)), &given.bytes).expect("written");
    }
    let signed = admin.opens(&format!("/snapshots/{CODE}/file")).await;
    std::fs::write(folder.path().join(format!("{CODE}.tidtam")), &signed.bytes).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/exports_readers.py");
    let run =
        std::process::Command::new(python).arg(script).arg(folder.path()).arg(CODE).args(sdmx_json(NAME)).output();
    let run = run.expect("a run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

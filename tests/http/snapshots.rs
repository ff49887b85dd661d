//! Snapshots: taken, published, downloaded whole and in parts, compared, verified, and hidden until they may be seen.

use domain::{
    access::Role,
    snapshot::{KeyHistory, Verified, Verifier},
};
use http::StatusCode;
use service::submissions::Seen;
use tests::{
    Answer, Engine, TestApp, Visitor,
    app::{key, operator},
};

const FINAL: &str = "/snapshots/2570-q1.final.1";
const FILE: &str = "/snapshots/2570-q1.final.1/file";
const KEYS: &str = "/.well-known/tidtam-keys.json";

/// Two reports are accepted, the round has closed, and an administrator is signed in.
async fn reviewed(app: &TestApp) -> Visitor {
    app.accept("one", &[]).await;
    app.accept("two", &[]).await;
    app.advance(chrono::Duration::days(90));
    app.administrator().await
}

/// Asks for a snapshot and waits until something has come of it.
async fn take(app: &TestApp, admin: &mut Visitor, stage: &str, note: &str) -> Answer {
    let asked = admin.posts("/do/snapshots/take", &[("round", "2570-q1"), ("stage", stage), ("note", note)]).await;
    app.services().snapshots().settled().await;
    asked
}

async fn publish(admin: &mut Visitor, code: &str, embargo_until: &str) -> Answer {
    admin.posts("/do/snapshots/publish", &[("code", code), ("embargo_until", embargo_until)]).await
}

/// As somebody verifies it who has the file and the public keys.
async fn verified(visitor: &mut Visitor) -> Verified {
    let keys: KeyHistory = serde_json::from_str(&visitor.opens(KEYS).await.body).expect("keys");
    let mut verifier = Verifier::new(keys.keys);
    verifier.push(visitor.opens(FILE).await.body.as_bytes()).expect("whole");
    verifier.finish().expect("whole")
}

#[tokio::test]
async fn a_snapshot_is_taken_published_and_verified_by_anybody() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        let mut nobody = app.nobody();
        nobody.opens("/snapshots").await.shows("ยังไม่มีชุดข้อมูลที่ท่านอ่านได้").hides("ทำชุดข้อมูลด้วยมือ");
        let taken = take(&app, &mut admin, "final", "").await;
        assert_eq!(taken.location(), "/snapshots?done=snapshot_asked", "{}", taken.body);
        let list = admin.opens("/snapshots?done=snapshot_asked").await;
        list.shows("กำลังทำชุดข้อมูล ดูความคืบหน้า").shows("เสร็จแล้ว").shows(FINAL);
        assert!(list.header("refresh").is_empty(), "nothing goes on any more");
        list.shows("ที่ขอไว้เมื่อไม่นานนี้").hides("id=\"under-way\"");
        app.nobody().opens("/snapshots").await.hides("เสร็จแล้ว");
        let page = admin.opens(FINAL).await;
        page.shows("ยังไม่เผยแพร่").shows("รายงานของหน่วยงาน").shows("เผยแพร่ชุดข้อมูล").shows(FILE);
        for hidden in [FINAL, FILE, "/snapshots/2570-q1.final.1/from/2570-q1.final.1"] {
            assert_eq!(nobody.opens(hidden).await.status, StatusCode::NOT_FOUND, "{hidden}");
            assert_eq!(app.reporter("one").await.opens(hidden).await.status, StatusCode::NOT_FOUND, "{hidden}");
        }
        let published = publish(&mut admin, "2570-q1.final.1", "").await;
        assert_eq!(published.location(), format!("{FINAL}?done=snapshot_published"));
        let public = "href=\"/public/th/2570-q1.final.1\"";
        nobody.opens("/snapshots").await.shows(FINAL).shows(public);
        admin.opens(published.location()).await.shows(public);
        let page = nobody.opens(FINAL).await;
        page.shows("เผยแพร่แล้ว").hides("เผยแพร่ชุดข้อมูล").hides("ผู้ที่อ่านได้ก่อนเผยแพร่");
        let verified = verified(&mut nobody).await;
        assert_eq!((verified.scores, verified.head.code.as_str()), (2, "2570-q1.final.1"));
        page.shows(&verified.manifest.root.to_string()).shows(&verified.sha256.to_string());
        // Once is for good.
        let again = publish(&mut admin, "2570-q1.final.1", "").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        again.shows("ชุดนี้เผยแพร่แล้ว");
    }
}

#[tokio::test]
async fn whoever_takes_a_final_one_is_told_what_may_still_come_in() {
    let app = TestApp::new().await;
    app.accept("one", &[]).await;
    let (two, ends_at) = (key("two"), app.test.clock.now() + chrono::Duration::days(120));
    app.services().rounds().extend(&operator(), &two.round, &two.agency, ends_at, "น้ำท่วม").await.expect("extended");
    app.advance(chrono::Duration::days(90));
    let mut admin = app.administrator().await;
    admin.opens("/snapshots").await.shows("ยังอาจมีรายงานเข้ามาอีก 1 ฉบับ").shows("ระบบจะไม่ทำฉบับใหม่ให้เอง");
    let english = admin.clone().in_english().opens("/snapshots").await;
    english.shows("reports that may still come in, given more time, sent back or opened again: 1, until");
    english.shows("lacks them or has what they said before");
    app.nobody().opens("/snapshots").await.hides("ยังอาจมีรายงานเข้ามาอีก");
    let taken = take(&app, &mut admin, "final", "").await;
    assert_eq!(taken.location(), "/snapshots?done=snapshot_asked", "{}", taken.body);
    admin.opens("/snapshots").await.shows(FINAL);
    app.advance(chrono::Duration::days(31));
    app.administrator().await.opens("/snapshots").await.hides("ยังอาจมีรายงานเข้ามาอีก");
}

#[tokio::test]
async fn nothing_is_published_while_parts_do_not_make_the_whole_and_the_page_says_of_what() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    take(&app, &mut admin, "final", "").await;
    let is_refused = async |thai: &str, english: &str, place: &str| {
        let refused = publish(&mut admin.clone(), "2570-q1.final.1", "").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows(thai).shows(place).shows("เผยแพร่ชุดข้อมูล");
        let refused = publish(&mut admin.clone().in_english(), "2570-q1.final.1", "").await;
        refused.shows(english).shows(place);
        assert_eq!(app.nobody().opens(FINAL).await.status, StatusCode::NOT_FOUND);
    };
    app.test.spoil_sums().await;
    let sums = "ผลรวมที่เก็บไว้ของรอบนี้ไม่ตรงกับค่าที่ประกอบขึ้นมา";
    is_refused(sums, "are not what their parts make", "mdes svc-e2e").await;
    app.services().rollups().rebuild(&operator()).await.expect("rebuilt");
    app.test.spoil_scores().await;
    let scores = "คะแนนที่เก็บไว้ของรอบนี้ไม่ตรงกับที่คำนวณใหม่จากค่าที่ใช้อยู่";
    is_refused(scores, "are not what their values make", "small one").await;
    app.services().scores().rebuild(&operator()).await.expect("rebuilt");
    let published = publish(&mut admin, "2570-q1.final.1", "").await;
    assert_eq!(published.location(), format!("{FINAL}?done=snapshot_published"), "{}", published.body);
}

#[tokio::test]
async fn a_file_is_given_whole_in_parts_or_not_again() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    take(&app, &mut admin, "final", "").await;
    let kept_by_nobody = admin.opens(FILE).await;
    assert_eq!(kept_by_nobody.header("cache-control"), "private, no-store, no-transform");
    publish(&mut admin, "2570-q1.final.1", "").await;
    let whole = app.nobody().opens(FILE).await;
    let tag = whole.header("etag");
    assert_eq!(whole.header("content-type"), "application/vnd.tidtam.snapshot");
    assert_eq!(whole.header("content-length"), whole.body.len().to_string());
    assert_eq!(whole.header("content-disposition"), "attachment; filename=\"2570-q1.final.1.tidtam\"");
    assert!(whole.header("cache-control").contains("immutable"));
    let same = app.nobody().with("if-none-match", tag).opens(FILE).await;
    assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let weak = format!("W/{tag}");
    let same = app.nobody().with("if-none-match", &weak).opens(FILE).await;
    assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "a proxy that packs made it weak");
    for (insists, status) in [
        (tag, StatusCode::OK),
        ("*", StatusCode::OK),
        (weak.as_str(), StatusCode::PRECONDITION_FAILED),
        ("\"another\"", StatusCode::PRECONDITION_FAILED),
    ] {
        let answer = app.nobody().with("if-match", insists).opens(FILE).await;
        assert_eq!(answer.status, status, "{insists}");
        assert_eq!(answer.header("cache-control").contains("immutable"), status.is_success(), "{insists}");
        if !status.is_success() {
            answer.shows("นี่ไม่ใช่ไฟล์ที่ท่านหมายถึง").hides("มีผู้อื่นแก้ไขไปก่อนแล้ว");
        }
    }
    let part = app.nobody().with("range", "bytes=10-19").opens(FILE).await;
    assert_eq!((part.status, part.body.as_str()), (StatusCode::PARTIAL_CONTENT, &whole.body[10..20]));
    assert_eq!(part.header("content-range"), format!("bytes 10-19/{}", whole.body.len()));
    for held in ["\"another\"", weak.as_str(), "*"] {
        let other = app.nobody().with("range", "bytes=10-19").with("if-range", held).opens(FILE).await;
        assert_eq!((other.status, other.body.len()), (StatusCode::OK, whole.body.len()), "{held}");
    }
    let beyond = app.nobody().with("range", "bytes=99999999-").opens(FILE).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(beyond.header("content-range"), format!("bytes */{}", whole.body.len()));
    beyond.shows("ไฟล์นี้ไม่มีส่วนที่ขอ").hides("ระบบขัดข้อง");
    assert_eq!(beyond.header("content-disposition"), "", "a page, and no file to keep");
    assert!(
        beyond.header("cache-control").contains("no-store"),
        "nobody keeps a refusal under the address of the file"
    );
    // Even for whoever takes compressed answers: a part of one fits nowhere.
    let plain = app.nobody().with("accept-encoding", "gzip, br").opens(FILE).await;
    assert_eq!((plain.body.len(), plain.header("etag")), (whole.body.len(), tag));
}

#[tokio::test]
async fn an_embargo_ends_by_itself_and_lets_those_on_the_list_in() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    take(&app, &mut admin, "final", "").await;
    let unread = publish(&mut admin, "2570-q1.final.1", "31/31/2570").await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    unread.shows("31/31/2570");
    let past = publish(&mut admin, "2570-q1.final.1", "1/1/2570").await;
    past.shows("วันนั้นผ่านไปแล้ว").shows("1/1/2570");
    publish(&mut admin, "2570-q1.final.1", "1/1/2572").await;
    assert_eq!(app.nobody().opens(FILE).await.status, StatusCode::NOT_FOUND);
    let (mut guest, account) = app.somebody_with_account(Role::Executive, "one").await;
    assert_eq!(guest.opens(FINAL).await.status, StatusCode::NOT_FOUND);
    let email = app.services().accounts().get(&operator(), account).await.expect("an account").email;
    let unknown = [("code", "2570-q1.final.1"), ("email", "nobody@example.go.th")];
    admin.posts("/do/snapshots/let_read", &unknown).await.shows("ไม่มีบัญชีที่ใช้อีเมลนี้").shows("nobody@example.go.th");
    let known = [("code", "2570-q1.final.1"), ("email", email.as_str())];
    let letting = admin.posts("/do/snapshots/let_read", &known).await;
    assert_eq!(letting.location(), format!("{FINAL}?done=snapshot_reader_let"));
    guest.opens(FINAL).await.shows("เผยแพร่ตั้งแต่").hides("ผู้ที่อ่านได้ก่อนเผยแพร่");
    assert_eq!(guest.opens(FILE).await.status, StatusCode::OK);
    // One press takes them off again, and one puts them back.
    admin.opens(FINAL).await.shows("ถอนออก").shows(&format!("value=\"{account}\""));
    let account = account.to_string();
    let off = [("code", "2570-q1.final.1"), ("account", account.as_str())];
    let stopped = admin.posts("/do/snapshots/stop_reading", &off).await;
    assert_eq!(stopped.location(), format!("{FINAL}?done=snapshot_reader_stopped"), "{}", stopped.body);
    admin.opens(FINAL).await.hides("ถอนออก");
    assert_eq!(guest.opens(FILE).await.status, StatusCode::NOT_FOUND);
    admin.posts("/do/snapshots/let_read", &known).await;
    assert_eq!(guest.opens(FILE).await.status, StatusCode::OK);
    app.advance(chrono::Duration::days(900));
    assert_eq!(app.nobody().opens(FILE).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_changed_is_told_as_notes_in_both_languages() {
    let app = TestApp::new().await;
    app.levels_come_into_force().await;
    let mut admin = reviewed(&app).await;
    take(&app, &mut admin, "final", "").await;
    publish(&mut admin, "2570-q1.final.1", "").await;
    let reviewer = app.actor(3, Role::Reviewer, "th");
    app.services().submissions().correct(&reviewer, &key("one"), Seen::Any, "นับใหม่").await.expect("reopened");
    app.accept("one", &[("svc-e2e", "55", "100")]).await;
    let silent = take(&app, &mut admin, "final", "").await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    silent.shows("ชุดก่อนเผยแพร่แล้ว โปรดบอกว่าอะไรเปลี่ยนและเพราะอะไร");
    let unprintable = take(&app, &mut admin, "final", "แก้\u{1}ค่า\u{1b}[31m").await;
    assert_eq!(unprintable.status, StatusCode::UNPROCESSABLE_ENTITY);
    unprintable.shows("หมายเหตุมีอักขระควบคุมที่พิมพ์ลงรายงานไม่ได้");
    app.advance(chrono::Duration::minutes(1));
    take(&app, &mut admin, "final", "หน่วยงาน one นับใหม่").await;
    let page = admin.opens("/snapshots/2570-q1.final.2/from/2570-q1.final.1").await;
    page.shows("หน่วยงาน one นับใหม่")
        .shows("ค่าที่เปลี่ยน")
        .shows("หน่วยงานแก้ไขและรับรองใหม่")
        .shows(", ผู้ตรวจรับรอง (สพร.): รับรองรายงาน");
    page.shows(" กลาง").hides(" middle");
    // The score that moved by its own value, with the decimals of its scheme; the other place that this moved is folded after it.
    let rows = page.table("moved-scores");
    assert!(rows.iter().any(|row| row[1] == "3.0 ต่ำ → 55.0 กลาง"), "{rows:?}");
    assert!(rows[1..].iter().all(|row| row.len() == 4 && row[0].starts_with("หน่วยงาน one")), "{rows:?}");
    let rows = page.table("moved-by-others");
    assert!(rows.iter().any(|row| row[1] == "3.0 ต่ำ" && row[2] == "1 → 2"), "{rows:?}");
    assert!(rows[1..].iter().all(|row| row.len() == 3 && row[0].starts_with("หน่วยงาน two")), "{rows:?}");
    page.shows("<details class=\"disclosure\"><summary class=\"disclosure__name\">ดูรายการ ");
    let page = admin.clone().in_english().opens("/snapshots/2570-q1.final.2/from/2570-q1.final.1").await;
    page.shows("Values that changed")
        .shows("3% → 55%")
        .shows("corrected by the agency")
        .shows("Scores and places that changed")
        .shows(", Reviewer (DGA): accepted the report")
        .shows(" Middle")
        .hides(" middle");
    // Backwards, nothing that would be said of reasons is true.
    let backwards = "/snapshots/2570-q1.final.1/from/2570-q1.final.2";
    let refused = admin.opens(backwards).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("ชุดหลังทำก่อนชุดก่อน").hides("ค่าที่เปลี่ยน");
    admin.in_english().opens(backwards).await.shows("taken before the one it is held against");
}

#[tokio::test]
async fn a_reader_goes_from_what_was_published_to_what_stands_in_for_it_and_back() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    take(&app, &mut admin, "final", "").await;
    publish(&mut admin, "2570-q1.final.1", "").await;
    for note in ["ไม่ได้เผยแพร่", "นับใหม่"] {
        app.advance(chrono::Duration::minutes(1));
        take(&app, &mut admin, "final", note).await;
    }
    let newest = "/snapshots/2570-q1.final.3";
    app.nobody().opens(FINAL).await.hides(newest);
    publish(&mut admin, "2570-q1.final.3", "").await;
    let mut nobody = app.nobody();
    assert_eq!(nobody.opens("/snapshots/2570-q1.final.2").await.status, StatusCode::NOT_FOUND);
    nobody.opens(FINAL).await.shows("มีชุดใหม่แทนแล้ว").shows(&format!("href=\"{newest}\""));
    let diff = format!("{newest}/from/2570-q1.final.1");
    nobody.opens(newest).await.shows("แทนชุด").shows(&format!("href=\"{FINAL}\"")).shows(&diff).hides("final.2");
    assert_eq!(nobody.opens(&diff).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_page_that_verifies_has_every_word_and_the_keys_and_tells_the_command() {
    let app = TestApp::new().await;
    app.nobody().opens("/verify").await.shows("ยังไม่มีกุญแจ").shows("tidtam snapshot verify รหัสชุด.tidtam --keys");
    app.nobody().in_english().opens("/verify").await.shows("tidtam snapshot verify SNAPSHOT.tidtam --keys");
    let mut admin = reviewed(&app).await;
    take(&app, &mut admin, "draft", "").await;
    let page = app.nobody().opens("/verify").await;
    let keys: KeyHistory = serde_json::from_str(&app.nobody().opens(KEYS).await.body).expect("keys");
    page.shows(&keys.keys[0].id.to_string()).shows("data-keys=").shows("<noscript>").shows("/pkg/verify.js");
    for code in [
        "no_snapshot",
        "score",
        "signature",
        "not_canonical",
        "whole",
        "broken",
        "unknown_key",
        "unvouched",
        "root_of_it",
        "key_of_it",
    ] {
        page.shows(&format!("data-code=\"{code}\""));
    }
    page.shows("เป็นกุญแจแรก").hides("กุญแจก่อนหน้า</td>");
    app.advance(chrono::Duration::days(1));
    app.services().snapshots().renew_key(&operator()).await.expect("renewed");
    app.nobody().opens("/verify").await.shows("<td data-label=\"ผู้รับรอง\">กุญแจก่อนหน้า</td>");
}

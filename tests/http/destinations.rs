//! Published snapshots handed to places outside: a folder, a catalogue that is shaped like a CKAN, and a bucket of somebody
//! else's server that speaks the S3 protocol.

mod bucket;
mod catalogue;
mod unmade;

use super::{
    exports::{CODE, with_files},
    publications::publish,
};
use catalogue::Catalogued;
use domain::{collector::Allowed, destination::Destination, ids::DestinationCode, snapshot::Export};
use serde_json::{Value, json};
use service::{
    collectors::{CollectorSettings, SecretKeys},
    destinations::{Handed, Unmade, When},
    jobs::{JobOutcome, Work, hand_over::HAND_OVER},
};
use std::collections::BTreeMap;
use tests::{Engine, TestApp, app::operator};

/// What the catalogue asks for.
const TOKEN: &str = "a-token-of-the-catalogue";

/// The action that gives a catalogue's own fields.
const SCHEMA: &str = "scheming_dataset_schema_show";

/// Settings that let the services speak to this machine, and seal secrets.
fn settings() -> CollectorSettings {
    let key = format!("2570-a:{}", "5".repeat(64)).parse().expect("a key");
    let allowed = Allowed(vec!["127.0.0.1".parse().expect("a network")]);
    CollectorSettings { allowed, keys: SecretKeys(vec![key]), ..CollectorSettings::default() }
}

fn named(code: &str) -> DestinationCode {
    code.parse().expect("a code")
}

async fn set(app: &TestApp, code: &str, destination: Destination, secret: &str) {
    let secret = Some(secret).filter(|secret| !secret.is_empty());
    app.services().destinations().set(&operator(), &named(code), destination, secret).await.expect("set");
}

fn catalogue(address: &str) -> Destination {
    Destination::Ckan { address: address.to_owned(), organisation: "dga".to_owned() }
}

fn folder(path: &std::path::Path) -> Destination {
    Destination::Folder { path: path.display().to_string() }
}

async fn hand(app: &TestApp, only: &str) -> Handed {
    let only = Some(named(only)).filter(|only| only.as_str() != "all");
    app.services().destinations().hand_over(&operator(), only.as_ref(), When::Now).await.expect("storage answers")
}

/// What was not handed over and why.
async fn failed(app: &TestApp, only: &str) -> Vec<String> {
    hand(app, only).await.failed.iter().map(ToString::to_string).collect()
}

/// As the timetable does.
async fn job(app: &TestApp) -> service::jobs::Told {
    let Work::Outside { work, .. } = HAND_OVER.work else { panic!("it works outside") };
    work(app.services().clone(), app.services().now()).await.expect("storage answers")
}

#[tokio::test]
async fn a_published_snapshot_is_handed_over_once_and_everything_is_written_down() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start_with_collectors(engine, settings()).await else { continue };
        let (ours, theirs) = (tempfile::tempdir().expect("a folder"), Catalogued::default());
        let address = theirs.listen().await;
        let mut admin = with_files(&app).await;
        set(&app, "archive", folder(ours.path()), "").await;
        set(&app, "data-go-th", catalogue(&address), TOKEN).await;
        assert_eq!(job(&app).await.details, json!({ "handed": 0, "failed": [] }), "nothing is published");
        admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        let all = Export::all().len();
        let told = job(&app).await;
        assert_eq!((told.outcome, &told.details["handed"]), (JobOutcome::Done, &json!(all + 2)), "{}", told.details);
        // In the folder lies every file, each with the content that is offered here.
        let code = CODE.parse().expect("a code");
        for export in Export::all() {
            let name = export.file_name(&code);
            let there = std::fs::read(ours.path().join(CODE).join(&name)).expect("a file");
            let here = admin.opens(&format!("/snapshots/{CODE}/files/{name}")).await;
            assert_eq!(there, here.bytes, "{name}");
        }
        assert_eq!(std::fs::read_dir(ours.path().join(CODE)).expect("a folder").count(), all + 1);
        // The catalogue has the package that is offered, with a link to every file, each made once.
        let [package] = &theirs.packages()[..] else { panic!("one package") };
        let offered = admin.opens(&format!("/snapshots/{CODE}/files/{CODE}.ckan.json")).await;
        let offered: Value = serde_json::from_str(&offered.body).expect("JSON");
        assert_eq!(package["title"], offered["title"]);
        let links = |of: &Value| {
            let links = of["resources"].as_array().expect("a list").iter();
            links.map(|it| (it["url"].to_string(), it["hash"].to_string())).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(links(package), links(&offered));
        let calls = theirs.calls();
        assert_eq!(calls[..3], ["package_show", SCHEMA, "package_create"]);
        assert!(calls[3..].iter().all(|call| call == "resource_create"), "{calls:?}");
        assert_eq!(calls.len() - 3, links(&offered).len());
        // Again, and again by hand: nothing is asked, and nothing changes.
        assert_eq!(job(&app).await.details, json!({ "handed": 0, "failed": [] }));
        assert_eq!(hand(&app, "all").await, Handed::default());
        assert!(theirs.calls().is_empty());
        // Whoever handed it over and did not come to writing it down finds everything there.
        set(&app, "archive-again", folder(ours.path()), "").await;
        set(&app, "data-again", catalogue(&address), TOKEN).await;
        assert_eq!(hand(&app, "all").await, Handed { handed: all as u64 + 2, ..Handed::default() });
        assert_eq!(theirs.calls(), ["package_show", SCHEMA], "the same package is left alone");
        // It says something else by now, and lost a link.
        theirs.change(|package| {
            package["title"] = json!("x");
            package["resources"].as_array_mut().expect("a list").pop();
        });
        set(&app, "data-third", catalogue(&address), TOKEN).await;
        hand(&app, "data-third").await;
        assert_eq!(theirs.calls(), ["package_show", SCHEMA, "package_update", "resource_create"]);
        assert_eq!(theirs.packages()[0]["title"], offered["title"]);
        assert_eq!(links(&theirs.packages()[0]), links(&offered));
        // A place that was set anew gets everything, under the name of the one before.
        let elsewhere = tempfile::tempdir().expect("a folder");
        set(&app, "archive", folder(elsewhere.path()), "").await;
        assert_eq!(hand(&app, "archive").await, Handed { handed: all as u64 + 1, ..Handed::default() });
        assert_eq!(std::fs::read_dir(elsewhere.path().join(CODE)).expect("a folder").count(), all + 1);
        // The next one waits for its files, and says so.
        publish(&app, &mut admin, 2, "นับใหม่", "").await;
        let unmade = vec![Unmade { snapshot: "2570-q1.final.2".parse().expect("a code"), failed: vec![] }];
        assert_eq!(hand(&app, "archive").await, Handed { unmade, ..Handed::default() });
        // The page tells it to those who may know.
        let page = admin.opens(&format!("/snapshots/{CODE}")).await;
        page.shows("ส่งไปยังที่อื่น").shows("data-go-th").shows("/dataset/tidtam-2570-q1-final-1").shows("ส่งแล้วเมื่อ");
        admin.in_english().opens(&format!("/snapshots/{CODE}")).await.shows("Handed to other places");
        app.nobody().opens(&format!("/snapshots/{CODE}")).await.hides("data-go-th");
        app.reporter("one").await.opens(&format!("/snapshots/{CODE}")).await.hides("data-go-th");
        let audit = app.services().audit();
        let log = audit.page(&operator(), Some(&format!("snapshot/{CODE}")), None, 99).await.expect("a log");
        let handed = log.links.iter().filter(|link| link.event.action == "destinations.hand_over").count();
        assert_eq!(handed, 6, "once for each place");
        let log = audit.page(&operator(), Some("destination/data-go-th"), None, 9).await.expect("a log");
        assert!(!log.links[0].event.details.contains(TOKEN), "no secret is told");
    }
}

#[tokio::test]
async fn a_catalogue_without_the_thai_schema_takes_the_same_package() {
    let app = TestApp::start_with_collectors(Engine::Sqlite, settings()).await.expect("SQLite is always there");
    let theirs = Catalogued::plain();
    let address = theirs.listen().await;
    let mut admin = with_files(&app).await;
    admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
    set(&app, "plain", catalogue(&address), TOKEN).await;
    assert_eq!(hand(&app, "plain").await, Handed { handed: 1, ..Handed::default() });
    let [package] = &theirs.packages()[..] else { panic!("one package") };
    assert_eq!((&package["license_id"], &package["objective"]), (&json!("notspecified"), &Value::Null));
    let extras = package["extras"].as_array().expect("extras");
    let value = |key: &str| extras.iter().find(|extra| extra["key"] == key).map(|extra| extra["value"].clone());
    assert_eq!(value("data_language"), Some(json!("ไทย, อังกฤษ")));
    assert_eq!(value("official_statistics"), Some(json!("False")));
    let tags: Vec<_> = package["tags"].as_array().expect("tags").iter().map(|tag| tag["name"].clone()).collect();
    assert!(tags.contains(&json!("indicators")), "{tags:?}");
    // It gave back what it was given, with what somebody else added: nothing has to be changed.
    theirs.change(|package| {
        package["extras"].as_array_mut().expect("extras").insert(0, json!({ "key": "theirs", "value": "1" }));
    });
    theirs.calls();
    set(&app, "again", catalogue(&address), TOKEN).await;
    hand(&app, "again").await;
    assert_eq!(theirs.calls(), ["package_show", SCHEMA]);
    theirs.change(|package| package["title"] = json!("x"));
    set(&app, "third", catalogue(&address), TOKEN).await;
    hand(&app, "third").await;
    assert_eq!(theirs.calls(), ["package_show", SCHEMA, "package_update"]);
    assert!(theirs.packages()[0]["extras"].to_string().contains("theirs"), "what others added stays");
    // It gets the schema: what were extras of ours are fields of its own, and it takes nothing under both.
    theirs.gets_the_schema();
    for (destination, calls) in
        [("fourth", &["package_show", SCHEMA, "package_update"][..]), ("fifth", &["package_show", SCHEMA][..])]
    {
        set(&app, destination, catalogue(&address), TOKEN).await;
        assert_eq!(hand(&app, destination).await, Handed { handed: 1, ..Handed::default() }, "{destination}");
        assert_eq!(theirs.calls(), calls, "{destination}");
        let package = theirs.packages().remove(0);
        assert_eq!(package["extras"], json!([{ "key": "theirs", "value": "1" }]), "{destination}");
        assert_eq!(package["data_language"], json!(["ไทย", "อังกฤษ"]), "{destination}");
    }
}

#[tokio::test]
async fn what_cannot_be_handed_over_says_why_is_tried_later_and_destroys_nothing() {
    let app = TestApp::start_with_collectors(Engine::Sqlite, settings()).await.expect("SQLite is always there");
    let (ours, theirs) = (tempfile::tempdir().expect("a folder"), Catalogued::default());
    let address = theirs.listen().await;
    let mut admin = with_files(&app).await;
    admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
    // Another content under the name of ours stays as it is.
    std::fs::create_dir(ours.path().join(CODE)).expect("a folder");
    let signed = ours.path().join(CODE).join(format!("{CODE}.tidtam"));
    std::fs::write(&signed, "somebody else's").expect("written");
    set(&app, "archive", folder(ours.path()), "").await;
    let told = job(&app).await;
    assert_eq!(told.outcome, JobOutcome::Alarm);
    let why = format!("archive {CODE}.tidtam destination_other_content");
    assert_eq!(told.details["failed"], json!([why]), "the rest waits, too");
    assert_eq!(std::fs::read_to_string(&signed).expect("a file"), "somebody else's");
    admin.opens(&format!("/snapshots/{CODE}")).await.shows("ซึ่งเนื้อหาต่างออกไป").shows("ลองล่าสุดเมื่อ");
    // It waits until it is due, however often the timetable comes by, and goes on once the way is free.
    std::fs::remove_file(&signed).expect("removed");
    let calm = job(&app).await;
    assert!(calm.details["failed"].as_array().is_some_and(Vec::is_empty), "{}", calm.details);
    assert!(!signed.exists(), "ten minutes are not over");
    app.advance(chrono::Duration::minutes(10));
    assert_eq!(job(&app).await.outcome, JobOutcome::Done);
    let page = admin.opens(&format!("/snapshots/{CODE}/file")).await;
    assert_eq!(std::fs::read(&signed).expect("a file"), page.bytes);
    // A wrong token, a folder that is gone, a port at which nobody listens, and a way in the clear that nobody allowed.
    set(&app, "data-go-th", catalogue(&address), "another").await;
    assert_eq!(failed(&app, "data-go-th").await, [format!("data-go-th {CODE}.ckan.json destination_refused")]);
    let reason = hand(&app, "data-go-th").await.failed.remove(0).told;
    assert!(reason.starts_with("package_show: 403"), "{reason}");
    assert_eq!(theirs.calls(), ["package_show", "package_show"]);
    assert!(theirs.packages().is_empty());
    let mount = ours.path().join("not-mounted");
    let never = app.services().destinations().set(&operator(), &named("gone"), folder(&mount), None).await;
    assert_eq!(never.expect_err("no folder").code(), "destination_no_folder");
    std::fs::create_dir(&mount).expect("a folder");
    set(&app, "gone", folder(&mount), "").await;
    std::fs::remove_dir(&mount).expect("removed");
    assert_eq!(failed(&app, "gone").await, [format!("gone {CODE}.tidtam destination_unreachable")]);
    assert!(!mount.exists());
    for nobody in ["http://127.0.0.1:1", "https://127.0.0.1:1"] {
        set(&app, "nobody", catalogue(nobody), TOKEN).await;
        let failed = hand(&app, "nobody").await.failed;
        let told: Vec<_> = failed.iter().map(|failed| (failed.to_string(), failed.told.as_str())).collect();
        let code = format!("nobody {CODE}.ckan.json destination_unreachable");
        assert_eq!(told, [(code, "package_show: no answer: not_connected")], "{nobody}");
    }
    // A bucket tells the same reason through its protocol, and an address that is not public is not even kept.
    let bucket = |endpoint: &str| Destination::Bucket {
        endpoint: endpoint.to_owned(),
        bucket: "open-data".to_owned(),
        region: "ap-southeast-1".to_owned(),
        prefix: String::new(),
        key_id: "key-1".to_owned(),
    };
    set(&app, "clear", bucket(&address.replace("http:", "https:")), TOKEN).await;
    let [clear] = &hand(&app, "clear").await.failed[..] else { panic!("it fails") };
    assert_eq!(clear.why, "destination_not_secured", "{}", clear.told);
    let never = app.services().destinations();
    let never = never.set(&operator(), &named("private"), bucket("https://10.0.0.1"), Some(TOKEN)).await;
    assert_eq!(never.expect_err("a private network").code(), "destination_forbidden");
    // A destination that cannot be reached is left alone as a whole, with every other file that it lacks.
    assert_eq!(job(&app).await.details, json!({ "handed": 0, "failed": [] }));
    // What is stopped gets nothing more and keeps no secret; a new one is needed.
    let destinations = app.services().destinations();
    destinations.stop(&operator(), &named("data-go-th")).await.expect("stopped");
    let stopped = destinations.hand_over(&operator(), Some(&named("data-go-th")), When::Now).await;
    assert_eq!(stopped.expect_err("stopped").code(), "destination_stopped");
    let again = destinations.set(&operator(), &named("data-go-th"), catalogue(&address), None).await;
    assert_eq!(again.expect_err("no secret").code(), "destination_secret_missing");
    set(&app, "data-go-th", catalogue(&address), TOKEN).await;
    assert_eq!(hand(&app, "data-go-th").await.handed, 1);
    // A secret stays for the same origin alone.
    destinations.set(&operator(), &named("data-go-th"), catalogue(&format!("{address}/")), None).await.expect("kept");
    let elsewhere = destinations.set(&operator(), &named("data-go-th"), catalogue("https://else.example"), None).await;
    assert_eq!(elsewhere.expect_err("another origin").code(), "destination_secret_missing");
    // Nobody but who manages snapshots sets, stops or hands over.
    let reviewer = app.actor(3, domain::access::Role::Reviewer, "th");
    for refused in [
        destinations.set(&reviewer, &named("x"), folder(ours.path()), None).await.err(),
        destinations.stop(&reviewer, &named("archive")).await.err(),
        destinations.list(&reviewer).await.err(),
        destinations.hand_over(&reviewer, None, When::Now).await.err(),
    ] {
        assert_eq!(refused.expect("refused").code(), "forbidden");
    }
}

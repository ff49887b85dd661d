//! The answers of a whole country in one file: 8,500 departments with a hundred rows each. It is never in memory as a whole,
//! and while it is checked and put into the drafts, the server answers.

use crate::{Server, probe, signed_in};
use http::StatusCode;
use reqwest::{
    Client,
    multipart::{Form, Part},
};
use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};
use tests::{Engine, TestApp};

/// How many departments there are, and how many rows each has in the file.
const DEPARTMENTS: usize = 8_500;
const ROWS: usize = 100;
/// How many of those rows have an answer. All of them are read and compared; a build without optimisation puts fewer of
/// them into drafts, since the time of that is the database's and is told by `TIDTAM_TEST_ANSWERS=100`.
const ANSWERS: usize = 2;
/// How much more memory of its own the server may take, in kilobytes: 64 MiB of it are pages that SQLite keeps when every
/// row has an answer.
const MOST_KILOBYTES: u64 = 128 * 1024;
/// How long the slowest answer to a reader may take.
const SLOWEST: Duration = Duration::from_secs(2);

fn answers() -> usize {
    std::env::var("TIDTAM_TEST_ANSWERS").ok().and_then(|count| count.parse().ok()).unwrap_or(ANSWERS)
}

/// The application around so many departments.
pub(crate) async fn app(engine: &str) -> TestApp {
    let engine = if engine == "postgres" { Engine::Postgres } else { Engine::Sqlite };
    TestApp::vast(engine, DEPARTMENTS, ROWS).await.expect("a database")
}

/// A row of every indicator of every department, of which so many have an answer.
fn file() -> String {
    let mut file = "agency,indicator,value,base\n".to_owned();
    for department in 1..=DEPARTMENTS {
        for row in 1..=ROWS {
            let answer = if row <= answers() { "27,64" } else { "," };
            writeln!(file, "d{department:04},i-{row:03},{answer}").expect("a text");
        }
    }
    file
}

/// The page of the file once it does not load itself anew any more, with the most memory that was seen meanwhile.
async fn settles(client: &Client, server: &Server, address: &str, most: &mut u64) -> String {
    loop {
        *most = (*most).max(server.memory("RssAnon:"));
        let answer = client.get(address).header("accept", "text/html").send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        if answer.headers().get("refresh").is_none() {
            return answer.text().await.expect("a page");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a field");
    rest.split('"').next().expect("its value")
}

pub(crate) async fn one_file_of_a_whole_country_takes_little_memory_while_the_server_answers() {
    let engine = std::env::var("TIDTAM_TEST_ENGINE").unwrap_or_else(|_| "sqlite".to_owned());
    let server = Server::start(&engine);
    let client = signed_in(&server).await;
    client.get(server.at("/calendar/2570-q1/sheets")).send().await.expect("an answer");
    let before = server.memory("RssAnon:");
    let mut most = before;
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let probing = tokio::spawn(probe(client.clone(), server.at("/healthz"), stopped));

    let content = file();
    let (size, begin) = (content.len(), Instant::now());
    let form = Form::new().part("file", Part::bytes(content.into_bytes()).file_name("country.csv"));
    let upload = client.post(server.at("/calendar/2570-q1/sheets")).multipart(form);
    let upload = upload.header("sec-fetch-site", "same-origin").header("accept", "text/html").send().await;
    let upload = upload.expect("an answer");
    assert_eq!(upload.status(), StatusCode::OK);
    let address = upload.url().to_string();
    assert!(address.contains("/deliveries/"), "{address}");
    let uploaded = begin.elapsed();
    let page = settles(&client, &server, &address, &mut most).await;
    let checked = begin.elapsed();
    assert!(page.contains("850,000") && page.contains("id=\"apply\""), "{page}");

    let fields = ["round", "delivery", "seen"].map(|name| (name, hidden(&page, name).to_owned()));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let apply = client.post(server.at("/do/deliveries/apply")).header("sec-fetch-site", "same-origin");
    let apply = apply.header("content-type", "application/x-www-form-urlencoded").header("accept", "text/html");
    let (begin, apply) = (Instant::now(), apply.body(body).send().await.expect("an answer"));
    assert_eq!(apply.status(), StatusCode::OK);
    let page = settles(&client, &server, &address, &mut most).await;
    let applied = begin.elapsed();
    assert!(page.contains("บันทึกลงร่างของทุกหน่วยงานแล้วเมื่อ"), "{page}");
    stop.send(()).expect("somebody probes");
    let (heard, slowest) = probing.await.expect("answers");
    let more = most.saturating_sub(before);
    println!(
        "a whole country on {engine}: {size} bytes, uploaded in {uploaded:?}, checked in {checked:?}, {} answers applied in \
         {applied:?}, {more} kB more, {heard} answers, slowest {slowest:?}",
        answers() * DEPARTMENTS
    );
    assert!(more <= MOST_KILOBYTES, "{more} kB");
    assert!(heard > 0 && slowest < SLOWEST, "{slowest:?}");
}

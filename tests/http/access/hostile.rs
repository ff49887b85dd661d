//! Bad requests at every address of the table: each part of a path, each value of a query, each field of a form and of a
//! document, as somebody who may do everything and as a stranger. Nothing of it is a fault, all of it is answered in words of
//! the reader's language, and nothing that was sent comes back so that it would run.

mod attack;

use super::{
    objects::{Object, publish_past},
    row::Door,
    table::rows,
};
use attack::{Attack, Sent};
use axum::body::Body as HttpBody;
use chrono::Duration;
use domain::{
    access::{Grant, Role},
    ids::AccountId,
};
use futures::{StreamExt as _, stream};
use http::{Method, StatusCode};
use serde_json::Value;
use server::router::RouterSettings;
use service::{Password, accounts::NewAccount};
use std::{collections::BTreeSet, num::NonZeroU32, panic, sync::Mutex, thread};
use strum::IntoEnumIterator as _;
use tests::{
    Answer, Engine, TestApp, Visitor,
    app::operator,
    country::PASSWORD,
    hostile::{hostile, runs_in},
};

/// How many are asked at once: fewer than snapshots are compared at once, so that nobody is told that there are many others.
const AT_ONCE: usize = 2;
/// The name of the threads that work for the test.
const THREAD: &str = "hostile input";
/// What panicked on them.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Somebody who sends.
struct Sender {
    browser: Visitor,
    program: Visitor,
    /// Letters that the words of their language have.
    letters: fn(char) -> bool,
}

impl Sender {
    async fn new(app: &TestApp, name: &str, grants: Vec<Grant>) -> (Self, AccountId) {
        let email = format!("{name}@example.go.th");
        let new = NewAccount {
            email: email.parse().expect("an address"),
            name: name.to_owned(),
            password: Password::new(PASSWORD),
            grants,
            must_change_password: false,
        };
        let account = app.services().accounts().create(&operator(), new).await.expect("an account");
        let mut browser = app.nobody();
        assert_eq!(browser.signs_in(&email).await.status, StatusCode::SEE_OTHER);
        let (_, secret) = super::objects::new_token(app, account).await;
        let program = app.nobody().with("accept", "application/json").with("sec-fetch-site", "");
        let program = program.with("authorization", &format!("Bearer {secret}")).with("if-match", "*");
        (Self { browser, program, letters: |letter| ('ก'..='๛').contains(&letter) }, account)
    }

    fn in_english(self) -> Self {
        Self { browser: self.browser.in_english(), letters: |letter| letter.is_ascii_alphabetic(), ..self }
    }

    /// Sends each from where they are now, and tells what was wrong with the answers.
    async fn sends(&self, all: Vec<Sent>) -> Vec<String> {
        let answered = stream::iter(all).map(|sent| {
            let mut visitor = match sent.door {
                Door::Screen => self.browser.clone(),
                Door::Program => self.program.clone(),
            };
            let letters = self.letters;
            tokio::spawn(async move {
                let body = HttpBody::from(sent.body.clone());
                let answer = visitor.sends(sent.method.clone(), &sent.path, sent.kind, body).await;
                wrong(&answer, &sent, letters)
            })
        });
        let wrong: Vec<_> = answered.buffer_unordered(AT_ONCE).collect().await;
        wrong.into_iter().filter_map(|wrong| wrong.expect("it was answered")).collect()
    }
}

/// What is wrong with an answer.
fn wrong(answer: &Answer, sent: &Sent, letters: fn(char) -> bool) -> Option<String> {
    let kind = answer.header("content-type");
    let is_document = ["html", "xml"].iter().any(|of| kind.contains(of));
    let runs = runs_in(&answer.body).filter(|_| is_document);
    let said = if answer.status.is_server_error() {
        "a fault".to_owned()
    } else if answer.headers.contains_key("x-injected") {
        "a header was injected".to_owned()
    } else if let Some(piece) = runs {
        format!("{piece} comes back")
    } else if kind.contains("html") && answer.body.contains('\0') {
        "U+0000 comes back".to_owned()
    } else if !answer.status.is_client_error() {
        return None;
    } else if sent.door == Door::Program {
        let problem: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        let is_told = problem["code"].is_string() && problem["title"].as_str().is_some_and(has_words_of_its_own);
        if kind == "application/problem+json" && is_told {
            return None;
        }
        format!("no problem document, but {kind}")
    } else {
        let sentence = sentence(&answer.body).filter(|_| kind.starts_with("text/html"));
        // Pages for everybody speak the language of their address, and Thai where it names none.
        let speaks = |sentence: &str| sent.path.starts_with("/public") || sentence.chars().any(letters);
        if sentence.is_some_and(|sentence| has_words_of_its_own(&sentence) && speaks(&sentence)) {
            return None;
        }
        format!("no sentence, but {kind}")
    };
    let mut body = String::from_utf8_lossy(&sent.body).into_owned();
    let mut path = sent.path.clone();
    let mut told: String = sentence(&answer.body).unwrap_or_else(|| answer.body.clone());
    for text in [&mut body, &mut path, &mut told] {
        *text = text.chars().take(300).collect();
    }
    Some(format!("{said}: {} {path} {body} → {} {told}", sent.method, answer.status))
}

/// Whether a sentence is not the one for refusals that nobody wrote words for.
fn has_words_of_its_own(sentence: &str) -> bool {
    !["ระบบขัดข้อง ยังไม่มีการบันทึก", "Something went wrong; nothing was saved"]
        .iter()
        .any(|fallback| sentence.contains(fallback))
}

/// What a page says about what was refused.
fn sentence(page: &str) -> Option<String> {
    let marks = ["class=\"error-page\"", "role=\"alert\"", "class=\"notice notice--"];
    let (_, rest) = marks.iter().find_map(|mark| page.split_once(mark))?;
    let told = rest.split_once('>').map_or("", |(_, told)| told);
    let pieces = told.split('<').take(12).map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    let words: Vec<_> = pieces.flat_map(str::split_whitespace).collect();
    Some(words.join(" ")).filter(|sentence| sentence.chars().count() > 10)
}

/// What a page itself asks for in its forms and links.
fn names_on(page: &Answer) -> BTreeSet<String> {
    let forms = page.body.split("<form ").skip(1).filter_map(|form| form.split("</form>").next());
    let asked = forms.filter(|form| form.split('>').next().is_some_and(|tag| tag.contains("method=\"get\"")));
    let fields = asked.flat_map(|form| form.split(" name=\"").skip(1)).filter_map(|rest| rest.split('"').next());
    let mut names: BTreeSet<String> = fields.map(str::to_owned).collect();
    for link in page.links() {
        let query =
            link.split_once('?').map_or("", |(_, query)| query).split('#').next().unwrap_or_default().to_owned();
        names.extend(form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()));
    }
    names
}

/// From here on, what panics on threads of the test is kept.
fn keep_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        if thread::current().name() == Some(THREAD)
            && let Ok(mut panics) = PANICS.lock()
        {
            panics.push(told.to_string());
        }
        before(told);
    }));
}

async fn attacks(app: &TestApp, object: &mut Object, everybody: &Sender, stranger: &Sender) -> (usize, Vec<String>) {
    let hostile: Vec<String> = hostile().collect();
    // Another part of it at each row, so that all of it is tried at every kind of place.
    let part = |number: usize, parts: usize| -> Vec<String> {
        hostile.iter().skip(number % parts).step_by(parts).cloned().collect()
    };
    // What would run is typed into every form, so that pages have to show it.
    let would_run = || hostile.iter().filter(|text| text.contains("img")).cloned();
    let (mut asked, mut faults) = (0, Vec::new());
    for (number, row) in rows().enumerate() {
        let (mut third, tenth) = (part(number, 3), part(number, 10));
        third.extend(would_run().filter(|text| !third.contains(text)).collect::<Vec<_>>());
        let attack = |hostile| Attack { row, object, number, hostile };
        let (own, foreign) = if row.method == "GET" {
            let page = super::ask(&mut everybody.browser.clone(), row, object).await;
            let told = if row.door == Door::Screen { names_on(&page) } else { BTreeSet::new() };
            let own = [attack(&hostile).in_path(), attack(&hostile).in_query(&told), attack(&tenth).in_whole_query()];
            (own.concat(), [attack(&tenth).in_path(), attack(&tenth).in_whole_query()].concat())
        } else {
            let own = [attack(&third).in_path(), attack(&third).in_content()];
            (own.concat(), [attack(&tenth).in_path(), attack(&tenth).in_content()].concat())
        };
        asked += own.len() + foreign.len();
        faults.extend(stranger.sends(foreign).await);
        faults.extend(everybody.sends(own).await);
        if row.method != "GET" {
            object.look_again(app).await;
        }
    }
    (asked, faults)
}

async fn nothing_is_a_fault() {
    let often =
        |settings| RouterSettings { api_requests_per_minute: NonZeroU32::new(1_000_000).expect("many"), ..settings };
    let app = TestApp::start_with(Engine::Sqlite, often).await.expect("SQLite");
    publish_past(&app).await;
    let mut object = Object::of(&app, "one").await;
    let grant = |role, organisation: &str| Grant { role, organisation: organisation.parse().expect("a code") };
    let all = Role::iter().map(|role| grant(role, "th")).collect::<Vec<_>>();
    let (everybody, account) = Sender::new(&app, "everybody", all).await;
    let (stranger, _) = Sender::new(&app, "stranger", vec![grant(Role::Reporter, "three")]).await;
    let stranger = stranger.in_english();
    let (asked, mut faults) = attacks(&app, &mut object, &everybody, &stranger).await;
    assert!(asked > 7_000, "{asked}");
    // What was taken stands in pages from now on. Whoever guessed so often has to wait before they sign in again.
    app.advance(Duration::hours(2));
    let email = app.services().accounts().get(&operator(), account).await.expect("an account").email;
    let mut browser = app.nobody();
    assert_eq!(browser.signs_in(email.as_str()).await.status, StatusCode::SEE_OTHER);
    let (mut seen, mut escaped) = (0, 0);
    for row in rows().filter(|row| row.door == Door::Screen && row.method == "GET") {
        let answer = super::ask(&mut browser.clone(), row, &object).await;
        seen += usize::from(answer.status == StatusCode::OK);
        escaped += usize::from(answer.body.contains("&lt;img src=x"));
        let path = object.fill(row.path, row.path);
        let sent = Sent { method: Method::GET, path, kind: None, body: Vec::new(), door: row.door };
        // Which language the account has by now was among what was sent.
        faults.extend(wrong(&answer, &sent, char::is_alphabetic));
    }
    let panics = PANICS.lock().expect("panics").clone();
    assert!(panics.is_empty(), "{} panics, first {:#?}", panics.len(), panics.iter().take(10).collect::<Vec<_>>());
    assert!(faults.is_empty(), "{} of {asked}, first {:#?}", faults.len(), faults.iter().take(20).collect::<Vec<_>>());
    assert!(seen > 50 && escaped > 0, "{seen} pages, {escaped} with what was sent");
}

#[test]
fn nothing_that_is_sent_anywhere_is_a_fault_or_runs_or_goes_without_words() {
    keep_panics();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).thread_name(THREAD).enable_all().build().expect("a runtime");
    runtime.block_on(nothing_is_a_fault());
}

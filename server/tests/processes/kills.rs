//! A server is killed again and again while people save values, apply spreadsheets, upload files and move reports on. What
//! was acknowledged is there afterwards, and nothing is there by half.

use crate::{
    country::{Country, PASSWORD, Person, agency},
    numbers::{ALL, base, content, value, values, whole},
    server::{PATIENCE, Place},
};
use domain::{access::Role, ids::RoundCode};
use reqwest::{
    Client, RequestBuilder, Response, StatusCode,
    cookie::Jar,
    multipart::{Form, Part},
    redirect::Policy,
};
use serde_json::{Value, json};
use service::testing::Engine;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// How often a server is killed on each database.
const KILLS: usize = 100;
/// It is killed at most so many milliseconds after somebody has come as far as they should.
const LONGEST_REST: u64 = 40;
/// Of the departments, the one whose values are saved, the one whose spreadsheets are applied, the first of those to which
/// files are uploaded, and the first of those whose reports are moved on.
const SAVED: usize = 0;
const APPLIED: usize = 1;
const UPLOADED: usize = 2;
const MOVED: usize = 12;
/// So many kills share a report that files are uploaded to.
const KILLS_A_REPORT: usize = 10;
/// The states of a report that is moved on, in their order.
const STATES: [&str; 4] = ["draft", "submitted", "approved", "accepted"];

/// What people know of one thing that they change over and over: the last number that was sent, and the last that was
/// acknowledged.
#[derive(Debug, Default, Clone, Copy)]
struct Known {
    sent: usize,
    acknowledged: usize,
}

/// Everything that people know.
#[derive(Default)]
struct Knowledge {
    saved: Known,
    applied: Known,
    uploaded: Known,
    /// The numbers of files that were acknowledged, by report.
    files: BTreeMap<usize, BTreeSet<usize>>,
    /// How far each report was moved on, as a place in [`STATES`].
    moved: BTreeMap<usize, Known>,
    /// How often something was there that nobody had been told of.
    unheard: usize,
}

/// What is looked at after a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// What changed before the last kill.
    Latest,
    /// Everything.
    All,
}

/// The people and what they work on.
struct People {
    place: Place,
    round: RoundCode,
    jar: Arc<Jar>,
    reporter: String,
    approver: String,
    reviewer: String,
    /// How many steps of each kind of work were acknowledged since the server started.
    steps: [AtomicUsize; 4],
}

/// The kinds of work.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Save,
    Apply,
    Upload,
    Move,
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_a_hundred_times_on_sqlite_a_server_loses_nothing_and_leaves_nothing_by_half() {
    kills(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_a_hundred_times_on_postgresql_a_server_loses_nothing_and_leaves_nothing_by_half() {
    kills(Engine::Postgres).await;
}

async fn kills(engine: Engine) {
    let Some(mut country) = Country::new(engine, MOVED + KILLS).await else { return };
    let round = country.opens("2568-q4", 30, 40).await;
    let reporter = country.person("reporter", Role::Reporter, "mdes").await;
    let approver = country.person("approver", Role::Approver, "mdes").await;
    let reviewer = country.person("reviewer", Role::Reviewer, "th").await;
    let people = Arc::new(People {
        place: Place::new(country.test.folder.path(), country.url(), &[]),
        round,
        jar: Arc::default(),
        reporter: country.token(&reporter).await,
        approver: country.token(&approver).await,
        reviewer: country.token(&reviewer).await,
        steps: Default::default(),
    });
    // Nobody but the server has the database open, so that each start has to recover it.
    country.test.hang_up().await;
    let mut known = Knowledge::default();
    for kill in 0..KILLS {
        let mut server = people.place.start();
        let client = people.client();
        server.is_ready(&client).await;
        if kill == 0 {
            people.signs_in(&client, &reporter).await;
        }
        people.nothing_is_lost(&client, &mut known, Look::Latest).await;
        people.steps.iter().for_each(|steps| steps.store(0, Ordering::Relaxed));
        let work = tokio::spawn(Arc::clone(&people).work(client, kill, (known.saved, known.applied, known.uploaded)));
        people.come_far_enough(kill).await;
        server.dies();
        known.learns(kill, work.await.expect("people who stop by themselves"));
    }
    let mut server = people.place.start();
    let client = people.client();
    server.is_ready(&client).await;
    people.nothing_is_lost(&client, &mut known, Look::All).await;
    server.dies();
    country.comes_back().await;
    country.is_whole().await;
    let files: usize = known.files.values().map(BTreeSet::len).sum();
    let moves: usize = known.moved.values().map(|known| known.acknowledged).sum();
    println!(
        "{KILLS} kills on {engine:?}: {} changes of all values, {} spreadsheets, {files} files and {moves} moves were \
         acknowledged, none lost, none there by half; {} were there without having been acknowledged",
        known.saved.acknowledged, known.applied.acknowledged, known.unheard,
    );
    let done = [known.saved.acknowledged, known.applied.acknowledged, files, moves];
    assert!(done.iter().all(|count| *count >= KILLS / 5), "{done:?}");
}

/// What came of the work before a kill.
struct Work {
    saved: Known,
    applied: Known,
    uploaded: Known,
    files: Vec<usize>,
    moved: Known,
}

impl Knowledge {
    fn learns(&mut self, kill: usize, work: Work) {
        (self.saved, self.applied, self.uploaded) = (work.saved, work.applied, work.uploaded);
        self.files.entry(uploaded_to(kill)).or_default().extend(work.files);
        self.moved.insert(MOVED + kill, work.moved);
    }
}

fn uploaded_to(kill: usize) -> usize {
    UPLOADED + kill / KILLS_A_REPORT
}

impl Known {
    /// Holds what is stored against what people know.
    fn check(&mut self, stored: usize, what: &str) -> usize {
        assert!(self.acknowledged <= stored && stored <= self.sent, "{what}: {stored} is stored, and {self:?}");
        let unheard = stored - self.acknowledged;
        // What is there counts from now on.
        self.acknowledged = stored;
        unheard
    }
}

impl People {
    /// A browser with connections of its own.
    fn client(&self) -> Client {
        let browser = Client::builder().no_proxy().redirect(Policy::none()).cookie_provider(Arc::clone(&self.jar));
        browser.build().expect("a client")
    }

    async fn signs_in(&self, client: &Client, person: &Person) {
        let who = [("email", person.email.as_str()), ("password", PASSWORD)];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(who).finish();
        let request = client.post(self.place.at("/do/sessions/sign_in")).body(body);
        let answer = as_form(request).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }

    fn api(&self, agency_number: usize, step: &str) -> String {
        self.place.at(&format!("/api/v1/rounds/{}/agencies/{}/{step}", self.round, agency(agency_number)))
    }

    fn page(&self, agency_number: usize) -> String {
        self.place.at(&format!("/reports/{}/{}", self.round, agency(agency_number)))
    }

    async fn report(&self, client: &Client, agency_number: usize) -> Value {
        let request = client.get(self.api(agency_number, "values")).bearer_auth(&self.reporter);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.expect("a report")
    }

    /// Holds everything that is stored against what people know.
    async fn nothing_is_lost(&self, client: &Client, known: &mut Knowledge, look: Look) {
        let most = if look == Look::All { usize::MAX } else { 1 };
        let saved = whole(&self.report(client, SAVED).await);
        known.unheard += known.saved.check(saved, "values");
        let applied = whole(&self.report(client, APPLIED).await);
        known.unheard += known.applied.check(applied, "spreadsheet");
        if known.saved.acknowledged > 0 {
            self.is_answered_again(client, known.saved.acknowledged).await;
        }
        for (report, files) in known.files.iter_mut().rev().take(most) {
            let there = self.files(client, *report).await;
            assert!(there.is_superset(files), "{files:?} were acknowledged, {there:?} are there");
            assert!(there.iter().all(|number| *number <= known.uploaded.sent), "{there:?}");
            known.unheard += there.len() - files.len();
            *files = there;
        }
        for (report, moved) in known.moved.iter_mut().rev().take(most) {
            let state = self.report(client, *report).await["state"].as_str().expect("a state").to_owned();
            let state = STATES.iter().position(|name| *name == state).unwrap_or_default();
            known.unheard += moved.check(state, "move");
        }
    }

    /// An acknowledged change is known by its key: asked again it is not done again.
    async fn is_answered_again(&self, client: &Client, number: usize) {
        let answer = self.save(client, number).await.expect("an answer");
        let status = answer.status();
        let replayed = answer.headers().get("idempotency-replayed").is_some();
        // What was stored without having been acknowledged has an asking that nobody has ended.
        assert!(replayed && status == StatusCode::OK || status == StatusCode::CONFLICT, "{status}");
    }

    /// The files of a report by their numbers, each with the content that it was uploaded with.
    async fn files(&self, client: &Client, report: usize) -> BTreeSet<usize> {
        let answer = client.get(self.page(report)).header("accept", "text/html").send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let page = answer.text().await.expect("a page");
        let mut there = BTreeSet::new();
        for rest in page.split("href=\"/evidence/").skip(1) {
            let id = rest.split('"').next().expect("an id");
            let answer = client.get(self.place.at(&format!("/evidence/{id}"))).send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::OK, "a file without its content");
            let text = answer.text().await.expect("a file");
            let number = text.split(' ').next().and_then(|number| number.parse().ok()).expect("a number");
            assert!(text == content(number), "file {number} is not what was uploaded");
            there.insert(number);
        }
        there
    }

    /// Waits until one of them, each in turn, was told so often that something is done, and a moment by chance, the same in
    /// each run: so that a slow machine gets as far as a quick one.
    async fn come_far_enough(&self, kill: usize) {
        let chance = (kill as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let goal = usize::try_from(chance % 4).expect("a count");
        let begun = Instant::now();
        while self.steps[kill % 4].load(Ordering::Relaxed) < goal {
            assert!(begun.elapsed() < PATIENCE, "nothing gets done");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(chance / 4 % LONGEST_REST)).await;
    }

    fn got_on(&self, kind: Kind) {
        self.steps[kind as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Four people work until the server is gone.
    async fn work(
        self: Arc<Self>,
        client: Client,
        kill: usize,
        (saved, applied, uploaded): (Known, Known, Known),
    ) -> Work {
        let (saved, applied, (uploaded, files), moved) = tokio::join!(
            self.saves(&client, saved),
            self.applies(&client, applied),
            self.uploads(&client, uploaded, uploaded_to(kill)),
            self.moves(&client, MOVED + kill),
        );
        Work { saved, applied, uploaded, files, moved }
    }

    /// Saves all values of a report at once, over and over.
    async fn saves(&self, client: &Client, mut known: Known) -> Known {
        loop {
            known.sent = known.acknowledged.max(known.sent) + 1;
            let Ok(answer) = self.save(client, known.sent).await else { return known };
            let Some(()) = acknowledged(answer, StatusCode::OK).await else { return known };
            known.acknowledged = known.sent;
            self.got_on(Kind::Save);
        }
    }

    async fn save(&self, client: &Client, number: usize) -> reqwest::Result<Response> {
        let request = client.put(self.api(SAVED, "values")).bearer_auth(&self.reporter).header("if-match", "*");
        request.header("idempotency-key", format!("change-{number}")).json(&values(number)).send().await
    }

    /// Uploads a spreadsheet, looks at what it changes and applies it, over and over.
    async fn applies(&self, client: &Client, mut known: Known) -> Known {
        loop {
            let number = known.acknowledged.max(known.sent) + 1;
            let rows = ALL.map(|code| format!("{code},{},{},{number}\n", value(code, number), base(code)));
            let sheet = format!("indicator,value,base,narrative\n{}", rows.concat());
            let form = Form::new().part("file", Part::bytes(sheet.into_bytes()).file_name("a.csv"));
            let upload = client.post(format!("{}/sheets", self.page(APPLIED))).multipart(form);
            let Ok(uploaded) = ours(upload).send().await else { return known };
            assert_eq!(uploaded.status(), StatusCode::SEE_OTHER);
            let preview = self.place.at(&location(&uploaded));
            let Ok(page) = client.get(&preview).header("accept", "text/html").send().await else { return known };
            let Ok(page) = page.text().await else { return known };
            let (_, rest) = page.split_once("name=\"seen\" value=\"").unwrap_or_else(|| unreachable!("{page}"));
            let seen = format!("seen={}", rest.split('"').next().expect("a digest"));
            known.sent = number;
            let apply = client.post(format!("{preview}/apply")).body(seen);
            let Ok(applied) = as_form(apply).send().await else { return known };
            assert!(location(&applied).ends_with("done=sheet_applied"), "{}", location(&applied));
            known.acknowledged = number;
            self.got_on(Kind::Apply);
        }
    }

    /// Uploads files, over and over; gives the numbers of those that were acknowledged.
    async fn uploads(&self, client: &Client, mut known: Known, report: usize) -> (Known, Vec<usize>) {
        let mut files = Vec::new();
        loop {
            known.sent += 1;
            let file = Part::text(content(known.sent)).file_name(format!("{}.txt", known.sent));
            let form = Form::new().text("intent", "save").part("evidence.open-datasets", file);
            let upload = client.post(format!("{}/save", self.page(report))).multipart(form);
            let Ok(answer) = ours(upload).header("accept", "text/html").send().await else { return (known, files) };
            let Some(()) = acknowledged(answer, StatusCode::SEE_OTHER).await else { return (known, files) };
            files.push(known.sent);
            self.got_on(Kind::Upload);
        }
    }

    /// Fills a report, submits, approves and accepts it.
    async fn moves(&self, client: &Client, report: usize) -> Known {
        let mut known = Known::default();
        let fill = client.put(self.api(report, "values")).bearer_auth(&self.reporter).json(&values(3));
        let Ok(answer) = fill.header("if-match", "*").send().await else { return known };
        let Some(()) = acknowledged(answer, StatusCode::OK).await else { return known };
        for (step, token) in [("submit", &self.reporter), ("approve", &self.approver), ("accept", &self.reviewer)] {
            known.sent += 1;
            let ask = client.post(self.api(report, step)).bearer_auth(token).header("if-match", "*").json(&json!({}));
            let Ok(answer) = ask.send().await else { return known };
            let Some(()) = acknowledged(answer, StatusCode::OK).await else { return known };
            known.acknowledged = known.sent;
            self.got_on(Kind::Move);
        }
        known
    }
}

/// That a change was acknowledged to its last byte; none when the answer broke off.
async fn acknowledged(answer: Response, expected: StatusCode) -> Option<()> {
    let status = answer.status();
    let body = answer.text().await.ok()?;
    assert_eq!(status, expected, "{body}");
    Some(())
}

fn location(answer: &Response) -> String {
    answer.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned()
}

/// Sent from a page of ours.
fn ours(request: RequestBuilder) -> RequestBuilder {
    request.header("sec-fetch-site", "same-origin")
}

fn as_form(request: RequestBuilder) -> RequestBuilder {
    ours(request).header("content-type", "application/x-www-form-urlencoded").header("accept", "text/html")
}

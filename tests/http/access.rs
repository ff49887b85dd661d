//! All roles × all addresses × objects of one's own, beside, above, below and elsewhere. What is expected comes from the
//! rules of the domain; what is found, from the router.

mod absurd;
mod hostile;
pub(crate) mod objects;
mod row;
mod table;

use axum::body::Body as HttpBody;
use domain::{
    access::{Action, Grant, Role, may},
    ids::AccountId,
};
use http::StatusCode;
use objects::{EMBARGOED, OBJECTS, Object, PUBLISHED, new_token, path_of, publish_past};
use row::{Body, Door, Needs, Row};
use server::web::addresses::{Listed, listed};
use std::collections::BTreeSet;
use strum::IntoEnumIterator as _;
use table::rows;
use tests::{Answer, TestApp, Visitor};

#[test]
fn every_address_has_its_row_and_every_row_its_address() {
    let rows: BTreeSet<Listed> =
        rows().map(|row| Listed { method: row.method.to_owned(), path: row.path.to_owned() }).collect();
    let listed: BTreeSet<Listed> = listed().into_iter().collect();
    let missing: Vec<_> = listed.difference(&rows).collect();
    let stray: Vec<_> = rows.difference(&listed).collect();
    assert!(missing.is_empty() && stray.is_empty(), "without a row: {missing:?}; without an address: {stray:?}");
}

/// Somebody of the matrix.
struct Person {
    role: Role,
    organisation: &'static str,
    grants: Vec<Grant>,
    account: AccountId,
    browser: Visitor,
    program: Visitor,
}

impl Person {
    async fn new(app: &TestApp, role: Role, organisation: &'static str) -> Self {
        let (browser, account) = app.somebody_with_account(role, organisation).await;
        let (_, secret) = new_token(app, account).await;
        let program = app.nobody().with("accept", "application/json").with("sec-fetch-site", "");
        let program = program.with("authorization", &format!("Bearer {secret}"));
        let program = program.with("if-match", "*");
        let grants = vec![Grant { role, organisation: organisation.parse().expect("a code") }];
        Self { role, organisation, grants, account, browser, program }
    }

    /// Whether the rules let them.
    fn may(&self, needs: Needs, object: &Object) -> bool {
        match needs {
            Needs::Nothing | Needs::Session => true,
            Needs::Somewhere(action) => self.grants.iter().any(|grant| grant.role.allows(action)),
            Needs::Root(action) => may(&self.grants, action, &path_of("th")),
            Needs::Object(actions) => object.allows(&self.grants, actions),
        }
    }

    async fn asks(&mut self, row: &Row, object: &Object) -> Answer {
        let visitor = match row.door {
            Door::Screen => &mut self.browser,
            Door::Program => &mut self.program,
        };
        ask(visitor, row, object).await
    }
}

async fn ask(visitor: &mut Visitor, row: &Row, object: &Object) -> Answer {
    let path = object.fill(row.path, row.path);
    let filled = |fields: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        fields.iter().map(|(name, value)| (*name, object.fill(row.path, value))).collect()
    };
    match row.body {
        Body::Nothing => visitor.opens(&path).await,
        Body::Form(fields) => {
            let fields = filled(fields);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            visitor.posts(&path, &fields).await
        }
        Body::Parts(fields) => {
            let fields = filled(fields);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, None, value.as_str())).collect();
            visitor.posts_parts(&path, &fields).await
        }
        Body::Json(json) => {
            let method = row.method.parse().expect("a method");
            visitor.sends(method, &path, Some("application/json"), HttpBody::from(json)).await
        }
    }
}

/// What an answer means for access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Let in, whatever came of it.
    LetIn,
    /// Known, but may not; or is not told whether it exists.
    Refused,
    /// Asked to sign in or to bring a token.
    TurnedAway,
}

fn outcome(answer: &Answer) -> Outcome {
    let leads_to_sign_in = answer.location().starts_with("/sign-in") && !answer.location().contains("done=");
    match answer.status {
        StatusCode::UNAUTHORIZED => Outcome::TurnedAway,
        StatusCode::SEE_OTHER if leads_to_sign_in => Outcome::TurnedAway,
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Outcome::Refused,
        status if status.is_server_error() => panic!("{status}: {}", answer.body),
        _ => Outcome::LetIn,
    }
}

/// Whether an address of a form that signs somebody in is only asked for, which leads to the page with the form.
fn leads_to_the_door(row: &Row) -> bool {
    row.method == "GET" && row.path.starts_with("/do/sessions/")
}

/// Whether an address is about one of the five objects.
fn is_about_an_object(row: &Row) -> bool {
    matches!(row.needs, Needs::Object(_))
}

/// Whether there is nothing of this kind for an object, so that even those who may are told 404.
fn is_nothing_there(row: &Row, object: &Object) -> bool {
    let of_report = row.path.contains("{agency}") || row.path.ends_with("/evidence/{id}");
    let of_report = of_report
        || ["withdraw", "confirm", "{poll}", "/do/objections/file"].iter().any(|part| row.path.contains(part));
    let is_of_nobody = ["/deadlines.ics", "/shared"].contains(&row.path);
    // A filled spreadsheet is its owner's alone, so there is never one of somebody else's.
    let is_ones_own = ["/sheets/{id}", "/deliveries/"].iter().any(|part| row.path.contains(part));
    // No report of the matrix is accepted, so that there is nothing to object to.
    let of_objection = row.path.starts_with("/objections/")
        || row.path.contains("{objection}")
        || ["say", "withdraw", "decide"].iter().any(|step| row.path == format!("/do/objections/{step}"));
    // No files were made of the published snapshot, and whose report is asked for stands in no path.
    let of_file = ["/files/{name}", "/papers/{name}", "/paper"].iter().any(|part| row.path.ends_with(part));
    // No report of the matrix is accepted, so that none has a score.
    let of_score = row.path.contains("{organisation}");
    let of_webhook = row.path.starts_with("/do/webhooks/") && !row.path.ends_with("/add");
    let was_never_told =
        of_webhook || ["/do/reminders/dismiss", "/do/mails/retry", "/do/subscribers/stop"].contains(&row.path);
    // No report of the matrix was filed by a letter.
    let was_never_filed = row.path == "/letters/{id}";
    // No flow of the matrix is one that a snapshot has.
    let of_flow = row.path.contains("/sdmx/");
    (of_report && !object.has_report)
        || was_never_told
        || was_never_filed
        || is_of_nobody
        || is_ones_own
        || of_score
        || of_file
        || of_flow
        || of_objection
        || row.path.contains("{*file}")
        || row.path.ends_with("/demonstration")
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_turned_away_everywhere_but_at_the_door() {
    let app = TestApp::new().await;
    publish_past(&app).await;
    let object = Object::of(&app, "one").await;
    for row in rows() {
        let mut nobody = match row.door {
            Door::Screen => app.nobody(),
            Door::Program => app.nobody().with("accept", "application/json"),
        };
        let answer = ask(&mut nobody, row, &object).await;
        let signs_in = row.path.starts_with("/do/sessions/sign_in") || leads_to_the_door(row);
        if row.needs == Needs::Nothing && !signs_in {
            assert_ne!(outcome(&answer), Outcome::TurnedAway, "{} {}", row.method, row.path);
            let is_there = !is_of_snapshot(row) || is_nothing_there(row, &object);
            assert!(is_there || outcome(&answer) == Outcome::LetIn, "{}: {}", row.path, answer.status);
        } else {
            assert_eq!(outcome(&answer), Outcome::TurnedAway, "{} {} {}", row.method, row.path, answer.status);
        }
    }
}

#[tokio::test]
async fn a_cookie_opens_nothing_of_the_api_and_a_token_none_of_the_pages() {
    let app = TestApp::new().await;
    let object = Object::of(&app, "one").await;
    let mut admin = Person::new(&app, Role::Administrator, "th").await;
    for row in rows().filter(|row| row.needs != Needs::Nothing) {
        let answer = match row.door {
            Door::Program => ask(&mut admin.browser, row, &object).await,
            Door::Screen => ask(&mut admin.program.clone().with("sec-fetch-site", "same-origin"), row, &object).await,
        };
        assert_eq!(outcome(&answer), Outcome::TurnedAway, "{} {}", row.method, row.path);
    }
}

#[tokio::test]
async fn everybody_reaches_what_the_rules_allow_and_nothing_else() {
    for role in Role::iter() {
        for organisation in ["one", "th"] {
            let app = TestApp::new().await;
            publish_past(&app).await;
            let mut objects = Vec::new();
            for (_, agency) in OBJECTS {
                objects.push(Object::of(&app, agency).await);
            }
            let mut person = Person::new(&app, role, organisation).await;
            for row in rows() {
                for (object, (relation, _)) in objects.iter_mut().zip(OBJECTS) {
                    object.look_again(&app).await;
                    check(&mut person, row, object, relation).await;
                    if !is_about_an_object(row) {
                        break;
                    }
                }
                if row.path.starts_with("/do/sessions/sign_out") {
                    let email = app.services().accounts().get(&tests::app::operator(), person.account).await;
                    person.browser.signs_in(email.expect("an account").email.as_str()).await;
                }
            }
        }
    }
}

/// Whether an address is about one snapshot.
fn is_of_snapshot(row: &Row) -> bool {
    row.method == "GET" && (row.path.starts_with("/snapshots/") || row.path.contains("{snapshot}"))
}

#[tokio::test]
async fn a_snapshot_under_embargo_is_there_for_those_who_may_read_snapshots_and_for_nobody_else() {
    let app = TestApp::new().await;
    publish_past(&app).await;
    let object = Object::of(&app, "one").await;
    let rows: Vec<&Row> = rows().filter(|row| is_of_snapshot(row)).collect();
    assert!(rows.len() > 10, "{}", rows.len());
    let mut visitors = vec![(None, app.nobody())];
    for role in Role::iter() {
        for organisation in ["one", "th"] {
            let person = Person::new(&app, role, organisation).await;
            visitors.push((Some(person.grants), person.browser));
        }
    }
    for row in rows {
        let path = object.fill(row.path, row.path).replace(PUBLISHED, EMBARGOED);
        assert!(path.contains(EMBARGOED), "{path}");
        for (grants, visitor) in &mut visitors {
            let answer = visitor.opens(&path).await;
            let may_read = grants.as_ref().is_some_and(|grants| may(grants, Action::ReadSnapshots, &path_of("th")));
            // What is published is the same for everybody, whoever asks.
            let is_published_face = ["/public/", "/api/"].iter().any(|face| row.path.starts_with(face));
            let is_there = may_read && !is_published_face && !is_nothing_there(row, &object);
            let expected = if is_there { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(answer.status, expected, "{path} {grants:?}");
        }
    }
}

async fn check(person: &mut Person, row: &Row, object: &Object, relation: &str) {
    let answer = person.asks(row, object).await;
    let who = format!("{:?} of {} at {} {} ({relation})", person.role, person.organisation, row.method, row.path);
    let found = outcome(&answer);
    if row.path.starts_with("/do/sessions/sign_in") || leads_to_the_door(row) {
        return; // It tells nobody anything: a wrong password is refused, whoever sends it.
    }
    match (person.may(row.needs, object), found) {
        (true, Outcome::LetIn) | (false, Outcome::Refused) => {}
        (true, Outcome::Refused) if answer.status == StatusCode::NOT_FOUND && is_nothing_there(row, object) => {}
        (expected, found) => {
            panic!("{who}: allowed {expected}, found {found:?} {} {}", answer.status, answer.location())
        }
    }
}

#[test]
fn the_table_names_every_action_of_the_rules() {
    let named = |action: Action| {
        rows().any(|row| match row.needs {
            Needs::Nothing | Needs::Session => false,
            Needs::Somewhere(needed) | Needs::Root(needed) => needed == action,
            Needs::Object(needed) => needed.contains(&action),
        })
    };
    // Plans and organisations are imported, and backups made, on the command line alone; snapshots that are not
    // published are hidden as if they were not there.
    let unnamed: Vec<_> = Action::iter().filter(|action| !named(*action)).collect();
    assert_eq!(unnamed, [Action::ManageReference, Action::ReadSnapshots, Action::ManageBackups]);
}

/// Attributes and elements that a content security policy without `unsafe-inline` forbids.
const INLINE: [&str; 9] = [
    " style=\"",
    "<style",
    " onclick=",
    " onload=",
    " onerror=",
    " onsubmit=",
    " onchange=",
    " oninput=",
    "javascript:",
];

#[tokio::test]
async fn every_page_has_its_policy_and_nothing_inline_without_its_nonce() {
    let app = TestApp::new().await;
    let object = Object::of(&app, "one").await;
    let mut admin = app.administrator().await;
    // Pages for everybody have no nonce and nothing that runs: see `tests/http/publications.rs`.
    let pages = rows().filter(|row| row.door == Door::Screen && row.body == Body::Nothing);
    let pages = pages.filter(|row| !row.path.starts_with("/public/"));
    let mut seen = 0;
    for row in pages {
        let answer = ask(&mut admin, row, &object).await;
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        seen += 1;
        let policy = answer.header("content-security-policy");
        let (_, rest) =
            policy.split_once("script-src 'self' 'nonce-").unwrap_or_else(|| panic!("{}: {policy}", row.path));
        let nonce = rest.split('\'').next().unwrap_or_default();
        assert!(nonce.len() >= 22, "{nonce}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{}: <script{tag}>", row.path);
        }
        for inline in INLINE {
            assert!(!answer.body.to_lowercase().contains(inline), "{}: {inline}", row.path);
        }
        let again = ask(&mut admin, row, &object).await;
        assert!(!again.header("content-security-policy").contains(nonce), "{}: the nonce is new each time", row.path);
    }
    assert!(seen > 15, "{seen}");
}

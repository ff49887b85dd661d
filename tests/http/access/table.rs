//! The table: what every address asks of whoever comes. An address that is not here fails the test.

use domain::access::Action;
use tests::country::ROUND;

/// Who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Everybody, signed in or not.
    Nothing,
    /// Whoever is signed in.
    Session,
    /// Whoever may do this somewhere; it is about nothing in particular.
    Somewhere(Action),
    /// Whoever may do this to the whole country.
    Root(Action),
    /// Whoever may do one of these to the object.
    Object(&'static [Action]),
}

/// Through which door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// A browser with a session.
    Screen,
    /// A program with a token.
    Program,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    Nothing,
    /// Fields of a form; see [`super::objects::Object::fill`] for the names in braces.
    Form(&'static [(&'static str, &'static str)]),
    /// Fields of a form with files.
    Parts(&'static [(&'static str, &'static str)]),
    Json(&'static str),
}

/// One way of asking for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) body: Body,
    pub(super) needs: Needs,
    pub(super) door: Door,
}

const fn page(path: &'static str, needs: Needs) -> Row {
    Row { method: "GET", path, body: Body::Nothing, needs, door: Door::Screen }
}

const fn form(path: &'static str, fields: &'static [(&'static str, &'static str)], needs: Needs) -> Row {
    Row { method: "POST", path, body: Body::Form(fields), needs, door: Door::Screen }
}

const fn parts(path: &'static str, fields: &'static [(&'static str, &'static str)], needs: Needs) -> Row {
    Row { method: "POST", path, body: Body::Parts(fields), needs, door: Door::Screen }
}

const fn api(method: &'static str, path: &'static str, json: &'static str, needs: Needs) -> Row {
    Row { method, path, body: Body::Json(json), needs, door: Door::Program }
}

const FIGURES: Needs = Needs::Somewhere(Action::ReadFigures);
const ACCOUNTS: Needs = Needs::Object(&[Action::ManageAccounts]);
const COLLECTORS: Needs = Needs::Object(&[Action::ManageCollectors]);
const COLLECTOR: &[(&str, &str)] = &[
    ("intent", "save"),
    ("version", "1"),
    ("plan", "small"),
    ("name", "figures"),
    ("endpoint", "https://localhost:1/"),
    ("kind", "json"),
    ("value.svc-e2e", "/a"),
    ("base.svc-e2e", "/b"),
    ("times", "0 6 * * *"),
    ("activity", "paused"),
];
const DECIDES: Needs = Needs::Object(&[Action::ApproveReport, Action::EndorseReport, Action::ReviewReport]);
const REVIEW: &str = "/reports/{round}/{agency}/review";

/// A reminder that was never told.
const NOBODYS: &str = "00000000-0000-0000-0000-000000000000";

/// Every address.
pub(super) const ROWS: &[Row] = &[
    page("/", Needs::Session),
    page("/account", Needs::Session),
    page("/accounts", Needs::Somewhere(Action::ManageAccounts)),
    page("/accounts/new", Needs::Somewhere(Action::ManageAccounts)),
    page("/accounts/{id}", ACCOUNTS),
    page("/alerts", FIGURES),
    page("/audit", Needs::Root(Action::ReadAudit)),
    page("/calendar", FIGURES),
    page("/calendar/new", Needs::Somewhere(Action::ManageRounds)),
    page("/calendar/{round}", FIGURES),
    page("/calendar/holidays", FIGURES),
    page("/calendar/reminders", Needs::Root(Action::ManageRounds)),
    page("/calendar/{round}/reminders", Needs::Root(Action::ManageRounds)),
    page("/calendar/{round}/reminders/people", Needs::Root(Action::ManageRounds)),
    page("/calendar/rules", FIGURES),
    page("/calendar/{round}/extend", Needs::Somewhere(Action::ManageRounds)),
    page("/compare", FIGURES),
    // Calendar programs cannot sign in: a secret in the query stands for a session, and this one is nobody's.
    page("/deadlines.ics", Needs::Nothing),
    page("/calendar/{round}/sheet.xlsx", Needs::Somewhere(Action::EditReport)),
    page("/calendar/{round}/sheets", Needs::Somewhere(Action::EditReport)),
    page("/calendar/{round}/sheets/{id}", Needs::Somewhere(Action::EditReport)),
    page("/calendar/{round}/deliveries/{id}", Needs::Somewhere(Action::EditReport)),
    page("/completeness", FIGURES),
    page("/completeness.csv", FIGURES),
    page("/completeness/{organisation}", FIGURES),
    page("/evidence/{id}", Needs::Object(&[Action::ReadReport])),
    // Nobody's letter: what one of a report asks is told in authority_letters.rs.
    page("/letters/{id}", Needs::Session),
    page("/fonts/{*file}", Needs::Nothing),
    page("/healthz", Needs::Nothing),
    page("/indicators/{code}", FIGURES),
    page("/indicators/{code}/map", FIGURES),
    page("/language", Needs::Nothing),
    page("/late", FIGURES),
    page("/maps/{scheme}/{round}", FIGURES),
    page("/national", FIGURES),
    page("/objections", FIGURES),
    page("/objections/{id}", Needs::Object(&[Action::ReadReport])),
    page("/operations", Needs::Root(Action::ReadOperations)),
    page("/operations/mail", Needs::Root(Action::ReadOperations)),
    page("/organisations", FIGURES),
    page("/organisations/{code}", FIGURES),
    page("/organisations/{code}/heat-map", FIGURES),
    page("/organisations/{code}/indicators/{indicator}", FIGURES),
    page("/organisations/{code}/letter", FIGURES),
    page("/organisations/{code}/collectors", COLLECTORS),
    page("/organisations/{code}/collectors/new", COLLECTORS),
    page("/organisations/{code}/collectors/{id}", COLLECTORS),
    page("/organisations/{code}/collectors/{id}/polls/{poll}", COLLECTORS),
    page("/pkg/{*file}", Needs::Nothing),
    page("/plans", FIGURES),
    page("/plans/{code}", FIGURES),
    page("/readyz", Needs::Nothing),
    page("/reports/{round}/{agency}", Needs::Object(&[Action::ReadReport])),
    page("/reports/{round}/{agency}/objections", Needs::Object(&[Action::ReadReport])),
    page("/reports/{round}/{agency}/sheet.csv", Needs::Object(&[Action::EditReport])),
    page("/reports/{round}/{agency}/sheet.xlsx", Needs::Object(&[Action::EditReport])),
    page("/reports/{round}/{agency}/sheets/{id}", Needs::Object(&[Action::EditReport])),
    page("/scores/{scheme}/{round}", FIGURES),
    page("/scores/{scheme}/{round}/{organisation}", FIGURES),
    page("/scores/{scheme}/{round}/{organisation}/derivation.json", FIGURES),
    page("/scores/{scheme}/{round}/{organisation}/what-if", FIGURES),
    page("/search", FIGURES),
    // What is published is everybody's; what is not is hidden as if it were not there, see `tests/http/snapshots.rs`.
    page("/snapshots", Needs::Nothing),
    page("/snapshots/{code}", Needs::Nothing),
    page("/snapshots/{code}/file", Needs::Nothing),
    page("/snapshots/{code}/files/{name}", Needs::Nothing),
    page("/snapshots/{code}/from/{before}", Needs::Nothing),
    page("/verify", Needs::Nothing),
    page("/.well-known/tidtam-keys.json", Needs::Nothing),
    page("/sign-in", Needs::Nothing),
    page("/do/sessions/demonstration", Needs::Nothing),
    page("/do/sessions/sign_in", Needs::Nothing),
    page("/do/sessions/sign_in_again", Needs::Nothing),
    page("/reports/{round}/{agency}/letter", Needs::Session),
    page("/reports/{round}/{agency}/review", Needs::Session),
    page("/reports/{round}/{agency}/save", Needs::Session),
    form("/do/sessions/demonstration", &[("account", "nobody")], Needs::Nothing),
    form("/do/sessions/sign_in", &[("email", "nobody"), ("password", "wrong")], Needs::Nothing),
    parts("/do/sessions/sign_in_again", &[("email", "nobody"), ("password", "wrong")], Needs::Nothing),
    form(
        "/do/accounts/create",
        &[
            ("email", "{unique}@one.go.th"),
            ("name", "somebody"),
            ("password", "{password}"),
            ("grants[0][role]", "executive"),
            ("grants[0][organisation]", "{agency}"),
        ],
        ACCOUNTS,
    ),
    form(
        "/do/accounts/set_grants",
        &[("account", "{account}"), ("grants[0][role]", "executive"), ("grants[0][organisation]", "{agency}")],
        ACCOUNTS,
    ),
    form(
        "/do/accounts/create",
        &[
            ("email", "{unique}@one.go.th"),
            ("name", "somebody"),
            ("password", "{password}"),
            ("grants[0][role]", "reviewer"),
            ("grants[0][organisation]", "{agency}"),
        ],
        Needs::Root(Action::ManageAccounts),
    ),
    form(
        "/do/accounts/set_grants",
        &[("account", "{account}"), ("grants[0][role]", "administrator"), ("grants[0][organisation]", "{agency}")],
        Needs::Root(Action::ManageAccounts),
    ),
    form(
        "/do/accounts/rename",
        &[("account", "{account}"), ("name", "somebody"), ("email", "{unique}@one.go.th")],
        ACCOUNTS,
    ),
    form("/do/accounts/reset_password", &[("account", "{account}"), ("password", "{password}")], ACCOUNTS),
    form("/do/accounts/disable", &[("account", "{account}")], ACCOUNTS),
    form("/do/accounts/enable", &[("account", "{account}")], ACCOUNTS),
    form("/do/tokens/revoke", &[("token", "{token}")], ACCOUNTS),
    form("/do/accounts/change_password", &[("old_password", "x"), ("new_password", "y")], Needs::Session),
    form(
        "/do/rounds/open",
        &[
            ("plan", "small"),
            ("period", "2570-q3"),
            ("opens", "1/7/2570"),
            ("due", "15/7/2570"),
            ("closes", "31/7/2570"),
        ],
        Needs::Root(Action::ManageRounds),
    ),
    form(
        "/do/rounds/set_window",
        &[("round", ROUND), ("opens", "1/1/2570"), ("due", "20/2/2570"), ("closes", "28/2/2570")],
        Needs::Root(Action::ManageRounds),
    ),
    form(
        "/do/rounds/extend",
        &[("round", ROUND), ("organisation", "{agency}"), ("ends", "1/5/2570"), ("reason", "flood")],
        Needs::Object(&[Action::ManageRounds]),
    ),
    form(
        "/do/rounds/extend_many",
        &[
            ("round", ROUND),
            ("organisation", "{agency}"),
            ("kind", ""),
            ("seen", "-1"),
            ("ends", "1/6/2570"),
            ("reason", "flood"),
        ],
        Needs::Object(&[Action::ManageRounds]),
    ),
    form(
        "/do/rounds/end_extension",
        &[("round", ROUND), ("extension", "{extension}")],
        Needs::Object(&[Action::ManageRounds]),
    ),
    form("/do/rounds/remove", &[("round", ROUND)], Needs::Root(Action::ManageRounds)),
    form(
        "/do/round_rules/set",
        &[
            ("plan", "small"),
            ("recurrence", "annual"),
            ("opens_days", "1"),
            ("due_day", "15"),
            ("grace_days", "30"),
            ("on_rest_days", "move"),
            ("starts_on", "1/10/2590"),
        ],
        Needs::Root(Action::ManageRounds),
    ),
    form("/do/round_rules/remove", &[("plan", "small"), ("recurrence", "annual")], Needs::Root(Action::ManageRounds)),
    form(
        "/do/holidays/set",
        &[("day", "5/12/2570"), ("name_th", "วันชาติ"), ("source", "x"), ("status", "background")],
        Needs::Root(Action::ManageRounds),
    ),
    form("/do/holidays/remove", &[("day", "2027-12-05")], Needs::Root(Action::ManageRounds)),
    form(
        "/do/reminders/set",
        &[
            ("steps[reporter_before]", "7, 1"),
            ("steps[coordinator_late]", "30"),
            ("at", "08:30"),
            ("quiet_from", "18:00"),
            ("quiet_until", "08:00"),
            ("on_rest_days", "move"),
        ],
        Needs::Root(Action::ManageRounds),
    ),
    form("/do/reminders/reset", &[("round", "")], Needs::Root(Action::ManageRounds)),
    form("/do/reminders/dismiss", &[("reminder", NOBODYS)], Needs::Session),
    form("/do/mails/retry", &[("mail", NOBODYS)], Needs::Root(Action::ManageRounds)),
    form(
        "/do/delegations/give",
        &[
            ("organisation", "{agency}"),
            ("given_to", "nobody@one.go.th"),
            ("starts", "1/2/2570"),
            ("ends", "1/3/2570"),
            ("reason", "order 1"),
        ],
        Needs::Object(&[Action::ApproveReport]),
    ),
    form("/do/delegations/revoke", &[("delegation", "{delegation}")], ACCOUNTS),
    form("/do/snapshots/take", &[("round", ROUND), ("stage", "draft")], Needs::Root(Action::ManageSnapshots)),
    form("/do/snapshots/publish", &[("code", "2570-q1.draft.1")], Needs::Root(Action::ManageSnapshots)),
    form(
        "/do/snapshots/let_read",
        &[("code", "2570-q1.draft.1"), ("email", "nobody@example.go.th")],
        Needs::Root(Action::ManageSnapshots),
    ),
    form(
        "/do/objections/file",
        &[
            ("round", ROUND),
            ("agency", "{agency}"),
            ("indicator", "svc-e2e"),
            ("value", "1"),
            ("base", "10"),
            ("reason", "counted twice"),
            ("evidence", "letter 1"),
        ],
        Needs::Object(&[Action::ObjectToValue]),
    ),
    form(
        "/do/objections/say",
        &[("objection", NOBODYS), ("version", "0"), ("reason", "more")],
        Needs::Object(&[Action::ObjectToValue, Action::ReviewReport]),
    ),
    form(
        "/do/objections/withdraw",
        &[("objection", NOBODYS), ("version", "0")],
        Needs::Object(&[Action::ObjectToValue]),
    ),
    form(
        "/do/objections/decide",
        &[("objection", NOBODYS), ("version", "0"), ("reason", "no"), ("intent", "reject")],
        Needs::Object(&[Action::ReviewReport]),
    ),
    form("/do/feeds/create", &[("organisation", "{agency}")], FIGURES),
    form("/do/feeds/revoke", &[("feed", "{feed}")], ACCOUNTS),
    parts(
        "/reports/{round}/{agency}/save",
        &[("version", "{version}"), ("intent", "save")],
        Needs::Object(&[Action::EditReport]),
    ),
    parts(
        "/reports/{round}/{agency}/save",
        &[("version", "{version}"), ("intent", "submit")],
        Needs::Object(&[Action::SubmitReport]),
    ),
    form("/organisations/{code}/collectors/new", COLLECTOR, COLLECTORS),
    form("/organisations/{code}/collectors/{id}", COLLECTOR, COLLECTORS),
    form("/do/collectors/run", &[("agency", "{agency}"), ("collector", "{collector}")], COLLECTORS),
    form("/do/collectors/remove", &[("agency", "{agency}"), ("collector", "{collector}")], COLLECTORS),
    form(
        "/do/collectors/confirm",
        &[("round", ROUND), ("agency", "{agency}"), ("seen", "")],
        Needs::Object(&[Action::EditReport]),
    ),
    parts("/calendar/{round}/sheets", &[], Needs::Somewhere(Action::EditReport)),
    form("/do/deliveries/check", &[("round", ROUND), ("delivery", NOBODYS)], Needs::Somewhere(Action::EditReport)),
    form(
        "/do/deliveries/apply",
        &[("round", ROUND), ("delivery", NOBODYS), ("seen", "1")],
        Needs::Somewhere(Action::EditReport),
    ),
    form("/calendar/{round}/sheets/{id}/apply", &[("seen", "")], Needs::Somewhere(Action::EditReport)),
    parts("/reports/{round}/{agency}/letter", &[("version", "{version}")], Needs::Object(&[Action::SubmitReport])),
    parts("/reports/{round}/{agency}/sheets", &[], Needs::Object(&[Action::EditReport])),
    form("/reports/{round}/{agency}/sheets/{id}/apply", &[("seen", "")], Needs::Object(&[Action::EditReport])),
    form(
        "/do/submissions/withdraw",
        &[("round", ROUND), ("agency", "{agency}"), ("version", "{version}")],
        Needs::Object(&[Action::SubmitReport]),
    ),
    form(REVIEW, &[("version", "{version}"), ("intent", "approve")], Needs::Object(&[Action::ApproveReport])),
    form(REVIEW, &[("version", "{version}"), ("intent", "endorse")], Needs::Object(&[Action::EndorseReport])),
    form(REVIEW, &[("version", "{version}"), ("intent", "accept")], Needs::Object(&[Action::ReviewReport])),
    form(REVIEW, &[("version", "{version}"), ("intent", "return_for_change"), ("reason.svc-e2e", "wrong")], DECIDES),
    form(
        REVIEW,
        &[("version", "{version}"), ("intent", "correct"), ("note", "wrong")],
        Needs::Object(&[Action::ReviewReport]),
    ),
    api("GET", "/metrics", "", Needs::Root(Action::ReadOperations)),
    api("GET", "/api/v1/organisations", "", FIGURES),
    api("GET", "/api/v1/plans", "", FIGURES),
    api("GET", "/api/v1/indicators", "", FIGURES),
    api("GET", "/api/v1/rounds", "", FIGURES),
    api("GET", "/api/v1/values", "", FIGURES),
    api("GET", "/api/v1/rounds/{round}/agencies/{agency}/values", "", Needs::Object(&[Action::ReadReport])),
    api(
        "PUT",
        "/api/v1/rounds/{round}/agencies/{agency}/values",
        r#"{"values":[]}"#,
        Needs::Object(&[Action::EditReport]),
    ),
    api("POST", "/api/v1/rounds/{round}/agencies/{agency}/submit", "{}", Needs::Object(&[Action::SubmitReport])),
    api("POST", "/api/v1/rounds/{round}/agencies/{agency}/approve", "{}", Needs::Object(&[Action::ApproveReport])),
    api(
        "POST",
        "/api/v1/rounds/{round}/agencies/{agency}/return",
        r#"{"reasons":[{"indicator":"svc-e2e","reason":"wrong"}]}"#,
        DECIDES,
    ),
    api("POST", "/api/v1/rounds/{round}/agencies/{agency}/accept", "{}", Needs::Object(&[Action::ReviewReport])),
    // These end the session that asks, so they come last.
    form("/do/sessions/sign_out", &[], Needs::Session),
    form("/do/sessions/sign_out_everywhere", &[], Needs::Session),
];

//! Who asks, in which language, on which page. Put into the context of every page and command by the server.

use crate::{error::AppError, standalone::Failure};
use chrono::{DateTime, Utc};
use domain::{manner::Manner, text::Language, trust::TrustGrade};
use http::request::Parts;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::{Actor, ServiceError, Services, jobs::Line, sessions::SessionInfo};
use std::str::FromStr;

/// Somebody signed in, as the session layer puts them into the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn(pub Actor);

/// A form that was sent to a command and refused. The server shows its page again, with what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its fields, without passwords.
    pub fields: Vec<(String, String)>,
    /// Why it was refused.
    pub refused: AppError,
}

impl Sent {
    /// What stood in a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What the form that led here did, as a code: known to the page that tells it, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done(pub String);

/// Scheme, host and port under which people reach the server, for addresses that leave it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin(pub String);

/// The instant of the past that a page is asked for: the services as they were then, or why it was not taken.
#[derive(Clone)]
pub enum AskedPast {
    /// What was known then.
    Then(Services),
    /// The present, on figures that have at least a grade.
    Now(Services),
    /// Nothing is shown instead.
    Refused(Failure),
}

/// The least grade of the figures that the services of the request stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeastGrade(pub TrustGrade);

/// A page that is read by a link, without signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The address of the link.
    pub address: String,
    /// Who shared it.
    pub by: String,
    /// Until when the link counts.
    pub until: DateTime<Utc>,
}

/// What every page and command knows about its request.
#[derive(Clone)]
pub struct PageContext {
    /// Everything the product can do; on what was known at an instant of the past, where the page is asked for that.
    pub services: Services,
    /// The instant of the past that the page shows.
    pub past: Option<DateTime<Utc>>,
    /// The least grade of the figures that the page is made of.
    pub least: TrustGrade,
    /// Why the instant that was asked for was not taken.
    pub past_refused: Option<Failure>,
    /// Who asks; none on the pages before signing in.
    pub actor: Option<Actor>,
    /// What is known about their session.
    pub session: Option<SessionInfo>,
    /// In which language to answer.
    pub language: Language,
    /// The path that was asked, without the query.
    pub path: String,
    /// The query that was asked.
    pub query: String,
    /// The link by which the page is read; then the one who asks is its owner, for reading alone.
    pub shared: Option<Shared>,
    /// The form that was refused, when this page shows it again.
    pub sent: Option<Sent>,
    /// What the form that led here did, as a code.
    pub done: Option<String>,
    /// Whether this answers a form, so that it cannot be asked for again by a link.
    pub answers_a_form: bool,
    /// Whether every figure is made up.
    pub is_demonstration: bool,
    /// What runs when on this server.
    pub timetable: &'static [Line],
}

impl PageContext {
    /// Reads the request and puts the context in place; for the route list, which has no request, an empty one.
    pub fn provide(services: Services, timetable: &'static [Line]) {
        let parts = use_context::<Parts>();
        let signed_in = parts.as_ref().and_then(|parts| parts.extensions.get::<SignedIn>()).cloned();
        let language = parts.as_ref().map(language_of).unwrap_or_default();
        // Read by the one place that writes numbers and dates.
        provide_context(parts.as_ref().map(manner_of).unwrap_or_default());
        let path = parts.as_ref().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
        let query = parts.as_ref().and_then(|parts| parts.uri.query()).unwrap_or_default().to_owned();
        let answers_a_form = parts.as_ref().is_some_and(|parts| !parts.method.is_safe());
        let actor = signed_in.map(|signed_in| signed_in.0);
        let is_demonstration = services.is_demonstration();
        let session = parts.as_ref().and_then(|parts| parts.extensions.get::<SessionInfo>().cloned());
        let done = parts.as_ref().and_then(|parts| parts.extensions.get::<Done>()).map(|done| done.0.clone());
        let shared = parts.as_ref().and_then(|parts| parts.extensions.get::<Shared>()).cloned();
        let (mut services, mut past, mut past_refused) = (services, None, None);
        match parts.as_ref().and_then(|parts| parts.extensions.get::<AskedPast>()).cloned() {
            Some(AskedPast::Then(then)) => {
                past = Some(then.now());
                services = then;
            }
            Some(AskedPast::Now(narrowed)) => services = narrowed,
            Some(AskedPast::Refused(failure)) => past_refused = Some(failure),
            None => {}
        }
        let least =
            parts.as_ref().and_then(|parts| parts.extensions.get::<LeastGrade>()).copied().unwrap_or_default().0;
        let sent = parts.and_then(|parts| parts.extensions.get::<Sent>().cloned());
        provide_context(Self {
            services,
            past,
            least,
            past_refused,
            actor,
            session,
            language,
            path,
            query,
            shared,
            sent,
            done,
            answers_a_form,
            is_demonstration,
            timetable,
        });
    }

    /// Who asks.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub fn actor(&self) -> Result<&Actor, ServiceError> {
        self.actor.as_ref().ok_or(ServiceError::Forbidden)
    }

    /// Whether somebody is signed in, and not only reads by a link of theirs.
    pub fn is_signed_in(&self) -> bool {
        self.actor.is_some() && self.shared.is_none()
    }

    /// Below which address the pages of the published snapshot lie that is shown; none on pages for people signed in.
    pub fn public_base(&self) -> Option<String> {
        let mut segments = self.path.strip_prefix(PUBLIC)?.split('/');
        let (language, snapshot) = (segments.next()?, segments.next()?);
        Some(format!("{PUBLIC}{language}/{snapshot}"))
    }

    /// Whether the page is for everybody: it is the same whoever asks.
    pub fn is_public(&self) -> bool {
        self.path.starts_with(PUBLIC)
    }

    /// A value of the query, decoded.
    pub fn asked(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned())
    }

    /// Every value of the query under a name, decoded, in the order of the address.
    pub fn every_asked(&self, name: &str) -> Vec<String> {
        let pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.filter(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned()).collect()
    }

    /// This page's address with some values of its query changed; an empty value leaves its name out. Pages for everybody have no
    /// other day, so that none is asked for again.
    pub fn address_with(&self, changes: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let dropped: &[(&str, &str)] = if self.is_public() { &PRESENT } else { &[] };
        let is_changed = |name: &str| changes.iter().chain(dropped).any(|(changed, _)| *changed == name);
        query.extend_pairs(
            form_urlencoded::parse(self.query.as_bytes())
                .filter(|(name, value)| !value.is_empty() && !is_changed(name)),
        );
        query.extend_pairs(changes.iter().filter(|(_, value)| !value.is_empty()));
        self.address_asking(&query.finish())
    }

    /// This page's address with these values in its query and no others.
    pub fn address_of(&self, values: &[(String, String)]) -> String {
        self.address_asking(&form_urlencoded::Serializer::new(String::new()).extend_pairs(values).finish())
    }

    fn address_asking(&self, query: &str) -> String {
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}

/// A name in the path, such as the code of `/plans/{code}`. What cannot be a name of its kind names nothing.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub fn named<Name: FromStr>(parameter: &str, kind: &'static str) -> Result<Name, ServiceError> {
    let given = use_params_map().with_untracked(|parameters| parameters.get(parameter));
    given.and_then(|given| given.parse().ok()).ok_or(ServiceError::NotFound(kind))
}

/// The name of the cookie that keeps the language.
pub const LANGUAGE_COOKIE: &str = "language";

/// Below this lie the pages for everybody, first by language.
pub const PUBLIC: &str = "/public/";
/// What makes the address of a page one of the present.
pub(crate) const PRESENT: [(&str, &str); 2] = [("as_of", ""), ("asOf", "")];

/// The language of a public address, else that of the cookie, else Thai.
pub fn language_of(parts: &Parts) -> Language {
    if let Some(rest) = parts.uri.path().strip_prefix(PUBLIC) {
        // The same for everybody, so that what is kept of it is in the language of its address.
        return rest.split('/').next().and_then(|language| language.parse().ok()).unwrap_or_default();
    }
    cookie(parts, LANGUAGE_COOKIE).unwrap_or_default()
}

/// The name of the cookie that keeps the era.
pub const ERA_COOKIE: &str = "era";

/// The name of the cookie that keeps the digits.
pub const DIGITS_COOKIE: &str = "digits";

/// How whoever asks wants numbers and years, by their cookies; as usual on public pages, which are the same for everybody.
pub fn manner_of(parts: &Parts) -> Manner {
    if parts.uri.path().starts_with(PUBLIC) {
        return Manner::default();
    }
    Manner {
        era: cookie(parts, ERA_COOKIE).unwrap_or_default(),
        digits: cookie(parts, DIGITS_COOKIE).unwrap_or_default(),
    }
}

/// What a cookie says, where it says something that is known.
fn cookie<T: FromStr>(parts: &Parts, wanted: &str) -> Option<T> {
    let cookies = parts.headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).and_then(|(_, value)| value.parse().ok())
}

/// The context of this page or command.
///
/// # Panics
/// Never on a served request: the server provides it for every route.
#[expect(clippy::expect_used, reason = "a page without its context is a mistake in the router, caught by every test")]
pub fn page() -> PageContext {
    use_context::<PageContext>().expect("the router provides the context")
}

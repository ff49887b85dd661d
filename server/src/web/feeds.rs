//! Deadlines for calendar programs (RFC 5545), and the page that shows a new feed's address once.

use super::{document, errors::Failed, site::Site};
use app::{
    context::{SignedIn, language_of},
    standalone::Standalone,
    text::{
        feeds::{self, Feeds as Words},
        format, words_in,
    },
};
use axum::{
    Extension,
    extract::{Form, Query, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{buddhist::bangkok_day, ids::OrganisationCode, text::Language};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};
use serde::Deserialize;
use service::deadlines::{AgencyDeadlines, Deadline};

/// Where a feed is read. The secret stands in the query, which is not logged.
const ADDRESS: &str = "/deadlines.ics";
/// How often calendar programs are asked to look again.
const REFRESH: &str = "PT6H";

#[derive(Deserialize)]
pub(crate) struct New {
    organisation: OrganisationCode,
}

/// Makes a feed and shows its address.
pub(crate) async fn create(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    parts: Parts,
    Form(new): Form<New>,
) -> Result<Response, Failed> {
    let (_, secret) = site.services.feeds().create(&actor, &new.organisation).await?;
    let language = language_of(&parts);
    let address = format!("{}{ADDRESS}?secret={secret}&language={}", site.settings.origin, language.as_ref());
    Ok(document::answer(&site, parts, StatusCode::OK, Standalone::NewFeed { address }).await)
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    secret: String,
    #[serde(default)]
    language: String,
}

/// The deadlines of the body that a feed is of.
pub(crate) async fn deadlines(State(site): State<Site>, Query(asked): Query<Asked>) -> Result<Response, Failed> {
    let told = site.services.feeds().read(&asked.secret).await?;
    let language = asked.language.parse().unwrap_or_default();
    let mut response = calendar(&told, language, &site.settings.origin).into_response();
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8; method=PUBLISH");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// The calendar as a text.
fn calendar(told: &AgencyDeadlines, language: Language, origin: &str) -> String {
    let name = feeds::calendar_of(language, told.organisation.name.in_language(language));
    let mut calendar = Calendar::new();
    calendar.name(&name).timezone("Asia/Bangkok");
    calendar.append_property(("METHOD", "PUBLISH"));
    calendar.append_property(
        icalendar::Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done(),
    );
    calendar.append_property(("X-PUBLISHED-TTL", REFRESH));
    for deadline in &told.deadlines {
        calendar.push(event(told, deadline, language, origin));
    }
    calendar.to_string()
}

/// A deadline stands on its day; the exact instants are told beside it.
fn event(told: &AgencyDeadlines, deadline: &Deadline, language: Language, origin: &str) -> Event {
    let words = words_in::<Words>(language);
    let window = deadline.window;
    let line = |name: &str, at| format!("{name}: {}", format::instant(language, at));
    let mark = if deadline.is_planned {
        words.planned
    } else if deadline.is_extended {
        words.extended
    } else {
        ""
    };
    let lines = [
        told.organisation.name.in_language(language).to_owned(),
        mark.to_owned(),
        line(words.opens, window.opens_at()),
        line(words.due, window.due_at()),
        line(words.closes, window.closes_at()),
    ];
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    let title = feeds::due(language, deadline.period);
    let title = if mark.is_empty() { title } else { format!("{title} ({mark})") };
    let page = if deadline.is_planned {
        format!("{origin}/calendar/rules")
    } else {
        format!("{origin}/reports/{}/{}", deadline.round, told.organisation.code)
    };
    let status = if deadline.is_planned { EventStatus::Tentative } else { EventStatus::Confirmed };
    let mut event = Event::new();
    event
        // The same for good, so that a program moves the day when an extension does.
        .uid(&format!("{}-{}-due@tidtam", deadline.round, told.organisation.code))
        .timestamp(told.as_of)
        .summary(&title)
        .description(&lines.join("\n"))
        .url(&page)
        .status(status)
        .all_day(bangkok_day(window.due_at()));
    event.append_property(("TRANSP", "TRANSPARENT"));
    event.done()
}

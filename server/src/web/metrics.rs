//! Figures for monitors, as OpenMetrics text. Whoever holds a token of somebody who may see the operations page reads
//! them: the counts of reports are not for the public.

use super::{
    api::{ApiProblem, Caller},
    site::Site,
};
use crate::schedule::TIMETABLE;
use axum::{
    extract::{FromRequestParts as _, MatchedPath, Request, State},
    http::{header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use prometheus_client::{
    encoding::{
        EncodeLabelSet,
        text::{encode_eof, encode_registry},
    },
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};
use service::{
    ServiceError,
    operations::{LineState, Operations},
};
use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Instant,
};

/// The media type of the text.
const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// The bounds of how long answers take, in seconds.
const BUCKETS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfJob {
    job: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRound {
    round: String,
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfState {
    state: &'static str,
}

/// Seconds as monitors count them.
type Seconds = Gauge<f64, AtomicU64>;

/// What is counted as it happens.
pub(crate) struct Metrics {
    registry: Registry,
    answers: Family<Answered, Counter>,
    durations: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("tidtam");
        let answers = Family::<Answered, Counter>::default();
        let durations = Histogram::new(BUCKETS);
        registry.register("http_answers", "Answers by method, route and status", answers.clone());
        let help = "Time until the head of an answer";
        registry.register_with_unit("http_answer_duration", help, Unit::Seconds, durations.clone());
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        Self { registry, answers, durations }
    }
}

/// Counts an answer.
pub(crate) async fn count(
    State(site): State<Site>,
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().as_str();
    // Methods are a client's own words.
    let method = if ["GET", "HEAD", "POST", "PUT"].contains(&method) { method } else { "other" }.to_owned();
    let route = matched.map_or_else(|| "none".to_owned(), |matched| matched.as_str().to_owned());
    let begin = Instant::now();
    let response = next.run(request).await;
    site.metrics.durations.observe(begin.elapsed().as_secs_f64());
    let status = response.status().as_u16();
    site.metrics.answers.get_or_create(&Answered { method, route, status }).inc();
    response
}

/// All figures at this moment.
pub(crate) async fn read(State(site): State<Site>, mut parts: Parts) -> Result<Response, ApiProblem> {
    let Caller(actor) = Caller::from_request_parts(&mut parts, &site.services).await?;
    let operations = site.services.operations(&actor, TIMETABLE).await?;
    let text = encoded(&site.metrics, &operations).map_err(|error| ServiceError::fault("writing metrics", error))?;
    Ok(([(header::CONTENT_TYPE, KIND)], text).into_response())
}

fn encoded(metrics: &Arc<Metrics>, operations: &Operations) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    encode_registry(&mut text, &metrics.registry)?;
    encode_registry(&mut text, &gauges(operations))?;
    encode_eof(&mut text)?;
    Ok(text)
}

/// What is read when somebody asks.
fn gauges(operations: &Operations) -> Registry {
    let mut registry = Registry::with_prefix("tidtam");
    let (last, next, lateness) =
        (Family::<OfJob, Seconds>::default(), Family::<OfJob, Seconds>::default(), Family::<OfJob, Seconds>::default());
    let (failures, silent, alarm) =
        (Family::<OfJob, Gauge>::default(), Family::<OfJob, Gauge>::default(), Family::<OfJob, Gauge>::default());
    for line in &operations.lines {
        let of = OfJob { job: line.job };
        if let Some(done) = line.last_done.as_ref().and_then(|done| done.finished_at) {
            last.get_or_create(&of).set(seconds(done.timestamp_millis()));
        }
        if let Some(due) = line.next {
            next.get_or_create(&of).set(seconds(due.timestamp_millis()));
        }
        lateness.get_or_create(&of).set(seconds(line.lateness.num_milliseconds()));
        failures.get_or_create(&of).set(line.failures);
        silent.get_or_create(&of).set((line.state == LineState::Silent).into());
        alarm.get_or_create(&of).set((line.state == LineState::Alarm).into());
    }
    let help = "When the job's latest slot was done";
    registry.register_with_unit("job_last_success_timestamp", help, Unit::Seconds, last);
    registry.register_with_unit("job_next_timestamp", "When the job is due next", Unit::Seconds, next);
    let help = "How late the job is, or how late its latest slot began";
    registry.register_with_unit("job_lateness", help, Unit::Seconds, lateness);
    registry.register("job_failed_slots", "Slots of the last seven days that failed at least once", failures);
    registry.register("job_silent", "1 when the job has been silent for longer than it should", silent);
    registry.register("job_alarm", "1 when the job found something that people have to look at", alarm);
    let reports = Family::<OfRound, Gauge>::default();
    for round in &operations.rounds {
        let counts = [("due", round.due), ("overdue", round.overdue), ("handed_in", round.handed_in)];
        for (state, count) in counts {
            reports.get_or_create(&OfRound { round: round.round.to_string(), state }).set(count);
        }
    }
    registry.register("reports", "Reports of rounds that have opened", reports);
    let mails = Family::<OfState, Gauge>::default();
    let mail = &operations.mail;
    let counts = [("waiting", mail.waiting), ("sent", mail.sent), ("bounced", mail.bounced), ("expired", mail.expired)];
    for (state, count) in counts {
        mails.get_or_create(&OfState { state }).set(count);
    }
    registry.register("mails", "Mails of the outbox", mails);
    if let Some(age) = operations.snapshot_age {
        let gauge = Seconds::default();
        gauge.set(seconds(age.num_milliseconds()));
        let help = "How long ago the latest snapshot was taken; absent before the first one";
        registry.register_with_unit("snapshot_age", help, Unit::Seconds, gauge);
    }
    let broken_off: Counter = Counter::default();
    broken_off.inc_by(operations.downloads_broken_off);
    let help = "Downloads of this server that were broken off, since what it sent was not what had been published";
    registry.register("downloads_broken_off", help, broken_off);
    let connections = Family::<OfState, Gauge>::default();
    for (state, count) in [("open", operations.connections.open), ("idle", operations.connections.idle)] {
        connections.get_or_create(&OfState { state }).set(count.into());
    }
    registry.register("database_connections", "This server's connections to the database", connections);
    registry
}

/// Milliseconds as seconds: exact enough for any instant that a monitor sees.
#[expect(clippy::cast_precision_loss, reason = "monitors count in floats")]
fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1_000.0
}

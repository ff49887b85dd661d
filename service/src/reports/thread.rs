//! The thread of a report: who did what when, and what they said.

use crate::{
    ServiceResult, Services,
    store::{self, Tx},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{IndicatorCode, SchemeCode},
    plan::Plan,
    submission::ReturnReason,
    text::Bilingual,
};

/// One step in the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadStep {
    /// Which revision it was about.
    pub revision: i32,
    /// What was done: `submit`, `approve`, `return_for_change` …
    pub step: String,
    /// By whom; none for the server itself.
    pub who: Option<String>,
    /// On whose behalf, where somebody let them.
    pub on_behalf_of: Option<String>,
    /// As what.
    pub role: String,
    /// Of an objection: what it is about, by name.
    pub about: Option<Bilingual>,
    /// What was said.
    pub note: String,
    /// Of a return: what was wrong with which indicator.
    pub reasons: Vec<ReturnReason>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The steps, each return with its reasons, and of objections what they are about.
pub(super) async fn of(
    services: &Services,
    tx: &mut Tx,
    plan: &Plan,
    steps: Vec<(store::submissions::EventRow, store::submissions::Names)>,
    reasons: &[(i32, ReturnReason)],
) -> ServiceResult<Vec<ThreadStep>> {
    let step = |(event, names): (store::submissions::EventRow, store::submissions::Names)| {
        let is_return = event.step == "return_for_change";
        let reasons = reasons.iter().filter(|(revision, _)| is_return && *revision == event.revision);
        ThreadStep {
            revision: event.revision,
            reasons: reasons.map(|(_, reason)| reason.clone()).collect(),
            step: event.step,
            who: names.who,
            on_behalf_of: names.on_behalf_of,
            role: event.role,
            about: None,
            note: event.note,
            at: event.at,
        }
    };
    let mut thread: Vec<ThreadStep> = steps.into_iter().map(step).collect();
    for step in &mut thread {
        if let Some((name, said)) = subject(services, tx, plan, step).await? {
            (step.about, step.note) = (Some(name), said);
        }
    }
    Ok(thread)
}

/// What a step of an objection is about, by name, and what was said: the code of what is objected to stands before it.
async fn subject(
    services: &Services,
    tx: &mut Tx,
    plan: &Plan,
    step: &ThreadStep,
) -> ServiceResult<Option<(Bilingual, String)>> {
    if !step.step.starts_with("object") {
        return Ok(None);
    }
    let (code, said) = step.note.split_once(": ").unwrap_or((step.note.as_str(), ""));
    if let Some(indicator) = code.parse::<IndicatorCode>().ok().and_then(|code| plan.indicator(&code)) {
        return Ok(Some((indicator.name.clone(), said.to_owned())));
    }
    let Ok(code) = code.parse::<SchemeCode>() else { return Ok(None) };
    let scheme = services.newest_scheme(tx, &code).await?;
    Ok(scheme.map(|scheme| (scheme.head().title.clone(), said.to_owned())))
}

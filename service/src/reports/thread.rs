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
use std::collections::{BTreeMap, BTreeSet};

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
    let scores = of_scores(&thread);
    let mut titles = Titles::new();
    for step in &mut thread {
        if let Some((name, said)) = subject(services, tx, plan, step, &scores, &mut titles).await? {
            (step.about, step.note) = (Some(name), said);
        }
    }
    Ok(thread)
}

/// The titles of schemes by their codes, each asked for once; none of what is no scheme.
type Titles = BTreeMap<SchemeCode, Option<Bilingual>>;

/// The code of what a step of an objection is about, and what was said.
fn parted(note: &str) -> (&str, &str) {
    note.split_once(": ").unwrap_or((note, ""))
}

/// The codes by which scores were objected to, and no value: the later steps of such an objection do not say which it was.
fn of_scores(thread: &[ThreadStep]) -> BTreeSet<String> {
    let codes =
        |name: &'static str| thread.iter().filter(move |step| step.step == name).map(|step| parted(&step.note).0);
    let values: BTreeSet<&str> = codes("object").collect();
    codes("object_to_score").filter(|code| !values.contains(code)).map(str::to_owned).collect()
}

/// What a step of an objection is about, by name, and what was said: the code of what is objected to stands before it. A scheme may
/// have the code of an indicator.
async fn subject(
    services: &Services,
    tx: &mut Tx,
    plan: &Plan,
    step: &ThreadStep,
    scores: &BTreeSet<String>,
    titles: &mut Titles,
) -> ServiceResult<Option<(Bilingual, String)>> {
    if !step.step.starts_with("object") {
        return Ok(None);
    }
    let (code, said) = parted(&step.note);
    let is_of_score = step.step == "object_to_score" || (step.step != "object" && scores.contains(code));
    let indicator = code.parse::<IndicatorCode>().ok().filter(|_| !is_of_score).and_then(|code| plan.indicator(&code));
    if let Some(indicator) = indicator {
        return Ok(Some((indicator.name.clone(), said.to_owned())));
    }
    let Ok(code) = code.parse::<SchemeCode>() else { return Ok(None) };
    let title = if let Some(known) = titles.get(&code) {
        known.clone()
    } else {
        let title = services.newest_scheme(tx, &code).await?.map(|scheme| scheme.head().title.clone());
        titles.insert(code, title.clone());
        title
    };
    Ok(title.map(|title| (title, said.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(step: &str, note: &str) -> ThreadStep {
        ThreadStep {
            revision: 1,
            step: step.to_owned(),
            who: None,
            on_behalf_of: None,
            role: String::new(),
            about: None,
            note: note.to_owned(),
            reasons: Vec::new(),
            at: DateTime::default(),
        }
    }

    #[test]
    fn what_was_objected_to_as_a_score_alone_is_a_scheme_in_later_steps_too() {
        let thread = [
            step("object_to_score", "maturity: the score"),
            step("object_to_score", "readiness"),
            step("object", "maturity: the value"),
            step("objection_upheld", "other: neither"),
        ];
        assert_eq!(of_scores(&thread), BTreeSet::from(["readiness".to_owned()]));
        assert_eq!(of_scores(&thread[..2]), ["maturity", "readiness"].map(str::to_owned).into());
    }
}

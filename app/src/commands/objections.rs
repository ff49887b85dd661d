//! Objections to verified values.

use super::{answer, answer_at};
use crate::{context, error::AppError};
use domain::{
    ids::{IndicatorCode, ObjectionId, OrganisationCode, RoundCode},
    submission::ReportKey,
};
use leptos::prelude::*;
use service::{
    ServiceError,
    objections::{Decision, NewObjection},
};

/// The page of an objection.
fn page_of(id: ObjectionId) -> String {
    format!("/objections/{id}")
}

/// Objects to a verified value.
///
/// # Errors
/// As [`service::objections::Objections::file`].
#[server(prefix = "/do", endpoint = "objections/file")]
pub async fn file(
    round: RoundCode,
    agency: OrganisationCode,
    indicator: String,
    value: String,
    base: String,
    reason: String,
    evidence: String,
) -> Result<(), AppError> {
    let page = context::page();
    let form = format!("/reports/{round}/{agency}/objections");
    let filed = async {
        let key = ReportKey { round, agency };
        let indicator: IndicatorCode =
            indicator.parse().map_err(|_| ServiceError::invalid("objection_nothing_accepted", "indicator"))?;
        let new = NewObjection { key, indicator, value, base, reason, evidence };
        page.services.objections().file(page.actor()?, new).await.map(page_of)
    };
    answer_at(filed.await, &form, "objected")
}

/// Says more about an objection.
///
/// # Errors
/// As [`service::objections::Objections::say`].
#[server(prefix = "/do", endpoint = "objections/say")]
pub async fn say(objection: ObjectionId, version: i64, words: String) -> Result<(), AppError> {
    let page = context::page();
    let said = async { page.services.objections().say(page.actor()?, objection, version, &words).await };
    answer(said.await, &page_of(objection), "objection_said")
}

/// Takes an objection back.
///
/// # Errors
/// As [`service::objections::Objections::withdraw`].
#[server(prefix = "/do", endpoint = "objections/withdraw")]
pub async fn withdraw(objection: ObjectionId, version: i64) -> Result<(), AppError> {
    let page = context::page();
    let withdrawn = async { page.services.objections().withdraw(page.actor()?, objection, version).await };
    answer(withdrawn.await, &page_of(objection), "objection_withdrawn")
}

/// Upholds or rejects an objection, by the button that was pressed.
///
/// # Errors
/// As [`service::objections::Objections::decide`].
#[server(prefix = "/do", endpoint = "objections/decide")]
pub async fn decide(objection: ObjectionId, version: i64, reason: String, intent: String) -> Result<(), AppError> {
    let page = context::page();
    let decided = async {
        let decision = match intent.as_str() {
            "uphold" => Decision::Uphold,
            "reject" => Decision::Reject,
            _ => return Err(ServiceError::invalid("reason_missing", "intent")),
        };
        page.services.objections().decide(page.actor()?, objection, version, (decision, &reason)).await
    };
    answer(decided.await, &page_of(objection), "objection_decided")
}

//! Objections to verified values and to scores.

use super::{answer, answer_at};
use crate::{context, error::AppError};
use domain::{
    ids::{IndicatorCode, ObjectionId, OrganisationCode, RoundCode, SchemeCode},
    submission::ReportKey,
};
use leptos::prelude::*;
use service::{
    ServiceError, ServiceResult,
    objections::{Decision, NewObjection, NewScoreObjection},
    submissions::Verified,
};
use std::collections::BTreeMap;

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
        if indicator.trim().is_empty() {
            return Err(ServiceError::invalid("objection_indicator_missing", "indicator"));
        }
        let indicator: IndicatorCode =
            indicator.parse().map_err(|_| ServiceError::invalid("objection_nothing_accepted", "indicator"))?;
        let new = NewObjection { key, indicator, value, base, reason, evidence };
        page.services.objections().file(page.actor()?, new).await.map(page_of)
    };
    answer_at(filed.await, &form, "objected")
}

/// Objects to a score.
///
/// # Errors
/// As [`service::objections::Objections::file_to_score`].
#[server(prefix = "/do", endpoint = "objections/file_to_score")]
pub async fn file_to_score(
    round: RoundCode,
    agency: OrganisationCode,
    scheme: String,
    score: String,
    reason: String,
    evidence: String,
) -> Result<(), AppError> {
    let page = context::page();
    let form = format!("/reports/{round}/{agency}/objections");
    let filed = async {
        let key = ReportKey { round, agency };
        let scheme: SchemeCode = scheme.parse().map_err(|_| ServiceError::invalid("objection_no_score", "scheme"))?;
        let new = NewScoreObjection { key, scheme, score, reason, evidence };
        page.services.objections().file_to_score(page.actor()?, new).await.map(page_of)
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

/// Upholds or rejects an objection, by the button that was pressed. `values` and `bases` are what is typed for the values
/// that a score is wrong by, by their indicators.
///
/// # Errors
/// As [`service::objections::Objections::decide`].
#[server(prefix = "/do", endpoint = "objections/decide")]
pub async fn decide(
    objection: ObjectionId,
    version: i64,
    reason: String,
    intent: String,
    #[server(default)] values: BTreeMap<String, String>,
    #[server(default)] bases: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let page = context::page();
    let decided = async {
        let decision = match intent.as_str() {
            "uphold" => Decision::Uphold,
            "uphold_values" => Decision::UpholdByValues(typed(&values, &bases)?),
            "uphold_edition" => Decision::UpholdAgainstEdition,
            "reject" => Decision::Reject,
            _ => return Err(ServiceError::invalid("reason_missing", "intent")),
        };
        page.services.objections().decide(page.actor()?, objection, version, (decision, &reason)).await
    };
    answer(decided.await, &page_of(objection), "objection_decided")
}

/// What is typed into the fields of values; fields that were left empty say nothing.
fn typed(values: &BTreeMap<String, String>, bases: &BTreeMap<String, String>) -> ServiceResult<Vec<Verified>> {
    let is_typed = |text: Option<&String>| text.is_some_and(|text| !text.trim().is_empty());
    let codes = values.keys().chain(bases.keys().filter(|code| !values.contains_key(*code)));
    let typed = codes.filter(|code| is_typed(values.get(*code)) || is_typed(bases.get(*code)));
    let verified = |code: &String| {
        let indicator: IndicatorCode =
            code.parse().map_err(|_| ServiceError::invalid("objection_not_of_score", "values"))?;
        let text = |of: &BTreeMap<String, String>| of.get(code).cloned().unwrap_or_default();
        Ok(Verified { indicator, value: text(values), base: text(bases) })
    };
    typed.map(verified).collect()
}

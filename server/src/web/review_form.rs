//! The decision on a report comes in: reasons and verified values as texts, which go back into the form when the
//! decision cannot be taken.

use super::{
    answer::{self, refused},
    site::Site,
};
use app::{context::SignedIn, report_form::Answer};
use axum::{
    extract::{Form, Path, State},
    http::request::Parts,
    response::Response,
};
use domain::{
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    submission::{Refusal, ReportKey, ReturnReason, StateName},
};
use service::{
    ServiceError, ServiceResult, Services,
    submissions::{Seen, Verified},
};
use std::collections::BTreeMap;

/// Takes a decision.
pub(crate) async fn decide(
    State(site): State<Site>,
    Path((round, agency)): Path<(RoundCode, OrganisationCode)>,
    parts: Parts,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let key = ReportKey { round, agency };
    let decision = Decision { services: &site.services, parts: &parts, key: &key, fields: &fields };
    let taken = match decision.take().await {
        Err(ServiceError::Conflict | ServiceError::Refused(Refusal::WrongState)) => decision.taken_before().await,
        taken => taken,
    };
    match taken {
        Ok(said) => answer::back(&key, said),
        Err(error) => {
            let (status, refused) = refused(error, None);
            let review = fields.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
            let answer = Answer { status, refused: vec![refused], review, ..Answer::default() };
            answer::page(&site, parts, &key, answer).await
        }
    }
}

struct Decision<'a> {
    services: &'a Services,
    parts: &'a Parts,
    key: &'a ReportKey,
    fields: &'a BTreeMap<String, String>,
}

impl Decision<'_> {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name).map(|text| text.trim()).unwrap_or_default()
    }

    async fn take(&self) -> ServiceResult<&'static str> {
        let signed_in = self.parts.extensions.get::<SignedIn>().ok_or(ServiceError::Forbidden)?;
        let actor = &signed_in.0;
        let seen = Seen::Version(self.text("version").parse().map_err(|_| ServiceError::Conflict)?);
        let submissions = self.services.submissions();
        let intent = self.text("intent");
        let reasons = self.reasons();
        if matches!(intent, "approve" | "endorse" | "accept") && !reasons.is_empty() {
            return Err(ServiceError::invalid("reasons_typed", ""));
        }
        match intent {
            "approve" => submissions.approve(actor, self.key, seen).await.map(|()| "done=approved"),
            "endorse" => submissions.endorse(actor, self.key, seen).await.map(|()| "done=endorsed"),
            "accept" => {
                match submissions.accept_checked(actor, self.key, seen, &self.verified(), &self.checked()).await {
                    Ok(()) => Ok("done=accepted"),
                    Err(ServiceError::Problems(problems)) => {
                        let places: Vec<_> = problems.iter().map(|(indicator, _)| indicator.to_string()).collect();
                        Err(ServiceError::invalid("verified_unreadable", places.join(" ")))
                    }
                    Err(error) => Err(error),
                }
            }
            "return_for_change" if reasons.is_empty() => Err(Refusal::ReasonMissing.into()),
            "return_for_change" => submissions
                .return_for_change(actor, self.key, seen, &reasons, self.text("note"))
                .await
                .map(|()| "done=returned"),
            "correct" => submissions.correct(actor, self.key, seen, self.text("note")).await.map(|()| "done=corrected"),
            _ => Err(ServiceError::invalid("bad_request", "")),
        }
    }

    /// What the same press did a moment ago: whoever presses twice wanted it once.
    async fn taken_before(&self) -> ServiceResult<&'static str> {
        let signed_in = self.parts.extensions.get::<SignedIn>().ok_or(ServiceError::Forbidden)?;
        let actor = &signed_in.0;
        let report = self.services.reports().get(actor, self.key).await?;
        let submission = &report.submission;
        let is_mine = submission.state.latest().is_some_and(|step| step.by == actor.account);
        let is_next = self.text("version").parse() == Ok(submission.version - 1);
        let reasons = self.reasons();
        let has_reason = |reason: &ReturnReason| {
            let entry = report.entry(&reason.indicator);
            entry.and_then(|entry| entry.return_reason.as_deref()) == Some(reason.reason.as_str())
        };
        match (self.text("intent"), submission.state.name()) {
            _ if !is_mine || !is_next => Err(ServiceError::Conflict),
            ("approve", StateName::Approved) => Ok("done=approved"),
            ("endorse", StateName::Endorsed) => Ok("done=endorsed"),
            ("accept", StateName::Accepted) if self.verified().is_empty() => Ok("done=accepted"),
            ("return_for_change", StateName::Returned) if reasons.iter().all(has_reason) => Ok("done=returned"),
            _ => Err(ServiceError::Conflict),
        }
    }

    /// The reasons that say something.
    fn reasons(&self) -> Vec<ReturnReason> {
        let reason = |(name, text): (&String, &String)| {
            let indicator = name.strip_prefix("reason.")?.parse().ok()?;
            let reason = text.trim().to_owned();
            (!reason.is_empty()).then_some(ReturnReason { indicator, reason })
        };
        self.fields.iter().filter_map(reason).collect()
    }

    /// The indicators whose figures were held against their evidence.
    fn checked(&self) -> Vec<IndicatorCode> {
        let boxes = self.fields.keys().filter_map(|name| name.strip_prefix("checked."));
        boxes.filter_map(|code| code.parse().ok()).collect()
    }

    /// The values that were verified.
    fn verified(&self) -> Vec<Verified> {
        let verified = |name: &String| {
            let code = name.strip_prefix("verified.")?.strip_suffix(".value")?;
            let (value, base) = (self.text(name).to_owned(), self.text(&format!("verified.{code}.base")).to_owned());
            let is_typed = !value.is_empty() || !base.is_empty();
            Some(Verified { indicator: code.parse().ok()?, value, base }).filter(|_| is_typed)
        };
        self.fields.keys().filter_map(verified).collect()
    }
}

//! Values verified anew after acceptance, in one step: a new revision with the same texts, its values in force at once.

use super::Step;
use crate::{
    ServiceError, ServiceResult,
    reports::Loaded,
    rollups, scores, store,
    values::{Value, reading_in_force},
    workings,
};
use domain::{
    entry::Applicability,
    ids::IndicatorCode,
    objection::Parts,
    submission::Submission,
    trust::{Grounds, TrustGrade, Verification},
};

/// What is verified instead of an indicator's value.
fn of<'a>(changed: &'a [(IndicatorCode, Parts)], indicator: &IndicatorCode) -> Option<&'a Parts> {
    changed.iter().find(|(of, _)| of == indicator).map(|(_, parts)| parts)
}

/// The values of a report with others verified.
pub(crate) fn with_verified(values: &[Value], changed: &[(IndicatorCode, Parts)]) -> Vec<Value> {
    let anew = |value: &Value| {
        let mut value = value.clone();
        if let Some(parts) = of(changed, &value.indicator) {
            value.applicability = Applicability::Applies;
            value.verified = Some(*parts).filter(|parts| Some(*parts) != value.reported);
        }
        value
    };
    values.iter().map(anew).collect()
}

impl Step<'_> {
    /// Puts the values of a new revision in force, some of them verified anew, with sums and scores in the same
    /// transaction. The report itself is saved by what follows.
    pub(crate) async fn verify_anew(
        &mut self,
        moved: &Submission,
        changed: &[(IndicatorCode, Parts)],
    ) -> ServiceResult<()> {
        let key = &moved.key;
        let before = self.loaded.submission.revision;
        let texts = store::submissions::revision(&mut self.tx, key, before).await?;
        store::submissions::keep_revision(&mut self.tx, key, moved.revision, &texts).await?;
        store::rounds::lock(&mut self.tx, &key.round).await?;
        self.loaded.read_register_anew(self.services, &mut self.tx).await?;
        let old = store::values::of_report(&mut self.tx, key).await?;
        let files = store::evidence::of_report(&mut self.tx, key).await?;
        let mut new = with_verified(&old, changed);
        for value in &mut new {
            value.revision = moved.revision;
            value.accepted_at = self.stamp.at;
            if of(changed, &value.indicator).is_some() {
                let verification =
                    if value.verified.is_some() { Verification::Corrected } else { Verification::AgainstEvidence };
                let has_evidence = files.iter().any(|file| file.indicator.as_ref() == Some(&value.indicator));
                value.trust = TrustGrade::of(Grounds { has_evidence, is_collected: false, verification });
            }
        }
        let Loaded { round, plan, tree, .. } = &self.loaded;
        let with_figure = |value: &Value| {
            let known = plan.indicator(&value.indicator).ok_or(ServiceError::NotFound("indicator"))?;
            let figure = reading_in_force(known, value).and_then(|reading| reading.figure(known));
            Ok((value.clone(), figure))
        };
        let rows: Vec<_> = new.iter().map(with_figure).collect::<ServiceResult<_>>()?;
        store::values::supersede(&mut self.tx, key, self.stamp.at).await?;
        store::values::insert(&mut self.tx, &rows).await?;
        rollups::replace(&mut self.tx, round, plan, (tree, &key.agency), &old, &new).await?;
        scores::replace(self.services, &mut self.tx, round, &key.agency, &new).await?;
        workings::follow(self.services, &mut self.tx, &key.round, [key.agency.clone()]).await
    }
}

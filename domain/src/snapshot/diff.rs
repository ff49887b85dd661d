//! What changed from one snapshot of a round to another: what, through which steps, why, and what that did to scores and
//! places. Both are read once, side by side.

use super::{
    carried::{carried_otherwise, is_asked_otherwise},
    change::{
        BodyChange, Cause, Diff, DiffError, EditionMove, Listed, ScoreChange, ScoreSide, StateChange, ValueChange,
        ValueReason,
    },
    line::{BodyScore, Head, Line, Outcome, Part, Ranking, Report, ReportedValue},
    objected_otherwise::{ObjectionChange, ScoreMove, ValueMove, objected_otherwise},
    sides::{Side, Used, paired},
    step::Step,
    trusted::{TrustChange, trusted_otherwise},
};
use crate::{
    ids::{IndicatorCode, OrganisationCode, SchemeCode},
    plan::Plan,
    text::Bilingual,
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// What a change of a scheme is to its scores, and which indicators it reads.
#[derive(Default)]
struct Moved {
    causes: Vec<Cause>,
    reads: BTreeSet<IndicatorCode>,
    /// The same with all that they are worked out from.
    rests_on: BTreeSet<IndicatorCode>,
    weighs_by_trust: bool,
}

impl Moved {
    fn resting_on(&mut self, plan: &Plan) {
        match plan.formulas() {
            Ok(formulas) => self.rests_on.extend(formulas.behind(&self.reads).into_iter().cloned()),
            Err(_) => self.rests_on.extend(self.reads.iter().cloned()),
        }
    }
}

/// What changed from one snapshot of a round to another. Both are taken as they are: verify them first.
///
/// # Errors
/// One cannot be read, or they are of different rounds.
pub fn diff<Fault>(
    before: impl Iterator<Item = Result<Line, Fault>>,
    after: impl Iterator<Item = Result<Line, Fault>>,
) -> Result<Diff, DiffError<Fault>> {
    let (mut before, mut after) = (Side::new(before), Side::new(after));
    let (old_head, new_head) = (before.head()?, after.head()?);
    if old_head.round.code != new_head.round.code {
        return Err(DiffError::OtherRound);
    }
    let (old_plan, new_plan) = (before.plan()?, after.plan()?);
    let plan_differs = old_plan != new_plan;
    let (old_schemes, new_schemes) = (before.schemes()?, after.schemes()?);
    let mut found = Found::new(plan_differs, &old_schemes, &new_schemes);
    found.before_at = old_head.taken_at;
    for moved in found.moved.values_mut() {
        moved.resting_on(&old_plan);
        moved.resting_on(&new_plan);
    }
    paired(Part::Organisation, &mut before, &mut after, |old, new| found.body(old, new))?;
    paired(Part::Report, &mut before, &mut after, |old, new| found.report(old, new))?;
    paired(Part::Completeness, &mut before, &mut after, |_: Option<Line>, _: Option<Line>| {})?;
    paired(Part::Ranking, &mut before, &mut after, |old, new| found.ranking(old, new))?;
    let mut told = found.told(old_head, new_head);
    let here = told.indicators_here();
    let both = old_plan.indicators.into_iter().chain(new_plan.indicators);
    for indicator in both.filter(|indicator| here.contains(&indicator.code)) {
        told.indicators.insert(indicator.code.clone(), indicator.name.clone());
        told.defined.insert(indicator.code.clone(), indicator);
    }
    for (code, used) in old_schemes.into_iter().chain(new_schemes) {
        if !used.classes.is_empty() {
            told.classes.entry(code.clone()).or_default().extend(used.classes);
        }
        let decimals = told.decimals.entry(code.clone()).or_default();
        *decimals = used.decimals.max(*decimals);
        told.titles.insert(code, used.title);
    }
    Ok(told)
}

/// What was found so far.
#[derive(Default)]
struct Found {
    plan_differs: bool,
    schemes: Vec<EditionMove>,
    moved: BTreeMap<SchemeCode, Moved>,
    bodies: Listed<BodyChange>,
    names: BTreeMap<OrganisationCode, Bilingual>,
    states: Listed<StateChange>,
    values: Listed<ValueChange>,
    changed: BTreeMap<OrganisationCode, Vec<IndicatorCode>>,
    asked_otherwise: BTreeSet<OrganisationCode>,
    objections: Listed<ObjectionChange>,
    trusts: Listed<TrustChange>,
    trusted: BTreeMap<OrganisationCode, Vec<IndicatorCode>>,
    before_at: DateTime<Utc>,
    sides: BTreeMap<(SchemeCode, OrganisationCode), [Option<ScoreSide>; 2]>,
}

impl Found {
    fn new(plan_differs: bool, old: &BTreeMap<SchemeCode, Used>, new: &BTreeMap<SchemeCode, Used>) -> Self {
        let mut found = Self { plan_differs, ..Self::default() };
        for code in old.keys().chain(new.keys().filter(|code| !old.contains_key(*code))) {
            let (was, is) = (old.get(code), new.get(code));
            let mut moved = Moved::default();
            moved.reads.extend([was, is].into_iter().flatten().flat_map(|used| used.indicators.iter().cloned()));
            moved.weighs_by_trust = [was, is].into_iter().flatten().any(|used| used.weighs_by_trust);
            if was.map(|was| was.edition) != is.map(|is| is.edition) {
                moved.causes.push(Cause::Edition);
            }
            if was.map(|was| &was.population) != is.map(|is| &is.population) {
                moved.causes.push(Cause::Population);
            }
            if was != is {
                let (before, after) = (was.map(Used::named), is.map(Used::named));
                found.schemes.push(EditionMove { scheme: code.clone(), before, after });
            }
            found.moved.insert(code.clone(), moved);
        }
        found
    }

    fn body(&mut self, old: Option<Line>, new: Option<Line>) {
        let body = |line: Option<Line>| match line {
            Some(Line::Organisation(body)) => Some(*body),
            Some(_) | None => None,
        };
        let (before, after) = (body(old), body(new));
        if let Some(named) = after.as_ref().or(before.as_ref()) {
            self.names.insert(named.code.clone(), named.name.clone());
        }
        if before != after
            && let Some(code) = before.as_ref().or(after.as_ref()).map(|body| body.code.clone())
        {
            self.bodies.add(BodyChange { body: code, before, after });
        }
    }

    fn report(&mut self, old: Option<Line>, new: Option<Line>) {
        let report = |line: Option<Line>| match line {
            Some(Line::Report(report)) => Some(*report),
            Some(_) | None => None,
        };
        let (old, new) = (report(old), report(new));
        let Some(body) = old.as_ref().or(new.as_ref()).map(|report| report.body.clone()) else { return };
        let state = |report: &Option<Report>| report.as_ref().map(|report| report.state);
        if state(&old) != state(&new) {
            self.states.add(StateChange { body: body.clone(), before: state(&old), after: state(&new) });
        }
        let of = |report: &Option<Report>| -> BTreeMap<IndicatorCode, ReportedValue> {
            let values = report.iter().flat_map(|report| report.values.clone());
            values.map(|value| (value.indicator.clone(), value)).collect()
        };
        let (mut was, is) = (of(&old), of(&new));
        let steps = new.as_ref().map(|report| report.steps.clone()).unwrap_or_default();
        let mut objected = objected_otherwise(&body, old.as_ref(), new.as_ref(), self.before_at);
        let mut pairs: Vec<_> = is.into_iter().map(|(code, value)| (was.remove(&code), Some(value))).collect();
        pairs.extend(was.into_values().map(|value| (Some(value), None)));
        for (before, after) in pairs {
            let said = |value: &Option<ReportedValue>| {
                value.as_ref().map(|value| (value.applicability, value.reported, value.verified, value.figure))
            };
            let indicator = before.as_ref().or(after.as_ref()).map(|value| value.indicator.clone());
            let Some(indicator) = indicator.filter(|_| said(&before) != said(&after)) else { continue };
            let reason = self.reason((before.as_ref(), after.as_ref()), &steps);
            self.changed.entry(body.clone()).or_default().push(indicator.clone());
            if reason == ValueReason::Objection {
                let figure = |value: &Option<ReportedValue>| value.as_ref().and_then(|value| value.figure);
                let (before, after) = (figure(&before), figure(&after));
                let moved = ValueMove { indicator: indicator.clone(), before, after };
                for change in &mut objected {
                    change.take(&moved);
                }
            }
            let steps = steps_to(reason, before.as_ref(), &steps);
            self.values.add(ValueChange { body: body.clone(), indicator, before, after, reason, steps });
        }
        for differing in carried_otherwise(old.as_ref(), new.as_ref()) {
            let changed = self.changed.entry(body.clone()).or_default();
            if !changed.contains(&differing) {
                changed.push(differing);
            }
        }
        if is_asked_otherwise(old.as_ref(), new.as_ref()) {
            self.asked_otherwise.insert(body.clone());
        }
        for change in objected {
            self.objections.add(change);
        }
        for change in trusted_otherwise(&body, old.as_ref(), new.as_ref()) {
            self.trusted.entry(body.clone()).or_default().push(change.indicator.clone());
            self.trusts.add(change);
        }
        for (position, report) in [old, new].into_iter().enumerate() {
            for score in report.into_iter().flat_map(|report| report.scores) {
                let sides = self.sides.entry((score.scheme.clone(), body.clone())).or_default();
                sides[position] = Some(side(score));
            }
        }
    }

    fn reason(&self, (before, after): (Option<&ReportedValue>, Option<&ReportedValue>), steps: &[Step]) -> ValueReason {
        // An objection changes what is verified and nothing that was reported.
        let is_upheld_since = |before: &ReportedValue, after: &ReportedValue| {
            let is_one_since = |step: &Step| step.revision > before.revision && step.upholds_an_objection();
            before.reported == after.reported && steps.iter().any(is_one_since)
        };
        match (before, after) {
            (None, _) => ValueReason::Accepted,
            (Some(_), None) if self.plan_differs => ValueReason::Redefined,
            (Some(_), None) => ValueReason::Removed,
            (Some(before), Some(after)) if after.revision > before.revision && is_upheld_since(before, after) => {
                ValueReason::Objection
            }
            (Some(before), Some(after)) if after.revision > before.revision => ValueReason::Corrected,
            (Some(before), Some(after)) if (before.reported, before.verified) != (after.reported, after.verified) => {
                ValueReason::Verified
            }
            (Some(_), Some(_)) => ValueReason::Redefined,
        }
    }

    fn ranking(&mut self, old: Option<Line>, new: Option<Line>) {
        for (position, line) in [old, new].into_iter().enumerate() {
            let Some(Line::Ranking(Ranking { scheme, places, .. })) = line else { continue };
            for place in places {
                if let Some(sides) = self.sides.get_mut(&(scheme.clone(), place.body))
                    && let Some(side) = &mut sides[position]
                {
                    side.place = Some(place.place);
                }
            }
        }
    }

    /// What those objections that were upheld did to scores: of each the score that it is about, moved or not, and those that
    /// rest on a value that it changed and moved.
    fn objected(&mut self) {
        for change in self.objections.shown.iter_mut().filter(|change| change.is_upheld()) {
            for (scheme, moved) in &self.moved {
                let Some([before, after]) = self.sides.get(&(scheme.clone(), change.body.clone())) else { continue };
                let rests_on_it = change.values.iter().any(|value| moved.rests_on.contains(&value.indicator));
                if change.is_about(scheme) || rests_on_it && before != after {
                    let (before, after) = (before.clone(), after.clone());
                    change.scores.push(ScoreMove { scheme: scheme.clone(), before, after });
                }
            }
        }
    }

    fn told(mut self, before: Head, after: Head) -> Diff {
        self.objected();
        let mut scores = Vec::new();
        for ((scheme, body), [was, is]) in self.sides {
            if was == is {
                continue;
            }
            let mut causes = self.moved.get(&scheme).map(|moved| moved.causes.clone()).unwrap_or_default();
            let reads =
                |code: &&IndicatorCode| self.moved.get(&scheme).is_some_and(|moved| moved.reads.contains(*code));
            let of = |all: &BTreeMap<OrganisationCode, Vec<IndicatorCode>>| {
                let read: Vec<_> = all.get(&body).into_iter().flatten().filter(reads).cloned().collect();
                Some(read).filter(|read| !read.is_empty())
            };
            causes.extend(of(&self.changed).map(Cause::Values));
            let weighs = self.moved.get(&scheme).is_some_and(|moved| moved.weighs_by_trust);
            causes.extend(of(&self.trusted).filter(|_| weighs).map(Cause::Trust));
            let same_score = |was: &ScoreSide, is: &ScoreSide| (was.published, &was.class) == (is.published, &is.class);
            let is_only_place = was.as_ref().zip(is.as_ref()).is_some_and(|(was, is)| same_score(was, is));
            if causes.is_empty() {
                causes.push(if is_only_place {
                    Cause::Others
                } else if self.plan_differs {
                    Cause::Plan
                } else if self.asked_otherwise.contains(&body) {
                    Cause::Asked
                } else if was.is_some() && is.is_some() {
                    Cause::Rule
                } else {
                    Cause::Others
                });
            }
            scores.push(ScoreChange { scheme, body, before: was, after: is, causes });
        }
        let moved_by_others = scores.iter().filter(|change| change.is_by_others()).count();
        let scores = nearest_first(scores);
        let mut names = self.names;
        let of_values = self.values.shown.iter().map(|change| &change.body);
        let of_states = self.states.shown.iter().map(|change| &change.body);
        let of_scores = scores.shown.iter().map(|change| &change.body);
        let of_bodies = self.bodies.shown.iter().map(|change| &change.body);
        let of_objections = self.objections.shown.iter().map(|change| &change.body);
        let of_trusts = self.trusts.shown.iter().map(|change| &change.body);
        let here = of_values.chain(of_states).chain(of_scores).chain(of_bodies).chain(of_objections).chain(of_trusts);
        let here: BTreeSet<_> = here.collect();
        names.retain(|code, _| here.contains(code));
        Diff {
            names,
            indicators: BTreeMap::new(),
            defined: BTreeMap::new(),
            titles: BTreeMap::new(),
            decimals: BTreeMap::new(),
            classes: BTreeMap::new(),
            before,
            after,
            plan_differs: self.plan_differs,
            schemes: self.schemes,
            bodies: self.bodies,
            states: self.states,
            values: self.values,
            objections: self.objections,
            trusts: self.trusts,
            scores,
            moved_by_others,
        }
    }
}

/// Not all are told one by one: what moved by its own value stands before the many places that this moved.
fn nearest_first(mut scores: Vec<ScoreChange>) -> Listed<ScoreChange> {
    scores.sort_by_key(ScoreChange::nearness);
    let mut listed = Listed::default();
    for change in scores {
        listed.add(change);
    }
    listed
}

/// The steps through which a value changed: those since the revision that it had, of its own kind.
fn steps_to(reason: ValueReason, before: Option<&ReportedValue>, steps: &[Step]) -> Vec<Step> {
    let is_since = |step: &&Step| before.is_none_or(|before| step.revision > before.revision);
    let since = steps.iter().filter(is_since);
    match reason {
        ValueReason::Objection => since.filter(|step| step.upholds_an_objection()).cloned().collect(),
        ValueReason::Corrected => since.filter(|step| !step.upholds_an_objection()).cloned().collect(),
        ValueReason::Accepted | ValueReason::Verified | ValueReason::Redefined | ValueReason::Removed => steps.to_vec(),
    }
}

fn side(score: BodyScore) -> ScoreSide {
    match score.outcome {
        Outcome::Scored(score) => ScoreSide {
            published: Some(score.published),
            class: score.class.map(|class| class.part.unwrap_or(class.code)),
            place: None,
        },
        Outcome::Absent(_) | Outcome::Fault(_) => ScoreSide { published: None, class: None, place: None },
    }
}

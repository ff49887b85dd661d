//! What a score would be with other answers or weights, and what it would take to reach the next level. Made by the same
//! engine as real scores; nothing is ever written.

use super::{BodyScore, Held, KeptScore, Reported, RoundScores, Scores, Used, holding::AsRead, placed};
use crate::{Actor, ServiceError, ServiceResult, Services, store, store::Tx};
use domain::{
    amount::Amount,
    calendar::Period,
    ids::{IndicatorCode, NodeCode, SchemeCode},
    indicator::Indicator,
    plan::Plan,
    problem::ProblemKind,
    ranking::{Coverage, Place},
    reading::Answer,
    rule::read_figure,
    score::{
        Ahead, ChangedPart, Classed, Coding, Derivation, Given, Input, Inputs, Node, Origin, Scheme, SchemeRefusal,
        ScoreError, ScoreFault, Way,
    },
    submission::ReportKey,
    text::Bilingual,
};
use std::{collections::BTreeMap, sync::Arc};

/// What somebody typed into a field of the form, by its name: `v.` and an indicator, or `w.` and a node.
pub type TypedFields<'a> = &'a (dyn Fn(&str) -> Option<String> + Send + Sync);

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in the address.
    pub name: String,
    /// What was typed, kept as it was; nothing where it was left as it is.
    pub typed: Option<String>,
    /// Why what was typed cannot be used.
    pub refused: Option<FieldRefusal>,
}

/// Why a field cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldRefusal {
    /// It is no answer that the indicator can have.
    Answer(ProblemKind),
    /// The scheme cannot score it.
    Score(ScoreFault),
    /// It is no weight: a number of nought or more, and below a million.
    Weight,
}

/// An answer that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedAnswer {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// Its name.
    pub name: Bilingual,
    /// Its unit.
    pub unit: Bilingual,
    /// Whether it is answered with yes or no, not with a number.
    pub is_yes_or_no: bool,
    /// What stands in the accepted report.
    pub present: Input,
    /// The earlier round that it was given in; nothing where it was given in this one.
    pub carried: Option<Origin>,
    /// The field.
    pub field: Field,
}

/// A weight that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedWeight {
    /// The node.
    pub node: NodeCode,
    /// Its title.
    pub title: Bilingual,
    /// The weight of the scheme.
    pub given: Amount,
    /// The field.
    pub field: Field,
}

/// The place with the changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceAfter {
    /// Every other body as it is, or scored by the same changed weights.
    Known {
        /// The place; nothing where places mean nothing.
        place: Option<Place>,
        /// How many have a score then.
        placed: i64,
    },
    /// Other weights would change everybody's score, and there are too many bodies to score them all for one page.
    TooMany,
}

/// The score with the changes.
#[derive(Debug, Clone)]
pub struct After {
    /// The derivation.
    pub derivation: Derivation,
    /// The place.
    pub place: PlaceAfter,
    /// The parts that are others than before.
    pub changed: Vec<ChangedPart>,
}

/// What came of the changes.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Nothing was changed.
    Unchanged,
    /// A field cannot be read; nothing was worked out.
    Refused,
    /// The weights cannot be used together.
    Weights(Vec<SchemeRefusal>),
    /// Something that was not typed here does not fit the scheme.
    Unfit(ScoreError),
    /// A score, or why there is none.
    Worked(Box<After>),
}

/// A score as it is and as it would be.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// As it is.
    pub body: BodyScore,
    /// The answers, in the order of the scheme.
    pub answers: Vec<AskedAnswer>,
    /// The weights that count, in the order of the scheme.
    pub weights: Vec<AskedWeight>,
    /// As it would be.
    pub outcome: Outcome,
    /// What it would take from the present answers to the next level, or to a score where there is none; nothing where a score has no
    /// levels.
    pub ahead: Option<Ahead>,
    /// The level that a class stands for.
    pub class: Option<Classed>,
}

impl Scores<'_> {
    /// What the score of a body would be. Whoever may see the score may ask.
    ///
    /// # Errors
    /// There is no such score; the actor may not; [`ServiceError::Busy`]: too many ask at once. Where no weight is another one, nobody
    /// waits for those who score whole rounds.
    pub async fn what_if(
        &self,
        actor: &Actor,
        scheme: &SchemeCode,
        key: &ReportKey,
        typed: TypedFields<'_>,
    ) -> ServiceResult<WhatIf> {
        let body = self.of_body(actor, scheme, key).await?;
        let (weights, other_weights) = weights(&body.among.scheme, typed);
        // Before anything more is read: whoever waits holds no connection.
        let places = self.0.rescoring();
        let place =
            if other_weights.is_empty() { places.place_for_one().await } else { places.place_for_round().await }?;
        let mut tx = self.0.db().read().await?;
        let values = store::values::of_report(&mut tx, key).await?;
        let among = &body.among;
        let held = Held::load(self.0, &mut tx, &among.round, Some(std::slice::from_ref(&key.agency))).await?;
        let inputs = held.inputs(&key.agency, &values);
        let (mut answers, changed) = answers(&among.scheme, &among.plan, &inputs, typed);
        let is_refused = answers.iter().map(|answer| &answer.field).chain(weights.iter().map(|weight| &weight.field));
        let is_refused = is_refused.into_iter().any(|field| field.refused.is_some());
        let task = if is_refused {
            Task::Done(Outcome::Refused)
        } else if changed.is_empty() && other_weights.is_empty() {
            Task::Done(Outcome::Unchanged)
        } else {
            let changed = answered(among, inputs.clone(), changed);
            task(self.0, &mut tx, &body, changed, &other_weights).await?
        };
        let ways = ways(&among.scheme, &among.plan, &inputs, among.round.period);
        drop(tx);
        let work = move || {
            let outcome = task.outcome(&body);
            // Hundreds of choices of three are tried where neither one nor two are enough.
            let ahead = body.among.scheme.level_ahead(&inputs, &body.among.population, &ways).ok().flatten();
            // The place is kept until all is done, also where whoever asked has left.
            drop(place);
            (body, outcome, ahead)
        };
        let worked = tokio::task::spawn_blocking(work).await;
        let (body, mut outcome, ahead) = worked.map_err(|error| ServiceError::fault("trying a score", error))?;
        if let Outcome::Unfit(error) = &outcome
            && let Some(field) = typed_for(&body.among.scheme, &mut answers, &error.node)
        {
            field.refused = Some(FieldRefusal::Score(error.fault.clone()));
            outcome = Outcome::Refused;
        }
        let class = body.kept.outcome.as_ref().ok().and_then(|score| score.class.clone());
        Ok(WhatIf { body, answers, weights, outcome, ahead, class })
    }
}

type Changed = Vec<(IndicatorCode, Input)>;

/// These with what was typed; what was not answered before is held against the plan's baseline and target, as when it is
/// reported.
fn answered(among: &RoundScores, inputs: Inputs, changed: Changed) -> Inputs {
    let day = among.round.period.last_day();
    changed.into_iter().fold(inputs, |inputs, (code, input)| {
        let inputs = match among.plan.indicator(&code) {
            Some(indicator) => inputs.awaiting(indicator, day),
            None => inputs,
        };
        inputs.answering(&code, input)
    })
}

fn answers(scheme: &Scheme, plan: &Plan, inputs: &Inputs, typed: TypedFields<'_>) -> (Vec<AskedAnswer>, Changed) {
    let (mut asked, mut changed): (Vec<AskedAnswer>, Changed) = (Vec::new(), Vec::new());
    for node in scheme.nodes() {
        let Some(reads) = &node.reads else { continue };
        let Some(indicator) = plan.indicator(&reads.indicator) else { continue };
        let is_yes_or_no = match &reads.coding {
            Coding::YesNo { .. } => true,
            Coding::Number | Coding::Level { .. } => false,
            Coding::Choice { .. } | Coding::Choices { .. } | Coding::Ordinal { .. } => continue,
        };
        if asked.iter().any(|other| other.indicator == reads.indicator) {
            continue;
        }
        let given = inputs.of(&reads.indicator);
        let present = given.map_or(Input::Missing, |given| given.input.clone());
        let name = format!("v.{}", reads.indicator);
        let typed = typed(&name).map(|typed| typed.trim().to_owned()).filter(|typed| !typed.is_empty());
        let read = typed.as_deref().map(|typed| answer(indicator, is_yes_or_no, typed)).transpose();
        let (read, refused) = match read {
            Ok(read) => (read, None),
            Err(kind) => (None, Some(FieldRefusal::Answer(kind))),
        };
        let other = read.filter(|input| *input != present);
        changed.extend(other.map(|input| (reads.indicator.clone(), input)));
        asked.push(AskedAnswer {
            indicator: reads.indicator.clone(),
            name: indicator.name.clone(),
            unit: indicator.unit.clone(),
            is_yes_or_no,
            present,
            carried: given.and_then(|given| given.carried.clone()),
            field: Field { name, typed, refused },
        });
    }
    (asked, changed)
}

/// The field of what a node reads, where something was typed into it.
fn typed_for<'a>(scheme: &Scheme, answers: &'a mut [AskedAnswer], node: &NodeCode) -> Option<&'a mut Field> {
    let reads = scheme.node(node)?.reads.as_ref()?;
    let asked = answers.iter_mut().find(|asked| asked.indicator == reads.indicator)?;
    Some(&mut asked.field).filter(|field| field.typed.is_some())
}

/// What was typed, as an answer.
fn answer(indicator: &Indicator, is_yes_or_no: bool, typed: &str) -> Result<Input, ProblemKind> {
    match (is_yes_or_no, typed) {
        (true, "yes") => Ok(Input::Answer(Answer::Yes)),
        (true, "no") => Ok(Input::Answer(Answer::No)),
        (true, _) => Err(ProblemKind::NotYesNo),
        (false, _) => read_figure(indicator, typed).map(Input::Number),
    }
}

fn weight(typed: &str) -> Option<Amount> {
    let typed = Amount::read(typed).ok().filter(|typed| !typed.has_percent_sign);
    typed.map(|typed| typed.amount).filter(|weight| Node::takes_weight(*weight))
}

fn weights(scheme: &Scheme, typed: TypedFields<'_>) -> (Vec<AskedWeight>, BTreeMap<NodeCode, Amount>) {
    let (mut asked, mut changed) = (Vec::new(), BTreeMap::new());
    for node in scheme.weighed() {
        let name = format!("w.{}", node.code);
        let typed = typed(&name).map(|typed| typed.trim().to_owned()).filter(|typed| !typed.is_empty());
        let read = typed.as_deref().map(weight);
        let refused = (read == Some(None)).then_some(FieldRefusal::Weight);
        if let Some(weight) = read.flatten().filter(|weight| *weight != node.weight) {
            changed.insert(node.code.clone(), weight);
        }
        let (code, title) = (node.code.clone(), node.title.clone());
        asked.push(AskedWeight { node: code, title, given: node.weight, field: Field { name, typed, refused } });
    }
    (asked, changed)
}

/// The ways from the present answers to their ends, one for each indicator. What is missing has one where this round asks for
/// it: no report of another round is its own.
fn ways(scheme: &Scheme, plan: &Plan, inputs: &Inputs, period: Period) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    let missing = Given::alone(Input::Missing);
    for reads in scheme.nodes().iter().filter_map(|node| node.reads.as_ref()) {
        let Some(indicator) = plan.indicator(&reads.indicator) else { continue };
        let given = inputs.of(&reads.indicator).unwrap_or(&missing);
        if given.input == Input::Missing && !indicator.frequency.is_asked_in(period) {
            continue;
        }
        let way = Way::of(reads, indicator, given, period.last_day());
        if let Some(way) = way.filter(|way| ways.iter().all(|other| other.indicator != way.indicator)) {
            ways.push(way);
        }
    }
    ways
}

/// What is to be done once storage is read.
enum Task {
    /// Nothing: it is known already.
    Done(Outcome),
    /// The place of a changed score is to be found.
    Place(Box<Changes>),
}

/// A changed score, and whom it stands among.
struct Changes {
    derivation: Derivation,
    used: Used,
    own: KeptScore,
    others: Others,
}

/// The other bodies.
enum Others {
    /// Their scores are what they are.
    AsTheyAre,
    /// They are scored anew, by the same weights.
    Anew(Option<AsRead>),
    /// They would be, and there are too many.
    TooMany,
}

async fn task(
    services: &Services,
    tx: &mut Tx,
    body: &BodyScore,
    inputs: Inputs,
    weights: &BTreeMap<NodeCode, Amount>,
) -> ServiceResult<Task> {
    let among = &body.among;
    let scheme = match among.scheme.with_weights(weights) {
        Ok(scheme) => Arc::new(scheme),
        Err(refusals) => return Ok(Task::Done(Outcome::Weights(refusals))),
    };
    let derivation = match scheme.score(&inputs, &among.population) {
        Ok(derivation) => derivation,
        Err(error) => return Ok(Task::Done(Outcome::Unfit(error))),
    };
    let used = Used { scheme, population: among.population.clone() };
    let own = Reported { organisation: body.kept.organisation.clone(), revision: body.kept.revision, inputs };
    let own = used.kept(&among.round.code, &own);
    let others = if weights.is_empty() {
        Others::AsTheyAre
    } else if among.bodies.len() > services.settings().most_rescored {
        Others::TooMany
    } else {
        Others::Anew(AsRead::load(services, tx, &among.round, None).await?)
    };
    Ok(Task::Place(Box::new(Changes { derivation, used, own, others })))
}

impl Task {
    /// Does it; of thousands of bodies this takes seconds of one processor.
    fn outcome(self, body: &BodyScore) -> Outcome {
        let Changes { derivation, used, own, others } = match self {
            Self::Done(outcome) => return outcome,
            Self::Place(changes) => *changes,
        };
        let round = &body.among.round.code;
        let others: Option<Vec<KeptScore>> = match others {
            Others::AsTheyAre => Some(body.among.bodies.iter().map(|(kept, _)| kept.clone()).collect()),
            Others::Anew(read) => {
                let reports = read.into_iter().flat_map(AsRead::reports);
                Some(reports.map(|report| used.kept(round, &report)).collect())
            }
            Others::TooMany => None,
        };
        let place = match others {
            Some(others) => place_among(body, &used.scheme, others, own),
            None => PlaceAfter::TooMany,
        };
        let changed = body.derivation.as_ref().map(|before| derivation.changed_from(before)).unwrap_or_default();
        Outcome::Worked(Box::new(After { derivation, place, changed }))
    }
}

/// The place of one body's changed score among all others.
fn place_among(body: &BodyScore, scheme: &Scheme, others: Vec<KeptScore>, own: KeptScore) -> PlaceAfter {
    let organisation = own.organisation.clone();
    let mut all: Vec<KeptScore> = others.into_iter().filter(|other| other.organisation != organisation).collect();
    all.push(own);
    let contributors = all.iter().filter(|kept| kept.outcome.is_ok()).count();
    let contributors = i64::try_from(contributors).unwrap_or(i64::MAX);
    let coverage = Coverage { contributors, ..body.among.coverage };
    let own = placed(scheme, all, coverage).into_iter().find(|(kept, _)| kept.organisation == organisation);
    PlaceAfter::Known { place: own.and_then(|(_, place)| place), placed: contributors }
}

//! Derived values: worked out anew whenever a figure that they take comes into force, in the same transaction, with the sums
//! and scores above them. What a value takes from another round or from the bodies below may come later than the value itself,
//! so whatever depends on a change follows it: the body above in the same round, the same body in the next one.

use crate::{
    ServiceError, ServiceResult, Services, rollups, scores, store,
    store::Tx,
    values::{Value, reading_in_force},
};
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    derived::{Formulas, asked_below},
    entry::Applicability,
    expression::{Figures, Used, When},
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::{Organisation, OrganisationTree},
    plan::Plan,
    round::Round,
    submission::ReportKey,
    trust::TrustGrade,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// A round with the formulas of its plan.
struct Setting {
    round: Round,
    plan: Arc<Plan>,
    formulas: Formulas,
    /// The place of the round before among all.
    before: Option<usize>,
}

/// Every round, oldest first.
pub(crate) struct Settings(Vec<Setting>);

impl Settings {
    /// All of them; `None` where no plan derives anything.
    pub(crate) async fn load(services: &Services, tx: &mut Tx) -> ServiceResult<Option<Self>> {
        let mut rounds = store::rounds::latest(tx, NaiveDate::MAX, i64::MAX).await?;
        rounds.reverse();
        let mut settings: Vec<Setting> = Vec::with_capacity(rounds.len());
        for round in rounds {
            let plan = services.plan_of(tx, &round).await?;
            let formulas = plan.formulas();
            let formulas =
                formulas.map_err(|(of, fault)| ServiceError::fault(format!("the formula of {of}"), fault))?;
            let before = settings.iter().rposition(|earlier| round.period.comes_after(earlier.round.period));
            settings.push(Setting { round, plan, formulas, before });
        }
        let derives = settings.iter().any(|setting| !setting.formulas.is_empty());
        Ok(derives.then_some(Self(settings)))
    }

    fn place(&self, round: &RoundCode) -> Option<usize> {
        self.0.iter().position(|setting| setting.round.code == *round)
    }
}

/// A figure with what stands behind it.
type Figure = (Amount, TrustGrade);

/// The figures that the formulas of one report take from elsewhere.
struct Elsewhere {
    before: BTreeMap<IndicatorCode, Figure>,
    /// Those that have a figure of the round before, which was counted otherwise.
    redefined: BTreeSet<IndicatorCode>,
    below: BTreeMap<IndicatorCode, Vec<Option<Figure>>>,
}

/// The derived values in force of one report, as they are and as they should be.
struct Derived {
    values: Vec<Value>,
    kept: Vec<Value>,
    anew: Vec<Value>,
}

impl Derived {
    fn is_kept(&self) -> bool {
        self.kept == self.anew
    }

    /// All values of the report, those that are worked out anew among them.
    fn all(&self) -> Vec<Value> {
        self.values.iter().chain(&self.anew).cloned().collect()
    }
}

/// The figure in force of a value; none where it is derived and not measured, or does not apply.
fn figure_of(indicator: &Indicator, value: &Value) -> Option<Figure> {
    let figure = reading_in_force(indicator, value)?.figure(indicator)?;
    Some((figure, value.trust))
}

/// Works the derived values of one report out on the tree of its round; `None` where nothing of it is in force.
async fn work_out(
    tx: &mut Tx,
    settings: &Settings,
    tree: &OrganisationTree,
    (place, agency): (usize, &OrganisationCode),
) -> ServiceResult<Option<Derived>> {
    let Some(setting) = settings.0.get(place) else { return Ok(None) };
    let Some(body) = tree.get(agency) else { return Ok(None) };
    let key = ReportKey { round: setting.round.code.clone(), agency: agency.clone() };
    let found = store::values::of_report(tx, &key).await?;
    let (kept, values): (Vec<Value>, Vec<Value>) = found.into_iter().partition(|value| value.working.is_some());
    if values.is_empty() {
        return Ok(None);
    }
    let elsewhere = elsewhere(tx, settings, tree, (place, body)).await?;
    let anew = anew(setting, body, &values, &elsewhere);
    Ok(Some(Derived { values, kept, anew }))
}

async fn elsewhere(
    tx: &mut Tx,
    settings: &Settings,
    tree: &OrganisationTree,
    (place, body): (usize, &Organisation),
) -> ServiceResult<Elsewhere> {
    let mut found = Elsewhere { before: BTreeMap::new(), redefined: BTreeSet::new(), below: BTreeMap::new() };
    let Some(setting) = settings.0.get(place) else { return Ok(found) };
    let taken_before = setting.formulas.taken_before();
    if let Some(before) = setting.before.and_then(|before| settings.0.get(before)).filter(|_| !taken_before.is_empty())
    {
        let key = ReportKey { round: before.round.code.clone(), agency: body.code.clone() };
        for value in store::values::of_report(tx, &key).await? {
            let (now, then) = (setting.plan.indicator(&value.indicator), before.plan.indicator(&value.indicator));
            let Some((now, then)) = now.zip(then).filter(|_| taken_before.contains(&value.indicator)) else { continue };
            let Some(figure) = figure_of(then, &value) else { continue };
            // What was counted otherwise is not what the formula takes.
            if now.is_comparable_with(then) {
                found.before.insert(value.indicator.clone(), figure);
            } else {
                found.redefined.insert(value.indicator.clone());
            }
        }
    }
    let summed = setting.formulas.summed();
    if summed.is_empty() {
        return Ok(found);
    }
    let mut figures: HashMap<(OrganisationCode, IndicatorCode), Figure> = HashMap::new();
    let rounds = std::slice::from_ref(&setting.round.code);
    for value in store::values::of_agencies(tx, tree.children(&body.code), rounds).await? {
        let Some(indicator) = setting.plan.indicator(&value.indicator) else { continue };
        if let Some(figure) = figure_of(indicator, &value).filter(|_| summed.contains(&value.indicator)) {
            figures.insert((value.agency.clone(), value.indicator.clone()), figure);
        }
    }
    let day = setting.round.period.last_day();
    for code in summed {
        let Some(indicator) = setting.plan.indicator(code) else { continue };
        let of = |child: &OrganisationCode| figures.get(&(child.clone(), code.clone())).copied();
        found.below.insert(code.clone(), asked_below(tree, &body.code, indicator, day).map(of).collect());
    }
    Ok(found)
}

fn anew(setting: &Setting, body: &Organisation, values: &[Value], elsewhere: &Elsewhere) -> Vec<Value> {
    let plan = &setting.plan;
    let figures = values.iter().filter_map(|value| {
        let figure = figure_of(plan.indicator(&value.indicator)?, value)?;
        Some((value.indicator.clone(), figure))
    });
    let mut now: BTreeMap<IndicatorCode, Figure> = figures.collect();
    let mut anew = Vec::new();
    let latest = values.iter().max_by_key(|value| value.revision);
    for (code, formula) in setting.formulas.iter() {
        let Some((indicator, latest)) = plan.indicator(code).zip(latest) else { continue };
        if !indicator.is_asked_of(body.kind) || !indicator.frequency.is_asked_in(setting.round.period) {
            continue;
        }
        let taken = |code: &IndicatorCode, when: When| match when {
            When::Now => now.get(code).copied(),
            When::Previous => elsewhere.before.get(code).copied(),
        };
        let below = |code: &IndicatorCode| elsewhere.below.get(code).map(Vec::as_slice).unwrap_or_default();
        let figure = |code: &IndicatorCode, when: When| taken(code, when).map(|(figure, _)| figure);
        let of_children = |code: &IndicatorCode| {
            below(code).iter().map(|given| given.map(|(figure, _)| figure)).collect::<Vec<Option<Amount>>>()
        };
        let is_redefined = |code: &IndicatorCode| elsewhere.redefined.contains(code);
        let figures = Figures { figure: &figure, is_redefined: &is_redefined, of_children: &of_children };
        let working = formula.work_out(indicator, &figures);
        // A chain is as strong as its weakest link.
        let grades = working.used().flat_map(|used| match used {
            Used::Figure { indicator, when, .. } => {
                taken(indicator, *when).map(|(_, trust)| trust).into_iter().collect()
            }
            Used::Sum { indicator, .. } => {
                below(indicator).iter().flatten().map(|(_, trust)| *trust).collect::<Vec<TrustGrade>>()
            }
        });
        let value = Value {
            round: setting.round.code.clone(),
            agency: body.code.clone(),
            indicator: code.clone(),
            revision: latest.revision,
            applicability: Applicability::Applies,
            reported: working.parts(),
            verified: None,
            explanation: String::new(),
            trust: grades.min().unwrap_or_default(),
            accepted_at: latest.accepted_at,
            working: Some(working),
        };
        if let Some(figure) = figure_of(indicator, &value) {
            now.insert(code.clone(), figure);
        }
        anew.push(value);
    }
    anew.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    anew
}

async fn keep(tx: &mut Tx, setting: &Setting, agency: &OrganisationCode, derived: &Derived) -> ServiceResult<()> {
    let key = ReportKey { round: setting.round.code.clone(), agency: agency.clone() };
    let with_figure = |value: &Value| {
        let indicator = setting.plan.indicator(&value.indicator);
        let figure = indicator.and_then(|indicator| figure_of(indicator, value)).map(|(figure, _)| figure);
        (value.clone(), figure)
    };
    let rows: Vec<_> = derived.anew.iter().map(with_figure).collect();
    store::workings::remove(tx, &key).await?;
    store::values::insert(tx, &rows).await
}

/// A report that may have to be worked out: rounds from the oldest on, in each the lowest bodies first.
type Waiting = BTreeSet<(usize, Reverse<usize>, OrganisationCode)>;

/// Brings the derived values of some reports up to date whose values came into force just now, and all that depends on them, with
/// the sums and scores above. The rounds of the reports are locked by then.
pub(crate) async fn follow(
    services: &Services,
    tx: &mut Tx,
    round: &RoundCode,
    agencies: impl IntoIterator<Item = OrganisationCode>,
) -> ServiceResult<()> {
    let Some(settings) = Settings::load(services, tx).await? else { return Ok(()) };
    let Some(place) = settings.place(round) else { return Ok(()) };
    // Whoever changes it makes derived values anew from the first round on, under their locks: it stands still.
    let register = services.register_in(tx).await?;
    let at = |place: usize, agency: &OrganisationCode| {
        let path = settings.0.get(place).map(|setting| register.of(&setting.round).path(agency));
        (place, Reverse(path.map_or(0, |path| path.len())), agency.clone())
    };
    let came: BTreeSet<OrganisationCode> = agencies.into_iter().collect();
    let mut waiting: Waiting = came.iter().map(|agency| at(place, agency)).collect();
    while let Some((here, _, agency)) = waiting.pop_first() {
        let Some(setting) = settings.0.get(here) else { continue };
        let tree = register.of(&setting.round);
        let mut has_changed = here == place && came.contains(&agency);
        if !setting.formulas.is_empty() {
            if here != place {
                store::rounds::lock(tx, &setting.round.code).await?;
            }
            let derived = work_out(tx, &settings, tree, (here, &agency)).await?;
            if let Some(derived) = derived.filter(|derived| !derived.is_kept()) {
                keep(tx, setting, &agency, &derived).await?;
                let (round, plan) = (&setting.round, &setting.plan);
                rollups::replace(tx, round, plan, (tree, &agency), &derived.kept, &derived.anew).await?;
                scores::replace(services, tx, round, &agency, &derived.all()).await?;
                has_changed = true;
            }
        }
        if !has_changed {
            continue;
        }
        let above = tree.get(&agency).and_then(|body| body.parent.as_ref());
        if let Some(above) = above.filter(|_| !setting.formulas.summed().is_empty()) {
            waiting.insert(at(here, above));
        }
        for (later, setting) in settings.0.iter().enumerate() {
            if setting.before == Some(here) && !setting.formulas.taken_before().is_empty() {
                waiting.insert(at(later, &agency));
            }
        }
    }
    Ok(())
}

/// The agencies with values in force in a round, the lowest bodies first.
async fn lowest_first(tx: &mut Tx, tree: &OrganisationTree, round: &RoundCode) -> ServiceResult<Vec<OrganisationCode>> {
    let mut agencies = store::workings::agencies(tx, round).await?;
    agencies.sort_by_cached_key(|agency| Reverse(tree.path(agency).len()));
    Ok(agencies)
}

/// Works every derived value of a round out anew, with the scores that rest on them and without the sums above. Earlier rounds
/// come first.
pub(crate) async fn rebuild_round(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    tree: &OrganisationTree,
) -> ServiceResult<()> {
    let Some(settings) = Settings::load(services, tx).await? else { return Ok(()) };
    let Some(place) = settings.place(&round.code) else { return Ok(()) };
    let Some(setting) = settings.0.get(place).filter(|setting| !setting.formulas.is_empty()) else { return Ok(()) };
    let mut has_changed = false;
    for agency in lowest_first(tx, tree, &round.code).await? {
        let derived = work_out(tx, &settings, tree, (place, &agency)).await?;
        if let Some(derived) = derived.filter(|derived| !derived.is_kept()) {
            keep(tx, setting, &agency, &derived).await?;
            has_changed = true;
        }
    }
    if !has_changed {
        return Ok(());
    }
    scores::rebuild::rebuild_round(services, tx, round).await?;
    scores::follow(services, tx, round, None).await
}

/// The rounds whose values are read when derived values of some rounds are worked out anew: these, and the round before each;
/// none where nothing is derived.
pub(crate) async fn rounds_read(
    services: &Services,
    tx: &mut Tx,
    anew: &[&Round],
) -> ServiceResult<BTreeSet<RoundCode>> {
    let Some(settings) = Settings::load(services, tx).await? else { return Ok(BTreeSet::new()) };
    let mut read: BTreeSet<RoundCode> = anew.iter().map(|round| round.code.clone()).collect();
    for round in anew {
        let setting = settings.place(&round.code).and_then(|place| settings.0.get(place));
        let before = setting.and_then(|setting| setting.before).and_then(|before| settings.0.get(before));
        read.extend(before.map(|before| before.round.code.clone()));
    }
    Ok(read)
}

/// The derived values of one agency's report in a round, as they are kept and as they are worked out from what is kept; nothing of
/// an agency of whose report nothing is in force.
pub(crate) async fn kept_and_anew(
    tx: &mut Tx,
    settings: &Settings,
    tree: &OrganisationTree,
    (round, agency): (&RoundCode, &OrganisationCode),
) -> ServiceResult<Option<[BTreeMap<IndicatorCode, Value>; 2]>> {
    let Some(place) = settings.place(round) else { return Ok(None) };
    let Some(derived) = work_out(tx, settings, tree, (place, agency)).await? else { return Ok(None) };
    let by_indicator = |values: Vec<Value>| values.into_iter().map(|value| (value.indicator.clone(), value)).collect();
    Ok(Some([derived.kept, derived.anew].map(by_indicator)))
}

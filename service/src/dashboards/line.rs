//! The rounds a dashboard looks at: the one shown and those before it of the same kind, each with its plan.

use super::{
    ROUNDS_TO_CHOOSE, SERIES_ROUNDS,
    reach::{ROUNDS_OF_ALL_KINDS, Reach, counts},
};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    rounds::RoundNow,
    store,
    store::{Tx, rollups::Wanted},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    calendar::Period,
    ids::{IndicatorCode, OrganisationCode, RoundCode, StrategyCode},
    indicator::Indicator,
    organisation::{OrganisationKind, OrganisationTree},
    plan::Plan,
    ranking::Coverage,
    register::{Move, Register},
    round::Round,
    text::Language,
    window::WindowState,
};
use std::{collections::HashMap, sync::Arc};

/// Rounds before the series that are looked at too, so that its first rounds know the last answers to indicators that
/// are asked once a year.
const ROUNDS_BEFORE_SERIES: usize = 3;
/// The most rounds of a line.
pub(super) const LINE_ROUNDS: usize = SERIES_ROUNDS + ROUNDS_BEFORE_SERIES;

/// A round that is not shown unasked yet, since too few of its reports are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOver {
    /// The round.
    pub round: RoundNow,
    /// How many of its reports are accepted, out of how many.
    pub accepted: Coverage,
}

/// A round with the plan version it asks about and the tree on which it is counted.
#[derive(Debug, Clone)]
pub(super) struct PlannedRound {
    pub(super) round: Round,
    pub(super) plan: Arc<Plan>,
    pub(super) tree: Arc<OrganisationTree>,
}

/// Who looks at what.
pub(super) struct View {
    pub(super) at: DateTime<Utc>,
    pub(super) register: Arc<Register>,
    /// The tree of the round shown.
    pub(super) tree: Arc<OrganisationTree>,
    /// The latest rounds of all kinds, newest first.
    pub(super) rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub(super) passed_over: Option<PassedOver>,
    /// What the window of the round shown is now.
    pub(super) state: WindowState,
    /// Oldest first; the last is the one shown.
    pub(super) line: Vec<PlannedRound>,
    /// How many of them, from the first on, lie before the line: with gaps between them, and looked at for forecasts alone.
    pub(super) early: usize,
    /// The indicators that are looked at in those.
    pub(super) of_early: Vec<IndicatorCode>,
    /// The strategy whose indicators alone are looked at.
    pub(super) only: Option<StrategyCode>,
    /// The kind of bodies whose figures and reports alone are looked at.
    pub(super) kind: Option<OrganisationKind>,
    /// The language of the names by which lists stand in order.
    pub(super) language: Language,
}

/// One indicator along the line: as each round's plan defines it, where it has it.
pub(super) type Track<'a> = Vec<Option<&'a Indicator>>;

/// Every indicator of any round along the line.
pub(super) struct Tracks<'a> {
    tracks: HashMap<&'a IndicatorCode, Track<'a>>,
    /// What is known of an indicator that no round has.
    nowhere: Track<'a>,
}

impl<'a> Tracks<'a> {
    /// One of them.
    pub(super) fn of(&self, code: &IndicatorCode) -> &Track<'a> {
        self.tracks.get(code).unwrap_or(&self.nowhere)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.tracks.len()
    }
}

impl View {
    /// Loads what every dashboard needs. Without a round named, the latest is shown in which enough reports are accepted
    /// for a verdict over the country; where there is none, the latest that has opened.
    pub(super) async fn load(
        services: &Services,
        tx: &mut Tx,
        actor: &Actor,
        round: Option<&RoundCode>,
    ) -> ServiceResult<Self> {
        Self::load_far(services, tx, actor, round, Reach::Line).await
    }

    /// The same for a page with forecasts, which may need rounds from before the line.
    pub(super) async fn load_far(
        services: &Services,
        tx: &mut Tx,
        actor: &Actor,
        round: Option<&RoundCode>,
        reach: Reach<'_>,
    ) -> ServiceResult<Self> {
        let register = services.register_in(tx).await?;
        Self::load_with(services, tx, actor, register, (round, reach)).await
    }

    /// The same with the register that was read in the same transaction.
    pub(super) async fn load_with(
        services: &Services,
        tx: &mut Tx,
        actor: &Actor,
        register: Arc<Register>,
        (round, reach): (Option<&RoundCode>, Reach<'_>),
    ) -> ServiceResult<Self> {
        let root = register.now().root();
        actor.require(Action::ReadFigures, std::slice::from_ref(root))?;
        let at = services.now();
        let latest = store::rounds::latest(tx, NaiveDate::MAX, ROUNDS_TO_CHOOSE).await?;
        let (shown, passed_over) = match round {
            Some(code) => (services.round_in(tx, code).await?, None),
            None => unasked(tx, &latest, root, at).await?,
        };
        let before = store::rounds::latest(tx, shown.period.last_day(), reach.looked_through()).await?;
        let is_before = |round: &Round| round.code != shown.code && round.period.is_like(shown.period);
        let (mut rounds, mut further) = (vec![shown.clone()], Vec::new());
        for (number, round) in before.into_iter().enumerate().filter(|(_, round)| is_before(round)) {
            let is_of_line = number < ROUNDS_OF_ALL_KINDS && rounds.len() < LINE_ROUNDS;
            (if is_of_line { &mut rounds } else { &mut further }).push(round);
        }
        let plan = services.plan_of(tx, &shown).await?;
        let early = reach.early(&plan, &rounds, further);
        let (of_early, early) = (early.indicators, early.rounds);
        let from_line = early.len();
        let mut line = Vec::with_capacity(rounds.len() + from_line);
        for round in rounds.into_iter().chain(early) {
            let plan = services.plan_of(tx, &round).await?;
            let tree = register.of(&round).clone();
            line.push(PlannedRound { round, plan, tree });
        }
        line.reverse();
        let rounds = latest.into_iter().map(|round| RoundNow { state: round.window.state(at), round }).collect();
        let (tree, state) = (register.of(&shown).clone(), shown.window.state(at));
        Ok(Self {
            at,
            register,
            tree,
            rounds,
            passed_over,
            state,
            line,
            early: from_line,
            of_early,
            only: None,
            kind: None,
            language: Language::default(),
        })
    }

    /// The same with the indicators of one strategy alone, where the plan of the round shown has it.
    pub(super) fn with_only(mut self, strategy: Option<&StrategyCode>) -> Self {
        let has_it = |code: &&StrategyCode| self.shown().plan.strategies.iter().any(|strategy| strategy.code == **code);
        self.only = strategy.filter(has_it).cloned();
        self
    }

    /// Whether an indicator is looked at.
    pub(super) fn is_shown(&self, indicator: &Indicator) -> bool {
        self.only.as_ref().is_none_or(|only| indicator.strategy == *only)
    }

    /// The place of the round shown.
    pub(super) fn shown_place(&self) -> usize {
        self.line.len() - 1
    }

    /// The round shown.
    pub(super) fn shown(&self) -> &PlannedRound {
        &self.line[self.shown_place()]
    }

    /// The round shown, with what its window is now.
    pub(super) fn round_now(&self) -> RoundNow {
        RoundNow { round: self.shown().round.clone(), state: self.state }
    }

    /// The places of the series: the round shown and those before it.
    pub(super) fn series(&self) -> std::ops::Range<usize> {
        self.line.len().saturating_sub(SERIES_ROUNDS).max(self.early)..self.line.len()
    }

    /// The places that the forecast of an indicator looks at: back to the earliest of as many rounds as of any other.
    pub(super) fn foretold_from(&self, indicator: &Indicator) -> std::ops::Range<usize> {
        let mut counted = (0..self.line.len()).rev().filter(|place| counts(indicator, &self.line[*place].round));
        counted.nth(LINE_ROUNDS - 1).unwrap_or(0)..self.line.len()
    }

    /// The rounds of the line itself, without those before it.
    pub(super) fn line_itself(&self) -> &[PlannedRound] {
        &self.line[self.early..]
    }

    /// Those of some moves that happened in the round of a place: after what the round before it reports on, or since its own
    /// beginning where it is the first.
    pub(super) fn moves_since_before(&self, place: usize, moves: &[Move]) -> Vec<Move> {
        let before = place.checked_sub(1).filter(|before| *before >= self.early);
        let before = before.map(|before| self.period(before).last_day());
        let is_since = |day: NaiveDate| match before {
            Some(before) => before < day,
            None => self.period(place).first_day() <= day,
        };
        let until = self.period(place).last_day();
        let within = |told: &&Move| is_since(told.event.effective_on) && told.event.effective_on <= until;
        moves.iter().filter(within).cloned().collect()
    }

    /// The period of a place.
    pub(super) fn period(&self, place: usize) -> Period {
        self.line[place].round.period
    }

    /// One indicator along the line.
    pub(super) fn track(&self, code: &IndicatorCode) -> Track<'_> {
        let mut track: Track<'_> = Vec::with_capacity(self.line.len());
        for (place, planned) in self.line.iter().enumerate() {
            let same_plan = place.checked_sub(1).filter(|before| Arc::ptr_eq(&self.line[*before].plan, &planned.plan));
            track.push(match same_plan {
                Some(before) => track[before],
                None => planned.plan.indicator(code),
            });
        }
        track
    }

    /// Every indicator along the line.
    pub(super) fn tracks(&self) -> Tracks<'_> {
        let mut tracks: HashMap<&IndicatorCode, Track<'_>> = HashMap::new();
        let length = self.line.len();
        for (place, planned) in self.line.iter().enumerate() {
            for indicator in &planned.plan.indicators {
                tracks.entry(&indicator.code).or_insert_with(|| vec![None; length])[place] = Some(indicator);
            }
        }
        Tracks { tracks, nowhere: vec![None; length] }
    }

    /// Where the answer was given that holds at a place.
    pub(super) fn answered_at(&self, track: &Track<'_>, place: usize) -> Option<usize> {
        let at = self.period(place);
        let holds =
            |asked: usize| track[asked].is_some_and(|known| known.frequency.still_holds(self.period(asked), at));
        (0..=place).rev().find(|asked| holds(*asked))
    }

    /// What has to be read to know every answer that holds in the round shown.
    pub(super) fn wanted_of_shown(&self) -> Vec<Wanted> {
        let shown = self.shown_place();
        let mut carried: Vec<Vec<IndicatorCode>> = vec![Vec::new(); self.line.len()];
        for indicator in self.asked_of_agencies(shown) {
            if let Some(place) = self.answered_at(&self.track(&indicator.code), shown) {
                carried[place].push(indicator.code.clone());
            }
        }
        let wanted = |(place, codes): (usize, Vec<IndicatorCode>)| Wanted {
            round: self.line[place].round.code.clone(),
            indicators: (place != shown).then_some(codes),
        };
        carried.into_iter().enumerate().filter(|(_, codes)| !codes.is_empty()).map(wanted).collect()
    }

    /// Everything along the line, of all indicators; of one alone also what lies before it.
    pub(super) fn wanted_of_line(&self, indicator: Option<&IndicatorCode>) -> Vec<Wanted> {
        let indicators = indicator.map(|indicator| vec![indicator.clone()]);
        let line = if indicator.is_some() { self.line.as_slice() } else { self.line_itself() };
        let rounds = line.iter().map(|planned| planned.round.code.clone());
        rounds.map(|round| Wanted { round, indicators: indicators.clone() }).collect()
    }

    /// The indicators that the plan of a place asks agencies for, of those that are looked at.
    pub(super) fn asked_of_agencies(&self, place: usize) -> impl Iterator<Item = &Indicator> {
        let asked = self.line[place].plan.indicators.iter().filter(|indicator| indicator.scope.asks_agencies());
        asked.filter(|indicator| self.is_shown(indicator))
    }
}

/// The round that is shown to whoever names none, and a later one that has opened but is passed over.
async fn unasked(
    tx: &mut Tx,
    latest: &[Round],
    root: &OrganisationCode,
    at: DateTime<Utc>,
) -> ServiceResult<(Round, Option<PassedOver>)> {
    let opened: Vec<&Round> = latest.iter().filter(|round| round.window.opens_at() <= at).collect();
    let codes: Vec<RoundCode> = opened.iter().map(|round| round.code.clone()).collect();
    let counts = store::rollups::completeness_of_nodes(tx, &codes, std::slice::from_ref(root)).await?;
    let accepted = |round: &Round| {
        let of_round = counts.iter().find(|(code, ..)| *code == round.code);
        of_round.map(|(.., counts)| counts.accepted_of_owed()).unwrap_or_default()
    };
    let newest = opened.first().copied().or(latest.first()).ok_or(ServiceError::NotFound("round"))?;
    let shown = opened.iter().copied().find(|round| accepted(round).allows_verdict()).unwrap_or(newest);
    let passed_over = (shown.code != newest.code).then(|| PassedOver {
        round: RoundNow { state: newest.window.state(at), round: newest.clone() },
        accepted: accepted(newest),
    });
    Ok((shown.clone(), passed_over))
}

//! Numbers that look wrong although they are possible. Each has to be corrected or explained, and the explanation travels
//! with the value.

use crate::{
    amount::Amount,
    calendar::Period,
    entry::Field,
    indicator::{Indicator, Measure},
    problem::ProblemKind,
    reading::Reading,
    usual::{ENOUGH_PEERS, ENOUGH_PERIODS, Usual},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A percentage that moves by more than this many points since the last period has to be explained. Tidtam's own rule.
const JUMP_POINTS: i64 = 25;
/// Any other figure that grows or shrinks more than this many times has to be explained. Tidtam's own rule.
const JUMP_TIMES: i64 = 3;
/// Figures that are both no larger than this are too small for times to mean anything.
const FEW: i64 = 10;
/// Powers of ten that give away a wrong unit: hundreds (percent or satang), thousands, millions, thousand millions.
const UNIT_POWERS: [i32; 4] = [2, 3, 6, 9];
/// The spread of percentages that lie closer together, in points.
const LEAST_POINTS: i64 = 3;
/// The spread of other figures that lie closer together, as a part of their median: one tenth.
const LEAST_PART: Amount = Amount::TENTH;
/// A sum grows with the size of the body, so that only one so many times the peers' median is in question: as a number
/// in the wrong unit is.
const PEER_TIMES: i64 = 1_000;

/// What is known from before and of others about a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Before {
    /// The last accepted figure of the same body.
    pub figure: Option<Amount>,
    /// The whole of that figure, or what its mean was taken over.
    pub base: Option<Amount>,
    /// Whether it lies in the same fiscal year, in which a running total cannot fall.
    pub is_same_fiscal_year: bool,
    /// What is usual among the earlier figures of the same body.
    pub own: Option<Usual>,
    /// What was usual among bodies of the same kind when it was last asked.
    pub peers: Option<Usual>,
}

/// An accepted answer of the same body about an earlier period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// The period.
    pub period: Period,
    /// The figure.
    pub figure: Amount,
    /// The whole of it, or what its mean was taken over.
    pub base: Option<Amount>,
}

impl Before {
    /// What is known from earlier answers, oldest first, and from what was usual among peers in earlier periods.
    pub fn of(indicator: &Indicator, period: Period, earlier: &[Earlier], peers: &[(Period, Usual)]) -> Self {
        let is_comparable = |other: &Period| is_comparable(indicator, period, *other);
        let figures = earlier.iter().filter(|earlier| is_comparable(&earlier.period)).map(|earlier| earlier.figure);
        let last = earlier.last();
        Self {
            figure: last.map(|earlier| earlier.figure),
            base: last.and_then(|earlier| earlier.base),
            is_same_fiscal_year: last.is_some_and(|last| last.period.fiscal_year() == period.fiscal_year()),
            own: Usual::of(figures.collect()),
            peers: peers
                .iter()
                .filter(|(other, _)| is_comparable(other))
                .max_by_key(|(other, _)| other.last_day())
                .map(|(_, usual)| *usual),
        }
    }
}

/// Whether figures of two periods can be held against each other: a running total only at the same point of the year.
fn is_comparable(indicator: &Indicator, period: Period, other: Period) -> bool {
    indicator.measure != Measure::Cumulative || period.last_month() == other.last_month()
}

/// What looks wrong about a reading that is possible.
pub(crate) fn surprises(indicator: &Indicator, reading: Reading, before: Before) -> Vec<(Field, ProblemKind)> {
    let figure = reading.figure(indicator);
    let of_figure = figure.filter(|_| can_surprise(&indicator.measure)).and_then(|figure| {
        since_the_time_before(indicator, figure, before)
            .or_else(|| far_from_own(indicator, figure, before))
            .or_else(|| far_from_peers(indicator, figure, before))
    });
    let base = reading.parts().1.zip(before.base);
    let of_base = base.filter(|(base, previous)| grew_or_shrank_too_much(*previous, *base));
    let of_base = of_base.map(|(_, previous)| (Field::Base, ProblemKind::BaseJumped { previous }));
    of_figure.map(|kind| (Field::Value, kind)).into_iter().chain(of_base).collect()
}

fn can_surprise(measure: &Measure) -> bool {
    match measure {
        Measure::YesNo | Measure::Level { .. } | Measure::Rank { .. } => false,
        Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Mean { .. }
        | Measure::Score { .. } => true,
    }
}

fn is_percentage(indicator: &Indicator) -> bool {
    matches!(indicator.measure, Measure::Ratio { .. })
}

fn since_the_time_before(indicator: &Indicator, figure: Amount, before: Before) -> Option<ProblemKind> {
    // A running total begins anew with the year: its last figure says nothing of the first one.
    let begins_anew = indicator.measure == Measure::Cumulative && !before.is_same_fiscal_year;
    let previous = before.figure.filter(|_| !begins_anew)?;
    let fell = indicator.measure == Measure::Cumulative && before.is_same_fiscal_year && figure < previous;
    if let Some(power) = unit_slip(previous, figure) {
        Some(ProblemKind::UnitSlip { previous, power })
    } else if fell {
        Some(ProblemKind::Fell { previous })
    } else if is_percentage(indicator) && moved_more_than_points(previous, figure)
        || !is_percentage(indicator) && grew_or_shrank_too_much(previous, figure)
    {
        Some(ProblemKind::Jumped { previous })
    } else {
        None
    }
}

fn far_from_own(indicator: &Indicator, figure: Amount, before: Before) -> Option<ProblemKind> {
    let own = before.own.filter(|own| own.figures >= ENOUGH_PERIODS)?;
    let is_few = !is_percentage(indicator) && figure.max(own.median) <= Amount::whole(FEW);
    own.far(figure, least_spread(indicator, own)).filter(|_| !is_few)?;
    Some(ProblemKind::FarFromOwn { median: own.median, figures: own.figures })
}

/// Only what is new is asked about: whoever was as far away the time before, and was accepted, is so.
fn far_from_peers(indicator: &Indicator, figure: Amount, before: Before) -> Option<ProblemKind> {
    let peers = before.peers.filter(|peers| peers.figures >= ENOUGH_PEERS)?;
    let is_sum = matches!(indicator.measure, Measure::Count | Measure::Cumulative | Measure::Amount);
    let far = |figure: Amount| {
        if is_sum {
            let least = peers.median.max(Amount::ONE).checked_mul(Amount::whole(PEER_TIMES));
            return least.filter(|least| figure >= *least).map(|_| crate::usual::Side::Above);
        }
        peers.far(figure, least_spread(indicator, peers))
    };
    let side = far(figure)?;
    let was_before = before.figure.and_then(far) == Some(side);
    (!was_before).then_some(ProblemKind::FarFromPeers { median: peers.median, figures: peers.figures })
}

fn least_spread(indicator: &Indicator, usual: Usual) -> Amount {
    if is_percentage(indicator) {
        return Amount::whole(LEAST_POINTS);
    }
    let part = usual.median.checked_mul(LEAST_PART).unwrap_or(Amount::ZERO);
    if part.is_negative() { Amount::ZERO.checked_sub(part).unwrap_or(Amount::ZERO) } else { part }
}

/// The power of ten by which a figure differs from the one before, when it is within a quarter of that power.
fn unit_slip(previous: Amount, figure: Amount) -> Option<i32> {
    if previous <= Amount::ZERO || figure <= Amount::ZERO {
        return None;
    }
    let larger = figure.max(previous).decimal();
    let smaller = figure.min(previous).decimal();
    let times = larger.checked_div(smaller)?;
    let power = UNIT_POWERS.into_iter().find(|power| {
        let unit = Decimal::from(10u64.pow(power.unsigned_abs()));
        times >= unit * Decimal::new(8, 1) && times <= unit * Decimal::new(125, 2)
    })?;
    Some(if figure > previous { power } else { -power })
}

fn moved_more_than_points(previous: Amount, figure: Amount) -> bool {
    (figure.decimal() - previous.decimal()).abs() > Decimal::from(JUMP_POINTS)
}

fn grew_or_shrank_too_much(previous: Amount, figure: Amount) -> bool {
    let (larger, smaller) = (figure.max(previous).decimal(), figure.min(previous).decimal());
    larger > Decimal::from(FEW) && larger > smaller * Decimal::from(JUMP_TIMES)
}

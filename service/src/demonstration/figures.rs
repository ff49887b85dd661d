//! Made-up figures that behave like real ones: each agency keeps its own distance from the demonstration target, drifts
//! slowly and wobbles a little, and every entry passes the rules of the domain.

use super::{dice::Dice, sizes::staff, words};
use crate::values::Value;
use domain::{
    amount::Amount,
    buddhist::thai_digits,
    calendar::{Period, Quarter},
    entry::{Applicability, Entry},
    ids::{IndicatorCode, OrganisationCode},
    indicator::{Indicator, Measure, Polarity},
    organisation::{Organisation, OrganisationKind, OrganisationTree},
    peers::PeerGroup,
    problem::Problem,
    reading::Reading,
    rule::{self, Before, Facts},
    surprise::Earlier,
    usual::{ENOUGH_PEERS, Usual},
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use std::collections::HashMap;

/// A hundred hundredths: figures are worked out in hundredths of their unit.
const ONE: i64 = 100;
/// A hundred percent, in hundredths of a point.
const FULL: i64 = 10_000;
/// How far a leap goes, in hundredths of a point.
const LEAP: i64 = 3_400;
/// The fiscal year from which drifts are counted.
const DRIFT_SINCE: i32 = 2566;
/// What is expected where a plan says nothing, in hundredths of a point.
const WITHOUT_TARGET: i64 = 4_000;

/// How many earlier rounds a form looks at.
const REMEMBERED: usize = 8;

/// What was accepted in earlier rounds, for finding figures surprising as the form does.
#[derive(Debug, Default)]
pub(super) struct Memory {
    own: HashMap<(OrganisationCode, IndicatorCode), Vec<Earlier>>,
    peers: HashMap<(PeerGroup, IndicatorCode), Vec<(Period, Usual)>>,
}

impl Memory {
    /// Remembers a value that was accepted.
    pub(super) fn remember(&mut self, question: &Question<'_>, value: &Value, figure: Amount) {
        let period = Period::Quarter(question.quarter);
        let base = value.in_force().and_then(|(_, base)| base);
        let key = (question.agency.code.clone(), question.indicator.code.clone());
        self.own.entry(key).or_default().push(Earlier { period, figure, base });
    }

    /// Looks back at a round when it is over: what was usual in it, and what is too long ago.
    pub(super) fn look_back(&mut self, tree: &OrganisationTree, period: Period) {
        let mut figures: HashMap<(PeerGroup, IndicatorCode), Vec<Amount>> = HashMap::new();
        for ((agency, indicator), answers) in &mut self.own {
            answers.retain(|answer| rounds_between(answer.period, period) < REMEMBERED);
            let Some(body) = tree.get(agency) else { continue };
            for group in tree.peer_groups().groups_of(body) {
                let of_round = answers.iter().filter(|answer| answer.period == period).map(|answer| answer.figure);
                figures.entry((group, indicator.clone())).or_default().extend(of_round);
            }
        }
        for (key, figures) in figures {
            if let Some(usual) = Usual::of(figures).filter(|usual| usual.figures >= ENOUGH_PEERS) {
                let peers = self.peers.entry(key).or_default();
                peers.retain(|(earlier, _)| rounds_between(*earlier, period) < REMEMBERED);
                peers.push((period, usual));
            }
        }
    }

    fn before(&self, question: &Question<'_>) -> Before {
        let (indicator, agency) = (question.indicator, question.agency);
        let own = self.own.get(&(agency.code.clone(), indicator.code.clone()));
        let peers = self.peers.get(&(question.peers, indicator.code.clone()));
        let nothing = (Vec::new(), Vec::new());
        let (own, peers) = (own.unwrap_or(&nothing.0), peers.unwrap_or(&nothing.1));
        Before::of(indicator, Period::Quarter(question.quarter), own, peers)
    }
}

/// How many quarters lie between the ends of two periods.
fn rounds_between(earlier: Period, later: Period) -> usize {
    let quarters = |period: Period| i64::from(period.fiscal_year().number()) * 4 + i64::from(period.last_month() / 3);
    usize::try_from(quarters(later) - quarters(earlier)).unwrap_or(0)
}

/// One agency asked for one indicator about one quarter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) agency: &'a Organisation,
    pub(super) peers: PeerGroup,
    pub(super) indicator: &'a Indicator,
    pub(super) quarter: Quarter,
}

impl Question<'_> {
    fn dice(&self, of: &str) -> Dice {
        Dice::of(&[of, self.agency.code.as_str(), self.indicator.code.as_str()])
    }

    fn dice_now(&self, of: &str) -> Dice {
        let quarter = format!("{}-{}", self.quarter.fiscal_year(), self.quarter.number());
        Dice::of(&[of, self.agency.code.as_str(), self.indicator.code.as_str(), &quarter])
    }

    /// Quarters since drifts are counted.
    fn quarters(&self) -> i64 {
        i64::from(self.quarter.fiscal_year().number() - DRIFT_SINCE) * 4 + i64::from(self.quarter.number())
    }

    /// What the plan expects at the end of the quarter, in hundredths.
    fn expected(&self) -> i64 {
        let expected = self.indicator.trajectory().expected_on(self.quarter.last_day());
        expected.and_then(hundredths).unwrap_or(WITHOUT_TARGET)
    }

    /// How far the agency is from what is expected, in hundredths of a point: its indicator's, its ministry's and its own
    /// part, drift and wobble.
    fn distance(&self) -> i64 {
        let of_indicator = Dice::of(&["indicator", self.indicator.code.as_str()]).between(-1_100, 500);
        let above = self.agency.parent.as_ref().map_or("", OrganisationCode::as_str);
        let of_ministry = Dice::of(&["ministry", above]).between(-500, 600);
        let mut own = self.dice("own");
        let (place, drift) = (own.around(-1_500, 1_500), own.between(-14, 20));
        let wobble = self.dice_now("wobble").between(-120, 120);
        of_indicator + of_ministry + place + drift * self.quarters() + wobble
    }

    /// A figure between zero and a hundred, in hundredths; near the ends agencies lie close together.
    fn percentage(&self) -> i64 {
        let expected = self.expected().clamp(0, FULL);
        let room = (expected * (FULL - expected) * 4 / FULL).clamp(250, FULL);
        (expected + self.distance() * room / FULL + self.leap()).clamp(0, FULL)
    }

    /// A leap that a few agencies take once and keep: a new system, another way of counting. It has to be explained.
    fn leap(&self) -> i64 {
        let mut dice = self.dice("leap");
        let (happens, quarter) = (dice.happens(40), dice.between(0, 15));
        let has_leapt = (self.quarters() - quarter).rem_euclid(16) < 12;
        match (happens && has_leapt, self.expected() < FULL / 2) {
            (false, _) => 0,
            (true, true) => LEAP,
            (true, false) => -LEAP,
        }
    }

    /// Whether the indicator applies to the agency: the same in every quarter.
    fn applies(&self) -> bool {
        use OrganisationKind as K;
        let code = self.indicator.code.as_str();
        let of_thousand = if code.starts_with("biz-") {
            match self.agency.kind {
                K::Department => 450,
                K::Province => 300,
                K::University => 960,
                K::PublicOrganisation
                | K::StateAgency
                | K::StateEnterprise
                | K::SpecialLocal
                | K::LocalAdministration
                | K::Root
                | K::Group
                | K::Ministry
                | K::Independent
                | K::Court
                | K::Parliament => 680,
            }
        } else if code.starts_with("svc-") || code.starts_with("eparticipation") {
            50
        } else {
            8
        };
        let of_business = Dice::of(&["business", self.agency.code.as_str()]).happens(of_thousand);
        if code.starts_with("biz-") { !of_business } else { !self.dice("applies").happens(of_thousand) }
    }

    /// The whole of a ratio, or what a mean is taken over.
    fn base(&self) -> i64 {
        let (smallest, largest) = sizes(self.indicator.code.as_str(), self.agency.kind);
        let whole = self.dice("size").size(smallest, largest);
        let (is_flow, growth) = (largest > 1_000, self.dice("growth").between(0, 9));
        let wobble = if is_flow { self.dice_now("flow").between(-80, 80) } else { 0 };
        (whole * (1_000 + growth * self.quarters() + wobble) / 1_000).max(1)
    }

    /// The one or two numbers of an answer.
    fn numbers(&self) -> (Amount, Option<Amount>) {
        match &self.indicator.measure {
            Measure::Ratio { .. } => {
                let whole = self.base();
                // Part by part through whole numbers, as people count.
                let part = i128::from(whole) * i128::from(self.percentage()) + i128::from(FULL / 2);
                let part = i64::try_from(part / i128::from(FULL)).unwrap_or(whole).min(whole);
                (Amount::whole(part), Some(Amount::whole(whole)))
            }
            Measure::Mean { .. } => {
                let figure = if self.indicator.polarity == Polarity::Lower {
                    (self.expected() * (FULL - self.distance() * 2) / FULL).max(ONE / 2)
                } else {
                    self.percentage()
                };
                (Amount::new(Decimal::new(figure / 10, 1)), Some(Amount::whole(self.base())))
            }
            // What is the better the fewer there are happens now and then; of all else there are about as many as expected.
            Measure::Count if self.indicator.polarity == Polarity::Lower => {
                let mut dice = self.dice_now("count");
                let (few, some) = (dice.happens(260), dice.happens(300));
                (Amount::whole(if few { 1 + i64::from(some) + i64::from(dice.happens(120)) } else { 0 }), None)
            }
            Measure::Count | Measure::Cumulative | Measure::Amount => {
                let reach = (FULL + self.dice("reach").around(-6_500, 7_000)).max(0);
                (Amount::whole(self.expected() * reach / FULL / ONE), None)
            }
            Measure::Level { lowest, highest, meets_at } => {
                let (share, place) = ((self.expected() + self.distance()).clamp(0, FULL), self.level_place());
                let steps = if place < share {
                    i64::from(place < share / 2) + i64::from(place < share / 6)
                } else {
                    -1 - i64::from(place > share + (FULL - share) * 6 / 10)
                };
                let level = (i64::from(*meets_at) + steps).clamp(i64::from(*lowest), i64::from(*highest));
                (Amount::whole(level), None)
            }
            Measure::YesNo => (Amount::whole(i64::from(self.level_place() < self.expected() + 400)), None),
            Measure::Score { lowest, .. } => (*lowest, None),
            Measure::Rank { .. } => (Amount::ONE, None),
        }
    }

    /// Where the agency stands among all, from the first to the last, in hundredths of a percent.
    fn level_place(&self) -> i64 {
        self.dice("place").between(0, FULL - 1)
    }

    /// What the agency types, passing the rules; surprising figures are explained.
    pub(super) fn entry(&self, memory: &Memory) -> Entry {
        let mut dice = self.dice_now("words");
        if !self.applies() {
            let is_business = self.indicator.code.as_str().starts_with("biz-");
            let reasons: &[&str] = if is_business { &words::NOT_APPLICABLE_BUSINESS } else { &words::NOT_APPLICABLE };
            return Entry {
                applicability: Applicability::NotApplicable,
                not_applicable_reason: self.dice("reason").phrase(reasons),
                ..Entry::default()
            };
        }
        let (value, base) = self.numbers();
        let style = Dice::of(&["style", self.agency.code.as_str()]).between(0, 19);
        let mut sometimes = |of_thousand, phrases: &[&'static str]| {
            if dice.happens(of_thousand) { dice.phrase(phrases) } else { String::new() }
        };
        let mut entry = Entry {
            value: self.typed(value, style),
            base: base.map(|base| self.typed(base, style)).unwrap_or_default(),
            narrative: sometimes(340, &words::PROGRESS),
            obstacles: sometimes(150, &words::OBSTACLES),
            help_needed: sometimes(50, &words::HELP),
            ..Entry::default()
        };
        if self.problems(&entry, memory).iter().any(Problem::blocks) {
            entry.explanation = dice.phrase(&words::EXPLANATIONS);
        }
        entry
    }

    /// A number as this agency types it.
    fn typed(&self, number: Amount, style: i64) -> String {
        if self.indicator.measure == Measure::YesNo {
            return if number == Amount::ONE { "ใช่" } else { "ไม่ใช่" }.to_owned();
        }
        let plain = number.to_string();
        let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        match style {
            0 => thai_digits(&number.with_decimals(u32::try_from(decimals).unwrap_or(0))),
            1..8 => number.with_decimals(u32::try_from(decimals).unwrap_or(0)),
            _ => plain,
        }
    }

    /// What the rules say, files aside.
    pub(super) fn problems(&self, entry: &Entry, memory: &Memory) -> Vec<Problem> {
        let facts = Facts { entry, evidence_count: 1, before: memory.before(self) };
        rule::check(self.indicator, facts).problems
    }

    /// The value that an entry is.
    pub(super) fn reading(&self, entry: &Entry) -> Option<Reading> {
        rule::check(self.indicator, Facts { entry, evidence_count: 1, before: Before::default() }).reading
    }

    /// Whether DGA held the figure against its evidence: two in five.
    pub(super) fn was_checked(&self) -> bool {
        self.dice_now("checked").happens(400)
    }

    /// What DGA found instead, now and then: a little less than was reported.
    pub(super) fn verified(&self, value: &Value) -> Option<(Amount, Option<Amount>)> {
        let (number, base) = value.reported?;
        let mut dice = self.dice_now("verified");
        let counts = matches!(self.indicator.measure, Measure::Ratio { .. } | Measure::Count | Measure::Cumulative);
        if !counts || number < Amount::whole(4) || !dice.happens(35) {
            return None;
        }
        let less = number.decimal().to_i64()? * dice.between(1, 9) / 100;
        Some((number.checked_sub(Amount::whole(less.max(1)))?, base))
    }

    /// What was typed before somebody sent it back: a little more than was right.
    pub(super) fn before_return(&self, entry: &Entry, memory: &Memory) -> Entry {
        let more = Amount::read(&entry.value).ok().and_then(|typed| {
            let part = typed.amount.decimal().to_i64()? / 20;
            typed.amount.checked_add(Amount::whole(part.max(1)))
        });
        let Some(more) = more else { return entry.clone() };
        let wrong = Entry { value: more.to_string(), ..entry.clone() };
        if self.problems(&wrong, memory).iter().any(Problem::blocks) { entry.clone() } else { wrong }
    }

    /// The entry with a slip of the fingers, as drafts have them.
    pub(super) fn with_a_slip(&self, entry: &Entry) -> Entry {
        let mut dice = self.dice_now("slip");
        let value = match &self.indicator.measure {
            Measure::Ratio { .. } if dice.happens(500) => {
                if dice.happens(500) {
                    format!("{}%", dice.between(20, 95))
                } else {
                    format!("{}00", entry.base)
                }
            }
            Measure::Mean { .. } | Measure::Count | Measure::Cumulative if entry.value != "0" && dice.happens(400) => {
                format!("{}000", entry.value)
            }
            Measure::Ratio { .. }
            | Measure::Mean { .. }
            | Measure::Cumulative
            | Measure::Count
            | Measure::Amount
            | Measure::Level { .. }
            | Measure::YesNo
            | Measure::Score { .. }
            | Measure::Rank { .. } => dice.phrase(&words::TYPING_ERRORS),
        };
        Entry { value, ..entry.clone() }
    }
}

fn hundredths(amount: Amount) -> Option<i64> {
    amount.checked_mul(Amount::HUNDRED)?.rounded(0).decimal().to_i64()
}

/// From which size to which the whole of a ratio, or what a mean is taken over, is among agencies.
fn sizes(indicator: &str, kind: OrganisationKind) -> (i64, i64) {
    match indicator {
        "staff-digital-skills" => staff(kind),
        "data-catalog" | "open-data-quality" => (12, 160),
        "data-exchange" => (4, 40),
        "proc-paperless" => (15, 120),
        "cyber-measures" => (18, 25),
        "budget-disbursed" => (2_000_000, 400_000_000),
        "svc-digital-transactions" | "biz-epayment" => (2_000, 3_000_000),
        "svc-satisfaction" => (120, 9_000),
        "svc-uptime" => (260_000, 1_600_000),
        "svc-processing-days" | "biz-licence-days" => (100, 60_000),
        "biz-licence-online" => (6, 60),
        "eparticipation-feedback" => (6, 24),
        "complaints-on-time" => (20, 4_000),
        "procurement-disclosed" => (10, 300),
        _ => (8, 90),
    }
}

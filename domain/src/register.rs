//! The register of bodies as it is now and as it stood on earlier days: a body stood where it stands now, unless it moved since.

use crate::{
    ids::OrganisationCode,
    organisation::{OrganisationEvent, OrganisationEventKind, OrganisationTree, TreeError},
    round::Round,
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};
use thiserror::Error;

/// Moves of a day that cannot have happened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("before the moves of {on}: {why}")]
pub struct NoTree {
    /// The day.
    pub on: NaiveDate,
    /// Why the bodies made no tree before it.
    pub why: TreeError,
}

/// Bodies with their places in the tree, now and on every day before.
#[derive(Debug)]
pub struct Register {
    now: Arc<OrganisationTree>,
    /// The moves, the earliest first.
    moves: Vec<Arc<OrganisationEvent>>,
    /// The places of the moves of each body among them.
    of_bodies: HashMap<OrganisationCode, Vec<usize>>,
    /// Each day on which a body moved, with the tree as it stood before it; worked out when it is first asked for.
    before: Vec<(NaiveDate, OnceLock<Arc<OrganisationTree>>)>,
    /// The days whose moves cannot have happened; worked out when they are first asked for.
    impossible: OnceLock<Vec<NoTree>>,
    /// The moves as each body sees them; worked out when one is first asked for.
    told: OnceLock<HashMap<OrganisationCode, Arc<[Move]>>>,
}

/// What a move is to a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It moved itself.
    Own,
    /// The one that moved came below it.
    Came,
    /// The one that moved left from below it.
    Left,
}

/// A move as one body sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// What happened: the one that moved, its former parent, the day and the source.
    pub event: Arc<OrganisationEvent>,
    /// The body below which it stood from that day on.
    pub to: OrganisationCode,
    /// What it is to the body.
    pub passage: Passage,
}

impl Register {
    /// From the register of now, and what happened to bodies.
    pub fn new(now: Arc<OrganisationTree>, events: impl IntoIterator<Item = OrganisationEvent>) -> Self {
        let is_move = |event: &OrganisationEvent| event.kind == OrganisationEventKind::Moved && event.other.is_some();
        let mut moves: Vec<_> = events.into_iter().filter(is_move).map(Arc::new).collect();
        moves.sort_by(|one, other| {
            (one.effective_on, &one.organisation).cmp(&(other.effective_on, &other.organisation))
        });
        let mut days: Vec<NaiveDate> = moves.iter().map(|event| event.effective_on).collect();
        days.dedup();
        let mut of_bodies: HashMap<OrganisationCode, Vec<usize>> = HashMap::new();
        for (place, event) in moves.iter().enumerate() {
            of_bodies.entry(event.organisation.clone()).or_default().push(place);
        }
        let before = days.into_iter().map(|day| (day, OnceLock::new())).collect();
        Self { now, moves, of_bodies, before, impossible: OnceLock::new(), told: OnceLock::new() }
    }

    /// The tree of now.
    pub fn now(&self) -> &Arc<OrganisationTree> {
        &self.now
    }

    /// The tree as it stood at the end of a day: with the parents that bodies had then, and all else as it is known now. Where by all
    /// moves since the bodies made no tree, those of days on which they cannot have happened are left out.
    pub fn on(&self, day: NaiveDate) -> &Arc<OrganisationTree> {
        let since = self.before.iter().find(|(moved_on, _)| day < *moved_on);
        since.map_or(&self.now, |(moved_on, kept)| {
            kept.get_or_init(|| {
                let as_told = self.taken_back(*moved_on, &[]);
                let possible = as_told.or_else(|_| self.taken_back(*moved_on, self.impossible()));
                possible.unwrap_or_else(|_| self.now.clone())
            })
        })
    }

    /// The tree on which a round is counted: that of the last day of what it reports on.
    pub fn of(&self, round: &Round) -> &Arc<OrganisationTree> {
        self.on(round.period.last_day())
    }

    /// The days whose moves cannot have happened, the latest first: when they are taken back, after all possible ones of later days, the
    /// bodies make no tree.
    pub fn impossible(&self) -> &[NoTree] {
        self.impossible.get_or_init(|| {
            let mut found = Vec::new();
            for (on, _) in self.before.iter().rev() {
                if let Err(refused) = self.taken_back(*on, &found) {
                    found.push(refused);
                }
            }
            found
        })
    }

    /// The moves by which a body came below another one or left from below it, the earliest first: its own, and those of others into
    /// or out of all that is at and below it. Whoever moves within it is left out, and so are days whose moves cannot have happened.
    pub fn moves_of(&self, body: &OrganisationCode) -> Arc<[Move]> {
        self.told.get_or_init(|| self.possible().by_body()).get(body).cloned().unwrap_or_default()
    }

    /// The register without the days whose moves cannot have happened.
    pub(crate) fn possible(&self) -> Self {
        let impossible = self.impossible();
        let is_possible = |event: &&Arc<OrganisationEvent>| impossible.iter().all(|day| day.on != event.effective_on);
        Self::new(self.now.clone(), self.moves.iter().filter(is_possible).map(|event| (**event).clone()))
    }

    /// The moves as each body sees them.
    fn by_body(&self) -> HashMap<OrganisationCode, Arc<[Move]>> {
        let mut told: HashMap<&OrganisationCode, Vec<Move>> = HashMap::new();
        for event in &self.moves {
            let (own, day) = (&event.organisation, event.effective_on);
            let (Some(to), Some(former)) = (self.parent_on(own, day), event.other.as_ref()) else { continue };
            if former == to {
                continue;
            }
            let left = day.pred_opt().map(|before| self.path_on(former, before)).unwrap_or_default();
            let came = self.path_on(to, day);
            let other_than = |path: &[&OrganisationCode], body: &OrganisationCode| !path.contains(&body);
            let leaves = left.iter().filter(|body| other_than(&came, body)).map(|body| (*body, Passage::Left));
            let comes = came.iter().filter(|body| other_than(&left, body)).map(|body| (*body, Passage::Came));
            // Nobody comes from outside the country, and who moves does not come below itself.
            let others = leaves.chain(comes).filter(|(body, _)| *body != own && *body != self.now.root());
            for (body, passage) in std::iter::once((own, Passage::Own)).chain(others) {
                told.entry(body).or_default().push(Move { event: event.clone(), to: to.clone(), passage });
            }
        }
        told.into_iter().map(|(body, moves)| (body.clone(), moves.into())).collect()
    }

    /// Below which body one stood at the end of a day, without a whole tree of that day.
    pub fn parent_on(&self, body: &OrganisationCode, day: NaiveDate) -> Option<&OrganisationCode> {
        let mut moves = self.of_bodies.get(body).into_iter().flatten().filter_map(|place| self.moves.get(*place));
        match moves.find(|event| day < event.effective_on) {
            Some(since) => since.other.as_ref(),
            None => self.now.get(body)?.parent.as_ref(),
        }
    }

    /// A body and everything above it at the end of a day, nearest first; cut short where moves went in a circle.
    pub(crate) fn path_on<'a>(&'a self, body: &'a OrganisationCode, day: NaiveDate) -> Vec<&'a OrganisationCode> {
        let (mut path, mut next) = (Vec::new(), Some(body));
        while let Some(body) = next.filter(|body| !path.contains(body)) {
            path.push(body);
            next = self.parent_on(body, day);
        }
        path
    }

    /// The tree before everything that moved on a day and after it, but for some days.
    fn taken_back(&self, from: NaiveDate, left_out: &[NoTree]) -> Result<Arc<OrganisationTree>, NoTree> {
        let is_taken_back = |event: &&Arc<OrganisationEvent>| {
            from <= event.effective_on && left_out.iter().all(|day| day.on != event.effective_on)
        };
        let mut parents: BTreeMap<&OrganisationCode, &OrganisationCode> = BTreeMap::new();
        for event in self.moves.iter().filter(is_taken_back) {
            if let Some(former) = &event.other {
                parents.entry(&event.organisation).or_insert(former);
            }
        }
        let stands_elsewhere = |body: &OrganisationCode, former: &OrganisationCode| {
            self.now.get(body).is_some_and(|body| body.parent.as_ref() != Some(former))
        };
        parents.retain(|body, former| stands_elsewhere(body, former));
        if parents.is_empty() {
            return Ok(self.now.clone());
        }
        let bodies = self.now.bodies().cloned().map(|mut body| {
            if let Some(former) = parents.get(&body.code) {
                body.parent = Some((*former).clone());
            }
            body
        });
        OrganisationTree::new(bodies.collect()).map(Arc::new).map_err(|why| NoTree { on: from, why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        organisation::{Duty, Organisation, OrganisationKind},
        text::Bilingual,
    };

    fn code(text: &str) -> OrganisationCode {
        text.parse().expect("a code")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn body(text: &str, parent: &str) -> Organisation {
        Organisation {
            code: code(text),
            parent: parent.parse().ok(),
            kind: OrganisationKind::Department,
            name: Bilingual::new(text, text),
            abbreviation: Bilingual::default(),
            province: None,
            valid_from: None,
            valid_to: None,
            duty: Duty::Reports,
            source: "test".to_owned(),
            size: None,
        }
    }

    fn event(kind: OrganisationEventKind, on: &str, organisation: &str, other: &str) -> OrganisationEvent {
        OrganisationEvent {
            effective_on: day(on),
            kind,
            organisation: code(organisation),
            other: other.parse().ok(),
            name_before: Bilingual::default(),
            note: String::new(),
            source: "test".to_owned(),
        }
    }

    fn moved(on: &str, organisation: &str, from: &str) -> OrganisationEvent {
        event(OrganisationEventKind::Moved, on, organisation, from)
    }

    /// A department with an office, of one of two ministries of which the first has two groups.
    fn register(parent: &str, events: Vec<OrganisationEvent>) -> Register {
        let bodies = vec![
            body("th", ""),
            body("mdes", "th"),
            body("moph", "th"),
            body("group", "mdes"),
            body("other-group", "mdes"),
            body("one", parent),
            body("office", "one"),
        ];
        Register::new(Arc::new(OrganisationTree::new(bodies).expect("a tree")), events)
    }

    fn path_on(register: &Register, on: &str) -> Vec<String> {
        register.on(day(on)).path(&code("office")).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_body_stood_below_its_former_parent_until_the_day_before_it_moved() {
        let register = register("moph", vec![moved("2027-02-01", "one", "group")]);
        assert_eq!(register.impossible(), []);
        assert_eq!(path_on(&register, "2027-01-31"), ["office", "one", "group", "mdes", "th"]);
        assert_eq!(path_on(&register, "2027-02-01"), ["office", "one", "moph", "th"]);
        assert!(Arc::ptr_eq(register.on(day("2027-02-01")), register.now()), "it is the register of now itself");
        assert!(Arc::ptr_eq(register.on(day("2020-01-01")), register.on(day("2027-01-31"))), "worked out once");
    }

    #[test]
    fn of_several_moves_the_first_after_a_day_says_where_a_body_stood() {
        let events = vec![moved("2027-05-01", "one", "moph"), moved("2027-02-01", "one", "group")];
        let register = register("group", events);
        assert_eq!(path_on(&register, "2027-01-31"), ["office", "one", "group", "mdes", "th"]);
        assert_eq!(path_on(&register, "2027-02-01"), ["office", "one", "moph", "th"]);
        assert_eq!(path_on(&register, "2027-04-30"), ["office", "one", "moph", "th"]);
        assert_eq!(path_on(&register, "2027-05-01"), ["office", "one", "group", "mdes", "th"]);
        assert!(Arc::ptr_eq(register.on(day("2027-01-31")), register.now()), "it came back");
    }

    #[test]
    fn what_is_no_move_moves_nobody() {
        let no_move = event(OrganisationEventKind::Merged, "2027-02-01", "one", "group");
        let from_nowhere = moved("2027-02-01", "one", "");
        let register = register("moph", vec![no_move, from_nowhere]);
        assert!(Arc::ptr_eq(register.on(day("2020-01-01")), register.now()));
    }

    fn impossible(register: &Register) -> Vec<String> {
        register.impossible().iter().map(|found| found.on.to_string()).collect()
    }

    #[test]
    fn moves_that_cannot_have_happened_take_nobody_anywhere() {
        for from in ["office", "nobody"] {
            let register = register("moph", vec![moved("2027-02-01", "one", from)]);
            assert_eq!(impossible(&register), ["2027-02-01"], "{from}");
            assert!(Arc::ptr_eq(register.on(day("2027-01-31")), register.now()), "{from}");
            assert!(register.moves_of(&code("moph")).is_empty(), "{from} is told to nobody");
        }
    }

    #[test]
    fn a_day_that_cannot_have_happened_leaves_the_others_as_they_were() {
        let events = vec![
            moved("2027-02-01", "one", "group"),
            moved("2027-03-01", "group", "group"),
            moved("2027-03-01", "other-group", "moph"),
            moved("2027-04-01", "one", "mdes"),
        ];
        let register = register("moph", events);
        assert_eq!(impossible(&register), ["2027-03-01"]);
        let told: Vec<_> = register.moves_of(&code("moph")).iter().map(|told| told.event.effective_on).collect();
        assert_eq!(told, [day("2027-04-01")]);
        assert_eq!(path_on(&register, "2027-03-31"), ["office", "one", "mdes", "th"]);
        assert_eq!(path_on(&register, "2027-02-28"), ["office", "one", "mdes", "th"]);
        assert_eq!(path_on(&register, "2027-01-31"), ["office", "one", "group", "mdes", "th"]);
        let stood = register.on(day("2027-01-31")).path(&code("other-group"));
        assert_eq!(stood, [code("other-group"), code("mdes"), code("th")], "the day is left out as a whole");
    }

    #[test]
    fn a_move_is_told_to_those_it_left_and_to_those_it_came_to() {
        let register = register("moph", vec![moved("2027-02-01", "one", "group")]);
        let told = |to: &str| -> Vec<(Passage, String)> {
            register.moves_of(&code(to)).iter().map(|told| (told.passage, told.to.to_string())).collect()
        };
        for (to, passage) in
            [("mdes", Passage::Left), ("group", Passage::Left), ("moph", Passage::Came), ("one", Passage::Own)]
        {
            assert_eq!(told(to), [(passage, "moph".to_owned())], "{to}");
        }
        for nothing_new in ["th", "other-group", "office", "nobody"] {
            assert_eq!(told(nothing_new), [], "{nothing_new}");
        }
    }

    #[test]
    fn who_moves_within_a_ministry_moves_only_within_it() {
        let register = register("other-group", vec![moved("2027-02-01", "one", "group")]);
        let told = |to: &str| register.moves_of(&code(to)).iter().map(|told| told.passage).collect::<Vec<_>>();
        assert_eq!(told("mdes"), []);
        assert_eq!((told("group"), told("other-group")), (vec![Passage::Left], vec![Passage::Came]));
    }
}

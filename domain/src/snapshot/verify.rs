//! Verifying a snapshot as it comes in: every byte is read once, memory holds one line, the register and the scores.
//!
//! Three things must hold. The file is the one that was signed: each line in its one canonical text and in order, the tree
//! of hashes over them, the signature by a key that signed at that time. Everything that follows from the values follows:
//! figures, scores with their derivations, places, counters, provenance. And nothing is left over.

use super::{
    damage::{Broken, Damage},
    derive::Summed,
    frame::{Compared, Counted, Frame, Gathered},
    line::{Head, Line, Part, Ranking, Report},
    manifest::{KeyId, Manifest, Signed, SigningKey},
    merkle::{Hash, Tree},
};
use crate::{
    organisation::{Organisation, OrganisationTree},
    plan::Plan,
    score::{Population, Scheme},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// The longest line that is read, in bytes: a population of 8,500 bodies and 100 nodes has a sixth of it.
pub const LONGEST_LINE: usize = 64 * 1024 * 1024;

/// What a snapshot that verifies holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// What it is.
    pub head: Head,
    /// What was signed.
    pub manifest: Manifest,
    /// By which key.
    pub key: KeyId,
    /// The SHA-256 of the whole file.
    pub sha256: Hash,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many values it holds.
    pub values: u64,
    /// How many scores were computed again and agree.
    pub scores: u64,
    /// Whether some report or order is as earlier releases signed it, and would come out otherwise now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_earlier: bool,
}

/// A snapshot that is being verified.
#[derive(Debug, Clone)]
pub struct Verifier {
    keys: Vec<SigningKey>,
    line: Vec<u8>,
    number: u64,
    bytes: u64,
    whole: Sha256,
    tree: Tree,
    lines: BTreeMap<Part, u64>,
    last: Option<(Part, String)>,
    head: Option<Head>,
    plan: Option<Plan>,
    schemes: Vec<Scheme>,
    populations: Vec<Population>,
    bodies: Vec<Organisation>,
    frame: Option<Frame>,
    register: Option<OrganisationTree>,
    gathered: Gathered,
    counted: Counted,
    summed: Summed,
    /// The orders that are still to come, the next last, each beside the one that earlier releases signed.
    rankings: Option<Vec<[Ranking; 2]>>,
    manifest: Option<Manifest>,
    signed: bool,
    values: u64,
    scores: u64,
    is_earlier: bool,
}

impl Verifier {
    /// Verifies against keys that are trusted.
    pub fn new(keys: Vec<SigningKey>) -> Self {
        Self {
            keys,
            line: Vec::new(),
            number: 1,
            bytes: 0,
            whole: Sha256::new(),
            tree: Tree::default(),
            lines: BTreeMap::new(),
            last: None,
            head: None,
            plan: None,
            schemes: Vec::new(),
            populations: Vec::new(),
            bodies: Vec::new(),
            frame: None,
            register: None,
            gathered: Gathered::default(),
            counted: Counted::default(),
            summed: Summed::default(),
            rankings: None,
            manifest: None,
            signed: false,
            values: 0,
            scores: 0,
            is_earlier: false,
        }
    }

    /// Takes the next bytes of the file in.
    ///
    /// # Errors
    /// The first thing that is wrong; after it nothing more is to be asked.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.bytes += bytes.len() as u64;
        self.whole.update(bytes);
        let mut pieces = bytes.split(|byte| *byte == b'\n').peekable();
        while let Some(piece) = pieces.next() {
            let ends_here = pieces.peek().is_some();
            // The end of the signature's line ends the file.
            if self.signed && (ends_here || !piece.is_empty()) {
                return Err(self.broken(Damage::TooMuch));
            }
            if self.line.len() + piece.len() > LONGEST_LINE {
                return Err(self.broken(Damage::TooLong));
            }
            self.line.extend_from_slice(piece);
            if ends_here {
                let line = std::mem::take(&mut self.line);
                self.take(&line).map_err(|damage| self.broken(damage))?;
                self.number += 1;
                self.line = line;
                self.line.clear();
            }
        }
        Ok(())
    }

    /// Says what the file was, once all of it was taken in.
    ///
    /// # Errors
    /// It is cut off.
    pub fn finish(mut self) -> Result<Verified, Broken> {
        let (is_whole, head, manifest) = (self.line.is_empty() && self.signed, self.head.take(), self.manifest.take());
        let (Some(head), Some(manifest)) = (head, manifest.filter(|_| is_whole)) else {
            return Err(self.broken(if self.number == 1 { Damage::NoSnapshot } else { Damage::CutOff }));
        };
        Ok(Verified {
            key: manifest.key,
            head,
            manifest,
            sha256: Hash::new(self.whole.finalize().into()),
            bytes: self.bytes,
            values: self.values,
            scores: self.scores,
            is_earlier: self.is_earlier,
        })
    }

    fn broken(&self, damage: Damage) -> Broken {
        Broken { line: self.number, damage }
    }

    fn take(&mut self, text: &[u8]) -> Result<(), Damage> {
        let unreadable =
            |reason: String| if self.number == 1 { Damage::NoSnapshot } else { Damage::Unreadable { reason } };
        let text = std::str::from_utf8(text).map_err(|error| unreadable(error.to_string()))?;
        let line: Line = serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
        if line.text().ok().as_deref() != Some(text) {
            return Err(Damage::NotCanonical);
        }
        self.follow(&line)?;
        if !matches!(line, Line::Manifest(_) | Line::Signature(_)) {
            self.tree.add(text.as_bytes());
            *self.lines.entry(line.part()).or_default() += 1;
        }
        self.read(line)
    }

    /// Refuses a line that does not come after the one before.
    fn follow(&mut self, line: &Line) -> Result<(), Damage> {
        let (part, key) = (line.part(), line.key());
        let out_of_order = Damage::OutOfOrder { part };
        match &self.last {
            None if part == Part::Head => {}
            None => return Err(Damage::NoSnapshot),
            Some((before, _)) if *before < part => {}
            Some((before, last)) if *before == part && last.as_str() < key => {}
            Some(_) => return Err(out_of_order),
        }
        if part > Part::Plan && self.plan.is_none() && part != Part::Plan {
            return Err(Damage::Missing { part: Part::Plan });
        }
        self.last = Some((part, key.to_owned()));
        if part > Part::Population && self.frame.is_none() {
            self.frame = Some(self.framed()?);
        }
        if part > Part::Organisation && self.register.is_none() {
            let tree = OrganisationTree::new(std::mem::take(&mut self.bodies));
            self.register = Some(tree.map_err(|error| Damage::NoTree { reason: error.to_string() })?);
        }
        if part > Part::Report
            && let (Some(frame), Some(register)) = (&self.frame, &self.register)
        {
            let summed = std::mem::take(&mut self.summed).check(frame, register);
            summed.map_err(|other| Damage::Figure { body: other.body })?;
        }
        if part > Part::Completeness && self.rankings.is_none() {
            if !self.counted.is_empty() {
                return Err(Damage::Completeness);
            }
            let frame = self.frame.as_ref().ok_or(Damage::Missing { part: Part::Plan })?;
            let gathered = std::mem::take(&mut self.gathered);
            let before = gathered.clone().rankings_before(frame);
            let now = gathered.rankings(frame).into_iter();
            let mut rankings: Vec<[Ranking; 2]> = now.zip(before).map(|(now, before)| [now, before]).collect();
            rankings.reverse();
            self.rankings = Some(rankings);
        }
        Ok(())
    }

    fn framed(&mut self) -> Result<Frame, Damage> {
        let head = self.head.clone().ok_or(Damage::Missing { part: Part::Head })?;
        let plan = self.plan.clone().ok_or(Damage::Missing { part: Part::Plan })?;
        if plan.plan.code != head.round.plan || plan.plan.version != head.round.plan_version {
            return Err(Damage::Stray);
        }
        let mut populations = std::mem::take(&mut self.populations);
        let mut compared = Vec::with_capacity(self.schemes.len());
        for scheme in std::mem::take(&mut self.schemes) {
            let its = populations.iter().position(|population| population.is_of(&scheme));
            compared.push(Compared::new(scheme, its.map(|place| populations.remove(place))));
        }
        if populations.is_empty() { Ok(Frame { head, plan, compared }) } else { Err(Damage::Stray) }
    }

    fn read(&mut self, line: Line) -> Result<(), Damage> {
        let framed = || Damage::Missing { part: Part::Plan };
        match line {
            Line::Head(head) => self.head = Some(*head),
            Line::Plan(plan) => self.plan = Some(*plan),
            Line::Scheme(scheme) => self.schemes.push(*scheme),
            Line::Population(population) => self.populations.push(*population),
            Line::Organisation(body) => self.bodies.push(*body),
            Line::Report(report) => self.report(&report)?,
            Line::Completeness(of) => {
                if !self.counted.agrees(&of) {
                    return Err(Damage::Completeness);
                }
            }
            Line::Ranking(ranking) => {
                let expected = self.rankings.as_mut().and_then(Vec::pop);
                let [now, before] = expected.ok_or(Damage::Ranking)?;
                if ranking != now && ranking != before {
                    return Err(Damage::Ranking);
                }
                self.is_earlier |= ranking != now;
            }
            Line::Provenance(provenance) => {
                if self.frame.as_ref().ok_or_else(framed)?.provenance() != provenance {
                    return Err(Damage::Provenance);
                }
            }
            Line::Manifest(manifest) => self.manifest(*manifest)?,
            Line::Signature(signed) => self.signature(&signed)?,
        }
        Ok(())
    }

    fn report(&mut self, report: &Report) -> Result<(), Damage> {
        let frame = self.frame.as_ref().ok_or(Damage::Missing { part: Part::Plan })?;
        let register = self.register.as_ref().ok_or(Damage::Missing { part: Part::Organisation })?;
        let is_ordered = report.values.is_sorted_by(|one, next| one.indicator < next.indicator);
        // An extension gives more time, never less.
        let is_too_early = report.due_at.is_some_and(|due_at| due_at < frame.head.round.window.due_at());
        let kind = register.kind(&report.body).ok_or(Damage::Stray)?;
        if !is_ordered || is_too_early || !frame.fits(report, kind) {
            return Err(Damage::Stray);
        }
        let again = frame.completed(report.clone());
        if again != *report {
            let before = frame.completed_before(report.clone());
            if before != *report && frame.completed_unbroken(report.clone()) != *report {
                let is_before = (&before.values, &before.carried) == (&report.values, &report.carried);
                return Err(differing(report, if is_before { &before } else { &again }));
            }
            self.is_earlier = true;
        }
        self.values += report.values.len() as u64;
        self.scores += report.scores.len() as u64;
        self.gathered.add(frame, kind, report);
        self.counted.add(register, report);
        self.summed.add(frame, report);
        Ok(())
    }

    fn manifest(&mut self, manifest: Manifest) -> Result<(), Damage> {
        if self.rankings.as_ref().is_none_or(|left| !left.is_empty()) {
            return Err(Damage::Ranking);
        }
        if !self.lines.contains_key(&Part::Provenance) {
            return Err(Damage::Missing { part: Part::Provenance });
        }
        let head = self.head.as_ref().ok_or(Damage::Missing { part: Part::Head })?;
        let speaks_of = (&manifest.code, manifest.stage, &manifest.round, manifest.taken_at);
        if speaks_of != (&head.code, head.stage, &head.round.code, head.taken_at) {
            return Err(Damage::OtherManifest);
        }
        if manifest.lines != self.lines {
            return Err(Damage::Lines);
        }
        if manifest.root != self.tree.root() {
            return Err(Damage::Root);
        }
        self.manifest = Some(manifest);
        Ok(())
    }

    fn signature(&mut self, signed: &Signed) -> Result<(), Damage> {
        let manifest = self.manifest.as_ref().ok_or(Damage::Missing { part: Part::Manifest })?;
        let key = manifest.key;
        let known = self.keys.iter().find(|known| known.key.id() == key).ok_or(Damage::UnknownKey { key })?;
        if !known.signs_at(manifest.taken_at) {
            return Err(Damage::KeyNotThen { key });
        }
        if !manifest.is_signed_by(&known.key, &signed.value) {
            return Err(Damage::Signature);
        }
        self.signed = true;
        Ok(())
    }
}

fn differing(report: &Report, again: &Report) -> Damage {
    let body = report.body.clone();
    if (&report.values, &report.carried) != (&again.values, &again.carried) {
        return Damage::Figure { body };
    }
    if report.scores.len() != again.scores.len() {
        return Damage::Scores { body };
    }
    match report.scores.iter().zip(&again.scores).find(|(one, other)| one != other) {
        Some((_, other)) => Damage::Score { body, scheme: other.scheme.clone() },
        None => Damage::Provenance,
    }
}

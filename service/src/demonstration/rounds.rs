//! One round of the demonstration: every agency's report, written in one transaction.

use super::{
    dice::Dice,
    figures::{Memory, Question},
    journeys::{Journey, Reached, Traveller},
    people::People,
    words,
};
use crate::{
    ServiceResult, Services, audit, evidence, rollups,
    rounds::{NewRound, open_in},
    scores, store,
    store::history::{Begun, SubmittedEntry, TypedEntry},
    values::{Value, reading_in_force},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Role,
    amount::Amount,
    audit::sha256,
    calendar::Quarter,
    entry::{Applicability, Entry},
    evidence::Evidence,
    ids::{EvidenceId, ExtensionId, IndicatorCode},
    indicator::Indicator,
    organisation::{Organisation, OrganisationTree},
    plan::Plan,
    round::Round,
    submission::{ReportKey, ReturnReason, Stamp, StateName},
    trust::{Grounds, TrustGrade, Verification},
    window::{Extension, Window},
};
use std::collections::BTreeMap;

/// Everything a round's reports are made from.
pub(super) struct Maker<'a> {
    pub(super) services: &'a Services,
    pub(super) tree: &'a OrganisationTree,
    pub(super) people: &'a People,
    pub(super) plan: &'a Plan,
    pub(super) now: DateTime<Utc>,
    /// The digest and size of each kind of file.
    pub(super) files: &'a [(String, i64)],
}

/// Which round.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) quarter: Quarter,
    pub(super) window: Window,
    /// Whether people work on it now.
    pub(super) is_open: bool,
}

/// Everything that is written for a round.
#[derive(Default)]
struct Rows {
    reports: Vec<Begun>,
    revisions: Vec<SubmittedEntry>,
    drafts: Vec<TypedEntry>,
    events: Vec<(domain::ids::OrganisationCode, store::submissions::EventRow)>,
    reasons: Vec<(domain::ids::OrganisationCode, i32, ReturnReason)>,
    evidence: Vec<(ReportKey, Evidence)>,
    values: Vec<(Value, Option<Amount>)>,
    /// Values that were accepted and corrected later.
    corrected: Vec<(Value, Option<Amount>)>,
    /// The reports of those values, with when the correction was accepted.
    corrections: Vec<(ReportKey, DateTime<Utc>)>,
}

impl Maker<'_> {
    /// Makes one round, unless it is there already; figures are remembered for the rounds after it either way.
    pub(super) async fn make(&self, part: Part, memory: &mut Memory) -> ServiceResult<()> {
        let mut tx = self.services.db().write().await?;
        let period = domain::calendar::Period::Quarter(part.quarter);
        let new = NewRound { plan: self.plan.plan.code.clone(), period, window: part.window };
        let is_there = store::rounds::get(&mut tx, &store::stored("round", &period.to_string())?).await?.is_some();
        if is_there {
            let round = self.services.round_in(&mut tx, &store::stored("round", &period.to_string())?).await?;
            self.rows(&round, part, &[], memory);
            return Ok(());
        }
        let round = open_in(self.services, &mut tx, &new).await?;
        let extensions = self.extensions(&round, part);
        for extension in &extensions {
            store::rounds::insert_extension(&mut tx, &round.code, extension).await?;
        }
        let rows = self.rows(&round, part, &extensions, memory);
        store::history::save_reports(&mut tx, &rows.reports).await?;
        store::history::keep_revisions(&mut tx, &round.code, &rows.revisions).await?;
        store::history::begin_drafts(&mut tx, &round.code, &rows.drafts).await?;
        store::history::append_events(&mut tx, &round.code, &rows.events).await?;
        store::history::keep_reasons(&mut tx, &round.code, &rows.reasons).await?;
        store::history::insert_evidence(&mut tx, &rows.evidence).await?;
        store::values::insert(&mut tx, &rows.corrected).await?;
        for (report, at) in &rows.corrections {
            store::values::supersede(&mut tx, report, *at).await?;
        }
        store::values::insert(&mut tx, &rows.values).await?;
        let tree = self.services.tree_of(&mut tx, &round).await?;
        rollups::rebuild_round(self.services, &mut tx, &round, &tree).await?;
        scores::rebuild::rebuild_round(self.services, &mut tx, &round).await?;
        let actor = super::operator(self.services, &mut tx).await?;
        let details = serde_json::json!({
            "reports": rows.reports.len(), "values": rows.values.len(), "steps": rows.events.len(),
        });
        let object = format!("round/{}", round.code);
        audit::record(self.services, &mut tx, &actor, "demonstration.generate", object, &details).await?;
        tx.commit().await
    }

    /// One past round in four had a flood: some provinces got more time.
    fn extensions(&self, round: &Round, part: Part) -> Vec<Extension> {
        let Some(granted_by) = self.people.one(Role::Administrator, self.tree.root(), &mut Dice::of(&["grants"]))
        else {
            return Vec::new();
        };
        if part.is_open || part.quarter.number() != 1 {
            return Vec::new();
        }
        let flooded = self.tree.bodies().filter(|body| {
            body.kind == domain::organisation::OrganisationKind::Province
                && Dice::of(&["flood", round.code.as_str(), body.code.as_str()]).happens(60)
        });
        let extension = |body: &Organisation| Extension {
            id: ExtensionId::new(Dice::of(&["extension", round.code.as_str(), body.code.as_str()]).uuid()),
            organisation: body.code.clone(),
            kind: None,
            ends_at: round.window.due_at() + Duration::days(20),
            reason: "อุทกภัยในพื้นที่ (ตัวอย่าง)".to_owned(),
            granted_by,
            granted_at: round.window.due_at() - Duration::days(3),
        };
        flooded.map(extension).filter(|extension| extension.granted_at <= self.now).collect()
    }

    fn rows(&self, round: &Round, part: Part, extensions: &[Extension], memory: &mut Memory) -> Rows {
        let mut rows = Rows::default();
        let period_end = round.period.last_day();
        for agency in self.tree.bodies().filter(|body| body.reports_on(period_end)) {
            let asked: Vec<&Indicator> = self.plan.asked_of_agencies(agency.kind, round.period).collect();
            let peers = self.tree.peer_groups().group(agency);
            let entries: Vec<(Question<'_>, Entry)> = asked
                .iter()
                .map(|indicator| Question { agency, peers, indicator, quarter: part.quarter })
                .map(|question| (question, question.entry(memory)))
                .collect();
            let applying = entries.iter().filter(|(_, entry)| entry.applicability == Applicability::Applies);
            let traveller = Traveller {
                tree: self.tree,
                people: self.people,
                agency,
                round,
                asked: applying.map(|(question, _)| question.indicator.code.clone()).collect(),
            };
            let journey = if part.is_open {
                traveller.open(reached(agency, round), self.now)
            } else {
                let path = self.tree.path(&agency.code);
                traveller.past(part.window.for_body(extensions, &path, agency.kind), self.now)
            };
            rows.add(self, agency, &entries, journey, memory);
        }
        memory.look_back(self.tree, round.period);
        rows
    }
}

/// Where the report of an agency in the open round has come. Those whose people can sign in are set, so that each kind of
/// work waits for somebody.
fn reached(agency: &Organisation, round: &Round) -> Reached {
    use StateName as S;
    match agency.code.as_str() {
        "dopa" => return Reached::State(S::Draft),
        "dlt" => return Reached::State(S::NotStarted),
        "rd" => return Reached::SentBack,
        "cgd" => return Reached::State(S::Submitted),
        "cdd" | "dol" => return Reached::State(S::Approved),
        _ => {}
    }
    match Dice::of(&["reached", round.code.as_str(), agency.code.as_str()]).between(0, 99) {
        0..28 => Reached::State(S::NotStarted),
        28..55 => Reached::State(S::Draft),
        55..67 => Reached::State(S::Submitted),
        67..76 => Reached::State(S::Approved),
        76..79 => Reached::State(S::Endorsed),
        79..82 => Reached::State(S::Returned),
        82..87 => Reached::SentBack,
        _ => Reached::State(S::Accepted),
    }
}

impl Rows {
    fn add(
        &mut self,
        maker: &Maker<'_>,
        agency: &Organisation,
        entries: &[(Question<'_>, Entry)],
        journey: Journey,
        memory: &mut Memory,
    ) {
        let Journey { submission, events, reasons, begun, corrected, .. } = journey;
        let state = submission.state.name();
        if let Some(begun) = begun {
            for revision in 1..=submission.revision {
                for (question, entry) in entries {
                    let was_returned = reasons
                        .iter()
                        .any(|(of, reason)| *of == revision && reason.indicator == question.indicator.code);
                    let was_wrong = was_returned
                        || corrected.as_ref().is_some_and(|correction| {
                            revision <= correction.revision && correction.indicator == question.indicator.code
                        });
                    let entry = if was_wrong { question.before_return(entry, memory) } else { entry.clone() };
                    self.revisions.push(SubmittedEntry {
                        agency: agency.code.clone(),
                        revision,
                        indicator: question.indicator.code.clone(),
                        entry,
                    });
                }
            }
            let typed = match state {
                StateName::NotStarted | StateName::Accepted => BTreeMap::new(),
                StateName::Draft => half_typed(agency, entries),
                StateName::Returned => {
                    let latest = self.revisions.iter().rev().take(entries.len());
                    latest.map(|row| (row.indicator.clone(), row.entry.clone())).collect()
                }
                StateName::Submitted | StateName::Approved | StateName::Endorsed => {
                    entries.iter().map(|(question, entry)| (question.indicator.code.clone(), entry.clone())).collect()
                }
            };
            self.attach(maker, &submission.key, entries, &typed, begun, state);
            let draft = |(indicator, entry)| TypedEntry { agency: agency.code.clone(), indicator, entry, stamp: begun };
            self.drafts.extend(typed.into_iter().map(draft));
        }
        if state == StateName::Accepted {
            let at = submission.state.latest().map_or(maker.now, |stamp| stamp.at);
            if let Some(correction) = &corrected {
                for (question, entry) in entries {
                    let was_wrong = correction.indicator == question.indicator.code;
                    let entry = if was_wrong { question.before_return(entry, memory) } else { entry.clone() };
                    self.corrected.push(accepted(
                        &submission.key,
                        correction.revision,
                        question,
                        &entry,
                        correction.accepted_at,
                    ));
                }
                self.corrections.push((submission.key.clone(), at));
            }
            for (question, entry) in entries {
                let (value, figure) = accepted(&submission.key, submission.revision, question, entry, at);
                if let Some(figure) = figure {
                    memory.remember(question, &value, figure);
                }
                self.values.push((value, figure));
            }
        }
        self.events.extend(events.into_iter().map(|event| (agency.code.clone(), event)));
        self.reasons.extend(reasons.into_iter().map(|(revision, reason)| (agency.code.clone(), revision, reason)));
        self.reports.push((submission, begun));
    }

    /// Attaches a file to each entry that needs one.
    fn attach(
        &mut self,
        maker: &Maker<'_>,
        key: &ReportKey,
        entries: &[(Question<'_>, Entry)],
        typed: &BTreeMap<IndicatorCode, Entry>,
        begun: Stamp,
        state: StateName,
    ) {
        for (question, entry) in entries {
            let indicator = &question.indicator.code;
            let mut dice = Dice::of(&["file", key.round.as_str(), key.agency.as_str(), indicator.as_str()]);
            let is_wanted = question.indicator.evidence.required && entry.applicability == Applicability::Applies;
            // Of a draft only some files are there.
            let is_there = state != StateName::Draft || typed.contains_key(indicator) && dice.happens(550);
            let Some(place) = usize::try_from(dice.between(0, 5)).ok().filter(|_| is_wanted && is_there) else {
                continue;
            };
            let (Some((sha256, size)), Some((name, _))) = (maker.files.get(place), words::EVIDENCE.get(place)) else {
                continue;
            };
            let file = Evidence {
                id: EvidenceId::new(dice.uuid()),
                indicator: Some(indicator.clone()),
                file_name: format!("{name} {}.txt", key.round),
                media_type: "text/plain".to_owned(),
                size_bytes: *size,
                sha256: sha256.clone(),
                uploaded_by: begun.by,
                uploaded_at: begun.at + Duration::minutes(dice.between(1, 15)),
            };
            self.evidence.push((key.clone(), file));
        }
    }
}

/// A value that was accepted, with its figure.
fn accepted(
    key: &ReportKey,
    revision: i32,
    question: &Question<'_>,
    entry: &Entry,
    accepted_at: DateTime<Utc>,
) -> (Value, Option<Amount>) {
    let value = Value {
        round: key.round.clone(),
        agency: key.agency.clone(),
        indicator: question.indicator.code.clone(),
        revision,
        applicability: entry.applicability,
        reported: question.reading(entry).map(domain::reading::Reading::parts),
        verified: None,
        explanation: entry.explanation.clone(),
        trust: TrustGrade::default(),
        accepted_at,
        working: None,
    };
    let value = Value { verified: question.verified(&value), ..value };
    let grounds = Grounds {
        has_evidence: question.indicator.evidence.required && entry.applicability == Applicability::Applies,
        is_collected: false,
        verification: match value.verified {
            Some(_) => Verification::Corrected,
            None if question.was_checked() => Verification::AgainstEvidence,
            None => Verification::None,
        },
    };
    let value = Value { trust: TrustGrade::of(grounds), ..value };
    let figure = reading_in_force(question.indicator, &value).and_then(|reading| reading.figure(question.indicator));
    (value, figure)
}

/// A draft: some entries typed, a few of them with slips.
fn half_typed(agency: &Organisation, entries: &[(Question<'_>, Entry)]) -> BTreeMap<IndicatorCode, Entry> {
    let mut dice = Dice::of(&["half typed", agency.code.as_str()]);
    let share = dice.between(250, 950);
    let mut typed = BTreeMap::new();
    for (place, (question, entry)) in entries.iter().enumerate() {
        // The first entries are there for certain, and the second one has a slip, so that there is something to correct.
        let (is_typed, has_slip) = (dice.happens(share), dice.happens(70));
        if place > 2 && !is_typed {
            continue;
        }
        let is_number = entry.applicability == Applicability::Applies;
        let entry = if is_number && (has_slip || place == 1) { question.with_a_slip(entry) } else { entry.clone() };
        typed.insert(question.indicator.code.clone(), entry);
    }
    typed
}

/// Puts the contents of made-up files into the object store, and gives their digests and sizes.
pub(super) async fn store_files(services: &Services) -> ServiceResult<Vec<(String, i64)>> {
    let mut files = Vec::new();
    for (name, words) in words::EVIDENCE {
        let content = format!("{}\n\n{name}\n{words}\n", words::EVIDENCE_HEAD);
        let digest = sha256(content.as_bytes());
        files.push((digest.clone(), i64::try_from(content.len()).unwrap_or(i64::MAX)));
        evidence::keep(services, &digest, content.into()).await?;
    }
    Ok(files)
}

//! A small country and its snapshots.

use super::*;
use crate::{
    access::Role,
    amount::Amount,
    entry::Applicability,
    ids::IndicatorCode,
    indicator::{Indicator, Measure},
    organisation::{Organisation, OrganisationTree},
    plan::Plan,
    score::{Inputs, Scheme, SchemeFile},
    submission::StateName,
};
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::Signer as _;
use std::{fmt::Debug, str::FromStr};

const PLAN: &str = include_str!("../../../reference/plans/dgp-2566.toml");
const ACHIEVEMENT: &str = include_str!("../../../reference/schemes/plan-achievement-opdc.toml");
/// One that compares bodies with each other.
const COMPARING: &str = r#"{
    "format": "tidtam-scheme/1",
    "scheme": { "code": "uptime", "edition": 1, "title": { "th": "ชื่อ" }, "description": { "th": "คำ" },
        "rounding": { "decimals": 4 }, "provenance": { "status": "demonstration", "source": "test" } },
    "node": [
        { "code": "all", "title": { "th": "ชื่อ" }, "combines": { "by": "geometric" },
          "provenance": { "status": "demonstration", "source": "test" } },
        { "code": "up", "parent": "all", "title": { "th": "ชื่อ" }, "reads": { "indicator": "svc-uptime" },
          "normalise": { "by": "percentile_rank", "scale": "100" }, "missing": "zero",
          "provenance": { "status": "demonstration", "source": "test" } },
        { "code": "skill", "parent": "all", "title": { "th": "ชื่อ" }, "reads": { "indicator": "staff-digital-skills" },
          "normalise": { "by": "z_score_min_max", "scale": "100" }, "missing": { "impute": "population_mean" },
          "provenance": { "status": "demonstration", "source": "test" } }
    ]
}"#;
const ROUND: &str = r#"{ "code": "2567-q1", "plan": "dgp-2566", "plan_version": 1, "period": "2567-q1",
    "window": { "opens": "2023-12-31T17:00:00Z", "due": "2024-01-15T16:59:59Z", "closes": "2024-02-14T16:59:59Z" } }"#;

pub(super) fn read<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("readable")
}

pub(super) fn at(days: i64) -> DateTime<Utc> {
    read::<DateTime<Utc>>("2024-02-15T00:00:00Z") + TimeDelta::days(days)
}

fn body(code: &str, parent: Option<&str>, kind: &str, duty: &str) -> Organisation {
    let text = serde_json::json!({
        "code": code, "parent": parent, "kind": kind, "duty": duty, "source": "test", "province": null,
        "name": { "th": format!("หน่วยงาน {code}"), "en": "" }, "abbreviation": { "th": "", "en": "" },
        "valid_from": null, "valid_to": null,
    });
    serde_json::from_value(text).expect("a body")
}

/// The shipped scheme with those of its nodes that read what is asked.
fn achievement() -> Scheme {
    let mut file: SchemeFile = toml::from_str(ACHIEVEMENT).expect("a scheme");
    file.nodes.retain(|node| node.reads.as_ref().is_none_or(|reads| ASKED.contains(&reads.indicator.as_str())));
    let parents: Vec<_> = file.nodes.iter().filter_map(|node| node.parent.clone()).collect();
    file.nodes.retain(|node| node.reads.is_some() || parents.contains(&node.code));
    file.checked().expect("a scheme")
}

/// What a test makes a snapshot of, and changes.
#[derive(Clone)]
pub(crate) struct Country {
    pub(crate) frame: Frame,
    pub(crate) bodies: Vec<Organisation>,
    pub(crate) reports: Vec<Report>,
    pub(crate) seed: u8,
}

/// What the plan asks here.
const ASKED: [&str; 8] = [
    "budget-disbursed",
    "data-governance-level",
    "org-digital-plan",
    "staff-digital-skills",
    "svc-accessibility",
    "svc-e2e",
    "svc-processing-days",
    "svc-uptime",
];
pub(super) const AGENCIES: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

impl Country {
    pub(crate) fn new() -> Self {
        let mut plan: Plan = toml::from_str(&PLAN.replace("format = \"tidtam-plan/1\"", "")).expect("a plan");
        plan.indicators.retain(|indicator| ASKED.contains(&indicator.code.as_str()));
        let achievement = achievement();
        let comparing: Scheme = serde_json::from_str(COMPARING).expect("a scheme");
        let mut round: crate::round::Round = serde_json::from_str(ROUND).expect("a round");
        round.plan_version = plan.plan.version;
        let mut bodies = vec![body("th", None, "root", "no"), body("moi", Some("th"), "ministry", "no")];
        bodies.extend(AGENCIES.map(|code| body(code, Some("moi"), "department", "yes")));
        bodies.sort_by(|one, other| one.code.cmp(&other.code));
        let reports: Vec<Report> =
            AGENCIES.iter().enumerate().map(|(number, code)| report(code, number, &plan)).collect();
        let inputs: Vec<Inputs> = reports
            .iter()
            .filter(|report| !report.values.is_empty())
            .map(|report| {
                let accepted = report.values.iter().map(|value| crate::score::Accepted {
                    indicator: &value.indicator,
                    applicability: value.applicability,
                    parts: value.verified.or(value.reported).map(|parts| (parts.value, parts.base)),
                    trust: value.trust,
                    working: value.working.as_ref(),
                });
                Inputs::accepted(&plan, round.period, accepted)
            })
            .collect();
        let population = comparing.population("2567-q1", &inputs).expect("a population");
        let head = Head {
            format: Format::One,
            code: read("2567-q1.final.1"),
            stage: Stage::Final,
            round,
            taken_at: at(30),
            taken_by: TakenBy::Timetable,
            note: String::new(),
            replaces: None,
            is_demonstration: true,
        };
        let compared = vec![Compared::new(achievement, None), Compared::new(comparing, Some(population))];
        Self { frame: Frame { head, plan, compared }, bodies, reports, seed: 7 }
    }

    pub(super) fn value(&mut self, body: &str, indicator: &str) -> &mut ReportedValue {
        let report = self.reports.iter_mut().find(|report| report.body.as_str() == body).expect("the report");
        report.values.iter_mut().find(|value| value.indicator.as_str() == indicator).expect("the value")
    }

    fn secret(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&[self.seed; 32])
    }

    pub(super) fn key(&self) -> SigningKey {
        let mut key = SigningKey::alone(PublicKey::new(self.secret().verifying_key().to_bytes()));
        key.since = at(0);
        key
    }

    /// The file.
    pub(crate) fn snapshot(&self) -> Vec<u8> {
        self.snapshot_of(|report| self.frame.completed(report))
    }

    /// The file with reports completed in some other way.
    pub(super) fn snapshot_of(&self, completed: impl Fn(Report) -> Report) -> Vec<u8> {
        let tree = OrganisationTree::new(self.bodies.clone()).expect("a tree");
        let mut lines = Vec::new();
        let mut add = |line: Line| lines.push(line);
        add(Line::Head(Box::new(self.frame.head.clone())));
        add(Line::Plan(Box::new(self.frame.plan.clone())));
        for compared in &self.frame.compared {
            add(Line::Scheme(Box::new(compared.scheme.clone())));
        }
        for compared in self.frame.compared.iter().filter(|compared| compared.name().is_some()) {
            add(Line::Population(Box::new(compared.population.clone())));
        }
        for body in tree.bodies() {
            add(Line::Organisation(Box::new(body.clone())));
        }
        let (mut gathered, mut counts) = (Gathered::default(), std::collections::BTreeMap::new());
        for report in &self.reports {
            let report = completed(report.clone());
            gathered.add(&self.frame, tree.kind(&report.body).expect("a body"), &report);
            for node in tree.path(&report.body) {
                let counts: &mut Counts = counts.entry(node).or_default();
                counts.expected += 1;
                counts.draft += i64::from(report.state == StateName::Draft);
                counts.accepted += i64::from(report.state == StateName::Accepted);
                counts.handed_in += i64::from(report.first_submitted_at.is_some());
                let on_time = report.first_submitted_at.is_some_and(|at| report.due_at.is_none_or(|due| at <= due));
                counts.on_time += i64::from(on_time);
            }
            add(Line::Report(Box::new(report)));
        }
        for (body, counts) in counts {
            add(Line::Completeness(BodyCounts { body, counts }));
        }
        for ranking in gathered.rankings(&self.frame) {
            add(Line::Ranking(ranking));
        }
        add(Line::Provenance(self.frame.provenance()));
        self.signed(&lines)
    }

    /// A file of these lines, whatever they say, with a manifest and a signature that fit.
    pub(super) fn signed(&self, lines: &[Line]) -> Vec<u8> {
        let (mut writer, mut file) = (Writer::default(), String::new());
        for line in lines.iter().filter(|line| !matches!(line, Line::Manifest(_) | Line::Signature(_))) {
            file.push_str(&writer.line(line).expect("a line"));
        }
        let manifest = writer.manifest(&self.frame.head, self.key().id);
        let text = manifest.text_to_sign().expect("a text");
        let signature = Signature::new(self.secret().sign(text.as_bytes()).to_bytes());
        file.push_str(&ending(manifest, signature).expect("an ending"));
        file.into_bytes()
    }

    pub(super) fn verified(&self, file: &[u8]) -> Result<Verified, Broken> {
        verify(file, vec![self.key()])
    }
}

pub(crate) fn lines(file: &[u8]) -> Vec<Line> {
    let text = std::str::from_utf8(file).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
}

pub(super) fn verify(file: &[u8], keys: Vec<SigningKey>) -> Result<Verified, Broken> {
    let mut verifier = Verifier::new(keys);
    for piece in file.chunks(1_000) {
        verifier.push(piece)?;
    }
    verifier.finish()
}

/// The last agency has only begun; one answer of the others does not apply, one was verified otherwise.
fn report(code: &str, number: usize, plan: &Plan) -> Report {
    let is_accepted = number + 1 < AGENCIES.len();
    let asked = plan.indicators.iter().filter(|indicator| indicator.scope.asks_agencies() && is_accepted);
    let mut values: Vec<ReportedValue> = asked.enumerate().map(|(place, it)| value(it, number, place)).collect();
    values.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    let step = |step: &str, role, days| Step { revision: 1, step: step.to_owned(), role: Some(role), at: at(days) };
    let steps =
        [step("submit", Role::Reporter, 1), step("approve", Role::Approver, 2), step("accept", Role::Reviewer, 3)];
    Report {
        body: read(code),
        state: if is_accepted { StateName::Accepted } else { StateName::Draft },
        revision: i32::from(is_accepted),
        accepted_revision: is_accepted.then_some(1),
        first_submitted_at: is_accepted.then(|| at(1)),
        due_at: Some(at(1)),
        steps: if is_accepted { steps.to_vec() } else { Vec::new() },
        values,
        carried: Vec::new(),
        not_asked: Vec::new(),
        scores: Vec::new(),
        objections: Vec::new(),
        provenance: serde_json::Value::Null,
    }
}

fn value(indicator: &Indicator, number: usize, place: usize) -> ReportedValue {
    let spread = i64::try_from((number * 7 + place * 3) % 11).expect("small");
    let (value, base) = match &indicator.measure {
        Measure::Ratio { .. } => (spread, Some(11)),
        Measure::Mean { .. } => (spread, Some(5)),
        Measure::Level { lowest, highest, .. } => (i64::from(*lowest).max(spread.min(i64::from(*highest))), None),
        Measure::YesNo => (spread % 2, None),
        Measure::Rank { .. } => (spread + 1, None),
        Measure::Count | Measure::Cumulative | Measure::Amount | Measure::Score { .. } => (spread, None),
    };
    let parts = |value: i64| Parts { value: Amount::whole(value), base: base.map(Amount::whole) };
    let does_not_apply = place == 4 && number == 2;
    ReportedValue {
        indicator: IndicatorCode::clone(&indicator.code),
        revision: 1,
        applicability: if does_not_apply { Applicability::NotApplicable } else { Applicability::Applies },
        reported: (!does_not_apply).then(|| parts(value)),
        verified: (place == 5 && number == 1).then(|| parts(value)),
        figure: None,
        trust: None,
        working: None,
        accepted_at: at(3),
    }
}

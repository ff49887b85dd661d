//! The rows of a table, line by line.

use super::{Cell, Table};
use crate::{
    amount::Amount,
    indicator::Indicator,
    organisation::{Duty, Organisation},
    plan::Plan,
    score::Contribution,
    snapshot::{
        BodyCounts, BodyPlace, BodyScore, Head, Line, NodeScore, Outcome, Parts, Ranking, Report, ReportedValue,
    },
    status::Status,
};
use serde::Serialize;

/// The rows of one table, as the lines of a snapshot come by.
#[derive(Debug, Clone)]
pub struct Rows {
    table: Table,
    head: Option<Head>,
    /// What values are held against.
    plan: Option<Plan>,
}

impl Rows {
    /// Of one table.
    pub fn new(table: Table) -> Self {
        Self { table, head: None, plan: None }
    }

    /// The rows that the next line gives.
    pub fn of(&mut self, line: &Line) -> Vec<Vec<Cell>> {
        match (line, self.table) {
            (Line::Head(head), table) => {
                self.head = Some(head.as_ref().clone());
                if table == Table::Snapshot { vec![snapshot(head)] } else { Vec::new() }
            }
            (Line::Organisation(body), Table::Organisations) => vec![organisation(body)],
            (Line::Plan(plan), Table::Values) => {
                self.plan = Some(plan.as_ref().clone());
                Vec::new()
            }
            (Line::Plan(plan), Table::Indicators) => plan.indicators.iter().map(indicator).collect(),
            (Line::Report(report), table) => {
                let plan = self.plan.as_ref();
                self.head.as_ref().map(|head| of_report(table, head, plan, report)).unwrap_or_default()
            }
            (Line::Ranking(ranking), Table::Places) => places(ranking),
            (Line::Completeness(of), Table::Completeness) => vec![completeness(of)],
            (_, _) => Vec::new(),
        }
    }
}

fn of_report(table: Table, head: &Head, plan: Option<&Plan>, of: &Report) -> Vec<Vec<Cell>> {
    match table {
        Table::Reports => vec![report(head, of)],
        Table::Values => of.values.iter().map(|it| value(head, plan, of, it)).collect(),
        Table::Scores => of.scores.iter().map(|it| score(of, it)).collect(),
        Table::ScoreNodes => {
            of.scores.iter().flat_map(|score| score.nodes.iter().map(|it| node(of, score, it))).collect()
        }
        Table::Snapshot | Table::Organisations | Table::Indicators | Table::Places | Table::Completeness => Vec::new(),
    }
}

fn text(text: &(impl ToString + ?Sized)) -> Cell {
    let text = text.to_string();
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}

fn maybe<T>(there: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    there.map_or(Cell::Blank, cell)
}

fn number(amount: Option<Amount>) -> Cell {
    maybe(amount, Cell::Number)
}

/// The name of what may carry more than its name.
fn name(of: &impl Serialize) -> Cell {
    match serde_json::to_value(of) {
        Ok(serde_json::Value::String(name)) => text(&name),
        Ok(serde_json::Value::Object(members)) => {
            let tag = members.get("type").and_then(serde_json::Value::as_str);
            maybe(tag.or_else(|| members.keys().next().map(String::as_str)), text)
        }
        Ok(_) | Err(_) => Cell::Blank,
    }
}

fn snapshot(head: &Head) -> Vec<Cell> {
    let period = head.round.period;
    vec![
        text(&head.code),
        text(head.stage.as_ref()),
        text(&head.round.code),
        text(&period),
        Cell::Date(period.first_day()),
        Cell::Date(period.last_day()),
        text(&head.round.plan),
        Cell::Whole(i64::from(head.round.plan_version)),
        Cell::Instant(head.taken_at),
        text(head.taken_by.as_ref()),
        text(&head.note),
        maybe(head.replaces.as_ref(), |before| text(&before.code)),
        Cell::Truth(head.is_demonstration),
    ]
}

fn organisation(body: &Organisation) -> Vec<Cell> {
    vec![
        text(&body.code),
        maybe(body.parent.as_ref(), text),
        text(body.kind.as_ref()),
        text(&body.name.th),
        text(&body.name.en),
        text(&body.abbreviation.th),
        text(&body.abbreviation.en),
        maybe(body.province.as_ref(), text),
        maybe(body.valid_from, Cell::Date),
        maybe(body.valid_to, Cell::Date),
        Cell::Truth(body.duty == Duty::Reports),
        text(&body.source),
    ]
}

fn indicator(of: &Indicator) -> Vec<Cell> {
    vec![
        text(&of.code),
        text(&of.strategy),
        text(&of.name.th),
        text(&of.name.en),
        text(&of.definition.th),
        text(&of.definition.en),
        text(&of.unit.th),
        text(&of.unit.en),
        text(of.measure.as_ref()),
        text(of.polarity.as_ref()),
        text(of.frequency.as_ref()),
        text(of.scope.as_ref()),
        Cell::Number(of.weight),
        text(&of.provenance.source),
        text(of.provenance.status.as_ref()),
    ]
}

fn report(head: &Head, of: &Report) -> Vec<Cell> {
    vec![
        text(&head.round.code),
        text(&of.body),
        text(of.state.as_ref()),
        Cell::Whole(i64::from(of.revision)),
        maybe(of.accepted_revision, |revision| Cell::Whole(i64::from(revision))),
        maybe(of.first_submitted_at, Cell::Instant),
    ]
}

fn value(head: &Head, plan: Option<&Plan>, of: &Report, it: &ReportedValue) -> Vec<Cell> {
    let period = head.round.period;
    let day = period.last_day();
    let indicator = plan.and_then(|plan| plan.indicator(&it.indicator));
    let status = indicator.map_or(Status::NoData, |indicator| it.status(indicator, day));
    let whole = |parts: Option<Parts>| number(parts.map(|parts| parts.value));
    let base = |parts: Option<Parts>| number(parts.and_then(|parts| parts.base));
    vec![
        text(&head.round.code),
        text(&period),
        Cell::Date(period.first_day()),
        Cell::Date(period.last_day()),
        text(&of.body),
        text(&it.indicator),
        text(it.applicability.as_ref()),
        whole(it.reported),
        base(it.reported),
        whole(it.verified),
        base(it.verified),
        number(it.figure),
        Cell::Whole(i64::from(it.revision)),
        Cell::Instant(it.accepted_at),
        Cell::Truth(it.working.is_some()),
        number(indicator.and_then(|indicator| indicator.expected_of_one(day))),
        text(status.as_ref()),
    ]
}

fn score(of: &Report, it: &BodyScore) -> Vec<Cell> {
    let (scored, reason) = match &it.outcome {
        Outcome::Scored(score) => (Some(score), Cell::Blank),
        Outcome::Absent(absence) => (None, name(absence)),
        Outcome::Fault(fault) => (None, name(fault)),
    };
    let class = scored.and_then(|score| score.class.as_ref());
    vec![
        text(&it.scheme),
        Cell::Whole(i64::from(it.edition)),
        text(&of.body),
        maybe(it.population.as_ref(), text),
        name(&it.outcome),
        number(scored.map(|score| score.published)),
        number(scored.map(|score| score.full)),
        maybe(class, |class| text(&class.code)),
        maybe(class.and_then(|class| class.part.as_ref()), text),
        reason,
    ]
}

fn node(of: &Report, score: &BodyScore, it: &NodeScore) -> Vec<Cell> {
    vec![
        text(&score.scheme),
        text(&of.body),
        text(&it.node),
        number(it.figure),
        number(it.value),
        number(it.weight),
        number(it.contribution.map(|it| match it {
            Contribution::Part(amount) | Contribution::Factor(amount) => amount,
        })),
        maybe(it.contribution.as_ref(), name),
        maybe(it.absence.as_ref(), name),
    ]
}

fn places(ranking: &Ranking) -> Vec<Vec<Cell>> {
    let row =
        |of: &BodyPlace| vec![text(&ranking.scheme), text(&of.body), Cell::Whole(of.place), Cell::Truth(of.is_shared)];
    ranking.places.iter().map(row).collect()
}

fn completeness(of: &BodyCounts) -> Vec<Cell> {
    let counts = of.counts;
    let all = [
        counts.expected,
        counts.draft,
        counts.returned,
        counts.submitted,
        counts.approved,
        counts.accepted,
        counts.handed_in,
        counts.on_time,
    ];
    std::iter::once(text(&of.body)).chain(all.map(Cell::Whole)).collect()
}

//! One indicator in the provinces: who reports for each, and how it stands there.

use super::{
    Dashboards,
    definition::{Definition, definition_in},
    indicator::{MadeOf, NodeFigure},
    line::{PassedOver, View},
    status::Standing,
};
use crate::{Actor, ServiceResult, rounds::RoundNow, store};
use chrono::{DateTime, Utc};
use domain::{
    calendar::Period,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::Organisation,
    ranking::Coverage,
    status::StatusCounts,
};

/// One indicator in the provinces.
#[derive(Debug, Clone)]
pub struct ProvinceMap {
    /// When it was looked at: figures are those of this instant.
    pub as_of: DateTime<Utc>,
    /// The round shown.
    pub round: RoundNow,
    /// The latest rounds, newest first, to choose from.
    pub rounds: Vec<RoundNow>,
    /// The latest round that has opened, where none was named and too few of its reports are accepted to show it.
    pub passed_over: Option<PassedOver>,
    /// What the indicator means.
    pub definition: Definition,
    /// The provinces that are asked, in the order of their codes.
    pub provinces: Vec<ProvinceFigure>,
    /// How many provinces have which status.
    pub counts: StatusCounts,
    /// How many gave a figure, out of how many that are asked.
    pub coverage: Coverage,
}

/// One province.
#[derive(Debug, Clone)]
pub struct ProvinceFigure {
    /// The code of the province.
    pub province: String,
    /// Who reports for it, and how the indicator stands there.
    pub node: NodeFigure,
    /// The period the figure is of.
    pub as_of: Option<Period>,
}

impl Dashboards<'_> {
    /// One indicator in the provinces in a round; without one named, in the latest with enough accepted reports.
    ///
    /// # Errors
    /// There is no such indicator in any plan, or no such round; the actor may not.
    pub async fn province_map(
        &self,
        actor: &Actor,
        code: &IndicatorCode,
        round: Option<&RoundCode>,
    ) -> ServiceResult<ProvinceMap> {
        let services = self.0;
        let mut tx = services.db().read().await?;
        let view = View::load(services, &mut tx, actor, round).await?;
        let shown = view.shown();
        let day = shown.round.period.last_day();
        let definition = definition_in(services, &mut tx, code, Some(&shown.plan), day).await?;
        let track = view.track(code);
        let answered = view.answered_at(&track, view.shown_place());
        let asked = answered.and_then(|place| track[place].map(|known| (place, known)));
        let by_province = view.tree.of_provinces(day);
        let is_asked = |body: &Organisation| asked.is_some_and(|(_, known)| known.is_asked_of(body.kind));
        let bodies: Vec<(&str, &Organisation)> = by_province.into_iter().filter(|(_, body)| is_asked(body)).collect();
        let nodes: Vec<OrganisationCode> = bodies.iter().map(|(_, body)| body.code.clone()).collect();
        let wanted: Vec<_> =
            asked.map(|(place, _)| view.wanted_of_line(Some(code)).swap_remove(place)).into_iter().collect();
        let sums = store::rollups::sums(&mut tx, &wanted, &nodes).await?;
        let standing = Standing { services, view: &view, sums: &sums };
        let reporters = standing.reporters(answered.unwrap_or(view.shown_place()));
        let figure = |(province, body): (&str, &Organisation)| {
            let answer = standing.answer(&body.code, &track, view.shown_place());
            let place = answer.place.unwrap_or(view.shown_place());
            let expected = asked.map_or(0, |(at, known)| view.asked((at, &reporters), &body.code, known));
            let is_alone = view.line[place].tree.children(&body.code).is_empty();
            ProvinceFigure {
                province: province.to_owned(),
                node: NodeFigure {
                    organisation: body.clone(),
                    figure: answer.figure,
                    expected: answer.expected,
                    status: answer.status,
                    coverage: Coverage { contributors: answer.contributors, expected },
                    made_of: if is_alone { MadeOf::Itself } else { MadeOf::Bodies },
                },
                as_of: answer.place.map(|place| view.period(place)),
            }
        };
        let mut provinces: Vec<ProvinceFigure> = bodies.into_iter().map(figure).collect();
        if let Some((place, known)) = asked.filter(|(_, known)| known.measure.rollup_rule().is_none()) {
            let figures = view.every_figure(services, &mut tx, (place, known)).await?;
            let apart = view.apart(place, &figures);
            for province in &mut provinces {
                view.tell_apart((place, known), &apart, &mut province.node);
            }
        }
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let contributors = provinces.iter().filter(|province| province.node.figure.is_some()).count();
        Ok(ProvinceMap {
            as_of: view.at,
            round: view.round_now(),
            counts: provinces.iter().map(|province| province.node.status).collect(),
            coverage: Coverage { contributors: count(contributors), expected: count(provinces.len()) },
            definition,
            provinces,
            rounds: view.rounds,
            passed_over: view.passed_over,
        })
    }
}

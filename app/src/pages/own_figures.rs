//! The figures of one agency in the last rounds: every indicator that it is asked for, each held against what was expected then.

use super::organisation::way_along;
use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        history_matrix::{Content, MatrixCell, MatrixRow, history_matrix},
        no_round::no_round,
        notice::failed,
        print::PrintButton,
        round_picker::{ROUND, asked_round, in_same_round, passed_over, round_picker},
        title::PageTitle,
    },
    text::{dashboards, dashboards::Dashboards, format, unjudged::Stands, words_in},
};
use domain::{ids::OrganisationCode, status::Status};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{AgencyIndicator, OrganisationDashboard},
};

/// The figures of the body in the address.
#[component]
pub(crate) fn OwnFigures() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    Suspend::new(async move {
        match found(&page, code).await {
            Err(ServiceError::NotFound("round")) if page.asked(ROUND).is_none() => {
                EitherOf3::A(no_round(words_in::<Dashboards>(page.language).rounds_of_figures))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(dashboard) => EitherOf3::C(page_of(&page, &dashboard)),
        }
    })
}

async fn found(page: &PageContext, code: ServiceResult<OrganisationCode>) -> ServiceResult<OrganisationDashboard> {
    let (actor, code, round) = (page.actor()?, code?, asked_round(page)?);
    page.services.dashboards().organisation(actor, &code, round.as_ref(), 1).await
}

fn page_of(page: &PageContext, dashboard: &OrganisationDashboard) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let body = &dashboard.organisation;
    let name = body.name.in_language(language).to_owned();
    let period = dashboard.round.round.period;
    let mut way = way_along(page, &dashboard.breadcrumbs);
    way.push(Crumb::new(in_same_round(page, &format!("/organisations/{}", body.code)), name.clone()));
    let picker = round_picker(&dashboard.rounds, &dashboard.round);
    let stamp = dashboards::stamp(language, dashboard.as_of, period);
    let basis = if page.is_demonstration { words.made_up } else { words.accepted_only };
    let rows: Vec<_> = dashboard.report.iter().flat_map(|own| &own.standing.strategies).collect();
    let rows = rows.iter().flat_map(|strategy| &strategy.indicators);
    let rows: Vec<_> = rows.map(|own| row(page, &body.code, own)).collect();
    let table = history_matrix(language, &rows, "history-of-figures", words.rounds_of_figures);
    let content = if let Some(table) = table {
        Either::Left(view! { {table}<p class="headline__stamp">{format!("{stamp} · {basis}")}</p> })
    } else {
        let why = if dashboard.report.is_some() { words.no_figure } else { words.no_report };
        Either::Right(view! { <div class="empty"><p class="empty__title">{why}</p></div> })
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.rounds_of_figures.to_owned()/>
            <PageTitle
                title=words.rounds_of_figures.to_owned()
                over=format!("{name} · {}", format::period(language, period))
            >
                {picker}
                <PrintButton/>
            </PageTitle>
        </div>
        {passed_over(page, dashboard.passed_over.as_ref())}
        {content}
    }
}

fn row(page: &PageContext, agency: &OrganisationCode, own: &AgencyIndicator) -> MatrixRow {
    let language = page.language;
    let rounds = own.series.iter().zip(&own.expected_series);
    let cells = rounds.map(|((period, figure), (_, expected))| {
        let round = format::short_period(language, *period);
        if !own.indicator.frequency.is_asked_in(*period) {
            return MatrixCell { round, content: Content::NotAsked };
        }
        let status = if own.not_applicable.contains(period) {
            Status::NotApplicable
        } else {
            Status::of(*figure, *expected, &own.indicator.polarity)
        };
        let stands = Stands::of_one((status, *figure));
        let figure = figure.map(|figure| format::of_one(language, &own.indicator, figure));
        MatrixCell { round, content: Content::Asked { figure, stands } }
    });
    MatrixRow {
        href: in_same_round(page, &format!("/organisations/{agency}/indicators/{}", own.indicator.code)),
        name: own.indicator.name.in_language(language).to_owned(),
        cells: cells.collect(),
    }
}

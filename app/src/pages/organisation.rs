//! One body of the state in one round: how it and those below it stand, what it reported, and who it is.

mod below;
mod own;
pub(crate) mod register;

use super::national::columns;
use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        headline::{Headline, headline, moved_since},
        notice::failed,
        pagination::asked_page,
        print::PrintButton,
        profile::profiles,
        round_picker::{asked_round, in_same_round, passed_over, round_picker, with_value},
        score_links::scores_of_body,
        status_columns::status_columns,
        title::PageTitle,
        window::WindowBadge,
    },
    text::{
        compare::Compare, dashboards, dashboards::Dashboards, format, letter::Letter, organisations,
        organisations::Organisations as Words, words_in,
    },
};
use domain::{
    ids::OrganisationCode,
    organisation::{Duty, Organisation as Body, OrganisationEvent, OrganisationTree},
    status::Status,
    submission::Submission,
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::OrganisationDashboard,
    objections::{Beside, ObjectedFigures},
    reports::Obstacle,
    scores::{Profile, SchemeScore},
};
use std::sync::Arc;

/// What is read for the page.
struct Found {
    tree: Arc<OrganisationTree>,
    body: Body,
    events: Vec<OrganisationEvent>,
    /// Nothing before there is any round.
    dashboard: Option<OrganisationDashboard>,
    /// Its score by each scheme that is in force.
    scores: Vec<SchemeScore>,
    /// To which of them there is an objection.
    objected: ObjectedFigures,
    /// Its pillars, or those of all below it, beside those of others.
    profiles: Vec<Profile>,
    /// Its reports, where the one who looks may read them.
    reports: Vec<Submission>,
    /// What it said stood in its way, where the one who looks may read its reports.
    obstacles: Vec<Obstacle>,
}

/// The body of the address.
#[component]
pub(crate) fn Organisation() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    Suspend::new(async move {
        match found(&page, code).await {
            Err(error) => EitherOf3::A(failed(error)),
            Ok(found) => match &found.dashboard {
                Some(dashboard) => EitherOf3::B(dashboard_of(&page, &found, dashboard)),
                None => EitherOf3::C(without_round(&page, &found)),
            },
        }
    })
}

async fn found(page: &PageContext, code: ServiceResult<OrganisationCode>) -> ServiceResult<Found> {
    let actor = page.actor()?;
    let tree = page.services.organisations().tree(actor).await?;
    let body = tree.get(&code?).cloned().ok_or(ServiceError::NotFound("organisation"))?;
    let events = page.services.organisations().events(actor).await?;
    let round = asked_round(page)?;
    let number = u32::try_from(asked_page()).unwrap_or(u32::MAX);
    let dashboard = match page.services.dashboards().organisation(actor, &body.code, round.as_ref(), number).await {
        Ok(dashboard) => Some(dashboard),
        Err(ServiceError::NotFound("round")) if round.is_none() => None,
        Err(error) => return Err(error),
    };
    let is_readable = dashboard.as_ref().and_then(|found| found.report.as_ref()).is_some_and(|own| own.is_readable);
    let reports = if is_readable { page.services.reports().of_agency(actor, &body.code).await? } else { Vec::new() };
    let obstacles =
        if is_readable { page.services.reports().obstacles_of(actor, &body.code).await? } else { Vec::new() };
    let (scores, profiles) = match &dashboard {
        Some(OrganisationDashboard { report, round, .. }) => {
            let duty = if report.is_some() { Duty::Reports } else { Duty::None };
            page.services.scores().profiles(actor, &body.code, &round.round.code, duty).await?
        }
        None => (Vec::new(), Vec::new()),
    };
    let objected = match &dashboard {
        Some(OrganisationDashboard { round, .. }) if !scores.is_empty() => {
            let own = Beside::Bodies(std::slice::from_ref(&body.code));
            page.services.objections().beside(actor, &round.round.code, own).await?
        }
        Some(_) | None => ObjectedFigures::default(),
    };
    Ok(Found { tree, body, events, dashboard, scores, objected, profiles, reports, obstacles })
}

fn without_round(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let name = found.body.name.in_language(language).to_owned();
    let way = way_to(page, &found.tree, &found.body);
    let over = organisations::kind(language, found.body.kind);
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=name.clone()/>
            <PageTitle title=name over lead=ended(language, &found.body).unwrap_or_default()/>
        </div>
        {register::below_of(language, found)}
        {register::history_of(language, found)}
        {register::entry_of(language, found)}
    }
}

fn ended(language: Language, body: &Body) -> Option<String> {
    body.valid_to.map(|last_day| organisations::ended_on(language, last_day))
}

fn dashboard_of(page: &PageContext, found: &Found, dashboard: &OrganisationDashboard) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let body = &found.body;
    let name = body.name.in_language(language).to_owned();
    let period = dashboard.round.round.period;
    let over = format!("{} · {}", organisations::kind(language, body.kind), format::period(language, period));
    let state = dashboard.report.as_ref().map_or(dashboard.round.state, |own| own.window_state);
    let picker = round_picker(&dashboard.rounds, &dashboard.round);
    let way = way_to(page, &found.tree, body);
    let has_figures = dashboard.counts.total() > 0;
    let headline = has_figures.then(|| headline(headline_of(page, dashboard)));
    let compared = with_value(&in_same_round(page, "/compare"), "with", body.code.as_str());
    let letter = in_same_round(page, &format!("/organisations/{}/letter", body.code));
    let has_below = !found.tree.children(&body.code).is_empty();
    let below = has_below.then(|| below::section(page, found, dashboard));
    let own = match &dashboard.report {
        Some(own) => Either::Left(own::section(page, found, dashboard, own)),
        None if has_below => Either::Right(None),
        None => Either::Right(Some(view! {
            <div class="empty"><p class="empty__title">{words.no_report}</p></div>
        })),
    };
    let trend = dashboard.trend.iter().any(|point| point.counts.judged() > 0).then(|| {
        view! {
            <section class="stack" aria-labelledby="trend">
                <h2 id="trend">{words.trend}</h2>
                {status_columns(&columns(language, &dashboard.trend), "trend-chart")}
            </section>
        }
    });
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=name.clone()/>
            <PageTitle title=name over lead=ended(language, body).unwrap_or_default()>
                <WindowBadge state/>
                {picker}
                <PrintButton/>
            </PageTitle>
        </div>
        {passed_over(page, dashboard.passed_over.as_ref())}
        {headline}
        {has_figures.then(|| {
            let letter = dashboard.report.is_some().then(|| {
                view! { <a href=letter>{words_in::<Letter>(language).link}</a> }
            });
            view! { <p class="cluster"><a href=compared>{words_in::<Compare>(language).link}</a>{letter}</p> }
        })}
        {scores_of_body(language, &dashboard.round.round.code, &body.code, (&found.scores, &found.objected))}
        {profiles(language, &dashboard.round.round.code, &body.code, &found.profiles)}
        {below}
        {own}
        {trend}
        {register::history_of(language, found)}
        {register::entry_of(language, found)}
    }
}

fn headline_of(page: &PageContext, dashboard: &OrganisationDashboard) -> Headline {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let counts = dashboard.completeness;
    let is_alone = dashboard.strategies.is_empty();
    let missing =
        (!is_alone && counts.missing() > 0).then(|| dashboards::missing(language, counts.missing(), counts.expected));
    let reports = (!is_alone).then(|| counts.accepted_of_owed());
    let too_little =
        (dashboard.verdict == Status::NoData).then(|| dashboards::too_little(language, reports, dashboard.counts));
    let basis = if page.is_demonstration { words.made_up } else { words.accepted_only };
    let accepted =
        format!("{} {}", words.accepted, dashboards::of_agencies(language, counts.accepted, counts.expected));
    let stamp = [
        Some(dashboards::stamp(language, dashboard.as_of, dashboard.round.round.period)),
        (!is_alone).then_some(accepted),
        Some(basis.to_owned()),
    ];
    Headline {
        verdict: dashboard.verdict,
        counts: dashboard.counts,
        why: too_little.into_iter().chain(missing).collect(),
        trend: moved_since(language, &dashboard.trend, |point| {
            point.counts.verdict((!is_alone).then(|| point.completeness.accepted_of_owed()))
        }),
        stamp: vec![stamp.into_iter().flatten().collect::<Vec<_>>().join(" · "), words.overall_rule.to_owned()],
        listed_at,
    }
}

fn listed_at(page: &PageContext, status: Status) -> String {
    format!("{}#indicators", page.address_with(&[("status", status.as_ref())]))
}

/// The pages above a body: the list of all, then each body on the path.
pub(crate) fn way_to(page: &PageContext, tree: &OrganisationTree, body: &Body) -> Vec<Crumb> {
    let all = Crumb::new("/organisations", words_in::<Words>(page.language).title);
    let mut path = tree.path(&body.code);
    path.reverse();
    let above = path.iter().filter(|code| *code != tree.root() && **code != body.code);
    let above = above.filter_map(|code| tree.get(code)).map(|body| {
        Crumb::new(in_same_round(page, &format!("/organisations/{}", body.code)), body.name.in_language(page.language))
    });
    std::iter::once(all).chain(above).collect()
}

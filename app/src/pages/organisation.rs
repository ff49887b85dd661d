//! One body of the state in one round: how it and those below it stand, what it reported, and who it is.

mod below;
pub(crate) mod moves;
mod own;
pub(crate) mod register;

use super::national::columns;
use crate::{
    context::{self, PageContext},
    listing::{ORDER, SORT, STATUS},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        headline::{Headline, headline, moved_since},
        narrowed::{self, Meaning, NarrowedTo},
        notice::failed,
        pagination::asked_page,
        print::PrintButton,
        profile::profiles,
        round_picker::{ROUND, asked_round, in_same_round, passed_over, round_picker, with_value},
        score_links::{Below, scores_of_body},
        status_columns::{Column, status_columns},
        title::PageTitle,
        unknown::Unknown,
        window::WindowBadge,
    },
    text::{
        compare::Compare,
        dashboards,
        dashboards::Dashboards,
        format,
        letter::Letter,
        narrowed::Narrowed,
        organisations,
        organisations::Organisations as Words,
        unjudged::{Stands, Unjudged},
        words_in,
    },
};
use domain::{
    ids::OrganisationCode,
    organisation::{Organisation as Body, OrganisationTree},
    status::Status,
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    dashboards::{OrganisationDashboard, OrganisationPage, TrendPoint},
};

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

async fn found(page: &PageContext, code: ServiceResult<OrganisationCode>) -> ServiceResult<OrganisationPage> {
    let (actor, code, round) = (page.actor()?, code?, asked_round(page)?);
    let number = u32::try_from(asked_page()).unwrap_or(u32::MAX);
    let filter = narrowed::asked(page);
    page.services.dashboards().organisation_page(actor, &code, round.as_ref(), number, &filter).await
}

fn without_round(page: &PageContext, found: &OrganisationPage) -> impl IntoView + use<> {
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

fn dashboard_of(
    page: &PageContext,
    found: &OrganisationPage,
    dashboard: &OrganisationDashboard,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let body = &found.body;
    let name = body.name.in_language(language).to_owned();
    let period = dashboard.round.round.period;
    let over = format!("{} · {}", organisations::kind(language, body.kind), format::period(language, period));
    let state = dashboard.report.as_ref().map_or(dashboard.round.state, |own| own.window_state);
    let picker = round_picker(&dashboard.rounds, &dashboard.round);
    let way = way_to(page, &found.tree, body);
    let has_below = !found.tree.children(&body.code).is_empty();
    let narrowed_to = narrowed_to(language, dashboard, has_below);
    let (only, narrow) = (narrowed_to.line(page), narrowed_to.form(page, &[ROUND, STATUS, SORT, ORDER]));
    let has_figures = dashboard.counts.total() > 0;
    let headline = has_figures.then(|| headline(headline_of(page, dashboard, has_below)));
    let of_narrowed = words_in::<Narrowed>(language);
    let nothing_asked = match (dashboard.strategy.is_some(), dashboard.kind.is_some()) {
        (true, true) => Some(of_narrowed.nothing_asked),
        (true, false) | (false, true) => Some(of_narrowed.nothing_asked_here),
        (false, false) => None,
    };
    let nothing_asked = nothing_asked.filter(|_| !has_figures).map(|said| view! { <p>{said}</p> });
    let compared = with_value(&in_same_round(page, "/compare"), "with", body.code.as_str());
    let letter = in_same_round(page, &format!("/organisations/{}/letter", body.code));
    // Pillars of all below are those of every kind: they do not stand under the name of one.
    let of_all_kinds = dashboard.kind.is_none() || dashboard.report.is_some();
    let others = match (has_below, body.code == *found.tree.root()) {
        (false, _) => Below::Nobody,
        (true, false) => Below::Those(&body.code),
        (true, true) => Below::Everybody,
    };
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
                {status_columns(&with_moves(language, &found.tree, &dashboard.trend), "trend-chart")}
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
        <div class="stack stack--tight">{only}{headline}{nothing_asked}</div>
        <div class="stack stack--tight">{narrow}</div>
        {has_figures.then(|| {
            let letter = dashboard.report.is_some().then(|| {
                view! { <a href=letter>{words_in::<Letter>(language).link}</a> }
            });
            view! { <p class="cluster"><a href=compared>{words_in::<Compare>(language).link}</a>{letter}</p> }
        })}
        {scores_of_body(language, &dashboard.round.round.code, (&body.code, others), (&found.scores, &found.objected))}
        {of_all_kinds.then(|| profiles(language, &dashboard.round.round.code, (&body.code, others), &found.profiles))}
        {below}
        {own}
        {trend}
        {register::history_of(language, found)}
        {register::entry_of(language, found)}
    }
}

/// The rounds of a trend as columns, with what moved since the round before.
fn with_moves(language: Language, tree: &OrganisationTree, trend: &[TrendPoint]) -> Vec<Column> {
    let with = |(column, point): (Column, &TrendPoint)| Column {
        events: moves::before_column(language, tree, &point.moves),
        ..column
    };
    columns(language, trend).into_iter().zip(trend).map(with).collect()
}

/// What the page is narrowed to.
fn narrowed_to(language: Language, dashboard: &OrganisationDashboard, has_below: bool) -> NarrowedTo<'_> {
    let words = words_in::<Narrowed>(language);
    let strategy = if has_below { words.body_strategy_why } else { words.own_strategy_why };
    NarrowedTo {
        plan: Some(&*dashboard.plan),
        strategy: dashboard.strategy.as_ref(),
        kind: dashboard.kind.filter(|_| has_below),
        kinds: &dashboard.kinds,
        no_kind: if has_below { Unknown::KindHere } else { Unknown::OneBody },
        meaning: Meaning { strategy, kind: words.body_kind_why, both: words.body_both_why },
    }
}

fn headline_of(page: &PageContext, dashboard: &OrganisationDashboard, has_below: bool) -> Headline {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let counts = dashboard.completeness;
    let missing =
        (has_below && counts.missing() > 0).then(|| dashboards::missing(language, counts.missing(), counts.expected));
    let reports = has_below.then(|| counts.accepted_of_owed());
    let too_little =
        (dashboard.verdict == Status::NoData).then(|| dashboards::too_little(language, reports, dashboard.counts));
    let basis = if page.is_demonstration { words.made_up } else { words.accepted_only };
    let accepted =
        format!("{} {}", words.accepted, dashboards::of_agencies(language, counts.accepted, counts.expected));
    let stamp = [
        Some(dashboards::stamp(language, dashboard.as_of, dashboard.round.round.period)),
        has_below.then_some(accepted),
        Some(basis.to_owned()),
    ];
    Headline {
        verdict: dashboard.verdict,
        counts: dashboard.counts,
        unjudged: match &dashboard.report {
            Some(report) if !has_below => Unjudged::own(&report.standing.strategies),
            Some(_) | None => Unjudged::together(&dashboard.strategies),
        },
        reports,
        why: too_little.into_iter().chain(missing).collect(),
        trend: moved_since(language, &dashboard.trend, |point| {
            point.counts.verdict(has_below.then(|| point.completeness.accepted_of_owed()))
        }),
        stamp: vec![stamp.into_iter().flatten().collect::<Vec<_>>().join(" · "), words.overall_rule.to_owned()],
        listed_at,
    }
}

fn listed_at(page: &PageContext, stands: Stands) -> String {
    format!("{}#indicators", page.address_with(&[(STATUS, stands.code())]))
}

/// The pages above a body: the list of all, then each body on the path.
pub(crate) fn way_to(page: &PageContext, tree: &OrganisationTree, body: &Body) -> Vec<Crumb> {
    let path = tree.path(&body.code);
    way_along(page, path.iter().skip(1).rev().filter_map(|above| tree.get(above)))
}

/// The same along the bodies above it, the country first, which has a page of its own.
pub(crate) fn way_along<'a>(page: &PageContext, above: impl IntoIterator<Item = &'a Body>) -> Vec<Crumb> {
    let all = Crumb::new("/organisations", words_in::<Words>(page.language).title);
    let above = above.into_iter().filter(|body| body.parent.is_some()).map(|body| {
        Crumb::new(in_same_round(page, &format!("/organisations/{}", body.code)), body.name.in_language(page.language))
    });
    std::iter::once(all).chain(above).collect()
}

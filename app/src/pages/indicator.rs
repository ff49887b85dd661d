//! One indicator: how it stands, on the way to its targets, by ministry, agencies ranked, and what it means.

pub(crate) mod definition;
pub(crate) mod parts;
mod ranking;
pub(crate) mod trajectory;

use crate::{
    context::{self, PageContext},
    pages::national::international,
    parts::{
        badge::status_badge,
        breadcrumbs::{Breadcrumbs, Crumb},
        figure::{Figure, figures},
        indicator_way::ORGANISATION,
        narrowed::{self, Meaning, NarrowedTo},
        notice::failed,
        outlook::outlook,
        print::PrintButton,
        round_picker::{ROUND, asked_round, in_same_round, passed_over, round_picker},
        title::PageTitle,
        trajectory_chart::trajectory_chart,
        trust::asked_grade,
        unknown::Unknown,
    },
    text::{
        dashboards, dashboards::Dashboards, definitions, format, measures, measures::Measures, narrowed::Narrowed,
        plans::Plans, province_map::ProvinceMap, unjudged::Stands, words_in,
    },
};
use domain::{
    forecast::Subject,
    ids::{IndicatorCode, OrganisationCode},
    indicator::Polarity,
    organisation::OrganisationKind,
    text::Language,
};
use leptos::{either::EitherOf3, prelude::*};
use service::{
    ServiceError, ServiceResult,
    dashboards::{Definition, IndicatorFilter, IndicatorPage},
};

/// The indicator of the address.
#[component]
pub(crate) fn Indicator() -> impl IntoView {
    let page = context::page();
    let code = context::named::<IndicatorCode>("code", "indicator");
    Suspend::new(async move {
        match found(&page, code).await {
            Err(error) => EitherOf3::A(failed(error)),
            Ok(Found::BeforeRounds(definition)) => EitherOf3::B(before_rounds(&page, &definition)),
            Ok(Found::Round(found)) => EitherOf3::C(page_of(&page, &found)),
        }
    })
}

/// What is read for the page.
enum Found {
    /// The indicator in a round.
    Round(Box<IndicatorPage>),
    /// What is known before any round: what it means, and its sourced figures.
    BeforeRounds(Box<Definition>),
}

async fn found(page: &PageContext, code: ServiceResult<IndicatorCode>) -> ServiceResult<Found> {
    let (code, round) = (code?, asked_round(page)?);
    let dashboards = page.services.dashboards();
    let under = page.asked(ORGANISATION).map(|under| under.parse::<OrganisationCode>()).transpose();
    let under = under.map_err(|_| ServiceError::NotFound("organisation"))?;
    let filter = IndicatorFilter {
        page: u32::try_from(ranking::asked_page()).unwrap_or(u32::MAX),
        least: asked_grade(page),
        under,
        kind: narrowed::asked_kind(page),
    };
    match dashboards.indicator_of(page.actor()?, &code, round.as_ref(), &filter).await {
        Err(ServiceError::NotFound("round")) if round.is_none() => {
            Ok(Found::BeforeRounds(Box::new(dashboards.definition(page.actor()?, &code).await?)))
        }
        found => Ok(Found::Round(Box::new(found?))),
    }
}

fn before_rounds(page: &PageContext, definition: &Definition) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let held = definition.fact.as_ref().filter(|fact| fact.expected.is_some());
    let badge = held.map(|fact| {
        let figure = fact.latest().map(|latest| latest.figure);
        status_badge(fact.status, Stands::of_one((fact.status, figure)).word(language)).into_any()
    });
    let fact = definition.fact.as_ref().and_then(|fact| international::card(page, fact));
    let fact = fact.map(|fact| figures([Figure { href: None, ..fact }]));
    view! {
        {head_of(language, definition, definition.indicator.code.to_string(), (badge, ().into_any()))}
        <div class="columns">
            <div class="stack stack--loose">
                <div class="empty"><h2 class="empty__title">{words.no_round}</h2><p>{words.no_round_why}</p></div>
                {fact}
                {definition::targets(language, definition)}
            </div>
            <aside class="stack">{definition::card(language, definition)}</aside>
        </div>
    }
}

/// Where the page is, and what the indicator is called.
fn head_of(
    language: Language,
    definition: &Definition,
    over: String,
    (mark, beside): (Option<AnyView>, AnyView),
) -> impl IntoView + use<> {
    let indicator = &*definition.indicator;
    let plan = &definition.plan.plan;
    let title = indicator.name.in_language(language).to_owned();
    let way = vec![
        Crumb::new("/plans", words_in::<Plans>(language).title),
        Crumb::new(format!("/plans/{}", plan.code), plan.title.in_language(language)),
    ];
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=title.clone()/>
            <PageTitle title over lead=measures::unit(language, indicator) mark>{beside}</PageTitle>
        </div>
    }
}

fn page_of(page: &PageContext, found: &IndicatorPage) -> impl IntoView + use<> {
    let language = page.language;
    let definition = &found.definition;
    let picker = round_picker(&found.rounds, &found.round);
    let period = found.round.round.period;
    let over = format!("{} · {}", definition.indicator.code, format::period(language, period));
    let sourced = definition.fact.as_ref().filter(|_| found.national.figure.is_none());
    let (status, word) = if let Some(fact) = sourced {
        let figure = fact.latest().map(|latest| latest.figure);
        (fact.status, Stands::of_one((fact.status, figure)).word(language))
    } else {
        (found.national.status, Stands::together(&found.national).word(language))
    };
    let stamp = dashboards::stamp(language, found.as_of, period);
    let narrowed_to = NarrowedTo {
        plan: None,
        strategy: None,
        kind: found.kind,
        kinds: &found.kinds,
        no_kind: Unknown::KindNotAsked,
        meaning: Meaning::of_kind(words_in::<Narrowed>(language).indicator_why),
    };
    let mark = status_badge(status, word).into_any();
    view! {
        {head_of(language, definition, over, (Some(mark), view! { {picker}<PrintButton/> }.into_any()))}
        {passed_over(page, found.passed_over.as_ref())}
        {narrowed_to.line(page)}
        <div class="stack stack--tight">{narrowed_to.form(page, &[ROUND, ORGANISATION])}</div>
        <div class="columns">
            <div class="stack stack--loose">
                {standing_of(page, found, &stamp)}
                {map_of(page, found)}
                {parts::section(page, found, &stamp)}
                {ranking::section(page, found, &stamp)}
                {definition::targets(language, definition)}
            </div>
            <aside class="stack">{definition::card(language, definition)}</aside>
        </div>
    }
}

/// The figure in a sentence, what is left to do, and the chart.
fn standing_of(page: &PageContext, found: &IndicatorPage, stamp: &str) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Measures>(language);
    let national = &found.national;
    let indicator = &*found.definition.indicator;
    let is_reported = found.definition.fact.is_none();
    let agencies = is_reported
        .then(|| dashboards::included(language, indicator, national.contributors, national.expected_contributors));
    let as_of = national.as_of.filter(|as_of| *as_of != found.round.round.period && national.figure.is_some());
    let as_of = as_of.map(|as_of| dashboards::as_of(language, as_of));
    let basis = if page.is_demonstration && is_reported {
        words_in::<Dashboards>(language).made_up
    } else if is_reported {
        words_in::<Dashboards>(language).accepted_only
    } else {
        words.sources
    };
    let line = [agencies, as_of, Some(stamp.to_owned()), Some(basis.to_owned())];
    let line = line.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let left = trajectory::left_to_do(language, found);
    let chart = trajectory::chart(language, found);
    let verdict = trajectory::verdict(language, indicator, found);
    let subject = if is_reported { Subject::Together } else { Subject::One };
    let is_ranged = matches!(indicator.polarity, Polarity::Within(_));
    let is_foretold = !is_reported || indicator.measure.rollup_rule().is_some();
    view! {
        <section class="card" aria-labelledby="standing">
            <h2 class="headline__verdict" id="standing">{verdict}</h2>
            {(!is_ranged).then_some(left).flatten().map(|left| view! { <p>{left}</p> })}
            <p class="headline__stamp">{line}</p>
            {trajectory::bullet(language, found)}
            {trajectory_chart(&chart, "trajectory")}
            {national.redefined.as_ref().map(|it| view! { <p class="headline__stamp">{definitions::redefined(language, it)}</p> })}
            {is_foretold.then(|| outlook(language, indicator, subject, &found.outlook))}
        </section>
    }
}

/// The way to the map, where provinces are asked.
fn map_of(page: &PageContext, found: &IndicatorPage) -> Option<impl IntoView + use<>> {
    let indicator = &*found.definition.indicator;
    indicator.is_asked_of(OrganisationKind::Province).then(|| {
        let href = in_same_round(page, &format!("/indicators/{}/map", indicator.code));
        view! { <p><a href=href>{words_in::<ProvinceMap>(page.language).link}</a></p> }
    })
}

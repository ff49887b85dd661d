//! A letter to one agency about one round: what to improve first, what is on course, what is asked. One page of paper.

use super::organisation::way_along;
use crate::{
    context::{self, PageContext},
    parts::{
        as_written::name_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        no_round::no_round,
        notice::failed,
        round_picker::{ROUND, asked_round, in_same_round, passed_over, round_picker},
        title::PageTitle,
    },
    text::{
        format, letter,
        letter::Letter as Words,
        scores,
        unjudged::{Stands, Unjudged},
        words_in,
    },
};
use domain::{
    ids::OrganisationCode,
    score::Scheme,
    status::Status,
    submission::{ReportKey, StateName},
    text::Language,
    window::WindowState,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{AgencyIndicator, OrganisationDashboard, OwnReport},
    scores::KeptScore,
};
use std::sync::Arc;

/// How many indicators to improve are listed.
const MOST_WEAK: usize = 5;
/// How many others are named.
const MOST_NAMED: usize = 3;

/// What is read for the page.
struct Found {
    dashboard: OrganisationDashboard,
    scores: Vec<(Arc<Scheme>, Option<KeptScore>)>,
}

/// The letter to an agency.
#[component]
pub(crate) fn Letter() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    Suspend::new(async move {
        match found(&page, code).await {
            Err(ServiceError::NotFound("round")) if page.asked(ROUND).is_none() => {
                EitherOf3::A(no_round(words_in::<Words>(page.language).title))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(found) => EitherOf3::C(page_of(&page, &found)),
        }
    })
}

async fn found(page: &PageContext, code: ServiceResult<OrganisationCode>) -> ServiceResult<Found> {
    let (actor, code, round) = (page.actor()?, code?, asked_round(page)?);
    let dashboard = page.services.dashboards().organisation(actor, &code, round.as_ref(), 1).await?;
    let key = ReportKey { round: dashboard.round.round.code.clone(), agency: code };
    let scores = page.services.scores().of_report(actor, &key).await?;
    Ok(Found { dashboard, scores })
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let dashboard = &found.dashboard;
    let body = &dashboard.organisation;
    let name = body.name.in_language(language).to_owned();
    let mut way = way_along(page, &dashboard.breadcrumbs);
    way.push(Crumb::new(in_same_round(page, &format!("/organisations/{}", body.code)), name.clone()));
    let period = dashboard.round.round.period;
    let picker = round_picker(&dashboard.rounds, &dashboard.round);
    let content = match &dashboard.report {
        None => Either::Left(view! { <div class="empty"><p class="empty__title">{words.no_report}</p></div> }),
        Some(own) => Either::Right(view! {
            <p class="letter__hint">{words.how_to_print}</p>
            {letter_of(language, found, own)}
        }),
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over=format!("{name} · {}", format::period(language, period))>{picker}</PageTitle>
        </div>
        {passed_over(page, dashboard.passed_over.as_ref())}
        {content}
    }
}

fn letter_of(language: Language, found: &Found, own: &OwnReport) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let dashboard = &found.dashboard;
    let period = dashboard.round.round.period;
    let name = dashboard.organisation.name.in_language(language);
    let of = |status: Status| -> Vec<&AgencyIndicator> {
        let every = own.standing.strategies.iter().flat_map(|strategy| &strategy.indicators);
        every.filter(|indicator| indicator.status == status).collect()
    };
    let weak: Vec<&AgencyIndicator> = of(Status::OffCourse).into_iter().chain(of(Status::AtRisk)).collect();
    let (missing, uncompared) = of(Status::NoData).into_iter().partition(|own| own.figure.is_none());
    let all = Indicators {
        weak,
        strong: of(Status::OnCourse),
        missing,
        uncompared,
        not_applicable: of(Status::NotApplicable),
    };
    let told = found.scores.iter().filter_map(|(scheme, kept)| {
        let score = kept.as_ref()?.outcome.as_ref().ok()?;
        let written = format::fixed(score.published, scheme.head().rounding.decimals);
        let level = score.class.as_ref().map(|class| scores::class_name(language, scheme, Some(class)));
        let title = scheme.head().title.in_language(language);
        Some(view! { <li>{letter::score(language, title, &written, level.as_deref())}</li> })
    });
    let told: Vec<_> = told.collect();
    let told_scores = (!told.is_empty()).then(|| view! { <ul class="letter__list">{told}</ul> });
    let unjudged = Unjudged::own(&own.standing.strategies);
    // The letter is about its own figures, also where others are below it.
    let counts = own.standing.counts;
    let overall = unjudged.verdict(language, counts.verdict(None), counts, None);
    view! {
        <article class="letter card" aria-labelledby="letter-to">
            <h2 class="letter__to" id="letter-to">{letter::to(language, name)}</h2>
            <p>{letter::about(language, period, counts, unjudged)}</p>
            <h3>{words.overall}</h3>
            <p>{overall}</p>
            {told_scores}
            <h3>{words.weak}</h3>
            {weak_of(language, &all)}
            {named(language, words.strong, &all.strong)}
            {named(language, words.uncompared, &all.uncompared)}
            {named(language, words.missing, &all.missing)}
            {named(language, words.not_applicable, &all.not_applicable)}
            <h3>{words.steps}</h3>
            {steps(language, found, own, &all)}
            <p class="letter__basis">
                {words.basis}" · "{letter::stamp(language, dashboard.as_of, period)}
            </p>
        </article>
    }
}

/// The indicators of an agency by how they stand.
struct Indicators<'a> {
    /// The weakest first.
    weak: Vec<&'a AgencyIndicator>,
    strong: Vec<&'a AgencyIndicator>,
    missing: Vec<&'a AgencyIndicator>,
    uncompared: Vec<&'a AgencyIndicator>,
    not_applicable: Vec<&'a AgencyIndicator>,
}

impl Indicators<'_> {
    /// What is said where there is nothing to improve first.
    fn without_weak(&self, words: &Words) -> &'static str {
        if !self.strong.is_empty() {
            words.no_weak
        } else if !self.uncompared.is_empty() {
            words.nothing_compared
        } else if !self.missing.is_empty() {
            words.no_figures
        } else {
            words.nothing_applies
        }
    }
}

/// The weakest first, each with what was expected.
fn weak_of(language: Language, all: &Indicators<'_>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let weak = &all.weak;
    if weak.is_empty() {
        return Either::Left(view! { <p>{all.without_weak(words)}</p> });
    }
    let rows = weak.iter().take(MOST_WEAK).map(|own| {
        let written = |figure: Option<domain::amount::Amount>| {
            figure.map_or_else(|| format::NOTHING.to_owned(), |figure| format::of_one(language, &own.indicator, figure))
        };
        view! {
            <tr>
                <th scope="row">{name_in(language, &own.indicator.name)}</th>
                <td class="table__number" data-label=words.figure>{written(own.figure)}</td>
                <td class="table__number" data-label=words.expected>{written(own.expected)}</td>
                <td class="table__fit">
                    <span class="status" data-status=own.status.as_ref().to_owned()>{Stands::own(own).word(language)}</span>
                </td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let more = weak.len().checked_sub(MOST_WEAK).filter(|more| *more > 0);
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="weak" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="weak">{words.weak}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.indicator}</th>
                        <th scope="col" class="table__number">{words.figure}</th>
                        <th scope="col" class="table__number">{words.expected}</th>
                        <th scope="col">{words.status}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more.map(|more| view! { <p>{letter::and_more(language, more)}</p> })}
    })
}

/// The names of some indicators in a line; nothing where there are none.
fn named(language: Language, title: &'static str, indicators: &[&AgencyIndicator]) -> Option<impl IntoView + use<>> {
    if indicators.is_empty() {
        return None;
    }
    let names = indicators.iter().take(MOST_NAMED).map(|own| own.indicator.name.in_language(language).to_owned());
    let more = indicators.len().checked_sub(MOST_NAMED).filter(|more| *more > 0);
    let names: Vec<String> = names.chain(more.map(|more| letter::and_more(language, more))).collect();
    let title = format!("{title} ({})", format::counted(indicators.len()));
    Some(view! { <h3>{title}</h3><p>{names.join(" · ")}</p> })
}

/// What is to be done about the report itself, as long as it is not accepted.
fn step_of_report(words: &Words, own: &OwnReport) -> Option<&'static str> {
    match (own.state, own.window_state) {
        (StateName::Accepted, _) | (StateName::NotStarted | StateName::Draft, WindowState::Upcoming { .. }) => None,
        (StateName::NotStarted | StateName::Draft, WindowState::Open { .. } | WindowState::Grace { .. }) => {
            Some(words.step_submit)
        }
        (StateName::NotStarted | StateName::Draft, WindowState::Closed { .. }) => Some(words.step_closed),
        (StateName::Returned, _) => Some(words.step_returned),
        (StateName::Submitted, _) => Some(words.step_approve),
        (StateName::Approved | StateName::Endorsed, _) => Some(words.step_review),
    }
}

fn steps(language: Language, found: &Found, own: &OwnReport, all: &Indicators<'_>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let is_under_way = matches!(own.state, StateName::Submitted | StateName::Approved | StateName::Endorsed);
    let (has_weak, has_missing) = (!all.weak.is_empty(), !all.missing.is_empty());
    let shown = &found.dashboard.round.round.code;
    let next = found.dashboard.rounds.iter().rev().find_map(|round| match round.state {
        WindowState::Open { due_at } if round.round.code != *shown && own.is_to_submit(&round.round.code) => {
            Some(letter::step_due(language, round.round.period, due_at))
        }
        WindowState::Open { .. }
        | WindowState::Upcoming { .. }
        | WindowState::Grace { .. }
        | WindowState::Closed { .. } => None,
    });
    let steps = [
        step_of_report(words, own).map(str::to_owned),
        has_weak.then(|| words.step_weak.to_owned()),
        // What is missing may stand in the report that is under way.
        (has_missing && !is_under_way).then(|| words.step_missing.to_owned()),
        (!has_weak && !has_missing && !all.strong.is_empty()).then(|| words.step_keep.to_owned()),
        next,
    ];
    let steps: Vec<_> = steps.into_iter().flatten().map(|step| view! { <li>{step}</li> }).collect();
    view! { <ol class="letter__list">{steps}</ol> }
}

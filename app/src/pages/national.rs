//! The country in one round: whether the plan is on course, why, who is late, and how Thailand stands in the world.

pub(crate) mod international;
mod provinces;

use crate::{
    context::{self, PageContext},
    listing::{ORDER, SORT, STATUS},
    parts::{
        alert_counts::known_alerts,
        body_table::{Extent, body_table, divided_counts_of, told_of},
        completeness::{completeness, completeness_link},
        headline::{Headline, headline, moved_since},
        indicator_section::{asked_stands, indicator_section},
        indicator_table::{IndicatorGroup, IndicatorRow},
        kind_choice::with_kind,
        late_table::late_table,
        maturity::maturity_card,
        movers::movers,
        narrowed::{self, Meaning, NarrowedTo},
        no_round::no_round,
        notice::failed,
        print::PrintButton,
        round_picker::{ROUND, asked_round, in_round, in_same_round, passed_over, round_picker},
        score_links::scores_of_round,
        status_columns::{Column, status_columns},
        title::PageTitle,
        unknown::Unknown,
        window::WindowBadge,
    },
    text::{
        alerts::Alerts,
        dashboards,
        dashboards::Dashboards,
        format,
        heat_map::HeatMap,
        maturity::Maturity,
        movers::Movers,
        narrowed::Narrowed,
        province_map::ProvinceMap,
        unjudged::{Stands, Unjudged},
        words_in,
    },
};
use domain::{
    calendar::Period,
    status::{Status, StatusCounts},
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{National as NationalDashboard, NationalFact, StrategyStatus, TrendPoint},
};

/// The national dashboard.
#[component]
pub(crate) fn National() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match found(&page).await {
            Err(error) => EitherOf3::A(failed(error)),
            Ok(Found::BeforeRounds(facts)) => EitherOf3::B(before_rounds(&page, &facts)),
            Ok(Found::Round(found)) => EitherOf3::C(page_of(&page, *found)),
        }
    })
}

/// What is read for the page.
enum Found {
    /// The country in a round.
    Round(Box<NationalDashboard>),
    /// What is known before any round: sourced figures.
    BeforeRounds(Vec<NationalFact>),
}

async fn found(page: &PageContext) -> ServiceResult<Found> {
    let (round, actor) = (asked_round(page)?, page.actor()?);
    let dashboards = page.services.dashboards();
    match dashboards.national_of(actor, round.as_ref(), &narrowed::asked(page)).await {
        Err(ServiceError::NotFound("round")) if round.is_none() => {
            Ok(Found::BeforeRounds(dashboards.facts(actor).await?))
        }
        found => Ok(Found::Round(Box::new(found?))),
    }
}

fn before_rounds(page: &PageContext, facts: &[NationalFact]) -> impl IntoView + use<> {
    view! {
        {no_round(words_in::<Dashboards>(page.language).national)}
        {international::section(page, facts)}
    }
}

fn page_of(page: &PageContext, found: NationalDashboard) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let period = found.round.round.period;
    let lead = found.plan.plan.title.in_language(language).to_owned();
    let state = found.round.state;
    let picker = round_picker(&found.rounds, &found.round);
    let stamp = dashboards::stamp(language, found.as_of, period);
    let international = international::section(page, &found.facts);
    let late = late_of(page, &found);
    let provinces = provinces::section(page, &found);
    let contents = contents_of(language, &found);
    let before = found.trend.iter().rev().nth(1).map(|before| before.completeness);
    let late_href = late_list(&found);
    let alerts = in_same_round(page, "/alerts");
    let heat_map = in_same_round(page, &format!("/organisations/{}/heat-map", found.root));
    let narrowed_to = narrowed_to(language, &found);
    let heat_map = narrowed_to.address(&heat_map);
    // What needs a look is counted of the whole country.
    let is_whole = found.kind.is_none() && found.strategy.is_none();
    let (only, narrow) = (narrowed_to.line(page), narrowed_to.form(page, &[ROUND, STATUS, SORT, ORDER]));
    let cards = found.maturity.iter().map(|of| maturity_card(page, &found.round.round.code, of, found.kind));
    let cards: Vec<_> = cards.collect();
    let headline = headline(headline_of(page, &found));
    let headlines = if cards.is_empty() {
        Either::Left(headline)
    } else {
        Either::Right(view! { <div class="headlines">{headline}{cards}</div> })
    };
    view! {
        <PageTitle title=words.national.to_owned() over=format::period(language, period) lead>
            <WindowBadge state/>
            {picker}
            <PrintButton/>
        </PageTitle>
        <div class="stack stack--tight">
            {passed_over(page, found.passed_over.as_ref())}
            {still_open(language, &found)}
            {only}
            {headlines}
            {narrow}
        </div>
        {contents}
        <section class="stack" aria-labelledby="completeness">
            <h2 id="completeness">{words.completeness}</h2>
            {completeness(found.completeness, before, Some((found.late.count, late_href)))}
            {completeness_link(page, &found.round.round.code, None)}
        </section>
        {scores_of_round(language, &found.round.round.code, &found.schemes, found.kind)}
        {strategies_of(page, &found.strategies, &stamp)}
        {provinces}
        {movers(page, &found.movers)}
        {body_table(
            found.ministries,
            Extent::Whole,
            "ministries",
            words.ministries,
            words.ministry,
            vec![words.not_ranked.to_owned(), stamp.clone()],
        )}
        <p class="cluster">
            <a href=heat_map>{words_in::<HeatMap>(language).link}</a>
            <a href=alerts>{words_in::<Alerts>(language).link}</a>
        </p>
        {known_alerts(page, found.alerts.as_ref().filter(|_| is_whole))}
        {late}
        <section class="stack" aria-labelledby="trend">
            <h2 id="trend">{words.trend}</h2>
            {status_columns(&columns(language, &found.trend), "trend-chart")}
        </section>
        {international}
        {indicators_of(page, &found.strategies, period, &stamp)}
    }
}

/// What the page is narrowed to.
fn narrowed_to(language: Language, found: &NationalDashboard) -> NarrowedTo<'_> {
    let words = words_in::<Narrowed>(language);
    NarrowedTo {
        plan: Some(&*found.plan),
        strategy: found.strategy.as_ref(),
        kind: found.kind,
        kinds: &found.kinds,
        no_kind: Unknown::KindOfNobody,
        meaning: Meaning {
            strategy: words_in::<Dashboards>(language).only_strategy_why,
            kind: words.kind_why,
            both: words.both_why,
        },
    }
}

/// Where those who are late are listed, narrowed like this page.
fn late_list(found: &NationalDashboard) -> String {
    with_kind(&in_round(&found.round.round.code, "/late"), found.kind)
}

fn still_open(language: Language, found: &NationalDashboard) -> impl IntoView + use<> {
    dashboards::still_open(language, found.round.state).map(|words| view! { <div class="notice"><p>{words}</p></div> })
}

/// What stands behind the verdict and what it rests on.
fn headline_of(page: &PageContext, found: &NationalDashboard) -> Headline {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let is_said = found.verdict != Status::NoData;
    let weakest = found.strategies.iter().filter(|strategy| is_said && strategy.counts.off_course > 0);
    let share = |counts: StatusCounts| (counts.off_course * 1_000_000).checked_div(counts.applicable());
    let weakest = weakest.max_by_key(|strategy| share(strategy.counts)).map(|strategy| {
        let title = strategy.strategy.title.in_language(language);
        dashboards::weakest(language, title, strategy.counts.off_course, strategy.counts.applicable())
    });
    let missing = found.completeness.missing();
    let missing = (missing > 0).then(|| dashboards::missing(language, missing, found.completeness.expected));
    let basis = if page.is_demonstration { words.made_up } else { words.accepted_only };
    let accepted = dashboards::of_agencies(language, found.completeness.accepted, found.completeness.expected);
    let stamp = dashboards::stamp(language, found.as_of, found.round.round.period);
    let nothing_asked = (found.kind.is_some() && found.strategy.is_some() && found.counts.total() == 0)
        .then(|| words_in::<Narrowed>(language).nothing_asked.to_owned());
    let too_little =
        (!is_said).then(|| dashboards::too_little(language, Some(found.completeness.accepted_of_owed()), found.counts));
    Headline {
        verdict: found.verdict,
        counts: found.counts,
        unjudged: Unjudged::together(&found.strategies),
        reports: Some(found.completeness.accepted_of_owed()),
        why: nothing_asked.or(too_little).into_iter().chain(weakest).chain(missing).collect(),
        trend: moved_since(language, &found.trend, |point| {
            point.counts.verdict(Some(point.completeness.accepted_of_owed()))
        }),
        stamp: vec![format!("{stamp} · {} {accepted} · {basis}", words.accepted), words.overall_rule.to_owned()],
        listed_at,
    }
}

/// Where the sections of the page are.
fn contents_of(language: Language, found: &NationalDashboard) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(language);
    let international = (!found.facts.is_empty()).then_some(("#international", words.international));
    let maturity = found
        .maturity
        .first()
        .map(|first| (format!("#maturity-{}", first.scheme.head().code), words_in::<Maturity>(language).title));
    let places = [
        Some(("#strategies", words.strategies)),
        provinces::is_shown(found).then_some(("#provinces", words_in::<ProvinceMap>(language).title)),
        Some(("#moved", words_in::<Movers>(language).title)),
        Some(("#ministries", words.ministries)),
        Some(("#late-title", words.who_is_late)),
        Some(("#trend", words.trend)),
        international,
        Some(("#indicators", words.indicators)),
    ];
    let places = places.into_iter().flatten().map(|(href, name)| (href.to_owned(), name));
    let links = maturity.into_iter().chain(places).map(|(href, name)| view! { <li><a href=href>{name}</a></li> });
    view! {
        <nav class="in-page" aria-label=words.on_this_page><ul class="cluster">{links.collect_view()}</ul></nav>
    }
}

fn listed_at(page: &PageContext, stands: Stands) -> String {
    format!("{}#indicators", page.address_with(&[(STATUS, stands.code())]))
}

/// The rounds of a trend as columns.
pub(crate) fn columns(language: Language, trend: &[TrendPoint]) -> Vec<Column> {
    let column = |point: &TrendPoint| Column {
        short_name: format::short_period(language, point.period),
        name: format::period(language, point.period),
        counts: point.counts,
        events: Vec::new(),
    };
    trend.iter().map(column).collect()
}

pub(crate) fn strategies_of(page: &PageContext, strategies: &[StrategyStatus], stamp: &str) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let statuses = told_of(strategies.iter().map(|strategy| strategy.counts)).into_iter().map(Stands::By);
    let told: Vec<Stands> = statuses.chain(Unjudged::together(strategies).told()).collect();
    let heads = told.iter().map(|stands| {
        view! { <th scope="col" class="table__number">{stands.word(language)}</th> }
    });
    let only = asked_stands(page);
    let rows = strategies.iter().map(|strategy| {
        let title = strategy.strategy.title.in_language(language).to_owned();
        let is_listed = only.is_none_or(|only| strategy.indicators.iter().any(|of| Stands::together(of) == only));
        // A list that leaves all of them out has no place of theirs; the whole list has.
        let list = if is_listed { String::new() } else { page.address_with(&[(STATUS, "")]) };
        let href = format!("{list}#indicators-table-{}", strategy.strategy.code);
        let counts = (strategy.counts, Unjudged::together(std::slice::from_ref(strategy)));
        view! {
            <tr>
                <th scope="row">
                    <a href=href>{title}</a>
                    <span class="table__sub">{strategy.strategy.code.to_string()}</span>
                </th>
                {divided_counts_of(language, counts, &told)}
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    view! {
        <div class="table-region" role="region" aria-labelledby="strategies" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="strategies">
                    {words.strategies}" "<span class="table__note">{stamp.to_owned()}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.strategy}</th>
                        <th scope="col" class="table__extra">{words.share}</th>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn late_of(page: &PageContext, found: &NationalDashboard) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(page.language);
    let content = if found.late.count == 0 {
        Either::Left(view! { <p>{words.nobody_late}</p> })
    } else {
        let caption = dashboards::late_count(page.language, found.late.count);
        let shown = dashboards::first_of(page.language, found.late.agencies.len(), found.late.count);
        let href = late_list(found);
        Either::Right(view! {
            {late_table(found.late.agencies.clone(), found.as_of, "late", caption, shown.into_iter().collect())}
            <p><a href=href>{words.every_late}</a></p>
        })
    };
    view! {
        <section class="stack" aria-labelledby="late-title">
            <h2 id="late-title">{words.who_is_late}</h2>
            {content}
        </section>
    }
}

fn indicators_of(
    page: &PageContext,
    strategies: &[StrategyStatus],
    period: Period,
    stamp: &str,
) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(page.language);
    let group = |strategy: &StrategyStatus| IndicatorGroup {
        strategy: strategy.strategy.clone(),
        rows: strategy.indicators.iter().map(|status| IndicatorRow::together(page.language, status, period)).collect(),
    };
    let groups = strategies.iter().map(group).collect();
    indicator_section(
        page,
        groups,
        "indicators",
        words.indicators,
        vec![words.accepted_only.to_owned(), stamp.to_owned()],
    )
}

//! The country as it was published: whether the plan is on course, how mature agencies are, how complete reports were, and
//! how Thailand stands in the world.

use super::{asked_number, asked_snapshot, rounds_of};
use crate::{
    context::{self, PageContext},
    listing::STATUS,
    pages::national::{international, strategies_of},
    parts::{
        as_written::{name_in, written_in},
        body_table::{Extent, body_table},
        completeness::completeness,
        figure::{Figure, figures},
        headline::{Headline, headline},
        indicator_section::indicator_section,
        indicator_table::{IndicatorGroup, IndicatorRow},
        notice::failed,
        objected::objected_mark,
        pagination::{More, PageTurner},
        publication::{basis, embed, proof, replaced, replaces, stamp},
        structured_data::{breadcrumb_list, dataset, described, structured_data},
        title::PageTitle,
    },
    text::{
        dashboards,
        dashboards::Dashboards,
        format,
        maturity::Maturity,
        publications,
        publications::Publications as Words,
        scores,
        scores::Scores,
        unjudged::{Stands, Unjudged},
        words_in,
    },
};
use domain::{
    publication::{PlacedScore, SchemeExtract},
    score::Scheme,
    status::Status,
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    dashboards::StrategyStatus,
    publications::{PublicCountry, PublicTogether, Published},
    snapshots::MadeFile,
};

/// How many of the order by a scheme are named.
const FIRST: usize = 10;

/// The country.
#[component]
pub(crate) fn PublicationCountry() -> impl IntoView {
    let page = context::page();
    let (snapshot, number) = (asked_snapshot(), asked_number(&page));
    Suspend::new(async move {
        let found = async {
            let (snapshot, number) = (snapshot?, number?);
            let country = page.services.publications().country(&snapshot, number).await?;
            ServiceResult::Ok((country, page.services.snapshots().files(None, &snapshot).await?, number))
        };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok((found, files, number)) => Either::Right(page_of(&page, &found, &files, number)),
        }
    })
}

fn page_of(page: &PageContext, found: &PublicCountry, files: &[MadeFile], number: i64) -> impl IntoView + use<> {
    let language = page.language;
    let (words, around) = (words_in::<Words>(language), words_in::<Dashboards>(language));
    let published = &found.published;
    let period = published.setting.head.round.period;
    let plan = published.plan.plan.title.in_language(language).to_owned();
    let stamp = stamp(page, published);
    let title = words.country.to_owned();
    let over = format::period(language, period);
    let embedded = format!("{} · {over}", words.thailand);
    let data = [dataset(page, published, files), breadcrumb_list(page, &[], &title)];
    let description = described(language, &published.setting.head, &publications::about(language, &plan, period));
    let below = (!found.below.is_empty()).then(|| {
        let notes = vec![around.not_ranked.to_owned(), stamp.clone()];
        let extent = if found.pages_below > 1 { Extent::Page } else { Extent::Whole };
        view! {
            {body_table(found.below.clone(), extent, "ministries", around.ministries, around.ministry, notes)}
            <PageTurner page=usize::try_from(number).unwrap_or(1) more=More::when(number < found.pages_below)/>
        }
    });
    let international = (!found.facts.is_empty()).then(|| {
        view! {
            {international::section(page, &found.facts)}
            <p class="headline__stamp">{words.outside}</p>
        }
    });
    let others: Vec<_> = published.listed.rounds();
    let others: Vec<_> = others.into_iter().filter(|other| other.round != published.snapshot.round).collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="others">
                <h2 id="others">{words.others}</h2>
                {rounds_of(page, &others)}
            </section>
        }
    });
    view! {
        {structured_data(page, description, &data)}
        <PageTitle title over lead=plan/>
        {replaced(page, published)}
        {replaces(page, published)}
        {headline(headline_of(page, published, &found.together, &stamp))}
        {schemes_of(page, found)}
        <section class="stack" aria-labelledby="completeness">
            <h2 id="completeness">{around.completeness}</h2>
            {completeness(found.together.completeness, None, None)}
        </section>
        {strategies_of(page, &found.together.strategies, &stamp)}
        {below}
        {international}
        {indicators_of(page, &found.together.strategies, period, &stamp)}
        {others}
        {embed(page, &embedded)}
        {proof(page, published)}
    }
}

/// What stands behind the verdict and what it rests on.
pub(super) fn headline_of(
    page: &PageContext,
    published: &Published,
    together: &PublicTogether,
    stamp: &str,
) -> Headline {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let counts = together.completeness;
    let is_said = together.verdict != Status::NoData;
    let missing = counts.missing();
    let missing = (missing > 0).then(|| dashboards::missing(language, missing, counts.expected));
    let too_little =
        (!is_said).then(|| dashboards::too_little(language, Some(counts.accepted_of_owed()), together.counts));
    let basis = basis(page, published);
    let accepted = dashboards::of_agencies(language, counts.accepted, counts.expected);
    let asked = words_in::<Words>(language).asked_only;
    Headline {
        verdict: together.verdict,
        counts: together.counts,
        unjudged: Unjudged::together(&together.strategies),
        reports: Some(counts.accepted_of_owed()),
        why: too_little.into_iter().chain(missing).collect(),
        trend: Vec::new(),
        stamp: vec![
            format!("{stamp} · {} {accepted} · {basis} · {asked}", words.accepted),
            words.overall_rule.to_owned(),
        ],
        listed_at,
    }
}

pub(super) fn listed_at(page: &PageContext, stands: Stands) -> String {
    format!("{}#indicators", page.address_with(&[(STATUS, stands.code()), ("page", "")]))
}

pub(super) fn indicators_of(
    page: &PageContext,
    strategies: &[StrategyStatus],
    period: domain::calendar::Period,
    stamp: &str,
) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(page.language);
    let group = |strategy: &StrategyStatus| IndicatorGroup {
        strategy: strategy.strategy.clone(),
        rows: strategy.indicators.iter().map(|status| IndicatorRow::together(page.language, status, period)).collect(),
    };
    let notes = vec![words.accepted_only.to_owned(), stamp.to_owned()];
    indicator_section(page, strategies.iter().map(group).collect(), "indicators", words.indicators, notes)
}

/// The scores of agencies by each scheme.
fn schemes_of(page: &PageContext, found: &PublicCountry) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let used = &found.published.setting.schemes;
    let of = |scores: &SchemeExtract| {
        let used = used.iter().find(|used| used.scheme.head().code == scores.scheme)?;
        Some(scheme_of(page, &used.scheme, scores))
    };
    let schemes: Vec<_> = found.schemes.iter().filter_map(of).collect();
    (!schemes.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="maturity">
                <h2 id="maturity">{words.maturity}</h2>
                {schemes}
            </section>
        }
    })
}

fn scheme_of(page: &PageContext, scheme: &Scheme, found: &SchemeExtract) -> impl IntoView + use<> {
    let language = page.language;
    let (words, about) = (words_in::<Words>(language), words_in::<Scores>(language));
    let head = scheme.head();
    let written = |amount: domain::amount::Amount| format::fixed(amount, head.rounding.decimals);
    let title = head.title.in_language(language).to_owned();
    let range =
        found.range.map(|(lowest, highest)| format!("{}: {}–{}", words.range, written(lowest), written(highest)));
    let median = Figure {
        name: words.median.to_owned(),
        value: found.median.map_or_else(|| format::NOTHING.to_owned(), written),
        lines: range.into_iter().chain([scores::coverage(language, found.coverage)]).collect(),
        source: about.accepted_only.to_owned(),
        ..Figure::default()
    };
    // The same shares as on the national overview: of all that owe a report, also of those without a level.
    let levels = words_in::<Maturity>(language);
    let standing: i64 = found.classes.iter().map(|(_, bodies)| bodies).sum();
    let without = (found.coverage.expected - standing).max(0);
    let whole = standing + without;
    let row = |(name, bodies): (String, i64)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="table__number">{format::count(bodies)}</td>
                <td class="table__number">{format::percent(bodies, whole)}</td>
            </tr>
        }
    };
    let id = format!("classes-{}", head.code);
    let classes = found.classes.iter().map(|(class, bodies)| (scores::class_title(language, scheme, class), *bodies));
    let rows: Vec<_> = classes.chain([(levels.without.to_owned(), without)]).map(row).collect();
    let classes = (!found.classes.is_empty() && found.coverage.contributors > 0).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby=id.clone() tabindex="0">
                <table class="table">
                    <caption class="table__caption" id=id.clone()>
                        {title.clone()}" · "{about.level}" "
                        <span class="table__note">{scores::coverage(language, found.coverage)}</span>
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">{about.level}</th>
                            <th scope="col" class="table__number">{levels.bodies}</th>
                            <th scope="col" class="table__number table__number--wrapped">{levels.share}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row">{levels.whole}</th>
                            <td class="table__number">{format::count(whole)}</td>
                            <td class="table__number">{format::percent(whole, whole)}</td>
                        </tr>
                    </tfoot>
                </table>
            </div>
        }
    });
    view! {
        <div class="stack">
            <h3>{title.clone()}</h3>
            {figures([median])}
            {classes}
            {first_of(page, scheme, found)}
        </div>
    }
}

/// The first in order, folded.
fn first_of(page: &PageContext, scheme: &Scheme, found: &SchemeExtract) -> impl IntoView + use<> {
    let language = page.language;
    let (words, about) = (words_in::<Words>(language), words_in::<Scores>(language));
    let head = scheme.head();
    let base = page.public_base().unwrap_or_default();
    let row = |placed: &PlacedScore| {
        let href = format!("{base}/organisations/{}", placed.body.code);
        let class = placed.class.as_ref().map(|class| scores::class_title(language, scheme, class));
        let name = placed.body.name.in_language(language).to_owned();
        view! {
            <tr>
                <th scope="row"><a href=href>{written_in(language, name)}</a>{objected_mark(language, placed.objected)}</th>
                <td class="table__number" data-label=about.place>{scores::place(language, placed.place)}</td>
                <td class="table__number" data-label=about.score>{format::fixed(placed.published, head.rounding.decimals)}</td>
                <td data-label=about.level>{class}</td>
            </tr>
        }
    };
    let rows: Vec<_> = found.first.iter().take(FIRST).map(row).collect();
    let id = format!("first-{}", head.code);
    (!rows.is_empty()).then(|| {
        view! {
            <details class="disclosure">
                <summary class="disclosure__name">
                    {words.first}" "<span class="disclosure__count">{format::counted(rows.len())}</span>
                </summary>
                <div class="disclosure__body table-region" role="region" aria-labelledby=id.clone() tabindex="0">
                    <table class="table table--stacked">
                        <caption class="visually-hidden" id=id.clone()>
                            {words.first}" · "{name_in(language, &head.title)}
                        </caption>
                        <thead>
                            <tr>
                                <th scope="col">{about.body}</th>
                                <th scope="col" class="table__number">{about.place}</th>
                                <th scope="col" class="table__number">{about.score}</th>
                                <th scope="col">{about.level}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        }
    })
}

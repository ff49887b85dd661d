//! Bodies against indicators: the whole of a ministry, or of the country, at a glance.

use crate::{
    context::{self, PageContext},
    pages::organisation::way_to,
    parts::{
        as_written::name_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField, Filters},
        heat_table::{STATUSES_AND_FIGURES, heat_table},
        no_round::no_round,
        notice::failed,
        pagination::{More, PageTurner, asked_page},
        print::PrintButton,
        round_picker::{KIND, ROUND, STRATEGY, asked_round, in_same_round, passed_over, round_picker},
        title::PageTitle,
        trust::{LEAST, asked_grade},
        unknown::{Unknown, unknown},
    },
    text::{
        dashboards, dashboards::Dashboards, format, heat_map, heat_map::HeatMap as Words, organisations, peers, states,
        words_in,
    },
};
use domain::{
    ids::{OrganisationCode, StrategyCode},
    organisation::OrganisationKind,
    peers::SizeBand,
    text::Language,
    trust::TrustGrade,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{HeatFilter, HeatMap as Found, HeatOrder, HeatSort, MOST_SORTED},
};
use strum::IntoEnumIterator as _;

/// The name of the query value that narrows the bodies of a kind to those of one size.
const SIZE: &str = "size";
/// The name of the query value by which the rows are sorted: `share`, or the code of an indicator.
pub(crate) const SORT: &str = "sort";
/// The name of the query value that says which end comes first.
pub(crate) const ORDER: &str = "order";
/// The name of the query value that puts figures into the cells.
pub(crate) const SHOW: &str = "show";
/// Sorted by the share on course.
pub(crate) const BY_SHARE: &str = "share";
/// From the worst, or the last letter.
pub(crate) const WORST_FIRST: &str = "worst";

/// The bodies below one, against indicators.
#[component]
pub(crate) fn HeatMap() -> impl IntoView {
    let page = context::page();
    let code = context::named::<OrganisationCode>("code", "organisation");
    Suspend::new(async move {
        let filter = asked(&page);
        match found(&page, code, &filter).await {
            Err(ServiceError::NotFound("round")) if page.asked(ROUND).is_none() => {
                EitherOf3::A(no_round(words_in::<Words>(page.language).title))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(found) => EitherOf3::C(page_of(&page, &filter, &found)),
        }
    })
}

/// What the address asks for; what it says that means nothing is left out.
fn asked(page: &PageContext) -> HeatFilter {
    let sort = match page.asked(SORT) {
        None => HeatSort::Name,
        Some(key) if key == BY_SHARE => HeatSort::Share,
        Some(key) => key.parse().map_or(HeatSort::Name, HeatSort::Indicator),
    };
    let is_worst_first = page.asked(ORDER).is_some_and(|order| order == WORST_FIRST);
    HeatFilter {
        strategy: page.asked(STRATEGY).and_then(|strategy| strategy.parse::<StrategyCode>().ok()),
        kind: page.asked(KIND).and_then(|kind| kind.parse::<OrganisationKind>().ok()),
        band: page.asked(SIZE).and_then(|band| band.parse::<SizeBand>().ok()),
        sort,
        order: if is_worst_first { HeatOrder::WorstFirst } else { HeatOrder::BestFirst },
        page: u32::try_from(asked_page()).unwrap_or(u32::MAX),
        least: asked_grade(page),
        language: page.language,
    }
}

async fn found(page: &PageContext, code: ServiceResult<OrganisationCode>, filter: &HeatFilter) -> ServiceResult<Found> {
    let round = asked_round(page)?;
    if filter.least == TrustGrade::default() || page.least != filter.least {
        return page.services.dashboards().heat_map(page.actor()?, &code?, round.as_ref(), filter).await;
    }
    // The services know no other figures than those of the grade.
    let every = HeatFilter { least: TrustGrade::default(), ..filter.clone() };
    let found = page.services.dashboards().heat_map(page.actor()?, &code?, round.as_ref(), &every).await?;
    Ok(Found { least: filter.least, ..found })
}

fn page_of(page: &PageContext, filter: &HeatFilter, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let body = &found.organisation;
    let name = body.name.in_language(language).to_owned();
    let is_country = body.code == *found.tree.root();
    let mut way = if is_country { Vec::new() } else { way_to(page, &found.tree, body) };
    let own = if is_country { "/national".to_owned() } else { format!("/organisations/{}", body.code) };
    way.push(Crumb::new(in_same_round(page, &own), name.clone()));
    let period = found.round.round.period;
    let over = format!("{name} · {}", format::period(language, period));
    let lead = heat_map::bodies(language, found.bodies, MOST_SORTED);
    let picker = round_picker(&found.rounds, &found.round);
    let content = if found.rows.is_empty() {
        EitherOf3::A(view! {
            <div class="empty"><h2 class="empty__title">{words.nobody}</h2><p>{words.nobody_why}</p></div>
        })
    } else if found.columns.is_empty() {
        EitherOf3::B(view! { <div class="empty"><h2 class="empty__title">{words.nothing_asked}</h2></div> })
    } else {
        let notes = vec![
            heat_map::grade(language, filter.least, found.least),
            words.accepted_only.to_owned(),
            dashboards::stamp(language, found.as_of, period),
            words.sort_note.to_owned(),
        ];
        EitherOf3::C(view! {
            {heat_table(page, filter, found, notes)}
            <PageTurner page=asked_page() more=More::when(found.has_more)/>
        })
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over lead>{picker}<PrintButton/></PageTitle>
        </div>
        {passed_over(page, found.passed_over.as_ref())}
        {filters(page, filter, found)}
        {not_found(page, filter, found)}
        {content}
        {columns_in_full(page, found)}
    }
}

fn filters(page: &PageContext, filter: &HeatFilter, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let any = |name: &str| Choice { value: String::new(), name: name.to_owned() };
    let strategies = found.strategies.iter().map(|strategy| Choice {
        value: strategy.code.to_string(),
        name: strategy.title.in_language(language).to_owned(),
    });
    let strategies: Vec<Choice> = std::iter::once(any(words.every_strategy)).chain(strategies).collect();
    let kinds: Vec<Choice> = std::iter::once(any(words.directly_below))
        .chain(found.kinds.iter().map(|kind| choice_of_kind(language, *kind)))
        .collect();
    let figures = vec![
        any(words.only_statuses),
        Choice { value: STATUSES_AND_FIGURES.to_owned(), name: words.with_figures.to_owned() },
    ];
    let grade = |grade: TrustGrade| Choice {
        value: if grade == TrustGrade::default() { String::new() } else { grade.as_ref().to_owned() },
        name: match grade {
            TrustGrade::SelfReported => words_in::<Dashboards>(language).trust_every,
            TrustGrade::EvidenceAttached | TrustGrade::MachineCollected | TrustGrade::EvidenceVerified => {
                states::trust(language, grade)
            }
        }
        .to_owned(),
    };
    let grades: Vec<Choice> = TrustGrade::iter().map(grade).collect();
    let is_narrowed = filter.least != TrustGrade::default();
    let least = if is_narrowed { filter.least.as_ref().to_owned() } else { String::new() };
    let kept = [ROUND, SORT, ORDER].map(|name| (name, page.asked(name).unwrap_or_default()));
    let strategy = found.strategy.as_ref().map(ToString::to_string).unwrap_or_default();
    let kind = found.kind.map(|kind| kind.as_ref().to_owned()).unwrap_or_default();
    let shown = page.asked(SHOW).unwrap_or_default();
    let size = found.bands.map(|bands| {
        let band =
            |band: SizeBand| Choice { value: band.as_ref().to_owned(), name: peers::band(language, &bands, band) };
        let choices: Vec<Choice> = std::iter::once(any(words.every_size)).chain(SizeBand::iter().map(band)).collect();
        let chosen = filter.band.map(|band| band.as_ref().to_owned()).unwrap_or_default();
        view! { <ChoiceField name=SIZE label=words.size choices chosen/> }
    });
    view! {
        <Filters label=words.filters button=words.show kept=kept.to_vec()>
            <ChoiceField name=STRATEGY label=words.strategy choices=strategies chosen=strategy/>
            <ChoiceField name=KIND label=words.rows choices=kinds chosen=kind/>
            {size}
            <ChoiceField name=SHOW label=words.figures choices=figures chosen=shown/>
            <ChoiceField name=LEAST label=words.least choices=grades chosen=least/>
        </Filters>
    }
}

/// That what the address asks for is not here, so that it narrows nothing.
fn not_found(page: &PageContext, filter: &HeatFilter, found: &Found) -> impl IntoView + use<> {
    let strategy = (filter.strategy.is_some() && found.strategy.is_none()).then_some(Unknown::Strategy);
    let kind = (filter.kind.is_some() && found.kind.is_none()).then_some(Unknown::KindHere);
    let told: Vec<_> = strategy.into_iter().chain(kind).map(|what| unknown(page.language, what)).collect();
    told
}

fn choice_of_kind(language: Language, kind: OrganisationKind) -> Choice {
    Choice { value: kind.as_ref().to_owned(), name: heat_map::every(language, organisations::kind(language, kind)) }
}

/// The columns by their whole names, folded.
fn columns_in_full(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let lists = found.columns.iter().map(|(strategy, indicators)| {
        let rows = indicators.iter().map(|indicator| {
            let href = in_same_round(page, &format!("/indicators/{}", indicator.code));
            let name = indicator.name.in_language(language).to_owned();
            view! { <li><a href=href>{name}</a>" "<span class="found__about">{indicator.code.to_string()}</span></li> }
        });
        let rows: Vec<_> = rows.collect();
        view! { <dt class="facts__name">{name_in(language, &strategy.title)}</dt><dd><ul>{rows}</ul></dd> }
    });
    let lists: Vec<_> = lists.collect();
    if lists.is_empty() {
        return Either::Left(());
    }
    Either::Right(view! {
        <details class="disclosure">
            <summary class="disclosure__name">{words.columns}</summary>
            <div class="disclosure__body"><dl class="stack stack--tight">{lists}</dl></div>
        </details>
    })
}

//! The scores of one scheme in one round, best first.

mod without_level;

use crate::{
    context::{self, PageContext},
    listing::{LEVEL, NO_LEVEL},
    parts::{
        as_written::written_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        kind_choice::only_kind,
        notice::failed,
        objected::objected_mark,
        only_below::{asked_body, only_below},
        pagination::{Pagination, Slice, asked_page},
        print::PrintButton,
        provenance::ProvenanceLine,
        round_picker::KIND,
        title::PageTitle,
    },
    text::{
        format, maturity, maturity::Maturity, province_map::ProvinceMap, robustness::Robustness,
        score_movers::ScoreMovers, scores, scores::Scores as Words, words_in,
    },
};
use domain::{
    calendar::Period,
    ids::{ClassCode, OrganisationCode, RoundCode, SchemeCode},
    organisation::{Organisation, OrganisationKind},
    ranking::Place,
    score::Absence,
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    objections::{Beside, ObjectedFigures},
    scores::{KeptScore, NoScore, RoundScores, WithoutLevel},
};
use std::collections::BTreeMap;

/// How many bodies stand on a page.
const ON_PAGE: usize = 100;

/// The scores of a scheme in a round.
#[component]
pub(crate) fn Scores() -> impl IntoView {
    let page = context::page();
    let (scheme, round) =
        (context::named::<SchemeCode>("scheme", "scheme"), context::named::<RoundCode>("round", "round"));
    let number = asked_page();
    Suspend::new(async move {
        match listed(&page, scheme, round, number).await {
            Err(error) => Either::Left(failed(error)),
            Ok(listed) => Either::Right(page_of(&page, &listed, number)),
        }
    })
}

/// The scores that are listed, and what is known beside them.
struct Listed {
    found: RoundScores,
    objected: ObjectedFigures,
    /// The body alone that the address asks for, with those below it.
    under: Option<Organisation>,
    /// Why a node has no value without which there is no score, of bodies on this page.
    blocked: BTreeMap<OrganisationCode, Absence>,
    /// Those that owe a report and stand at no level, where the address asks for them.
    without: Option<Vec<WithoutLevel>>,
}

/// The scores of everybody, or of the body alone that the address asks for with those below it; their places are those among all.
async fn listed(
    page: &PageContext,
    scheme: ServiceResult<SchemeCode>,
    round: ServiceResult<RoundCode>,
    number: usize,
) -> ServiceResult<Listed> {
    let (mut found, objected) = with_objections(page, scheme, round).await?;
    let mut without = if asks_for_no_level(page, &found) {
        Some(page.services.scores().without_level(page.actor()?, &found).await?)
    } else {
        None
    };
    let under = match asked_body(page)? {
        None => None,
        Some(under) => {
            let under = found.tree.get(&under).ok_or(ServiceError::NotFound("organisation"))?.clone();
            let below = found.tree.at_and_below(&under.code);
            let is_below = |code: &OrganisationCode| below.binary_search(code).is_ok();
            found.bodies.retain(|(kept, _)| is_below(&kept.organisation));
            if let Some(without) = &mut without {
                without.retain(|body| is_below(&body.organisation.code));
            }
            Some(under)
        }
    };
    if let Some(without) = &mut without {
        let kind = asked_kind(page);
        without.retain(|body| kind.is_none_or(|kind| body.organisation.kind == kind));
        without_level::sort(page.language, without);
    }
    let on_page: Vec<OrganisationCode> = if let Some(without) = &without {
        without_level::on_page(number, without).iter().map(|body| body.organisation.code.clone()).collect()
    } else {
        let bodies = shown(page, &found);
        let slice = Slice::asked(number, ON_PAGE, bodies.len());
        slice.of(&bodies).iter().map(|(kept, _)| kept.organisation.clone()).collect()
    };
    let blocked = page.services.scores().why_blocked(page.actor()?, &found, &on_page).await?;
    Ok(Listed { found, objected, under, blocked, without })
}

/// The scores of a round, and to which of them there is an objection.
pub(super) async fn with_objections(
    page: &PageContext,
    scheme: ServiceResult<SchemeCode>,
    round: ServiceResult<RoundCode>,
) -> ServiceResult<(RoundScores, ObjectedFigures)> {
    let (scheme, round, actor) = (scheme?, round?, page.actor()?);
    let scores = page.services.scores().of_round(actor, &scheme, &round).await?;
    Ok((scores, page.services.objections().beside(actor, &round, Beside::Scores(&scheme)).await?))
}

/// The kind of bodies that the address asks for.
fn asked_kind(page: &PageContext) -> Option<OrganisationKind> {
    page.asked(KIND).and_then(|kind| kind.parse().ok())
}

/// The bodies of the kind and at the level that the address asks for.
fn shown<'f>(page: &PageContext, found: &'f RoundScores) -> Vec<&'f (KeptScore, Option<Place>)> {
    let (level, kind) = (asked_level(page), asked_kind(page));
    let is_of_kind = |kept: &KeptScore| kind.is_none_or(|kind| found.tree.kind(&kept.organisation) == Some(kind));
    let is_at = |kept: &KeptScore| {
        let class = kept.outcome.as_ref().ok().and_then(|score| score.class.as_ref());
        level.as_ref().is_none_or(|level| class.is_some_and(|class| class.code == *level))
    };
    found.bodies.iter().filter(|(kept, _)| is_at(kept) && is_of_kind(kept)).collect()
}

fn page_of(page: &PageContext, listed: &Listed, number: usize) -> impl IntoView + use<> {
    let language = page.language;
    let (found, under) = (&listed.found, listed.under.as_ref());
    let words = words_in::<Words>(language);
    let head = found.scheme.head();
    let title = head.title.in_language(language).to_owned();
    let over =
        format!("{} · {}", scores::edition(language, head.edition), format::period(language, found.round.period));
    let has_levels = head.classing.is_some();
    let (level, kind, bodies) = (asked_level(page), asked_kind(page), shown(page, found));
    let only_kind = kind.map(|kind| only_kind(page, kind));
    let at_level = match (&listed.without, &level) {
        (Some(without), _) => Some((words_in::<Maturity>(language).without.to_owned(), without.len())),
        (None, Some(level)) => Some((scores::class_title(language, &found.scheme, level), bodies.len())),
        (None, None) => None,
    };
    let filtered = at_level.map(|(title, bodies)| only(page, &title, bodies));
    let slice = Slice::asked(number, ON_PAGE, listed.without.as_ref().map_or(bodies.len(), Vec::len));
    let rows: Vec<_> = slice.of(&bodies).iter().map(|(kept, place)| row(language, listed, kept, *place)).collect();
    let (caption, coverage) = if level.is_some() || kind.is_some() || under.is_some() {
        (words.standings_of_some, words.places_of_all.to_owned())
    } else {
        (words.standings, scores::coverage(language, found.coverage))
    };
    let table = if let Some(without) = &listed.without {
        let on_page = without_level::on_page(number, without);
        EitherOf3::A(without_level::table(language, listed, on_page))
    } else if rows.is_empty() && level.is_none() {
        EitherOf3::B(view! { <div class="empty"><h2 class="empty__title">{words.nobody}</h2></div> })
    } else {
        EitherOf3::C(view! {
            <div class="table-region" role="region" aria-labelledby="standings" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="standings">
                        {caption}" "
                        <span class="table__note">{coverage}</span>
                        <span class="table__note">{words.accepted_only}</span>
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.body}</th>
                            <th scope="col" class="table__number">{words.place}</th>
                            <th scope="col" class="table__number">{words.score}</th>
                            {has_levels.then(|| view! { <th scope="col">{words.level}</th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::national(language)] here=title.clone()/>
            <PageTitle title over lead=head.description.in_language(language).to_owned()><PrintButton/></PageTitle>
        </div>
        {about(language, found)}
        <p class="cluster">
            <a href=format!("/maps/{}/{}", head.code, found.round.code)>{words_in::<ProvinceMap>(language).link}</a>
            <a href=format!("/movers/{}/{}", head.code, found.round.code)>{words_in::<ScoreMovers>(language).link}</a>
            <a href=format!("/robustness/{}/{}", head.code, found.round.code)>{words_in::<Robustness>(language).link}</a>
        </p>
        {under.map(|under| only_below(page, under))}
        {only_kind}
        {filtered}
        {table}
        <Pagination slice/>
    }
}

/// The level of which bodies are asked for; what cannot be one is no filter.
fn asked_level(page: &PageContext) -> Option<ClassCode> {
    page.asked(LEVEL).and_then(|level| level.parse().ok())
}

/// Whether the address asks for those at no level, of a scheme that has levels.
fn asks_for_no_level(page: &PageContext, found: &RoundScores) -> bool {
    found.scheme.head().classing.is_some() && page.asked(LEVEL).is_some_and(|level| level == NO_LEVEL)
}

/// That only bodies at one level, or at none, are listed, with the way to all.
fn only(page: &PageContext, title: &str, bodies: usize) -> impl IntoView + use<> {
    let every = page.address_with(&[(LEVEL, ""), ("page", "")]);
    view! {
        <div class="notice">
            <p>{maturity::only(page.language, title, bodies)}</p>
            <p><a href=every>{words_in::<Maturity>(page.language).every_level}</a></p>
        </div>
    }
}

/// Where the scheme comes from, with whom it compares, and the other rounds.
pub(super) fn about(language: Language, found: &RoundScores) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let head = found.scheme.head();
    let population = if found.population.bodies == 0 {
        words.compared_with_nobody.to_owned()
    } else {
        scores::population(language, &found.population.name, found.population.bodies)
    };
    let others = found.rounds.iter().filter(|round| **round != found.round.code).take(8).map(|round| {
        let period = round.as_str().parse::<Period>();
        let name = period.map_or_else(|_| round.to_string(), |period| format::short_period(language, period));
        view! { <li><a href=format!("/scores/{}/{round}", head.code)>{name}</a></li> }
    });
    let others: Vec<_> = others.collect();
    let others = (!others.is_empty()).then(|| fact(words.rounds, view! { <ul class="cluster">{others}</ul> }));
    view! {
        <dl class="facts">
            {fact(words.compared_with, population)}
            {fact(words.scheme_source, view! { <ProvenanceLine provenance=head.provenance.clone()/> })}
            {others}
        </dl>
    }
}

fn row(language: Language, listed: &Listed, kept: &KeptScore, place: Option<Place>) -> impl IntoView + use<> {
    let found = &listed.found;
    let objected = objected_mark(language, listed.objected.score(&kept.scheme, &kept.organisation));
    let words = words_in::<Words>(language);
    let body = found.tree.get(&kept.organisation);
    let name = body.map_or_else(|| kept.organisation.to_string(), |body| body.name.in_language(language).to_owned());
    let href = format!("/scores/{}/{}/{}", kept.scheme, kept.round, kept.organisation);
    let score = score_or_why(language, listed, kept);
    let classed = kept.outcome.as_ref().ok().and_then(|score| score.class.as_ref());
    let level = found.scheme.head().classing.is_some().then(|| {
        view! { <td data-label=words.level>{scores::class_name(language, &found.scheme, classed)}</td> }
    });
    view! {
        <tr>
            <th scope="row"><a href=href>{written_in(language, name)}</a>{objected}</th>
            <td class="table__number" data-label=words.place>{place_of(language, place)}</td>
            <td class="table__number" data-label=words.score>{score}</td>
            {level}
        </tr>
    }
}

/// The published score, or why there is none.
fn score_or_why(language: Language, listed: &Listed, kept: &KeptScore) -> String {
    let scheme = &listed.found.scheme;
    match &kept.outcome {
        Ok(score) => format::fixed(score.published, scheme.head().rounding.decimals),
        Err(NoScore::Absent(absence)) => {
            scores::absence_with(language, absence, listed.blocked.get(&kept.organisation), scheme)
        }
        Err(NoScore::Fault(fault)) => scores::fault(language, scheme, fault),
    }
}

/// A place with how many have one, or that there is none.
pub(super) fn placed_among(language: Language, place: Option<Place>, placed: i64) -> String {
    place.map_or_else(|| format::NOTHING.to_owned(), |place| scores::place_among(language, place, placed))
}

/// A place, or that there is none.
pub(super) fn place_of(language: Language, place: Option<Place>) -> String {
    place.map_or_else(|| format::NOTHING.to_owned(), |place| scores::place(language, place))
}

//! How firm the places of one scheme in one round are: where each body comes out with other weights, or without a node.

use super::scores::place_of;
use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        notice::failed,
        objected::objected_mark,
        only_below::asked_body,
        pagination::{Pagination, Slice, asked_page},
        rank_interval::{self, rank_interval},
        title::PageTitle,
        under_way::under_way,
    },
    text::{format, robustness, robustness::Robustness as Words, scores, words_in},
};
use domain::{
    ids::{OrganisationCode, RoundCode, SchemeCode},
    organisation::Organisation,
    ranking::Place,
    score::{LeftOut, RankInterval, Robustness as Found},
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    objections::{Beside, ObjectedFigures},
    scores::{Firmness, RoundFirmness},
};
use std::cmp::Reverse;

/// How many bodies stand on a page.
const ON_PAGE: usize = 50;

/// How firm the places are.
#[component]
pub(crate) fn Robustness() -> impl IntoView {
    let page = context::page();
    let scheme = context::named::<SchemeCode>("scheme", "scheme");
    let round = context::named::<RoundCode>("round", "round");
    let number = asked_page();
    Suspend::new(async move {
        match found(&page, scheme, round).await {
            Err(error) => Either::Left(failed(error)),
            Ok((found, objected, own)) => Either::Right(page_of(&page, (&found, &objected), own.as_ref(), number)),
        }
    })
}

/// What is known, with the body that the reader comes from.
async fn found(
    page: &PageContext,
    scheme: ServiceResult<SchemeCode>,
    round: ServiceResult<RoundCode>,
) -> ServiceResult<(RoundFirmness, ObjectedFigures, Option<Organisation>)> {
    let (scheme, round, actor, own) = (scheme?, round?, page.actor()?, asked_body(page)?);
    let found = page.services.scores().robustness(actor, &scheme, &round).await?;
    let own = own.map(|own| found.among.tree.get(&own).cloned().ok_or(ServiceError::NotFound("organisation")));
    let objected = page.services.objections().beside(actor, &round, Beside::Scores(&scheme)).await?;
    Ok((found, objected, own.transpose()?))
}

fn page_of(
    page: &PageContext,
    (found, objected): (&RoundFirmness, &ObjectedFigures),
    own: Option<&Organisation>,
    number: usize,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (head, round) = (found.among.scheme.head(), &found.among.round);
    let scheme = head.title.in_language(language).to_owned();
    let period = format::period(language, round.period);
    let over = format!("{scheme} · {} · {period}", scores::edition(language, head.edition));
    let standings = format!("/scores/{}/{}", head.code, round.code);
    let way = vec![Crumb::national(language), Crumb::new(standings, scheme.clone())];
    let body = match &found.firmness {
        Firmness::NoPlaces => EitherOf3::A(view! {
            <div class="empty">
                <h2 class="empty__title">{words.no_places}</h2>
                <p>{scores::coverage(language, found.among.coverage)}</p>
            </div>
        }),
        Firmness::UnderWay(drawn) => {
            let why = robustness::under_way(language, &found.plan, *drawn);
            EitherOf3::B(under_way(language, words.under_way, why, page.address_with(&[])))
        }
        Firmness::Known(known) => EitherOf3::C(known_of(page, (found, objected), (known, own), number)),
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over lead=words.lead/>
        </div>
        {own.and_then(|own| without(language, found, own))}
        {body}
        <section class="stack stack--tight" aria-labelledby="method">
            <h2 id="method">{words.method}</h2>
            <p>{robustness::method(language, &found.plan)}</p>
            <dl class="facts">
                {fact(words.draws, format::count(found.plan.draws.into()))}
                {fact(words.spread, format!("±{}", robustness::spread(&found.plan)))}
                {fact(words.seed, found.plan.seed.to_string())}
            </dl>
        </section>
    }
}

/// That a body has no score and so no place, with the way to why; nothing of one that has.
fn without(language: Language, found: &RoundFirmness, body: &Organisation) -> Option<impl IntoView + use<>> {
    let has_score = found.among.bodies.iter().any(|(kept, _)| kept.organisation == body.code && kept.outcome.is_ok());
    let (scheme, round) = (&found.among.scheme.head().code, &found.among.round.code);
    let why = format!("/scores/{scheme}/{round}/{}", body.code);
    (!has_score).then(|| {
        view! {
            <div class="notice">
                <p class="notice__title">{robustness::no_score_of(language, body.name.in_language(language))}</p>
                <p><a href=why>{words_in::<scores::Scores>(language).why_none}</a></p>
            </div>
        }
    })
}

fn name_of(language: Language, found: &RoundFirmness, code: &OrganisationCode) -> String {
    let body = found.among.tree.get(code);
    body.map_or_else(|| code.to_string(), |body| body.name.in_language(language).to_owned())
}

fn known_of(
    page: &PageContext,
    (found, objected): (&RoundFirmness, &ObjectedFigures),
    (known, own): (&Found, Option<&Organisation>),
    number: usize,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (scheme, round) = (&found.among.scheme.head().code, &found.among.round.code);
    let own = own.and_then(|own| found.of(&own.code));
    let own = own.map(|interval| own_of(language, (found, objected), interval, known));
    let slice = Slice::asked(number, ON_PAGE, known.intervals.len());
    let shown = slice.of(&known.intervals);
    let ends = rank_interval::ends(shown);
    let rows: Vec<_> = shown.iter().map(|interval| row(language, (found, objected), interval, ends)).collect();
    let chart = axis(words, ends);
    let csv = format!("/robustness/{scheme}/{round}/places.csv");
    view! {
        {own}
        <p>{words.why}</p>
        <ul class="chart__key">
            {key(words.key_whole, "interval__whole")}
            {key(words.key_likely, "interval__likely")}
            <li class="chart__key-item">
                <svg class="chart__swatch" viewBox="0 0 28 12" aria-hidden="true">
                    <circle class="interval__place" cx="14" cy="6" r="4"></circle>
                </svg>
                {words.key_place}
            </li>
        </ul>
        <div class="table-region" role="region" aria-labelledby="intervals" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="intervals">
                    {words.intervals}" "
                    <span class="table__note">{scores::coverage(language, found.among.coverage)}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.body}</th>
                        <th scope="col" class="table__number">{words.place}</th>
                        <th scope="col" class="table__number">{words.likely}</th>
                        <th scope="col" class="table__number">{words.median}</th>
                        <th scope="col" class="table__number">{words.best}</th>
                        <th scope="col">{chart}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pagination slice/>
        {left_out(language, found, known)}
        <p><a href=csv download="">{words.download}</a></p>
    }
}

fn key(word: &'static str, class: &'static str) -> impl IntoView {
    view! {
        <li class="chart__key-item">
            <svg class="chart__swatch" viewBox="0 0 28 12" aria-hidden="true"><path class=class d="M0 6H28"></path></svg>
            {word}
        </li>
    }
}

/// What an interval is drawn on: places, from the first to the last.
fn axis(words: &Words, (first, last): (i64, i64)) -> String {
    format!("{} ({})", words.chart, robustness::between(Some(first), Some(last)))
}

/// The interval of the body that the reader comes from.
fn own_of(
    language: Language,
    (found, objected): (&RoundFirmness, &ObjectedFigures),
    interval: &RankInterval,
    known: &Found,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let mark = objected_mark(language, objected.score(&found.among.scheme.head().code, &interval.body));
    let name = name_of(language, found, &interval.body);
    let likely = robustness::between(interval.fifth_percentile, interval.ninety_fifth_percentile);
    let ends = rank_interval::ends(&known.intervals);
    let drawn = rank_interval(interval, ends).map(|drawn| {
        let told = robustness::told(language, interval);
        fact(axis(words, ends), view! { {drawn}<span class="visually-hidden">{told}</span> })
    });
    view! {
        <section class="card stack stack--tight" aria-labelledby="own">
            <h2 class="card__title" id="own">{name}{mark}</h2>
            <dl class="facts">
                {fact(words.place, place_in(language, found, &interval.body))}
                {fact(words.likely, likely)}
                {fact(words.best, robustness::between(interval.best, interval.worst))}
                {drawn}
            </dl>
        </section>
    }
}

/// The place as the standings show it.
fn place_in(language: Language, found: &RoundFirmness, body: &OrganisationCode) -> String {
    let bodies = &found.among.bodies;
    let place: Option<Place> = bodies.iter().find(|(kept, _)| kept.organisation == *body).and_then(|(_, place)| *place);
    place_of(language, place)
}

fn row(
    language: Language,
    (found, objected): (&RoundFirmness, &ObjectedFigures),
    interval: &RankInterval,
    ends: (i64, i64),
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let (scheme, round) = (&found.among.scheme.head().code, &found.among.round.code);
    let mark = objected_mark(language, objected.score(scheme, &interval.body));
    let href = format!("/scores/{scheme}/{round}/{}", interval.body);
    let likely = robustness::between(interval.fifth_percentile, interval.ninety_fifth_percentile);
    view! {
        <tr>
            <th scope="row"><a href=href>{name_of(language, found, &interval.body)}</a>{mark}</th>
            <td class="table__number" data-label=words.place>{place_in(language, found, &interval.body)}</td>
            <td class="table__number" data-label=words.likely>{likely}</td>
            <td class="table__number" data-label=words.median>
                {interval.median.map_or_else(|| format::NOTHING.to_owned(), format::count)}
            </td>
            <td class="table__number" data-label=words.best>
                {robustness::between(interval.best, interval.worst)}
            </td>
            <td data-label=words.chart>
                {rank_interval(interval, ends)}
                <span class="visually-hidden">{robustness::told(language, interval)}</span>
            </td>
        </tr>
    }
}

fn left_out(language: Language, found: &RoundFirmness, known: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let mut nodes: Vec<&LeftOut> = known.left_out.iter().collect();
    nodes.sort_by_key(|left_out| Reverse(left_out.largest_move));
    let rows: Vec<_> = nodes.into_iter().map(|left_out| node_row(language, found, known, left_out)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="left-out" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="left-out">
                        {words.left_out}" "<span class="table__note">{words.left_out_note}</span>
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.node}</th>
                            <th scope="col" class="table__number">{words.largest}</th>
                            <th scope="col" class="table__number">{words.moved}</th>
                            <th scope="col">{words.whose}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

fn node_row(language: Language, found: &RoundFirmness, known: &Found, left_out: &LeftOut) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let scheme = &found.among.scheme;
    let title = scheme
        .node(&left_out.node)
        .map_or_else(|| left_out.node.to_string(), |node| node.title.in_language(language).to_owned());
    let places = known.intervals.iter().zip(&left_out.places);
    let moves = places.filter_map(|(interval, after)| Some((interval, interval.place?, (*after)?)));
    let moves: Vec<_> = moves.filter(|(_, before, after)| before != after).collect();
    let most = moves.iter().max_by_key(|(interval, before, after)| ((before - after).abs(), Reverse(&interval.body)));
    let most = most.map(|(interval, before, after)| {
        robustness::from_to(&name_of(language, found, &interval.body), *before, *after)
    });
    let most = most.unwrap_or_else(|| words.nobody_moves.to_owned());
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td class="table__number" data-label=words.largest>{format::count(left_out.largest_move)}</td>
            <td class="table__number" data-label=words.moved>
                {robustness::moved(language, moves.len(), known.intervals.len())}
            </td>
            <td data-label=words.whose>{most}</td>
        </tr>
    }
}

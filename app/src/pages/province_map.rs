//! One indicator, or one scheme of scores, on the map of the provinces.

use super::scores::with_objections;
use crate::{
    context::{self, PageContext},
    parts::{
        as_written::written_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        no_round::no_round,
        notice::failed,
        objected::objected_mark,
        province_map::{Area, STEPS, Shade, bounds, province_map, step_of},
        round_picker::{ROUND, asked_round, in_same_round, passed_over, round_picker},
        title::PageTitle,
    },
    text::{
        dashboards,
        dashboards::Dashboards,
        format, objections, province_map as text,
        province_map::ProvinceMap as Words,
        scores,
        scores::Scores,
        unjudged::{Stands, Unjudged},
        words_in,
    },
};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, RoundCode, SchemeCode},
    name::dictionary_key,
    objection::ObjectionStateName,
    organisation::Organisation,
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{ProvinceFigure, ProvinceMap as Found},
    objections::ObjectedFigures,
    scores::{KeptScore, RoundScores},
};

/// An indicator in the provinces.
#[component]
pub(crate) fn IndicatorMap() -> impl IntoView {
    let page = context::page();
    let code = context::named::<IndicatorCode>("code", "indicator");
    Suspend::new(async move {
        match of_indicator(&page, code).await {
            Err(ServiceError::NotFound("round")) if page.asked(ROUND).is_none() => {
                EitherOf3::A(no_round(words_in::<Words>(page.language).title))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(found) => EitherOf3::C(indicator_page(&page, &found)),
        }
    })
}

async fn of_indicator(page: &PageContext, code: ServiceResult<IndicatorCode>) -> ServiceResult<Found> {
    let round = asked_round(page)?;
    page.services.dashboards().province_map(page.actor()?, &code?, round.as_ref()).await
}

fn indicator_page(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let indicator = &*found.definition.indicator;
    let name = indicator.name.in_language(language).to_owned();
    let period = found.round.round.period;
    let way = vec![Crumb::new(in_same_round(page, &format!("/indicators/{}", indicator.code)), name.clone())];
    let over = format!("{name} · {}", format::period(language, period));
    let picker = round_picker(&found.rounds, &found.round);
    let content = if found.provinces.is_empty() {
        Either::Left(empty(words.nobody, words.nobody_why))
    } else {
        let written = |figure: Option<Amount>| {
            figure.map_or_else(|| format::NOTHING.to_owned(), |figure| format::together(indicator, figure))
        };
        let area = |province: &ProvinceFigure| Area {
            province: province.province.clone(),
            name: province.node.organisation.name.in_language(language).to_owned(),
            shade: Shade::Status(province.node.status),
            value: written(province.node.figure),
            short: written(province.node.figure.map(|figure| figure.rounded(0))),
            note: None,
        };
        let areas: Vec<Area> = found.provinces.iter().map(area).collect();
        let stands = |province: &ProvinceFigure| Stands::at(indicator, &province.node);
        let every = found.provinces.iter().map(|province| (stands(province), province.node.coverage.contributors));
        let key = Unjudged::among(every).parts(found.counts).map(|(stands, count)| {
            (Shade::Status(stands.status()), format!("{} {}", stands.word(language), format::counted(count)))
        });
        let notes = vec![
            dashboards::stamp(language, found.as_of, period),
            words_in::<Dashboards>(language).accepted_only.to_owned(),
            words.not_ranked.to_owned(),
        ];
        let row = |province: &ProvinceFigure| Row {
            organisation: province.node.organisation.clone(),
            objected: None,
            href: in_same_round(page, &format!("/organisations/{}", province.node.organisation.code)),
            cells: vec![
                Cell::Number(written(province.node.figure)),
                Cell::Number(written(province.node.expected)),
                Cell::Stands(stands(province)),
            ],
        };
        let heads = words_in::<Dashboards>(language);
        Either::Right(view! {
            {province_map(language, &areas, key.collect(), &name, "by-province", words.not_asked)}
            {table(language, notes, &[heads.figure, heads.expected, heads.status], found.provinces.iter().map(row).collect())}
        })
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over lead=text::coverage(language, found.coverage)>{picker}</PageTitle>
        </div>
        {passed_over(page, found.passed_over.as_ref())}
        {content}
        <p class="table__note">{words.attribution}</p>
    }
}

/// The scores of a scheme in the provinces.
#[component]
pub(crate) fn ScoreMap() -> impl IntoView {
    let page = context::page();
    let (scheme, round) =
        (context::named::<SchemeCode>("scheme", "scheme"), context::named::<RoundCode>("round", "round"));
    Suspend::new(async move {
        match with_objections(&page, scheme, round).await {
            Err(error) => Either::Left(failed(error)),
            Ok((found, objected)) => Either::Right(score_page(&page, (&found, &objected))),
        }
    })
}

fn score_page(page: &PageContext, (found, objected): (&RoundScores, &ObjectedFigures)) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let head = found.scheme.head();
    let decimals = head.rounding.decimals;
    let title = head.title.in_language(language).to_owned();
    let provinces = found.tree.of_provinces(found.round.period.last_day());
    let of_body =
        |body: &Organisation| found.bodies.iter().map(|(kept, _)| kept).find(|kept| kept.organisation == body.code);
    let score =
        |kept: Option<&KeptScore>| kept.and_then(|kept| kept.outcome.as_ref().ok()).map(|score| score.published);
    let published: Vec<Amount> = provinces.values().filter_map(|body| score(of_body(body))).collect();
    let steps = bounds(&published);
    let written = |score: Option<Amount>| {
        score.map_or_else(|| format::NOTHING.to_owned(), |score| format::fixed(score, decimals))
    };
    let areas = provinces.iter().filter_map(|(province, body)| {
        let score = score(of_body(body))?;
        Some(Area {
            province: (*province).to_owned(),
            name: body.name.in_language(language).to_owned(),
            shade: Shade::Step(step_of(&steps, score)),
            value: written(Some(score)),
            short: format::fixed(score, decimals.min(1)),
            note: objected.score(&head.code, &body.code).map(|state| objections::objected(language, state)),
        })
    });
    let areas: Vec<Area> = areas.collect();
    let over = format!("{title} · {}", format::period(language, found.round.period));
    let way = vec![
        Crumb::national(language),
        Crumb::new(format!("/scores/{}/{}", head.code, found.round.code), title.clone()),
    ];
    let lead = text::coverage(
        language,
        domain::ranking::Coverage {
            contributors: i64::try_from(published.len()).unwrap_or(i64::MAX),
            expected: i64::try_from(provinces.len()).unwrap_or(i64::MAX),
        },
    );
    let content = if areas.is_empty() {
        Either::Left(empty(words.no_scores, words.no_scores_why))
    } else {
        let names = words_in::<Scores>(language);
        let has_levels = head.classing.is_some();
        let row = |body: &&Organisation| {
            let kept = of_body(body);
            let classed = kept.and_then(|kept| kept.outcome.as_ref().ok()).and_then(|score| score.class.as_ref());
            let level = has_levels.then(|| Cell::Words(scores::class_name(language, &found.scheme, classed)));
            Row {
                organisation: (*body).clone(),
                objected: objected.score(&head.code, &body.code),
                href: match kept {
                    Some(_) => format!("/scores/{}/{}/{}", head.code, found.round.code, body.code),
                    None => format!("/organisations/{}", body.code),
                },
                cells: std::iter::once(Cell::Number(written(score(kept)))).chain(level).collect(),
            }
        };
        let rows = provinces.values().map(row).collect();
        let heads: Vec<&'static str> = std::iter::once(names.score).chain(has_levels.then_some(names.level)).collect();
        let notes = vec![names.accepted_only.to_owned(), words.not_ranked.to_owned()];
        Either::Right(view! {
            {province_map(language, &areas, key_of_steps(&published, &steps, decimals), &title, "by-province", words.unasked)}
            {table(language, notes, &heads, rows)}
        })
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over lead/>
        </div>
        <p>{scores::coverage(language, found.coverage)}</p>
        {content}
        <p class="table__note">{words.attribution}</p>
    }
}

/// From which score to which each step goes, of those that are written with so many decimals: none is on two steps. A step
/// on which none can be has no place in the key.
fn key_of_steps(published: &[Amount], steps: &[Amount], decimals: u32) -> Vec<(Shade, String)> {
    let unit = 10_i64.checked_pow(decimals).and_then(|parts| Amount::ONE.checked_div(Amount::whole(parts)));
    let unit = unit.unwrap_or(Amount::ZERO);
    // The first score that is not below a bound, and the last that is.
    let first = |bound: Amount| {
        let near = bound.rounded(decimals);
        if near < bound { near.checked_add(unit).unwrap_or(near) } else { near }
    };
    let last = |bound: Amount| first(bound).checked_sub(unit).unwrap_or(bound);
    let lowest = published.iter().min().copied().into_iter().chain(steps.iter().copied().map(first));
    let highest = steps.iter().copied().map(last).chain(published.iter().max().copied());
    let steps = lowest.zip(highest).take(STEPS).enumerate().filter(|(_, (lowest, highest))| lowest <= highest);
    let told = steps.map(|(step, (lowest, highest))| {
        let [from, to] = [lowest, highest].map(|end| format::fixed(end, decimals));
        (Shade::Step(step), if lowest == highest { from } else { text::between(&from, &to) })
    });
    told.collect()
}

fn empty(title: &'static str, why: &'static str) -> impl IntoView {
    view! { <div class="empty"><h2 class="empty__title">{title}</h2><p>{why}</p></div> }
}

/// One province in the table.
struct Row {
    organisation: Organisation,
    objected: Option<ObjectionStateName>,
    href: String,
    cells: Vec<Cell>,
}

/// What a cell holds.
enum Cell {
    Number(String),
    Words(String),
    Stands(Stands),
}

/// The same in numbers, in the order of a dictionary.
fn table(language: Language, notes: Vec<String>, heads: &[&'static str], mut rows: Vec<Row>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    rows.sort_by_cached_key(|row| dictionary_key(row.organisation.name.in_language(language)));
    let notes = notes.into_iter().map(|note| view! { <span class="table__note">{note}</span> }).collect_view();
    let names = heads.iter().map(|name| view! { <th scope="col">{*name}</th> }).collect_view();
    let rows = rows.into_iter().map(|row| {
        let cells = row.cells.into_iter().zip(heads).map(|(cell, head)| match cell {
            Cell::Number(text) => EitherOf3::A(view! { <td class="table__number" data-label=*head>{text}</td> }),
            Cell::Words(text) => EitherOf3::B(view! { <td data-label=*head>{text}</td> }),
            Cell::Stands(stands) => EitherOf3::C(view! {
                <td class="table__fit">
                    <span class="status" data-status=stands.status().as_ref().to_owned()>{stands.word(language)}</span>
                </td>
            }),
        });
        let cells: Vec<_> = cells.collect();
        let name = row.organisation.name.in_language(language).to_owned();
        let mark = objected_mark(language, row.objected);
        view! { <tr><th scope="row"><a href=row.href>{written_in(language, name)}</a>{mark}</th>{cells}</tr> }
    });
    let rows: Vec<_> = rows.collect();
    view! {
        <div class="table-region" role="region" aria-labelledby="by-province" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="by-province">{words.table}" "{notes}</caption>
                <thead><tr><th scope="col">{words.province}</th>{names}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::read(text).expect("a number").amount
    }

    fn words(published: &[Amount], decimals: u32) -> Vec<String> {
        key_of_steps(published, &bounds(published), decimals).into_iter().map(|(_, word)| word).collect()
    }

    #[test]
    fn no_score_is_on_two_steps_of_the_key() {
        let published = ["51.52", "72.47", "60.00"].map(amount);
        assert_eq!(words(&published, 2), ["51.52–55.70", "55.71–59.89", "59.90–64.08", "64.09–68.27", "68.28–72.47"]);
        assert_eq!(words(&[0, 100].map(Amount::whole), 0), ["0–19", "20–39", "40–59", "60–79", "80–100"]);
        assert_eq!(words(&[1, 3].map(Amount::whole), 0), ["1", "2", "3"], "no score can be on two of them");
        assert_eq!(words(&[Amount::ONE], 0), ["1"]);
        for score in published {
            let steps = bounds(&published);
            let told = key_of_steps(&published, &steps, 2).swap_remove(step_of(&steps, score));
            assert_eq!(told.0, Shade::Step(step_of(&steps, score)));
        }
    }
}

//! What a score would be with other answers or weights: a form whose answers stand in the address, and nothing is kept.

mod form;
mod steps;

use super::scores::placed_among;
use crate::{
    context::{self, PageContext},
    parts::{
        as_written::name_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        notice::failed,
        objected::objected_mark,
        title::PageTitle,
    },
    text::{format, scores, scores::Scores, what_if::WhatIf as Words, words_in},
};
use domain::{
    amount::Amount,
    ids::{OrganisationCode, RoundCode, SchemeCode},
    score::{ChangedPart, Part},
    submission::ReportKey,
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    objections::{Beside, ObjectedFigures},
    scores::{After, Outcome, PlaceAfter, WhatIf as Found},
};

/// What the score of the address would be.
#[component]
pub(crate) fn WhatIf() -> impl IntoView {
    let page = context::page();
    let scheme = context::named::<SchemeCode>("scheme", "scheme");
    let round = context::named::<RoundCode>("round", "round");
    let agency = context::named::<OrganisationCode>("organisation", "organisation");
    Suspend::new(async move {
        match found(&page, scheme, round, agency).await {
            Err(error) => Either::Left(failed(error)),
            Ok((found, objected)) => Either::Right(page_of(&page, &found, &objected)),
        }
    })
}

async fn found(
    page: &PageContext,
    scheme: ServiceResult<SchemeCode>,
    round: ServiceResult<RoundCode>,
    agency: ServiceResult<OrganisationCode>,
) -> ServiceResult<(Found, ObjectedFigures)> {
    let (actor, key) = (page.actor()?, ReportKey { round: round?, agency: agency? });
    let asked = |name: &str| page.asked(name);
    let found = page.services.scores().what_if(actor, &scheme?, &key, &asked).await?;
    let own = Beside::Bodies(std::slice::from_ref(&key.agency));
    Ok((found, page.services.objections().beside(actor, &key.round, own).await?))
}

fn page_of(page: &PageContext, found: &Found, objected: &ObjectedFigures) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (among, kept) = (&found.body.among, &found.body.kept);
    let head = among.scheme.head();
    let body = among.tree.get(&kept.organisation);
    let name = body.map_or_else(|| kept.organisation.to_string(), |body| body.name.in_language(language).to_owned());
    let scheme = head.title.in_language(language).to_owned();
    let over = format!("{name} · {scheme} · {}", format::period(language, among.round.period));
    let standings = format!("/scores/{}/{}", head.code, among.round.code);
    let way = vec![
        Crumb::national(language),
        Crumb::new(standings.clone(), scheme),
        Crumb::new(format!("{standings}/{}", kept.organisation), name),
    ];
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over lead=words.lead/>
        </div>
        {stands(language, found, objected)}
        {outcome(language, found)}
        {form::form(page, found, objected)}
        {found.ahead.as_ref().map(|ahead| steps::section(page, found, ahead))}
    }
}

/// The score that counts, where there is an objection to it.
fn stands(language: Language, found: &Found, objected: &ObjectedFigures) -> Option<impl IntoView + use<>> {
    let (among, kept) = (&found.body.among, &found.body.kept);
    let head = among.scheme.head();
    let mark = objected_mark(language, Some(objected.score(&head.code, &kept.organisation)?));
    let published = kept.outcome.as_ref().ok().map(|score| format::fixed(score.published, head.rounding.decimals));
    let published = published.unwrap_or_else(|| format::NOTHING.to_owned());
    Some(view! {
        <dl class="facts">{fact(words_in::<Scores>(language).score, view! { {published}{mark} })}</dl>
    })
}

fn outcome(language: Language, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let notice = match &found.outcome {
        Outcome::Unchanged => words.unchanged.to_owned(),
        Outcome::Refused => return EitherOf3::B(form::refusals(language, found)),
        Outcome::Weights(_) => words.weights_refused.to_owned(),
        Outcome::Unfit(error) => scores::fault(language, &found.body.among.scheme, error),
        Outcome::Worked(after) => return EitherOf3::A(worked(language, found, after)),
    };
    EitherOf3::C(view! { <div class="notice"><p>{notice}</p></div> })
}

/// Score, level and place before and after, and the parts that change.
fn worked(language: Language, found: &Found, after: &After) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let of_scores = words_in::<Scores>(language);
    let scheme = &found.body.among.scheme;
    let decimals = scheme.head().rounding.decimals;
    let before = found.body.derivation.as_ref().ok();
    let published = |score: Option<Amount>| {
        score.map_or_else(|| format::NOTHING.to_owned(), |score| format::fixed(score, decimals))
    };
    let place = match after.place {
        PlaceAfter::Known { place, placed } => placed_among(language, place, placed),
        PlaceAfter::TooMany => words.too_many.to_owned(),
    };
    let score_after = match &after.derivation.absence {
        Some(absence) => scores::absence_in(language, absence, &after.derivation.root, scheme),
        None => published(after.derivation.published),
    };
    let mut rows = vec![(of_scores.score, published(before.and_then(|before| before.published)), score_after)];
    if scheme.head().classing.is_some() {
        let was = scores::class_name(language, scheme, found.class.as_ref());
        rows.push((of_scores.level, was, scores::class_name(language, scheme, after.derivation.class.as_ref())));
    }
    let was = placed_among(language, found.body.place, found.body.among.coverage.contributors);
    rows.push((of_scores.place, was, place));
    let rows = rows.into_iter().map(|(name, before, after)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="table__number" data-label=words.before>{before}</td>
                <td class="table__number" data-label=words.after><strong>{after}</strong></td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let has_weights = found.weights.iter().any(|weight| weight.field.typed.is_some());
    let same_weights =
        (has_weights && matches!(after.place, PlaceAfter::Known { place: Some(_), .. })).then_some(words.same_weights);
    view! {
        <div class="table-region" role="region" aria-labelledby="result" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="result">{words.result}</caption>
                <thead>
                    <tr>
                        <th scope="col"><span class="visually-hidden">{words.outcome}</span></th>
                        <th scope="col" class="table__number">{words.before}</th>
                        <th scope="col" class="table__number">{words.after}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {same_weights.map(|told| view! { <p class="headline__stamp">{told}</p> })}
        {changed(language, &after.changed)}
    }
}

fn changed(language: Language, parts: &[ChangedPart]) -> Option<impl IntoView + use<>> {
    if parts.is_empty() {
        return None;
    }
    let words = words_in::<Words>(language);
    let of_scores = words_in::<Scores>(language);
    let amount = |amount: Option<Amount>| amount.map_or_else(|| format::NOTHING.to_owned(), scores::short);
    let both = |before: String, after: String| if before == after { before } else { format!("{before} → {after}") };
    let answer = |part: &Part| part.input.as_ref().map_or_else(String::new, |input| scores::input(language, input));
    let gives = |part: &Part| part.contribution.map_or_else(|| format::NOTHING.to_owned(), scores::contribution);
    let rows = parts.iter().map(|part| {
        let (before, after) = (&part.before, &part.after);
        view! {
            <tr>
                <th scope="row">{name_in(language, &part.title)}</th>
                <td data-label=of_scores.answer>{both(answer(before), answer(after))}</td>
                <td class="table__number" data-label=of_scores.value>{both(amount(before.value), amount(after.value))}</td>
                <td class="table__number" data-label=of_scores.weight_effective>
                    {both(amount(before.weight), amount(after.weight))}
                </td>
                <td class="table__number" data-label=of_scores.contribution>{both(gives(before), gives(after))}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    Some(view! {
        <div class="table-region" role="region" aria-labelledby="changed" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="changed">{words.changed}</caption>
                <thead>
                    <tr>
                        <th scope="col">{of_scores.node}</th>
                        <th scope="col">{of_scores.answer}</th>
                        <th scope="col" class="table__number">{of_scores.value}</th>
                        <th scope="col" class="table__number">{of_scores.weight_effective}</th>
                        <th scope="col" class="table__number">{of_scores.contribution}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

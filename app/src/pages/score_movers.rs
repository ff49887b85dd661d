//! Whose score rose and fell most since the round before that was scored alike.

use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        notice::failed,
        title::PageTitle,
    },
    text::{definitions, format, peers, score_movers, score_movers::ScoreMovers as Words, scores, words_in},
};
use domain::{
    ids::{RoundCode, SchemeCode},
    score::Score,
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    scores::{ScoreMover, ScoreMovers as Found, Since},
};

/// Whose score changed most.
#[component]
pub(crate) fn ScoreMovers() -> impl IntoView {
    let page = context::page();
    let scheme = context::named::<SchemeCode>("scheme", "scheme");
    let round = context::named::<RoundCode>("round", "round");
    Suspend::new(async move {
        match found(&page, scheme, round).await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(page_of(&page, &found)),
        }
    })
}

async fn found(
    page: &PageContext,
    scheme: ServiceResult<SchemeCode>,
    round: ServiceResult<RoundCode>,
) -> ServiceResult<Found> {
    page.services.scores().movers(page.actor()?, &scheme?, &round?).await
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (head, round) = (found.among.scheme.head(), &found.among.round);
    let scheme = head.title.in_language(language).to_owned();
    let over =
        format!("{scheme} · {} · {}", scores::edition(language, head.edition), format::period(language, round.period));
    let way = vec![
        Crumb::new("/national", words_in::<scores::Scores>(language).national),
        Crumb::new(format!("/scores/{}/{}", head.code, round.code), scheme.clone()),
    ];
    let content = match &found.since {
        Since::Nothing => EitherOf3::A(view! {
            <div class="empty"><h2 class="empty__title">{words.nothing}</h2></div>
        }),
        Since::MadeOtherwise { round, edition, changes } => {
            let why = definitions::editions(language, &found.among.scheme, changes);
            let why = peers::made_otherwise(language, round.period, *edition, &why);
            EitherOf3::B(view! { <div class="notice"><p>{why}</p></div> })
        }
        Since::Compared { round: before, rises, falls, both, moved } => EitherOf3::C(view! {
            <p>{score_movers::compared(language, before.period, *both, *moved)}</p>
            {table(language, found, rises, ("rises", words.rises, words.nobody_rose))}
            {table(language, found, falls, ("falls", words.falls, words.nobody_fell))}
        }),
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over/>
        </div>
        {content}
    }
}

fn table(
    language: Language,
    found: &Found,
    movers: &[ScoreMover],
    (id, title, nobody): (&'static str, &'static str, &'static str),
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if movers.is_empty() {
        return Either::Left(view! { <section class="stack"><h2>{title}</h2><p>{nobody}</p></section> });
    }
    let has_levels = found.among.scheme.head().classing.is_some();
    let rows: Vec<_> = movers.iter().map(|mover| row(language, found, mover)).collect();
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby=id tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=id>{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.body}</th>
                        <th scope="col" class="table__number">{words.before}</th>
                        <th scope="col" class="table__number">{words.now}</th>
                        <th scope="col" class="table__number">{words.change}</th>
                        {has_levels.then(|| view! { <th scope="col">{words.level}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

fn row(language: Language, found: &Found, mover: &ScoreMover) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let (head, round) = (found.among.scheme.head(), &found.among.round.code);
    let decimals = head.rounding.decimals;
    let href = format!("/scores/{}/{round}/{}", head.code, mover.organisation.code);
    let name = mover.organisation.name.in_language(language).to_owned();
    let class = |score: &Score| scores::class_name(language, &found.among.scheme, score.class.as_ref());
    let (before, now) = (class(&mover.before), class(&mover.now));
    let level = head.classing.is_some().then(|| {
        let level = if before == now { now } else { format!("{before} → {now}") };
        view! { <td data-label=words.level>{level}</td> }
    });
    view! {
        <tr>
            <th scope="row">
                <a href=href>{name}<span class="visually-hidden">" · "{words.why}</span></a>
            </th>
            <td class="table__number" data-label=words.before>{format::fixed(mover.before.published, decimals)}</td>
            <td class="table__number" data-label=words.now>{format::fixed(mover.now.published, decimals)}</td>
            <td class="table__number" data-label=words.change>{score_movers::signed(mover.change, decimals)}</td>
            {level}
        </tr>
    }
}

//! Whose score rose and fell most since the round before that was scored alike.

use crate::{
    context::{self, PageContext},
    parts::{
        as_written::written_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        notice::failed,
        objected::objected_mark,
        only_below::{asked_body, only_below},
        title::PageTitle,
    },
    text::{definitions, format, peers, score_movers, score_movers::ScoreMovers as Words, scores, words_in},
};
use domain::{
    ids::{RoundCode, SchemeCode},
    organisation::Organisation,
    score::{Scheme, Score},
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    objections::{Beside, ObjectedFigures},
    scores::{ScoreMover, ScoreMovers as Movers, Since},
};

/// What is read for the page.
struct Found {
    movers: Movers,
    /// The body that alone is looked at, with those below it.
    under: Option<Organisation>,
    /// To which of the scores before there is an objection, and to which of those now.
    objected: [ObjectedFigures; 2],
}

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
    let (scheme, round, actor) = (scheme?, round?, page.actor()?);
    let under = asked_body(page)?;
    let movers = page.services.scores().movers_below(actor, &scheme, &round, under.as_ref()).await?;
    let under = under.and_then(|under| movers.among.tree.get(&under).cloned());
    let objections = page.services.objections();
    let before = match &movers.since {
        Since::Compared { round, .. } => objections.beside(actor, &round.code, Beside::Scores(&scheme)).await?,
        Since::Nothing | Since::MadeOtherwise { .. } => ObjectedFigures::default(),
    };
    let now = objections.beside(actor, &round, Beside::Scores(&scheme)).await?;
    Ok(Found { movers, under, objected: [before, now] })
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let among = &found.movers.among;
    let (head, round) = (among.scheme.head(), &among.round);
    let scheme = head.title.in_language(language).to_owned();
    let over =
        format!("{scheme} · {} · {}", scores::edition(language, head.edition), format::period(language, round.period));
    let way =
        vec![Crumb::national(language), Crumb::new(format!("/scores/{}/{}", head.code, round.code), scheme.clone())];
    let content = match &found.movers.since {
        Since::Nothing => EitherOf3::A(view! {
            <div class="empty"><h2 class="empty__title">{words.nothing}</h2></div>
        }),
        Since::MadeOtherwise { round, edition, changes } => {
            let why = definitions::editions(language, &among.scheme, changes);
            let why = peers::made_otherwise(language, round.period, *edition, &why);
            EitherOf3::B(view! { <div class="notice"><p>{why}</p></div> })
        }
        Since::Compared { round: before, scheme, rises, falls, both, moved, levels } => {
            let has_levels = head.classing.is_some();
            let why = definitions::editions(language, &among.scheme, levels);
            let not_compared =
                (has_levels && !levels.is_empty()).then(|| score_movers::levels_not_compared(language, &why));
            let then = Some(scheme.as_ref()).filter(|_| has_levels && levels.is_empty());
            EitherOf3::C(view! {
                <p>{score_movers::compared(language, before.period, *both, *moved)}</p>
                {not_compared.map(|why| view! { <p>{why}</p> })}
                {table(language, found, (rises, then), ("rises", words.rises, words.nobody_rose))}
                {table(language, found, (falls, then), ("falls", words.falls, words.nobody_fell))}
            })
        }
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over/>
        </div>
        {found.under.as_ref().map(|under| only_below(page, under))}
        {content}
    }
}

/// The scheme is that of the scores before, where levels stand beside the scores.
fn table(
    language: Language,
    found: &Found,
    (movers, then): (&[ScoreMover], Option<&Scheme>),
    (id, title, nobody): (&'static str, &'static str, &'static str),
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if movers.is_empty() {
        return Either::Left(view! { <section class="stack"><h2>{title}</h2><p>{nobody}</p></section> });
    }
    let rows: Vec<_> = movers.iter().map(|mover| row(language, found, mover, then)).collect();
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
                        {then.is_some().then(|| view! { <th scope="col">{words.level}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

fn row(language: Language, found: &Found, mover: &ScoreMover, then: Option<&Scheme>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let among = &found.movers.among;
    let (head, round) = (among.scheme.head(), &among.round.code);
    let decimals = head.rounding.decimals;
    let href = format!("/scores/{}/{round}/{}", head.code, mover.organisation.code);
    let name = mover.organisation.name.in_language(language).to_owned();
    let level = then.map(|then| {
        let now = scores::class_name(language, &among.scheme, mover.now.class.as_ref());
        // What is the same level is called as it is now.
        let level = if is_of_same_class(&mover.before, &mover.now) {
            now
        } else {
            format!("{} → {now}", scores::class_name(language, then, mover.before.class.as_ref()))
        };
        view! { <td data-label=words.level>{level}</td> }
    });
    let [objected_before, objected_now] = &found.objected;
    let mark =
        |objected: &ObjectedFigures| objected_mark(language, objected.score(&head.code, &mover.organisation.code));
    view! {
        <tr>
            <th scope="row">
                <a href=href>{written_in(language, name)}<span class="visually-hidden">" · "{words.why}</span></a>
            </th>
            <td class="table__number" data-label=words.before>
                {format::fixed(mover.before.published, decimals)}{mark(objected_before)}
            </td>
            <td class="table__number" data-label=words.now>
                {format::fixed(mover.now.published, decimals)}{mark(objected_now)}
            </td>
            <td class="table__number" data-label=words.change>{score_movers::signed(mover.change, decimals)}</td>
            {level}
        </tr>
    }
}

/// Whether two scores are in the same part of the same class, or both in none.
fn is_of_same_class(one: &Score, other: &Score) -> bool {
    let (one, other) = (one.class.as_ref(), other.class.as_ref());
    one.map(|class| (&class.code, &class.part)) == other.map(|class| (&class.code, &class.part))
}

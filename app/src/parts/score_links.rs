//! The schemes in force in a round, with links to their scores.

use crate::{
    parts::{facts::fact, kind_choice::with_kind, objected::objected_mark, only_below::below},
    text::{format, score_movers::ScoreMovers, scores, scores::Scores, words_in},
};
use domain::{
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationKind,
    score::Scheme,
    text::Language,
};
use leptos::prelude::*;
use service::{
    objections::ObjectedFigures,
    scores::{NoScore, SchemeScore},
};
use std::sync::Arc;

/// Who is below a body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Below<'a> {
    /// Nobody.
    Nobody,
    /// Some, of whom lists are asked for by the body.
    Those(&'a OrganisationCode),
    /// The whole country.
    Everybody,
}

impl<'a> Below<'a> {
    /// The body that lists are narrowed to.
    pub(crate) fn body(self) -> Option<&'a OrganisationCode> {
        match self {
            Self::Those(body) => Some(body),
            Self::Nobody | Self::Everybody => None,
        }
    }
}

/// The score of one body by each scheme, with the ways to those of all below it; nothing where no scheme is in force.
pub(crate) fn scores_of_body(
    language: Language,
    round: &RoundCode,
    (body, others): (&OrganisationCode, Below<'_>),
    (found, objected): (&[SchemeScore], &ObjectedFigures),
) -> impl IntoView + use<> {
    let words = words_in::<Scores>(language);
    let name_of_list = match others {
        Below::Nobody => None,
        Below::Those(_) => Some(words.of_those_below),
        Below::Everybody => Some(words.standings),
    };
    let one = |(scheme, kept): &SchemeScore| {
        let head = scheme.head();
        let outcome = kept.as_ref().map(|kept| &kept.outcome);
        let level = outcome.and_then(|outcome| outcome.as_ref().ok()?.class.as_ref());
        let level = level.map(|level| format!(" · {}", scores::class_name(language, scheme, Some(level))));
        let score = match outcome {
            Some(Ok(score)) => format::fixed(score.published, head.rounding.decimals),
            Some(Err(NoScore::Absent(absence))) => scores::absence(language, absence, scheme),
            Some(Err(NoScore::Fault(fault))) => scores::fault(language, scheme, fault),
            None => words.no_score.to_owned(),
        };
        let standings = format!("/scores/{}/{round}", head.code);
        let title = head.title.in_language(language).to_owned();
        // Where others are below, the way to their scores stands beside.
        // Without a score its page says why.
        let own = (kept.is_some() || name_of_list.is_none()).then(|| format!("{standings}/{body}"));
        let joint = own.is_some().then_some(" · ");
        let own = own.map(|href| {
            let mark = objected_mark(language, objected.score(&head.code, body));
            view! { <a href=href>{score}</a>{level}{mark} }
        });
        let lists = name_of_list.map(|name| {
            let of_scheme = || view! { <span class="visually-hidden">" "{title.clone()}</span> };
            let standings = below(&standings, others.body());
            let movers = below(&format!("/movers/{}/{round}", head.code), others.body());
            let link = words_in::<ScoreMovers>(language).link;
            view! {
                {joint}<a href=standings>{name}{of_scheme()}</a>
                " · "<a href=movers>{link}{of_scheme()}</a>
            }
        });
        fact(title, view! { {own}{lists} })
    };
    let facts: Vec<_> = found.iter().map(one).collect();
    (!facts.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="scores">
                <h2 class="card__title" id="scores">{words.title}</h2>
                <dl class="facts">{facts}</dl>
            </section>
        }
    })
}

/// Links to the standings of each scheme, of all bodies or of those of one kind; nothing where no scheme is in force.
pub(crate) fn scores_of_round(
    language: Language,
    round: &RoundCode,
    schemes: &[Arc<Scheme>],
    kind: Option<OrganisationKind>,
) -> impl IntoView + use<> {
    let words = words_in::<Scores>(language);
    let one = |scheme: &Arc<Scheme>| {
        let head = scheme.head();
        let href = with_kind(&format!("/scores/{}/{round}", head.code), kind);
        let title = head.title.in_language(language).to_owned();
        // Movers are those among all bodies.
        let movers = kind.is_none().then(|| {
            let href = format!("/movers/{}/{round}", head.code);
            let link = words_in::<ScoreMovers>(language).link;
            view! { " · "<a href=href>{link}<span class="visually-hidden">" "{title.clone()}</span></a> }
        });
        view! { <li><a href=href>{title}</a>{movers}</li> }
    };
    let links: Vec<_> = schemes.iter().map(one).collect();
    (!links.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="scores">
                <h2 id="scores">{words.title}</h2>
                <ul class="cluster">{links}</ul>
            </section>
        }
    })
}

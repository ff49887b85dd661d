//! The score beside those of its peers, pillar by pillar, and beside a year before.

use super::super::scores::place_of;
use crate::{
    context::PageContext,
    parts::{
        facts::fact,
        peer_choice::other_peers,
        pillars::{Pillars, pillar_table},
        radar::{Outline, radar},
        spread_strip::{Beside, spread_strip},
    },
    text::{definitions, format, peers, peers::Peers as Words, words_in},
};
use domain::{amount::Amount, score::Scheme, text::Language};
use leptos::prelude::*;
use service::scores::{Before, BodyScore, KeptScore};

/// The section; nothing of it for a body without a score and without pillars.
pub(super) fn section(page: &PageContext, found: &BodyScore) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let peers = &found.peers;
    let decimals = found.among.scheme.head().rounding.decimals;
    let own = found.kept.outcome.as_ref().ok().map(|score| score.published);
    let before = before(&peers.before);
    let why = why_not(language, &found.among.scheme, &peers.before);
    let write = move |figure: Amount| format::fixed(figure, decimals);
    let place = peers.place.map(|place| peers::place(language, place, peers.coverage.contributors));
    let place = place.unwrap_or_else(|| place_of(language, None));
    let strip = peers.spread.and_then(|spread| {
        let (title, note) = (words.spread, words.spread_note);
        spread_strip(language, &Beside { figures: &peers.scores, spread, own, title, note, write: &write }, "spread")
    });
    let of_before = before.map(|kept| kept.pillars.clone()).unwrap_or_default();
    let outlines = [
        Outline { name: "own", label: words.own, values: found.kept.pillars.clone() },
        Outline { name: "median", label: words.median, values: peers.pillars.clone() },
        Outline { name: "before", label: words.before, values: of_before.clone() },
    ];
    let outlines: Vec<Outline> =
        outlines.into_iter().filter(|outline| outline.values.iter().any(Option::is_some)).collect();
    let pillars =
        Pillars { own: (words.own, &found.kept.pillars), median: (words.median, &peers.pillars), before: &of_before };
    let radar_title = peers::of_scheme(language, words.radar, &found.among.scheme);
    let drawn = radar(language, radar_title, words.radar_note, &outlines, "radar");
    view! {
        <section class="stack" aria-labelledby="peers">
            <h2 id="peers">{words.title}</h2>
            <p>{peers::why(language, &peers.choice)}{other_peers(page, &peers.choice)}</p>
            <p>{peers::coverage(language, peers.choice.group, peers.coverage)}</p>
            <dl class="facts">{fact(words.place, place)}</dl>
            {why.map(|why| view! { <p>{why}</p> })}
            {strip}
            {drawn}
            {pillar_table(language, &found.among.scheme, "pillars", &pillars)}
        </section>
    }
}

fn before(before: &Before) -> Option<&KeptScore> {
    match before {
        Before::Comparable { kept, .. } => Some(kept.as_ref()),
        Before::Nothing | Before::MadeOtherwise { .. } => None,
    }
}

/// Why there is nothing of a year before to compare with.
fn why_not(language: Language, scheme: &Scheme, before: &Before) -> Option<String> {
    match before {
        Before::Comparable { .. } => None,
        Before::Nothing => Some(words_in::<Words>(language).no_before.to_owned()),
        Before::MadeOtherwise { round, edition, changes } => {
            let why = definitions::editions(language, scheme, changes);
            Some(peers::made_otherwise(language, round.period, *edition, &why))
        }
    }
}

//! The pillars of a body, or of all below one, as a small radar with its table, leading to the scores they are of.

use super::{
    only_below::below,
    pillars::{Pillars, pillar_table},
    radar::{Outline, radar},
    score_links::Below,
};
use crate::text::{definitions, peers, peers::Peers as Words, profile, profile::Profile as Own, scores, words_in};
use domain::{
    ids::{OrganisationCode, RoundCode},
    text::Language,
};
use leptos::prelude::*;
use service::scores::{Compared, Profile, ProfileBefore};

/// By each scheme; nothing where there is none with pillars.
pub(crate) fn profiles(
    language: Language,
    round: &RoundCode,
    (body, others): (&OrganisationCode, Below<'_>),
    found: &[Profile],
) -> impl IntoView + use<> {
    let sections: Vec<_> = found.iter().map(|found| section(language, round, (body, others), found)).collect();
    sections
}

fn section(
    language: Language,
    round: &RoundCode,
    (body, others): (&OrganisationCode, Below<'_>),
    found: &Profile,
) -> impl IntoView + use<> {
    let (words, own_words) = (words_in::<Words>(language), words_in::<Own>(language));
    let head = found.scheme.head();
    let id = format!("profile-{}", head.code);
    let (own_label, median_label, why, href) = match &found.compared {
        Compared::WithPeers(choice) => (
            words.own,
            words.median,
            peers::coverage(language, choice.group, found.coverage),
            format!("/scores/{}/{round}/{body}", head.code),
        ),
        Compared::WithCountry { below: scored } => (
            own_words.below,
            own_words.country,
            profile::covered(language, *scored, found.coverage),
            below(&format!("/scores/{}/{round}", head.code), others.body()),
        ),
    };
    let (before, why_not) = match &found.before {
        ProfileBefore::Comparable { pillars, .. } => (pillars.clone(), None),
        ProfileBefore::Nothing => (Vec::new(), Some(words.no_before.to_owned())),
        ProfileBefore::MadeOtherwise { period, edition, changes } => {
            let why = definitions::editions(language, &found.scheme, changes);
            (Vec::new(), Some(peers::made_otherwise(language, *period, *edition, &why)))
        }
    };
    let outlines = [
        Outline { name: "own", label: own_label, values: found.own.clone() },
        Outline { name: "median", label: median_label, values: found.others.clone() },
        Outline { name: "before", label: words.before, values: before.clone() },
    ];
    let outlines: Vec<Outline> =
        outlines.into_iter().filter(|outline| outline.values.iter().any(Option::is_some)).collect();
    let radar_title = peers::of_scheme(language, words.radar, &found.scheme);
    let drawn = radar(language, radar_title, words.radar_note, &outlines, &format!("{id}-radar"));
    let pillars = Pillars { own: (own_label, &found.own), median: (median_label, &found.others), before: &before };
    let table = pillar_table(language, &found.scheme, &format!("{id}-pillars"), &pillars);
    let title = format!("{}: {}", own_words.title, head.title.in_language(language));
    let labelled_by = id.clone();
    view! {
        <section class="stack" aria-labelledby=labelled_by>
            <h2 id=id>{title}</h2>
            <p>{scores::edition(language, head.edition)}" · "{why}</p>
            {why_not.map(|why| view! { <p>{why}</p> })}
            <div class="columns">{table}{drawn}</div>
            <p><a href=href>{own_words.to_score}</a></p>
        </section>
    }
}

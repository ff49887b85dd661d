//! How complete the reports are, as headline numbers. Nobody's silence is a zero: where nothing was handed in, nothing was
//! measured.

use super::{
    figure::{Figure, figures},
    meter::Progress,
    round_picker::in_round,
};
use crate::{
    context::{self, PageContext},
    text::{completeness::Completeness as Words, dashboards, dashboards::Dashboards, format, words_in},
};
use domain::ids::{OrganisationCode, RoundCode};
use leptos::prelude::*;
use service::rollups::Completeness;

/// How complete reports are, beside the round before. `late` is how many are late and where they are listed.
pub(crate) fn completeness(
    now: Completeness,
    before: Option<Completeness>,
    late: Option<(i64, String)>,
) -> impl IntoView {
    let language = context::page().language;
    let words = words_in::<Dashboards>(language);
    let share = |name: &'static str, part: fn(&Completeness) -> i64| {
        let before = before.filter(|before| before.handed_in > 0);
        let before = before.map(|before| format::percent(part(&before), before.expected));
        let before = before.map(|before| dashboards::last_round(language, &before));
        let out_of = dashboards::of_agencies(language, part(&now), now.expected);
        let lines = std::iter::once(out_of).chain(before).collect();
        let figure =
            Figure { name: name.to_owned(), lines, source: words.counted_here.to_owned(), ..Figure::default() };
        if now.handed_in == 0 {
            let value = words_in::<Words>(language).not_measured.to_owned();
            return Figure { value, ..figure };
        }
        let progress = Progress { done: part(&now), of: now.expected, label: name };
        Figure { value: format::percent(part(&now), now.expected), progress: Some(progress), ..figure }
    };
    let late = late.map(|(late, href)| Figure {
        name: words.late.to_owned(),
        href: (late > 0).then_some(href),
        value: format::count(late),
        unit: dashboards::unit_of_agencies(language).to_owned(),
        source: words.counted_here.to_owned(),
        ..Figure::default()
    });
    let shares = [
        share(words.handed_in, |counts| counts.handed_in),
        share(words.on_time, |counts| counts.on_time),
        share(words.accepted, |counts| counts.accepted),
    ];
    figures(shares.into_iter().chain(late))
}

/// The way to completeness by body and indicator: of a body, or of the country.
pub(crate) fn completeness_link(
    page: &PageContext,
    round: &RoundCode,
    node: Option<&OrganisationCode>,
) -> impl IntoView + use<> {
    let node = node.map(|node| format!("/{node}")).unwrap_or_default();
    let href = in_round(round, &format!("/completeness{node}"));
    view! { <p><a href=href>{words_in::<Words>(page.language).see}</a></p> }
}

//! How figures of many are spread, with one of them marked: a bar for each part of the way from the lowest to the highest,
//! so that the drawing is as large for eight thousand as for eight.

use super::scale::{Scale, written};
use crate::text::{peers, peers::Peers, words_in};
use domain::{amount::Amount, spread::Spread, text::Language};
use leptos::prelude::*;

/// How wide the drawing is.
const WIDTH: f64 = 640.0;
/// How high.
const HEIGHT: f64 = 150.0;
/// Where the bars stand.
const BOTTOM: f64 = 112.0;
/// How high the highest bar is.
const ROOM: f64 = 84.0;
/// What stays free on either side.
const MARGIN: f64 = 24.0;
/// Into how many parts the way is cut.
const PARTS: usize = 40;

/// How many figures are in each part.
fn counts(figures: &[Amount], scale: Scale) -> Vec<u32> {
    let mut counts = vec![0; PARTS];
    for figure in figures {
        let place = scale.place(figure.approximate()).clamp(0.0, 1.0);
        let part = (0..PARTS).rev().find(|part| place >= f64::from(u32::try_from(*part).unwrap_or(0)) / parts());
        if let Some(count) = part.and_then(|part| counts.get_mut(part)) {
            *count += 1;
        }
    }
    counts
}

fn parts() -> f64 {
    u32::try_from(PARTS).map_or(1.0, f64::from)
}

/// Figures beside one another, with what is said of them.
pub(crate) struct Beside<'a> {
    /// From the lowest.
    pub(crate) figures: &'a [Amount],
    /// Where their quarters lie.
    pub(crate) spread: Spread,
    /// The one that is marked.
    pub(crate) own: Option<Amount>,
    /// What the drawing shows.
    pub(crate) title: &'static str,
    /// What its bars and lines mean.
    pub(crate) note: &'static str,
    /// Puts a figure into words.
    pub(crate) write: &'a dyn Fn(Amount) -> String,
}

/// The strip, and the same in numbers, folded.
pub(crate) fn spread_strip(language: Language, of: &Beside<'_>, id: &'static str) -> Option<impl IntoView + use<>> {
    let drawn = drawing(language, of, id)?;
    Some(view! { {drawn}{numbers(language, of)} })
}

fn drawing(language: Language, of: &Beside<'_>, id: &'static str) -> Option<impl IntoView + use<>> {
    let words = words_in::<Peers>(language);
    let Beside { figures, spread, own, title, note, write } = *of;
    let (lowest, highest) = (*figures.first()?, *figures.last()?);
    let share = Scale::new((lowest.approximate(), highest.approximate()), (0.0, 1.0));
    let across = Scale::new((lowest.approximate(), highest.approximate()), (MARGIN, WIDTH - MARGIN));
    let counts = counts(figures, share);
    let most = counts.iter().max().copied().unwrap_or(1).max(1);
    let step = (WIDTH - 2.0 * MARGIN) / parts();
    let bars = counts.iter().zip(0u32..).filter(|(count, _)| **count > 0).map(|(count, part)| {
        let height = ROOM * f64::from(*count) / f64::from(most);
        let x = MARGIN + step * f64::from(part);
        view! {
            <rect
                class="chart__bar--rest"
                x=written(x + 0.5)
                y=written(BOTTOM - height)
                width=written(step - 1.0)
                height=written(height)
            ></rect>
        }
    });
    let bars: Vec<_> = bars.collect();
    let told = peers::spread_told(language, figures.len(), [spread.lowest, spread.median, spread.highest].map(write));
    let told = own.map_or(told.clone(), |own| format!("{told} · {} {}", words.own, write(own)));
    let own = own.map(|own| {
        let x = written(across.place(own.approximate()));
        let told = format!("{} {}", words.own, write(own));
        view! { <path class="strip__own" d=format!("M{x} 16V{BOTTOM}")><title>{told}</title></path> }
    });
    let median = {
        let x = written(across.place(spread.median.approximate()));
        let told = format!("{} {}", words.middle, write(spread.median));
        view! { <path class="strip__median" d=format!("M{x} 24V{BOTTOM}")><title>{told}</title></path> }
    };
    let (title_id, told_id) = (format!("{id}-title"), format!("{id}-told"));
    let id_of_told = told_id.clone();
    Some(view! {
        <figure class="chart stack stack--tight">
            <figcaption class="chart__title" id=title_id.clone()>{title}" "<span class="table__note">{note}</span></figcaption>
            <svg class="chart__svg" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-labelledby=title_id aria-describedby=told_id>
                <desc id=id_of_told>{told}</desc>
                {bars}
                <path class="chart__axis" d=format!("M0 {BOTTOM}H{WIDTH}")></path>
                {median}
                {own}
                <text class="chart__label" x="4" y="140">{write(lowest)}</text>
                <text class="chart__label chart__label--end" x=written(WIDTH - 4.0) y="140">{write(highest)}</text>
            </svg>
        </figure>
    })
}

/// The strip in numbers, folded.
fn numbers(language: Language, of: &Beside<'_>) -> impl IntoView + use<> {
    let words = words_in::<Peers>(language);
    let spread = &of.spread;
    let rows = [
        (words.lowest, Some(spread.lowest)),
        (words.first_quartile, Some(spread.first_quartile)),
        (words.middle, Some(spread.median)),
        (words.third_quartile, Some(spread.third_quartile)),
        (words.highest, Some(spread.highest)),
        (words.own, of.own),
    ];
    let rows = rows.into_iter().filter_map(|(name, figure)| Some((name, (of.write)(figure?)))).map(|(name, figure)| {
        view! { <tr><th scope="row">{name}</th><td class="table__number">{figure}</td></tr> }
    });
    view! {
        <details class="disclosure">
            <summary class="disclosure__name">{words.as_table}</summary>
            <div class="disclosure__body">
                <table class="table">
                    <caption class="table__caption">{of.title}</caption>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_in_one_bar_and_the_highest_in_the_last() {
        let figures = [0, 1, 50, 100, 100].map(Amount::whole);
        let counts = counts(&figures, Scale::new((0.0, 100.0), (0.0, 1.0)));
        assert_eq!(counts.iter().sum::<u32>(), 5);
        assert_eq!((counts[0], counts[20], counts[PARTS - 1]), (2, 1, 2));
    }

    #[test]
    fn figures_that_are_all_alike_stand_in_the_middle() {
        let counts = counts(&[Amount::ONE, Amount::ONE], Scale::new((1.0, 1.0), (0.0, 1.0)));
        assert_eq!(counts[PARTS / 2], 2);
    }
}

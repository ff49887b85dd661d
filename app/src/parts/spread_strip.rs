//! How figures of many are spread, with one of them marked: a bar for each part of the way from the lowest to the highest,
//! so that the drawing is as large for eight thousand as for eight.

use super::scale::{Scale, written};
use domain::amount::Amount;
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

/// The strip of sorted figures with one's own; `median` is marked where it is known. `write` puts a figure into words.
pub(crate) fn spread_strip(
    figures: &[Amount],
    own: Option<Amount>,
    median: Option<(Amount, &'static str)>,
    words: (&'static str, &'static str, &'static str),
    write: &dyn Fn(Amount) -> String,
    id: &'static str,
) -> Option<impl IntoView + use<>> {
    let (title, note, own_word) = words;
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
    let own = own.map(|own| {
        let x = written(across.place(own.approximate()));
        let told = format!("{own_word} {}", write(own));
        view! { <path class="strip__own" d=format!("M{x} 16V{BOTTOM}")><title>{told}</title></path> }
    });
    let median = median.map(|(median, word)| {
        let x = written(across.place(median.approximate()));
        let told = format!("{word} {}", write(median));
        view! { <path class="strip__median" d=format!("M{x} 24V{BOTTOM}")><title>{told}</title></path> }
    });
    let title_id = format!("{id}-title");
    Some(view! {
        <figure class="chart stack stack--tight">
            <figcaption class="chart__title" id=title_id.clone()>{title}" "<span class="table__note">{note}</span></figcaption>
            <svg class="chart__svg" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-labelledby=title_id>
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

//! Several pillars at once: a corner for each, own values, those of others and those of before as outlines. Corners have
//! numbers, which the table beside the drawing explains, so that no long name can run into another.

use super::{
    as_written::mixed,
    scale::{Nought, Scale, path, ticks, written},
};
use crate::text::format;
use domain::{amount::Amount, text::Language};
use leptos::prelude::*;

/// How wide and how high the drawing is.
const SIDE: f64 = 420.0;
/// Where its middle is.
const MIDDLE: f64 = SIDE / 2.0;
/// How far the highest value is from the middle.
const REACH: f64 = 160.0;
/// How far the numbers of the corners are.
const NUMBERS: f64 = 184.0;
/// From so many corners on an outline encloses something.
pub(crate) const FEWEST: usize = 3;

/// One outline: how it is drawn, what it is called, and a value for each corner.
pub(crate) struct Outline {
    /// `own`, `median` or `before`.
    pub(crate) name: &'static str,
    /// What it is called.
    pub(crate) label: &'static str,
    /// A value for each corner, where there is one.
    pub(crate) values: Vec<Option<Amount>>,
}

/// A point at a corner, so far from the middle.
fn at(corner: usize, corners: usize, distance: f64) -> (f64, f64) {
    let number = |count: usize| u32::try_from(count).map_or(0.0, f64::from);
    let turn = std::f64::consts::TAU * number(corner) / number(corners.max(1)) - std::f64::consts::FRAC_PI_2;
    (MIDDLE + distance * turn.cos(), MIDDLE + distance * turn.sin())
}

/// A closed line around all corners at one distance.
fn ring(corners: usize, distance: f64) -> String {
    let points: Vec<_> = (0..=corners).map(|corner| Some(at(corner % corners.max(1), corners, distance))).collect();
    path(&points)
}

/// An outline through the corners that have a value; where one is missing the line is open.
fn outline(values: &[Option<Amount>], scale: Scale) -> String {
    let corners = values.len();
    let point = |corner: usize| {
        let value = values.get(corner % corners.max(1)).copied().flatten()?;
        Some(at(corner, corners, scale.place(value.approximate()).clamp(0.0, REACH)))
    };
    let points: Vec<_> = (0..=corners).map(point).collect();
    path(&points)
}

/// The radar; nothing with too few corners or without any value.
pub(crate) fn radar(
    language: Language,
    title: String,
    note: &'static str,
    outlines: &[Outline],
    id: &str,
) -> Option<impl IntoView + use<>> {
    let corners = outlines.first().map_or(0, |outline| outline.values.len());
    let values = outlines.iter().flat_map(|outline| &outline.values).flatten().copied();
    let ticks = ticks(values.chain([Amount::ZERO]), Nought::WhereNear)?;
    let (lowest, highest) = (ticks.first()?.approximate(), ticks.last()?.approximate());
    if corners < FEWEST || lowest >= highest {
        return None;
    }
    let scale = Scale::new((lowest, highest), (0.0, REACH));
    let rings = ticks.iter().map(|tick| {
        let distance = scale.place(tick.approximate());
        view! { <path class="chart__grid radar__ring" d=ring(corners, distance)></path> }
    });
    let rings: Vec<_> = rings.collect();
    let spokes = (0..corners).map(|corner| {
        let (x, y) = at(corner, corners, REACH);
        view! { <path class="chart__grid" d=format!("M{MIDDLE} {MIDDLE}L{} {}", written(x), written(y))></path> }
    });
    let spokes: Vec<_> = spokes.collect();
    let figures = ticks.iter().map(|tick| {
        let distance = scale.place(tick.approximate());
        view! {
            <text class="chart__label radar__tick" x=written(MIDDLE + 12.0) y=written(MIDDLE - distance - 3.0)>
                {format::exact(*tick)}
            </text>
        }
    });
    let figures: Vec<_> = figures.collect();
    let numbers = (0..corners).map(|corner| {
        let (x, y) = at(corner, corners, NUMBERS);
        view! {
            <text class="chart__label chart__label--middle chart__label--strong" x=written(x) y=written(y + 6.0)>
                {(corner + 1).to_string()}
            </text>
        }
    });
    let numbers: Vec<_> = numbers.collect();
    let lines = outlines.iter().map(|line| {
        view! { <path class="radar__line" data-line=line.name d=outline(&line.values, scale)></path> }
    });
    let lines: Vec<_> = lines.collect();
    let key = outlines.iter().map(|line| {
        view! {
            <li class="chart__key-item">
                <svg class="chart__swatch" viewBox="0 0 28 12" aria-hidden="true">
                    <path class="radar__line" data-line=line.name d="M2 6H26"></path>
                </svg>
                {line.label}
            </li>
        }
    });
    let key: Vec<_> = key.collect();
    let title_id = format!("{id}-title");
    Some(view! {
        <figure class="chart stack stack--tight">
            <figcaption class="chart__title" id=title_id.clone()>{mixed(language, title)}" "<span class="table__note">{note}</span></figcaption>
            <svg class="chart__svg radar" viewBox=format!("0 0 {SIDE} {SIDE}") role="img" aria-labelledby=title_id>
                {rings}
                {spokes}
                {lines}
                // Over the lines, which go anywhere.
                {figures}
                {numbers}
            </svg>
            <ul class="chart__key">{key}</ul>
        </figure>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_corner_is_at_the_top_and_the_outline_closes() {
        let (x, y) = at(0, 4, 100.0);
        assert!((x - MIDDLE).abs() < 1e-9 && (y - (MIDDLE - 100.0)).abs() < 1e-9);
        let scale = Scale::new((0.0, 100.0), (0.0, REACH));
        let values = [Some(Amount::HUNDRED), Some(Amount::FIFTY), Some(Amount::ZERO)];
        let drawn = outline(&values, scale);
        assert!(drawn.starts_with("M210 50L") && drawn.ends_with("L210 50"), "{drawn}");
    }

    #[test]
    fn a_missing_pillar_opens_the_outline_and_is_never_nought() {
        let scale = Scale::new((0.0, 100.0), (0.0, REACH));
        let drawn = outline(&[Some(Amount::HUNDRED), None, Some(Amount::HUNDRED)], scale);
        assert_eq!(drawn.matches('M').count(), 2, "{drawn}");
    }
}

//! How many bodies stand at each level: a bar whose parts differ in lightness and pattern and have their numbers on them, and
//! the swatch of a part for the table beside it.

use super::scale::written;
use crate::text::format;
use leptos::prelude::*;

/// From which share of the bar on, in percent, a part is wide enough for its number.
const WIDE_ENOUGH: f64 = 7.0;
/// How many steps of lightness there are.
const STEPS: usize = 5;
/// The step of those who stand at no level.
const NONE: usize = 0;

/// A level with the bodies at it; no level where there is none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LevelPart {
    /// The step from light to dark, from 1 on; 0 for no level.
    pub(crate) step: usize,
    /// How many bodies stand there.
    pub(crate) bodies: i64,
}

/// The parts of levels, from the lowest, and of those without one.
pub(crate) fn level_parts(levels: &[i64], without: i64) -> Vec<LevelPart> {
    let last = levels.len().saturating_sub(1).max(1);
    let part = |(place, bodies): (usize, &i64)| LevelPart { step: 1 + place * (STEPS - 1) / last, bodies: *bodies };
    let mut parts: Vec<LevelPart> = levels.iter().enumerate().map(part).collect();
    parts.push(LevelPart { step: NONE, bodies: without });
    parts
}

/// Where parts begin and how wide they are, out of a hundred; those without anybody are left out.
fn places(parts: &[LevelPart]) -> Vec<(LevelPart, f64, f64)> {
    let number = |bodies: i64| i32::try_from(bodies).map_or(f64::from(i32::MAX), f64::from);
    let total: f64 = parts.iter().map(|part| number(part.bodies)).sum();
    let mut start = 0.0;
    let place = |part: &LevelPart| {
        let size = number(part.bodies) / total * 100.0;
        let begins = start;
        start += size;
        (*part, begins, size)
    };
    parts.iter().filter(|part| part.bodies > 0).map(place).collect()
}

/// The patterns over the parts, by step: dots, lines down, none, lines up, none.
fn patterns(id: &str) -> impl IntoView + use<> {
    let pattern = |step: usize, drawn: &'static str| {
        view! {
            <pattern id=format!("{id}-{step}") width="8" height="8" patternUnits="userSpaceOnUse">
                <path class="level-bar__stroke" data-step=step.to_string() d=drawn></path>
            </pattern>
        }
    };
    view! {
        <defs>
            {pattern(NONE, "M0 4H8")}
            {pattern(2, "M2 2h1.5M6 6h1.5")}
            {pattern(4, "M-2 2L2 -2M0 8L8 0M6 10L10 6")}
        </defs>
    }
}

/// Which pattern lies over a step.
fn pattern_of(id: &str, step: usize) -> Option<String> {
    [NONE, 2, 4].contains(&step).then(|| format!("url(#{id}-{step})"))
}

/// The bar, with its meaning in words for those who listen.
pub(crate) fn level_bar(id: &str, parts: &[LevelPart], told: String) -> impl IntoView + use<> {
    let drawn = places(parts).into_iter().map(|(part, start, size)| {
        let percent = |place: f64| format!("{}%", written(place));
        let over = pattern_of(id, part.step).map(|fill| {
            view! { <rect x=percent(start) width=percent(size) height="100%" fill=fill></rect> }
        });
        let number = (size >= WIDE_ENOUGH).then(|| {
            view! {
                <text class="level-bar__number" data-step=part.step.to_string() x=percent(start + size / 2.0) y="50%">
                    {format::count(part.bodies)}
                </text>
            }
        });
        view! {
            <rect
                class="level-bar__part"
                data-step=part.step.to_string()
                x=percent(start)
                width=percent(size)
                height="100%"
            ></rect>
            {over}
            {number}
        }
    });
    let drawn: Vec<_> = drawn.collect();
    view! {
        <svg class="level-bar" role="img" aria-label=told>
            {patterns(id)}
            {drawn}
        </svg>
    }
}

/// The look of a part, beside its name.
pub(crate) fn level_swatch(id: &str, step: usize) -> impl IntoView + use<> {
    let over = pattern_of(id, step).map(|fill| view! { <rect width="100%" height="100%" fill=fill></rect> });
    view! {
        <svg class="level-bar__swatch" aria-hidden="true">
            <rect class="level-bar__part" data-step=step.to_string() width="100%" height="100%"></rect>
            {over}
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar_and_empty_ones_are_left_out() {
        let parts = level_parts(&[1, 0, 2], 1);
        let told: Vec<_> =
            places(&parts).into_iter().map(|(part, start, size)| (part.step, written(start), written(size))).collect();
        let part = |step, start: &str, size: &str| (step, start.to_owned(), size.to_owned());
        assert_eq!(told, [part(1, "0", "25"), part(5, "25", "50"), part(0, "75", "25")]);
        assert!(places(&level_parts(&[0, 0], 0)).is_empty());
    }

    #[test]
    fn the_lowest_level_is_the_lightest_and_the_highest_the_darkest() {
        let steps =
            |levels: usize| -> Vec<usize> { level_parts(&vec![1; levels], 0).iter().map(|part| part.step).collect() };
        assert_eq!(steps(5), [1, 2, 3, 4, 5, 0]);
        assert_eq!(steps(4), [1, 2, 3, 5, 0]);
        assert_eq!(steps(2), [1, 5, 0]);
        assert_eq!(steps(1), [1, 0]);
    }
}

//! The provinces twice: as they lie, and as tiles of one size. Patterns and words say what colours say; the table beside
//! the drawings has every figure and all links.

mod shapes;

use super::badge::status_mark;
use crate::text::{format, province_map::ProvinceMap as Words, words_in};
use domain::{amount::Amount, status::Status, text::Language};
use leptos::prelude::*;
use maud::{Markup, PreEscaped, html};
use shapes::SHAPES;
use std::collections::{BTreeSet, HashMap};

/// How wide a tile is, with the gap after it.
const TILE: i32 = 50;
/// How high it is, with the gap below: room for two lines of Thai.
const ROW: i32 = 64;
/// The gap.
const GAP: i32 = 3;
/// How many letters of a figure fit on a tile.
const LETTERS: usize = 5;
/// From how many letters on a figure is long, and written smaller where the drawing is narrow.
const LONG: usize = 4;
/// Into how many steps scores are shaded.
pub(crate) const STEPS: usize = 5;

/// How a province is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shade {
    /// By its status.
    Status(Status),
    /// By the step its score is on, from 0.
    Step(usize),
    /// It has a score, and is on no step.
    NoStep,
}

impl Shade {
    fn status(self) -> Option<String> {
        match self {
            Self::Status(status) => Some(status.as_ref().to_owned()),
            Self::Step(_) | Self::NoStep => None,
        }
    }

    fn step(self) -> Option<String> {
        match self {
            Self::Status(_) => None,
            Self::Step(step) => Some((step + 1).to_string()),
            Self::NoStep => Some("0".to_owned()),
        }
    }

    /// The pattern that the map is filled with; steps differ by lightness alone, and tiles carry the figure.
    fn pattern(self) -> Option<String> {
        self.status().map(|status| format!("url(#map-{status})"))
    }
}

/// One province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Area {
    /// Its code.
    pub(crate) province: String,
    /// What it is called.
    pub(crate) name: String,
    /// How it is filled.
    pub(crate) shade: Shade,
    /// Its figure.
    pub(crate) value: String,
    /// The same, rounded to fit on a tile.
    pub(crate) short: String,
    /// What is to be known beside it; its tile is marked.
    pub(crate) note: Option<&'static str>,
}

/// The bounds between steps of equal width from the lowest score to the highest; none where there is nothing between.
pub(crate) fn bounds(scores: &[Amount]) -> Vec<Amount> {
    let ends = scores.iter().min().copied().zip(scores.iter().max().copied());
    let Some((lowest, highest)) = ends.filter(|(lowest, highest)| lowest < highest) else { return Vec::new() };
    let count = i64::try_from(STEPS).unwrap_or(i64::MAX);
    let bound = |step: i64| {
        let part = highest.checked_sub(lowest)?.checked_mul(Amount::whole(step))?.checked_div(Amount::whole(count))?;
        lowest.checked_add(part)
    };
    (1..count).filter_map(bound).collect()
}

/// The step a score is on.
pub(crate) fn step_of(bounds: &[Amount], score: Amount) -> usize {
    bounds.iter().filter(|bound| **bound <= score).count()
}

/// Both drawings with their key. `table` is where the same stands in words; `left_out` says why the provinces that are none of
/// the areas are not.
pub(crate) fn province_map(
    language: Language,
    areas: &[Area],
    key: Vec<(Shade, String)>,
    title: &str,
    table: &'static str,
    left_out: &str,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let by_province: HashMap<&str, &Area> = areas.iter().map(|area| (area.province.as_str(), area)).collect();
    let of = |shape: &shapes::Shape| by_province.get(&*shape.code).copied();
    let lands = html! {
        (patterns())
        @for shape in SHAPES.iter() { (land(&shape.path, of(shape))) }
    };
    let tiles = html! { @for shape in SHAPES.iter() { (tile(language, shape, of(shape))) } };
    let columns = SHAPES.iter().map(|shape| shape.column).max().unwrap_or_default() + 1;
    let rows = SHAPES.iter().map(|shape| shape.row).max().unwrap_or_default() + 1;
    let key: Vec<_> = key.into_iter().map(|(shade, word)| key_item(shade, word)).collect();
    let title = title.to_owned();
    let left_out = format!("{left_out} ({})", format::counted(SHAPES.len().saturating_sub(areas.len())));
    view! {
        <ul class="legend" aria-label=words.legend>
            {key}
            {(areas.len() < SHAPES.len()).then(|| {
                view! { <li class="legend__item"><span class="legend__cell legend__cell--empty"></span>{left_out}</li> }
            })}
            {key_of_notes(areas)}
        </ul>
        <div class="maps">
            <figure class="chart stack stack--tight">
                <figcaption class="chart__title" id="map-title">{words.map}": "{title.clone()}</figcaption>
                <svg
                    class="map"
                    viewBox="0 0 560 1025"
                    role="img"
                    aria-labelledby="map-title"
                    aria-describedby=table
                    inner_html=lands.into_string()
                ></svg>
            </figure>
            <figure class="chart stack stack--tight">
                <figcaption class="chart__title" id="tiles-title">
                    {words.tiles}" "<span class="table__note">{words.tiles_note}</span>
                </figcaption>
                <svg
                    class="map map--tiles"
                    viewBox=format!("0 0 {} {}", columns * TILE, rows * ROW)
                    role="img"
                    aria-labelledby="tiles-title"
                    aria-describedby=table
                    inner_html=tiles.into_string()
                ></svg>
            </figure>
        </div>
    }
}

/// What the map is filled with: plain, lines one way, lines both ways, nothing, level lines.
fn patterns() -> Markup {
    use strum::IntoEnumIterator;
    let lines = |status: Status| match status {
        Status::OnCourse | Status::NoData => "",
        Status::AtRisk => "M0 8L8 0",
        Status::OffCourse => "M0 8L8 0M0 0L8 8",
        Status::NotApplicable => "M0 4H8",
    };
    html! {
        defs {
            @for status in Status::iter() {
                pattern id=(format!("map-{}", status.as_ref())) width="8" height="8" patternUnits="userSpaceOnUse" {
                    rect class="map__ground" data-status=(status.as_ref()) width="8" height="8" {}
                    path class="map__lines" d=(lines(status)) {}
                }
            }
        }
    }
}

/// The name and figure of a province, for those who point at it.
fn told(area: &Area) -> Markup {
    html! { title { (area.name) ": " (area.value) @if let Some(note) = area.note { " · " (note) } } }
}

fn land(path: &str, area: Option<&Area>) -> Markup {
    let shade = area.map(|area| area.shade);
    html! {
        path
            class="map__area"
            data-step=[shade.and_then(Shade::step)]
            fill=[shade.and_then(Shade::pattern)]
            d=(PreEscaped(path))
        {
            @if let Some(area) = area { (told(area)) }
        }
    }
}

fn tile(language: Language, drawn: &shapes::Shape, area: Option<&Area>) -> Markup {
    let (x, y) = (drawn.column * TILE, drawn.row * ROW);
    let shade = area.map(|area| area.shade);
    let status = shade.and_then(Shade::status);
    let short = match language {
        Language::Th => &drawn.short_th,
        Language::En => &drawn.short_en,
    };
    let value = area.map(|area| &area.short).filter(|short| short.chars().count() <= LETTERS);
    let middle = x + (TILE - GAP) / 2;
    // Below the mark of a status, which stands in the corner.
    let [short_at, value_at] = if status.is_some() { [30, 55] } else { [27, 52] };
    html! {
        g {
            @if let Some(area) = area { (told(area)) }
            rect
                class="map__tile"
                data-status=[&status]
                data-step=[shade.and_then(Shade::step)]
                x=(x)
                y=(y)
                width=(TILE - GAP)
                height=(ROW - GAP)
            {}
            @if let Some(status) = &status { (mark(status, x + TILE - GAP - 9, y + 9)) }
            @if area.is_some_and(|area| area.note.is_some()) { (flag(x + TILE - GAP, y)) }
            text class="map__short" x=(middle) y=(y + short_at) { (short) }
            @if let Some(value) = value {
                text class=(class_of(value)) x=(middle) y=(y + value_at) { (value) }
            }
        }
    }
}

fn class_of(value: &str) -> &'static str {
    if value.chars().count() < LONG { "map__value" } else { "map__value map__value--long" }
}

/// The shape of a status, as it stands before its word elsewhere.
fn mark(status: &str, x: i32, y: i32) -> Markup {
    html! { path class="map__mark" data-status=(status) d=(status_mark(status, i64::from(x), i64::from(y))) {} }
}

/// The corner of a tile beside whose figure something is to be known.
fn flag(right: i32, top: i32) -> Markup {
    html! { path class="map__flag" d=(format!("M{right} {top}v14l-14-14z")) {} }
}

/// What a marked corner means; nothing where no tile has one.
fn key_of_notes(areas: &[Area]) -> impl IntoView + use<> {
    let notes: BTreeSet<&'static str> = areas.iter().filter_map(|area| area.note).collect();
    let notes: Vec<&str> = notes.into_iter().collect();
    (!notes.is_empty()).then(|| {
        view! {
            <li class="legend__item">
                <svg class="legend__cell" viewBox="0 0 32 24" aria-hidden="true" inner_html=flag(32, 0).into_string()></svg>
                {notes.join(" / ")}
            </li>
        }
    })
}

fn key_item(shade: Shade, word: String) -> impl IntoView {
    view! {
        <li class="legend__item">
            <svg class="legend__cell" viewBox="0 0 32 24" aria-hidden="true">
                <rect class="map__area" data-step=shade.step() fill=shade.pattern() width="32" height="24"></rect>
            </svg>
            {shade.status().map(|status| view! { <span class="status" data-status=status></span> })}
            {word}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_shape_and_a_tile_of_its_own() {
        let listed = include_str!("../../../reference/provinces.csv").lines().skip(1);
        let listed: BTreeSet<&str> = listed.filter_map(|line| line.split(',').next()).collect();
        let drawn: BTreeSet<&str> = SHAPES.iter().map(|shape| &*shape.code).collect();
        assert_eq!((drawn.len(), &drawn), (77, &listed));
        let tiles: BTreeSet<(i32, i32)> = SHAPES.iter().map(|shape| (shape.column, shape.row)).collect();
        assert_eq!(tiles.len(), 77, "no two on one tile");
        for short in [|shape: &shapes::Shape| shape.short_th.clone(), |shape: &shapes::Shape| shape.short_en.clone()] {
            let shorts: BTreeSet<String> = SHAPES.iter().map(short).collect();
            assert!(shorts.len() == 77 && shorts.iter().all(|short| (2..=3).contains(&short.chars().count())));
        }
        assert!(SHAPES.iter().all(|shape| shape.path.starts_with('M') && shape.path.ends_with('z')));
    }

    #[test]
    fn scores_are_shaded_in_steps_of_equal_width() {
        let scores = [0, 10, 50, 99, 100].map(Amount::whole);
        let bounds = bounds(&scores);
        assert_eq!(bounds, [20, 40, 60, 80].map(Amount::whole));
        assert_eq!(scores.map(|score| step_of(&bounds, score)), [0, 0, 2, 4, 4]);
        assert!(super::bounds(&[Amount::ONE, Amount::ONE]).is_empty() && super::bounds(&[]).is_empty());
    }
}

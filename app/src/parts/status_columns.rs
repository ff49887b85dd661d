//! How many indicators had which status in each of the last rounds: columns, and the same as a table.

use super::{
    scale::{Scale, written},
    status_bar::parts_of,
};
use crate::{
    context,
    text::{charts::Charts, format, states, words_in},
};
use chrono::NaiveDate;
use domain::{
    status::{Status, StatusCounts},
    text::Language,
};
use leptos::prelude::*;

/// How wide the drawing is.
const WIDTH: u32 = 640;
/// How high it is.
const HEIGHT: u32 = 240;
/// How high it is where names stand in two lines.
const HEIGHT_OF_TWO_LINES: u32 = 256;
/// Where the columns stand.
const BOTTOM: f64 = 190.0;
/// How high a full column is.
const ROOM: f64 = 150.0;
/// How much room is left on either side, for the names of the first and the last column.
const MARGIN: f64 = 28.0;
/// The part of its place that a column takes.
const FILLED: f64 = 0.6;
/// Where the marks of events begin: below what stands on top of the columns.
const EVENT_TOP: f64 = 36.0;
/// How far the mark of an event reaches to either side.
const MARK: f64 = 5.0;
/// From so many columns on the words of every second one are left out on a narrow screen.
const CROWDED: usize = 5;

/// One round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name in a narrow place.
    pub(crate) short_name: String,
    /// Its name.
    pub(crate) name: String,
    /// How many indicators had which status.
    pub(crate) counts: StatusCounts,
    /// What happened since the round before, the earliest first.
    pub(crate) events: Vec<ColumnEvent>,
}

/// What happened to the body whose figures are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnEvent {
    /// On which day, or on the first of them.
    pub(crate) day: NaiveDate,
    /// On which day last, where it went on.
    pub(crate) until: Option<NaiveDate>,
    /// What, in words.
    pub(crate) what: String,
}

impl ColumnEvent {
    /// The day and what happened on it.
    pub(crate) fn told(&self, language: Language) -> String {
        let until = self.until.map(|until| format!(" – {}", format::day(language, until))).unwrap_or_default();
        format!("{}{until} · {}", format::day(language, self.day), self.what)
    }
}

/// A rectangle of a column.
#[derive(Debug, Clone, PartialEq)]
struct Block {
    status: Status,
    y: String,
    height: String,
}

/// The blocks of a column from the bottom up, every column equally high: what changes is the mix.
fn blocks(counts: StatusCounts) -> Vec<Block> {
    let scale = Scale::new((0.0, 100.0), (BOTTOM, BOTTOM - ROOM));
    let block = |part: super::status_bar::Part| {
        let (bottom, top) = (scale.place(part.start), scale.place(part.start + part.size));
        Block { status: part.status, y: written(top), height: written(bottom - top) }
    };
    parts_of(counts).into_iter().map(block).collect()
}

/// The statuses that are told of all columns.
fn told(columns: &[Column]) -> impl Iterator<Item = Status> + use<> {
    columns.iter().fold(StatusCounts::default(), |sum, column| sum.plus(column.counts)).told()
}

/// The name of a round below its column: in English the year has a line of its own, since eight names in one line run into
/// each other.
fn lines_of(language: Language, name: &str) -> (String, Option<String>) {
    match (language, name.split_once(' ')) {
        (Language::En, Some((part, year))) => (part.to_owned(), Some(year.to_owned())),
        (Language::En, None) | (Language::Th, _) => (name.to_owned(), None),
    }
}

/// The last rounds, oldest first.
pub(crate) fn status_columns(columns: &[Column], id: &'static str) -> impl IntoView + use<> {
    let language = context::page().language;
    let words = words_in::<Charts>(language);
    let number = |count: usize| u32::try_from(count).map_or(1.0, f64::from);
    let step = (f64::from(WIDTH) - 2.0 * MARGIN) / number(columns.len().max(1));
    let has_two_lines = columns.iter().any(|column| lines_of(language, &column.short_name).1.is_some());
    let (height, y_of_names) = if has_two_lines { (HEIGHT_OF_TWO_LINES, "214") } else { (HEIGHT, "222") };
    let drawn = columns.iter().enumerate().map(|(index, column)| {
        let left = MARGIN + step * number(index);
        let middle = written(left + step / 2.0);
        let (x, width) = (written(left + step * (1.0 - FILLED) / 2.0), written(step * FILLED));
        let blocks = blocks(column.counts).into_iter().map(|block| {
            view! {
                <rect
                    class="status-bar__part"
                    data-status=block.status.as_ref().to_owned()
                    x=x.clone()
                    width=width.clone()
                    y=block.y
                    height=block.height
                ></rect>
            }
        });
        let blocks: Vec<_> = blocks.collect();
        let is_minor = columns.len() >= CROWDED && (columns.len() - 1 - index) % 2 == 1;
        let class = if is_minor {
            "chart__label chart__label--middle chart__label--minor"
        } else {
            "chart__label chart__label--middle"
        };
        let event =
            (!column.events.is_empty()).then(|| event_mark(language, &column.events, left, [EVENT_TOP, BOTTOM]));
        let class_on_top = format!("{class} chart__label--strong");
        let judged = column.counts.judged() > 0;
        let share = judged.then(|| format!("{}/{}", column.counts.on_course, column.counts.applicable()));
        let (name, year) = lines_of(language, &column.short_name);
        let year = year.map(|year| view! { <tspan x=middle.clone() dy="1.15em">{year}</tspan> });
        view! {
            {blocks}
            {event}
            <text class=class_on_top x=middle.clone() y="28">{share}</text>
            <text class=class x=middle y=y_of_names>{name}{year}</text>
        }
    });
    let drawn: Vec<_> = drawn.collect();
    let key = told(columns).filter(|status| status.applies()).map(|status| {
        view! {
            <li class="chart__key-item">
                <span class="status" data-status=status.as_ref().to_owned()>{states::undivided(language, status)}</span>
            </li>
        }
    });
    view! {
        <figure class="chart stack stack--tight">
            <figcaption class="chart__title" id=format!("{id}-title")>
                {words.rounds}" "<span class="table__note">{words.on_top}</span>
            </figcaption>
            <svg class="chart__svg" viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-labelledby=format!("{id}-title")>
                {drawn}
                <path class="chart__axis" d=format!("M0 {BOTTOM}H{WIDTH}")></path>
            </svg>
            <ul class="chart__key">{key.collect_view()}</ul>
            {events_list(language, &columns.iter().flat_map(|column| &column.events).collect::<Vec<_>>())}
            <details class="disclosure">
                <summary class="disclosure__name">{words.as_table}</summary>
                <div class="disclosure__body">{twin(language, columns, id)}</div>
            </details>
        </figure>
    }
}

/// A line from the top of a drawing to where its figures stand, with what happened there for those who point at it.
pub(crate) fn event_mark(
    language: Language,
    events: &[ColumnEvent],
    x: f64,
    [from, to]: [f64; 2],
) -> impl IntoView + use<> {
    let told = events.iter().map(|event| event.told(language)).collect::<Vec<_>>().join("; ");
    let (left, middle, right) = (written(x - MARK), written(x), written(x + MARK));
    let (top, centre, bottom) = (written(from), written(from + MARK), written(from + 2.0 * MARK));
    view! {
        <g>
            <title>{told}</title>
            <path class="chart__event" d=format!("M{middle} {bottom}V{to}")></path>
            <path
                class="chart__event-mark"
                d=format!("M{middle} {top}L{right} {centre}L{middle} {bottom}L{left} {centre}Z")
            ></path>
        </g>
    }
}

/// What happened, below the drawing.
pub(crate) fn events_list(language: Language, events: &[&ColumnEvent]) -> Option<impl IntoView + use<>> {
    let words = words_in::<Charts>(language);
    let events = events.iter().map(|event| {
        view! {
            <li>
                <time datetime=event.day.to_string()>{format::day(language, event.day)}</time>
                {event.until.map(|until| {
                    view! { " – "<time datetime=until.to_string()>{format::day(language, until)}</time> }
                })}
                " · "{event.what.clone()}
            </li>
        }
    });
    let events: Vec<_> = events.collect();
    (!events.is_empty()).then(|| {
        view! {
            <p class="chart__key-item">
                <svg class="chart__swatch" viewBox="0 0 28 12" aria-hidden="true">
                    <path class="chart__event-mark" d="M14 0L20 6L14 12L8 6Z"></path>
                </svg>
                " "{words.event_key}
            </p>
            <ul class="chart__events">{events}</ul>
        }
    })
}

fn twin(language: Language, columns: &[Column], id: &'static str) -> impl IntoView + use<> {
    let words = words_in::<Charts>(language);
    let has_events = columns.iter().any(|column| !column.events.is_empty());
    let heads = told(columns).map(|status| {
        view! { <th scope="col" class="table__number">{states::undivided(language, status)}</th> }
    });
    let rows = columns.iter().map(|column| {
        let counts = told(columns).map(|status| {
            view! { <td class="table__number">{format::counted(column.counts.of(status))}</td> }
        });
        let counts: Vec<_> = counts.collect();
        let events = has_events.then(|| {
            let told: Vec<_> = column.events.iter().map(|event| event.told(language)).collect();
            view! { <td>{told.join("; ")}</td> }
        });
        view! { <tr><th scope="row">{column.name.clone()}</th>{counts}{events}</tr> }
    });
    let rows: Vec<_> = rows.collect();
    view! {
        <div class="table-region" role="region" aria-labelledby=format!("{id}-twin") tabindex="0">
            <table class="table">
                <caption class="table__caption" id=format!("{id}-twin")>{words.rounds}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.period}</th>
                        {heads.collect_view()}
                        {has_events.then(|| view! { <th scope="col">{words.event}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_filled_from_the_bottom_with_what_is_on_course() {
        let blocks = blocks(StatusCounts { on_course: 3, off_course: 1, ..StatusCounts::default() });
        assert_eq!(
            blocks,
            [
                Block { status: Status::OnCourse, y: "77.5".to_owned(), height: "112.5".to_owned() },
                Block { status: Status::OffCourse, y: "40".to_owned(), height: "37.5".to_owned() }
            ]
        );
    }

    #[test]
    fn a_year_that_is_written_out_has_a_line_of_its_own() {
        assert_eq!(lines_of(Language::En, "Q1 FY2025"), ("Q1".to_owned(), Some("FY2025".to_owned())));
        assert_eq!(lines_of(Language::En, "FY2025"), ("FY2025".to_owned(), None));
        assert_eq!(lines_of(Language::Th, "6 ด./2569"), ("6 ด./2569".to_owned(), None));
    }

    #[test]
    fn a_round_without_indicators_is_an_empty_place() {
        assert!(blocks(StatusCounts::default()).is_empty());
    }
}

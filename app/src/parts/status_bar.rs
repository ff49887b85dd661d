//! How many indicators have which status: a bar of those that apply, and its key with the counts of all.

use super::scale::written;
use crate::{
    context,
    text::{
        format,
        unjudged::{Stands, Unjudged},
    },
};
use domain::status::{Status, StatusCounts};
use leptos::prelude::*;

/// A part of a bar: a status, where it begins and how wide it is, out of a hundred.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part {
    pub(crate) status: Status,
    pub(crate) start: f64,
    pub(crate) size: f64,
}

/// The parts that are not empty, in the order of statuses; nothing where nothing applies.
pub(crate) fn parts_of(counts: StatusCounts) -> Vec<Part> {
    let number = |count: usize| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
    let total = number(counts.applicable());
    let mut start = 0.0;
    let mut parts = Vec::new();
    for status in counts.told().filter(|status| status.applies() && counts.of(*status) > 0) {
        let size = number(counts.of(status)) / total * 100.0;
        parts.push(Part { status, start, size });
        start += size;
    }
    parts
}

fn bar(counts: StatusCounts, label: String, class: &'static str) -> impl IntoView + use<> {
    let rects = parts_of(counts).into_iter().map(|part| {
        view! {
            <rect
                class="status-bar__part"
                data-status=part.status.as_ref().to_owned()
                x=written(part.start)
                width=written(part.size)
                height="10"
            ></rect>
        }
    });
    view! {
        <svg class=class viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=label>
            {rects.collect_view()}
        </svg>
    }
}

/// A bar in a cell of a table, beside cells with the counts.
#[component]
pub(crate) fn StatusBar(
    counts: StatusCounts,
    /// The counts in words.
    label: String,
) -> impl IntoView {
    bar(counts, label, "status-bar")
}

/// A large bar with its key.
#[component]
pub(crate) fn StatusBarWithKey(
    counts: StatusCounts,
    /// How many of those without a status miss nothing; they are counted apart.
    unjudged: Unjudged,
    /// Where the indicators that stand in one way are listed.
    #[prop(optional)]
    listed_at: Option<fn(&context::PageContext, Stands) -> String>,
) -> impl IntoView {
    let page = context::page();
    let total = i64::try_from(counts.applicable()).unwrap_or(i64::MAX);
    let label = unjudged.said(page.language, counts);
    let items = unjudged.parts(counts).map(|(stands, count)| {
        let (status, word) = (stands.status(), stands.word(page.language));
        let name = match listed_at.filter(|_| count > 0) {
            Some(address) => {
                let href = address(&page, stands);
                leptos::either::Either::Left(view! { <a href=href>{word}</a> })
            }
            None => leptos::either::Either::Right(word),
        };
        let share = status.applies().then(|| {
            let share = format::percent(i64::try_from(count).unwrap_or(i64::MAX), total);
            view! { " "<span class="status-key__share">{share}</span> }
        });
        view! {
            <div class="status-key__item">
                <dt><span class="status" data-status=status.as_ref().to_owned()>{name}</span></dt>
                <dd class="status-key__count">
                    {format::counted(count)}{share}
                </dd>
            </div>
        }
    });
    view! {
        <div class="stack stack--tight">
            {bar(counts, label, "status-bar status-bar--large")}
            <dl class="status-key">{items.collect_view()}</dl>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_what_applies_fill_the_bar_and_empty_ones_are_left_out() {
        let parts = parts_of(StatusCounts {
            on_course: 1,
            off_course: 1,
            no_data: 2,
            not_applicable: 4,
            ..StatusCounts::default()
        });
        let told: Vec<_> = parts.iter().map(|part| (part.status, written(part.start), written(part.size))).collect();
        assert_eq!(
            told,
            [
                (Status::OnCourse, "0".to_owned(), "25".to_owned()),
                (Status::OffCourse, "25".to_owned(), "25".to_owned()),
                (Status::NoData, "50".to_owned(), "50".to_owned())
            ]
        );
    }

    #[test]
    fn nothing_to_count_is_an_empty_bar() {
        assert!(parts_of(StatusCounts::default()).is_empty());
        assert!(parts_of(StatusCounts { not_applicable: 3, ..StatusCounts::default() }).is_empty());
    }
}

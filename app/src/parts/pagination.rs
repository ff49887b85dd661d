//! On to the next rows and back.

use crate::{
    context,
    text::{parts, parts::Parts, words_in},
};
use leptos::prelude::*;

/// The name of the query value that holds the number of the page.
const PAGE: &str = "page";

/// A part of a long list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    /// 1 for the first page.
    page: usize,
    /// How many rows stand on a page.
    size: usize,
    /// How many rows there are.
    total: usize,
}

impl Slice {
    /// The page that was asked for, or the nearest one there is.
    pub(crate) fn asked(page: usize, size: usize, total: usize) -> Self {
        let last = total.div_ceil(size).max(1);
        Self { page: page.clamp(1, last), size, total }
    }

    /// How many rows stand before it.
    pub(crate) fn skipped(self) -> usize {
        (self.page - 1) * self.size
    }

    /// The rows of a whole list that it shows.
    pub(crate) fn of<Row>(self, rows: &[Row]) -> &[Row] {
        let end = (self.skipped() + self.size).min(rows.len());
        rows.get(self.skipped()..end).unwrap_or_default()
    }

    fn has_next(self) -> bool {
        self.page * self.size < self.total
    }
}

/// The number of the page that was asked for; what is no number is the first.
pub(crate) fn asked_page() -> usize {
    context::page().asked(PAGE).and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1)
}

/// The address of a page by its number.
fn address(number: usize) -> String {
    let number = if number > 1 { number.to_string() } else { String::new() };
    context::page().address_with(&[(PAGE, &number)])
}

/// On to the next rows and back; nothing where all stand on one page.
#[component]
pub(crate) fn Pagination(slice: Slice) -> impl IntoView {
    let language = context::page().language;
    let about = parts::rows(language, slice.skipped() + 1, slice.total.min(slice.page * slice.size), slice.total);
    let back = (slice.page > 1).then(|| address(slice.page - 1));
    let on = slice.has_next().then(|| address(slice.page + 1));
    view! { <Ways back on about/> }
}

/// Whether there are rows after a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    /// There are.
    Follows,
    /// It is the last page.
    Nothing,
}

impl More {
    /// As a list says whether it goes on.
    pub(crate) fn when(has_more: bool) -> Self {
        if has_more { Self::Follows } else { Self::Nothing }
    }
}

/// On to the next page and back, of a list of which nobody counts the rows.
#[component]
pub(crate) fn PageTurner(page: usize, more: More) -> impl IntoView {
    let about = parts::page(context::page().language, page);
    let back = (page > 1).then(|| address(page - 1));
    let on = (more == More::Follows).then(|| address(page + 1));
    view! { <Ways back on about/> }
}

/// Back and on, where there is anything.
#[component]
pub(crate) fn Ways(back: Option<String>, on: Option<String>, about: String) -> impl IntoView {
    let words = words_in::<Parts>(context::page().language);
    (back.is_some() || on.is_some()).then(|| {
        view! {
            <nav class="pagination" aria-label=words.pages>
                <div class="pagination__list">
                    {back.map(|href| view! { <a class="pagination__link" href=href rel="prev">{words.back}</a> })}
                    <span class="pagination__about">{about}</span>
                    {on.map(|href| view! { <a class="pagination__link" href=href rel="next">{words.on}</a> })}
                </div>
            </nav>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_its_rows_and_no_others() {
        let rows: Vec<usize> = (1..=25).collect();
        let slice = |page| Slice::asked(page, 10, rows.len());
        assert_eq!(slice(1).of(&rows), (1..=10).collect::<Vec<_>>());
        assert_eq!(slice(3).of(&rows), (21..=25).collect::<Vec<_>>());
        assert!(slice(2).has_next() && !slice(3).has_next());
    }

    #[test]
    fn a_page_that_does_not_exist_becomes_the_nearest() {
        assert_eq!(Slice::asked(99, 10, 25), Slice::asked(3, 10, 25));
        assert_eq!(Slice::asked(0, 10, 25).skipped(), 0);
        assert!(Slice::asked(2, 10, 0).of::<u8>(&[]).is_empty());
    }
}

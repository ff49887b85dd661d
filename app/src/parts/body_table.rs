//! Bodies compared: how their indicators stand and how complete their reports are. Sorted by links.

use super::{as_written::name_in, round_picker::in_same_round, status_bar::StatusBar};
use crate::{
    context::{self, PageContext},
    listing::{Direction, ORDER, SORT, SortKey},
    text::{
        dashboards::Dashboards,
        format, states,
        unjudged::{Stands, Unjudged},
        words_in,
    },
};
use domain::{
    name::dictionary_key,
    status::{Status, StatusCounts},
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::{dashboards::NodeSummary, rollups::Completeness};
use std::cmp::Reverse;
use strum::IntoEnumIterator as _;

impl Direction {
    fn turned(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// How the rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sort {
    key: SortKey,
    direction: Direction,
}

impl Sort {
    /// The order that a key begins with: names from the first letter, numbers from the largest.
    fn first(key: SortKey) -> Self {
        let direction = if key == SortKey::Name { Direction::Ascending } else { Direction::Descending };
        Self { key, direction }
    }

    /// As asked in the address, else by what is on course.
    fn asked(page: &PageContext) -> Self {
        let key = page.asked(SORT).and_then(|key| key.parse().ok()).unwrap_or(SortKey::OnCourse);
        let direction = page.asked(ORDER).and_then(|direction| direction.parse().ok());
        direction.map_or(Self::first(key), |direction| Self { key, direction })
    }

    /// Sorts; bodies alike stand in the order of their names.
    fn apply(self, rows: &mut [NodeSummary], language: Language) {
        rows.sort_by_cached_key(|row| dictionary_key(row.organisation.name.in_language(language)));
        if self.key == SortKey::Name {
            if self.direction == Direction::Descending {
                rows.reverse();
            }
            return;
        }
        match self.direction {
            Direction::Ascending => rows.sort_by_cached_key(|row| rank(self.key, row)),
            Direction::Descending => rows.sort_by_cached_key(|row| Reverse(rank(self.key, row))),
        }
    }
}

/// A share in millionths, by which rows are sorted; below all where there is nothing to share.
fn millionths(part: i64, whole: i64) -> i64 {
    part.saturating_mul(1_000_000).checked_div(whole).unwrap_or(-1)
}

fn rank(key: SortKey, row: &NodeSummary) -> i64 {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let share = |status: Status| {
        let whole = if status.applies() { row.counts.applicable() } else { row.counts.total() };
        millionths(number(row.counts.of(status)), number(whole))
    };
    match key {
        SortKey::Name => 0,
        SortKey::OnCourse => share(Status::OnCourse),
        SortKey::AtRisk => share(Status::AtRisk),
        SortKey::OffCourse => share(Status::OffCourse),
        SortKey::NoData => share(Status::NoData),
        SortKey::NotApplicable => share(Status::NotApplicable),
        SortKey::HandedIn => millionths(row.completeness.handed_in, row.completeness.expected),
        SortKey::OnTime => millionths(row.completeness.on_time, row.completeness.expected),
    }
}

fn key_of(status: Status) -> SortKey {
    match status {
        Status::OnCourse => SortKey::OnCourse,
        Status::AtRisk => SortKey::AtRisk,
        Status::OffCourse => SortKey::OffCourse,
        Status::NoData => SortKey::NoData,
        Status::NotApplicable => SortKey::NotApplicable,
    }
}

/// The status by whose share a key sorts, where it is one.
fn status_of(key: SortKey) -> Option<Status> {
    Status::iter().find(|status| key_of(*status) == key)
}

/// Whether the rows are all there are, so that they may be sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All.
    Whole,
    /// A page of them, in an order of its own.
    Page,
}

/// Bodies compared. `notes` stand under the caption.
pub(crate) fn body_table(
    mut rows: Vec<NodeSummary>,
    extent: Extent,
    id: &'static str,
    caption: &'static str,
    first_column: &'static str,
    notes: Vec<String>,
) -> impl IntoView {
    let page = context::page();
    let words = words_in::<Dashboards>(page.language);
    let sort = (extent == Extent::Whole).then(|| Sort::asked(&page));
    if let Some(sort) = sort {
        sort.apply(&mut rows, page.language);
    }
    let head = |key: SortKey, name: &'static str| heading(&page, sort, key, name, id);
    let told = told_of(rows.iter().map(|row| row.counts));
    let statuses = told.iter().map(|status| head(key_of(*status), states::undivided(page.language, *status)));
    let statuses: Vec<_> = statuses.collect();
    let by_share =
        sort.and_then(|sort| status_of(sort.key)).map(|status| states::sorted_by_share(page.language, status));
    let notes = notes.into_iter().chain(by_share.map(str::to_owned));
    let notes = notes.map(|note| view! { <span class="table__note">{note}</span> });
    let body = rows.into_iter().map(|row| row_of(&page, &row, &told)).collect_view();
    view! {
        <div class="table-region" role="region" aria-labelledby=id tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=id>{caption}" "{notes.collect_view()}</caption>
                <thead>
                    <tr>
                        {head(SortKey::Name, first_column)}
                        <th scope="col" class="table__extra">{words.share}</th>
                        {statuses}
                        {head(SortKey::HandedIn, words.handed_in)}
                        {head(SortKey::OnTime, words.on_time)}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

fn heading(
    page: &PageContext,
    sort: Option<Sort>,
    key: SortKey,
    name: &'static str,
    id: &'static str,
) -> impl IntoView + use<> {
    let sorted = sort.filter(|sort| sort.key == key);
    let next = sorted.map_or(Sort::first(key), |sort| Sort { direction: sort.direction.turned(), ..sort });
    let content = match sort {
        Some(_) => {
            let address = page.address_with(&[(SORT, next.key.as_ref()), (ORDER, next.direction.as_ref())]);
            Either::Left(view! { <a href=format!("{address}#{id}")>{name}</a> })
        }
        None => Either::Right(name),
    };
    let class = (key != SortKey::Name).then_some("table__number");
    let order = sorted.map(|sort| sort.direction.as_ref().to_owned());
    view! { <th scope="col" class=class aria-sort=order>{content}</th> }
}

fn row_of(page: &PageContext, row: &NodeSummary, told: &[Status]) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(page.language);
    let body = &row.organisation;
    let href = in_same_round(page, &format!("/organisations/{}", body.code));
    view! {
        <tr>
            <th scope="row"><a href=href>{name_in(page.language, &body.name)}</a></th>
            {counts_of(page.language, row.counts, told)}
            <td class="table__number" data-label=words.handed_in>{handed_in(row.completeness)}</td>
            <td class="table__number" data-label=words.on_time>
                {format::percent(row.completeness.on_time, row.completeness.expected)}
            </td>
        </tr>
    }
}

/// Percentage and numbers of what was submitted.
fn handed_in(completeness: Completeness) -> impl IntoView + use<> {
    let (done, of) = (completeness.handed_in, completeness.expected);
    let numbers = (of > 1).then(|| view! { " "<span class="table__sub">{format!("{done}/{of}")}</span> });
    view! { {format::percent(done, of)}{numbers} }
}

/// The statuses that have a column where these are told.
pub(crate) fn told_of(counts: impl IntoIterator<Item = StatusCounts>) -> Vec<Status> {
    counts.into_iter().fold(StatusCounts::default(), StatusCounts::plus).told().collect()
}

/// A bar, and a cell for each count that has a column.
fn counts_of(language: Language, counts: StatusCounts, told: &[Status]) -> impl IntoView + use<> {
    let cells = told.iter().map(|status| (states::undivided(language, *status), counts.of(*status)));
    cells_of(counts, cells.collect())
}

/// The same where it is known why some have no status.
pub(crate) fn divided_counts_of(
    language: Language,
    (counts, unjudged): (StatusCounts, Unjudged),
    told: &[Stands],
) -> impl IntoView + use<> {
    let cells = told.iter().map(|stands| (stands.word(language), unjudged.of(counts, *stands)));
    cells_of(counts, cells.collect())
}

fn cells_of(counts: StatusCounts, cells: Vec<(&'static str, usize)>) -> impl IntoView + use<> {
    let label = format::each_counted(cells.iter().copied());
    let cells = cells.into_iter().map(|(word, count)| {
        view! { <td class="table__number" data-label=word>{format::counted(count)}</td> }
    });
    view! {
        <td class="table__extra"><StatusBar counts label/></td>
        {cells.collect_view()}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        organisation::{Duty, Organisation, OrganisationKind},
        text::Bilingual,
    };

    fn row(code: &str, on_course: usize, off_course: usize, handed_in: i64) -> NodeSummary {
        NodeSummary {
            organisation: Organisation {
                code: code.parse().expect("a code"),
                parent: None,
                kind: OrganisationKind::Ministry,
                name: Bilingual::new(code, code),
                abbreviation: Bilingual::default(),
                province: None,
                valid_from: None,
                valid_to: None,
                duty: Duty::None,
                source: "test".to_owned(),
                size: None,
            },
            completeness: Completeness { expected: 4, handed_in, ..Completeness::default() },
            counts: StatusCounts { on_course, off_course, ..StatusCounts::default() },
            on_time_share: None,
        }
    }

    fn sorted(key: SortKey, direction: Direction) -> Vec<String> {
        let mut rows = vec![row("c", 0, 0, 4), row("a", 2, 2, 1), row("b", 9, 1, 1)];
        Sort { key, direction }.apply(&mut rows, Language::En);
        rows.into_iter().map(|row| row.organisation.code.to_string()).collect()
    }

    #[test]
    fn shares_are_compared_and_not_counts() {
        assert_eq!(sorted(SortKey::OnCourse, Direction::Descending), ["b", "a", "c"]);
        assert_eq!(sorted(SortKey::OffCourse, Direction::Descending), ["a", "b", "c"]);
        assert_eq!(sorted(SortKey::OnCourse, Direction::Ascending), ["c", "a", "b"]);
    }

    #[test]
    fn what_is_sorted_by_a_share_of_what_is_counted_is_known() {
        assert_eq!(status_of(SortKey::OnCourse), Some(Status::OnCourse));
        assert_eq!(status_of(SortKey::NotApplicable), Some(Status::NotApplicable));
        for key in [SortKey::Name, SortKey::HandedIn, SortKey::OnTime] {
            assert_eq!(status_of(key), None, "{key:?}: a name, or a share that is shown as one");
        }
    }

    #[test]
    fn those_alike_stand_in_the_order_of_names() {
        assert_eq!(sorted(SortKey::HandedIn, Direction::Ascending), ["a", "b", "c"]);
        assert_eq!(sorted(SortKey::HandedIn, Direction::Descending), ["c", "a", "b"]);
        assert_eq!(sorted(SortKey::Name, Direction::Descending), ["c", "b", "a"]);
    }
}

//! Who is late, a row each.

use super::{as_written::name_in, badge::StateBadge, round_picker::in_same_round};
use crate::{
    context::{self, PageContext},
    text::{dashboards, dashboards::Dashboards, format, words_in},
};
use chrono::{DateTime, Utc};
use domain::organisation::Organisation;
use leptos::prelude::*;
use service::dashboards::LateAgency;

/// Who is late at an instant. `notes` stand under the caption.
pub(crate) fn late_table(
    late: Vec<LateAgency>,
    at: DateTime<Utc>,
    id: &'static str,
    caption: String,
    notes: Vec<String>,
) -> impl IntoView {
    let page = context::page();
    let words = words_in::<Dashboards>(page.language);
    let notes = notes.into_iter().map(|note| view! { <span class="table__note">{note}</span> });
    let rows = late.into_iter().map(|agency| row_of(&page, &agency, at)).collect_view();
    view! {
        <div class="table-region" role="region" aria-labelledby=id tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=id>{caption}" "{notes.collect_view()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.body}</th>
                        <th scope="col">{words.ministry}</th>
                        <th scope="col">{words.due}</th>
                        <th scope="col" class="table__number">{words.overdue}</th>
                        <th scope="col">{words.report}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row_of(page: &PageContext, late: &LateAgency, at: DateTime<Utc>) -> impl IntoView + use<> {
    let language = page.language;
    let page_of = |body: &Organisation| in_same_round(page, &format!("/organisations/{}", body.code));
    let words = words_in::<Dashboards>(language);
    let body = &late.organisation;
    let above = late.above.as_ref().map(|above| {
        view! { <a href=page_of(above)>{name_in(language, &above.name)}</a> }
    });
    view! {
        <tr>
            <th scope="row">
                <a href=page_of(body)>{name_in(language, &body.name)}</a>
            </th>
            <td>{above}</td>
            <td class="table__fit" data-label=words.due>{format::instant(language, late.since)}</td>
            <td class="table__number" data-label=words.overdue>{dashboards::days(language, days_since(late.since, at))}</td>
            <td class="table__fit"><StateBadge state=late.state/></td>
        </tr>
    }
}

/// The days that have gone, the first one already in its first second.
fn days_since(since: DateTime<Utc>, at: DateTime<Utc>) -> i64 {
    let whole = (at - since).num_days();
    if (at - since) > chrono::Duration::days(whole) { whole + 1 } else { whole.max(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_second_past_due_is_the_first_day() {
        let since: DateTime<Utc> = "2027-01-15T09:30:00Z".parse().expect("an instant");
        let days = |seconds| days_since(since, since + chrono::Duration::seconds(seconds));
        assert_eq!([days(0), days(1), days(86_400), days(86_401)], [0, 1, 1, 2]);
    }
}

//! What to look at in one agency: a row for each alert, those without data in one.

use crate::{
    context::PageContext,
    parts::round_picker::in_same_round,
    text::{alerts, alerts::Alerts as Words, indicators, words_in},
};
use domain::{
    alert::{Alert, AlertKind},
    ids::OrganisationCode,
};
use leptos::{either::Either, prelude::*};
use service::dashboards::IndicatorAlerts;
use std::cmp::Reverse;

/// How many alerts of each agency stand in a list of many.
const MOST_OF_EACH: usize = 3;

/// Where all alerts of an agency are, for a list that shows the first of them.
pub(crate) struct AllAlerts {
    /// The address.
    pub(crate) href: String,
    /// What the agency is called.
    pub(crate) name: String,
}

/// The alerts of an agency, or that there are none.
pub(crate) fn alert_list(
    page: &PageContext,
    agency: &OrganisationCode,
    found: &[IndicatorAlerts],
    id: &str,
    caption: String,
) -> impl IntoView + use<> {
    list(page, agency, found, id, caption, None)
}

/// The most urgent alerts of one agency among many, or that there are none.
pub(crate) fn first_alerts(
    page: &PageContext,
    agency: &OrganisationCode,
    found: &[IndicatorAlerts],
    id: &str,
    caption: String,
    all: AllAlerts,
) -> impl IntoView + use<> {
    list(page, agency, found, id, caption, Some(all))
}

fn list(
    page: &PageContext,
    agency: &OrganisationCode,
    found: &[IndicatorAlerts],
    id: &str,
    caption: String,
    all: Option<AllAlerts>,
) -> impl IntoView + use<> {
    let id = id.to_owned();
    let words = words_in::<Words>(page.language);
    let language = page.language;
    if found.is_empty() {
        return Either::Left(view! { <p>{caption}": "{words.none}</p> });
    }
    let mut alerts: Vec<(&IndicatorAlerts, &Alert)> =
        found.iter().flat_map(|found| found.alerts.iter().map(move |alert| (found, alert))).collect();
    // The most urgent first, of those the newest.
    alerts.sort_by_key(|(found, alert)| (alert.kind(), Reverse(found.as_of)));
    let (silent, alerts): (Vec<_>, Vec<_>) =
        alerts.into_iter().partition(|(_, alert)| alert.kind() == AlertKind::NoData);
    let named = |found: &IndicatorAlerts| {
        let indicator = &*found.indicator;
        let href = in_same_round(page, &format!("/organisations/{agency}/indicators/{}", indicator.code));
        view! { <a href=href>{indicator.name.in_language(language).to_owned()}</a> }
    };
    let shown = if all.is_some() { alerts.len().min(MOST_OF_EACH) } else { alerts.len() };
    let rows = alerts[..shown].iter().map(|(found, alert)| {
        let indicator = &*found.indicator;
        let kind = alert.kind();
        view! {
            <tr data-alert=kind.as_ref().to_owned()>
                <td class="table__fit">
                    <span class="badge" data-state=mark(kind)>{alerts::kind(language, kind)}</span>
                </td>
                <th scope="row">{named(found)}</th>
                <td data-label=words.figures>
                    {alerts::told(language, indicator, (found.figure, found.expected), alert)}
                </td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let silent = silent.first().map(|(first, alert)| {
        let how_many = indicators::how_many(language, silent.len());
        let which = match &all {
            Some(all) => Either::Left(view! { <a href=all.href.clone()>{how_many}</a> }),
            None => {
                let items = silent.iter().map(|(found, _)| view! { <li>{named(found)}</li> }).collect_view();
                Either::Right(view! {
                    <details class="disclosure">
                        <summary>{how_many}</summary>
                        <div class="disclosure__body"><ul>{items}</ul></div>
                    </details>
                })
            }
        };
        let told = alerts::told(language, &first.indicator, (first.figure, first.expected), alert);
        view! {
            <tr data-alert=AlertKind::NoData.as_ref().to_owned()>
                <td class="table__fit">
                    <span class="badge" data-state=mark(AlertKind::NoData)>{alerts::kind(language, AlertKind::NoData)}</span>
                </td>
                <th scope="row">{which}</th>
                <td data-label=words.figures>{told}</td>
            </tr>
        }
    });
    let more = all.filter(|_| shown < alerts.len()).map(|all| {
        let told = alerts::more(language, &all.name, alerts.len() - shown);
        view! { <p><a href=all.href>{told}</a></p> }
    });
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby=id.clone() tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=id.clone()>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.title}</th>
                        <th scope="col">{words.indicator}</th>
                        <th scope="col">{words.figures}</th>
                    </tr>
                </thead>
                <tbody>{rows}{silent}</tbody>
            </table>
        </div>
        {more}
    })
}

/// The mark of the badge.
fn mark(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::TargetAtRisk => "late",
        AlertKind::Declining | AlertKind::BehindPeers => "returned",
        AlertKind::NoData => "not_started",
    }
}

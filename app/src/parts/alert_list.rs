//! What to look at in one agency: a row for each alert, those without data in one.

use crate::{
    context::PageContext,
    parts::round_picker::in_same_round,
    text::{alerts, alerts::Alerts as Words, foreign, indicators, words_in},
};
use domain::{
    alert::{Alert, AlertKind, TargetRisk},
    ids::OrganisationCode,
    status::Status,
    text::Language,
};
use leptos::{either::Either, prelude::*};
use maud::{Markup, html};
use service::dashboards::IndicatorAlerts;
use std::cmp::Reverse;

/// How many alerts of each agency stand in a list of many agencies.
pub(crate) const FEW: usize = 3;
/// How many stand on a page that shows other things of the agency too.
pub(crate) const SOME: usize = 20;

/// Where all alerts of an agency are, for a list that shows the first of them.
pub(crate) struct AllAlerts {
    /// How many are shown.
    pub(crate) most: usize,
    /// The address.
    pub(crate) href: String,
    /// What the agency is called.
    pub(crate) name: String,
}

/// What stands above the alerts of an agency.
pub(crate) struct Caption {
    /// Whose they are, or what they are.
    pub(crate) title: String,
    /// With whom the agency is compared, where an alert rests on that.
    pub(crate) peers: Option<String>,
}

/// The alerts of an agency, or that there are none.
pub(crate) fn alert_list(
    page: &PageContext,
    agency: &OrganisationCode,
    found: &[IndicatorAlerts],
    id: &str,
    caption: Caption,
) -> impl IntoView + use<> {
    list(page, agency, found, id, caption, None)
}

/// The most urgent alerts of an agency, with the way to all of them, or that there are none.
pub(crate) fn first_alerts(
    page: &PageContext,
    agency: &OrganisationCode,
    found: &[IndicatorAlerts],
    id: &str,
    caption: Caption,
    all: AllAlerts,
) -> impl IntoView + use<> {
    list(page, agency, found, id, caption, Some(all))
}

fn list(
    page: &PageContext,
    agency: &OrganisationCode,
    found: &[IndicatorAlerts],
    id: &str,
    caption: Caption,
    all: Option<AllAlerts>,
) -> impl IntoView + use<> {
    let id = id.to_owned();
    let words = words_in::<Words>(page.language);
    if found.is_empty() {
        return Either::Left(view! { <p>{caption.title}": "{words.none}</p> });
    }
    let mut alerts: Vec<(&IndicatorAlerts, &Alert)> =
        found.iter().flat_map(|found| found.alerts.iter().map(move |alert| (found, alert))).collect();
    // The most urgent first, of those alike the newest.
    alerts.sort_by_key(|(found, alert)| (alert.rank(), Reverse(found.as_of)));
    let (silent, alerts): (Vec<_>, Vec<_>) =
        alerts.into_iter().partition(|(_, alert)| alert.kind() == AlertKind::NoData);
    let shown = all.as_ref().map_or(alerts.len(), |all| alerts.len().min(all.most));
    let rows = html! {
        @for (found, alert) in &alerts[..shown] { (row(page, agency, found, alert)) }
        (silent_row(page, agency, &silent, all.as_ref()))
    };
    let more = all.filter(|_| shown < alerts.len()).map(|all| {
        let told = alerts::more(page.language, &all.name, alerts.len() - shown);
        view! { <p><a href=all.href>{told}</a></p> }
    });
    let peers = caption.peers.map(|peers| view! { " "<span class="table__note">{peers}</span> });
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby=id.clone() tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=id.clone()>{caption.title}{peers}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.title}</th>
                        <th scope="col">{words.indicator}</th>
                        <th scope="col">{words.figures}</th>
                    </tr>
                </thead>
                <tbody inner_html=rows.into_string()></tbody>
            </table>
        </div>
        {more}
    })
}

fn row(page: &PageContext, agency: &OrganisationCode, found: &IndicatorAlerts, alert: &Alert) -> Markup {
    let told = alerts::told(page.language, found, alert);
    html! {
        tr data-alert=(alert.kind().as_ref()) {
            td class="table__fit" { (badge(page.language, alert)) }
            th scope="row" { (named(page, agency, found)) }
            td data-label=(words_in::<Words>(page.language).figures) { (told) }
        }
    }
}

/// Those without data in one row.
fn silent_row(
    page: &PageContext,
    agency: &OrganisationCode,
    silent: &[(&IndicatorAlerts, &Alert)],
    all: Option<&AllAlerts>,
) -> Markup {
    let how_many = indicators::how_many(page.language, silent.len());
    html! {
        @if let Some((first, alert)) = silent.first() {
            tr data-alert=(AlertKind::NoData.as_ref()) {
                td class="table__fit" { (badge(page.language, &Alert::NoData)) }
                th scope="row" {
                    @if let Some(all) = all {
                        a href=(all.href) { (how_many) span class="visually-hidden" { " " (all.name) } }
                    } @else {
                        details class="disclosure" {
                            summary { (how_many) }
                            div class="disclosure__body" {
                                ul { @for (found, _) in silent { li { (named(page, agency, found)) } } }
                            }
                        }
                    }
                }
                td data-label=(words_in::<Words>(page.language).figures) {
                    (alerts::told(page.language, first, alert))
                }
            }
        }
    }
}

fn named(page: &PageContext, agency: &OrganisationCode, found: &IndicatorAlerts) -> Markup {
    let indicator = &*found.indicator;
    let href = in_same_round(page, &format!("/organisations/{agency}/indicators/{}", indicator.code));
    let name = indicator.name.in_language(page.language);
    html! { a href=(href) lang=[foreign(page.language, name)] { (name) } }
}

/// A target bears the mark that its status has everywhere; what only the forecast says is at risk.
fn badge(language: Language, alert: &Alert) -> Markup {
    let status = alert.target_risk().map(|risk| match risk {
        TargetRisk::OffCourse => Status::OffCourse,
        TargetRisk::AtRisk | TargetRisk::Foretold => Status::AtRisk,
    });
    let state = match alert.kind() {
        AlertKind::TargetAtRisk => None,
        AlertKind::Declining | AlertKind::BehindPeers => Some("returned"),
        AlertKind::NoData => Some("not_started"),
    };
    html! {
        span class="badge" data-state=[state] data-status=[status.as_ref().map(AsRef::<str>::as_ref)] {
            (alerts::kind(language, alert.kind()))
        }
    }
}

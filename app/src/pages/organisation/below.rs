//! Everybody below a body: compared, late, and taken together.

use crate::{
    context::PageContext,
    pages::organisations,
    parts::{
        as_written::name_in,
        body_table::{Extent, body_table},
        completeness::{completeness, completeness_link},
        indicator_section::indicator_section,
        indicator_table::{IndicatorGroup, IndicatorRow},
        late_table::late_table,
        only_below,
        pagination::{More, PageTurner, asked_page},
        round_picker::{in_round, in_same_round},
    },
    text::{alerts::Alerts, dashboards, dashboards::Dashboards, heat_map::HeatMap, words_in},
};
use domain::{ids::OrganisationCode, organisation::Organisation};
use leptos::prelude::*;
use service::dashboards::{IndicatorStatus, OrganisationDashboard, OrganisationPage};

/// Completeness, the bodies directly below, who is late, and the figures of all together.
pub(super) fn section(
    page: &PageContext,
    found: &OrganisationPage,
    dashboard: &OrganisationDashboard,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let period = dashboard.round.round.period;
    let stamp = dashboards::stamp(language, dashboard.as_of, period);
    let before = dashboard.trend.iter().rev().nth(1).map(|before| before.completeness);
    let number = asked_page();
    let is_whole = number == 1 && !dashboard.has_more_children;
    let extent = if is_whole { Extent::Whole } else { Extent::Page };
    let notes = vec![words.not_ranked.to_owned(), stamp.clone()];
    let heat_map = in_same_round(page, &format!("/organisations/{}/heat-map", found.body.code));
    // The country's own page of an indicator lists its parts, and lists of the country are of everybody.
    let is_country = found.body.code == *found.tree.root();
    let under = (!is_country).then_some(&found.body.code);
    let alerts = only_below::below(&in_same_round(page, "/alerts"), under);
    let of_alerts = words_in::<Alerts>(language);
    let alerts_link = if is_country { of_alerts.link } else { of_alerts.link_below };
    let children = (!dashboard.children.is_empty()).then(|| {
        view! {
            {body_table(dashboard.children.clone(), extent, "below", words.below, words.body, notes)}
            <PageTurner page=number more=More::when(dashboard.has_more_children)/>
            <p class="cluster">
                <a href=heat_map.clone()>{words_in::<HeatMap>(language).link}</a>
                <a href=alerts.clone()>{alerts_link}</a>
            </p>
        }
    });
    let row = |status: &IndicatorStatus| {
        let row = IndicatorRow::together(language, status, period);
        if is_country { row } else { row.under(&found.body.code) }
    };
    let groups = dashboard.strategies.iter().map(|strategy| IndicatorGroup {
        strategy: strategy.strategy.clone(),
        rows: strategy.indicators.iter().map(&row).collect(),
    });
    let groups: Vec<_> = groups.collect();
    let figures = (!groups.is_empty()).then(|| {
        indicator_section(page, groups, "indicators", words.together, vec![words.accepted_only.to_owned(), stamp])
    });
    view! {
        <section class="stack" aria-labelledby="completeness">
            <h2 id="completeness">{words.completeness}</h2>
            {completeness(dashboard.completeness, before, Some((dashboard.late.count, "#late".to_owned())))}
            {completeness_link(page, &dashboard.round.round.code, Some(&dashboard.organisation.code))}
        </section>
        {children}
        {late_of(page, dashboard, under)}
        {silent_of(page, found, dashboard)}
        {figures}
    }
}

fn late_of(
    page: &PageContext,
    dashboard: &OrganisationDashboard,
    under: Option<&OrganisationCode>,
) -> impl IntoView + use<> {
    let late = &dashboard.late;
    let list = only_below::below(&in_round(&dashboard.round.round.code, "/late"), under);
    (late.count > 0).then(|| {
        let caption = dashboards::late_count(page.language, late.count);
        let note = dashboards::first_of(page.language, late.agencies.len(), late.count);
        view! {
            {late_table(late.agencies.clone(), dashboard.as_of, "late", caption, note.into_iter().collect())}
            <p><a href=list>{words_in::<Dashboards>(page.language).every_late}</a></p>
        }
    })
}

/// The bodies directly below from which no report is expected in the round, folded.
fn silent_of(page: &PageContext, found: &OrganisationPage, dashboard: &OrganisationDashboard) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let day = dashboard.round.round.period.last_day();
    let owes = |body: &Organisation| body.reports_on(day) || !found.tree.children(&body.code).is_empty();
    // Of a kind alone nobody is silent who is of another.
    let silent = if dashboard.kind.is_some() {
        Vec::new()
    } else {
        organisations::below(&found.tree, &found.body.code, language)
    };
    let silent = silent.into_iter().filter(|body| !owes(body)).map(|body| {
        let href = in_same_round(page, &format!("/organisations/{}", body.code));
        view! { <li class="tree__row"><a href=href>{name_in(language, &body.name)}</a></li> }
    });
    let silent: Vec<_> = silent.collect();
    (!silent.is_empty()).then(|| {
        let count = crate::text::format::counted(silent.len());
        view! {
            <details class="disclosure">
                <summary class="disclosure__name">
                    {words.not_reporting}" "<span class="disclosure__count">{count}</span>
                </summary>
                <div class="disclosure__body"><ul class="tree">{silent}</ul></div>
            </details>
        }
    })
}

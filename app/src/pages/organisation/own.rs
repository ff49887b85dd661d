//! What one agency reported itself.

use crate::{
    context::PageContext,
    parts::{
        alert_list::{AllAlerts, Caption, SOME, alert_list, first_alerts},
        badge::StateBadge,
        entry_read::lines,
        facts::fact,
        feeds::make_feed,
        indicator_section::indicator_section,
        indicator_table::{IndicatorGroup, IndicatorRow},
        only_below::below,
        round_picker::in_same_round,
    },
    text::{
        alerts, alerts::Alerts, collectors::Collectors, dashboards, dashboards::Dashboards, format, peers,
        report::Report, words_in,
    },
};
use domain::{access::Action, alert::AlertRule, submission::Submission, text::Language};
use leptos::{either::Either, prelude::*};
use service::dashboards::{OrganisationDashboard, OrganisationPage, OwnReport};

/// Where its report is, its own figures, and its reports so far.
pub(super) fn section(
    page: &PageContext,
    found: &OrganisationPage,
    dashboard: &OrganisationDashboard,
    own: &OwnReport,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let standing = &own.standing;
    let period = dashboard.round.round.period;
    let stamp = dashboards::stamp(language, dashboard.as_of, period);
    let basis = if page.is_demonstration { words.made_up } else { words.accepted_only };
    let groups = standing.strategies.iter().map(|strategy| IndicatorGroup {
        strategy: strategy.strategy.clone(),
        rows: strategy.indicators.iter().map(|own| IndicatorRow::of_agency(language, own, period)).collect(),
    });
    let groups: Vec<_> = groups.collect();
    // Where others are below, their table of all together has the name of the section that statuses link to.
    let id = if dashboard.strategies.is_empty() { "indicators" } else { "own-indicators" };
    let notes = vec![words.accepted_only.to_owned(), format!("{stamp} · {basis}")];
    let code = &found.body.code;
    let caption = Caption { title: words_in::<Alerts>(language).title.to_owned(), peers: None };
    // Of one strategy all are shown: the list of all alerts is of the whole plan.
    let alerts = if dashboard.strategy.is_some() {
        Either::Left(alert_list(page, code, &standing.alerts, "alerts", caption))
    } else {
        let href = below(&in_same_round(page, "/alerts"), Some(code));
        let all = AllAlerts { most: SOME, href, name: found.body.name.in_language(language).to_owned() };
        Either::Right(first_alerts(page, code, &standing.alerts, "alerts", caption, all))
    };
    let figures = in_same_round(page, &format!("/organisations/{}/figures", found.body.code));
    let choice = found.tree.peer_groups().choice(&found.body);
    view! {
        {report_of(page, found, dashboard, own)}
        {alerts}
        {(!standing.alerts.is_empty()).then(|| view! { <p class="headline__stamp">{alerts::rule(language, AlertRule::SHIPPED)}</p> })}
        <p class="headline__stamp">{peers::why(language, &choice)}</p>
        {indicator_section(page, groups, id, words.own_indicators, notes)}
        <p><a href=figures>{words.rounds_of_figures}</a></p>
        {obstacles_of(language, found, dashboard)}
        {reports_of(language, found)}
    }
}

fn report_of(
    page: &PageContext,
    found: &OrganisationPage,
    dashboard: &OrganisationDashboard,
    own: &OwnReport,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let href = format!("/reports/{}/{}", dashboard.round.round.code, found.body.code);
    let link = own.is_readable.then(|| view! { <a class="card__more" href=href>{words.open_report}</a> });
    let submitted = match own.first_submitted_at {
        Some(at) => format::instant(language, at),
        None => words.not_submitted.to_owned(),
    };
    let is_late = own.is_late(dashboard.as_of);
    let late = is_late.then(|| view! { " "<span class="badge" data-state="late">{words.late_badge}</span> });
    view! {
        <section class="card" aria-labelledby="own-report">
            <div class="card__head">
                <h2 class="card__title" id="own-report">{words.own_report}</h2>
                {link}
            </div>
            <dl class="facts">
                {fact(words.status, view! { <StateBadge state=own.state/>{late} })}
                {fact(words.due, format::instant(language, own.window.due_at()))}
                {fact(words.first_submitted, submitted)}
            </dl>
            {collectors_of(page, found)}
            {make_feed(language, &found.body.code)}
        </section>
    }
}

/// The way to what is fetched, for those who may set it up.
fn collectors_of(page: &PageContext, found: &OrganisationPage) -> Option<impl IntoView + use<>> {
    let may = page.actor.as_ref().is_some_and(|actor| actor.may(Action::ManageCollectors, &found.path_now));
    let href = format!("/organisations/{}/collectors", found.body.code);
    may.then(|| view! { <p><a href=href>{words_in::<Collectors>(page.language).to_list}</a></p> })
}

/// What stood in its way and which help it needs, in its own words, with the way to the entry.
fn obstacles_of(
    language: Language,
    found: &OrganisationPage,
    dashboard: &OrganisationDashboard,
) -> impl IntoView + use<> {
    let words = words_in::<Report>(language);
    let items = found.obstacles.iter().map(|told| {
        let round = &told.round;
        let period =
            round.as_str().parse().map_or_else(|_| round.to_string(), |period| format::period(language, period));
        let name = dashboard.plan.indicator(&told.indicator).map(|indicator| indicator.name.in_language(language));
        let name = name.map_or_else(|| told.indicator.to_string(), str::to_owned);
        let href = format!("/reports/{round}/{}#{}", found.body.code, told.indicator);
        let said = [(words.obstacles, &told.obstacles), (words.help_needed, &told.help_needed)];
        let said = said.into_iter().filter(|(_, text)| !text.is_empty());
        let said =
            said.map(|(what, text)| view! { <div class="thread__words">{what}": "{lines(language, text)}</div> });
        let said: Vec<_> = said.collect();
        view! {
            <li class="thread__item">
                <p><a href=href>{name}</a></p>
                <p class="thread__when">{period}</p>
                {said}
            </li>
        }
    });
    let items: Vec<_> = items.collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="obstacles">
                <h2 id="obstacles">{words_in::<Dashboards>(language).obstacles}</h2>
                <ol class="thread">{items}</ol>
            </section>
        }
    })
}

fn reports_of(language: Language, found: &OrganisationPage) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(language);
    let rows: Vec<_> = found.reports.iter().map(|report| report_row(language, report)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="reports" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="reports">{words.reports}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.round}</th>
                            <th scope="col">{words.status}</th>
                            <th scope="col">{words.first_submitted}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

fn report_row(language: Language, report: &Submission) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(language);
    let round = &report.key.round;
    let name = round.as_str().parse().map_or_else(|_| round.to_string(), |period| format::period(language, period));
    let submitted = report.first_submitted_at.map(|at| format::instant(language, at));
    view! {
        <tr>
            <th scope="row"><a href=format!("/reports/{round}/{}", report.key.agency)>{name}</a></th>
            <td><StateBadge state=report.state.name()/></td>
            <td data-label=words.first_submitted>{submitted.unwrap_or_else(|| words.not_submitted.to_owned())}</td>
        </tr>
    }
}

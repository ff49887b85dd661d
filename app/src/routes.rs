//! Which address shows which page. Every page is complete HTML before it is sent, so that titles, statuses and
//! redirects are real and nothing needs a script.

use crate::{context::PageContext, pages, parts};
use leptos::{either::Either, prelude::*};
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <parts::header::SiteHeader/>
            <main class="wrap page__main stack stack--loose" id="main" tabindex="-1">
                <parts::notice::Notices/>
                <parts::past::PastNotice/>
                <parts::trust::GradeNotice/>
                <parts::unknown::UnknownFilters/>
                <Pages/>
                <parts::trust::AskForAGrade/>
                <parts::past::AskForThePast/>
                <parts::share::ShareThisPage/>
            </main>
            <parts::footer::SiteFooter/>
        </Router>
    }
}

/// Every page; instead of one that is asked for an instant that was not taken, why it was not.
#[component]
fn Pages() -> impl IntoView {
    let refused = use_context::<PageContext>().and_then(|page| parts::past::past_refused(&page));
    if let Some(refused) = refused {
        return Either::Left(refused);
    }
    Either::Right(view! {
        <Routes fallback=pages::not_found::NotFound>
            <Route path=path!("/") view=pages::work::Work ssr=SsrMode::Async/>
            <Route path=path!("/account") view=pages::my_account::MyAccount ssr=SsrMode::Async/>
            <Route path=path!("/accounts") view=pages::accounts::Accounts ssr=SsrMode::Async/>
            <Route path=path!("/accounts/new") view=pages::account_new::AccountNew ssr=SsrMode::Async/>
            <Route path=path!("/accounts/:id") view=pages::account::Account ssr=SsrMode::Async/>
            <Route path=path!("/alerts") view=pages::alerts::Alerts ssr=SsrMode::Async/>
            <Route path=path!("/audit") view=pages::audit::Audit ssr=SsrMode::Async/>
            <Route path=path!("/calendar") view=pages::calendar::Calendar ssr=SsrMode::Async/>
            <Route path=path!("/calendar/holidays") view=pages::holidays::Holidays ssr=SsrMode::Async/>
            <Route path=path!("/calendar/reminders") view=pages::reminder_policy::ReminderPolicy ssr=SsrMode::Async/>
            <Route path=path!("/calendar/rules") view=pages::round_rules::RoundRules ssr=SsrMode::Async/>
            <Route path=path!("/calendar/new") view=pages::round_new::RoundNew ssr=SsrMode::Async/>
            <Route path=path!("/calendar/:round") view=pages::round::Round ssr=SsrMode::Async/>
            <Route path=path!("/calendar/:round/reminders") view=pages::reminders::Reminders ssr=SsrMode::Async/>
            <Route path=path!("/calendar/:round/reminders/people") view=pages::recipients::Recipients ssr=SsrMode::Async/>
            <Route path=path!("/calendar/:round/extend") view=pages::round_extend::RoundExtend ssr=SsrMode::Async/>
            <Route path=path!("/calendar/:round/sheets") view=pages::bundle::BundleNew ssr=SsrMode::Async/>
            <Route path=path!("/calendar/:round/sheets/:id") view=pages::bundle::Bundle ssr=SsrMode::Async/>
            <Route path=path!("/calendar/:round/deliveries/:id") view=pages::delivery::Delivery ssr=SsrMode::Async/>
            <Route path=path!("/completeness") view=pages::completeness::NationalCompleteness ssr=SsrMode::Async/>
            <Route path=path!("/completeness/:organisation") view=pages::completeness::BodyCompleteness ssr=SsrMode::Async/>
            <Route path=path!("/compare") view=pages::compare::Compare ssr=SsrMode::Async/>
            <Route path=path!("/developers") view=pages::developers::Developers ssr=SsrMode::Async/>
            <Route path=path!("/indicators/:code") view=pages::indicator::Indicator ssr=SsrMode::Async/>
            <Route path=path!("/indicators/:code/map") view=pages::province_map::IndicatorMap ssr=SsrMode::Async/>
            <Route path=path!("/late") view=pages::late::Late ssr=SsrMode::Async/>
            <Route path=path!("/national") view=pages::national::National ssr=SsrMode::Async/>
            <Route path=path!("/objections") view=pages::objections::Objections ssr=SsrMode::Async/>
            <Route path=path!("/objections/:id") view=pages::objection::Objection ssr=SsrMode::Async/>
            <Route path=path!("/operations") view=pages::operations::Operations ssr=SsrMode::Async/>
            <Route path=path!("/operations/mail") view=pages::mails::Mails ssr=SsrMode::Async/>
            <Route path=path!("/organisations") view=pages::organisations::Organisations ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code") view=pages::organisation::Organisation ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code/figures") view=pages::own_figures::OwnFigures ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code/letter") view=pages::letter::Letter ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code/heat-map") view=pages::heat_map::HeatMap ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code/indicators/:indicator") view=pages::own_indicator::OwnIndicator ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code/collectors") view=pages::collectors::Collectors ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code/collectors/new") view=pages::collector::CollectorNew ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code/collectors/:id") view=pages::collector::Collector ssr=SsrMode::Async/>
            <Route path=path!("/organisations/:code/collectors/:id/polls/:poll") view=pages::poll::Poll ssr=SsrMode::Async/>
            <Route path=path!("/plans") view=pages::plans::Plans ssr=SsrMode::Async/>
            <Route path=path!("/plans/:code") view=pages::plan::Plan ssr=SsrMode::Async/>
            <Route path=path!("/public/:language") view=pages::publications::Publications ssr=SsrMode::Async/>
            <Route path=path!("/public/:language/:snapshot") view=pages::publications::country::PublicationCountry ssr=SsrMode::Async/>
            <Route path=path!("/public/:language/:snapshot/organisations/:code") view=pages::publications::body::PublicationBody ssr=SsrMode::Async/>
            <Route path=path!("/public/:language/:snapshot/indicators/:code") view=pages::publications::indicator::PublicationIndicator ssr=SsrMode::Async/>
            <Route path=path!("/reports/:round/:agency") view=pages::report::Report ssr=SsrMode::Async/>
            <Route path=path!("/reports/:round/:agency/objections") view=pages::report_objections::ReportObjections ssr=SsrMode::Async/>
            <Route path=path!("/reports/:round/:agency/sheets/:id") view=pages::sheet::Sheet ssr=SsrMode::Async/>
            <Route path=path!("/movers/:scheme/:round") view=pages::score_movers::ScoreMovers ssr=SsrMode::Async/>
            <Route path=path!("/robustness/:scheme/:round") view=pages::robustness::Robustness ssr=SsrMode::Async/>
            <Route path=path!("/scores/:scheme/:round") view=pages::scores::Scores ssr=SsrMode::Async/>
            <Route path=path!("/maps/:scheme/:round") view=pages::province_map::ScoreMap ssr=SsrMode::Async/>
            <Route path=path!("/scores/:scheme/:round/:organisation") view=pages::score::Score ssr=SsrMode::Async/>
            <Route path=path!("/scores/:scheme/:round/:organisation/what-if") view=pages::what_if::WhatIf ssr=SsrMode::Async/>
            <Route path=path!("/search") view=pages::search::Search ssr=SsrMode::Async/>
            <Route path=path!("/shares") view=pages::shares::Shares ssr=SsrMode::Async/>
            <Route path=path!("/snapshots") view=pages::snapshots::Snapshots ssr=SsrMode::Async/>
            <Route path=path!("/snapshots/:code") view=pages::snapshot::Snapshot ssr=SsrMode::Async/>
            <Route path=path!("/snapshots/:code/from/:before") view=pages::snapshot_diff::SnapshotDiff ssr=SsrMode::Async/>
            <Route path=path!("/subscribers") view=pages::subscribers::Subscribers ssr=SsrMode::Async/>
            <Route path=path!("/verify") view=pages::verify::Verify ssr=SsrMode::Async/>
            <Route path=path!("/webhooks") view=pages::webhooks::Webhooks ssr=SsrMode::Async/>
            <Route path=path!("/sign-in") view=pages::sign_in::SignIn ssr=SsrMode::Async/>
        </Routes>
    })
}

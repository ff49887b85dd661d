//! One body of the state as it was published.

use super::{
    asked_number, asked_snapshot,
    country::{headline_of, indicators_of, listed_at},
};
use crate::{
    context::{self, PageContext},
    parts::{
        badge::StateBadge,
        body_table::{Extent, body_table},
        breadcrumbs::{Breadcrumbs, Crumb},
        completeness::completeness,
        facts::fact,
        headline::{Headline, headline},
        indicator_section::indicator_section,
        indicator_table::{IndicatorGroup, IndicatorRow},
        notice::failed,
        objected::objected_mark,
        pagination::{More, PageTurner},
        publication::{basis, proof, replaced, replaces, stamp},
        structured_data::{breadcrumb_list, described, government_organization, structured_data},
        title::PageTitle,
    },
    text::{
        dashboards, dashboards::Dashboards, format, organisations, publications, publications::Publications as Words,
        scores, scores::Scores, unjudged::Unjudged, words_in,
    },
};
use domain::{ids::OrganisationCode, publication::OwnScore, score::Scheme, snapshot::Outcome, status::Status};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    publications::{PublicBody, PublicReport, Published},
};

/// The body of the address.
#[component]
pub(crate) fn PublicationBody() -> impl IntoView {
    let page = context::page();
    let (snapshot, number) = (asked_snapshot(), asked_number(&page));
    let body = context::named::<OrganisationCode>("code", "organisation");
    Suspend::new(async move {
        let found = async {
            let (snapshot, body, number) = (snapshot?, body?, number?);
            ServiceResult::Ok((page.services.publications().body(&snapshot, &body, number).await?, number))
        };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok((found, number)) => Either::Right(page_of(&page, &found, number)),
        }
    })
}

fn page_of(page: &PageContext, found: &PublicBody, number: i64) -> impl IntoView + use<> {
    let language = page.language;
    let around = words_in::<Dashboards>(language);
    let published = &found.published;
    let period = published.setting.head.round.period;
    let stamp = stamp(page, published);
    let name = found.body.name.in_language(language).to_owned();
    let base = page.public_base().unwrap_or_default();
    let above = found.above.iter().map(|body| {
        Crumb::new(format!("{base}/organisations/{}", body.code), body.name.in_language(language).to_owned())
    });
    let way: Vec<Crumb> =
        std::iter::once(Crumb::new(base.clone(), words_in::<Words>(language).country)).chain(above).collect();
    let data =
        [government_organization(page, published, &found.body, &found.above), breadcrumb_list(page, &way, &name)];
    let plan = published.plan.plan.title.in_language(language);
    let description = format!("{name}: {}", publications::about(language, plan, period));
    let description = described(language, &published.setting.head, &description);
    let over = format!("{} · {}", organisations::kind(language, found.body.kind), format::period(language, period));
    let nothing = (found.own.is_none() && found.together.is_none()).then(|| {
        view! { <div class="empty"><p class="empty__title">{around.no_report}</p></div> }
    });
    view! {
        {structured_data(page, description, &data)}
        <div class="stack stack--tight">
            <Breadcrumbs way here=name.clone()/>
            <PageTitle title=name over/>
        </div>
        {replaced(page, published)}
        {replaces(page, published)}
        {together_of(page, found, number, &stamp)}
        {found.own.as_ref().map(|own| own_of(page, found, own, &stamp))}
        {nothing}
        {proof(page, published)}
    }
}

/// It with all below it.
fn together_of(page: &PageContext, found: &PublicBody, number: i64, stamp: &str) -> Option<impl IntoView + use<>> {
    let around = words_in::<Dashboards>(page.language);
    let period = found.published.setting.head.round.period;
    let together = found.together.as_ref().filter(|together| together.completeness.expected > 0)?;
    let below = (!found.below.is_empty()).then(|| {
        let notes = vec![around.not_ranked.to_owned(), stamp.to_owned()];
        let extent = if found.pages_below > 1 { Extent::Page } else { Extent::Whole };
        view! {
            {body_table(found.below.clone(), extent, "below", around.below, around.body, notes)}
            <PageTurner page=usize::try_from(number).unwrap_or(1) more=More::when(number < found.pages_below)/>
        }
    });
    Some(view! {
        {headline(headline_of(page, &found.published, together, stamp))}
        <section class="stack" aria-labelledby="completeness">
            <h2 id="completeness">{around.completeness}</h2>
            {completeness(together.completeness, None, None)}
        </section>
        {below}
        {indicators_of(page, &together.strategies, period, stamp)}
    })
}

/// What it reported itself.
fn own_of(page: &PageContext, found: &PublicBody, own: &PublicReport, stamp: &str) -> impl IntoView + use<> {
    let language = page.language;
    let around = words_in::<Dashboards>(language);
    let period = found.published.setting.head.round.period;
    let is_alone = found.together.is_none();
    let headline =
        (is_alone && own.counts.total() > 0).then(|| headline(own_headline(page, &found.published, own, stamp)));
    let submitted = own.first_submitted_at.map(|at| format::instant(language, at));
    let groups = own.strategies.iter().map(|strategy| IndicatorGroup {
        strategy: strategy.strategy.clone(),
        rows: strategy.indicators.iter().map(|own| IndicatorRow::of_agency(language, own, period)).collect(),
    });
    let groups: Vec<_> = groups.collect();
    let id = if is_alone { "indicators" } else { "own-indicators" };
    let notes = vec![around.accepted_only.to_owned(), stamp.to_owned()];
    view! {
        {headline}
        <section class="card" aria-labelledby="own-report">
            <h2 class="card__title" id="own-report">{around.own_report}</h2>
            <dl class="facts">
                {fact(around.status, view! { <StateBadge state=own.state/> })}
                {fact(around.first_submitted, submitted.unwrap_or_else(|| around.not_submitted.to_owned()))}
            </dl>
        </section>
        {scores_of(page, found, &own.scores)}
        {indicator_section(page, groups, id, around.own_indicators, notes)}
    }
}

fn own_headline(page: &PageContext, published: &Published, own: &PublicReport, stamp: &str) -> Headline {
    let language = page.language;
    let around = words_in::<Dashboards>(language);
    let verdict = own.counts.verdict(None);
    let too_little = (verdict == Status::NoData).then(|| dashboards::too_little(language, None, own.counts));
    let basis = basis(page, published);
    Headline {
        verdict,
        counts: own.counts,
        unjudged: Unjudged::own(&own.strategies),
        reports: None,
        why: too_little.into_iter().collect(),
        trend: Vec::new(),
        stamp: vec![format!("{stamp} · {basis}"), around.overall_rule.to_owned()],
        listed_at,
    }
}

/// Its scores, each with its level and place.
fn scores_of(page: &PageContext, found: &PublicBody, scored: &[OwnScore]) -> impl IntoView + use<> {
    let words = words_in::<Scores>(page.language);
    let used = &found.published.setting.schemes;
    let of = |score: &OwnScore| {
        let used = used.iter().find(|used| used.scheme.head().code == score.scheme)?;
        let title = used.scheme.head().title.in_language(page.language).to_owned();
        let mark = objected_mark(page.language, score.objected);
        Some(fact(title, view! { {told(page, &used.scheme, score)}{mark} }))
    };
    let facts: Vec<_> = scored.iter().filter_map(of).collect();
    (!facts.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="scores">
                <h2 class="card__title" id="scores">{words.title}</h2>
                <dl class="facts">{facts}</dl>
                <p class="headline__stamp">{words.accepted_only}</p>
            </section>
        }
    })
}

/// A score in words.
fn told(page: &PageContext, scheme: &Scheme, score: &OwnScore) -> String {
    let language = page.language;
    let words = words_in::<Scores>(language);
    match &score.outcome {
        Outcome::Scored(found) => {
            let published = format::fixed(found.published, scheme.head().rounding.decimals);
            let level = found.class.as_ref().map(|classed| scores::class_name(language, scheme, Some(classed)));
            let among = |place| scores::place_among(language, place, score.placed);
            let place = score.place.map(|place| format!("{} {}", words.place, among(place)));
            [Some(published), level, place].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        Outcome::Absent(absence) => scores::absence(language, absence, scheme),
        Outcome::Fault(fault) => scores::fault(language, scheme, fault),
    }
}

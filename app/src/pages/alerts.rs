//! What to look at, agency by agency, for the country or for one body and those below it.

use crate::{
    commands::typed_organisation,
    context::{self, PageContext},
    listing::AFTER,
    pages::organisation::way_to,
    parts::{
        alert_counts::{KIND, alert_counts},
        alert_list::{AllAlerts, Caption, FEW, alert_list, first_alerts},
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField, Filters, SearchField},
        no_round::no_round,
        notice::failed,
        pagination::Ways,
        round_picker::{ROUND, asked_round, in_same_round, passed_over, round_picker},
        title::PageTitle,
        under_way::under_way,
    },
    text::{alerts, alerts::Alerts as Words, dashboards, dashboards::Dashboards, format, parts, peers, words_in},
};
use domain::{alert::AlertKind, ids::OrganisationCode, urgency::AlertPlace};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{AlertFilter, AlertOrder, Alerts as Found, IndicatorAlerts},
};
use strum::IntoEnumIterator as _;

/// The name of the query value that holds the body.
const ORGANISATION: &str = "organisation";

/// What to look at.
#[component]
pub(crate) fn Alerts() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match found(&page).await {
            Err(ServiceError::NotFound("round")) if page.asked(ROUND).is_none() => {
                EitherOf3::A(no_round(words_in::<Words>(page.language).title))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(found) => EitherOf3::C(page_of(&page, &found)),
        }
    })
}

async fn found(page: &PageContext) -> ServiceResult<Found> {
    let actor = page.actor()?;
    let tree = page.services.organisations().tree(actor).await?;
    let organisation: Option<OrganisationCode> = match page.asked(ORGANISATION) {
        Some(typed) => {
            let code = typed_organisation(&tree, &typed, ORGANISATION);
            Some(code.map_err(|_| ServiceError::NotFound("organisation"))?)
        }
        None => None,
    };
    // What is no place is the first page.
    let after = page.asked(AFTER).and_then(|after| after.parse().ok());
    let filter = AlertFilter { kind: asked_kind(page), after };
    page.services.dashboards().alerts(actor, organisation.as_ref(), asked_round(page)?.as_ref(), &filter).await
}

/// The kind that is asked for; what is none is no filter.
fn asked_kind(page: &PageContext) -> Option<AlertKind> {
    page.asked(KIND).and_then(|kind| kind.parse().ok())
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let period = found.round.round.period;
    let body = &found.organisation;
    let is_country = body.code == *found.tree.root();
    let name = body.name.in_language(language).to_owned();
    let way = if is_country {
        vec![Crumb::new(in_same_round(page, "/national"), words_in::<Dashboards>(language).national)]
    } else {
        let mut way = way_to(page, &found.tree, body);
        way.push(Crumb::new(in_same_round(page, &format!("/organisations/{}", body.code)), name.clone()));
        way
    };
    let over = format!("{name} · {}", format::period(language, period));
    let picker = round_picker(&found.rounds, &found.round);
    let lists = found.agencies.iter().map(|agency| {
        let code = &agency.organisation.code;
        let name = agency.organisation.name.in_language(language).to_owned();
        let is_compared = |found: &IndicatorAlerts| found.alerts.iter().any(|it| it.kind() == AlertKind::BehindPeers);
        let peers = agency.indicators.iter().any(is_compared).then(|| peers::why(language, &agency.peers));
        let caption = Caption { title: name.clone(), peers };
        let (found, id) = (&agency.indicators, format!("alerts-{code}"));
        if *code == body.code {
            Either::Left(alert_list(page, code, found, &id, caption))
        } else {
            let href = page.address_with(&[(ORGANISATION, code.as_str()), (AFTER, "")]);
            Either::Right(first_alerts(page, code, found, &id, caption, AllAlerts { most: FEW, href, name }))
        }
    });
    let lists: Vec<_> = lists.collect();
    let kind = asked_kind(page);
    let content = if lists.is_empty() {
        let nobody = match kind {
            None => words.nobody,
            Some(_) if found.listed > 0 => words.none_of_kind_here,
            Some(_) => words.none_of_kind,
        };
        Either::Left(view! { <div class="empty"><p class="empty__title">{nobody}</p></div> })
    } else {
        Either::Right(view! { <div class="stack stack--loose">{lists}</div> })
    };
    let kept = vec![(ROUND, page.asked(ROUND).unwrap_or_default())];
    let typed = page.asked(ORGANISATION).unwrap_or_default();
    let every = Choice { value: String::new(), name: words.every_kind.to_owned() };
    let kinds = AlertKind::iter()
        .map(|kind| Choice { value: kind.as_ref().to_owned(), name: alerts::kind(language, kind).to_owned() });
    let kinds: Vec<Choice> = std::iter::once(every).chain(kinds).collect();
    let chosen = kind.map(|kind| kind.as_ref().to_owned()).unwrap_or_default();
    let order = alerts::order(language, found.order);
    let order = if found.order == AlertOrder::UnderWay {
        Either::Left(under_way(language, words.under_way, order, page.address_with(&[(AFTER, "")])))
    } else {
        Either::Right(view! { <p class="headline__stamp">{order}</p> })
    };
    let narrowed =
        |kind: Option<AlertKind>| page.address_with(&[(KIND, kind.as_ref().map_or("", AsRef::as_ref)), (AFTER, "")]);
    let counts = found.counts.filter(|counts| counts.agencies > 1);
    let counts = counts.map(|counts| alert_counts(language, &counts, kind, &narrowed));
    let rule = alerts::rule(language, found.rule);
    let stamp = dashboards::stamp(language, found.as_of, period);
    let show = words_in::<Dashboards>(language).show;
    let to =
        |after: Option<&AlertPlace>| page.address_with(&[(AFTER, &after.map(ToString::to_string).unwrap_or_default())]);
    let back = (found.before > 0).then(|| to(found.previous.as_ref()));
    let on = found.next.as_ref().map(|next| to(Some(next)));
    let about = parts::rows(language, found.before + 1, found.before + found.shown, found.listed);
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over lead=words.lead>{picker}</PageTitle>
        </div>
        {passed_over(page, found.passed_over.as_ref())}
        <Filters label=words.filters button=show kept>
            <SearchField name=ORGANISATION label=words.agency value=typed/>
            <ChoiceField name=KIND label=words.kind choices=kinds chosen/>
        </Filters>
        {counts}
        <div class="stack stack--tight">
            {order}
            <p class="headline__stamp">{rule}</p>
            <p class="headline__stamp">{stamp}</p>
        </div>
        {content}
        <Ways back on about/>
    }
}

//! What to look at, agency by agency, for the country or for one body and those below it.

use crate::{
    commands::typed_organisation,
    context::{self, PageContext},
    pages::organisation::way_to,
    parts::{
        alert_list::alert_list,
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField, Filters, SearchField},
        no_round::no_round,
        notice::failed,
        pagination::{More, PageTurner, asked_page},
        round_picker::{ROUND, asked_round, in_same_round, passed_over, round_picker},
        title::PageTitle,
    },
    text::{alerts, alerts::Alerts as Words, dashboards, dashboards::Dashboards, format, peers, words_in},
};
use domain::{alert::AlertKind, ids::OrganisationCode};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{AlertFilter, Alerts as Found, IndicatorAlerts},
};
use strum::IntoEnumIterator as _;

/// The name of the query value that holds the body.
const ORGANISATION: &str = "organisation";
/// The name of the query value that narrows the alerts to one kind.
const KIND: &str = "kind";

/// What to look at.
#[component]
pub(crate) fn Alerts() -> impl IntoView {
    let page = context::page();
    let number = asked_page();
    Suspend::new(async move {
        match found(&page, number).await {
            Err(ServiceError::NotFound("round")) if page.asked(ROUND).is_none() => {
                EitherOf3::A(no_round(words_in::<Words>(page.language).title))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(found) => EitherOf3::C(page_of(&page, &found, number)),
        }
    })
}

async fn found(page: &PageContext, number: usize) -> ServiceResult<Found> {
    let actor = page.actor()?;
    let tree = page.services.organisations().tree(actor).await?;
    let organisation: Option<OrganisationCode> = match page.asked(ORGANISATION) {
        Some(typed) => {
            let code = typed_organisation(&tree, &typed, ORGANISATION);
            Some(code.map_err(|_| ServiceError::NotFound("organisation"))?)
        }
        None => None,
    };
    let filter = AlertFilter { kind: asked_kind(page), page: u32::try_from(number).unwrap_or(u32::MAX) };
    page.services.dashboards().alerts(actor, organisation.as_ref(), asked_round(page)?.as_ref(), filter).await
}

/// The kind that is asked for; what is none is no filter.
fn asked_kind(page: &PageContext) -> Option<AlertKind> {
    page.asked(KIND).and_then(|kind| kind.parse().ok())
}

fn page_of(page: &PageContext, found: &Found, number: usize) -> impl IntoView + use<> {
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
        let caption = if agency.indicators.iter().any(is_compared) {
            format!("{name} · {}", peers::why(language, &agency.peers))
        } else {
            name
        };
        alert_list(page, code, &agency.indicators, &format!("alerts-{code}"), caption)
    });
    let lists: Vec<_> = lists.collect();
    let kind = asked_kind(page);
    let content = if lists.is_empty() {
        let nobody = if kind.is_some() { words.none_of_kind } else { words.nobody };
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
    let rule = alerts::rule(language, found.rule);
    let stamp = dashboards::stamp(language, found.as_of, period);
    let show = words_in::<Dashboards>(language).show;
    let more = More::when(found.has_more);
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
        <p class="headline__stamp">{order}</p>
        <p class="headline__stamp">{rule}</p>
        <p class="headline__stamp">{stamp}</p>
        {content}
        <PageTurner page=number more/>
    }
}

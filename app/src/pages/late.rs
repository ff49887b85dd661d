//! Who is late in a round: everybody whose report is due and was never submitted.

use crate::{
    context::{self, PageContext},
    listing::{AFTER, place_by_name, row_by_name},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        kind_choice::only_kind,
        late_table::late_table,
        no_round::no_round,
        notice::failed,
        only_below::{asked_body, only_below},
        pagination::Ways,
        round_picker::{KIND, asked_round, in_same_round, round_picker},
        title::PageTitle,
        window::WindowBadge,
    },
    text::{dashboards, dashboards::Dashboards, format, words_in},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::OrganisationCode,
    organisation::{Organisation, OrganisationKind},
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    dashboards::{Late as LateAgencies, LateAmong, ROUNDS_TO_CHOOSE},
    rounds::RoundNow,
};

/// How many agencies stand on a page.
const ON_PAGE: i64 = 50;

/// What is read for the page.
struct Found {
    at: DateTime<Utc>,
    rounds: Vec<RoundNow>,
    shown: RoundNow,
    after: Option<OrganisationCode>,
    /// The kind of bodies that alone are listed.
    kind: Option<OrganisationKind>,
    /// The body that alone is listed, with those below it.
    under: Option<Organisation>,
    late: LateAgencies,
}

/// Who is late.
#[component]
pub(crate) fn Late() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match found(&page).await {
            Err(ServiceError::NotFound("round")) if page.asked("round").is_none() => {
                EitherOf3::A(no_round(words_in::<Dashboards>(page.language).who_is_late))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(found) => EitherOf3::C(page_of(&page, found)),
        }
    })
}

async fn found(page: &PageContext) -> ServiceResult<Found> {
    let actor = page.actor()?;
    let after = page.asked(AFTER);
    let after = after.as_deref().and_then(|after| row_by_name(page.language, after));
    let after = after.map(|after| after.parse().map_err(|_| ServiceError::NotFound("organisation")));
    let after: Option<OrganisationCode> = after.transpose()?;
    let rounds = page.services.rounds().latest(actor, ROUNDS_TO_CHOOSE).await?;
    let at = page.services.now();
    let shown = if let Some(code) = asked_round(page)? {
        page.services.rounds().get(actor, &code).await?
    } else {
        let opened = rounds.iter().find(|round| round.round.window.opens_at() <= at);
        opened.or(rounds.first()).cloned().ok_or(ServiceError::NotFound("round"))?
    };
    let kind = page.asked(KIND).and_then(|kind| kind.parse().ok());
    let among = LateAmong { under: asked_body(page)?, kind, language: page.language };
    let late = page.services.dashboards().late_of(actor, &shown.round.code, &among, after.as_ref(), ON_PAGE).await?;
    let under = match &among.under {
        Some(under) => page.services.organisations().tree(actor).await?.get(under).cloned(),
        None => None,
    };
    Ok(Found { at, rounds, shown, after, kind, under, late })
}

fn page_of(page: &PageContext, found: Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let period = found.shown.round.period;
    let next = found.late.next.as_ref().map(|next| place_by_name(language, next.as_str()));
    let on = next.map(|next| page.address_with(&[(AFTER, &next)]));
    let first = found.after.is_some().then(|| {
        let href = page.address_with(&[(AFTER, "")]);
        view! { <p><a href=href>{words.first_page}</a></p> }
    });
    let state = found.shown.state;
    let table = if found.late.agencies.is_empty() {
        let until = dashboards::window_until(language, state);
        Either::Left(view! {
            <div class="empty"><h2 class="empty__title">{words.nobody_late}</h2><p>{until}</p></div>
        })
    } else {
        let caption = dashboards::late_count(language, found.late.count);
        let stamp = dashboards::stamp(language, found.at, period);
        Either::Right(late_table(found.late.agencies, found.at, "late", caption, vec![stamp]))
    };
    let only = found.kind.map(|kind| only_kind(page, kind));
    let under = found.under.as_ref().map(|under| only_below(page, under));
    let way = vec![Crumb::new(in_same_round(page, "/national"), words.national)];
    let picker = round_picker(&found.rounds, &found.shown);
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.who_is_late.to_owned()/>
            <PageTitle title=words.who_is_late.to_owned() over=format::period(language, period) lead=words.late_lead>
                <WindowBadge state/>
                {picker}
            </PageTitle>
        </div>
        {under}
        {only}
        {table}
        <Ways back=None on about=String::new()/>
        {first}
    }
}

//! More time for many agencies at once, in two steps: whom it would reach, then the granting.

use super::calendar::manages;
use crate::{
    context::{self, PageContext, named},
    error::AppError,
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField},
        grants::{ORGANISATIONS, organisation_choices},
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{
        calendar::Calendar, completeness as told, completeness::Completeness as Words, format, organisations, refusals,
        words_in,
    },
};
use domain::{
    ids::RoundCode,
    organisation::{OrganisationKind, OrganisationTree},
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceError, ServiceResult,
    rounds::{Reach, RoundNow, Whom},
};
use std::sync::Arc;
use strum::IntoEnumIterator as _;

struct Shown {
    now: RoundNow,
    tree: Arc<OrganisationTree>,
    whom: Option<(Whom, Reach)>,
    /// Why those who were asked for cannot be given more time.
    refused: Option<AppError>,
}

/// The two forms.
#[component]
pub(crate) fn RoundExtend() -> impl IntoView {
    let page = context::page();
    let code = named::<RoundCode>("round", "round");
    Suspend::new(async move {
        let shown = match code {
            Ok(code) => read(&page, &code).await,
            Err(error) => Err(error),
        };
        match shown {
            Err(error) => EitherOf3::A(failed(error)),
            Ok(Shown { now, tree, whom: Some((whom, reach)), .. }) => {
                EitherOf3::B(framed(&page, &now, confirm(&page, (&now, &tree), &whom, &reach).into_any()))
            }
            Ok(Shown { now, tree, whom: None, refused }) => {
                EitherOf3::C(framed(&page, &now, choose(&page, &tree, refused.as_ref()).into_any()))
            }
        }
    })
}

async fn read(page: &PageContext, code: &RoundCode) -> ServiceResult<Shown> {
    if !manages(page.actor.as_ref()) {
        return Err(ServiceError::Forbidden);
    }
    let actor = page.actor()?;
    let now = page.services.rounds().get(actor, code).await?;
    let tree = page.services.organisations().tree(actor).await?;
    let Some(whom) = asked(page, &tree) else { return Ok(Shown { now, tree, whom: None, refused: None }) };
    match page.services.rounds().extension_reach(actor, code, &whom).await {
        Ok(reach) => Ok(Shown { now, tree, whom: Some((whom, reach)), refused: None }),
        Err(error @ ServiceError::Invalid { .. }) => {
            Ok(Shown { now, tree, whom: None, refused: Some(AppError::from(error)) })
        }
        Err(error) => Err(error),
    }
}

/// Whom was asked for, in the address or in the form that was refused.
fn asked(page: &PageContext, tree: &OrganisationTree) -> Option<Whom> {
    let value = |name: &str| {
        let sent = page.sent.as_ref().and_then(|sent| sent.value(name)).map(str::to_owned);
        sent.or_else(|| page.asked(name)).filter(|value| !value.trim().is_empty())
    };
    let organisation = crate::commands::typed_organisation(tree, &value("organisation")?, "organisation").ok()?;
    Some(Whom { organisation, kind: value("kind").and_then(|kind| kind.parse().ok()) })
}

fn framed(page: &PageContext, now: &RoundNow, content: AnyView) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let round = format::period(page.language, now.round.period);
    let way = vec![
        Crumb::new("/calendar", words_in::<Calendar>(page.language).title),
        Crumb::new(format!("/calendar/{}", now.round.code), round.clone()),
    ];
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.many_title.to_owned()/>
            <PageTitle title=words.many_title.to_owned() over=round lead=words.many_hint><span></span></PageTitle>
        </div>
        {content}
    }
}

/// The first step.
fn choose(page: &PageContext, tree: &OrganisationTree, refused: Option<&AppError>) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let calendar = words_in::<Calendar>(page.language);
    let organisation = Input {
        list: Some(ORGANISATIONS),
        value: page.asked("organisation").unwrap_or_else(|| tree.root().to_string()),
        ..Input::new("organisation", calendar.extend_organisation)
    };
    let every = Choice { value: String::new(), name: words.many_every.to_owned() };
    let kinds = OrganisationKind::iter().map(|kind| Choice {
        value: kind.as_ref().to_owned(),
        name: organisations::kind(page.language, kind).to_owned(),
    });
    let choices: Vec<Choice> = std::iter::once(every).chain(kinds).collect();
    let refused = refused.map(|refused| {
        let told = refusals::refused(page.language, refused).into_owned();
        view! { <div class="notice notice--warning" role="alert"><p class="notice__title">{told}</p></div> }
    });
    view! {
        {refused}
        <form class="stack" method="get" action=page.path.clone()>
            {organisation.view(page)}
            {organisation_choices(page.language, tree)}
            <ChoiceField name="kind" label=words.many_kind choices chosen=page.asked("kind").unwrap_or_default()/>
            <p><button class="button button--primary">{words.many_look}</button></p>
        </form>
    }
}

/// The second step: how many it reaches, the end, the reason.
fn confirm(
    page: &PageContext,
    (now, tree): (&RoundNow, &OrganisationTree),
    whom: &Whom,
    reach: &Reach,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let calendar = words_in::<Calendar>(language);
    let name = |code| tree.get(code).map(|body| body.name.in_language(language).to_owned()).unwrap_or_default();
    let kind = whom.kind.map_or(words.many_every, |kind| organisations::kind(language, kind));
    let some: Vec<String> = reach.some.iter().map(name).collect();
    let ends = Input {
        hint: Some(calendar.date_hint.to_owned()),
        codes: &["extension_end"],
        ..Input::new("ends", calendar.extend_ends)
    };
    let reason = Input {
        hint: Some(calendar.extend_reason_hint.to_owned()),
        codes: &["reason_missing", "reason_too_long"],
        ..Input::new("reason", calendar.extend_reason)
    };
    let form = (reach.reports > 0).then(|| {
        view! {
            <form class="stack" method="post" action="/do/rounds/extend_many">
                <input type="hidden" name="round" value=now.round.code.to_string()/>
                <input type="hidden" name="organisation" value=whom.organisation.to_string()/>
                <input type="hidden" name="kind" value=whom.kind.map(|kind| kind.as_ref().to_owned()).unwrap_or_default()/>
                <input type="hidden" name="seen" value=reach.reports.to_string()/>
                {ends.view(page)}
                {reason.view(page)}
                <p><button class="button button--primary">{words.many_confirm}</button></p>
            </form>
        }
    });
    let named = if some.is_empty() {
        Either::Left(())
    } else {
        Either::Right(view! { <p>{words.some}": "{some.join(", ")}</p> })
    };
    let again = page.path.clone();
    view! {
        <section class="card" aria-labelledby="reach">
            <h2 class="card__title" id="reach">{told::reach(language, reach)}</h2>
            <p>{name(&whom.organisation)}" · "{kind}</p>
            {named}
            <p><a href=again>{words.many_change}</a></p>
        </section>
        {form}
    }
}

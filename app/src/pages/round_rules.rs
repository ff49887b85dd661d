//! The rules by which rounds recur, and the rounds that they will open.

use super::calendar::{manages, may_remind};
use crate::{
    context::{self, PageContext},
    parts::{
        actions::actions_heading,
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField},
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{
        calendar::{self, Calendar},
        format,
        reminders::Reminders,
        round_rules::{self, RoundRules as Words},
        words_in,
    },
};
use domain::{
    buddhist::bangkok_day,
    organisation::OrganisationTree,
    plan::Plan,
    recurrence::{OnRestDays, PlannedRound, Recurrence, RoundRule},
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::ServiceResult;
use std::sync::Arc;
use strum::IntoEnumIterator as _;

struct Shown {
    rules: Vec<RoundRule>,
    planned: Vec<PlannedRound>,
    plans: Vec<Arc<Plan>>,
    tree: Arc<OrganisationTree>,
}

/// The rules.
#[component]
pub(crate) fn RoundRules() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(shown) => Either::Right(page_of(&page, &shown)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Shown> {
    let actor = page.actor()?;
    let rules = page.services.round_rules().list(actor).await?;
    let planned = page.services.round_rules().planned(actor).await?;
    let plans = page.services.plans().latest(actor).await?;
    let tree = page.services.organisations().tree(actor).await?;
    Ok(Shown { rules, planned, plans, tree })
}

fn page_of(page: &PageContext, shown: &Shown) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let manages = manages(page.actor.as_ref());
    let rules = if shown.rules.is_empty() {
        Either::Left(view! { <p>{words.none}</p> })
    } else {
        Either::Right(rule_table(page, shown, manages))
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs
                way=vec![Crumb::new("/calendar", words_in::<Calendar>(language).title)]
                here=words.title.to_owned()
            />
            <PageTitle title=words.title.to_owned() lead=words.lead>
                <a class="button" href="/calendar/holidays">{words.to_holidays}</a>
            </PageTitle>
        </div>
        {rules}
        {planned(language, &shown.planned, may_remind(page.actor.as_ref(), shown.tree.root()))}
        {manages.then(|| form(page, &shown.plans))}
    }
}

fn rule_table(page: &PageContext, shown: &Shown, manages: bool) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let row = |rule: &RoundRule| {
        let plan = shown.plans.iter().find(|plan| plan.plan.code == *rule.plan());
        let plan =
            plan.map_or_else(|| rule.plan().to_string(), |plan| plan.plan.title.in_language(language).to_owned());
        let recurrence = round_rules::recurrence(language, rule.recurrence());
        let remove = manages.then(|| {
            view! {
                <form method="post" action="/do/round_rules/remove">
                    <input type="hidden" name="plan" value=rule.plan().to_string()/>
                    <input type="hidden" name="recurrence" value=rule.recurrence().as_ref().to_owned()/>
                    <button class="button button--small">
                        {words.remove}<span class="visually-hidden">" "{plan.clone()}" "{recurrence}</span>
                    </button>
                </form>
            }
        });
        view! {
            <tr>
                <th scope="row">{plan.clone()}</th>
                <td data-label=words.recurrence>{recurrence}</td>
                <td data-label=words.rule>{round_rules::sentence(language, rule.days())}</td>
                <td data-label=words.starts_on>{format::day(language, rule.starts_on())}</td>
                <td class="table__fit">{remove}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="rules-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="rules-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.plan}</th>
                        <th scope="col">{words.recurrence}</th>
                        <th scope="col">{words.rule}</th>
                        <th scope="col">{words.starts_on}</th>
                        {actions_heading(language)}
                    </tr>
                </thead>
                <tbody>{shown.rules.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn planned(language: Language, rounds: &[PlannedRound], may_remind: bool) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let dates = words_in::<Calendar>(language);
    let row = |round: &PlannedRound| {
        let on = |at| format::instant(language, at);
        let period = format::period(language, round.period);
        let reminders = may_remind.then(|| {
            let href = format!("/calendar/{}/reminders", round.period);
            let see = words_in::<Reminders>(language).simulate;
            view! { <a href=href>{see}<span class="visually-hidden">" "{period.clone()}</span></a> }
        });
        view! {
            <tr>
                <th scope="row">{period.clone()}</th>
                <td data-label=dates.opens>{on(round.window.opens_at())}</td>
                <td data-label=dates.due>{on(round.window.due_at())}</td>
                <td data-label=dates.closes>{on(round.window.closes_at())}</td>
                <td class="table__fit">{reminders}</td>
            </tr>
        }
    };
    let rows = rounds.iter().map(row).collect_view();
    (!rounds.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="planned-caption">
                <div class="table-region" role="region" aria-labelledby="planned-caption" tabindex="0">
                    <table class="table table--stacked">
                        <caption class="table__caption" id="planned-caption">{words.planned}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{words.period}</th>
                                <th scope="col">{dates.opens}</th>
                                <th scope="col">{dates.due}</th>
                                <th scope="col">{dates.closes}</th>
                                {actions_heading(language)}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p>{words.planned_hint}</p>
            </section>
        }
    })
}

fn form(page: &PageContext, plans: &[Arc<Plan>]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let sent = |name: &str| page.sent.as_ref().and_then(|sent| sent.value(name)).map(str::to_owned).unwrap_or_default();
    let plan = |plan: &Arc<Plan>| Choice {
        value: plan.plan.code.to_string(),
        name: plan.plan.title.in_language(language).to_owned(),
    };
    let recurrences = Recurrence::iter().map(|choice| Choice {
        value: choice.as_ref().to_owned(),
        name: round_rules::recurrence(language, choice).to_owned(),
    });
    let rest_days = OnRestDays::iter().map(|choice| Choice {
        value: choice.as_ref().to_owned(),
        name: round_rules::on_rest_days(language, choice).to_owned(),
    });
    let opens = Input {
        value: "1".to_owned(),
        hint: Some(words.opens_days_hint.to_owned()),
        ..Input::new("opens_days", words.opens_days)
    };
    let due = Input {
        value: "15".to_owned(),
        hint: Some(words.due_day_hint.to_owned()),
        ..Input::new("due_day", words.due_day)
    };
    let grace = Input { value: "30".to_owned(), ..Input::new("grace_days", words.grace_days) };
    let starts = Input {
        value: calendar::typed_day(language, bangkok_day(page.services.now())),
        hint: Some(words.date_hint.to_owned()),
        ..Input::new("starts_on", words.starts_on)
    };
    let choices: Vec<_> = plans.iter().rev().map(plan).collect();
    view! {
        <section class="stack" aria-labelledby="set-title">
            <h2 id="set-title">{words.set_title}</h2>
            <form class="stack" method="post" action="/do/round_rules/set">
                <p>{words.set_hint}</p>
                <ChoiceField name="plan" label=words.plan choices chosen=sent("plan")/>
                <ChoiceField
                    name="recurrence"
                    label=words.recurrence
                    choices=recurrences.collect()
                    chosen=sent("recurrence")
                />
                {opens.view(page)}
                {due.view(page)}
                {grace.view(page)}
                <ChoiceField
                    name="on_rest_days"
                    label=words.on_rest_days
                    choices=rest_days.collect()
                    chosen=sent("on_rest_days")
                />
                {starts.view(page)}
                <p><button class="button button--primary">{words.save}</button></p>
            </form>
        </section>
    }
}

//! Putting a round into the calendar.

use super::{calendar::manages, round::window_fields};
use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField},
        notice::failed,
        title::PageTitle,
    },
    text::{calendar::Calendar as Words, format, words_in},
};
use chrono::{Days, NaiveDate};
use domain::{
    buddhist::{bangkok_day, end_of_day, start_of_day},
    calendar::{Period, Quarter},
    plan::Plan,
    window::Window,
};
use leptos::{either::Either, prelude::*};
use service::{ServiceError, ServiceResult};
use std::sync::Arc;

/// How many quarters from the present one on are offered.
const QUARTERS: usize = 6;
/// Reports are due so many days after the end of what they report on, as DGA's deadlines were.
const DUE_DAYS: u64 = 15;
/// And are taken so many days more, as late ones.
const GRACE_DAYS: u64 = 30;

/// The form of a new round.
#[component]
pub(crate) fn RoundNew() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(plans) => Either::Right(page_of(&page, &plans)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Vec<Arc<Plan>>> {
    if !manages(page.actor.as_ref()) {
        return Err(ServiceError::Forbidden);
    }
    page.services.plans().latest(page.actor()?).await
}

fn page_of(page: &PageContext, plans: &[Arc<Plan>]) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let today = bangkok_day(page.services.now());
    let sent = |name: &str| page.sent.as_ref().and_then(|sent| sent.value(name)).map(str::to_owned);
    let form = if plans.is_empty() {
        Either::Left(view! { <div class="notice"><p>{words.no_plan}</p></div> })
    } else {
        let plan = |plan: &Arc<Plan>| Choice {
            value: plan.plan.code.to_string(),
            name: plan.plan.title.in_language(page.language).to_owned(),
        };
        // The newest plan first: it is the one in force.
        let plan_choices: Vec<_> = plans.iter().rev().map(plan).collect();
        let periods = periods(today);
        let period =
            |period: &Period| Choice { value: period.to_string(), name: format::period(page.language, *period) };
        let period_choices: Vec<_> = periods.iter().map(period).collect();
        Either::Right(view! {
            <form class="stack" method="post" action="/do/rounds/open">
                <ChoiceField name="plan" label=words.plan choices=plan_choices chosen=sent("plan").unwrap_or_default()/>
                <ChoiceField
                    name="period"
                    label=words.period
                    choices=period_choices
                    chosen=sent("period").unwrap_or_default()
                />
                {usual_window(today).map(|window| window_fields(page, page.language, window))}
                <p><button class="button button--primary">{words.make}</button></p>
            </form>
        })
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/calendar", words.title)] here=words.new_title.to_owned()/>
            <PageTitle title=words.new_title.to_owned() lead=words.new_lead/>
        </div>
        {form}
    }
}

/// The quarters to choose from: the present one, some before and some after.
fn periods(today: NaiveDate) -> Vec<Period> {
    let first = Quarter::of(today).previous();
    std::iter::successors(Some(first), |quarter| Some(quarter.next())).take(QUARTERS).map(Period::Quarter).collect()
}

/// The window that the quarter before the present one would have.
fn usual_window(today: NaiveDate) -> Option<Window> {
    let ends = Quarter::of(today).previous().last_day();
    let (opens, due) = (ends.checked_add_days(Days::new(1))?, ends.checked_add_days(Days::new(DUE_DAYS))?);
    let closes = due.checked_add_days(Days::new(GRACE_DAYS))?;
    Window::new(start_of_day(opens), end_of_day(due), end_of_day(closes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_begins_with_the_quarter_that_has_ended() {
        let today = NaiveDate::from_ymd_opt(2027, 1, 5).expect("a day");
        assert_eq!(periods(today)[0].to_string(), "2570-q1");
        let window = usual_window(today).expect("a window");
        assert_eq!(bangkok_day(window.opens_at()).to_string(), "2027-01-01");
        assert_eq!(bangkok_day(window.due_at()).to_string(), "2027-01-15");
        assert_eq!(bangkok_day(window.closes_at()).to_string(), "2027-02-14");
    }
}

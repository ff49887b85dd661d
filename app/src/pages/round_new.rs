//! Putting a round into the calendar, in two steps: what is reported on, then the dates that follow from it.

use super::{calendar::manages, round::window_fields};
use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        filters::{Choice, ChoiceField},
        notice::failed,
        title::PageTitle,
    },
    text::{calendar::Calendar as Words, format, words_in},
};
use chrono::NaiveDate;
use domain::{
    buddhist::bangkok_day,
    calendar::{FiscalYear, Period, Quarter},
    plan::Plan,
    window::Window,
};
use leptos::{
    either::{Either, EitherOf4},
    prelude::*,
};
use service::{ServiceError, ServiceResult};
use std::sync::Arc;

/// How many periods are offered: two years of every kind.
const MOST_PERIODS: usize = 16;
/// How many of the latest rounds are looked through for those that exist: many years of every kind.
const MOST_ROUNDS: i64 = 200;

/// The forms of a new round.
#[component]
pub(crate) fn RoundNew() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => EitherOf4::A(failed(error)),
            Ok(offered) if offered.plans.is_empty() => EitherOf4::B(framed(&page, no_plan(&page))),
            Ok(offered) => match chosen(&page) {
                Some((plan, period, window)) => {
                    EitherOf4::C(framed(&page, dates(&page, &offered, &plan, period, window)))
                }
                None => EitherOf4::D(framed(&page, periods(&page, &offered))),
            },
        }
    })
}

/// What can be chosen.
struct Offered {
    plans: Vec<Arc<Plan>>,
    periods: Vec<Period>,
}

async fn read(page: &PageContext) -> ServiceResult<Offered> {
    if !manages(page.actor.as_ref()) {
        return Err(ServiceError::Forbidden);
    }
    let actor = page.actor()?;
    let plans = page.services.plans().latest(actor).await?;
    let rounds = page.services.rounds().latest(actor, MOST_ROUNDS).await?;
    let there: Vec<Period> = rounds.into_iter().map(|now| now.round.period).collect();
    Ok(Offered { plans, periods: periods_to_offer(bangkok_day(page.services.now()), &there) })
}

/// What was sent in a form that was refused, or stands in the address.
fn given(page: &PageContext, name: &str) -> Option<String> {
    let sent = page.sent.as_ref().and_then(|sent| sent.value(name)).map(str::to_owned);
    sent.or_else(|| page.asked(name))
}

/// The plan and the period of the first step, with the window that usually follows from them.
fn chosen(page: &PageContext) -> Option<(String, Period, Window)> {
    let period: Period = given(page, "period")?.parse().ok()?;
    Some((given(page, "plan")?, period, Window::usual(period)?))
}

/// Periods from the last quarter that has ended on, in the order of their ends, without those that have a round.
fn periods_to_offer(today: NaiveDate, there: &[Period]) -> Vec<Period> {
    let first = Quarter::of(today).previous();
    let years = std::iter::successors(Some(first.fiscal_year()), |year: &FiscalYear| year.next()).take(3);
    let all = years.flat_map(Period::all_of).filter(|period| period.last_day() >= first.last_day());
    all.take(MOST_PERIODS).filter(|period| !there.contains(period)).collect()
}

fn framed<Body: IntoView>(page: &PageContext, body: Body) -> impl IntoView + use<Body> {
    let words = words_in::<Words>(page.language);
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/calendar", words.title)] here=words.new_title.to_owned()/>
            <PageTitle title=words.new_title.to_owned() lead=words.new_lead/>
        </div>
        {body}
    }
}

fn no_plan(page: &PageContext) -> impl IntoView + use<> {
    view! { <div class="notice"><p>{words_in::<Words>(page.language).no_plan}</p></div> }
}

fn periods(page: &PageContext, offered: &Offered) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let plan = |plan: &Arc<Plan>| Choice {
        value: plan.plan.code.to_string(),
        name: plan.plan.title.in_language(page.language).to_owned(),
    };
    // The newest plan first: it is the one in force.
    let plans: Vec<_> = offered.plans.iter().rev().map(plan).collect();
    let period = |period: &Period| Choice { value: period.to_string(), name: format::period(page.language, *period) };
    let periods: Vec<_> = offered.periods.iter().map(period).collect();
    if periods.is_empty() {
        return Either::Left(view! { <div class="notice"><p>{words.all_periods_exist}</p></div> });
    }
    let chosen_plan = given(page, "plan").unwrap_or_default();
    let chosen_period = given(page, "period").unwrap_or_default();
    Either::Right(view! {
        <form class="stack" method="get" action="/calendar/new">
            <ChoiceField name="plan" label=words.plan choices=plans chosen=chosen_plan/>
            <ChoiceField name="period" label=words.period choices=periods chosen=chosen_period/>
            <p><button class="button button--primary">{words.to_dates}</button></p>
        </form>
    })
}

fn dates(page: &PageContext, offered: &Offered, plan: &str, period: Period, window: Window) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let called = offered.plans.iter().find(|offered| offered.plan.code.as_str() == plan);
    let called = called.map_or_else(|| plan.to_owned(), |plan| plan.plan.title.in_language(page.language).to_owned());
    view! {
        <section class="stack" aria-labelledby="dates-title">
            <h2 id="dates-title">{words.dates_title}</h2>
            <dl class="facts">
                {fact(words.period, format::period(page.language, period))}
                {fact(words.plan, called)}
                {fact(words.period_ends, format::day(page.language, period.last_day()))}
            </dl>
            <p><a href="/calendar/new">{words.other_period}</a></p>
            <form class="stack" method="post" action="/do/rounds/open">
                <input type="hidden" name="plan" value=plan.to_owned()/>
                <input type="hidden" name="period" value=period.to_string()/>
                <p>{words.dates_lead}</p>
                {window_fields(page, page.language, window)}
                <p><button class="button button--primary">{words.make}</button></p>
            </form>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_period_from_the_ended_quarter_on_is_offered_once() {
        let today = NaiveDate::from_ymd_opt(2027, 1, 5).expect("a day");
        let written = |there: &[Period]| {
            periods_to_offer(today, there).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        let all = "2570-q1 2570-q2 2570-m6 2570-q3 2570-m9 2570-q4 2570-m12 2570 \
                   2571-q1 2571-q2 2571-m6 2571-q3 2571-m9 2571-q4 2571-m12 2571";
        assert_eq!(written(&[]), all);
        let there = ["2570-q1", "2570-m6"].map(|code| code.parse().expect("a period"));
        assert_eq!(written(&there), all.replace("2570-q1 ", "").replace("2570-m6 ", ""));
    }
}

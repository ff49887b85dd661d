//! When reminders go out: the page for every round, and the parts that a round's own page shares with it.

use crate::{
    context::{self, PageContext},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        filters::{Choice, ChoiceField},
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{
        calendar::Calendar,
        reminders::{self, Reminders as Words},
        words_in,
    },
};
use domain::{
    ids::RoundCode,
    recurrence::OnRestDays,
    reminder::{Audience, Policy},
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    reminders::{PolicyNow, PolicySource},
};
use strum::IntoEnumIterator as _;

/// The reminders of every round.
#[component]
pub(crate) fn ReminderPolicy() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(policy) => Either::Right(page_of(&page, &policy)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<PolicyNow> {
    page.services.reminders().policy(page.actor()?, None).await
}

fn page_of(page: &PageContext, policy: &PolicyNow) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs
                way=vec![Crumb::new("/calendar", words_in::<Calendar>(page.language).title)]
                here=words.every_title.to_owned()
            />
            <PageTitle title=words.every_title.to_owned() lead=words.every_lead/>
        </div>
        {policy_facts(page.language, policy)}
        {policy_form(page, policy, None)}
    }
}

/// What a policy says.
pub(crate) fn policy_facts(language: Language, now: &PolicyNow) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let parts = now.policy.parts();
    let steps = Audience::iter().filter_map(|audience| {
        let days: Vec<_> = now.policy.days_to(audience).map(|days| reminders::days(language, days)).collect();
        (!days.is_empty()).then(|| fact(reminders::audience(language, audience), days.join(" · ")))
    });
    let quiet = format!("{}–{}", parts.quiet.from, parts.quiet.until);
    view! {
        <section class="stack" aria-labelledby="policy-title">
            <h2 id="policy-title">{words.policy}" · "{reminders::source(language, now.source)}</h2>
            <dl class="facts">
                {steps.collect_view()}
                {fact(words.time, parts.at.to_string())}
                {fact(words.quiet, quiet)}
                {fact(words.rest_days, reminders::on_rest_days(language, parts.on_rest_days))}
            </dl>
        </section>
    }
}

/// The steps to an audience as one types them: before the due day and after it.
fn typed(policy: &Policy, audience: Audience) -> [String; 2] {
    let (before, late): (Vec<i32>, Vec<i32>) = policy.days_to(audience).partition(|days| *days <= 0);
    [before, late].map(|days| days.iter().map(|days| days.unsigned_abs().to_string()).collect::<Vec<_>>().join(", "))
}

/// The form that sets the policy of a round, or of every round.
pub(crate) fn policy_form(page: &PageContext, now: &PolicyNow, round: Option<&RoundCode>) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let parts = now.policy.parts();
    let code = round.map(RoundCode::to_string).unwrap_or_default();
    let own = if round.is_some() { PolicySource::Round } else { PolicySource::EveryRound };
    let to = |audience: Audience| {
        let [before, late] = typed(&now.policy, audience);
        let field = |name: &str, label: &'static str, value: String| {
            Input { value, optional: true, ..Input::new(format!("steps[{}_{name}]", audience.as_ref()), label) }
                .view(page)
        };
        view! {
            <fieldset class="stack">
                <legend><h3>{reminders::audience(language, audience)}</h3></legend>
                {field("before", words.before, before)}
                {field("late", words.late, late)}
            </fieldset>
        }
    };
    let time = |name: &str, label: &'static str, value: String, hint: &str| {
        Input { value, hint: (!hint.is_empty()).then(|| hint.to_owned()), ..Input::new(name, label) }.view(page)
    };
    let rest_days = OnRestDays::iter().map(|choice| Choice {
        value: choice.as_ref().to_owned(),
        name: reminders::on_rest_days(language, choice).to_owned(),
    });
    let sent = page.sent.as_ref().and_then(|sent| sent.value("on_rest_days")).map(str::to_owned);
    let chosen = sent.unwrap_or_else(|| parts.on_rest_days.as_ref().to_owned());
    let reset = (now.source == own).then(|| {
        view! {
            <form class="stack" method="post" action="/do/reminders/reset">
                <input type="hidden" name="round" value=code.clone()/>
                <p>{words.reset_hint}</p>
                <p><button class="button">{words.reset}</button></p>
            </form>
        }
    });
    view! {
        <section class="stack" aria-labelledby="set-title">
            <h2 id="set-title">{words.set_title}</h2>
            <form class="stack" method="post" action="/do/reminders/set">
                <input type="hidden" name="round" value=code/>
                <p>{words.set_hint}</p>
                {Audience::iter().map(to).collect_view()}
                {time("at", words.time, parts.at.to_string(), words.time_hint)}
                {time("quiet_from", words.quiet_from, parts.quiet.from.to_string(), words.quiet_hint)}
                {time("quiet_until", words.quiet_until, parts.quiet.until.to_string(), "")}
                <ChoiceField name="on_rest_days" label=words.rest_days choices=rest_days.collect() chosen=chosen/>
                <p><button class="button button--primary">{words.save}</button></p>
            </form>
            {reset}
        </section>
    }
}

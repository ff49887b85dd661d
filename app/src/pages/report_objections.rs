//! The objections to the values and scores of one report, and the form that files another one.

use crate::{
    context::{self, PageContext},
    parts::{
        audit_link::{audit_link, log_of_report},
        breadcrumbs::{Breadcrumbs, Crumb},
        field::{FieldProblem, LongText},
        filters::{Choice, ChoiceField},
        input::Input,
        notice::{failed, own_refusal},
        objection_table::objection_table,
        title::PageTitle,
    },
    text::{format, indicators, objections, objections::Objections as Words, problems, refusals, words_in},
};
use domain::{
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    submission::ReportKey,
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{
    ServiceResult,
    objections::{ReportObjections as Found, ToObjectTo},
};

/// The objections of the report of the address.
#[component]
pub(crate) fn ReportObjections() -> impl IntoView {
    let page = context::page();
    let round = context::named::<RoundCode>("round", "round");
    let agency = context::named::<OrganisationCode>("agency", "organisation");
    Suspend::new(async move {
        match found(&page, round, agency).await {
            Err(error) => Either::Left(failed(error)),
            Ok((found, log)) => Either::Right(view! {
                {page_of(&page, &found)}
                {audit_link(page.language, log)}
            }),
        }
    })
}

async fn found(
    page: &PageContext,
    round: ServiceResult<RoundCode>,
    agency: ServiceResult<OrganisationCode>,
) -> ServiceResult<(Found, Option<String>)> {
    let key = ReportKey { round: round?, agency: agency? };
    let found = page.services.objections().of_report(page.actor()?, &key).await?;
    Ok((found, log_of_report(page, &key).await?))
}

fn page_of(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let name = found.organisation.name.in_language(language).to_owned();
    let round = &found.key.round;
    let period = round.as_str().parse().map_or_else(|_| round.to_string(), |period| format::period(language, period));
    let over = format!("{name} · {period}");
    let way = vec![Crumb::new(format!("/reports/{round}/{}", found.key.agency), words.report)];
    let asks_score = page.asked("scheme").is_some() || sent(page, "scheme").is_some();
    let form = match (found.scores.is_empty(), found.values.is_empty()) {
        (true, true) => EitherOf3::A(view! { <p>{words.nothing}</p> }),
        (false, _) if asks_score || found.values.is_empty() => EitherOf3::B(score_form(page, found)),
        (true | false, _) => EitherOf3::C(form(page, found)),
    };
    let of_field = |place: &str| {
        let [of_value, of_base] = told(page, found);
        match place {
            "value" => of_value,
            "base" => of_base,
            _ => None,
        }
    };
    view! {
        {own_refusal(page, &of_field)}
        <div class="stack stack--tight">
            <Breadcrumbs way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over/>
        </div>
        {objection_table(language, &found.listed)}
        {form}
    }
}

fn form(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let choices = found.values.iter().map(|value| Choice {
        value: value.indicator.code.to_string(),
        name: value.indicator.name.in_language(language).to_owned(),
    });
    let none = Choice { value: String::new(), name: words.choose.to_owned() };
    let choices: Vec<_> = std::iter::once(none).chain(choices).collect();
    let problem = page.sent.as_ref().and_then(|sent| {
        let refused = sent.refused.all().find(|refused| refused.place.as_deref() == Some("indicator"))?;
        Some(refusals::refusal(language, &refused.code))
    });
    let chosen = chosen(page).unwrap_or_default();
    let now = now(language, found, &chosen);
    let about = found.values.iter().find(|value| problem.is_none() && value.indicator.code.as_str() == chosen);
    let of_about = about.map(|about| fields_of(page, found, about));
    let fields = if let Some([about, number, base]) = of_about {
        [about, now.into_any(), number, base]
    } else {
        let [of_value, of_base] = told(page, found);
        let value = Input { codes: &["objection_same_value"], told: of_value, ..Input::new("value", words.value) };
        let base = Input { optional: true, told: of_base, ..Input::new("base", words.base) };
        let choice = view! { <ChoiceField name="indicator" label=words.which choices chosen problem required=true/> };
        [choice.into_any(), now.into_any(), value.view(page).into_any(), base.view(page).into_any()]
    };
    let evidence = Input { codes: &["objection_evidence_missing"], ..Input::new("evidence", words.evidence_field) };
    let reason = reason(page, words.reason);
    let to_score = found.scores.first().map(|score| {
        let href =
            format!("/reports/{}/{}/objections?scheme={}", found.key.round, found.key.agency, score.scheme.head().code);
        view! { <p><a href=href>{words.file_score}</a></p> }
    });
    view! {
        <form class="card stack" method="post" action="/do/objections/file" aria-labelledby="file-objection">
            <h2 class="card__title" id="file-objection">{words.file}</h2>
            <p>{objections::clock(language)}</p>
            <input type="hidden" name="round" value=found.key.round.to_string()/>
            <input type="hidden" name="agency" value=found.key.agency.to_string()/>
            {fields.into_iter().collect_view()}
            {reason}
            {evidence.view(page)}
            <p class="field__hint">{words.attach_later}</p>
            <p><button class="button button--primary">{words.send}</button></p>
        </form>
        {to_score}
    }
}

/// The fields about one indicator: its name with the way to another, and its numbers in its own words, with the base that counts now.
fn fields_of(page: &PageContext, found: &Found, value: &ToObjectTo) -> [AnyView; 3] {
    let language = page.language;
    let words = words_in::<Words>(language);
    let indicator = &value.indicator;
    let others = format!("/reports/{}/{}/objections", found.key.round, found.key.agency);
    let about = view! {
        <input type="hidden" name="indicator" value=indicator.code.to_string()/>
        <p>
            <strong>{indicator.name.in_language(language).to_owned()}</strong>" · "<a href=others>{words.choose_other}</a>
        </p>
    };
    let [of_value, of_base] = told(page, found);
    let label = indicator.value_label().map_or(words.value_alone, |label| label.in_language(language));
    let number = Input { codes: &["objection_same_value"], told: of_value, ..Input::new("value", label) };
    let own = indicator.base_label().map(|label| label.in_language(language));
    // What was typed stays in sight also where no base is asked.
    let base = match own.or_else(|| sent(page, "base").map(|_| words.base)) {
        None => view! { <input type="hidden" name="base" value=""/> }.into_any(),
        Some(label) => {
            let now = value.present.and_then(|present| present.parts().1).map(|base| base.to_string());
            let value = now.unwrap_or_default();
            let field = Input { optional: own.is_none(), value, told: of_base, ..Input::new("base", label) };
            field.view(page).into_any()
        }
    };
    [about.into_any(), number.view(page).into_any(), base]
}

/// What counts now: of the indicator that is chosen, and folded of each, with the way to its own fields.
fn now(language: Language, found: &Found, chosen: &str) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let told = found.values.iter().map(|value| {
        let written = value.present.and_then(|present| indicators::with_parts(language, &value.indicator, present));
        let name = value.indicator.name.in_language(language).to_owned();
        (&value.indicator.code, name, written.unwrap_or_else(|| format::NOTHING.to_owned()))
    });
    let told: Vec<(&IndicatorCode, String, String)> = told.collect();
    let of_chosen = told.iter().find(|(code, ..)| code.as_str() == chosen);
    let of_chosen = of_chosen.map(|(_, name, written)| {
        view! { <p class="field__hint">{objections::now(language, name, written)}</p> }
    });
    let address = format!("/reports/{}/{}/objections", found.key.round, found.key.agency);
    let each = told.into_iter().map(|(code, name, written)| {
        view! { <li><a href=format!("{address}?indicator={code}")>{name}</a>": "{written}</li> }
    });
    let each: Vec<_> = each.collect();
    view! {
        {of_chosen}
        <details class="disclosure">
            <summary class="disclosure__name">{words.present_values}</summary>
            <ul class="disclosure__body">{each}</ul>
        </details>
    }
}

/// The indicator that was chosen, or that the address asks for.
fn chosen(page: &PageContext) -> Option<String> {
    sent(page, "indicator").or_else(|| page.asked("indicator"))
}

/// What is wrong with the value that was typed, for beside its number and beside its base.
fn told(page: &PageContext, found: &Found) -> [Option<String>; 2] {
    let chosen = chosen(page).unwrap_or_default();
    let about = found.values.iter().map(|value| &value.indicator).find(|about| about.code.as_str() == chosen);
    let typed = ["value", "base"].map(|name| sent(page, name).unwrap_or_default());
    about.map(|about| problems::alone_by_label(page.language, about, &typed[0], &typed[1])).unwrap_or_default()
}

/// What was sent in a field; nothing where it was left empty.
fn sent(page: &PageContext, name: &str) -> Option<String> {
    let sent = page.sent.as_ref()?.value(name)?;
    Some(sent.to_owned()).filter(|sent| !sent.is_empty())
}

fn score_form(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let choices = found.scores.iter().map(|score| {
        let head = score.scheme.head();
        let published = score.published.map(|published| format::fixed(published, head.rounding.decimals));
        let published = published.unwrap_or_else(|| format::NOTHING.to_owned());
        let name = format!("{} ({published})", head.title.in_language(language));
        Choice { value: head.code.to_string(), name }
    });
    let choices: Vec<_> = choices.collect();
    let chosen = sent(page, "scheme").or_else(|| page.asked("scheme")).unwrap_or_default();
    let score = Input { codes: &["objection_score", "objection_same_value"], ..Input::new("score", words.score_field) };
    let evidence = Input { codes: &["objection_evidence_missing"], ..Input::new("evidence", words.evidence_field) };
    let reason = reason(page, words.reason);
    let to_value = (!found.values.is_empty()).then(|| {
        let href = format!("/reports/{}/{}/objections", found.key.round, found.key.agency);
        view! { <p><a href=href>{words.file}</a></p> }
    });
    view! {
        <form class="card stack" method="post" action="/do/objections/file_to_score" aria-labelledby="file-objection">
            <h2 class="card__title" id="file-objection">{words.file_score}</h2>
            <p>{words.follows}</p>
            <p>{objections::clock(language)}</p>
            <input type="hidden" name="round" value=found.key.round.to_string()/>
            <input type="hidden" name="agency" value=found.key.agency.to_string()/>
            <ChoiceField name="scheme" label=words.which_score choices chosen/>
            {score.view(page)}
            {reason}
            {evidence.view(page)}
            <p class="field__hint">{words.attach_later}</p>
            <p><button class="button button--primary">{words.send}</button></p>
        </form>
        {to_value}
    }
}

/// The field for a reason, with what was typed and what was wrong with it.
pub(crate) fn reason(page: &PageContext, label: &'static str) -> impl IntoView + use<> {
    written(page, ("reason", "reason"), label, true)
}

/// The field for a long text, with what was typed and what was wrong with it. `sent_as` is what names it among all that was
/// sent.
pub(crate) fn long_text(
    page: &PageContext,
    name: &'static str,
    sent_as: &'static str,
    label: &'static str,
) -> impl IntoView + use<> {
    written(page, (name, sent_as), label, false)
}

fn written(
    page: &PageContext,
    (name, sent_as): (&'static str, &'static str),
    label: &'static str,
    required: bool,
) -> impl IntoView + use<> {
    let sent = page.sent.as_ref().filter(|sent| sent.value(sent_as).is_some());
    let refused = sent.and_then(|sent| {
        sent.refused.all().find(|refused| matches!(refused.code.as_str(), "reason_missing" | "reason_too_long"))
    });
    let problem = refused.map(|refused| FieldProblem {
        words: refusals::refusal(page.language, &refused.code).to_owned(),
        severity: "blocking",
    });
    let text = sent.and_then(|sent| sent.value(sent_as)).unwrap_or_default().to_owned();
    let field = LongText {
        id: sent_as.to_owned(),
        name: name.to_owned(),
        label,
        optional: None,
        hint: None,
        text,
        problems: problem.into_iter().collect(),
        required,
    };
    field.view()
}

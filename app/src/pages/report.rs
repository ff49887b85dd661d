//! The report of one agency for one round: to fill, to judge or to read, whatever the reader may do with it now.

use crate::{
    context::{self, PageContext, named},
    islands::autosave::Autosave,
    parts::{
        action_bar::{self, Buttons},
        audit_link::{audit_link, log_of_report},
        authority_letter,
        badge::report_badge,
        breadcrumbs::{Breadcrumbs, Crumb},
        collected,
        contents::{Section, contents, progress},
        diff,
        entry::{self, Form, Mode},
        error_summary::{self, Telling},
        note::{Tone, note},
        notice::failed,
        report_status, sheet_card,
        thread::thread,
        title::PageTitle,
    },
    report_form::{Answer, Attempt},
    text::{
        format,
        objections::Objections,
        report::{self, Report as Words},
        words_in,
    },
};
use domain::{
    access::Action,
    submission::{ReportKey, StateName},
};
use leptos::{either::EitherOf3, prelude::*};
use service::{Actor, ServiceError, reports::Report as ReportData};

/// The report of one agency for one round.
#[component]
pub(crate) fn Report() -> impl IntoView {
    let page = context::page();
    let answer = use_context::<Answer>();
    let key = named("round", "round").and_then(|round| Ok(ReportKey { round, agency: named("agency", "report")? }));
    Suspend::new(async move {
        let loaded = async {
            let key = key?;
            let actor = page.actor()?.clone();
            let report = page.services.reports().get(&actor, &key).await?;
            let log = log_of_report(&page, &key).await?;
            Ok::<_, ServiceError>((actor, report, log))
        };
        match (loaded.await, answer) {
            (Ok((actor, report, log)), answer) => EitherOf3::A(view! {
                {shown(&page, &actor, &report, answer.unwrap_or_default())}
                {audit_link(page.language, log)}
            }),
            (Err(error), Some(answer)) if !answer.typed.is_empty() => {
                EitherOf3::B(view! { {failed(error)}{report_status::kept(page.language, &page.path, &answer)} })
            }
            (Err(error), _) => EitherOf3::C(failed(error)),
        }
    })
}

/// What the reader can do now.
struct Duty {
    mode: Mode,
    buttons: Option<Buttons>,
}

fn duty(actor: &Actor, report: &ReportData, answer: &Answer) -> Duty {
    let may = |action| actor.may(action, &report.path);
    let is_own = report.submission.state.submitted().is_some_and(|submitted| submitted.by == actor.account);
    let reading = Duty { mode: Mode::Read, buttons: None };
    let judge = |buttons, mode| {
        if is_own { Duty { mode: Mode::Read, buttons: None } } else { Duty { mode, buttons: Some(buttons) } }
    };
    if may(Action::EditReport) && (report.editable.is_ok() || !answer.typed.is_empty()) {
        return Duty { mode: Mode::Fill, buttons: Some(Buttons::Reporter) };
    }
    match report.submission.state.name() {
        StateName::Submitted if may(Action::ApproveReport) => judge(Buttons::Approver, Mode::Judge),
        StateName::Approved | StateName::Endorsed if may(Action::ReviewReport) => {
            judge(Buttons::Reviewer, Mode::Verify)
        }
        StateName::Approved if may(Action::EndorseReport) => judge(Buttons::Coordinator, Mode::Judge),
        StateName::NotStarted
        | StateName::Draft
        | StateName::Returned
        | StateName::Submitted
        | StateName::Approved
        | StateName::Endorsed
        | StateName::Accepted => reading,
    }
}

fn shown(page: &PageContext, actor: &Actor, report: &ReportData, answer: Answer) -> impl IntoView + use<> {
    if answer.status != http::StatusCode::OK
        && let Some(response) = use_context::<leptos_axum::ResponseOptions>()
    {
        response.set_status(answer.status);
    }
    let duty = duty(actor, report, &answer);
    let is_attempt = page.asked("refused").as_deref() == Some("problems_remain");
    let notices = report_status::answered(page.language, &answer);
    let refused: Vec<_> = answer.refused.iter().map(|refused| refused.code.clone()).collect();
    let letter = authority_letter::form(page, actor, report, &answer.review, &refused);
    let form = Form {
        language: page.language,
        period: report.round.period,
        agency: report.agency.code.clone(),
        mode: duty.mode,
        state: report.submission.state.name(),
        attempt: if is_attempt { Attempt::Submit } else { Attempt::None },
        typed: answer.typed,
        review: answer.review,
    };
    let sections = Section::of(&form, report);
    let version = answer.version.unwrap_or(report.submission.version);
    let status = report_status::status(page, actor, report);
    let unfinished = (duty.mode == Mode::Fill).then(|| report_status::period_goes_on(page, report)).flatten();
    let without_field = report_status::without_field(&form, report);
    let waiting =
        (duty.mode == Mode::Fill && report.editable.is_ok()).then(|| collected::waiting(page, report)).flatten();
    let sheet = (duty.mode == Mode::Fill && report.editable.is_ok())
        .then(|| sheet_card::card(page.language, &report.submission.key));
    let body = match duty.buttons {
        Some(Buttons::Reporter) => EitherOf3::A(filling(page, actor, &form, report, &sections, version)),
        Some(buttons) => EitherOf3::B(judging(&form, report, &sections, version, buttons)),
        None => EitherOf3::C(reading(page, actor, &form, report, &sections)),
    };
    view! {
        {head(page, report)}
        {notices}
        {without_field}
        {status}
        {unfinished}
        {report_status::on_behalf(page, actor, report)}
        {authority_letter::filed(page.language, report)}
        {letter}
        {report_status::sent_back(page, &form, report)}
        {waiting}
        {sheet}
        <div class="columns columns--index">
            <div class="columns__aside--sticky">{contents(&form, &sections)}</div>
            {body}
        </div>
    }
}

fn head(page: &PageContext, report: &ReportData) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let agency = report.agency.name.in_language(page.language);
    let period = format::period(page.language, report.round.period);
    let title = report::title(page.language, agency);
    let mark = report_badge(page.language, &report.submission).into_any();
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/", words.back)] here=agency.to_owned()/>
            <PageTitle title over=period lead=report_status::deadline(page, report) mark=Some(mark)/>
        </div>
    }
}

/// Where a form of this report is posted to.
fn address(report: &ReportData, what: &str) -> String {
    format!("/reports/{}/{}/{what}", report.submission.key.round, report.submission.key.agency)
}

/// A first button that does nothing: Enter in a field presses the first one.
fn no_default_button() -> impl IntoView {
    view! { <button class="visually-hidden" disabled tabindex="-1" aria-hidden="true"></button> }
}

fn filling(
    page: &PageContext,
    actor: &Actor,
    form: &Form,
    report: &ReportData,
    sections: &[Section],
    version: i64,
) -> impl IntoView + use<> {
    let is_attempt = form.attempt == Attempt::Submit;
    // What the browser keeps of unsaved texts is this person's alone.
    let reader = actor.account.to_string();
    view! {
        <form
            class="stack stack--loose"
            method="post"
            enctype="multipart/form-data"
            action=address(report, "save")
            autocomplete="off"
            id="report"
            data-keep=reader
        >
            {no_default_button()}
            <input type="hidden" name="version" id="version" value=version.to_string()/>
            <input type="hidden" name="page" value=page.services.drafts().new_page().to_string()/>
            {is_attempt.then(|| view! { <input type="hidden" name="attempt" value="submit"/> })}
            {error_summary::summary(form, sections, Telling::Aloud)}
            {entries(form, sections)}
            {thread_card(form, report)}
            {action_bar::bar(form, report, sections, Buttons::Reporter)}
            <Autosave/>
        </form>
    }
}

fn judging(
    form: &Form,
    report: &ReportData,
    sections: &[Section],
    version: i64,
    buttons: Buttons,
) -> impl IntoView + use<> {
    view! {
        <form class="stack stack--loose" method="post" action=address(report, "review") autocomplete="off" id="report">
            {no_default_button()}
            <input type="hidden" name="version" value=version.to_string()/>
            {changes(form, sections)}
            {entries(form, sections)}
            {thread_card(form, report)}
            {report_status::message(form)}
            {action_bar::bar(form, report, sections, buttons)}
        </form>
    }
}

fn reading(
    page: &PageContext,
    actor: &Actor,
    form: &Form,
    report: &ReportData,
    sections: &[Section],
) -> impl IntoView + use<> {
    view! {
        <div class="stack stack--loose">
            {changes(form, sections)}
            {entries(form, sections)}
            {thread_card(form, report)}
            {report_status::reopen(page, actor, form, report)}
        </div>
    }
}

/// Which entries changed since the revision before.
fn changes(form: &Form, sections: &[Section]) -> Option<impl IntoView + use<>> {
    let words = form.words();
    let all = sections.iter().flat_map(|section| &section.entries);
    let changed: Vec<_> = all.filter(|(_, entry)| diff::has_changed(entry)).collect();
    if changed.is_empty() {
        return None;
    }
    let title = format!("{}: {}", words.changed_count, changed.len());
    let items = changed.into_iter().map(|(number, entry)| {
        let name = format!("{number} {}", entry.indicator.name.in_language(form.language));
        view! { <li><a href=format!("#{}", entry.indicator.code)>{name}</a></li> }
    });
    let items = items.collect_view();
    Some(note(Tone::Plain, title, view! { <ul>{items}</ul><p>{words.unchanged_rest}</p> }))
}

fn entries(form: &Form, sections: &[Section]) -> impl IntoView + use<> {
    let words = form.words();
    let section = |section: &Section| {
        let progress = (form.mode == Mode::Fill).then(|| progress(form, section));
        let cards = section.entries.iter().map(|(number, entry)| entry::card(form, number, entry)).collect_view();
        let id = section.id();
        let title_id = format!("{id}-title");
        view! {
            <section class="stack" id=id aria-labelledby=title_id>
                <div class="section-heading">
                    <div class="section-heading__words">
                        <p class="section-heading__over">{words.strategy}" "{section.number}</p>
                        <h2 id=title_id.clone()>{section.title.clone()}</h2>
                    </div>
                    {progress}
                </div>
                <div class="entries">{cards}</div>
            </section>
        }
    };
    sections.iter().map(section).collect_view()
}

fn thread_card(form: &Form, report: &ReportData) -> impl IntoView + use<> {
    let words = form.words();
    let key = &report.submission.key;
    let is_accepted = report.submission.accepted_revision.is_some();
    let objections = is_accepted.then(|| format!("/reports/{}/{}/objections", key.round, key.agency));
    view! {
        <section class="card" aria-labelledby="thread-title">
            <h2 class="card__title" id="thread-title">{words.thread}</h2>
            {thread(form.language, &report.plan, report.thread.clone(), &report.letters)}
            {objections.map(|href| view! { <p><a href=href>{words_in::<Objections>(form.language).link}</a></p> })}
        </section>
    }
}

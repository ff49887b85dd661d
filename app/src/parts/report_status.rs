//! Where a report stands, around its entries: until when, who has it, why it cannot be changed and who can open it.

use super::{
    entry::{Form, Mode},
    entry_read::lines,
    facts::fact,
    field::LongText,
    note::{Tone, note},
    notice::incident_line,
};
use crate::{
    context::PageContext,
    report_form::{Answer, field_id, field_name},
    text::{format, indicators, refusals, report::Report as Words, states, words_in},
};
use domain::{
    access::Action,
    buddhist::bangkok_day,
    entry::{Applicability, Field},
    submission::{Refusal, Stamp, State},
    text::Language,
    window::{WindowState, resubmission_ends},
};
use http::StatusCode;
use leptos::{either::Either, prelude::*};
use service::{
    Actor,
    reports::{Report, ReportEntry},
};
use strum::IntoEnumIterator as _;

/// Until when it can be handed in.
pub(crate) fn deadline(page: &PageContext, report: &Report) -> String {
    let words = words_in::<Words>(page.language);
    let now = page.services.now();
    let told = |word: &str, at| format!("{word} {}", format::instant(page.language, at));
    if report.editable.is_ok() && report.submission.second_chance().is_some() {
        return told(words.second_chance, report.submission.locked_since(report.window));
    }
    if let Some(at) = report.submission.first_submitted_at
        && report.editable.is_err()
    {
        let timely = if report.window.is_on_time(at) { words.on_time } else { words.not_on_time };
        return format!("{} ({timely})", told(words.handed_in, at));
    }
    match report.window_state {
        WindowState::Upcoming { opens_at } => told(words.opens, opens_at),
        WindowState::Open { due_at } => {
            let left = crate::text::work::left(page.language, due_at - now);
            format!("{} · {left}", told(words.due, due_at))
        }
        WindowState::Grace { closes_at } => {
            let late = crate::text::work::late(page.language, now - report.window.due_at());
            format!("{late} · {}", told(words.closes, closes_at))
        }
        WindowState::Closed { since } => told(words.closed_since, since),
    }
}

/// With whom a report is since when; nothing while it is with its agency.
pub(crate) fn whereabouts(language: Language, state: &State) -> String {
    let words = words_in::<Words>(language);
    let told = |word: &str, stamp: &Stamp| format!("{word} {}", format::instant(language, stamp.at));
    match state {
        State::NotStarted | State::Draft { .. } | State::Returned { .. } => String::new(),
        State::Submitted { submitted } => told(words.with_approver, submitted),
        State::Approved { approved, .. } => told(words.with_reviewer, approved),
        State::Endorsed { endorsed, .. } => told(words.with_dga, endorsed),
        State::Accepted { accepted } => told(words.is_accepted, accepted),
    }
}

/// When it was accepted, and when an objection last changed what was: that step too accepts it anew.
fn accepted_at(language: Language, report: &Report, latest: Stamp) -> String {
    let words = words_in::<Words>(language);
    let at = |at| format::instant(language, at);
    let accepted = report.thread.iter().rev().find(|told| matches!(told.step.as_str(), "accept" | "import"));
    let accepted = accepted.map_or(latest.at, |told| told.at);
    let changed = report.thread.iter().rev().find(|told| told.step == "objection_upheld" && told.at >= accepted);
    let changed = changed.map(|told| format!(" · {} {}", words.is_changed, at(told.at))).unwrap_or_default();
    format!("{} {}{changed}", words.is_accepted, at(accepted))
}

/// Why it cannot be changed now, since when, and who can open it; nothing for whoever can act on it.
pub(crate) fn status(page: &PageContext, actor: &Actor, report: &Report) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let may_edit = actor.may(Action::EditReport, &report.path);
    let at = |at| format::instant(page.language, at);
    let (title, who) = match (report.editable, report.submission.state) {
        (Ok(()), _) if may_edit => return None,
        (Err(Refusal::WindowNotOpen), _) => {
            (format!("{} {}", words.is_upcoming, at(report.window.opens_at())), words.is_upcoming_who.to_owned())
        }
        (Ok(()), State::NotStarted | State::Draft { .. } | State::Returned { .. }) => {
            (words.read_only_role.to_owned(), String::new())
        }
        (_, state @ State::Submitted { .. }) => {
            let is_withdrawable = report.submission.withdrawable(report.window_state, page.services.now()).is_ok();
            let who = if is_withdrawable { words.with_approver_who } else { words.with_approver_closed_who };
            (whereabouts(page.language, &state), who.to_owned())
        }
        (_, state @ State::Approved { .. }) => (whereabouts(page.language, &state), words.with_reviewer_who.to_owned()),
        (_, state @ State::Endorsed { .. }) => (whereabouts(page.language, &state), words.with_dga_who.to_owned()),
        (_, State::Accepted { accepted }) => {
            (accepted_at(page.language, report, accepted), words.is_accepted_who.to_owned())
        }
        (_, State::NotStarted | State::Draft { .. } | State::Returned { .. }) => (
            format!("{} {}", words.closed_since, at(report.submission.locked_since(report.window))),
            words.is_closed_who.to_owned(),
        ),
    };
    let is_with_agency =
        matches!(report.submission.state, State::NotStarted | State::Draft { .. } | State::Returned { .. });
    let is_others = is_with_agency && !may_edit && report.editable.is_err();
    let read_only = is_others.then(|| view! { <p>{words.read_only_role}</p> });
    let is_own = report.submission.state.is_moved_by(actor.account);
    let may_judge = [Action::ApproveReport, Action::EndorseReport, Action::ReviewReport]
        .into_iter()
        .any(|action| actor.may(action, &report.path));
    let same_person = (is_own && may_judge).then(|| view! { <p>{words.same_person}</p> });
    let is_withdrawable = report.submission.withdrawable(report.window_state, page.services.now()).is_ok();
    let can_withdraw = is_withdrawable && actor.may(Action::SubmitReport, &report.path);
    let withdraw = can_withdraw.then(|| {
        let key = &report.submission.key;
        view! {
            <form class="notice__actions" method="post" action="/do/submissions/withdraw">
                <input type="hidden" name="round" value=key.round.to_string()/>
                <input type="hidden" name="agency" value=key.agency.to_string()/>
                <input type="hidden" name="version" value=report.submission.version.to_string()/>
                <button class="button button--small">{words.withdraw}</button>
            </form>
        }
    });
    let body = view! { <p>{who}</p>{read_only}{same_person}{withdraw} };
    Some(note(Tone::Plain, title, body))
}

/// That what is reported on has not ended, so that figures as of its end are not known yet.
pub(crate) fn period_goes_on(page: &PageContext, report: &Report) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let ends = report.round.period.last_day();
    let title = format!("{} {}", words.period_goes_on, format::day(page.language, ends));
    (bangkok_day(page.services.now()) < ends)
        .then(|| note(Tone::Plain, title, view! { <p>{words.period_goes_on_why}</p> }))
}

/// That the reader may sign it on somebody else's behalf.
pub(crate) fn on_behalf(page: &PageContext, actor: &Actor, report: &Report) -> Option<impl IntoView + use<>> {
    let delegated = actor.on_behalf(Action::ApproveReport, &report.path)?;
    let waits = matches!(report.submission.state, State::Submitted { .. });
    waits.then(|| note(Tone::Plain, crate::text::delegations::may_sign(page.language, delegated), ()))
}

/// That it was sent back or opened again: by whom, when, until when, why, and which indicators, each a link.
pub(crate) fn sent_back(page: &PageContext, form: &Form, report: &Report) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let submission = &report.submission;
    let (title, step) = match submission.state {
        State::Returned { .. } => (words.sent_back, "return_for_change"),
        State::Draft { .. } if submission.is_reopened() => (words.reopened, "correct"),
        State::NotStarted
        | State::Draft { .. }
        | State::Submitted { .. }
        | State::Approved { .. }
        | State::Endorsed { .. }
        | State::Accepted { .. } => return None,
    };
    let at = |at| format::instant(page.language, at);
    let told = report.thread.iter().rev().find(|told| told.step == step);
    let by = told.map(|told| {
        let role = told.role.parse().ok().map(|role| format!(" · {}", states::role(page.language, role)));
        let who = told.who.clone().unwrap_or_else(|| words.server.to_owned());
        view! { <p>{words.sent_back_by}" "{who}{role}" · "{at(told.at)}</p> }
    });
    let said = told.filter(|told| !told.note.is_empty()).map(|told| {
        view! { <blockquote>{lines(page.language, &told.note)}</blockquote> }
    });
    let until = submission.state.latest().filter(|_| report.editable.is_ok()).map(|stamp| {
        let until = resubmission_ends(stamp.at).max(report.window.closes_at());
        view! { <p>{words.sent_back_until}" "{at(until)}</p> }
    });
    let item = |entry: &ReportEntry| {
        let reason = entry.return_reason.clone()?;
        let code = &entry.indicator.code;
        let href = if form.mode == Mode::Fill { field_id(code, Field::Value) } else { code.to_string() };
        let name = entry.indicator.name.in_language(page.language).to_owned();
        Some(view! { <li><a href=format!("#{href}")>{name}</a>": "{reason}</li> })
    };
    let items: Vec<_> = report.entries.iter().filter_map(item).collect();
    let title = match items.len() {
        0 => title.to_owned(),
        count => format!("{title}: {}", indicators::how_many(page.language, count)),
    };
    let list = (!items.is_empty()).then(|| view! { <ul class="notice__list">{items}</ul> });
    Some(note(Tone::Warning, title, view! { {by}{until}{said}{list} }))
}

/// What was refused and what is kept, above the form that holds it.
pub(crate) fn answered(language: Language, answer: &Answer) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    if answer.refused.is_empty() {
        return None;
    }
    let has_kept = !answer.typed.is_empty() || !answer.review.is_empty();
    let lines = answer.refused.iter().enumerate().map(|(number, refused)| {
        let is_told = number > 0 && answer.refused[number - 1].code == refused.code;
        let sentence = refusals::refusal(language, &refused.code);
        let file = refused.file.as_ref().map(|(_, name)| format!("{}: {name}", words.file_not_kept));
        let incident = refused.incident.as_ref().map(|number| incident_line(language, number));
        // A value of the reviewer's has its field on the page.
        let places = refused.place.as_deref().filter(|_| refused.code == "verified_unreadable").unwrap_or_default();
        let first = places.split_whitespace().next().map(|code| format!("#{code}-verified-value"));
        let sentence = match first {
            Some(href) => Either::Left(view! { <a href=href>{sentence}</a> }),
            None => Either::Right(sentence),
        };
        view! {
            {(!is_told).then(|| view! { <p class="notice__title">{sentence}</p> })}
            {file.map(|file| view! { <p>{file}</p> })}
            {incident}
        }
    });
    let lines = lines.collect_view();
    let kept = has_kept.then(|| view! { <p>{words.kept}</p> });
    Some(view! { <div class="notice notice--late" role="alert" tabindex="-1" autofocus>{lines}{kept}</div> })
}

/// What a reviewer typed that has no field on the page any more, because somebody else moved the report on meanwhile.
pub(crate) fn without_field(form: &Form, report: &Report) -> Option<impl IntoView + use<>> {
    let words = form.words();
    let name_of = |code: &str| {
        let entry = report.entries.iter().find(|entry| entry.indicator.code.as_str() == code);
        entry.map_or_else(|| code.to_owned(), |entry| entry.indicator.name.in_language(form.language).to_owned())
    };
    let line = |(field, text): (&String, &String)| {
        let has_field = match form.mode {
            Mode::Fill | Mode::Read => false,
            Mode::Judge => !field.starts_with("verified."),
            Mode::Verify => true,
        };
        let about = match field.split_once('.') {
            _ if has_field => return None,
            Some(("reason", code)) => format!("{}: {}", words.review_reason, name_of(code)),
            Some(("verified", rest)) => {
                let code = rest.rsplit_once('.').map_or(rest, |(code, _)| code);
                format!("{}: {}", words.review_verified, name_of(code))
            }
            None if field == "note" => words.review_note.to_owned(),
            Some(_) | None => return None,
        };
        Some(
            view! { <div class="facts__item"><dt class="facts__name">{about}</dt><dd class="facts__value">{lines(form.language, text)}</dd></div> },
        )
    };
    let lines: Vec<_> = form.review.iter().filter_map(line).collect();
    (!lines.is_empty())
        .then(|| note(Tone::Warning, words.conflict_mine.to_owned(), view! { <dl class="facts">{lines}</dl> }))
}

/// A form that holds everything typed where the report itself cannot be shown, so that it can be sent again.
pub(crate) fn kept(language: Language, path: &str, answer: &Answer) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let mut fields = vec![("version".to_owned(), answer.version.unwrap_or_default().to_string())];
    for (code, sent) in &answer.typed {
        if sent.entry.applicability == Applicability::NotApplicable {
            fields.push((format!("entry.{code}.applicability"), sent.entry.applicability.as_ref().to_owned()));
        }
        for field in Field::iter().filter(|field| *field != Field::Evidence) {
            fields.push((field_name(code, field), sent.entry.text(field).to_owned()));
        }
        if let Some(shown) = &sent.shown {
            fields.push((format!("version.{code}"), shown.to_string()));
        }
    }
    let hidden = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let texts = answer.typed.iter().flat_map(|(code, sent)| {
        let fields = Field::iter().filter(|field| *field != Field::Evidence);
        let written = fields.map(|field| (field, sent.entry.text(field))).filter(|(_, text)| !text.is_empty());
        written.map(move |(field, text)| fact(format!("{code} · {}", title_of(words, field)), lines(language, text)))
    });
    let is_forbidden = answer.status == StatusCode::FORBIDDEN;
    view! {
        {answered(language, answer)}
        <dl class="facts">{texts.collect_view()}</dl>
        {is_forbidden.then(|| view! { <p>{words.retry_why}</p> })}
        <form class="stack" method="post" enctype="multipart/form-data" action=format!("{path}/save")>
            {hidden.collect_view()}
            <p><button class="button button--primary" name="intent" value="save">{words.retry}</button></p>
        </form>
    }
}

/// The name of a field where nothing of its indicator is known but the code.
fn title_of(words: &Words, field: Field) -> &'static str {
    match field {
        Field::Value => words.value,
        Field::Base => words.base,
        Field::Narrative => words.narrative,
        Field::Obstacles => words.obstacles,
        Field::HelpNeeded => words.help_needed,
        Field::Explanation => words.explanation,
        Field::NotApplicableReason => words.not_applicable_reason,
        Field::Evidence => words.evidence,
    }
}

/// A message that goes with a return.
pub(crate) fn message(form: &Form) -> impl IntoView + use<> {
    let words = form.words();
    LongText {
        id: "note".to_owned(),
        name: "note".to_owned(),
        label: words.review_note,
        optional: Some(words.optional),
        hint: Some(words.review_note_hint.to_owned()),
        text: form.review.get("note").cloned().unwrap_or_default(),
        problems: Vec::new(),
        required: false,
    }
    .view()
}

/// For a reviewer of an accepted report: opening it for a correction, with the reason.
pub(crate) fn reopen(page: &PageContext, actor: &Actor, form: &Form, report: &Report) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(page.language);
    let is_accepted = matches!(report.submission.state, State::Accepted { .. });
    if !is_accepted || !actor.may(Action::ReviewReport, &report.path) {
        return None;
    }
    let key = &report.submission.key;
    let reason = LongText {
        id: "note".to_owned(),
        name: "note".to_owned(),
        label: words.correct_reason,
        optional: None,
        hint: Some(words.correct_hint.to_owned()),
        text: form.review.get("note").cloned().unwrap_or_default(),
        problems: Vec::new(),
        required: false,
    };
    Some(view! {
        <section class="card" aria-labelledby="correct-title">
            <h2 class="card__title" id="correct-title">{words.correct}</h2>
            <form class="stack" method="post" action=format!("/reports/{}/{}/review", key.round, key.agency)>
                <input type="hidden" name="version" value=report.submission.version.to_string()/>
                {reason.view()}
                <p><button class="button" name="intent" value="correct">{words.correct}</button></p>
            </form>
        </section>
    })
}

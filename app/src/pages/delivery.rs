//! A large file with the answers of many agencies on its way: how far it is, what is wrong with it, what it would change,
//! and the button that puts all of it into the drafts. While work goes on, the page loads itself anew.

use crate::{
    context::{self, PageContext, named},
    parts::{
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        meter::{Progress, meter},
        note::{Tone, note},
        notice::failed,
        pagination::{Pagination, Slice, asked_page},
        sheet_card::{Upload, upload_many},
        sheet_changes,
        title::PageTitle,
    },
    text::{
        deliveries::{self, Deliveries as Words},
        format, refusals,
        sheets::Sheets,
        words_in,
    },
};
use domain::{delivery::Stage, ids::RoundCode, organisation::Organisation};
use http::{HeaderValue, header::REFRESH};
use leptos::{
    either::{Either, EitherOf6},
    prelude::*,
};
use service::{
    deliveries::{DeliveryPage, PartOf},
    sheets::SheetKind,
};

/// How many agencies stand on a page.
const AGENCIES: usize = 100;
/// After how many seconds the page loads itself anew. As a header, it reaches browsers without scripts and leaves the
/// document as it is.
const LOADS_ANEW: HeaderValue = HeaderValue::from_static("3");

/// A large file.
#[component]
pub(crate) fn Delivery() -> impl IntoView {
    let page = context::page();
    let (round, id) = (named::<RoundCode>("round", "round"), named("id", "delivery"));
    let asked = (asked_page() - 1).saturating_mul(AGENCIES);
    Suspend::new(async move {
        let found = async { page.services.deliveries().get(page.actor()?, &round?, id?, (asked, AGENCIES)).await };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => {
                let response = use_context::<leptos_axum::ResponseOptions>();
                if let Some(response) = response.filter(|_| found.is_under_way && !page.answers_a_form) {
                    response.insert_header(REFRESH, LOADS_ANEW);
                }
                Either::Right(shown(&page, &found))
            }
        }
    })
}

fn shown(page: &PageContext, found: &DeliveryPage) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let (delivery, sheets) = (&found.delivery, words_in::<Sheets>(page.language));
    let period = format::period(language, found.round.period);
    let round = format!("/calendar/{}", delivery.round);
    let way = vec![Crumb::new(round.clone(), period.clone()), Crumb::new(format!("{round}/sheets"), words.way)];
    let size = format::file_size(delivery.size_bytes);
    let until = format::instant(language, delivery.expires_at);
    let lead = format!("{} {} · {size} · {} {until}", sheets.file, delivery.file_name, sheets.waits);
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=way here=words.title.to_owned()/>
            <PageTitle title=words.title.to_owned() over=period lead=lead/>
        </div>
        {standing(page, found)}
        {parts(page, found)}
        <p><a href=round>{sheets.to_round}</a></p>
    }
}

/// Where it is on its way, and what can be done.
fn standing(page: &PageContext, found: &DeliveryPage) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let delivery = &found.delivery;
    if found.is_interrupted {
        let body = view! { <p>{words.interrupted_why}</p>{check(page, found)} };
        return EitherOf6::A(note(Tone::Warning, words.interrupted.to_owned(), body));
    }
    match delivery.progress.stage {
        Stage::Received | Stage::Checking | Stage::Applying => EitherOf6::B(under_way(page, found)),
        Stage::Refused => EitherOf6::C(view! {
            {sheet_changes::refusals(language, SheetKind::Csv, &delivery.tally.refusals)}
            {deliveries::beyond(language, &delivery.tally).map(|told| view! { <p>{told}</p> })}
            {figures(page, found)}
            {upload_many(language, &delivery.round, Upload::Again)}
        }),
        Stage::Ready => EitherOf6::D(view! {
            {figures(page, found)}
            {apply(page, found)}
        }),
        Stage::Applied => {
            let at = delivery.applied_at.map(|at| format::instant(language, at)).unwrap_or_default();
            let told = note(Tone::Plain, format!("{} {at}", words.applied), ());
            EitherOf6::E(view! { {told}{figures(page, found)} })
        }
        Stage::Stopped => {
            let code = delivery.stopped.as_deref().unwrap_or_default();
            let why = if code == "conflict" { words.moved } else { refusals::refusal(language, code) };
            let body = view! { <p>{why}</p>{check(page, found)} };
            EitherOf6::F(note(Tone::Warning, words.stopped.to_owned(), body))
        }
    }
}

/// How much of it was read, or is in the drafts.
fn under_way(page: &PageContext, found: &DeliveryPage) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let (delivery, tally) = (&found.delivery, &found.delivery.tally);
    let told = deliveries::stage(language, delivery.progress.stage);
    let bar = |label: &'static str, done: i64, of: i64, told: fn(i64) -> String| {
        let told = format!("{label} {} {} {}", told(done), words.of, told(of));
        view! { <div class="stack stack--tight"><p>{told}</p>{meter(Progress { done, of, label })}</div> }
    };
    let bar = match delivery.progress.stage {
        Stage::Checking => Some(bar(words.read, tally.bytes_read, delivery.size_bytes, format::file_size)),
        Stage::Applying => found.put.map(|put| bar(words.put, put, tally.changes, format::count)),
        Stage::Received | Stage::Ready | Stage::Refused | Stage::Applied | Stage::Stopped => None,
    };
    view! {
        <section class="stack card" aria-labelledby="standing" role="status">
            <h2 class="card__title" id="standing">{told}</h2>
            {bar}
            {figures(page, found)}
            <p class="field__hint">{words.loads_anew}</p>
            <p><a href=page.path.clone()>{words.load_now}</a></p>
        </section>
    }
}

/// What was found in it so far.
fn figures(page: &PageContext, found: &DeliveryPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let tally = &found.delivery.tally;
    view! {
        <dl class="facts">
            {fact(words.rows, format::count(tally.rows))}
            {fact(words.agencies, format::count(tally.agencies))}
            {fact(words.changes, format::count(tally.changes))}
            {(tally.refused > 0).then(|| fact(words.refused, format::count(tally.refused)))}
        </dl>
    }
}

fn apply(page: &PageContext, found: &DeliveryPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let delivery = &found.delivery;
    if delivery.tally.changes == 0 {
        return Either::Left(note(Tone::Plain, words.nothing.to_owned(), ()));
    }
    Either::Right(view! {
        <p>{deliveries::stage(page.language, Stage::Ready)}" · "{words.apply_why}</p>
        <form method="post" action="/do/deliveries/apply" id="apply">
            <input type="hidden" name="round" value=delivery.round.to_string()/>
            <input type="hidden" name="delivery" value=delivery.id.to_string()/>
            <input type="hidden" name="seen" value=delivery.progress.run.to_string()/>
            <button class="button button--primary">{words.apply}</button>
        </form>
    })
}

fn check(page: &PageContext, found: &DeliveryPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    view! {
        <form method="post" action="/do/deliveries/check" id="check">
            <input type="hidden" name="round" value=found.delivery.round.to_string()/>
            <input type="hidden" name="delivery" value=found.delivery.id.to_string()/>
            <button class="button button--primary">{words.check}</button>
        </form>
    }
}

/// What it has of each agency, once all of it can be taken.
fn parts(page: &PageContext, found: &DeliveryPage) -> Option<impl IntoView + use<>> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let delivery = &found.delivery;
    let is_told = matches!(delivery.progress.stage, Stage::Ready | Stage::Applying | Stage::Applied);
    if !is_told || found.parts.is_empty() {
        return None;
    }
    let slice = Slice::asked(asked_page(), AGENCIES, usize::try_from(delivery.tally.agencies).unwrap_or_default());
    let row = |(agency, part): &(Organisation, PartOf)| {
        let name = agency.name.in_language(language).to_owned();
        let href = format!("/reports/{}/{}", delivery.round, agency.code);
        view! {
            <tr>
                <th scope="row">{name.clone()}<span class="table__sub">{agency.code.to_string()}</span></th>
                <td class="table__number" data-label=words.rows>{format::count(part.rows)}</td>
                <td class="table__number" data-label=words.changes>{format::count(part.changes)}</td>
                <td><a href=href>{words.see}<span class="visually-hidden">" "{name}</span></a></td>
            </tr>
        }
    };
    Some(view! {
        <div class="table-region" role="region" tabindex="0" aria-labelledby="agencies-caption">
            <table class="table table--stacked">
                <caption class="table__caption" id="agencies-caption">{words.agencies}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.agency}</th>
                        <th scope="col" class="table__number">{words.rows}</th>
                        <th scope="col" class="table__number">{words.changes}</th>
                        <th scope="col"><span class="visually-hidden">{words.see}</span></th>
                    </tr>
                </thead>
                <tbody>{found.parts.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Pagination slice/>
    })
}

//! My work: what waits for me, the most urgent first, each with what to do next.

use crate::{
    context::{self, PageContext},
    parts::{
        badge::report_badge,
        notice::failed,
        objection_notices::objection_notices,
        pagination::{Pagination, Slice, asked_page},
        reminder_notices::reminder_notices,
        report_status,
        title::PageTitle,
    },
    text::{
        alerts::Alerts,
        feeds, format, objections,
        objections::Objections,
        reminders::Reminders,
        words_in,
        work::{self, Work as Words},
    },
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Role,
    submission::StateName,
    text::Language,
    window::{WindowState, resubmission_ends},
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    announcements::RoundAnnouncement,
    inbox::{InboxItem, InboxList, ON_PAGE},
    objections::{ListedObjection, ObjectionNotice, ToDecide, Waiting},
    reminders::Notice,
};

/// Less time than this is "soon".
const SOON_DAYS: i64 = 3;

/// My work.
#[component]
pub(crate) fn Work() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(shown(&page, found)),
        }
    })
}

/// What is read for the page.
struct Found {
    lists: Vec<InboxList>,
    reminders: Vec<Notice>,
    objections: Vec<ObjectionNotice>,
    waiting: Waiting,
    to_decide: ToDecide,
    news: Vec<RoundAnnouncement>,
}

async fn read(page: &PageContext) -> ServiceResult<Found> {
    let actor = page.actor()?;
    let lists = page.services.inbox(actor, asked_page()).await?;
    let reminders = page.services.reminders().notices(actor).await?;
    let waiting = page.services.objections().waiting(actor).await?;
    let objections = page.services.objections().notices(actor).await?;
    let to_decide = page.services.objections().to_decide(actor).await?;
    Ok(Found { lists, reminders, objections, waiting, to_decide, news: page.services.announcements(actor).await? })
}

/// One heading with what stands under it.
struct Group {
    id: &'static str,
    heading: &'static str,
    none: &'static str,
    items: Vec<InboxItem>,
    role: Role,
    total: usize,
}

/// When an item has to be done.
fn due_at(item: &InboxItem) -> DateTime<Utc> {
    let due = item.window.due_at();
    match item.submission.state.latest() {
        Some(stamp) if needs_change(item) => item.window.closes_at().max(resubmission_ends(stamp.at)),
        Some(_) | None => due,
    }
}

/// Whether it came back: returned by whoever looked at it, or opened again by DGA.
fn needs_change(item: &InboxItem) -> bool {
    item.submission.state.name() == StateName::Returned || item.submission.is_reopened()
}

fn is_overdue(item: &InboxItem) -> bool {
    matches!(item.state, WindowState::Grace { .. } | WindowState::Closed { .. })
}

/// The lists under their headings: what was sent back and what is late before what is only open.
fn groups(words: &'static Words, lists: Vec<InboxList>) -> Vec<Group> {
    let mut groups = Vec::new();
    for mut list in lists {
        list.items.sort_by_key(due_at);
        let (role, total) = (list.role, list.total);
        let mut group = |id, heading, none, items| groups.push(Group { id, heading, none, items, role, total });
        match role {
            Role::Approver => group("to-approve", words.to_approve, words.none_to_approve, list.items),
            Role::Coordinator => group("to-endorse", words.to_endorse, words.none_to_endorse, list.items),
            Role::Reviewer => group("to-review", words.to_review, words.none_to_review, list.items),
            Role::Reporter | Role::Administrator | Role::Executive => {
                let (returned, rest): (Vec<_>, Vec<_>) = list.items.into_iter().partition(needs_change);
                let (overdue, open): (Vec<_>, Vec<_>) = rest.into_iter().partition(is_overdue);
                let nothing_else = returned.is_empty() && overdue.is_empty();
                group("returned", words.returned, "", returned);
                group("overdue", words.overdue, "", overdue);
                group("to-report", words.to_report, if nothing_else { words.none_to_report } else { "" }, open);
            }
        }
    }
    groups
}

fn shown(page: &PageContext, found: Found) -> impl IntoView + use<> {
    let Found { mut lists, reminders, objections, waiting, to_decide, news } = found;
    let words = words_in::<Words>(page.language);
    let reports: usize = lists.iter().map(|list| list.total).sum();
    let count = reports + to_decide.total;
    let first_report = lists.iter().flat_map(|list| &list.items).map(due_at).min();
    let first_decision = to_decide.listed.first().map(|listed| listed.objection.answer_by);
    let decides_first = first_report.is_none_or(|report| first_decision.is_some_and(|decision| decision <= report));
    let decisions = decisions(page, &to_decide);
    let (before, after) = if decides_first { (decisions, None) } else { (None, decisions) };
    let has_duties = !lists.is_empty();
    let lead = if count == 0 {
        words.lead_none.to_owned()
    } else {
        format!("{} {count} {}", words.lead_before, words.lead_after).trim().to_owned()
    };
    let on_their_way: Vec<_> = lists.iter_mut().flat_map(|list| std::mem::take(&mut list.on_their_way)).collect();
    let on_their_way = (!on_their_way.is_empty()).then(|| handed_in(page, &on_their_way));
    let groups = groups(words, lists);
    let all_empty = (count == 0).then(|| {
        let (title, why) = if has_duties { (words.nothing, words.nothing_why) } else { (words.no_duties, "") };
        view! {
            <div class="empty">
                <h2 class="empty__title">{title}</h2>
                <p>{why}</p>
                <p class="cluster"><a href="/calendar">{words.to_calendar}</a><a href="/national">{words.to_overview}</a></p>
            </div>
        }
    });
    let groups = groups.into_iter().filter(|group| reports > 0 && (!group.items.is_empty() || !group.none.is_empty()));
    view! {
        <PageTitle title=words.title.to_owned() lead=lead/>
        {reminder_notices(page, &reminders)}
        {objection_notices(page, &objections)}
        {all_empty}
        {before}
        {groups.map(|group| group_of(page, group)).collect_view()}
        {after}
        {on_their_way}
        {alerts_of(page, waiting)}
        {news_of(page.language, &news)}
    }
}

/// The objections on which the reader is to decide, the first due first.
fn decisions(page: &PageContext, found: &ToDecide) -> Option<impl IntoView + use<>> {
    let words = words_in::<Objections>(page.language);
    let item = |listed: &ListedObjection| {
        let href = format!("/objections/{}", listed.objection.id);
        let title = objections::name(page.language, &listed.named);
        let agency = listed.organisation.name.in_language(page.language);
        let due = listed.objection.answer_by;
        let about = format!("{agency} · {} {}", words.answer_by, objections::due(page.language, due));
        let (urgency, time) = urgency(page, due);
        view! {
            <li class="inbox__item" data-state=urgency>
                <div>
                    <p class="inbox__title"><a href=href.clone()>{title.clone()}</a></p>
                    <p class="inbox__about">{about}</p>
                </div>
                <p class="inbox__state"><span class="inbox__due" data-state=urgency>{time}</span></p>
                <p class="inbox__action">
                    <a class="button button--small" href=href>
                        {words.decide}<span class="visually-hidden">" "{title}</span>
                    </a>
                </p>
            </li>
        }
    };
    let items: Vec<_> = found.listed.iter().map(item).collect();
    let others = found.total.saturating_sub(found.listed.len());
    let others = (others > 0).then(|| {
        let told = words_in::<Reminders>(page.language);
        let others = format!("{} {} {}", told.and_more, format::counted(others), words.more);
        view! { <p><a href="/objections">{others}</a></p> }
    });
    (!items.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="to-decide">
                <h2 id="to-decide">{words.to_decide}</h2>
                <ul class="inbox">{items}</ul>
                {others}
            </section>
        }
    })
}

/// The way to what should be looked at, for those whose figures they are.
fn alerts_of(page: &PageContext, waiting: Waiting) -> Option<impl IntoView + use<>> {
    let actor = page.actor.as_ref()?;
    let grant = actor.own_grants().first()?;
    let href = format!("/alerts?organisation={}", grant.organisation);
    let words = words_in::<Alerts>(page.language);
    let objections = objections::waiting(page.language, waiting);
    Some(view! { <p class="cluster"><a href=href>{words.title}</a><a href="/objections">{objections}</a></p> })
}

/// What was announced about rounds in the last days.
fn news_of(language: Language, news: &[RoundAnnouncement]) -> impl IntoView + use<> {
    let item = |news: &RoundAnnouncement| {
        let (round, told) = (&news.round, &news.announcement);
        let words = feeds::announced(language, told.step, round.period, (told.handed_in, told.expected));
        view! {
            <li>
                <a href=format!("/calendar/{}", round.code)>{words}</a>" "
                <time datetime=told.step_at.to_rfc3339()>{format::instant(language, told.step_at)}</time>
            </li>
        }
    };
    let items = news.iter().map(item).collect_view();
    (!news.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="news">
                <h2 id="news">{words_in::<feeds::Feeds>(language).news}</h2>
                <ul>{items}</ul>
            </section>
        }
    })
}

fn group_of(page: &PageContext, group: Group) -> impl IntoView + use<> {
    let role = group.role;
    let list = if group.items.is_empty() {
        Either::Left(view! { <div class="empty"><p class="empty__title">{group.none}</p></div> })
    } else {
        let items = group.items.into_iter().map(|item| item_of(page, role, &item)).collect_view();
        Either::Right(view! { <ul class="inbox">{items}</ul> })
    };
    view! {
        <section class="stack" aria-labelledby=group.id>
            <h2 id=group.id>{group.heading}</h2>
            {list}
            {(group.total > ON_PAGE).then(|| view! { <Pagination slice=Slice::asked(asked_page(), ON_PAGE, group.total)/> })}
        </section>
    }
}

/// What I handed in: with whom it is since when, and the way back while there is one.
fn handed_in(page: &PageContext, items: &[InboxItem]) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let item = |item: &InboxItem| {
        let key = &item.submission.key;
        let href = format!("/reports/{}/{}", key.round, key.agency);
        let period = format::period(page.language, item.round.period);
        let name = item.agency.name.in_language(page.language).to_owned();
        let whereabouts = report_status::whereabouts(page.language, &item.submission.state);
        let withdraw = item.submission.withdrawable(item.state, page.services.now()).is_ok().then(|| {
            view! {
                <form method="post" action="/do/submissions/withdraw">
                    <input type="hidden" name="round" value=key.round.to_string()/>
                    <input type="hidden" name="agency" value=key.agency.to_string()/>
                    <input type="hidden" name="version" value=item.submission.version.to_string()/>
                    <button class="button button--small">
                        {words.withdraw}<span class="visually-hidden">" "{period.clone()}</span>
                    </button>
                </form>
            }
        });
        let badge = report_badge(page.language, &item.submission);
        view! {
            <li class="inbox__item">
                <div>
                    <p class="inbox__title"><a href=href>{period}</a></p>
                    <p class="inbox__about">{name}</p>
                </div>
                <p class="inbox__state">{badge}" "{whereabouts}</p>
                <div class="inbox__action">{withdraw}</div>
            </li>
        }
    };
    view! {
        <section class="stack" aria-labelledby="on-their-way">
            <h2 id="on-their-way">{words.on_their_way}</h2>
            <ul class="inbox">{items.iter().map(item).collect_view()}</ul>
        </section>
    }
}

/// How urgent it is, in a word for its colour, and in words for its reader.
fn urgency(page: &PageContext, due: DateTime<Utc>) -> (&'static str, String) {
    let now = page.services.now();
    if now > due {
        ("late", work::late(page.language, now - due))
    } else if due - now <= Duration::days(SOON_DAYS) {
        ("soon", work::left(page.language, due - now))
    } else {
        ("open", work::left(page.language, due - now))
    }
}

fn item_of(page: &PageContext, role: Role, item: &InboxItem) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let round = &item.round;
    let href = format!("/reports/{}/{}", round.code, item.agency.code);
    let name = item.agency.name.in_language(page.language).to_owned();
    let state = item.submission.state.name();
    let (urgency, time) = match (role, item.submission.state.submitted()) {
        (Role::Reporter, _) | (_, None) => urgency(page, due_at(item)),
        (_, Some(submitted)) => {
            ("open", format!("{} {}", words.handed_in, format::instant(page.language, submitted.at)))
        }
    };
    let mark = if needs_change(item) { "returned" } else { urgency };
    let next = match (role, state) {
        (Role::Approver | Role::Coordinator, _) => words.approve,
        (Role::Reviewer, _) => words.review,
        (_, StateName::Returned) => words.change,
        (_, _) if item.submission.is_reopened() => words.change,
        (_, StateName::NotStarted) => words.begin,
        (_, _) => words.go_on,
    };
    let badge = report_badge(page.language, &item.submission);
    let period = format::period(page.language, round.period);
    // A reporter looks for the round, everybody else for the agency.
    let (title, beside) = if role == Role::Reporter { (period, name) } else { (name, period) };
    let (until, instant) = match item.state {
        _ if needs_change(item) => (words.change_until, due_at(item)),
        WindowState::Grace { closes_at } => (words.closes, closes_at),
        WindowState::Upcoming { .. } | WindowState::Open { .. } | WindowState::Closed { .. } => {
            (words.due, item.window.due_at())
        }
    };
    let about = format!("{beside} · {until} {}", format::instant(page.language, instant));
    view! {
        <li class="inbox__item" data-state=mark>
            <div>
                <p class="inbox__title"><a href=href.clone()>{title.clone()}</a></p>
                <p class="inbox__about">{about}</p>
            </div>
            <p class="inbox__state">
                {badge}" "<span class="inbox__due" data-state=urgency>{time}</span>
            </p>
            <p class="inbox__action">
                <a class="button button--small" href=href>{next}<span class="visually-hidden">" "{title}</span></a>
            </p>
        </li>
    }
}

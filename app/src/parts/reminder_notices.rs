//! What somebody was reminded of, until they put it away or nothing waits any more.

use crate::{
    context::PageContext,
    text::{
        format,
        reminders::{self, Reminders as Words},
        words_in,
    },
};
use leptos::prelude::*;
use service::reminders::Notice;

/// So many reports of a reminder are named; the lists below tell of all.
const NAMED: usize = 3;

/// The reminders of somebody; nothing where there are none.
pub(crate) fn reminder_notices(page: &PageContext, notices: &[Notice]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let item = |notice: &Notice| {
        let period = format::period(language, notice.period);
        let due_at = notice.waiting.iter().map(|(_, reminded)| reminded.due_at).min();
        let due = due_at.map(|at| format!(" · {} {}", words.due, format::instant(language, at)));
        let mark = if due_at.is_some_and(|at| at < page.services.now()) { "late" } else { "soon" };
        let named = notice.waiting.iter().take(NAMED).map(|(agency, reminded)| {
            let href = format!("/reports/{}/{}", notice.entry.round, agency.code);
            let name = agency.name.in_language(language).to_owned();
            view! { <p class="inbox__about"><a href=href>{name}</a>" · "{reminders::stage(language, reminded.stage)}</p> }
        });
        let named = named.collect_view();
        let others = notice.waiting.len().saturating_sub(NAMED);
        let others = (others > 0).then(|| {
            let words = format!("{} {} {}", words.and_more, format::counted(others), words.more);
            view! { <p class="inbox__about">{words}</p> }
        });
        view! {
            <li class="inbox__item" data-state=mark>
                <div>
                    <p class="inbox__title">{period.clone()}{due}</p>
                    {named}
                    {others}
                </div>
                <p class="inbox__state">
                    {words.told_at}" "{format::instant(language, notice.entry.told_at)}
                </p>
                <div class="inbox__action">
                    <form method="post" action="/do/reminders/dismiss">
                        <input type="hidden" name="reminder" value=notice.entry.id.to_string()/>
                        <button class="button button--small">
                            {words.dismiss}<span class="visually-hidden">" "{period}</span>
                        </button>
                    </form>
                </div>
            </li>
        }
    };
    let items = notices.iter().map(item).collect_view();
    (!notices.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="reminders-title">
                <h2 id="reminders-title">{words.notices}</h2>
                <ul class="inbox">{items}</ul>
            </section>
        }
    })
}

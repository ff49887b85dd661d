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

/// The reminders of somebody; nothing where there are none.
pub(crate) fn reminder_notices(page: &PageContext, notices: &[Notice]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let item = |notice: &Notice| {
        let period = format::period(language, notice.period);
        let due_at = notice.waiting.iter().map(|(_, reminded)| reminded.due_at).min();
        let due = due_at.map(|at| format!(" · {} {}", words.due, format::instant(language, at)));
        let mark = if due_at.is_some_and(|at| at < page.services.now()) { "late" } else { "soon" };
        // One report is what it is about; of many the list below tells more.
        let (about, state) = match notice.waiting.as_slice() {
            [(agency, reminded)] => {
                let href = format!("/reports/{}/{}", notice.entry.round, agency.code);
                let name = agency.name.in_language(language).to_owned();
                (view! { <a href=href>{name}</a> }.into_any(), reminders::stage(language, reminded.stage).to_owned())
            }
            many => {
                let count = format!("{} {}", format::counted(many.len()), words.reports_waiting);
                (view! { <span>{count}</span> }.into_any(), String::new())
            }
        };
        view! {
            <li class="inbox__item" data-state=mark>
                <div>
                    <p class="inbox__title">{period.clone()}</p>
                    <p class="inbox__about">{about}{due}</p>
                </div>
                <p class="inbox__state">
                    {state}" "{words.told_at}" "{format::instant(language, notice.entry.told_at)}
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

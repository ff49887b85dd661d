//! What was typed before a session ended, carried in the page itself: the server keeps nothing of it.

use crate::{
    context,
    parts::title::PageTitle,
    standalone::{Encoding, KeptForm},
    text::{sign_in::SignIn as SignInWords, words_in},
};
use leptos::prelude::*;

/// The fields of a form as hidden inputs; with a prefix, together with where they go.
#[component]
pub(crate) fn KeptFields(form: KeptForm, #[prop(optional)] prefix: &'static str) -> impl IntoView {
    let hidden = |name: String, value: String| view! { <input type="hidden" name=name value=value/> };
    let fields = form.fields.into_iter().map(|(name, value)| hidden(format!("{prefix}{name}"), value)).collect_view();
    let encoding = match form.encoding {
        Encoding::Url => "url",
        Encoding::Multipart => "multipart",
    };
    let way = (!prefix.is_empty()).then(|| {
        view! {
            <input type="hidden" name="action" value=form.action/>
            <input type="hidden" name="encoding" value=encoding/>
            <input type="hidden" name="lost_files" value=form.lost_files.to_string()/>
        }
    });
    view! { {way}{fields} }
}

/// Signed in again: what was typed is sent with one more press.
#[component]
pub(crate) fn Continue(form: KeptForm) -> impl IntoView {
    let words = words_in::<SignInWords>(context::page().language);
    view! {
        <PageTitle title=words.signed_in_again.to_owned() lead=words.kept_press_save.to_owned()/>
        <SendAgain form button=words.save_kept/>
    }
}

/// A form as it was sent, with a button that sends it again.
#[component]
pub(crate) fn SendAgain(form: KeptForm, button: &'static str) -> impl IntoView {
    let words = words_in::<SignInWords>(context::page().language);
    let encoding = match form.encoding {
        Encoding::Url => "application/x-www-form-urlencoded",
        Encoding::Multipart => "multipart/form-data",
    };
    let (action, lost_files) = (form.action.clone(), form.lost_files);
    view! {
        {lost_files.then(|| view! { <div class="notice notice--warning"><p>{words.files_lost}</p></div> })}
        <form class="stack" method="post" action=action enctype=encoding>
            <KeptFields form/>
            <p><button class="button button--primary">{button}</button></p>
        </form>
    }
}

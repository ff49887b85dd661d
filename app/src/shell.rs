//! The HTML around every page, and the content security policy that goes with its nonce.

use crate::{context, parts, routes::App};
use domain::text::Language;
use http::{HeaderValue, header};
use leptos::{hydration::HydrationScripts, nonce::use_nonce, prelude::*, tachys::html::InertElement};
use leptos_axum::ResponseOptions;
use leptos_meta::{MetaTags, provide_meta_context};

/// The document of a page that has an address.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    document(options, || App().into_any())
}

/// The document of an answer that has no address of its own: to a form, or an error.
pub(crate) fn standalone<V: IntoView + 'static>(
    options: LeptosOptions,
    content: impl FnOnce() -> V + Send + 'static,
) -> impl IntoView {
    document(options, || {
        provide_meta_context();
        view! {
            <parts::header::SiteHeader/>
            <main class="wrap page__main stack stack--loose" id="main" tabindex="-1">{content()}</main>
            <parts::footer::SiteFooter/>
        }
        .into_any()
    })
}

fn document(options: LeptosOptions, body: impl FnOnce() -> AnyView) -> impl IntoView {
    let page = use_context::<context::PageContext>();
    let language = page.as_ref().map(|page| page.language).unwrap_or_default();
    // What is kept and given to many has no nonce of one answer, and nothing that runs.
    let is_public = page.is_some_and(|page| page.is_public());
    if is_public {
        set_public_policy();
    } else {
        set_policy();
    }
    let lang = match language {
        Language::Th => "th",
        Language::En => "en",
    };
    view! {
        <!DOCTYPE html>
        <html lang=lang>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="preload" href="/fonts/plex-thai-looped-thai-400.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href="/pkg/tidtam.css"/>
                <link rel="icon" href="/pkg/mark.svg" r#type="image/svg+xml"/>
                {(!is_public).then(|| scripts_of_islands(options))}
                <MetaTags/>
            </head>
            <body class="page">
                {body()}
            </body>
        </html>
    }
}

/// What loads the islands. Leptos writes the nonce into `crossorigin` too, an attribute that knows no such value and,
/// unlike `nonce`, is open to whatever reads the page.
fn scripts_of_islands(options: LeptosOptions) -> impl IntoView {
    let written = view! { <HydrationScripts options islands=true/> }.to_html();
    let corrected = match use_nonce() {
        Some(nonce) => written.replace(&format!(r#"crossorigin="{nonce}""#), r#"crossorigin="anonymous""#),
        None => written,
    };
    InertElement::new(corrected)
}

/// The policy of pages for everybody: nothing runs.
fn set_public_policy() {
    const POLICY: HeaderValue = HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    );
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(header::CONTENT_SECURITY_POLICY, POLICY);
    }
}

/// Scripts run only with this answer's nonce; styles, fonts and pictures come from us alone; nobody frames us.
fn set_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
         img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, value);
    }
}

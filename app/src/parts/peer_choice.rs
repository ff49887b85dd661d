//! With which peers a body is compared, and the way to the others.

use crate::{
    context::PageContext,
    text::{peers::Peers, words_in},
};
use domain::peers::{Breadth, PeerChoice, WholeKind};
use leptos::prelude::*;

/// The name of the query value that holds which peers are asked for.
const PEERS: &str = "peers";

/// Which peers the address asks for; those of its kind and size where it names none.
pub(crate) fn asked_breadth(page: &PageContext) -> Breadth {
    page.asked(PEERS).and_then(|breadth| breadth.parse().ok()).unwrap_or_default()
}

/// The way to the other peers, where there are any.
pub(crate) fn other_peers(page: &PageContext, choice: &PeerChoice) -> Option<impl IntoView + use<>> {
    let words = words_in::<Peers>(page.language);
    let (breadth, name) = match choice.by {
        Ok(_) => (Breadth::Kind.as_ref(), words.widen),
        Err(WholeKind::Asked) => ("", words.narrow),
        Err(WholeKind::TooFewSized { .. } | WholeKind::Unsized | WholeKind::MeasuredOtherwise) => return None,
    };
    let href = format!("{}#peers", page.address_with(&[(PEERS, breadth)]));
    Some(view! { " "<a href=href>{name}</a> })
}

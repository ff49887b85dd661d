//! Names and what they stand for.

use leptos::prelude::*;

/// A name and what it stands for, inside a `dl.facts`.
pub(crate) fn fact<Value: IntoView>(name: &'static str, value: Value) -> impl IntoView + use<Value> {
    fact_named(name.to_owned(), value)
}

/// The same under a name that is data.
pub(crate) fn fact_named<Value: IntoView>(name: String, value: Value) -> impl IntoView + use<Value> {
    view! {
        <div class="facts__item">
            <dt class="facts__name">{name}</dt>
            <dd class="facts__value">{value}</dd>
        </div>
    }
}

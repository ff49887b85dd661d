//! Names and what they stand for.

use leptos::prelude::*;

/// A name and what it stands for, inside a `dl.facts`.
pub(crate) fn fact<Name: Into<String>, Value: IntoView>(name: Name, value: Value) -> impl IntoView + use<Name, Value> {
    view! {
        <div class="facts__item">
            <dt class="facts__name">{name.into()}</dt>
            <dd class="facts__value">{value}</dd>
        </div>
    }
}

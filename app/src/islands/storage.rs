//! What the browser keeps of people's unsent texts: `ACCOUNT /reports/ROUND/AGENCY/save entry.CODE.FIELD` is the key of
//! each, so that nobody meets the texts of another account.

use domain::unsent::Unsent;
use web_sys::Storage;

/// Every key, in no order.
pub(super) fn keys(storage: &Storage) -> Vec<String> {
    let length = storage.length().unwrap_or(0);
    (0..length).filter_map(|place| storage.key(place).ok().flatten()).collect()
}

/// What is kept below a prefix, by the rest of its key.
pub(super) fn kept(storage: Option<&Storage>, prefix: &str) -> Vec<(String, Unsent)> {
    let Some(storage) = storage else { return Vec::new() };
    let kept = |key: String| {
        let name = key.strip_prefix(prefix)?.to_owned();
        Some((name, Unsent::read(&storage.get_item(&key).ok().flatten()?)?))
    };
    keys(storage).into_iter().filter_map(kept).collect()
}

/// The browser's clock, in milliseconds since 1970.
pub(super) fn now_ms() -> i64 {
    // Exact: a day of the year 275760 is far below 2^53.
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
    let now = js_sys::Date::now() as i64;
    now
}

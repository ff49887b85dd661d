//! A JSON object with a list that is written while it is read, and so never held.

use serde::{
    Serialize,
    ser::{Error as _, SerializeMap as _, SerializeSeq as _, Serializer},
};
use serde_json::Value;

/// An object: its members, and one more that is a list. `items` gives the list each time it is written.
pub(super) struct Listed<Give> {
    /// The other members.
    pub(super) members: Value,
    /// The name of the list.
    pub(super) name: &'static str,
    /// What stands in it.
    pub(super) items: Give,
}

impl<Give, Items> Serialize for Listed<Give>
where
    Give: Fn() -> anyhow::Result<Items>,
    Items: Iterator<Item = anyhow::Result<Value>>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in self.members.as_object().into_iter().flatten() {
            object.serialize_entry(name, value)?;
        }
        object.serialize_entry(self.name, &List(&self.items))?;
        object.end()
    }
}

/// The list alone.
struct List<'a, Give>(&'a Give);

impl<Give, Items> Serialize for List<'_, Give>
where
    Give: Fn() -> anyhow::Result<Items>,
    Items: Iterator<Item = anyhow::Result<Value>>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unread = |error: anyhow::Error| S::Error::custom(format!("{error:#}"));
        let mut list = serializer.serialize_seq(None)?;
        for item in (self.0)().map_err(unread)? {
            list.serialize_element(&item.map_err(unread)?)?;
        }
        list.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_stands_beside_the_other_members_and_its_faults_are_told() {
        let of = |last: anyhow::Result<Value>| {
            let last = std::cell::RefCell::new(Some(last));
            let items = move || Ok([Ok(json!(1))].into_iter().chain(last.borrow_mut().take()));
            serde_json::to_value(Listed { members: json!({ "id": "a" }), name: "codes", items })
        };
        assert_eq!(of(Ok(json!("b"))).expect("JSON"), json!({ "id": "a", "codes": [1, "b"] }));
        let told = of(Err(anyhow::anyhow!("no such body"))).expect_err("a fault").to_string();
        assert!(told.contains("no such body"), "{told}");
    }
}

//! Handing a package to a CKAN: created where there is none of its name, brought up to date where it says something else, and
//! left alone where it is the same. The files stay here: the catalogue links to them.

use super::{
    Failure,
    package::{differs, merge, suit},
    wire::Wire,
};
use bytes::Bytes;
use domain::account::EmailAddress;
use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A catalogue.
pub(super) struct Ckan<'a> {
    pub(super) wire: Wire,
    pub(super) address: &'a str,
    pub(super) organisation: &'a str,
    pub(super) token: &'a str,
    /// Whom to ask about the data, where somebody is named by now.
    pub(super) contact: Option<&'a EmailAddress>,
}

/// The action that gives a catalogue's own fields, of those that have such a schema.
const SCHEMA: &str = "scheming_dataset_schema_show";

impl Ckan<'_> {
    /// Publishes a package; gives its address there.
    pub(super) async fn publish(&self, package: &[u8]) -> Result<String, Failure> {
        let package: Value = serde_json::from_slice(package).map_err(|error| Failure::Refused(error.to_string()))?;
        let Value::Object(mut wanted) = package else { return Err(Failure::Refused("it is no package".to_owned())) };
        wanted.insert("owner_org".to_owned(), json!(self.organisation));
        name_contact(&mut wanted, self.contact)?;
        let resources = wanted.remove("resources").and_then(|list| list.as_array().cloned()).unwrap_or_default();
        let name = wanted.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let shown = self.ask("package_show", &json!({ "id": name })).await?;
        let fields = self.fields().await?;
        suit(&mut wanted, &fields);
        let (there, known) = match shown {
            Some(mut there) => {
                let known = there.get("resources").and_then(Value::as_array).cloned().unwrap_or_default();
                if differs(&wanted, &there, &fields) {
                    merge(wanted, &mut there, &fields);
                    there = self.needed("package_update", &there).await?;
                }
                (there, known)
            }
            None => (self.needed("package_create", &Value::Object(wanted)).await?, Vec::new()),
        };
        let id = there.get("id").cloned().unwrap_or_else(|| json!(name));
        for resource in resources {
            let is_it = |known: &&Value| known.get("url") == resource.get("url");
            let mut resource = resource.clone();
            resource["package_id"] = id.clone();
            match known.iter().find(is_it) {
                Some(same) if same.get("hash") == resource.get("hash") => {}
                Some(other) => {
                    resource["id"] = other.get("id").cloned().unwrap_or_default();
                    self.needed("resource_update", &resource).await?;
                }
                None => {
                    self.needed("resource_create", &resource).await?;
                }
            }
        }
        Ok(format!("{}/dataset/{name}", self.address.trim_end_matches('/')))
    }

    async fn needed(&self, action: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(action, body).await?.ok_or_else(|| Failure::Refused(format!("{action}: not found")))
    }

    /// The fields of the catalogue's own schema; none where it has none, as a CKAN that was just installed.
    async fn fields(&self) -> Result<BTreeSet<String>, Failure> {
        let answer = self.answer(SCHEMA, &json!({ "type": "dataset" })).await?;
        // What a CKAN says to an action that it does not know.
        if answer.status() == StatusCode::BAD_REQUEST {
            return Ok(BTreeSet::new());
        }
        let schema = read(&answer).map_err(|why| refused(SCHEMA, &why))?.unwrap_or_default();
        let fields = schema["dataset_fields"].as_array().into_iter().flatten();
        Ok(fields.filter_map(|field| field["field_name"].as_str().map(str::to_owned)).collect())
    }

    /// What an action gives; none where the catalogue has no such thing.
    async fn ask(&self, action: &str, body: &Value) -> Result<Option<Value>, Failure> {
        read(&self.answer(action, body).await?).map_err(|why| refused(action, &why))
    }

    /// What the catalogue answers to an action.
    async fn answer(&self, action: &str, body: &Value) -> Result<Response<Bytes>, Failure> {
        let uri = format!("{}/api/3/action/{action}", self.address.trim_end_matches('/'));
        let mut token = HeaderValue::try_from(self.token).map_err(|_| Failure::SecretLost)?;
        token.set_sensitive(true);
        let body = serde_json::to_vec(body).map_err(|error| refused(action, &error.to_string()))?;
        let request = Request::post(uri)
            .header(header::AUTHORIZATION, token)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONTENT_LENGTH, body.len())
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, concat!("Tidtam/", env!("CARGO_PKG_VERSION")))
            .body(body.into())
            .map_err(|error| refused(action, &error.to_string()))?;
        self.wire.send(request).await.map_err(|no| Failure::unanswered(&no.0, format!("{action}: {no}")))
    }
}

fn refused(action: &str, why: &str) -> Failure {
    Failure::Refused(format!("{action}: {why}"))
}

/// Names whom to ask, where nobody was named yet when the package was made: catalogues take none without.
fn name_contact(package: &mut Map<String, Value>, contact: Option<&EmailAddress>) -> Result<(), Failure> {
    const WHOM: &str = "maintainer_email";
    if package.get(WHOM).and_then(Value::as_str).is_none_or(str::is_empty) {
        let contact = contact.ok_or(Failure::NoContact)?;
        package.insert(WHOM.to_owned(), json!(contact.to_string()));
    }
    Ok(())
}

fn read(answer: &Response<Bytes>) -> Result<Option<Value>, String> {
    let status = answer.status();
    if status == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    let told: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    match told.get("result") {
        Some(result) if status == StatusCode::OK && told.get("success") == Some(&json!(true)) => {
            Ok(Some(result.clone()))
        }
        // What the catalogue says is told on; it knows nothing secret of ours.
        _ => Err(format!("{status} {}", told.get("error").map(ToString::to_string).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_names_nobody_is_given_whom_to_ask_or_stays_here() {
        let contact: EmailAddress = "data@dga.or.th".parse().expect("an address");
        let package = |email: Value| json!({ "maintainer_email": email }).as_object().cloned().expect("a package");
        for (email, named) in
            [(json!(""), "data@dga.or.th"), (json!(null), "data@dga.or.th"), (json!("a@b.go.th"), "a@b.go.th")]
        {
            let mut wanted = package(email);
            assert!(name_contact(&mut wanted, Some(&contact)).is_ok());
            assert_eq!(wanted["maintainer_email"], named);
        }
        let refused = name_contact(&mut package(json!("")), None).err().map(|failure| failure.code().to_owned());
        assert_eq!(refused.as_deref(), Some("destination_no_contact"));
        assert!(name_contact(&mut package(json!("a@b.go.th")), None).is_ok());
    }

    #[test]
    fn an_answer_is_a_result_nothing_or_a_refusal() {
        let answer = |status: u16, body: &str| {
            read(&Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes())).expect("an answer"))
        };
        assert_eq!(answer(200, r#"{"success":true,"result":{"id":"1"}}"#), Ok(Some(json!({ "id": "1" }))));
        assert_eq!(answer(404, r#"{"success":false}"#), Ok(None));
        for (status, body) in [
            (200, r#"{"success":false,"result":1}"#),
            (403, r#"{"error":{"message":"no"}}"#),
            (200, "<html>"),
            (500, ""),
        ] {
            assert!(answer(status, body).is_err(), "{status} {body}");
        }
    }
}

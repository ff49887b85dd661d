//! The report of one body: its own where it owed one, and otherwise that of all bodies below it.

use super::{agency, national};
use service::{
    ServiceError, ServiceResult,
    snapshots::{Beside, Paper, Texts},
};

/// Sets the report of a body from the lines of a snapshot, for whoever keeps it.
pub(crate) fn setter(
    paper: &Paper,
) -> impl FnOnce(Texts<'_>, &Beside) -> ServiceResult<Option<Vec<u8>>> + Send + use<> {
    let Paper { body, language } = paper.clone();
    move |texts, beside| {
        let unset = |error: String| ServiceError::fault("setting the report of a body", error);
        let mut own = agency::Gathered::new(body.clone());
        let mut below = national::Gathered::below(body);
        for text in texts {
            let text = text?;
            let taken = own.take(&text).and_then(|()| below.take_text(&text));
            taken.map_err(|error| unset(error.to_string()))?;
        }
        let told = |error: anyhow::Error| unset(format!("{error:#}"));
        match own.set(language, beside).map_err(told)? {
            Some(set) => Ok(Some(set)),
            None => below.set(language, beside).map_err(told),
        }
    }
}

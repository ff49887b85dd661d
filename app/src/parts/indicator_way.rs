//! The way from a figure to what it is made of.

use super::round_picker::in_same_round;
use crate::context::PageContext;
use domain::{
    ids::{IndicatorCode, OrganisationCode},
    organisation::OrganisationTree,
};

/// The name of the query value that holds the body whose parts an indicator's page lists.
pub(crate) const ORGANISATION: &str = "organisation";

/// The indicator of one agency alone.
pub(crate) fn way_to_own(page: &PageContext, body: &OrganisationCode, indicator: &IndicatorCode) -> String {
    in_same_round(page, &format!("/organisations/{body}/indicators/{indicator}"))
}

/// The bodies below one, for the figure of which they stand.
pub(crate) fn way_to_parts(page: &PageContext, body: &OrganisationCode, indicator: &IndicatorCode) -> String {
    let path = in_same_round(page, &format!("/indicators/{indicator}"));
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{ORGANISATION}={body}#parts")
}

/// To the bodies below one, or to its own figure where nobody is below it.
pub(crate) fn way_into(
    page: &PageContext,
    tree: &OrganisationTree,
    body: &OrganisationCode,
    indicator: &IndicatorCode,
) -> String {
    if tree.children(body).is_empty() { way_to_own(page, body, indicator) } else { way_to_parts(page, body, indicator) }
}

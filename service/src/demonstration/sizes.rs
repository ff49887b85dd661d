//! Made-up sizes, so that the demonstration has peers by kind and size; each says that it is made up. They agree with the
//! number of staff that an agency reports.

use super::dice::Dice;
use crate::{ServiceError, ServiceResult};
use chrono::NaiveDate;
use domain::{
    organisation::{Duty, Organisation, OrganisationKind},
    plan::{Provenance, ProvenanceStatus},
    size::{Size, SizeMeasure},
};

/// The day on which everybody was counted.
const COUNTED_ON: &str = "2022-09-30";
/// The indicator whose whole is the number of staff.
const STAFF: &str = "staff-digital-skills";
/// Of a hundred bodies of a kind so many have no size, as in any register.
const WITHOUT: i64 = 6;

/// The bodies that report with sizes.
pub(super) fn with_sizes(bodies: Vec<Organisation>) -> ServiceResult<Vec<Organisation>> {
    let counted_on = COUNTED_ON.parse().map_err(|error| ServiceError::fault("the day of the made-up sizes", error))?;
    let with_size = |body: Organisation| Organisation { size: size(&body, counted_on), ..body };
    Ok(bodies.into_iter().map(with_size).collect())
}

fn size(body: &Organisation, counted_on: NaiveDate) -> Option<Size> {
    let (smallest, largest) = staff(body.kind);
    let has_one = body.duty == Duty::Reports && !Dice::of(&["sized", body.code.as_str()]).happens(WITHOUT * 10);
    has_one.then(|| Size {
        measure: SizeMeasure::Staff,
        number: Dice::of(&["size", body.code.as_str(), STAFF]).size(smallest, largest),
        counted_on,
        provenance: Provenance {
            status: ProvenanceStatus::Demonstration,
            source: "ค่าสมมติเพื่อการสาธิต · Invented figure for demonstration".to_owned(),
        },
    })
}

/// From how many to how many people work in bodies of a kind.
pub(super) fn staff(kind: OrganisationKind) -> (i64, i64) {
    use OrganisationKind as K;
    match kind {
        K::StateEnterprise => (200, 20_000),
        K::University => (400, 6_000),
        K::Department => (300, 9_000),
        K::Province => (90, 450),
        K::PublicOrganisation
        | K::StateAgency
        | K::SpecialLocal
        | K::LocalAdministration
        | K::Root
        | K::Group
        | K::Ministry
        | K::Independent
        | K::Court
        | K::Parliament => (60, 1_200),
    }
}

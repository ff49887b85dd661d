//! What can be a destination on this machine, with the networks that its configuration names.

use super::failure::Failure;
use crate::{Publication, ServiceError, ServiceResult};
use domain::{
    collector::Allowed,
    destination::{Destination, NoDestination},
};

/// The same destination, where something can be handed to it at all.
///
/// # Errors
/// It cannot be one; it is a folder that is not there; its address is one that is never connected to, or lies on a way in the
/// clear that nobody allowed; it is a catalogue, and nobody is named whom to ask about the data.
pub(super) async fn possible(
    destination: Destination,
    allowed: &Allowed,
    publication: &Publication,
) -> ServiceResult<Destination> {
    let destination = destination.checked().map_err(|error| match error {
        NoDestination::DestinationPath => ServiceError::invalid("destination_path", "path"),
        NoDestination::DestinationAddress => ServiceError::invalid("destination_address", "address"),
        NoDestination::DestinationName(what) => ServiceError::invalid("destination_name", what),
    })?;
    if let Destination::Folder { path } = &destination
        && !tokio::fs::metadata(path).await.is_ok_and(|found| found.is_dir())
    {
        return Err(ServiceError::invalid("destination_no_folder", path.clone()));
    }
    if matches!(destination, Destination::Ckan { .. }) && publication.contact.is_none() {
        return Err(ServiceError::invalid(Failure::NO_CONTACT, ""));
    }
    let literal = destination.literal_address();
    if literal.is_some_and(|address| allowed.check(address).is_err()) {
        return Err(ServiceError::invalid(Failure::FORBIDDEN, destination.place()));
    }
    // Where a name leads is seen when something is handed over.
    let may_be_clear = literal.map_or(!allowed.0.is_empty(), |address| allowed.names(address));
    if destination.is_in_the_clear() && !may_be_clear {
        return Err(ServiceError::invalid(Failure::NOT_SECURED, destination.place()));
    }
    Ok(destination)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_can_never_work_is_refused_before_anything_is_kept() {
        let contact = Some("data@dga.or.th".parse().expect("an address"));
        let publication = Publication { contact, ..Publication::default() };
        let named = Allowed(vec!["127.0.0.1".parse().expect("a network")]);
        for (address, allowed, code) in [
            ("https://10.0.0.1", Allowed::default(), Some("destination_forbidden")),
            ("https://127.0.0.1:9", Allowed::default(), Some("destination_forbidden")),
            ("https://127.0.0.1:9", named.clone(), None),
            ("http://127.0.0.1:9", named.clone(), None),
            ("http://127.0.0.2:9", named.clone(), Some("destination_forbidden")),
            ("http://8.8.8.8", named.clone(), Some("destination_not_secured")),
            ("http://s3.example.go.th", Allowed::default(), Some("destination_not_secured")),
            ("http://s3.example.go.th", named, None),
            ("https://s3.example.go.th", Allowed::default(), None),
        ] {
            let catalogue = Destination::Ckan { address: address.to_owned(), organisation: "dga".to_owned() };
            let refused = possible(catalogue, &allowed, &publication).await.err().map(|error| error.code().to_owned());
            assert_eq!(refused.as_deref(), code, "{address}");
        }
    }

    #[tokio::test]
    async fn a_catalogue_needs_somebody_to_ask_and_a_bucket_does_not() {
        let [endpoint, address] = ["https://s3.example.go.th", "https://data.example.go.th"].map(str::to_owned);
        let [organisation, bucket, region, key_id] = ["dga", "open", "th", "key-1"].map(str::to_owned);
        let catalogue = Destination::Ckan { address, organisation };
        let bucket = Destination::Bucket { endpoint, bucket, region, prefix: String::new(), key_id };
        let (allowed, nobody) = (Allowed::default(), Publication::default());
        let refused = possible(catalogue, &allowed, &nobody).await.expect_err("nobody to ask");
        assert_eq!(refused.code(), "destination_no_contact");
        assert!(possible(bucket, &allowed, &nobody).await.is_ok());
    }
}

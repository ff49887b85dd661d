//! Connections whose certificate is verified: against the authorities that browsers trust, and those of the configuration.

use super::FetchProblem;
use crate::{ServiceError, ServiceResult};
use std::{io, sync::Arc};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        CertificateError, ClientConfig, Error as TlsError, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};
use url::{Host, Url};

/// Makes secure connections; `authorities` are certificates in PEM besides those that browsers trust.
pub(super) fn connector(authorities: &[u8]) -> ServiceResult<TlsConnector> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in CertificateDer::pem_slice_iter(authorities) {
        let certificate = certificate.map_err(|error| ServiceError::fault("the configured authorities", error))?;
        roots.add(certificate).map_err(|error| ServiceError::fault("the configured authorities", error))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| ServiceError::fault("TLS", error))?;
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Secures a connection and verifies that it leads to the host of an address.
pub(super) async fn secure(
    connector: &TlsConnector,
    url: &Url,
    stream: TcpStream,
) -> Result<TlsStream<TcpStream>, FetchProblem> {
    let name = match url.host().ok_or(FetchProblem::NoAddress)? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| FetchProblem::NotSecured)?,
        Host::Ipv4(address) => ServerName::from(std::net::IpAddr::from(address)),
        Host::Ipv6(address) => ServerName::from(std::net::IpAddr::from(address)),
    };
    connector.connect(name, stream).await.map_err(|error| problem(&error))
}

fn problem(error: &io::Error) -> FetchProblem {
    let tls = error.get_ref().and_then(|error| error.downcast_ref::<TlsError>());
    let Some(TlsError::InvalidCertificate(why)) = tls else { return FetchProblem::NotSecured };
    let why = if matches!(why, CertificateError::Expired | CertificateError::ExpiredContext { .. }) {
        "expired"
    } else if matches!(why, CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) {
        "not_valid_yet"
    } else if matches!(why, CertificateError::UnknownIssuer) {
        "unknown_issuer"
    } else if matches!(why, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }) {
        "other_name"
    } else if matches!(why, CertificateError::Revoked) {
        "revoked"
    } else {
        "other"
    };
    FetchProblem::Certificate { why: why.to_owned() }
}

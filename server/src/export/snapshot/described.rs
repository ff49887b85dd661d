//! What descriptions tell of a snapshot besides what stands in it: where it is to be had, and its other files with their
//! digests.

use domain::{
    account::EmailAddress,
    ids::SnapshotCode,
    license::License,
    snapshot::{Export, Hash},
};
use service::snapshots::MadeFile;

/// What descriptions tell besides what stands in the snapshot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Described {
    /// Scheme, host and port under which people reach the server.
    pub(crate) origin: String,
    /// Whom to ask about the data.
    pub(crate) contact: Option<EmailAddress>,
    /// Under which licence the data may be used; none while their owner has chosen none, and of a draft, which nobody publishes.
    pub(crate) license: Option<License>,
    /// The size of the snapshot's own file.
    pub(crate) size_bytes: u64,
    /// The files that were made of it.
    pub(crate) files: Vec<MadeFile>,
    /// The snapshot that it stands in for, as everybody found it when the file was made.
    pub(crate) replaces: Option<SnapshotCode>,
    /// The final snapshot of the period before, as of then.
    pub(crate) before: Option<SnapshotCode>,
}

/// One file that can be had.
pub(super) struct Offered {
    /// Its address.
    pub(super) url: String,
    /// Its name.
    pub(super) name: String,
    /// Which it is; none for the signed snapshot itself.
    pub(super) export: Option<Export>,
    /// Its media type, without parameters.
    pub(super) media_type: &'static str,
    /// Its size.
    pub(super) size_bytes: u64,
    /// Its SHA-256.
    pub(super) sha256: Hash,
}

impl Described {
    /// The page of a snapshot.
    pub(super) fn page(&self, code: &SnapshotCode) -> String {
        format!("{}/snapshots/{code}", self.origin)
    }

    /// Every file that can be had of a snapshot: the signed one, and those that were made of it, without descriptions.
    pub(super) fn offered(&self, code: &SnapshotCode, sha256: Hash) -> Vec<Offered> {
        let page = self.page(code);
        let signed = Offered {
            url: format!("{page}/file"),
            name: format!("{code}.tidtam"),
            export: None,
            media_type: "application/vnd.tidtam.snapshot",
            size_bytes: self.size_bytes,
            sha256,
        };
        let made = self.files.iter().filter(|file| !file.export.describes_others()).map(|file| {
            let name = file.export.file_name(code);
            let media_type = file.export.media_type();
            Offered {
                url: format!("{page}/files/{name}"),
                name,
                export: Some(file.export),
                media_type: media_type.split(';').next().unwrap_or(media_type),
                size_bytes: file.size_bytes,
                sha256: file.sha256,
            }
        });
        std::iter::once(signed).chain(made).collect()
    }
}

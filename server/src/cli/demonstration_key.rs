//! The key of a demonstration for secrets at rest, so that webhooks and whatever else keeps a secret can be tried at once. It lies in the
//! data folder and is used by `serve --demo` alone.

use anyhow::Context as _;
use domain::snapshot::to_hexadecimal;
use service::{Chance, collectors::SecretKey};
use std::{
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// The file in the data folder, for the server's own account alone.
const FILE: &str = "demonstration.key";

fn file_in(data: &Path) -> PathBuf {
    data.join(FILE)
}

/// The key that an earlier start made; none where there is none.
pub(super) fn kept(data: &Path) -> anyhow::Result<Option<SecretKey>> {
    let file = file_in(data);
    let unreadable = || {
        let file = file.display();
        format!("อ่านกุญแจของข้อมูลสาธิต {file} ไม่ได้ · the key of the demonstration {file} cannot be read")
    };
    let text = match std::fs::read_to_string(&file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => read.with_context(unreadable)?,
    };
    // What stands there is told to nobody, since it may nearly be a key.
    let key = text.parse::<SecretKey>().with_context(unreadable)?;
    Ok(Some(key))
}

/// Makes a key, or takes the one that another server of the same folder has made meanwhile.
pub(super) fn made(data: &Path) -> anyhow::Result<SecretKey> {
    let file = file_in(data);
    let unwritable = || {
        let file = file.display();
        format!("สร้างกุญแจของข้อมูลสาธิต {file} ไม่ได้ · the key of the demonstration {file} cannot be made")
    };
    // Made beside its place, readable by its owner alone, and put there whole or not at all.
    let mut new = NamedTempFile::new_in(data).with_context(unwritable)?;
    let secret = to_hexadecimal(&Chance::System.secret::<32>());
    writeln!(new, "demonstration:{secret}").with_context(unwritable)?;
    new.as_file().sync_all().with_context(unwritable)?;
    if let Err(refused) = new.persist_noclobber(&file)
        && refused.error.kind() != ErrorKind::AlreadyExists
    {
        return Err(refused.error).with_context(unwritable);
    }
    kept(data)?.with_context(unwritable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_and_used_again() {
        let data = tempfile::tempdir().expect("a folder");
        assert_eq!(kept(data.path()).expect("nothing"), None);
        let key = made(data.path()).expect("made");
        assert_eq!(key.name(), "demonstration");
        assert_eq!(kept(data.path()).expect("read"), Some(key.clone()));
        assert_eq!(made(data.path()).expect("there already"), key, "the first one stays");
        let others = tempfile::tempdir().expect("a folder");
        assert_ne!(made(others.path()).expect("made"), key, "each demonstration has its own");
        assert_eq!(std::fs::read_dir(data.path()).expect("a folder").count(), 1, "nothing lies beside it");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(file_in(data.path())).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_holds_no_key_is_named_and_not_repeated() {
        let data = tempfile::tempdir().expect("a folder");
        let nearly = format!("demonstration:{}", "a".repeat(63));
        std::fs::write(file_in(data.path()), &nearly).expect("written");
        for refused in [kept(data.path()).map(|_| ()), made(data.path()).map(|_| ())] {
            let told = format!("{:#}", refused.expect_err("no key"));
            assert!(told.contains(FILE) && !told.contains(&nearly), "{told}");
        }
    }
}

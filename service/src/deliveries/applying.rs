//! How far large files are that this server puts into drafts. The one transaction in which all of a file comes shows nothing
//! of itself before it ends, so this is told from memory; a page of another server tells no number.

use domain::ids::DeliveryId;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// How many answers of each file are in the drafts so far.
#[derive(Debug, Default)]
pub(crate) struct Applying(Mutex<BTreeMap<DeliveryId, i64>>);

impl Applying {
    /// Begins to count for a file; it is forgotten when the count goes.
    pub(super) fn begin(&self, id: DeliveryId) -> Count<'_> {
        let count = Count { applying: self, id };
        count.tell(0);
        count
    }

    /// How many answers of a file are in, while this server puts them.
    pub(super) fn of(&self, id: DeliveryId) -> Option<i64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }
}

/// The count for one file.
pub(super) struct Count<'a> {
    applying: &'a Applying,
    id: DeliveryId,
}

impl Count<'_> {
    /// So many are in.
    pub(super) fn tell(&self, put: i64) {
        self.applying.0.lock().unwrap_or_else(PoisonError::into_inner).insert(self.id, put);
    }
}

impl Drop for Count<'_> {
    fn drop(&mut self) {
        self.applying.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_told_while_it_lives() {
        let (applying, id) = (Applying::default(), DeliveryId::new(uuid::Uuid::from_u128(1)));
        assert_eq!(applying.of(id), None);
        let count = applying.begin(id);
        assert_eq!(applying.of(id), Some(0));
        count.tell(500);
        assert_eq!(applying.of(id), Some(500));
        drop(count);
        assert_eq!(applying.of(id), None);
    }
}

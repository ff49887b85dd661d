//! A file that comes: what is small stays in memory and goes the way of such files; what is larger goes into the object
//! store piece by piece, and is never in memory as a whole.

use super::{Deliveries, LARGEST_DELIVERY, place};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    error::Fault,
    imports::sheet::is_workbook,
    sheets::{LARGEST_SHEET, Sheets},
};
use bytes::Bytes;
use domain::{
    ids::{BundleId, DeliveryId, RoundCode},
    snapshot::Hash,
};
use object_store::{ObjectStoreExt as _, WriteMultipart};
use sha2::{Digest as _, Sha256};

/// How many pieces are being written at once.
const PIECES_AT_ONCE: usize = 2;

pub(super) fn unstored(error: object_store::Error) -> ServiceError {
    ServiceError::Unavailable(Fault::new("storing a large file", error))
}

/// What a file became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// Small enough to be looked at at once.
    Bundle(BundleId),
    /// Checked in the background.
    Delivery(DeliveryId),
}

/// A file while it comes. One that does not come to its end leaves nothing behind.
pub struct Receiving {
    services: Services,
    actor: Actor,
    round: RoundCode,
    id: DeliveryId,
    small: Vec<u8>,
    large: Option<WriteMultipart>,
    whole: Sha256,
    size: usize,
}

impl Deliveries<'_> {
    /// Begins to receive a file of many agencies.
    ///
    /// # Errors
    /// There is no such round; the actor may not.
    pub async fn receive(&self, actor: &Actor, round: &RoundCode) -> ServiceResult<Receiving> {
        Sheets(self.0).may_bundle(actor, round).await?;
        Ok(Receiving {
            services: self.0.clone(),
            actor: actor.clone(),
            round: round.clone(),
            id: DeliveryId::new(self.0.chance().uuid()),
            small: Vec::new(),
            large: None,
            whole: Sha256::new(),
            size: 0,
        })
    }
}

impl Receiving {
    /// Takes a piece.
    ///
    /// # Errors
    /// It is too large by now; the disk is full.
    pub async fn push(&mut self, piece: &Bytes) -> ServiceResult<()> {
        self.size += piece.len();
        if self.size > LARGEST_DELIVERY {
            return Err(ServiceError::invalid("delivery_too_large", ""));
        }
        if self.large.is_none() && self.size <= LARGEST_SHEET {
            self.small.extend_from_slice(piece);
            return Ok(());
        }
        let Some(large) = &mut self.large else {
            if is_workbook(&self.small) {
                // Only text can be read as it comes.
                return Err(ServiceError::invalid("sheet_too_large", ""));
            }
            let upload = self.services.files().put_multipart(&place(self.id)).await.map_err(unstored)?;
            let mut large = WriteMultipart::new(upload);
            for known in [std::mem::take(&mut self.small).into(), piece.clone()] {
                self.whole.update(&known);
                large.put(known);
            }
            self.large = Some(large);
            return Ok(());
        };
        large.wait_for_capacity(PIECES_AT_ONCE).await.map_err(unstored)?;
        self.whole.update(piece);
        large.put(piece.clone());
        Ok(())
    }

    /// Whether anything came.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// All of it has come.
    ///
    /// # Errors
    /// It is empty; the disk is full; there is no such round; the actor may not.
    pub async fn end(self, file_name: &str) -> ServiceResult<Came> {
        let Self { services, actor, round, id, small, large, whole, size } = self;
        let Some(large) = large else {
            return Sheets(&services).upload_bundle(&actor, &round, file_name, small.into()).await;
        };
        large.finish().await.map_err(unstored)?;
        let digest = Hash::new(whole.finalize().into()).to_string();
        let deliveries = services.deliveries();
        if let Err(error) = deliveries.take(&actor, &round, id, file_name, (size, digest)).await {
            deliveries.remove_file(id).await;
            return Err(error);
        }
        Ok(Came::Delivery(id))
    }

    /// It broke off: what had come is removed.
    pub async fn abandon(self) {
        if let Some(large) = self.large
            && let Err(error) = large.abort().await
        {
            tracing::warn!(%error, "what had come of a large file could not be removed");
        }
    }
}

//! What was announced about rounds, for everybody's inbox.

use crate::{Actor, ServiceResult, Services, store};
use chrono::TimeDelta;
use domain::{access::Action, announcement::Announcement, round::Round};

/// How long an announcement is shown.
const SHOWN: TimeDelta = TimeDelta::days(7);
/// The most announcements of the inbox.
const MOST: i64 = 5;

/// An announcement with the round it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundAnnouncement {
    /// The round.
    pub round: Round,
    /// What was announced.
    pub announcement: Announcement,
}

impl Services {
    /// The announcements of the last days that still hold, newest first: a step whose instant was moved holds no more.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn announcements(&self, actor: &Actor) -> ServiceResult<Vec<RoundAnnouncement>> {
        if !actor.may_somewhere(Action::ReadFigures) {
            return Ok(Vec::new());
        }
        let mut tx = self.db().read().await?;
        let mut shown = Vec::new();
        for announcement in store::announcements::since(&mut tx, self.now() - SHOWN, MOST).await? {
            let round = self.round_in(&mut tx, &announcement.round).await?;
            if announcement.step.instant(round.window) == announcement.step_at {
                shown.push(RoundAnnouncement { round, announcement });
            }
        }
        Ok(shown)
    }
}

//! What is typed into a report before it is submitted. A draft stores anything; nothing that was typed is ever lost.

mod sorting;

pub use domain::merge::Choice;

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit, reports, rollups, store,
    store::{Tx, conflicts::Kept, shared_commits::Work},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    entry::Entry,
    ids::{AccountId, IndicatorCode},
    merge::{self, Cell},
    submission::{Refusal, ReportKey, Stamp, StateName},
};
use sorting::{Known, sort};
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator as _;
use uuid::Uuid;

/// What somebody had before them when they typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Screen {
    /// Which page it was: each time that a form is shown it is another one.
    pub page: Option<Uuid>,
    /// What entries were typed over, as far as that is known: whatever nobody else touched then merges by itself.
    pub bases: BTreeMap<IndicatorCode, Entry>,
}

/// One entry as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// The texts.
    pub entry: Entry,
    /// The version of the entry that was on the screen.
    pub base_version: i64,
}

/// What became of edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Entries that are stored, with their new versions.
    pub versions: BTreeMap<IndicatorCode, i64>,
    /// Which of them differ from before.
    pub changed: Vec<IndicatorCode>,
    /// Entries that somebody else had changed meanwhile, where both changes are stored as far as they do not touch.
    pub merged: Vec<IndicatorCode>,
    /// Entries that somebody else had changed meanwhile: what was typed is kept beside theirs, to be decided.
    pub conflicts: Vec<IndicatorCode>,
    /// Until when the report takes what was stored.
    pub(crate) open_until: DateTime<Utc>,
}

impl Saved {
    /// Nothing was stored.
    fn none(open_until: DateTime<Utc>) -> Self {
        Self { versions: BTreeMap::new(), changed: Vec::new(), merged: Vec::new(), conflicts: Vec::new(), open_until }
    }
}

/// Nothing was sent, so that there is nothing that could come too late.
impl Default for Saved {
    fn default() -> Self {
        Self::none(DateTime::<Utc>::MAX_UTC)
    }
}

/// What becomes of edits when somebody else changed one of their entries meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnConflict {
    /// The others are stored, and what was typed over a change is kept beside it.
    KeepBeside,
    /// Nothing is stored.
    StoreNothing,
}

/// Drafts.
pub struct Drafts<'a>(pub(crate) &'a Services);

impl Services {
    /// Drafts.
    pub fn drafts(&self) -> Drafts<'_> {
        Drafts(self)
    }
}

/// What a report takes of what is typed at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takes {
    /// The indicators that are asked.
    pub asked: BTreeSet<IndicatorCode>,
    /// Whether it may be changed now, and if not why.
    pub editable: Result<(), Refusal>,
}

impl Drafts<'_> {
    /// A number for a page that was never shown, as [`Screen`] has it.
    pub fn new_page(&self) -> Uuid {
        self.0.chance().uuid()
    }

    /// What a report takes, asked before anything that was sent is read.
    ///
    /// # Errors
    /// There is no such report; the actor may not type into it.
    pub async fn takes(&self, actor: &Actor, key: &ReportKey) -> ServiceResult<Takes> {
        let mut tx = self.0.db().read().await?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::EditReport, key).await?;
        let at = self.0.now();
        Ok(Takes {
            asked: loaded.asked()?.into_iter().map(|indicator| indicator.code.clone()).collect(),
            editable: loaded.submission.editable(loaded.window.state(at), at),
        })
    }

    /// Stores what was typed.
    ///
    /// # Errors
    /// The window is closed, the report is with somebody else, an indicator is not asked, a text is longer than even a
    /// draft keeps; the actor may not.
    pub async fn save(&self, actor: &Actor, key: &ReportKey, edits: Vec<Edit>) -> ServiceResult<Saved> {
        self.store(actor, key, edits, &Screen::default(), OnConflict::KeepBeside).await
    }

    /// Stores what was typed on a page, over texts that are known, perhaps long ago and without a connection. What somebody else
    /// changed meanwhile and what was typed are brought together; only cells that both changed are kept beside.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn merge(
        &self,
        actor: &Actor,
        key: &ReportKey,
        edits: Vec<Edit>,
        screen: &Screen,
    ) -> ServiceResult<Saved> {
        self.store(actor, key, edits, screen, OnConflict::KeepBeside).await
    }

    /// Stores all that a program sent; or nothing, when somebody else changed one of its entries meanwhile. A program has
    /// no screen on which to decide.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn save_all_or_nothing(&self, actor: &Actor, key: &ReportKey, edits: Vec<Edit>) -> ServiceResult<Saved> {
        self.store(actor, key, edits, &Screen::default(), OnConflict::StoreNothing).await
    }

    async fn store(
        &self,
        actor: &Actor,
        key: &ReportKey,
        edits: Vec<Edit>,
        screen: &Screen,
        on_conflict: OnConflict,
    ) -> ServiceResult<Saved> {
        let (services, actor, key, screen) = (self.0.clone(), actor.clone(), key.clone(), screen.clone());
        let saving: Work<Saved> = Box::new(move |tx| {
            Box::pin(
                async move { services.drafts().store_and_tell(tx, &actor, &key, edits, &screen, on_conflict).await },
            )
        });
        self.0.draft_commits().run(saving).await
    }

    /// Stores what was typed and tells the audit log, within a transaction that others may share.
    async fn store_and_tell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        key: &ReportKey,
        edits: Vec<Edit>,
        screen: &Screen,
        on_conflict: OnConflict,
    ) -> ServiceResult<Saved> {
        let saved = self.store_over(tx, actor, key, edits, screen, on_conflict).await?;
        let has_kept = !saved.conflicts.is_empty() && on_conflict == OnConflict::KeepBeside;
        if saved.changed.is_empty() && !has_kept {
            return Ok(saved);
        }
        let mut details = serde_json::json!({ "changed": saved.changed, "conflicts": saved.conflicts });
        if !saved.merged.is_empty() {
            details["merged"] = serde_json::json!(saved.merged);
        }
        if saved.conflicts.is_empty() {
            audit::record_typing(self.0, tx, actor, object(key), &details).await?;
        } else {
            audit::record(self.0, tx, actor, "drafts.save", object(key), &details).await?;
        }
        reports::require_in_time(self.0, tx, saved.open_until).await?;
        Ok(saved)
    }

    /// The same within a transaction of another use case, which tells the audit log in its own words and commits.
    pub(crate) async fn store_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        key: &ReportKey,
        edits: Vec<Edit>,
        on_conflict: OnConflict,
    ) -> ServiceResult<Saved> {
        self.store_over(tx, actor, key, edits, &Screen::default(), on_conflict).await
    }

    async fn store_over(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        key: &ReportKey,
        edits: Vec<Edit>,
        screen: &Screen,
        on_conflict: OnConflict,
    ) -> ServiceResult<Saved> {
        refuse_twice(edits.iter().map(|edit| &edit.indicator))?;
        // Before anything is read: whoever types at the same moment has typed before, or types after.
        store::submissions::wait_for_others(tx, key).await?;
        let loaded = reports::load(self.0, tx, actor, Action::EditReport, key).await?;
        let stamp = Stamp { by: actor.account, at: self.0.now() };
        let window = loaded.window.state(stamp.at);
        loaded.submission.editable(window, stamp.at)?;
        let asked = loaded.asked()?;
        if let Some(stray) = edits.iter().find(|edit| !asked.iter().any(|indicator| indicator.code == edit.indicator)) {
            return Err(loaded.not_asked(&stray.indicator));
        }
        let is_too_long = |edit: &&Edit| {
            edit.entry.is_beyond_a_draft() || screen.bases.get(&edit.indicator).is_some_and(Entry::is_beyond_a_draft)
        };
        if let Some(long) = edits.iter().find(is_too_long) {
            return Err(ServiceError::invalid("text_beyond_a_draft", long.indicator.to_string()));
        }
        let edited = || edits.iter().map(|edit| &edit.indicator);
        let Some(ends) = edited().min().zip(edited().max()) else {
            return Ok(Saved::none(loaded.open_until()));
        };
        let typed = store::drafts::between(tx, key, ends).await?;
        let kept = store::conflicts::undecided(tx, key).await?;
        let known = Known { typed: &typed, kept: &kept, screen };
        let sorted = sort(edits, known, on_conflict, actor.account);
        if on_conflict == OnConflict::StoreNothing && !sorted.conflicting.is_empty() {
            let conflicts = sorted.conflicting.into_iter().map(|beside| beside.indicator).collect();
            return Ok(Saved { conflicts, ..Saved::none(loaded.open_until()) });
        }
        if sorted.is_nothing() {
            return Ok(Saved { versions: sorted.unchanged, ..Saved::none(loaded.open_until()) });
        }
        if loaded.submission.state.name() == StateName::NotStarted {
            let begun = loaded.submission.clone().edit(stamp, window)?;
            store::submissions::save(tx, &begun).await?;
            rollups::count_move(self.0, tx, &loaded, &begun).await?;
        } else {
            store::submissions::hold_for_edit(tx, &loaded.submission, stamp.at).await?;
        }
        store::drafts::save_draft(tx, key, &sorted.changed, stamp, screen.page).await?;
        for (indicator, entry) in &sorted.changed {
            // Nothing kept is lost by another edit; whoever saves the kept text itself has chosen it.
            let is_chosen = |kept: &&Kept| kept.indicator == *indicator && kept.entry == *entry;
            for kept in kept.iter().filter(is_chosen) {
                store::drafts::drop_conflict(tx, key, indicator, kept.account).await?;
            }
        }
        for beside in &sorted.conflicting {
            let texts = (&beside.entry, beside.base.as_ref());
            store::conflicts::keep(tx, key, &beside.indicator, texts, stamp).await?;
        }
        let mut versions = sorted.unchanged;
        for (indicator, _) in &sorted.changed {
            versions.insert(indicator.clone(), typed.get(indicator).map_or(0, |draft| draft.version) + 1);
        }
        let changed = sorted.changed.into_iter().map(|(indicator, _)| indicator).collect();
        let conflicts = sorted.conflicting.into_iter().map(|beside| beside.indicator).collect();
        Ok(Saved { versions, changed, merged: sorted.merged, conflicts, open_until: loaded.open_until() })
    }

    /// Decides about all of an entry between what is kept beside and what is stored: what I typed myself, or else what
    /// somebody typed who did not decide.
    ///
    /// # Errors
    /// As [`Self::decide_cells`].
    pub async fn decide(
        &self,
        actor: &Actor,
        key: &ReportKey,
        indicator: &IndicatorCode,
        choice: Choice,
    ) -> ServiceResult<()> {
        let all: Vec<_> = Cell::iter().map(|cell| (cell, choice)).collect();
        self.decide_cells(actor, key, indicator, None, &all).await
    }

    /// Decides cell by cell; those that are not named stay open. With the version of the entry that was on the screen, a
    /// text that nobody has seen is not replaced.
    ///
    /// # Errors
    /// There is nothing to decide, or nothing is chosen; somebody changed the entry since; the report cannot be changed
    /// now; the actor may not.
    pub async fn decide_cells(
        &self,
        actor: &Actor,
        key: &ReportKey,
        indicator: &IndicatorCode,
        seen: Option<i64>,
        choices: &[(Cell, Choice)],
    ) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::EditReport, key).await?;
        let stamp = Stamp { by: actor.account, at: self.0.now() };
        loaded.submission.editable(loaded.window.state(stamp.at), stamp.at)?;
        let undecided = store::conflicts::undecided(&mut tx, key).await?;
        let kept = first(&undecided, indicator, actor.account).ok_or(ServiceError::NotFound("conflict"))?;
        if choices.is_empty() {
            return Err(ServiceError::invalid("nothing_chosen", indicator.to_string()));
        }
        let stored = store::drafts::draft(&mut tx, key).await?.remove(indicator);
        let version = stored.as_ref().map_or(0, |draft| draft.version);
        if seen.is_some_and(|seen| seen != version) {
            return Err(ServiceError::Conflict);
        }
        let stored = stored.map(|draft| draft.entry).unwrap_or_default();
        let decided = merge::decide(&stored, &kept.entry, kept.base.as_ref(), choices);
        store::submissions::hold_for_edit(&mut tx, &loaded.submission, stamp.at).await?;
        if decided.entry != stored {
            store::drafts::save_draft(&mut tx, key, &[(indicator.clone(), decided.entry)], stamp, None).await?;
        }
        match &decided.kept {
            Some(entry) => {
                let by = Stamp { by: kept.account, ..stamp };
                store::conflicts::keep(&mut tx, key, indicator, (entry, kept.base.as_ref()), by).await?;
            }
            None => store::drafts::drop_conflict(&mut tx, key, indicator, kept.account).await?,
        }
        let chosen: BTreeMap<_, _> = choices.iter().map(|(cell, choice)| (cell.as_ref(), choice.as_ref())).collect();
        let details = serde_json::json!({ "indicator": indicator, "choice": chosen, "typed_by": kept.account });
        audit::record(self.0, &mut tx, actor, "drafts.decide", object(key), &details).await?;
        reports::require_in_time(self.0, &mut tx, loaded.open_until()).await?;
        tx.commit().await
    }
}

/// What is to be decided next for an indicator: one's own text, or else the oldest.
pub(crate) fn first<'a>(undecided: &'a [Kept], indicator: &IndicatorCode, account: AccountId) -> Option<&'a Kept> {
    let of_indicator = || undecided.iter().filter(|kept| kept.indicator == *indicator);
    of_indicator().find(|kept| kept.account == account).or_else(|| of_indicator().next())
}

/// Refuses to guess which is meant when an indicator is named twice.
pub(crate) fn refuse_twice<'a>(mut indicators: impl Iterator<Item = &'a IndicatorCode>) -> ServiceResult<()> {
    let mut named = BTreeSet::new();
    match indicators.find(|indicator| !named.insert(*indicator)) {
        Some(twice) => Err(ServiceError::invalid("indicator_twice", twice.to_string())),
        None => Ok(()),
    }
}

/// The object of a report in the audit log.
pub(crate) fn object(key: &ReportKey) -> String {
    format!("submission/{}/{}", key.round, key.agency)
}

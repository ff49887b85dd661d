//! What is typed into a report before it is submitted. A draft stores anything; nothing that was typed is ever lost.

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit, reports, rollups, store,
    store::{Tx, conflicts::Kept, drafts::DraftEntry, shared_commits::Work},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    entry::Entry,
    ids::{AccountId, IndicatorCode},
    submission::{Refusal, ReportKey, Stamp, StateName},
};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Entries that somebody else had changed meanwhile: what was typed is kept beside theirs, to be decided.
    pub conflicts: Vec<IndicatorCode>,
    /// Until when the report takes what was stored.
    pub(crate) open_until: DateTime<Utc>,
}

impl Saved {
    /// Nothing was stored.
    fn none(open_until: DateTime<Utc>) -> Self {
        Self { versions: BTreeMap::new(), changed: Vec::new(), conflicts: Vec::new(), open_until }
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

/// How a conflict is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Choice {
    /// What I typed, kept beside what is stored.
    Mine,
    /// What is stored.
    Theirs,
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
        self.store(actor, key, edits, OnConflict::KeepBeside).await
    }

    /// Stores all that a program sent; or nothing, when somebody else changed one of its entries meanwhile. A program has
    /// no screen on which to decide.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn save_all_or_nothing(&self, actor: &Actor, key: &ReportKey, edits: Vec<Edit>) -> ServiceResult<Saved> {
        self.store(actor, key, edits, OnConflict::StoreNothing).await
    }

    async fn store(
        &self,
        actor: &Actor,
        key: &ReportKey,
        edits: Vec<Edit>,
        on_conflict: OnConflict,
    ) -> ServiceResult<Saved> {
        let (services, actor, key) = (self.0.clone(), actor.clone(), key.clone());
        let saving: Work<Saved> = Box::new(move |tx| {
            Box::pin(async move { services.drafts().store_and_tell(tx, &actor, &key, edits, on_conflict).await })
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
        on_conflict: OnConflict,
    ) -> ServiceResult<Saved> {
        let saved = self.store_in(tx, actor, key, edits, on_conflict).await?;
        let has_kept = !saved.conflicts.is_empty() && on_conflict == OnConflict::KeepBeside;
        if saved.changed.is_empty() && !has_kept {
            return Ok(saved);
        }
        let details = serde_json::json!({ "changed": saved.changed, "conflicts": saved.conflicts });
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
        refuse_twice(edits.iter().map(|edit| &edit.indicator))?;
        // Before anything is read: whoever types at the same moment has typed before, or types after.
        store::submissions::wait_for_others(tx, key).await?;
        let loaded = reports::load(self.0, tx, actor, Action::EditReport, key).await?;
        let stamp = Stamp { by: actor.account, at: self.0.now() };
        let window = loaded.window.state(stamp.at);
        loaded.submission.editable(window, stamp.at)?;
        let asked = loaded.asked()?;
        if let Some(stray) = edits.iter().find(|edit| !asked.iter().any(|indicator| indicator.code == edit.indicator)) {
            return Err(ServiceError::invalid("indicator_not_asked", stray.indicator.to_string()));
        }
        if let Some(long) = edits.iter().find(|edit| edit.entry.is_beyond_a_draft()) {
            return Err(ServiceError::invalid("text_beyond_a_draft", long.indicator.to_string()));
        }
        let edited = || edits.iter().map(|edit| &edit.indicator);
        let Some(ends) = edited().min().zip(edited().max()) else {
            return Ok(Saved::none(loaded.open_until()));
        };
        let typed = store::drafts::between(tx, key, ends).await?;
        let sorted = sort(edits, &typed, on_conflict, actor.account);
        if on_conflict == OnConflict::StoreNothing && !sorted.conflicting.is_empty() {
            let conflicts = sorted.conflicting.into_iter().map(|(indicator, _)| indicator).collect();
            return Ok(Saved { conflicts, ..Saved::none(loaded.open_until()) });
        }
        if sorted.is_nothing() {
            return Ok(Saved { versions: sorted.unchanged, ..Saved::none(loaded.open_until()) });
        }
        if loaded.submission.state.name() == StateName::NotStarted {
            let begun = loaded.submission.clone().edit(stamp, window)?;
            store::submissions::save(tx, &begun).await?;
            let place = (&loaded.path[..], loaded.agency()?.kind);
            rollups::count_move(tx, &loaded.submission, &begun, loaded.window, place).await?;
        } else {
            store::submissions::hold_for_edit(tx, &loaded.submission, stamp.at).await?;
        }
        store::drafts::save_draft(tx, key, &sorted.changed, stamp).await?;
        let kept = store::conflicts::undecided(tx, key).await?;
        for (indicator, entry) in &sorted.changed {
            // Nothing kept is lost by another edit; whoever saves the kept text itself has chosen it.
            let is_chosen = |kept: &&Kept| kept.indicator == *indicator && kept.entry == *entry;
            for kept in kept.iter().filter(is_chosen) {
                store::drafts::drop_conflict(tx, key, indicator, kept.account).await?;
            }
        }
        for (indicator, entry) in &sorted.conflicting {
            store::drafts::keep_conflict(tx, key, indicator, entry, stamp).await?;
        }
        let mut versions = sorted.unchanged;
        for (indicator, _) in &sorted.changed {
            versions.insert(indicator.clone(), typed.get(indicator).map_or(0, |draft| draft.version) + 1);
        }
        let changed = sorted.changed.into_iter().map(|(indicator, _)| indicator).collect();
        let conflicts = sorted.conflicting.into_iter().map(|(indicator, _)| indicator).collect();
        Ok(Saved { versions, changed, conflicts, open_until: loaded.open_until() })
    }

    /// Decides between what is kept beside and what is stored: what I typed myself, or else what somebody typed who did
    /// not decide.
    ///
    /// # Errors
    /// There is nothing to decide; the report cannot be changed now; the actor may not.
    pub async fn decide(
        &self,
        actor: &Actor,
        key: &ReportKey,
        indicator: &IndicatorCode,
        choice: Choice,
    ) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let loaded = reports::load(self.0, &mut tx, actor, Action::EditReport, key).await?;
        let stamp = Stamp { by: actor.account, at: self.0.now() };
        loaded.submission.editable(loaded.window.state(stamp.at), stamp.at)?;
        let undecided = store::conflicts::undecided(&mut tx, key).await?;
        let kept = first(&undecided, indicator, actor.account).ok_or(ServiceError::NotFound("conflict"))?;
        store::submissions::hold_for_edit(&mut tx, &loaded.submission, stamp.at).await?;
        if choice == Choice::Mine {
            store::drafts::save_draft(&mut tx, key, &[(indicator.clone(), kept.entry.clone())], stamp).await?;
        }
        store::drafts::drop_conflict(&mut tx, key, indicator, kept.account).await?;
        let details =
            serde_json::json!({ "indicator": indicator, "choice": choice.as_ref(), "typed_by": kept.account });
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

#[derive(Default)]
struct Sorted {
    changed: Vec<(IndicatorCode, Entry)>,
    conflicting: Vec<(IndicatorCode, Entry)>,
    unchanged: BTreeMap<IndicatorCode, i64>,
}

impl Sorted {
    fn is_nothing(&self) -> bool {
        self.changed.is_empty() && self.conflicting.is_empty()
    }
}

/// Somebody who goes back in their browser types over the page before they saved: only their own text lies between, and
/// the newest is meant. A program says with its version what it has seen.
fn sort(
    edits: Vec<Edit>,
    typed: &BTreeMap<IndicatorCode, DraftEntry>,
    on_conflict: OnConflict,
    account: AccountId,
) -> Sorted {
    let is_own = |stored: Option<&DraftEntry>, base_version: i64| {
        on_conflict == OnConflict::KeepBeside
            && stored.is_some_and(|draft| draft.edited_by == account && draft.version == base_version + 1)
    };
    let mut sorted = Sorted::default();
    for edit in edits {
        let entry = storable(edit.entry);
        let stored = typed.get(&edit.indicator);
        let version = stored.map_or(0, |draft| draft.version);
        if stored.map_or_else(|| entry.is_blank(), |draft| draft.entry == entry) {
            sorted.unchanged.insert(edit.indicator, version);
        } else if version == edit.base_version || is_own(stored, edit.base_version) {
            sorted.changed.push((edit.indicator, entry));
        } else {
            sorted.conflicting.push((edit.indicator, entry));
        }
    }
    sorted
}

/// Browsers send line ends as CR LF; a NUL, the one character that PostgreSQL cannot store, is shown as what it was.
fn storable(entry: Entry) -> Entry {
    let clean = |text: String| text.replace("\r\n", "\n").replace('\0', "\u{fffd}");
    Entry {
        value: clean(entry.value),
        base: clean(entry.base),
        narrative: clean(entry.narrative),
        obstacles: clean(entry.obstacles),
        help_needed: clean(entry.help_needed),
        explanation: clean(entry.explanation),
        applicability: entry.applicability,
        not_applicable_reason: clean(entry.not_applicable_reason),
    }
}

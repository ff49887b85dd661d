//! Taking a snapshot: one read transaction that sees one state of the data while saves go on, and a file that is written as
//! it is read.

use super::{
    Snapshot, Snapshots,
    keys::Secret,
    lines::{Batch, Desk, Pen, Text, unwritable},
    place,
};
use crate::{
    Actor, Channel, ServiceError, ServiceResult, error::Fault, rollups::Completeness, scores::HeldIn, store, store::Tx,
    submissions::words_of,
};
use domain::{
    ids::{RoundCode, SnapshotCode, TakingId},
    organisation::OrganisationTree,
    snapshot::{
        BodyCounts, Compared, Counts, Format, Frame, Gathered, Hash, Head, Line, Replaced, Stage, Summed, TakenBy,
        ending,
    },
    text::is_plain,
    window::WindowState,
};
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart, path::Path};
use sha2::Digest as _;
use std::sync::Arc;

/// How much of a file goes to the object store at once. The folder takes parts of any size; a store behind the S3 protocol
/// would take none below five megabytes but the last.
const PART: usize = 256 << 10;
/// How many parts of a file may be on their way to the object store.
const PARTS_AT_ONCE: usize = 2;
/// How many bodies' counters are read at once.
const COUNTERS_AT_ONCE: i64 = 500;
/// After how many more reports it is noted how far it is; each note is a commit.
const NOTED_EVERY: u64 = 50;
/// The longest revision note, in characters.
const LONGEST_NOTE: usize = 5_000;

/// What is to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taking {
    /// Of which round.
    pub round: RoundCode,
    /// How far the round is.
    pub stage: Stage,
    /// What changed since the snapshot before, and why; needed where a published one is replaced.
    pub note: String,
}

/// A file that goes to the object store part by part, at its place for what is not whole yet.
pub(super) struct Upload(WriteMultipart);

impl Upload {
    pub(super) async fn begin(files: &dyn ObjectStore, waiting: &Path) -> ServiceResult<Self> {
        let upload = files.put_multipart(waiting).await.map_err(unstored)?;
        Ok(Self(WriteMultipart::new_with_chunk_size(upload, PART)))
    }

    /// Waits until there is room before it takes more in.
    pub(super) async fn put(&mut self, bytes: &[u8]) -> ServiceResult<()> {
        for piece in bytes.chunks(PART) {
            self.0.wait_for_capacity(PARTS_AT_ONCE).await.map_err(unstored)?;
            self.0.write(piece);
        }
        Ok(())
    }

    pub(super) async fn finish(self) -> ServiceResult<()> {
        self.0.finish().await.map_err(unstored).map(|_| ())
    }
}

pub(super) fn unstored(error: object_store::Error) -> ServiceError {
    ServiceError::Unavailable(Fault::new("storing a snapshot", error))
}

/// A file on its way.
struct File {
    upload: Upload,
    text: Text,
}

impl File {
    async fn put(&mut self, text: &str) -> ServiceResult<()> {
        self.upload.put(text.as_bytes()).await
    }

    async fn add(&mut self, line: &Line) -> ServiceResult<()> {
        let text = self.text.line(line)?;
        self.put(&text).await
    }
}

impl Snapshots<'_> {
    /// Takes a snapshot of a round.
    ///
    /// # Errors
    /// The round is not that far yet; a note is missing; what is kept and what is derived differ; this server cannot sign;
    /// the actor may not.
    pub async fn take(&self, actor: &Actor, taking: &Taking) -> ServiceResult<Snapshot> {
        let id = self.begin_taking(actor, taking).await?;
        self.complete(actor, taking, id).await
    }

    /// Takes one that was begun.
    pub(super) async fn take_begun(&self, actor: &Actor, taking: &Taking, id: TakingId) -> ServiceResult<Snapshot> {
        let secret = self.secret(actor).await?;
        let mut tx = self.0.db().read().await?;
        let frame = Arc::new(self.frame(&mut tx, actor, taking).await?);
        // Its counters are checked on the tree that it carries.
        let tree = self.0.tree_of(&mut tx, &frame.head.round).await?;
        let waiting = Path::from(format!("snapshots/taking/{}", self.0.chance().uuid()));
        let taken = self.write(&mut tx, &frame, &tree, &secret, &waiting, id).await;
        drop(tx);
        let mut snapshot = match taken {
            Ok(snapshot) => snapshot,
            Err(error) => {
                // Nobody will ever ask for it; what cannot be removed now is only room on the disk.
                let _ = self.0.files().delete(&waiting).await;
                return Err(error);
            }
        };
        self.0.files().rename(&waiting, &place(&snapshot.sha256)).await.map_err(unstored)?;
        snapshot.account = Some(actor.account).filter(|account| !account.uuid().is_nil());
        let kept = self.keep(actor, &snapshot, id).await;
        // Where it is not known whether it was kept, as when the answer to the commit was lost, its file stays.
        if matches!(kept, Err(ServiceError::Conflict | ServiceError::Invalid { .. })) {
            self.forget_file(&snapshot.sha256).await;
        }
        kept.map(|()| snapshot)
    }

    /// Removes the file of a snapshot that was not kept, unless another one is the same file. What cannot be removed now is only
    /// room on the disk.
    async fn forget_file(&self, sha256: &Hash) {
        let is_named = async {
            let mut tx = self.0.db().read().await?;
            let kept = store::snapshots::list(&mut tx, None).await?;
            ServiceResult::Ok(kept.iter().any(|snapshot| snapshot.sha256 == *sha256))
        };
        if is_named.await.is_ok_and(|is_named| !is_named) {
            let _ = self.0.files().delete(&place(sha256)).await;
        }
    }

    /// What the snapshot is made under.
    ///
    /// # Errors
    /// The round is not that far yet; a note is missing or too long, or holds what no printed report can show.
    pub(super) async fn frame(&self, tx: &mut Tx, actor: &Actor, taking: &Taking) -> ServiceResult<Frame> {
        if taking.note.chars().count() > LONGEST_NOTE {
            return Err(ServiceError::invalid("snapshot_note_too_long", LONGEST_NOTE.to_string()));
        }
        let note = words_of(&taking.note);
        if let Some(other) = note.chars().find(|character| !is_plain(*character)) {
            return Err(ServiceError::invalid("snapshot_note_character", format!("U+{:04X}", u32::from(other))));
        }
        let round = self.0.round_in(tx, &taking.round).await?;
        let taken_at = self.0.now();
        if taking.stage == Stage::Final {
            let tree = self.0.tree_in(tx).await?;
            let counts = store::rollups::completeness_of_nodes(
                tx,
                std::slice::from_ref(&round.code),
                std::slice::from_ref(tree.root()),
            );
            let waiting: i64 = counts.await?.iter().map(|(_, _, counts)| counts.submitted + counts.approved).sum();
            let is_closed = matches!(round.window.state(taken_at), WindowState::Closed { .. });
            if !is_closed {
                return Err(ServiceError::invalid("snapshot_round_open", round.code.to_string()));
            }
            if waiting > 0 {
                return Err(ServiceError::invalid("snapshot_in_review", waiting.to_string()));
            }
        }
        let before = store::snapshots::list(tx, Some(&round.code)).await?;
        let same: Vec<&Snapshot> = before.iter().filter(|snapshot| snapshot.stage == taking.stage).collect();
        if note.is_empty() && same.iter().any(|snapshot| snapshot.published_at.is_some()) {
            return Err(ServiceError::invalid("snapshot_note_missing", round.code.to_string()));
        }
        let code = format!("{}.{}.{}", round.code, taking.stage.as_ref(), same.len() + 1);
        let code: SnapshotCode =
            code.parse().map_err(|_| ServiceError::invalid("snapshot_code_too_long", round.code.to_string()))?;
        // What readers saw; where they saw none yet, the last that was taken.
        let stands_in_for = same.iter().find(|snapshot| snapshot.published_at.is_some()).or(same.first());
        let replaces = stands_in_for.map(|before| Replaced { code: before.code.clone(), root: before.root });
        let taken_by = match actor.channel {
            Channel::Web | Channel::Api => TakenBy::Administrator,
            Channel::CommandLine => TakenBy::CommandLine,
            Channel::Timetable => TakenBy::Timetable,
        };
        let plan = self.0.plan_of(tx, &round).await?.as_ref().clone();
        let compared = self.0.used_in(tx, &round).await?;
        let compared = compared
            .into_iter()
            .map(|used| Compared::new(used.scheme.as_ref().clone(), Some(used.population.as_ref().clone())))
            .collect();
        let is_demonstration = self.0.is_demonstration();
        let head = Head {
            format: Format::One,
            code,
            stage: taking.stage,
            round,
            taken_at,
            taken_by,
            note,
            replaces,
            is_demonstration,
        };
        Ok(Frame { head, plan, compared })
    }

    async fn write(
        &self,
        tx: &mut Tx,
        frame: &Arc<Frame>,
        tree: &Arc<OrganisationTree>,
        secret: &Secret,
        waiting: &Path,
        id: TakingId,
    ) -> ServiceResult<Snapshot> {
        let upload = Upload::begin(self.0.files(), waiting).await?;
        let mut file = File { upload, text: Text::default() };
        file.add(&Line::Head(Box::new(frame.head.clone()))).await?;
        file.add(&Line::Plan(Box::new(frame.plan.clone()))).await?;
        for compared in &frame.compared {
            file.add(&Line::Scheme(Box::new(compared.scheme.clone()))).await?;
        }
        for compared in frame.compared.iter().filter(|compared| compared.name().is_some()) {
            file.add(&Line::Population(Box::new(compared.population.clone()))).await?;
        }
        for body in tree.bodies() {
            file.add(&Line::Organisation(Box::new(body.clone()))).await?;
        }
        let gathered = self.write_reports(tx, frame, tree, &mut file, id).await?;
        write_counters(tx, frame, &mut file).await?;
        for ranking in gathered.rankings(frame) {
            file.add(&Line::Ranking(ranking)).await?;
        }
        file.add(&Line::Provenance(frame.provenance())).await?;
        let manifest = file.text.writer.manifest(&frame.head, secret.id());
        let signature = secret.signs_manifest(&manifest)?;
        let end = ending(manifest.clone(), signature).map_err(unwritable)?;
        let end = file.text.took(end);
        file.put(&end).await?;
        let File { upload, text } = file;
        upload.finish().await?;
        let head = &frame.head;
        Ok(Snapshot {
            code: head.code.clone(),
            round: head.round.code.clone(),
            stage: head.stage,
            root: manifest.root,
            sha256: Hash::new(text.whole.finalize().into()),
            size_bytes: text.bytes,
            key: secret.id(),
            taken_at: head.taken_at,
            taken_by: head.taken_by,
            account: None,
            note: head.note.clone(),
            replaces: head.replaces.as_ref().map(|before| before.code.clone()),
            lines: manifest.lines,
            values: text.values,
            scores: text.scores,
            published_at: None,
            published_by: None,
            embargo_until: None,
        })
    }

    /// Writes the reports, some at a time: the next are read while those that were read are worked out and put into words.
    async fn write_reports(
        &self,
        tx: &mut Tx,
        frame: &Arc<Frame>,
        tree: &Arc<OrganisationTree>,
        file: &mut File,
        id: TakingId,
    ) -> ServiceResult<Gathered> {
        let round = &frame.head.round;
        let mut desk = Desk::of(Pen {
            extensions: store::rounds::extensions(tx, &round.code).await?,
            frame: frame.clone(),
            tree: tree.clone(),
            text: std::mem::take(&mut file.text),
            gathered: Gathered::default(),
            summed: Summed::default(),
        });
        let held = HeldIn::load(self.0, tx, round).await?;
        let mut next = Batch::read(&held, tx, frame, None).await?;
        let (mut written, mut noted) = (0, 0);
        while let Some(batch) = next {
            let last = batch.last.clone();
            written += batch.reports.len() as u64;
            let (read, lines) =
                futures::future::try_join(Batch::read(&held, tx, frame, Some(&last)), desk.write(batch)).await?;
            file.put(&lines).await?;
            if read.is_none() || written - noted >= NOTED_EVERY {
                self.note(id, written).await;
                noted = written;
            }
            next = read;
        }
        let Pen { text, gathered, summed, .. } = desk.ends().await?;
        file.text = text;
        // Whoever verifies the snapshot does the same: what would not verify is never signed.
        summed.check(frame, tree).map_err(|other| ServiceError::fault("taking a snapshot", other))?;
        let in_force = store::snapshots::value_count(tx, &round.code).await?;
        if in_force != file.text.values {
            let found = format!("{in_force} values are in force, {} belong to reports", file.text.values);
            return Err(ServiceError::fault("taking a snapshot", found));
        }
        Ok(gathered)
    }
}

/// Writes how many reports are where, some bodies at a time.
async fn write_counters(tx: &mut Tx, frame: &Frame, file: &mut File) -> ServiceResult<()> {
    let mut after = None;
    loop {
        let round = &frame.head.round.code;
        let some = store::rollups::completeness_after(tx, round, after.as_ref(), COUNTERS_AT_ONCE).await?;
        let Some((last, _)) = some.last() else { return Ok(()) };
        after = Some(last.clone());
        for (body, counts) in some {
            file.add(&Line::Completeness(BodyCounts { body, counts: counts_of(counts) })).await?;
        }
    }
}

fn counts_of(counts: Completeness) -> Counts {
    let Completeness { expected, draft, returned, submitted, approved, accepted, handed_in, on_time } = counts;
    Counts { expected, draft, returned, submitted, approved, accepted, handed_in, on_time }
}

//! What the database held at an earlier instant, in the words of SQL: with `{main}` where the tables of the present lie and `{at}`
//! for the instant.

pub(super) const BODIES: &str = "
    INSERT INTO organisation
        (code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
         valid_from, valid_to, duty, source, recorded_at,
         size_measure, size_number, size_counted_on, size_status, size_source)
    SELECT code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
           valid_from, valid_to, duty, source, recorded_at,
           size_measure, size_number, size_counted_on, size_status, size_source
    FROM {main}.organisation
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT code, parent, kind, name_th, name_en, abbreviation_th, abbreviation_en, province,
           valid_from, valid_to, duty, source, recorded_at,
           size_measure, size_number, size_counted_on, size_status, size_source
    FROM {main}.organisation_past
    WHERE recorded_at <= {at} AND superseded_at > {at}";
pub(super) const EVENTS: &str = "
    INSERT INTO organisation_event
        (organisation, effective_on, kind, other, name_before_th, name_before_en, note, source, recorded_at)
    SELECT organisation, effective_on, kind, other, name_before_th, name_before_en, note, source, recorded_at
    FROM {main}.organisation_event
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT organisation, effective_on, kind, other, name_before_th, name_before_en, note, source, recorded_at
    FROM {main}.organisation_event_past
    WHERE recorded_at <= {at} AND superseded_at > {at}";
pub(super) const ROUNDS: &str = "
    INSERT INTO round
        (code, plan, plan_version, period, period_end, opens_at, due_at, closes_at, version, recorded_at)
    SELECT code, plan, plan_version, period, period_end, opens_at, due_at, closes_at, version, recorded_at
    FROM {main}.round
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT kept.code, kept.plan, kept.plan_version, kept.period, kept.period_end,
           past.opens_at, past.due_at, past.closes_at, kept.version, past.recorded_at
    FROM {main}.round_past AS past
    JOIN {main}.round AS kept ON kept.code = past.code
    WHERE past.recorded_at <= {at} AND past.superseded_at > {at}";
pub(super) const EXTENSIONS: &str = "
    INSERT INTO extension (id, round, organisation, kind, ends_at, reason, granted_by, granted_at)
    SELECT id, round, organisation, kind,
           CASE WHEN promised_until IS NOT NULL AND ends_at > {at} THEN promised_until ELSE ends_at END,
           reason, granted_by, granted_at
    FROM {main}.extension
    WHERE granted_at <= {at} AND round IN (SELECT code FROM round)";
pub(super) const IN_FORCE: &str = "
    INSERT INTO scheme_in_force (plan, scheme, since, edition, population, recorded_at)
    SELECT plan, scheme, since, edition, population, recorded_at
    FROM {main}.scheme_in_force
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT plan, scheme, since, edition, population, recorded_at
    FROM {main}.scheme_in_force_past
    WHERE recorded_at <= {at} AND superseded_at > {at}";
/// Reports that somebody has moved since: began to type, or took a step of, which its thread tells.
pub(super) const MOVED_SINCE: &str = "
    CREATE TEMPORARY TABLE moved_since AS
    SELECT report.round, report.agency
    FROM {main}.round AS asked
    JOIN {main}.submission AS report ON report.round = asked.code
    WHERE report.begun_at > {at}
    UNION
    SELECT taken.round, taken.agency
    FROM {main}.round AS asked
    JOIN {main}.submission_event AS taken ON taken.round = asked.code
    WHERE taken.at > {at}";
/// Reports that nobody moved since stand as they do; when something was last typed is known only where nothing was since.
pub(super) const UNMOVED: &str = "
    INSERT INTO submission
        (round, agency, version, revision, accepted_revision, first_submitted_at, state, submitted_by, submitted_at,
         approved_by, approved_at, step_by, step_at, edited_at, begun_by, begun_at)
    SELECT round, agency, version, revision, accepted_revision, first_submitted_at, state, submitted_by, submitted_at,
           approved_by, approved_at, step_by, step_at, CASE WHEN edited_at <= {at} THEN edited_at END, begun_by, begun_at
    FROM {main}.submission AS report
    WHERE round IN (SELECT code FROM round)
        AND NOT EXISTS (
            SELECT 1
            FROM moved_since AS moved
            WHERE moved.round = report.round AND moved.agency = report.agency
        )";
/// Reports that were moved since.
pub(super) const MOVED_REPORTS: &str = "
    SELECT report.round, report.agency, report.begun_by, report.begun_at, report.first_submitted_at
    FROM {main}.submission AS report
    JOIN moved_since AS moved ON moved.round = report.round AND moved.agency = report.agency
    WHERE report.round IN (SELECT code FROM round)
    ORDER BY report.round, report.agency";
/// Their steps until the first that had not been taken. Servers whose clocks are apart write down a later step with an earlier
/// instant: it is not told without those that it follows.
pub(super) const STEPS_UNTIL_THEN: &str = "
    SELECT event.round, event.agency, event.version, event.revision, event.step, event.account, event.at
    FROM {main}.submission_event AS event
    JOIN moved_since AS moved ON moved.round = event.round AND moved.agency = event.agency
    WHERE NOT EXISTS (
            SELECT 1
            FROM {main}.submission_event AS untaken
            WHERE untaken.round = event.round AND untaken.agency = event.agency
                AND untaken.version <= event.version AND untaken.at > {at}
        )
    ORDER BY event.round, event.agency, event.version";
/// A report that came whole from a file says when it was accepted elsewhere; here it was not known before it came.
pub(super) const NOT_BEGUN: &str = "
    CREATE TEMPORARY TABLE not_begun AS
    SELECT report.round, report.agency
    FROM {main}.round AS asked
    JOIN {main}.submission AS report ON report.round = asked.code
    WHERE report.begun_at > {at}";
/// The values in force.
pub(super) const VALUES: &str = "
    SELECT round, agency, indicator, revision, applicability, reported_value, reported_base,
           verified_value, verified_base, figure, accepted_at,
           CASE WHEN superseded_at <= {at} THEN superseded_at END AS superseded_at, explanation, trust, working
    FROM {main}.value AS kept
    WHERE accepted_at <= {at} AND (superseded_at IS NULL OR superseded_at > {at})
        AND NOT EXISTS (
            SELECT 1
            FROM not_begun
            WHERE not_begun.round = kept.round AND not_begun.agency = kept.agency
        )";
/// What a round asked about was there, whatever its own instant says.
pub(super) const PLANS: &str = "
    CREATE TEMPORARY VIEW plan AS
    SELECT code, version, document, imported_at
    FROM {main}.plan AS kept
    WHERE imported_at <= {at}
        OR EXISTS (SELECT 1 FROM round WHERE round.plan = kept.code AND round.plan_version = kept.version)";
pub(super) const SCHEMES: &str = "
    CREATE TEMPORARY VIEW scheme AS
    SELECT code, edition, document, imported_at
    FROM {main}.scheme AS kept
    WHERE imported_at <= {at}
        OR EXISTS (
            SELECT 1
            FROM scheme_in_force AS used
            WHERE used.scheme = kept.code AND used.edition = kept.edition
        )";
pub(super) const FACTS: &str = "
    CREATE TEMPORARY VIEW fact AS
    SELECT indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence,
           recorded_at
    FROM {main}.fact
    WHERE recorded_at <= {at}
    UNION ALL
    SELECT indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence,
           recorded_at
    FROM {main}.fact_past
    WHERE recorded_at <= {at} AND superseded_at > {at}";
pub(super) const SNAPSHOTS: &str = "
    CREATE TEMPORARY VIEW snapshot AS
    SELECT code, round, stage, root, sha256, size_bytes, signing_key, taken_at, taken_by, account, note, replaces, lines,
           value_count, score_count,
           CASE WHEN published_at <= {at} THEN published_at END AS published_at,
           CASE WHEN published_at <= {at} THEN published_by END AS published_by,
           CASE WHEN published_at <= {at} THEN embargo_until END AS embargo_until
    FROM {main}.snapshot
    WHERE taken_at <= {at}";
/// What was made of snapshots by then.
pub(super) const SNAPSHOT_FILES: &str = "
    CREATE TEMPORARY VIEW snapshot_file AS
    SELECT snapshot, export, sha256, size_bytes, rows_held, made_at
    FROM {main}.snapshot_file
    WHERE made_at <= {at}";
pub(super) const SNAPSHOT_PAPERS: &str = "
    CREATE TEMPORARY VIEW snapshot_paper AS
    SELECT snapshot, organisation, language, edition, sha256, size_bytes, set_at
    FROM {main}.snapshot_paper
    WHERE set_at <= {at}";
/// Files that proved something then, also those that were taken out since.
pub(super) const EVIDENCE: &str = "
    CREATE TEMPORARY VIEW evidence AS
    SELECT id, round, agency, indicator, file_name, media_type, size_bytes, sha256, uploaded_by, uploaded_at,
           CASE WHEN removed_at <= {at} THEN removed_at END AS removed_at, objection, objection_step
    FROM {main}.evidence
    WHERE uploaded_at <= {at}";
/// What had been said about objections, until the first that had not.
pub(super) const OBJECTION_STEPS: &str = "
    CREATE TEMPORARY VIEW objection_step AS
    SELECT objection, number, step, account, words, evidence, at
    FROM {main}.objection_step AS said
    WHERE NOT EXISTS (
            SELECT 1
            FROM {main}.objection_step AS unsaid
            WHERE unsaid.objection = said.objection AND unsaid.number <= said.number AND unsaid.at > {at}
        )";
/// Objections with the version that they had: each step makes one, and the last ends them.
pub(super) const OBJECTIONS: &str = "
    CREATE TEMPORARY VIEW objection AS
    SELECT id, round, agency, indicator, scheme, edition, stood, revision, value, base, filed_by, filed_at, accepted_by,
           answer_by,
           COALESCE((SELECT MAX(number) FROM objection_step AS said WHERE said.objection = kept.id), 0) AS version,
           CASE WHEN ended_at > {at} THEN 'open' ELSE state END AS state,
           CASE WHEN ended_at <= {at} THEN ended_by END AS ended_by,
           CASE WHEN ended_at <= {at} THEN ended_at END AS ended_at,
           CASE WHEN ended_at <= {at} THEN upheld_in END AS upheld_in,
           CASE WHEN ended_at <= {at} THEN corrected ELSE '' END AS corrected,
           CASE WHEN ended_at <= {at} THEN effect ELSE '' END AS effect
    FROM {main}.objection AS kept
    WHERE filed_at <= {at}";
pub(super) const REMINDERS: &str = "
    CREATE TEMPORARY VIEW reminder AS
    SELECT * FROM {main}.reminder WHERE told_at <= {at}";
/// The rounds in which something happened since: what is kept of the others is what it was. Asked at each look: of the reports of
/// a round only the ends of two indexes are read.
pub(super) const TOUCHED: &str = "
    SELECT code
    FROM {main}.round AS asked
    WHERE (SELECT MAX(at) FROM {main}.submission_event AS taken WHERE taken.round = asked.code) > {at}
        OR (
            SELECT MAX(begun_at)
            FROM {main}.submission AS report
            WHERE report.round = asked.code AND report.begun_at IS NOT NULL
        ) > {at}
    UNION
    SELECT code FROM {main}.round WHERE recorded_at > {at}
    UNION
    SELECT code FROM {main}.round_past WHERE superseded_at > {at}
    UNION
    SELECT round FROM {main}.extension WHERE granted_at > {at} OR (promised_until IS NOT NULL AND ends_at > {at})
    UNION
    SELECT round.code
    FROM {main}.round AS round
    JOIN {main}.scheme_in_force AS used ON used.plan = round.plan AND used.since <= round.period_end
    WHERE used.recorded_at > {at}
    UNION
    SELECT code
    FROM {main}.round
    WHERE EXISTS (
        SELECT 1
        FROM {main}.organisation_past AS past
        JOIN {main}.organisation AS body ON body.code = past.code
        WHERE past.recorded_at <= {at} AND past.superseded_at > {at}
            AND (past.parent IS DISTINCT FROM body.parent OR past.kind <> body.kind)
    )
    UNION
    SELECT code
    FROM {main}.round AS asked
    WHERE EXISTS (
        SELECT 1
        FROM {main}.organisation_event AS told
        WHERE told.kind = 'moved' AND told.recorded_at > {at} AND told.effective_on > asked.period_end
            AND NOT EXISTS (
                SELECT 1
                FROM {main}.organisation_event_past AS past
                WHERE past.organisation = told.organisation AND past.effective_on = told.effective_on
                    AND past.kind = told.kind AND past.other IS NOT DISTINCT FROM told.other
                    AND past.recorded_at <= {at} AND past.superseded_at > {at}
            )
    )
    UNION
    SELECT code
    FROM {main}.round AS asked
    WHERE EXISTS (
        SELECT 1
        FROM {main}.organisation_event_past AS past
        WHERE past.kind = 'moved' AND past.effective_on > asked.period_end
            AND past.recorded_at <= {at} AND past.superseded_at > {at}
            AND NOT EXISTS (
                SELECT 1
                FROM {main}.organisation_event AS told
                WHERE told.organisation = past.organisation AND told.effective_on = past.effective_on
                    AND told.kind = past.kind AND told.other IS NOT DISTINCT FROM past.other
            )
    )";
/// How much of the last while before an instant is recorded, of whatever is copied for it or what copies are made of; of values, sums
/// and scores how often they changed at all.
pub(super) const RECORDED: &str = "
    SELECT 'step' AS what, COUNT(*) AS many
    FROM {main}.round AS asked
    JOIN {main}.submission_event AS taken ON taken.round = asked.code
    WHERE taken.at > {since} AND taken.at <= {at}
    UNION ALL
    SELECT 'beginning', COUNT(*)
    FROM {main}.round AS asked
    JOIN {main}.submission AS report ON report.round = asked.code
    WHERE report.begun_at > {since} AND report.begun_at <= {at}
    UNION ALL
    SELECT 'sum', COALESCE(CAST(SUM(version) AS BIGINT), 0) FROM {main}.round
    UNION ALL
    SELECT 'round', COUNT(*) FROM {main}.round WHERE recorded_at > {since} AND recorded_at <= {at}
    UNION ALL
    SELECT 'window', COUNT(*) FROM {main}.round_past WHERE superseded_at > {since} AND superseded_at <= {at}
    UNION ALL
    SELECT 'extension', COUNT(*) FROM {main}.extension WHERE granted_at > {since} AND granted_at <= {at}
    UNION ALL
    SELECT 'end', COUNT(*)
    FROM {main}.extension
    WHERE promised_until IS NOT NULL AND ends_at > {since} AND ends_at <= {at}
    UNION ALL
    SELECT 'edition', COUNT(*) FROM {main}.scheme_in_force WHERE recorded_at > {since} AND recorded_at <= {at}
    UNION ALL
    SELECT 'former edition', COUNT(*)
    FROM {main}.scheme_in_force_past
    WHERE superseded_at > {since} AND superseded_at <= {at}
    UNION ALL
    SELECT 'body', COUNT(*) FROM {main}.organisation WHERE recorded_at > {since} AND recorded_at <= {at}
    UNION ALL
    SELECT 'former body', COUNT(*)
    FROM {main}.organisation_past
    WHERE superseded_at > {since} AND superseded_at <= {at}
    UNION ALL
    SELECT 'event', COUNT(*) FROM {main}.organisation_event WHERE recorded_at > {since} AND recorded_at <= {at}
    UNION ALL
    SELECT 'former event', COUNT(*)
    FROM {main}.organisation_event_past
    WHERE superseded_at > {since} AND superseded_at <= {at}";

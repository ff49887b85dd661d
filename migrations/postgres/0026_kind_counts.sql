-- How many reports below a node are where on their way, by the kind of the bodies that owe them: some indicators are asked of
-- one kind alone. Filled with what holds now, extensions included.
CREATE TABLE kind_count (
    round        TEXT COLLATE "C" NOT NULL REFERENCES round (code),
    organisation TEXT COLLATE "C" NOT NULL REFERENCES organisation (code),
    kind         TEXT COLLATE "C" NOT NULL,
    expected     BIGINT           NOT NULL,
    draft        BIGINT           NOT NULL,
    returned     BIGINT           NOT NULL,
    submitted    BIGINT           NOT NULL,
    approved     BIGINT           NOT NULL,
    accepted     BIGINT           NOT NULL,
    handed_in    BIGINT           NOT NULL,
    on_time      BIGINT           NOT NULL,
    PRIMARY KEY (round, organisation, kind)
);

INSERT INTO kind_count
    (round, organisation, kind, expected, draft, returned, submitted, approved, accepted, handed_in, on_time)
WITH RECURSIVE above (agency, node) AS (
    SELECT code, code
    FROM organisation
    UNION ALL
    SELECT above.agency, organisation.parent
    FROM above
    JOIN organisation ON organisation.code = above.node
    WHERE organisation.parent IS NOT NULL
),
extended (round, agency, ends_at) AS (
    SELECT extension.round, above.agency, max(extension.ends_at)
    FROM extension
    JOIN above ON above.node = extension.organisation
    GROUP BY extension.round, above.agency
)
SELECT submission.round,
       above.node,
       organisation.kind,
       count(*),
       count(*) FILTER (WHERE submission.state = 'draft'),
       count(*) FILTER (WHERE submission.state = 'returned'),
       count(*) FILTER (WHERE submission.state = 'submitted'),
       count(*) FILTER (WHERE submission.state IN ('approved', 'endorsed')),
       count(*) FILTER (WHERE submission.state = 'accepted'),
       count(submission.first_submitted_at),
       count(*) FILTER (WHERE submission.first_submitted_at <= round.due_at
           OR submission.first_submitted_at <= extended.ends_at)
FROM submission
JOIN round ON round.code = submission.round
JOIN organisation ON organisation.code = submission.agency
JOIN above ON above.agency = submission.agency
LEFT JOIN extended ON extended.round = submission.round AND extended.agency = submission.agency
GROUP BY submission.round, above.node, organisation.kind;

-- Who approved a report stays known while others take the next steps: nobody takes two steps of one revision.
ALTER TABLE submission ADD COLUMN approved_by BLOB;
ALTER TABLE submission ADD COLUMN approved_at TEXT;
UPDATE submission
SET approved_by = (
        SELECT done.account
        FROM submission_event AS done
        WHERE done.round = submission.round AND done.agency = submission.agency AND done.step = 'approve'
        ORDER BY done.version DESC
        LIMIT 1
    ),
    approved_at = (
        SELECT done.at
        FROM submission_event AS done
        WHERE done.round = submission.round AND done.agency = submission.agency AND done.step = 'approve'
        ORDER BY done.version DESC
        LIMIT 1
    )
WHERE state IN ('approved', 'endorsed');

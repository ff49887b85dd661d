-- What is written once stays also where a session passes over triggers, as replication and some programs that restore do
-- (`session_replication_role = replica`): these triggers fire always.
ALTER TABLE snapshot ENABLE ALWAYS TRIGGER snapshot_is_never_changed;
ALTER TABLE snapshot ENABLE ALWAYS TRIGGER snapshot_is_never_emptied;
ALTER TABLE publication ENABLE ALWAYS TRIGGER publication_is_never_changed;
ALTER TABLE publication ENABLE ALWAYS TRIGGER publication_is_never_emptied;
ALTER TABLE snapshot_file ENABLE ALWAYS TRIGGER snapshot_file_is_never_changed;
ALTER TABLE snapshot_file ENABLE ALWAYS TRIGGER snapshot_file_is_never_emptied;
ALTER TABLE snapshot_paper ENABLE ALWAYS TRIGGER snapshot_paper_is_never_changed;
ALTER TABLE snapshot_paper ENABLE ALWAYS TRIGGER snapshot_paper_is_never_emptied;
ALTER TABLE signing_key ENABLE ALWAYS TRIGGER signing_key_is_never_changed;
ALTER TABLE signing_key ENABLE ALWAYS TRIGGER signing_key_is_never_emptied;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_is_never_changed;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_is_never_emptied;

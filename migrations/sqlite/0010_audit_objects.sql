-- What was done to one thing, newest first.
CREATE INDEX audit_event_by_object ON audit_event (object, sequence);

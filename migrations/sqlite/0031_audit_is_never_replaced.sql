-- INSERT OR REPLACE removes a row without asking the trigger against removing.
CREATE TRIGGER audit_event_is_never_replaced BEFORE INSERT ON audit_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'audit events are never replaced'); END;

-- When somebody asked a collector to run at once, so that nobody's endpoint is asked again and again.
ALTER TABLE collector ADD COLUMN run_at TIMESTAMPTZ;

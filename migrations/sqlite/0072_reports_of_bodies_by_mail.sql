-- Whoever gets reports by mail gets the national one, or that of one body: then its code stands here. The same address may stand on the
-- list once for each.
ALTER TABLE subscriber ADD COLUMN organisation TEXT;
DROP INDEX subscriber_by_address;
CREATE UNIQUE INDEX subscriber_by_report ON subscriber (address, COALESCE(organisation, '')) WHERE stopped_at IS NULL;

-- The tables of a cluster. They are a public contract: columns are added, never changed or taken away.
-- Names compare byte by byte (collation "C"), as the API orders them.

-- The counter stands under the empty name; every other row is the newest revision of one resource, written by the same transactions.
CREATE TABLE revision (
    resource text COLLATE "C" PRIMARY KEY,
    current  bigint NOT NULL
) WITH (fillfactor = 50);
INSERT INTO revision (resource, current) VALUES ('', 1);

-- What is. resource: 'pods' or 'deployments.apps'; namespace: empty for cluster-scoped objects; value: the object's JSON, UTF-8.
-- claims: what the object holds in table claims, as scope=value separated by spaces.
CREATE TABLE objects (
    resource  text COLLATE "C" NOT NULL,
    namespace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    uid       text   NOT NULL,
    revision  bigint NOT NULL,
    claims    text,
    value     bytea  NOT NULL,
    PRIMARY KEY (resource, namespace, name)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- What only one object may hold at a time: cluster IPs, node ports.
CREATE TABLE claims (
    scope     text COLLATE "C" NOT NULL,
    value     text COLLATE "C" NOT NULL,
    resource  text COLLATE "C" NOT NULL,
    namespace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    PRIMARY KEY (scope, value)
);

-- What happened: one row per revision. type: ADDED, MODIFIED or DELETED; the value of DELETED is the last state.
-- batch: the transaction that wrote the row, for reading back the fate of a commit whose answer was lost.
CREATE TABLE history (
    revision   bigint NOT NULL,
    resource   text COLLATE "C" NOT NULL,
    namespace  text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    uid        text   NOT NULL,
    type       text   NOT NULL,
    batch      bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    value      bytea  NOT NULL
) PARTITION BY RANGE (revision);
CREATE UNIQUE INDEX history_revision ON history (revision);
CREATE INDEX history_object ON history (resource, namespace, name, revision);
CREATE INDEX history_resource ON history (resource, revision);

-- The same for resources that are renewed all the time (leases): kept for a few revisions only.
CREATE TABLE brief_history (
    revision   bigint NOT NULL,
    resource   text COLLATE "C" NOT NULL,
    namespace  text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    uid        text   NOT NULL,
    type       text   NOT NULL,
    batch      bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    value      bytea  NOT NULL
) PARTITION BY RANGE (revision);
CREATE UNIQUE INDEX brief_history_revision ON brief_history (revision);
CREATE INDEX brief_history_object ON brief_history (resource, namespace, name, revision);
CREATE INDEX brief_history_resource ON brief_history (resource, revision);

-- The state at the compacted revision: what was the newest row of each object when its partition was dropped.
CREATE TABLE history_base (
    resource  text COLLATE "C" NOT NULL,
    namespace text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    uid       text   NOT NULL,
    revision  bigint NOT NULL,
    value     bytea  NOT NULL,
    PRIMARY KEY (resource, namespace, name)
);

-- Changes up to this revision are gone from the table of that name; states from it on can still be told.
CREATE TABLE compaction (
    history   text PRIMARY KEY,
    compacted bigint NOT NULL
);
INSERT INTO compaction (history, compacted) VALUES ('history', 0), ('brief_history', 0);

-- How far the topics are known to be complete. Only a floor: the publisher learns the rest from the topics.
CREATE TABLE publication (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    published bigint NOT NULL
);
INSERT INTO publication (published) VALUES (0);

-- For people and tools: the same rows with their values as JSON.
CREATE VIEW objects_json AS
    SELECT resource, namespace, name, uid, revision, convert_from(value, 'UTF8')::jsonb #> '{metadata,labels}' AS labels,
           convert_from(value, 'UTF8')::jsonb AS object
    FROM objects;
CREATE VIEW history_json AS
    SELECT revision, resource, namespace, name, uid, type, created_at, convert_from(value, 'UTF8')::jsonb AS object FROM history
    UNION ALL
    SELECT revision, resource, namespace, name, uid, type, created_at, convert_from(value, 'UTF8')::jsonb AS object FROM brief_history;

-- lz4 costs a fraction of the default compression; not every build has it.
DO $$
BEGIN
    ALTER TABLE objects ALTER COLUMN value SET COMPRESSION lz4;
    ALTER TABLE history ALTER COLUMN value SET COMPRESSION lz4;
    ALTER TABLE brief_history ALTER COLUMN value SET COMPRESSION lz4;
    ALTER TABLE history_base ALTER COLUMN value SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'this PostgreSQL has no lz4; values are compressed the default way';
END $$;

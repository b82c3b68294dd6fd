-- Who made a change, and how. Null in rows that were written before.
-- changed_by: the user; verb: as RBAC calls it, 'apply' for server-side apply; subresource: null, or for example 'status'.
ALTER TABLE history
    ADD COLUMN changed_by    text,
    ADD COLUMN user_agent    text,
    ADD COLUMN field_manager text,
    ADD COLUMN verb          text,
    ADD COLUMN subresource   text;
ALTER TABLE brief_history
    ADD COLUMN changed_by    text,
    ADD COLUMN user_agent    text,
    ADD COLUMN field_manager text,
    ADD COLUMN verb          text,
    ADD COLUMN subresource   text;

-- The time of the newest change. The next one takes no earlier time, so that created_at never runs backwards as revisions grow, whatever clocks do.
ALTER TABLE revision ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();

-- When the newest change that is gone was made: from then on the state can still be told.
ALTER TABLE compaction ADD COLUMN compacted_at timestamptz;

-- The newest revision in a history table that was made at a time or before; null where there is none. Halves the range of revisions again and again, so it
-- reads some thirty rows, each found by its revision, and needs no index on times.
CREATE FUNCTION last_revision_at(history regclass, at timestamptz) RETURNS bigint
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    low    bigint;  -- rows up to here were made at the time or before
    high   bigint;  -- rows from here on were made later, or are not there
    middle bigint;
    found  bigint;
    made   timestamptz;
    best   bigint;
BEGIN
    EXECUTE format('SELECT min(revision) - 1, max(revision) + 1 FROM %s', history) INTO low, high;
    WHILE high - low > 1 LOOP
        middle := low + (high - low) / 2;
        EXECUTE format('SELECT revision, created_at FROM %s WHERE revision > $1 AND revision <= $2 ORDER BY revision DESC LIMIT 1', history)
            INTO found, made USING low, middle;
        IF found IS NULL THEN
            low := middle;
        ELSIF made <= at THEN
            best := found;
            low := middle;
        ELSE
            high := found;
        END IF;
    END LOOP;
    RETURN best;
END $$;

-- For people and tools: the same rows with their values as JSON.
CREATE OR REPLACE VIEW history_json AS
    SELECT revision, resource, namespace, name, uid, type, created_at, convert_from(value, 'UTF8')::jsonb AS object,
           changed_by, user_agent, field_manager, verb, subresource FROM history
    UNION ALL
    SELECT revision, resource, namespace, name, uid, type, created_at, convert_from(value, 'UTF8')::jsonb AS object,
           changed_by, user_agent, field_manager, verb, subresource FROM brief_history;

-- What people ask with: schema kube. Its views of kinds are made by state-service, which knows the kinds; what is the same for all of them is here.
-- Nothing in this schema shows secrets.
CREATE SCHEMA IF NOT EXISTS kube;

-- '500m' is 0.5, '2Gi' is 2147483648, '1e3' is 1000; null for what is no quantity.
CREATE FUNCTION kube.quantity(quantity text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT part[1]::numeric * CASE part[2]
        WHEN '' THEN 1 WHEN 'n' THEN 1e-9 WHEN 'u' THEN 1e-6 WHEN 'm' THEN 1e-3
        WHEN 'k' THEN 1e3 WHEN 'M' THEN 1e6 WHEN 'G' THEN 1e9 WHEN 'T' THEN 1e12 WHEN 'P' THEN 1e15 WHEN 'E' THEN 1e18
        WHEN 'Ki' THEN 1024 WHEN 'Mi' THEN 1048576 WHEN 'Gi' THEN 1073741824 WHEN 'Ti' THEN 1099511627776
        WHEN 'Pi' THEN 1125899906842624 WHEN 'Ei' THEN 1152921504606846976 END
    FROM (SELECT regexp_match(quantity, '^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(|[numkMGTPE]|[KMGTPE]i)$') AS part) q
$$;

-- The status of a condition: True, False, Unknown, or null where the object does not have it.
CREATE FUNCTION kube.condition(object jsonb, type text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT c ->> 'status' FROM jsonb_array_elements(
        CASE jsonb_typeof(object #> '{status,conditions}') WHEN 'array' THEN object #> '{status,conditions}' ELSE '[]' END) c
    WHERE c ->> 'type' = $2 LIMIT 1
$$;

-- Who changed what, and when.
CREATE VIEW kube.changes AS
    SELECT h.revision, h.created_at AS at, h.type, h.resource, h.namespace, h.name, h.uid, h.changed_by, h.user_agent, h.field_manager,
           h.verb, h.subresource, j.object
    FROM history h
    CROSS JOIN LATERAL (SELECT convert_from(h.value, 'UTF8')::jsonb AS object OFFSET 0) j
    WHERE h.resource <> 'secrets';

-- The newest revision at a moment; null before history begins.
CREATE FUNCTION kube.revision_at(at timestamptz) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT greatest(last_revision_at('history', at), last_revision_at('brief_history', at))
$$;

-- All objects of a resource as they were at a moment of the kept history.
CREATE FUNCTION kube.as_of(resource text, at timestamptz)
RETURNS TABLE (namespace text, name text, uid text, revision bigint, object jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE
    moment bigint := kube.revision_at($2);
    oldest bigint := (SELECT c.compacted FROM compaction c WHERE c.history = 'history');
BEGIN
    IF $1 = 'secrets' THEN
        RAISE EXCEPTION 'secrets are not shown' USING ERRCODE = 'insufficient_privilege';
    ELSIF EXISTS (SELECT 1 FROM brief_history b WHERE b.resource = $1) THEN
        RAISE EXCEPTION 'the history of % is kept for a few revisions only', $1 USING ERRCODE = 'invalid_parameter_value';
    ELSIF moment IS NULL OR moment < oldest THEN
        RAISE EXCEPTION 'history does not reach back to %', $2 USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN QUERY
        SELECT o.namespace, o.name, o.uid, o.revision, convert_from(o.value, 'UTF8')::jsonb
        FROM objects o WHERE o.resource = $1 AND o.revision <= moment
        UNION ALL
        SELECT l.namespace, l.name, l.uid, l.revision, convert_from(l.value, 'UTF8')::jsonb
        FROM (SELECT DISTINCT h.namespace, h.name FROM history h WHERE h.resource = $1 AND h.revision > moment) changed
        CROSS JOIN LATERAL (
            SELECT * FROM (
                (SELECT h.namespace, h.name, h.uid, h.revision, h.value, h.type FROM history h
                 WHERE h.resource = $1 AND h.namespace = changed.namespace AND h.name = changed.name AND h.revision <= moment
                 ORDER BY h.revision DESC LIMIT 1)
                UNION ALL
                (SELECT b.namespace, b.name, b.uid, b.revision, b.value, 'ADDED' FROM history_base b
                 WHERE b.resource = $1 AND b.namespace = changed.namespace AND b.name = changed.name AND b.revision <= moment)) x
            ORDER BY revision DESC LIMIT 1) l
        WHERE l.type <> 'DELETED';
END $$;

REVOKE ALL ON FUNCTION kube.revision_at, kube.as_of FROM PUBLIC;

-- Restores: the store went back to revision "restored" and goes on above "resumed". Revisions between, both excluded, are void: clients may have seen them in a future
-- that was undone; they are never given out again. At "resumed" every resource counts as changed, so that no cache from before is taken for complete.
CREATE TABLE leaps (
    restored   bigint PRIMARY KEY,
    resumed    bigint NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (resumed > restored + 1)
);

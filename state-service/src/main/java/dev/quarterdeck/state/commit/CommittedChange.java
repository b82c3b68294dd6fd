package dev.quarterdeck.state.commit;

import dev.quarterdeck.stream.record.Change;

/** One row of history. */
public record CommittedChange(Change change, String uid, Author author) {}

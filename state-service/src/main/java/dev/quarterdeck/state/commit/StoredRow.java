package dev.quarterdeck.state.commit;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A current row as a batch sees it.
 *
 * @param claims what the object holds
 * @param json null where the row was read without its value
 */
public record StoredRow(RowKey key, String uid, long revision, Set<Mutation.Claim> claims, byte @Nullable [] json) {}

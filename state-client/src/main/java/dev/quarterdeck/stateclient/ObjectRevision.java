package dev.quarterdeck.stateclient;

import dev.quarterdeck.stream.record.Change;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One revision of one object, and who made it. What is not known is empty: changes that were made before authors were kept.
 *
 * @param time null for the object as it was when history began: who made that, and when, is gone
 * @param user who made the change
 * @param fieldManager as the client named it, or the first part of its user agent
 * @param verb as RBAC calls it; {@code apply} for a server-side apply
 * @param subresource empty, or for example {@code status}
 */
public record ObjectRevision(
        Change change,
        @Nullable Instant time,
        String user,
        String userAgent,
        String fieldManager,
        String verb,
        String subresource) {}

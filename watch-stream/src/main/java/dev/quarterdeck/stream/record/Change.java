package dev.quarterdeck.stream.record;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;

/**
 * One committed change.
 *
 * @param revision the store-wide revision of this change; also the {@code metadata.resourceVersion} inside {@code json}
 * @param json the object in its stored version, UTF-8, ready to send; for DELETED its last state under the revision of the deletion. Never modified.
 */
public record Change(StoredResource resource, ObjectKey key, long revision, ChangeType type, byte[] json) {}

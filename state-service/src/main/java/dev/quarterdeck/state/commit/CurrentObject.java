package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;

/** A current row: the object under its key, its last revision, and its stored bytes (resourceVersion included, never modified). */
public record CurrentObject(StoredResource resource, ObjectKey key, String uid, long revision, byte[] json) {}

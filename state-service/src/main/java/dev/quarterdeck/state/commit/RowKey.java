package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;

/** What identifies a current row. */
public record RowKey(StoredResource resource, ObjectKey key) {
    static RowKey of(Mutation mutation) {
        return new RowKey(mutation.resource(), mutation.key());
    }
}

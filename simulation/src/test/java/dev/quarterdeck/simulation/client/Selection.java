package dev.quarterdeck.simulation.client;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.simulation.invariant.Truth;
import dev.quarterdeck.simulation.invariant.Truth.Committed;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a watch with a selection must see, by the model. */
record Selection(StoredResource resource, String namespace, LabelSelector labels) {

    /** @param type as the watch sees it: entering is ADDED, leaving is DELETED */
    record Expected(long revision, ChangeType type) {}

    static boolean matches(@Nullable Committed committed, String namespace, LabelSelector labels) {
        return committed != null
                && (namespace.isEmpty()
                        || namespace.equals(committed.change().key().namespace()))
                && (labels.isEverything()
                        || labels.matches(
                                Metadata.of(Json.read(committed.change().json()))
                                        .labels()));
    }

    /** The first event after this revision that the watch sees; null where there is none yet. */
    @Nullable
    Expected after(Truth truth, long revision) {
        List<Committed> all = truth.of(resource);
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low; i < all.size(); i++) {
            Committed change = all.get(i);
            Committed before = truth.stateAt(resource, change.revision() - 1)
                    .get(change.change().key());
            boolean was = matches(before, namespace, labels);
            boolean is = change.change().type() != ChangeType.DELETED && matches(change, namespace, labels);
            if (is) {
                return new Expected(change.revision(), was ? ChangeType.MODIFIED : ChangeType.ADDED);
            }
            if (was) {
                return new Expected(change.revision(), ChangeType.DELETED);
            }
        }
        return null;
    }
}

package dev.quarterdeck.state.allocation;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The ranges that ServiceCIDR objects add to the configured one (KEP-1880): those that are not being deleted, and that nobody said are not ready. Asked
 * only where the configured range has no answer.
 */
public final class ServiceRanges implements Supplier<List<AddressRange>> {
    private static final StoredResource RANGES = new StoredResource("networking.k8s.io", "servicecidrs");

    private final ClusterReader reader;

    public ServiceRanges(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public List<AddressRange> get() {
        List<AddressRange> ranges = new ArrayList<>();
        for (Seen range : reader.listLive(RANGES, "")) {
            if (isInUse(range.tree())) {
                for (String cidr : Trees.texts(range.tree(), "spec", "cidrs")) {
                    try {
                        ranges.add(AddressRange.parse(cidr));
                    } catch (IllegalArgumentException e) {
                        // too wide, or too small to give addresses from
                        continue;
                    }
                }
            }
        }
        return ranges;
    }

    private static boolean isInUse(ObjectNode range) {
        return !Metadata.of(range).isBeingDeleted()
                && Trees.objects(range, "status", "conditions").stream()
                        .noneMatch(c -> Trees.text(c, "type").equals("Ready")
                                && !Trees.text(c, "status").equals("True"));
    }
}

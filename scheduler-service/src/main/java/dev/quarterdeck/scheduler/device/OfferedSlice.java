package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.filter.NodeSelection;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSliceSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A ResourceSlice, read once. */
record OfferedSlice(String name, PoolId pool, ResourceSliceSpec spec, List<OfferedDevice> devices) {
    static OfferedSlice of(ResourceSlice slice) {
        ResourceSliceSpec spec = slice.getSpec();
        PoolId pool = new PoolId(spec.getDriver(), spec.getPool().getName());
        return new OfferedSlice(
                slice.getMetadata().getName(),
                pool,
                spec,
                spec.getDevices().stream()
                        .map(d -> new OfferedDevice(pool, d, spec))
                        .toList());
    }

    long generation() {
        return Objects.requireNonNullElse(spec.getPool().getGeneration(), 0L);
    }

    long slicesOfPool() {
        return Objects.requireNonNullElse(spec.getPool().getResourceSliceCount(), 0L);
    }

    /** Slices of counters are of no node: devices of their pool need them wherever they are. */
    boolean hasCounters() {
        return !spec.getSharedCounters().isEmpty();
    }

    /** The one node that its devices are on; empty where they are not on one node. */
    String nodeName() {
        return hasCounters() ? "" : Objects.requireNonNullElse(spec.getNodeName(), "");
    }

    boolean isFor(NodeSnapshot node) {
        if (hasCounters()) {
            return true;
        }
        return Boolean.TRUE.equals(spec.getPerDeviceNodeSelection())
                ? devices.stream().anyMatch(d -> d.isUsableOn(node))
                : matches(node, spec.getNodeName(), Boolean.TRUE.equals(spec.getAllNodes()), spec.getNodeSelector());
    }

    void addUsableOn(NodeSnapshot node, List<OfferedDevice> to) {
        for (OfferedDevice device : devices) {
            if (device.isUsableOn(node)) {
                to.add(device);
            }
        }
    }

    static boolean matches(
            NodeSnapshot node, @Nullable String name, boolean allNodes, @Nullable NodeSelector selector) {
        if (name != null && !name.isEmpty()) {
            return name.equals(node.name());
        }
        return allNodes || (selector != null && NodeSelection.matches(selector, node));
    }
}

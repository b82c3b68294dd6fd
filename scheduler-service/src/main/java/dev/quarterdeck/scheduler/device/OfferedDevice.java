package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.cel.device.DeviceMatcher;
import dev.quarterdeck.cel.device.DeviceMatcher.DeviceFacts;
import dev.quarterdeck.cel.device.DeviceMatcher.Match;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttribute;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSliceSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A device of a slice, and what expressions have said of it: neither changes as long as the slice is the same. Thread-safe. */
final class OfferedDevice {
    private final DeviceId id;
    private final Device device;
    private final ResourceSliceSpec slice;
    private final @Nullable DeviceFacts facts;
    private final String unreadable;
    private final Map<String, Match> matches = new ConcurrentHashMap<>();

    OfferedDevice(PoolId pool, Device device, ResourceSliceSpec slice) {
        this.id = new DeviceId(pool, device.getName());
        this.device = device;
        this.slice = slice;
        Map<String, Object> attributes = new HashMap<>();
        String wrong = "";
        for (Map.Entry<String, DeviceAttribute> each : device.getAttributes().entrySet()) {
            Object value = value(each.getValue());
            if (value == null) {
                wrong = "attribute " + each.getKey() + ": unsupported attribute value";
            } else {
                attributes.put(each.getKey(), value);
            }
        }
        Map<String, Quantity> capacity = new HashMap<>();
        device.getCapacity().forEach((name, c) -> capacity.put(name, Capacity.of(c.getValue())));
        this.unreadable = wrong;
        this.facts = wrong.isEmpty() ? DeviceFacts.of(pool.driver(), isSharable(device), attributes, capacity) : null;
    }

    private static @Nullable Object value(DeviceAttribute attribute) {
        if (attribute.getInt() != null) {
            return attribute.getInt();
        }
        if (attribute.getBool() != null) {
            return attribute.getBool();
        }
        if (attribute.getString() != null) {
            return attribute.getString();
        }
        return attribute.getVersion() == null ? null : DeviceFacts.version(attribute.getVersion());
    }

    private static boolean isSharable(Device device) {
        return Boolean.TRUE.equals(device.getAllowMultipleAllocations());
    }

    DeviceId id() {
        return id;
    }

    Device device() {
        return device;
    }

    boolean isSharable() {
        return isSharable(device);
    }

    Match match(String expression, DeviceMatcher matcher) {
        DeviceFacts known = facts;
        return known == null
                ? new Match.Failed("CEL runtime error: " + unreadable)
                : matches.computeIfAbsent(expression, e -> matcher.match(e, known));
    }

    /** Where a slice has devices of several nodes, each says itself where it can be used. */
    boolean isUsableOn(NodeSnapshot node) {
        return !Boolean.TRUE.equals(slice.getPerDeviceNodeSelection())
                || OfferedSlice.matches(
                        node,
                        device.getNodeName(),
                        Boolean.TRUE.equals(device.getAllNodes()),
                        device.getNodeSelector());
    }

    /** Whether whoever gets it is bound to the one node. */
    boolean isLocal() {
        String name =
                Boolean.TRUE.equals(slice.getPerDeviceNodeSelection()) ? device.getNodeName() : slice.getNodeName();
        return (name != null && !name.isEmpty()) || Boolean.TRUE.equals(device.getBindsToNode());
    }

    @Nullable
    NodeSelector nodeSelector() {
        return Boolean.TRUE.equals(slice.getPerDeviceNodeSelection())
                ? device.getNodeSelector()
                : slice.getNodeSelector();
    }

    /** An attribute by its name with a domain; one without a domain is of the driver's. */
    @Nullable
    DeviceAttribute attribute(String name) {
        DeviceAttribute whole = device.getAttributes().get(name);
        int slash = name.indexOf('/');
        return whole != null
                        || slash < 0
                        || !name.substring(0, slash).equals(id.pool().driver())
                ? whole
                : device.getAttributes().get(name.substring(slash + 1));
    }
}

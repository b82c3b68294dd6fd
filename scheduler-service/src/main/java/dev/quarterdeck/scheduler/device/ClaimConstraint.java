package dev.quarterdeck.scheduler.device;

import io.fabric8.kubernetes.api.model.resource.v1.DeviceAttribute;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceConstraint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Devices of a claim that must share the value of an attribute, or must all differ in it. Values of different types are different. Not thread-safe. */
final class ClaimConstraint {
    private final List<String> requests;
    private final String attribute;
    private final boolean distinct;
    private final List<Object> values = new ArrayList<>();

    ClaimConstraint(DeviceConstraint constraint) {
        this.requests = constraint.getRequests();
        this.distinct = constraint.getMatchAttribute() == null;
        this.attribute = distinct ? constraint.getDistinctAttribute() : constraint.getMatchAttribute();
    }

    private boolean isAbout(WantedDevices wanted) {
        return requests.isEmpty() || wanted.isNamedIn(requests);
    }

    /** Takes one device more where that is allowed. */
    boolean add(WantedDevices wanted, OfferedDevice device) {
        if (!isAbout(wanted)) {
            return true;
        }
        Object value = value(device.attribute(attribute));
        if (value == null) {
            return false;
        }
        if (distinct
                ? values.contains(value)
                : !values.isEmpty() && !values.getFirst().equals(value)) {
            return false;
        }
        values.add(value);
        return true;
    }

    /** Gives back the device that was taken last. */
    void removeLast(WantedDevices wanted) {
        if (isAbout(wanted)) {
            values.removeLast();
        }
    }

    private record Version(String text) {}

    private static @Nullable Object value(@Nullable DeviceAttribute attribute) {
        if (attribute == null) {
            return null;
        }
        if (attribute.getString() != null) {
            return attribute.getString();
        }
        if (attribute.getInt() != null) {
            return attribute.getInt();
        }
        if (attribute.getBool() != null) {
            return attribute.getBool();
        }
        return attribute.getVersion() == null ? null : new Version(attribute.getVersion());
    }
}

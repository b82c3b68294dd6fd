package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claims to devices: with a device goes what its driver said of it (KEP-4817), so that who takes an allocation away need not know of that. What is said of a
 * device that was never allocated stays, for validation to refuse.
 */
public final class ResourceClaimStrategy extends DefaultStrategy {
    private record Device(String driver, String pool, String name, String share) {
        static Device of(ObjectNode node) {
            return new Device(
                    Trees.text(node, "driver"),
                    Trees.text(node, "pool"),
                    Trees.text(node, "device"),
                    Trees.text(node, "shareID"));
        }
    }

    public ResourceClaimStrategy(KindTraits traits) {
        super(traits);
    }

    @Override
    public void prepareForStatusUpdate(ObjectNode claim, ObjectNode old, WriteScope scope) {
        super.prepareForStatusUpdate(claim, old, scope);
        List<ObjectNode> said = Trees.objects(claim, "status", "devices");
        if (said.isEmpty()) {
            return;
        }
        Set<Device> gone = allocated(old);
        gone.removeAll(allocated(claim));
        List<ObjectNode> left = said.stream()
                .filter(device -> !gone.contains(Device.of(device)))
                .toList();
        if (left.size() == said.size()) {
            return;
        }
        ObjectNode status = Trees.child(claim, "status");
        if (left.isEmpty()) {
            status.remove("devices");
        } else {
            ArrayNode devices = status.putArray("devices");
            left.forEach(devices::add);
        }
    }

    private static Set<Device> allocated(ObjectNode claim) {
        Set<Device> devices = new HashSet<>();
        Trees.objects(claim, "status", "allocation", "devices", "results")
                .forEach(result -> devices.add(Device.of(result)));
        return devices;
    }
}

package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.scheduler.device.DeviceSearch.Picked;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResultBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceAllocationConfiguration;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClaimConfiguration;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClassConfiguration;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResultBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes down which devices a claim gets (resource.k8s.io/v1 AllocationResult): with the configuration of classes and claim, and the nodes where they can be used. */
final class Allocations {
    private Allocations() {}

    /** @param shareIds a new one for each share of a device that several may have */
    static AllocationResult of(ResourceClaim claim, List<Picked> picked, String node, Supplier<String> shareIds) {
        return new AllocationResultBuilder()
                .withNewDevices()
                .withResults(picked.stream().map(p -> result(p, shareIds)).toList())
                .withConfig(configuration(claim, picked))
                .endDevices()
                .withNodeSelector(nodes(picked, node))
                .build();
    }

    /** Whether two claims' worth of devices is the same devices, for the same requests. */
    static boolean isSame(AllocationResult one, AllocationResult other) {
        return devices(one).equals(devices(other));
    }

    private static List<List<@Nullable String>> devices(AllocationResult allocation) {
        return allocation.getDevices() == null
                ? List.of()
                : allocation.getDevices().getResults().stream()
                        .map(r -> Arrays.asList(
                                r.getRequest(), r.getDriver(), r.getPool(), r.getDevice(), r.getShareID()))
                        .toList();
    }

    private static DeviceRequestAllocationResult result(Picked picked, Supplier<String> shareIds) {
        OfferedDevice device = picked.device();
        DeviceRequestAllocationResultBuilder result = new DeviceRequestAllocationResultBuilder()
                .withRequest(picked.wanted().name())
                .withDriver(device.id().pool().driver())
                .withPool(device.id().pool().name())
                .withDevice(device.id().name())
                .withTolerations(picked.wanted().tolerations())
                .withBindingConditions(device.device().getBindingConditions())
                .withBindingFailureConditions(device.device().getBindingFailureConditions());
        if (picked.wanted().admin()) {
            result = result.withAdminAccess(true);
        }
        Map<String, Quantity> taken = picked.taken();
        if (taken != null) {
            Map<String, io.fabric8.kubernetes.api.model.Quantity> consumed = new HashMap<>();
            taken.forEach((name, amount) -> consumed.put(name, Capacity.written(amount)));
            result = result.withShareID(shareIds.get()).withConsumedCapacity(consumed.isEmpty() ? null : consumed);
        }
        return result.build();
    }

    /** That of each class once, for all requests of that class; then that of the claim, once for each request it names, as the reference writes it. */
    private static List<DeviceAllocationConfiguration> configuration(ResourceClaim claim, List<Picked> picked) {
        Map<String, List<String>> requestsByClass = new LinkedHashMap<>();
        Map<String, DeviceClass> classes = new HashMap<>();
        LinkedHashSet<WantedDevices> wanted = new LinkedHashSet<>();
        picked.forEach(p -> wanted.add(p.wanted()));
        for (WantedDevices each : wanted) {
            String name = each.deviceClass().getMetadata().getName();
            classes.put(name, each.deviceClass());
            requestsByClass.computeIfAbsent(name, n -> new ArrayList<>()).add(each.name());
        }
        List<DeviceAllocationConfiguration> all = new ArrayList<>();
        requestsByClass.forEach((name, requests) -> {
            for (DeviceClassConfiguration each : java.util.Objects.requireNonNull(classes.get(name))
                    .getSpec()
                    .getConfig()) {
                all.add(new DeviceAllocationConfiguration(each.getOpaque(), requests, "FromClass"));
            }
        });
        for (DeviceClaimConfiguration each : claim.getSpec().getDevices().getConfig()) {
            List<String> requests = each.getRequests();
            long times = requests.isEmpty()
                    ? 1
                    : wanted.stream().filter(w -> w.isNamedIn(requests)).count();
            for (int i = 0; i < times; i++) {
                all.add(new DeviceAllocationConfiguration(each.getOpaque(), requests, "FromClaim"));
            }
        }
        return all;
    }

    /** One local device binds the claim to the node; else all that the devices' slices say counts; null where they can be used everywhere. */
    private static @Nullable NodeSelector nodes(List<Picked> picked, String node) {
        List<NodeSelectorRequirement> fields = new ArrayList<>();
        List<NodeSelectorRequirement> expressions = new ArrayList<>();
        for (Picked each : picked) {
            if (each.device().isLocal()) {
                return new NodeSelectorBuilder()
                        .addNewNodeSelectorTerm()
                        .withMatchFields(new NodeSelectorRequirement("metadata.name", "In", List.of(node)))
                        .endNodeSelectorTerm()
                        .build();
            }
            NodeSelector selector = each.device().nodeSelector();
            if (selector != null && !selector.getNodeSelectorTerms().isEmpty()) {
                NodeSelectorTerm term = selector.getNodeSelectorTerms().getFirst();
                addNew(term.getMatchFields(), fields);
                addNew(term.getMatchExpressions(), expressions);
            }
        }
        return fields.isEmpty() && expressions.isEmpty()
                ? null
                : new NodeSelectorBuilder()
                        .addNewNodeSelectorTerm()
                        .withMatchFields(fields)
                        .withMatchExpressions(expressions)
                        .endNodeSelectorTerm()
                        .build();
    }

    private static void addNew(List<NodeSelectorRequirement> from, List<NodeSelectorRequirement> to) {
        from.stream().filter(r -> !to.contains(r)).forEach(to::add);
    }
}

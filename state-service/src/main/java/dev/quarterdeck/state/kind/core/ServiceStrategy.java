package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Services: fields that go together are made to agree; which families, addresses and ports they get is allocation's business. What a type does
 * not need goes away with the type, unless the client changed it by hand, which validation then refuses.
 */
public final class ServiceStrategy extends DefaultStrategy {
    public ServiceStrategy(KindTraits traits) {
        super(traits);
    }

    @Override
    public void prepareForCreate(ObjectNode service, WriteScope scope) {
        ObjectNode spec = Trees.child(service, "spec");
        followFirstAddress(spec, null);
        ServiceTypeFields.dropUnneeded(spec, null);
        refuseSharedNodePorts(service, spec);
        if (Trees.text(spec, "type").equals("ExternalName")
                && !Trees.text(spec, "internalTrafficPolicy").isEmpty()) {
            spec.remove("internalTrafficPolicy");
        }
        emptyStatus(service);
    }

    @Override
    public void prepareForUpdate(ObjectNode service, ObjectNode old, WriteScope scope) {
        ObjectNode spec = Trees.child(service, "spec");
        ObjectNode oldSpec = Objects.requireNonNullElse(Trees.objectAt(old, "spec"), old.objectNode());
        take(service, old, "status");
        ServiceTypeFields.keepAllocated(spec, oldSpec);
        followFirstAddress(spec, oldSpec);
        refuseRepeatedNodePorts(spec);
        ServiceTypeFields.dropUnneeded(spec, oldSpec);
        if (!Trees.text(spec, "type").equals("LoadBalancer")
                && Trees.text(oldSpec, "type").equals("LoadBalancer")) {
            emptyStatus(service);
        }
    }

    /** One node port serves one port of a new service, over whatever protocols. */
    private static void refuseSharedNodePorts(ObjectNode service, ObjectNode spec) {
        if (!ServiceClaims.needsNodePorts(spec)) {
            return;
        }
        Map<Long, Long> served = new HashMap<>();
        List<ObjectNode> ports = Trees.objects(spec, "ports");
        for (int i = 0; i < ports.size(); i++) {
            Long nodePort = Trees.number(ports.get(i), "nodePort");
            Long port = Objects.requireNonNullElse(Trees.number(ports.get(i), "port"), 0L);
            if (nodePort == null || nodePort == 0) {
                continue;
            }
            Long other = served.putIfAbsent(nodePort, port);
            if (other != null && !other.equals(port)) {
                throw refused(
                        service,
                        "spec.ports[" + i + "].nodePort",
                        nodePort.toString(),
                        "provided port is already allocated");
            }
        }
    }

    /** The reference fails to allocate before it validates. */
    private static void refuseRepeatedNodePorts(ObjectNode spec) {
        if (!ServiceClaims.needsNodePorts(spec)) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (ObjectNode port : Trees.objects(spec, "ports")) {
            Long nodePort = Trees.number(port, "nodePort");
            String key = Trees.text(port, "protocol") + " " + nodePort;
            if (nodePort != null && nodePort != 0 && !seen.add(key)) {
                throw ApiException.ofOthers("", 500, "duplicate nodePort: {" + key + "}", ApiException.Details.NONE);
            }
        }
    }

    /** A client that knows only {@code clusterIP} sets or changes that alone; the list follows. */
    private static void followFirstAddress(ObjectNode spec, @Nullable ObjectNode old) {
        String address = Trees.text(spec, "clusterIP");
        List<String> addresses = Trees.texts(spec, "clusterIPs");
        List<String> before = old == null ? List.of() : Trees.texts(old, "clusterIPs");
        if (address.equals(old == null ? "" : Trees.text(old, "clusterIP")) || !addresses.equals(before)) {
            return;
        }
        if (address.isEmpty()) {
            spec.remove("clusterIPs");
        } else {
            spec.putArray("clusterIPs").add(address);
        }
    }

    private static void emptyStatus(ObjectNode service) {
        service.set("status", service.objectNode().set("loadBalancer", service.objectNode()));
    }

    private static ApiException refused(ObjectNode service, String field, String value, String why) {
        return ApiException.invalid(
                "", "Service", Metadata.of(service).name(), List.of(FieldError.invalid(field, value, why)));
    }

    @Override
    public Set<Mutation.Claim> claims(ObjectNode service) {
        return ServiceClaims.of(service);
    }
}

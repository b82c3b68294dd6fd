package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Services of a cluster with IPv4 addresses only: families are settled here; which address and ports they get is allocation's business. What a type does
 * not need goes away with the type, unless the client changed it by hand, which validation then refuses.
 */
public final class ServiceStrategy extends DefaultStrategy {
    public ServiceStrategy(KindTraits traits) {
        super(traits);
    }

    @Override
    public void prepareForCreate(ObjectNode service, WriteScope scope) {
        ObjectNode spec = Trees.child(service, "spec");
        ServiceTypeFields.dropUnneeded(spec, null);
        settleFamilies(service, spec);
        emptyStatus(service);
    }

    @Override
    public void prepareForUpdate(ObjectNode service, ObjectNode old, WriteScope scope) {
        ObjectNode spec = Trees.child(service, "spec");
        ObjectNode oldSpec = Objects.requireNonNullElse(Trees.objectAt(old, "spec"), old.objectNode());
        take(service, old, "status");
        followFirstAddress(spec, oldSpec);
        ServiceTypeFields.keepAllocated(spec, oldSpec);
        ServiceTypeFields.dropUnneeded(spec, oldSpec);
        settleFamilies(service, spec);
        if (!Trees.text(spec, "type").equals("LoadBalancer")
                && Trees.text(oldSpec, "type").equals("LoadBalancer")) {
            emptyStatus(service);
        }
    }

    /** A client that knows only {@code clusterIP} changes that alone; the list follows. */
    private static void followFirstAddress(ObjectNode spec, ObjectNode old) {
        String address = Trees.text(spec, "clusterIP");
        List<String> addresses = Trees.texts(spec, "clusterIPs");
        if (address.equals(Trees.text(old, "clusterIP")) || !addresses.equals(Trees.texts(old, "clusterIPs"))) {
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

    private static void settleFamilies(ObjectNode service, ObjectNode spec) {
        if (!ServiceClaims.needsClusterIp(spec)) {
            return;
        }
        String address = Trees.text(spec, "clusterIP");
        List<String> addresses = Trees.texts(spec, "clusterIPs");
        if (!address.isEmpty() && addresses.isEmpty()) {
            spec.putArray("clusterIPs").add(address);
        }
        boolean headlessWithoutSelector =
                address.equals("None") && spec.path("selector").isEmpty();
        String policy = Trees.text(spec, "ipFamilyPolicy");
        if (policy.isEmpty()) {
            policy = headlessWithoutSelector && Trees.texts(spec, "ipFamilies").isEmpty()
                    ? "RequireDualStack"
                    : "SingleStack";
            spec.put("ipFamilyPolicy", policy);
        }
        List<String> families = Trees.texts(spec, "ipFamilies");
        if (headlessWithoutSelector) {
            if (families.isEmpty()) {
                spec.putArray("ipFamilies").add("IPv4");
                if (!policy.equals("SingleStack")) {
                    Trees.children(spec, "ipFamilies").add("IPv6");
                }
            }
            return;
        }
        if (policy.equals("RequireDualStack")) {
            throw refused(
                    service,
                    "spec.ipFamilyPolicy",
                    "\"RequireDualStack\"",
                    "this cluster is not configured for dual-stack services");
        }
        if (families.contains("IPv6")) {
            throw refused(
                    service,
                    "spec.ipFamilies[" + families.indexOf("IPv6") + "]",
                    "\"IPv6\"",
                    "not configured on this cluster");
        }
        if (families.isEmpty()) {
            spec.putArray("ipFamilies").add("IPv4");
        }
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

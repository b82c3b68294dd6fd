package dev.quarterdeck.state.allocation;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.network.ServiceRules;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Settles {@code ipFamilyPolicy} and {@code ipFamilies} of a service (KEP-563), before addresses are given to it.
 *
 * <pre>
 * policy          families named   cluster has   → families
 * SingleStack     none, one        any             the one that is named, that of the address, or the primary one
 * SingleStack     two              any             refused; an update that leaves them as they were gives the second up
 * PreferDualStack any              one             the primary one
 * PreferDualStack any              two             both
 * Require…        any              one             refused
 * Require…        any              two             both
 * any             a family that the cluster lacks  refused
 *
 * headless without selector: what is named, and but for SingleStack both, whatever the cluster has
 * PreferDualStack before and after, families and addresses as they were: left alone, whatever the cluster has now
 * </pre>
 *
 * Immutable.
 */
final class ServiceFamilies {
    private static final String SINGLE = "SingleStack";
    private static final String PREFER = "PreferDualStack";
    private static final String REQUIRE = "RequireDualStack";

    private final List<String> configured;

    /** @param configured the families of the cluster, the primary one first */
    ServiceFamilies(List<String> configured) {
        this.configured = List.copyOf(configured);
    }

    /** Whether an update leaves a service of PreferDualStack as it is, which then nothing is added to or taken from. */
    static boolean keepsPreferred(ObjectNode spec, @Nullable ObjectNode old) {
        return old != null
                && Trees.text(spec, "ipFamilyPolicy").equals(PREFER)
                && Trees.text(old, "ipFamilyPolicy").equals(PREFER)
                && Trees.text(spec, "type").equals(Trees.text(old, "type"))
                && Trees.texts(spec, "clusterIPs").equals(Trees.texts(old, "clusterIPs"))
                && Trees.texts(spec, "ipFamilies").equals(Trees.texts(old, "ipFamilies"));
    }

    /**
     * @param old the spec as stored; null for a new service
     * @throws ApiException 422 in the words of the reference
     */
    void settle(ObjectNode service, ObjectNode spec, @Nullable ObjectNode old) {
        if (Trees.text(spec, "type").equals("ExternalName")) {
            return;
        }
        boolean headlessWithoutSelector = Trees.text(spec, "clusterIP").equals("None")
                && spec.path("selector").isEmpty();
        if (!spec.hasNonNull("ipFamilyPolicy")) {
            spec.put(
                    "ipFamilyPolicy",
                    old != null && old.hasNonNull("ipFamilyPolicy")
                            ? Trees.text(old, "ipFamilyPolicy")
                            : headlessWithoutSelector ? REQUIRE : SINGLE);
        }
        refuse(service, ServiceRules.addressErrors(service));
        String policy = Trees.text(spec, "ipFamilyPolicy");
        List<FieldError> errors = new ArrayList<>(0);
        if (old != null) {
            release(spec, old, policy, errors);
        }
        if (policy.equals(SINGLE)) {
            refuseTwo(spec, errors);
        }
        inferFromAddresses(spec, errors);
        refuse(service, errors);

        if (!headlessWithoutSelector) {
            refuseUnconfigured(service, spec, policy);
        }
        ArrayNode families = Trees.children(spec, "ipFamilies");
        if (families.isEmpty()) {
            families.add(configured.getFirst());
        }
        if (!policy.equals(SINGLE) && families.size() == 1 && (headlessWithoutSelector || configured.size() == 2)) {
            families.add(families.get(0).stringValue("").equals("IPv4") ? "IPv6" : "IPv4");
        }
    }

    /** SingleStack gives up what the client left as it was; any other policy must not lose anything. */
    private static void release(ObjectNode spec, ObjectNode old, String policy, List<FieldError> errors) {
        for (String field : new String[] {"clusterIPs", "ipFamilies"}) {
            List<String> now = Trees.texts(spec, field);
            List<String> before = Trees.texts(old, field);
            if (policy.equals(SINGLE)) {
                if (now.size() > 1 && now.equals(before)) {
                    spec.putArray(field).add(now.getFirst());
                }
            } else if (!now.isEmpty() && now.size() < before.size()) {
                errors.add(policyError(
                        policy,
                        "must be 'SingleStack' to release the secondary "
                                + (field.equals("ipFamilies") ? "IP family" : "cluster IP")));
            }
        }
    }

    private static void refuseTwo(ObjectNode spec, List<FieldError> errors) {
        for (String field : new String[] {"clusterIPs", "ipFamilies"}) {
            if (Trees.texts(spec, field).size() == 2) {
                errors.add(policyError(
                        SINGLE,
                        "must be 'RequireDualStack' or 'PreferDualStack' when multiple "
                                + (field.equals("ipFamilies") ? "IP families" : "cluster IPs") + " are specified"));
            }
        }
    }

    private void inferFromAddresses(ObjectNode spec, List<FieldError> errors) {
        List<String> addresses = Trees.texts(spec, "clusterIPs");
        for (int i = Trees.texts(spec, "ipFamilies").size(); i < addresses.size(); i++) {
            if (addresses.get(i).equals("None")) {
                return;
            }
            String family = IpAddresses.isV6(addresses.get(i)) ? "IPv6" : "IPv4";
            if (configured.contains(family)) {
                Trees.children(spec, "ipFamilies").add(family);
            } else {
                errors.add(FieldError.invalid(
                        "spec.clusterIPs[" + i + "]",
                        quoted(addresses),
                        family + " is not configured on this cluster"));
            }
        }
    }

    private void refuseUnconfigured(ObjectNode service, ObjectNode spec, String policy) {
        List<FieldError> errors = new ArrayList<>(0);
        if (policy.equals(REQUIRE) && configured.size() < 2) {
            errors.add(policyError(policy, "this cluster is not configured for dual-stack services"));
        }
        List<String> families = Trees.texts(spec, "ipFamilies");
        for (int i = 0; i < families.size(); i++) {
            if (!configured.contains(families.get(i))) {
                errors.add(FieldError.invalid(
                        "spec.ipFamilies[" + i + "]", "\"" + families.get(i) + "\"", "not configured on this cluster"));
            }
        }
        refuse(service, errors);
    }

    private static FieldError policyError(String policy, String why) {
        return FieldError.invalid("spec.ipFamilyPolicy", "\"" + policy + "\"", why);
    }

    private static void refuse(ObjectNode service, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid("", "Service", Metadata.of(service).name(), errors);
        }
    }

    /** A list as the reference shows it in messages. */
    static String quoted(List<String> values) {
        return "[\"" + String.join("\",\"", values) + "\"]";
    }
}

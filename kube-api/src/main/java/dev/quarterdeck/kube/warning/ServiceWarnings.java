package dev.quarterdeck.kube.warning;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.format.Quoting;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is told of services: addresses in other forms than the canonical one, and fields that their type ignores. Pure. */
final class ServiceWarnings {
    private ServiceWarnings() {}

    static List<String> of(ObjectNode service) {
        List<String> warnings = new ArrayList<>(0);
        JsonNode spec = service.path("spec");
        boolean external = text(spec, "type").equals("ExternalName");
        boolean headless = text(spec, "clusterIP").equals("None");
        if (!external && !headless) {
            if (spec.path("clusterIPs").isEmpty()) {
                ValueWarnings.address("spec.clusterIPs[0]", text(spec, "clusterIP"), warnings);
            } else {
                addresses(spec, "clusterIPs", warnings);
            }
        }
        if (headless) {
            headless(spec, warnings);
        }
        addresses(spec, "externalIPs", warnings);
        boolean reached = !spec.path("externalIPs").isEmpty();
        if (reached && !headless && !external) {
            warnings.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        ValueWarnings.address("spec.loadBalancerIP", text(spec, "loadBalancerIP"), warnings);
        ranges(spec, warnings);
        if (reached && external) {
            warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (!external && !text(spec, "externalName").isEmpty()) {
            warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (text(spec, "trafficDistribution").equals("PreferClose")) {
            warnings.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
        return warnings;
    }

    private static void headless(JsonNode spec, List<String> warnings) {
        if (!text(spec, "loadBalancerIP").isEmpty()) {
            warnings.add("spec.loadBalancerIP is ignored for headless services");
        }
        if (!spec.path("externalIPs").isEmpty()) {
            warnings.add("spec.externalIPs is ignored for headless services");
        }
        if (text(spec, "sessionAffinity").equals("ClientIP")) {
            warnings.add("spec.SessionAffinity is ignored for headless services");
        }
    }

    private static void addresses(JsonNode spec, String field, List<String> warnings) {
        JsonNode list = spec.path(field);
        for (int i = 0; i < list.size(); i++) {
            ValueWarnings.address("spec." + field + "[" + i + "]", list.get(i).asString(""), warnings);
        }
    }

    /** Others than IPv6 have one form only that is valid. */
    private static void ranges(JsonNode spec, List<String> warnings) {
        JsonNode list = spec.path("loadBalancerSourceRanges");
        for (int i = 0; i < list.size(); i++) {
            String range = list.get(i).asString("").strip();
            if (IpAddresses.isV6(range) && IpAddresses.isRange(range)) {
                String canonical =
                        IpAddresses.canonical(range.substring(0, range.indexOf('/'))) + "/" + IpAddresses.prefix(range);
                if (!canonical.equals(range)) {
                    warnings.add("spec.loadBalancerSourceRanges[" + i + "]: IPv6 CIDR value " + Quoting.quote(range)
                            + " should be in RFC 5952 canonical format (" + Quoting.quote(canonical) + ")");
                }
            }
        }
    }

    private static String text(JsonNode spec, String field) {
        return spec.path(field).asString("");
    }
}

package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Status of a pod, as its node reports it: addresses, conditions, and container states that do not run backwards. */
final class PodStatusRules {

    private PodStatusRules() {}

    static void status(Field pod, Field old) {
        PodAnnotationRules.update(pod.at("metadata", "annotations"), old.at("metadata", "annotations"));
        Field status = pod.at("status");
        for (Field condition : status.at("conditions").items()) {
            Check.qualifiedName(condition.at("type").as(condition.at("Type")));
        }
        if (!Same.same(pod.at("spec", "nodeName"), old.at("spec", "nodeName"))) {
            Field name = status.at("nodeName");
            name.forbidden("may not be changed directly");
        }
        Field seen = status.at("observedGeneration");
        if (seen.number() < 0) {
            seen.invalid("must be a non-negative integer");
        }
        Set<String> claims = new HashSet<>();
        for (Field claim : status.at("resourceClaimStatuses").items()) {
            boolean known = pod.at("spec", "resourceClaims").items().stream()
                    .anyMatch(c -> c.at("name").is(claim.at("name").text()));
            if (!known) {
                claim.at("name").invalid("must match the name of an entry in `spec.resourceClaims`");
            }
            if (!claims.add(claim.at("name").text())) {
                claim.at("name").duplicate();
            }
            if (claim.at("resourceClaimName").isSet()) {
                Check.dnsSubdomain(claim.at("resourceClaimName"));
            }
        }
        if (status.at("extendedResourceClaimStatus").isSet()) {
            extendedClaim(status.at("extendedResourceClaimStatus"), pod.at("spec"));
        }
        Field nominated = status.at("nominatedNodeName");
        if (!nominated.isEmpty()) {
            Check.dnsSubdomain(nominated);
        }
        Field quality = status.at("qosClass");
        Field oldQuality = old.at("status", "qosClass");
        if (!quality.isEmpty() && !oldQuality.isEmpty() && !quality.is(oldQuality.text())) {
            quality.invalid(Check.IMMUTABLE);
        }
        transitions(status.at("containerStatuses"), old.at("status", "containerStatuses"), pod.at("spec"));
        addresses(status.at("podIPs"));
        addresses(status.at("hostIPs"));
        Field host = status.at("hostIPs").item(0).at("ip");
        if (host.isSet() && !host.is(status.at("hostIP").text())) {
            host.invalid("must be equal to `hostIP`");
        }
    }

    /** The claim that was made for extended resources: which container's request became which request of the claim. */
    private static void extendedClaim(Field claim, Field spec) {
        Field mappings = claim.at("requestMappings");
        Check.required(mappings, "at least one request mapping is required");
        Set<List<String>> seen = new HashSet<>();
        for (Field mapping : mappings.items()) {
            Field name = mapping.at("containerName");
            Field resource = mapping.at("resourceName");
            Field request = mapping.at("requestName");
            Optional<Field> container = Stream.of("initContainers", "containers")
                    .flatMap(list -> spec.at(list).items().stream())
                    .filter(c -> c.at("name").is(name.text()))
                    .findFirst();
            if (container.isEmpty()) {
                name.invalid("must match the name of an entry in spec.initContainers.name or spec.containers.name");
            } else if (!container
                    .get()
                    .at("resources", "requests")
                    .key(resource.text())
                    .isSet()) {
                resource.invalid(
                        "must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests");
            }
            Check.dnsLabel(request.as(claim.at("requestName")));
            if (!seen.add(List.of(name.text(), resource.text(), request.text()))) {
                List.of(name, resource, request).forEach(Field::duplicate);
            }
        }
        if (Check.required(claim.at("resourceClaimName"))) {
            Check.dnsSubdomain(claim.at("resourceClaimName"));
        }
    }

    /** A container that ended does not run again where the restart policy says so. */
    private static void transitions(Field statuses, Field old, Field spec) {
        if (spec.at("restartPolicy").is("Always")) {
            return;
        }
        boolean onFailure = spec.at("restartPolicy").is("OnFailure");
        for (Field before : old.items()) {
            Field terminated = before.at("state", "terminated");
            boolean restartable = ContainerRules.all(spec).stream()
                    .anyMatch(c -> c.at("name").is(before.at("name").text())
                            && c.at("restartPolicy").isSet());
            if (!terminated.isSet()
                    || restartable
                    || onFailure && terminated.at("exitCode").number() != 0) {
                continue;
            }
            for (Field now : statuses.items()) {
                if (now.at("name").is(before.at("name").text())
                        && !now.at("state", "terminated").isSet()) {
                    now.at("state").forbidden("may not be transitioned to non-terminated state");
                }
            }
        }
    }

    private static String shown(Field addresses) {
        return addresses.items().stream().map(a -> a.struct("IP=")).collect(Collectors.joining(",", "[", "]"));
    }

    private static void addresses(Field addresses) {
        int v4 = 0;
        int v6 = 0;
        for (Field entry : addresses.items()) {
            Field address = entry.at("ip").as(entry);
            address.invalid(IpAddresses.problems(address.text()));
            if (IpAddresses.isV6(address.text())) {
                v6++;
            } else {
                v4++;
            }
        }
        if (v4 > 1 || v6 > 1) {
            addresses.invalidAs(shown(addresses), "may specify no more than one IP for each IP family");
        }
    }
}

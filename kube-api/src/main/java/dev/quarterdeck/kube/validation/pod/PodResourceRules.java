package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.ResourceNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Requests and limits: known names, amounts not below zero, requests within limits; and the claims they draw on. */
final class PodResourceRules {

    private PodResourceRules() {}

    static void container(Field resources, Field podClaims) {
        list(resources.at("limits"));
        requests(resources, false);
        claims(resources.at("claims"), podClaims);
    }

    static void pod(Field spec) {
        Field resources = spec.at("resources");
        if (!resources.isSet()) {
            return;
        }
        if (spec.at("os", "name").is("windows")) {
            resources.forbidden("may not be set for a windows pod");
            return;
        }
        if (resources.at("claims").isSet()) {
            resources.at("claims").forbidden("claims may not be set for Resources at pod-level");
            claims(resources.at("claims"), spec.at("resourceClaims"));
        }
        for (Field limit : resources.at("limits").entries()) {
            podName(limit);
            amount(limit);
        }
        requests(resources, true);
        consistent(spec, resources);
    }

    private static void podName(Field entry) {
        if (ResourceNames.standard(entry)
                && !entry.name().equals("cpu")
                && !entry.name().equals("memory")
                && !ResourceNames.isHugePages(entry.name())) {
            entry.report(
                    FieldError.Type.NOT_SUPPORTED,
                    Check.quoted(entry.name()),
                    "supported values: \"cpu\", \"hugepages-\", \"memory\"");
        }
    }

    /** Names and amounts of limits, or of an overhead. */
    static void list(Field limits) {
        for (Field limit : limits.entries()) {
            ResourceNames.container(limit);
            amount(limit);
            hugePages(limit);
        }
    }

    private static void amount(Field entry) {
        ResourceNames.amount(entry);
    }

    private static void hugePages(Field entry) {
        if (!ResourceNames.isHugePages(entry.name())) {
            return;
        }
        String size = entry.name().substring("hugepages-".length());
        Quantity page = Quantity.isValid(size) ? Quantity.parse(size) : Quantity.ZERO;
        Quantity amount = Check.quantity(entry);
        if (page.signum() > 0 && amount.value() % page.value() != 0) {
            entry.invalidAs(
                    Check.quoted(amount.toString()), amount + " is not positive integer multiple of " + entry.name());
        }
    }

    private static void requests(Field resources, boolean pod) {
        Field limits = resources.at("limits");
        Field requests = resources.at("requests");
        boolean pages = limits.entries().stream().anyMatch(l -> ResourceNames.isHugePages(l.name()));
        for (Field request : requests.entries()) {
            if (pod) {
                podName(request);
            } else {
                ResourceNames.container(request);
            }
            amount(request);
            String name = request.name();
            Quantity amount = Check.quantity(request);
            Field limit = limits.key(name);
            if (limit.isSet()) {
                Quantity most = Check.quantity(limit);
                if (!amount.equals(most) && !ResourceNames.mayBeOvercommitted(name)) {
                    requests.invalidAs(
                            Check.quoted(amount.toString()), "must be equal to " + name + " limit of " + most);
                } else if (amount.compareTo(most) > 0) {
                    requests.invalidAs(
                            Check.quoted(amount.toString()),
                            "must be less than or equal to " + name + " limit of " + most);
                }
            } else if (!ResourceNames.mayBeOvercommitted(name)) {
                limits.required("Limit must be set for non overcommitable resources");
            }
            if (ResourceNames.isHugePages(name)) {
                pages = true;
                hugePages(request);
            }
        }
        boolean compute = limits.at("cpu").isSet()
                || limits.at("memory").isSet()
                || requests.at("cpu").isSet()
                || requests.at("memory").isSet();
        if (pages && !compute) {
            resources.forbidden("HugePages require cpu or memory");
        }
    }

    /** What is given for the pod as a whole covers what its containers ask for. */
    private static void consistent(Field spec, Field resources) {
        Map<String, Quantity> asked = new HashMap<>();
        for (Field container : spec.at("containers").items()) {
            container
                    .at("resources", "requests")
                    .entries()
                    .forEach(request -> asked.merge(request.name(), Check.quantity(request), Quantity::plus));
        }
        for (Field request : resources.at("requests").entries()) {
            Quantity together = asked.get(request.name());
            if (together != null && together.compareTo(Check.quantity(request)) > 0) {
                request.invalid("must be greater than or equal to aggregate container requests of " + together);
            }
        }
        for (Field container : spec.at("containers").items()) {
            for (Field limit : container.at("resources", "limits").entries()) {
                Field most = resources.at("limits").key(limit.name());
                if (most.isSet() && Check.quantity(limit).compareTo(Check.quantity(most)) > 0) {
                    limit.as(resources
                                    .at("containers")
                                    .key(container.name())
                                    .key(limit.name())
                                    .at("limits"))
                            .invalid("must be less than or equal to pod limits of " + Check.quantity(most));
                }
            }
        }
    }

    /** {@code resourceClaims} of a pod. */
    static void claims(Field claims) {
        Set<String> names = new HashSet<>();
        for (Field claim : claims.items()) {
            Field name = claim.at("name");
            if (Check.required(name)) {
                if (!names.add(name.text())) {
                    name.duplicate();
                } else {
                    Check.dnsLabel(name);
                }
            }
            Field byName = claim.at("resourceClaimName");
            Field byTemplate = claim.at("resourceClaimTemplateName");
            if (byName.isSet() && byTemplate.isSet()) {
                claim.invalidAs(
                        claim.struct("Name=", "ResourceClaimName", "ResourceClaimTemplateName"),
                        "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            }
            if (!byName.isSet() && !byTemplate.isSet()) {
                claim.invalidAs(
                        claim.struct("Name=", "ResourceClaimName", "ResourceClaimTemplateName"),
                        "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
            if (byName.isSet()) {
                Check.dnsSubdomain(byName);
            }
            if (byTemplate.isSet()) {
                Check.dnsSubdomain(byTemplate);
            }
        }
    }

    /** Claims of one container, which the pod must have. */
    private static void claims(Field claims, Field podClaims) {
        TreeSet<String> known = new TreeSet<>();
        podClaims.items().forEach(c -> known.add(c.at("name").text()));
        Set<String> seen = new HashSet<>();
        for (Field claim : claims.items()) {
            Field name = claim.at("name").as(claim);
            if (!Check.required(name)) {
                continue;
            }
            Field request = claim.at("request");
            if (!request.isEmpty()) {
                Check.dnsLabel(request);
            }
            if (!seen.add(name.text() + (request.isEmpty() ? "" : "/" + request.text()))) {
                name.duplicate();
            }
            if (!known.contains(name.text())) {
                name.report(
                        FieldError.Type.NOT_FOUND,
                        name.shown(),
                        "must be one of the names in pod.spec.resourceClaims"
                                + (known.isEmpty() ? " which is empty" : ": " + String.join(", ", known)));
            }
        }
    }
}

package dev.quarterdeck.kube.validation.device;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashSet;
import java.util.Set;

/** What a claim asks for: requests, alternatives, constraints, configuration. */
final class DeviceClaimSpecRules {
    private static final int MOST_REQUESTS = 32;
    private static final int MOST_ALTERNATIVES = 8;
    private static final int MOST_TOLERATIONS = 16;

    private DeviceClaimSpecRules() {}

    /** The names that results, constraints and configurations may refer to: {@code request} and {@code request/alternative}. */
    static Set<String> names(Field spec) {
        Set<String> names = new HashSet<>();
        for (Field request : spec.at("devices", "requests").items()) {
            String name = request.at("name").text();
            names.add(name);
            request.at("firstAvailable")
                    .items()
                    .forEach(alternative ->
                            names.add(name + "/" + alternative.at("name").text()));
        }
        return names;
    }

    static void spec(Field spec) {
        Field devices = spec.at("devices");
        Set<String> names = names(spec);
        Field requests = devices.at("requests");
        DeviceNames.atMost(requests, MOST_REQUESTS);
        requests.items().forEach(DeviceClaimSpecRules::request);
        DeviceNames.unique(requests.items(), request -> request.at("name").text());
        DeviceNames.atMost(devices.at("constraints"), MOST_REQUESTS);
        devices.at("constraints").items().forEach(constraint -> constraint(constraint, names));
        DeviceNames.atMost(devices.at("config"), MOST_REQUESTS);
        for (Field config : devices.at("config").items()) {
            references(config.at("requests"), names);
            DeviceNames.opaque(config);
        }
    }

    private static void request(Field request) {
        DeviceNames.label(request.at("name"));
        Field exactly = request.at("exactly");
        Field alternatives = request.at("firstAvailable");
        if (!exactly.isSet() && alternatives.size() == 0) {
            request.required("exactly one of `exactly` or `firstAvailable` is required");
        } else if (exactly.isSet() && alternatives.size() > 0) {
            request.invalidAs(
                    "null", "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set");
        } else if (exactly.isSet()) {
            devices(exactly);
        } else {
            DeviceNames.atMost(alternatives, MOST_ALTERNATIVES);
            for (Field alternative : alternatives.items()) {
                DeviceNames.label(alternative.at("name"));
                devices(alternative);
            }
            DeviceNames.unique(
                    alternatives.items(), alternative -> alternative.at("name").text());
        }
    }

    private static void devices(Field request) {
        if (Check.required(request.at("deviceClassName"))) {
            Check.dnsSubdomain(request.at("deviceClassName"));
        }
        DeviceNames.selectors(request.at("selectors"));
        Field mode = request.at("allocationMode");
        Field count = request.at("count");
        if (mode.is("All")) {
            if (count.number() != 0) {
                count.invalid("must not be specified when allocationMode is 'All'");
            }
        } else if (mode.is("ExactCount")) {
            if (count.number() <= 0) {
                count.invalidAs(Long.toString(count.number()), "must be greater than zero");
            }
        } else {
            mode.unsupported("All", "ExactCount");
        }
        DeviceNames.atMost(request.at("tolerations"), MOST_TOLERATIONS);
        request.at("tolerations").items().forEach(DeviceTaintRules::toleration);
        request.at("capacity", "requests")
                .entries()
                .forEach(entry -> DeviceNames.qualified(request.at("capacity", "requests"), entry.name()));
    }

    private static void constraint(Field constraint, Set<String> names) {
        references(constraint.at("requests"), names);
        Field match = constraint.at("matchAttribute");
        Field distinct = constraint.at("distinctAttribute");
        if (match.isSet()) {
            DeviceNames.fullyQualified(match);
        } else if (distinct.isSet()) {
            DeviceNames.fullyQualified(distinct);
        } else {
            constraint.required(
                    "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set");
        }
    }

    static void references(Field requests, Set<String> names) {
        DeviceNames.atMost(requests, MOST_REQUESTS);
        requests.items().forEach(request -> reference(request, names));
        DeviceNames.unique(requests.items(), Field::text);
    }

    static void reference(Field name, Set<String> names) {
        String words =
                "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
        String[] parts = name.text().split("/", -1);
        if (parts.length > 2) {
            name.invalid(words);
            return;
        }
        for (String part : parts) {
            DeviceNames.label(name.holding(tools.jackson.databind.node.JsonNodeFactory.instance.stringNode(part)));
        }
        if (!names.contains(name.text())) {
            name.invalid(words);
        }
    }
}

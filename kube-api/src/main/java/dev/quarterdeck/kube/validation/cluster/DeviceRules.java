package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** resource.k8s.io: the outlines of claims, templates, classes and slices. Expressions and allocations are not looked at here. */
public final class DeviceRules {
    private static final int MOST_REQUESTS = 32;
    private static final int MOST_ALTERNATIVES = 8;
    private static final int MOST_DEVICES = 128;
    private static final int MOST_CONSUMERS = 256;

    private DeviceRules() {}

    public static KindRules claim() {
        return new KindRules() {
            @Override
            public void create(Field object) {
                spec(object.at("spec"));
            }

            @Override
            public void update(Field object, Field old) {
                Check.immutable(object.at("spec"), old.at("spec"));
            }

            @Override
            public void status(Field object, Field old) {
                Field consumers = object.at("status", "reservedFor");
                if (consumers.size() > MOST_CONSUMERS) {
                    consumers.tooMany(consumers.size(), MOST_CONSUMERS);
                }
                Field allocation = object.at("status", "allocation");
                Field before = old.at("status", "allocation");
                if (allocation.isSet() && before.isSet() && !Same.same(allocation, before)) {
                    allocation.invalid(Check.IMMUTABLE);
                }
            }
        };
    }

    public static KindRules template() {
        return new KindRules() {
            @Override
            public void create(Field object) {
                spec(object.at("spec", "spec"));
            }

            @Override
            public void update(Field object, Field old) {
                Check.immutable(object.at("spec"), old.at("spec"));
            }
        };
    }

    public static KindRules deviceClass() {
        return object -> {
            Field selectors = object.at("spec", "selectors");
            if (selectors.size() > MOST_REQUESTS) {
                selectors.tooMany(selectors.size(), MOST_REQUESTS);
            }
            for (Field selector : selectors.items()) {
                if (!selector.at("cel").isSet()) {
                    selector.at("cel").required("");
                } else {
                    Check.required(selector.at("cel", "expression"));
                }
            }
        };
    }

    public static KindRules slice() {
        return new KindRules() {
            @Override
            public void create(Field object) {
                devices(object.at("spec"));
            }

            @Override
            public void update(Field object, Field old) {
                create(object);
                for (String field : new String[] {"driver", "nodeName"}) {
                    Check.immutable(object.at("spec", field), old.at("spec", field));
                }
                Check.immutable(object.at("spec", "pool", "name"), old.at("spec", "pool", "name"));
            }
        };
    }

    private static void spec(Field spec) {
        Field requests = spec.at("devices", "requests");
        if (requests.size() > MOST_REQUESTS) {
            requests.tooMany(requests.size(), MOST_REQUESTS);
        }
        Set<String> names = new HashSet<>();
        for (Field request : requests.items()) {
            name(request, names);
            Field exactly = request.at("exactly");
            Field alternatives = request.at("firstAvailable");
            if (!exactly.isSet() && alternatives.size() == 0) {
                request.required("exactly one of `exactly` or `firstAvailable` is required");
            } else if (exactly.isSet() && alternatives.size() > 0) {
                request.invalid(
                        "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set");
            }
            if (exactly.isSet()) {
                request(exactly);
            }
            if (alternatives.size() > MOST_ALTERNATIVES) {
                alternatives.tooMany(alternatives.size(), MOST_ALTERNATIVES);
            }
            Set<String> subNames = new HashSet<>();
            for (Field alternative : alternatives.items()) {
                name(alternative, subNames);
                request(alternative);
            }
        }
    }

    private static void name(Field named, Set<String> seen) {
        Field name = named.at("name");
        if (!Check.required(name)) {
            return;
        }
        Check.dnsLabel(name);
        if (!seen.add(name.text())) {
            named.duplicateAs(name.shown());
        }
    }

    private static void request(Field request) {
        if (Check.required(request.at("deviceClassName"))) {
            Check.dnsSubdomain(request.at("deviceClassName"));
        }
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
    }

    private static void devices(Field spec) {
        if (Check.required(spec.at("driver"))) {
            Check.dnsSubdomain(spec.at("driver"));
        }
        Field pool = spec.at("pool");
        Check.required(pool.at("name"));
        if (pool.at("resourceSliceCount").number() <= 0) {
            pool.at("resourceSliceCount")
                    .invalidAs(Long.toString(pool.at("resourceSliceCount").number()), "must be greater than zero");
        }
        if (pool.at("generation").number() < 0) {
            pool.at("generation").invalid("must be greater than or equal to zero");
        }
        List<String> places = new ArrayList<>();
        for (String field : new String[] {"nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"}) {
            if (field.startsWith("node")
                    ? spec.at(field).isSet()
                    : spec.at(field).flag()) {
                places.add("`" + field + "`");
            }
        }
        String words = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
        if (places.isEmpty()) {
            spec.required(words);
        } else if (places.size() > 1) {
            spec.invalidAs("\"{" + String.join(", ", places) + "}\"", words + ", but multiple fields are set");
        }
        Field devices = spec.at("devices");
        if (devices.size() > MOST_DEVICES) {
            devices.tooMany(devices.size(), MOST_DEVICES);
        }
        Set<String> names = new HashSet<>();
        devices.items().forEach(device -> name(device, names));
    }
}

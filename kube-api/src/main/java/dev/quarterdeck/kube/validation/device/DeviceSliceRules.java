package dev.quarterdeck.kube.validation.device;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.pod.NodeSelectorRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a driver offers: devices with attributes and capacity, or counters that devices share, for a node or many. */
public final class DeviceSliceRules implements KindRules {
    private static final int MOST_DEVICES = 128;
    private static final int MOST_DEVICES_WITH_MORE = 64;
    private static final int MOST_COUNTER_SETS = 8;
    private static final int MOST_COUNTERS = 32;
    private static final int MOST_TAINTS = 16;
    private static final int MOST_ATTRIBUTES = 32;
    private static final int MOST_VALUE_BYTES = 64;
    private static final String[] PLACES = {"nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"};
    /** Semantic Versioning 2.0.0. */
    private static final Pattern VERSION = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
            + "(-(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
            + "(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?");

    @Override
    public void create(Field object) {
        spec(object.at("spec"));
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        for (String field : new String[] {"driver", "nodeName"}) {
            Check.immutable(object.at("spec", field), old.at("spec", field));
        }
        Check.immutable(object.at("spec", "pool", "name"), old.at("spec", "pool", "name"));
    }

    private static void spec(Field spec) {
        DeviceNames.driver(spec.at("driver"));
        Field pool = spec.at("pool");
        DeviceNames.pool(pool.at("name"));
        Field slices = pool.at("resourceSliceCount");
        if (slices.number() <= 0) {
            slices.invalidAs(Long.toString(slices.number()), "must be greater than zero");
        }
        if (pool.at("generation").number() < 0) {
            pool.at("generation").invalid("must be greater than or equal to zero");
        }
        places(spec, PLACES, "must be either unset or set to a non-empty string");
        if (spec.at("sharedCounters").isSet()
                && spec.at("devices").isSet()
                && spec.at("sharedCounters").size() + spec.at("devices").size() > 0) {
            spec.invalidAs("\"\"", "only one of `sharedCounters` or `devices` is allowed");
        }
        devices(spec);
        Field sets = spec.at("sharedCounters");
        DeviceNames.atMost(sets, MOST_COUNTER_SETS);
        for (Field set : sets.items()) {
            DeviceNames.label(set.at("name"));
            counters(set.at("counters"));
        }
        DeviceNames.unique(sets.items(), set -> set.at("name").text());
    }

    /** Where the devices are is said once. */
    private static void places(Field at, String[] fields, String emptyName) {
        List<String> found = new ArrayList<>();
        for (String field : fields) {
            Field place = at.at(field);
            if (!place.isSet()) {
                continue;
            }
            if (field.equals("nodeSelector")) {
                found.add("`nodeSelector`");
                NodeSelectorRules.selector(place);
                if (fields.length == PLACES.length
                        && place.at("nodeSelectorTerms").size() != 1) {
                    place.at("nodeSelectorTerms").invalid("must have exactly one node selector term");
                }
            } else if (field.equals("nodeName")) {
                if (place.isEmpty()) {
                    place.invalid(emptyName);
                } else {
                    found.add("`nodeName`");
                    Check.dnsSubdomain(place);
                }
            } else if (place.flag()) {
                found.add("`" + field + "`");
            } else {
                place.invalid("must be either unset or set to true");
            }
        }
        String words = fields.length == PLACES.length
                ? "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
                : "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is"
                        + " set to true in the ResourceSlice spec";
        if (found.isEmpty()) {
            at.required(words);
        } else if (found.size() > 1) {
            at.invalidAs(
                    "\"{" + String.join(", ", found) + "}\"",
                    fields.length == PLACES.length ? words + ", but multiple fields are set" : words);
        }
    }

    private static void devices(Field spec) {
        Field devices = spec.at("devices");
        boolean more = devices.items().stream()
                .anyMatch(device -> device.at("taints").size() > 0
                        || device.at("consumesCounters").size() > 0);
        int most = more ? MOST_DEVICES_WITH_MORE : MOST_DEVICES;
        if (devices.size() > most) {
            devices.tooMany(devices.size(), most);
            return;
        }
        devices.items()
                .forEach(device ->
                        device(device, spec.at("perDeviceNodeSelection").flag()));
        DeviceNames.unique(devices.items(), device -> device.at("name").text());
    }

    private static void device(Field device, boolean saysWhere) {
        DeviceNames.label(device.at("name"));
        Field attributes = device.at("attributes");
        Field capacity = device.at("capacity");
        int entries = attributes.size() + capacity.size();
        if (entries > MOST_ATTRIBUTES) {
            device.invalidAs(
                    Integer.toString(entries),
                    "the total number of attributes and capacities must not exceed " + MOST_ATTRIBUTES);
        }
        for (Field attribute : attributes.entries()) {
            DeviceNames.qualified(attributes, attribute.name());
            attribute(attribute);
        }
        boolean shared = device.at("allowMultipleAllocations").flag();
        for (Field amount : capacity.entries()) {
            DeviceNames.qualified(capacity, amount.name());
            if (amount.at("requestPolicy").isSet()) {
                CapacityPolicyRules.check(amount, shared);
            }
        }
        Field bound = device.at("bindingConditions");
        Field failed = device.at("bindingFailureConditions");
        if (bound.size() > 0 && failed.size() == 0) {
            failed.invalidAs("null", "bindingFailureConditions are required to use bindingConditions");
        } else if (bound.size() == 0 && failed.size() > 0) {
            bound.invalidAs("null", "bindingConditions are required to use bindingFailureConditions");
        }
        DeviceNames.atMost(device.at("taints"), MOST_TAINTS);
        device.at("taints").items().forEach(DeviceTaintRules::taint);
        Field consumed = device.at("consumesCounters");
        DeviceNames.atMost(consumed, 2);
        for (Field consumption : consumed.items()) {
            DeviceNames.label(consumption.at("counterSet"));
            counters(consumption.at("counters"));
        }
        DeviceNames.unique(
                consumed.items(), consumption -> consumption.at("counterSet").text());
        String[] fields = {"nodeName", "nodeSelector", "allNodes"};
        if (saysWhere) {
            places(device, fields, "must not be empty");
        } else if (device.at("nodeName").isSet()
                || device.at("nodeSelector").isSet()
                || device.at("allNodes").isSet()) {
            device.invalidAs(
                    "null",
                    "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true"
                            + " in the ResourceSlice spec");
        }
    }

    private static void attribute(Field attribute) {
        int values = 0;
        for (String field : new String[] {"bool", "int", "string", "version"}) {
            values += attribute.at(field).isSet() ? 1 : 0;
        }
        Field text = attribute.at("string");
        if (text.text().length() > MOST_VALUE_BYTES) {
            text.tooLong(MOST_VALUE_BYTES);
        }
        Field version = attribute.at("version");
        if (version.isSet() && !VERSION.matcher(version.text()).matches()) {
            version.invalid("must be a string compatible with semver.org spec 2.0.0");
        }
        if (version.text().length() > MOST_VALUE_BYTES) {
            version.tooLong(MOST_VALUE_BYTES);
        }
        if (values != 1) {
            attribute.invalidAs(values == 0 ? "\"\"" : attribute.shown(), "exactly one value must be specified");
        }
    }

    private static void counters(Field counters) {
        if (!Check.required(counters)) {
            return;
        }
        if (counters.size() > MOST_COUNTERS) {
            counters.tooMany(counters.size(), MOST_COUNTERS);
            return;
        }
        for (Field counter : counters.entries()) {
            Formats.dnsLabel(counter.name())
                    .forEach(problem -> counters.invalidAs(Check.quoted(counter.name()), problem));
        }
    }
}

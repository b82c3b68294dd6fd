package dev.quarterdeck.kube.validation.device;

import dev.quarterdeck.kube.validation.pod.NodeSelectorRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.ConditionRules;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.ResourceNames;
import dev.quarterdeck.kube.validation.rule.Same;
import dev.quarterdeck.kube.validation.rule.StoredForm;
import java.util.HashSet;
import java.util.Set;

/** A claim: its spec for good, and in its status what was allocated, who uses it, and what drivers say of the devices. */
public final class DeviceClaimRules implements KindRules {
    private static final StoredForm CLAIM = StoredForm.of("resource.k8s.io/v1", "ResourceClaim", "spec");
    private static final StoredForm TEMPLATE = StoredForm.of("resource.k8s.io/v1", "ResourceClaimTemplate", "spec");
    private static final int MOST_CONSUMERS = 256;
    private static final int MOST_RESULTS = 32;
    private static final int MOST_CONDITIONS = 8;
    private static final int MOST_ADDRESSES = 16;

    @Override
    public void create(Field object) {
        DeviceClaimSpecRules.spec(object.at("spec"));
    }

    @Override
    public void update(Field object, Field old) {
        Check.immutable(object.at("spec"), old.at("spec"), CLAIM);
    }

    @Override
    public void status(Field object, Field old) {
        Field status = object.at("status");
        Field consumers = status.at("reservedFor");
        DeviceNames.atMost(consumers, MOST_CONSUMERS);
        for (Field consumer : consumers.items()) {
            for (String field : new String[] {"resource", "name", "uid"}) {
                Check.required(consumer.at(field));
            }
        }
        DeviceNames.unique(consumers.items(), consumer -> consumer.at("uid").text());
        Field allocation = status.at("allocation");
        Set<String> allocated = new HashSet<>();
        allocation.at("devices", "results").items().forEach(result -> allocated.add(device(result)));
        for (Field device : status.at("devices").items()) {
            device(device, allocated);
        }
        DeviceNames.unique(status.at("devices").items(), DeviceClaimRules::device);
        if (consumers.size() > 0) {
            reserved(object, old);
        }
        Field before = old.at("status", "allocation");
        if (allocation.isSet() && before.isSet()) {
            if (!Same.same(allocation, before)) {
                allocation.invalid(Check.IMMUTABLE);
            }
        } else if (allocation.isSet()) {
            allocation(allocation, DeviceClaimSpecRules.names(object.at("spec")));
        }
    }

    private static void reserved(Field object, Field old) {
        Field consumers = object.at("status", "reservedFor");
        if (!object.at("status", "allocation").isSet()) {
            consumers.forbidden("may not be specified when `allocated` is not set");
        } else if (object.at("metadata", "deletionTimestamp").isSet()) {
            Set<Object> known = new HashSet<>();
            old.at("status", "reservedFor").items().forEach(consumer -> known.add(consumer.node()));
            if (consumers.items().stream().anyMatch(consumer -> !known.contains(consumer.node()))) {
                consumers.forbidden(
                        "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set");
            }
        }
    }

    private static String device(Field device) {
        return device.at("driver").text() + "/" + device.at("pool").text() + "/"
                + device.at("device").text() + "/" + device.at("shareID").text();
    }

    private static void device(Field device, Set<String> allocated) {
        DeviceNames.driver(device.at("driver"));
        DeviceNames.pool(device.at("pool"));
        DeviceNames.label(device.at("device"));
        if (!allocated.contains(device(device))) {
            device.invalid("must be an allocated device in the claim");
        }
        DeviceNames.atMost(device.at("conditions"), MOST_CONDITIONS);
        ConditionRules.conditions(device.at("conditions"));
        if (device.at("data").isSet()) {
            DeviceNames.raw(device.at("data"));
        }
        Field network = device.at("networkData");
        if (network.at("interfaceName").text().length() > 256) {
            network.at("interfaceName").tooLong(256);
        }
        if (network.at("hardwareAddress").text().length() > 128) {
            network.at("hardwareAddress").tooLong(128);
        }
        DeviceNames.atMost(network.at("ips"), MOST_ADDRESSES);
        for (Field address : network.at("ips").items()) {
            InterfaceAddresses.check(address);
        }
        DeviceNames.unique(network.at("ips").items(), Field::text);
    }

    private static void allocation(Field allocation, Set<String> names) {
        Field devices = allocation.at("devices");
        DeviceNames.atMost(devices.at("results"), MOST_RESULTS);
        for (Field result : devices.at("results").items()) {
            DeviceClaimSpecRules.reference(result.at("request"), names);
            DeviceNames.driver(result.at("driver"));
            DeviceNames.pool(result.at("pool"));
            DeviceNames.label(result.at("device"));
            if (result.at("adminAccess").isSet()) {
                result.at("tolerations").items().forEach(DeviceTaintRules::toleration);
            }
        }
        DeviceNames.atMost(devices.at("config"), 2 * MOST_RESULTS);
        for (Field config : devices.at("config").items()) {
            Check.requiredOneOf(config.at("source"), "FromClaim", "FromClass");
            DeviceClaimSpecRules.references(config.at("requests"), names);
            DeviceNames.opaque(config);
        }
        if (allocation.at("nodeSelector").isSet()) {
            NodeSelectorRules.selector(allocation.at("nodeSelector"));
        }
    }

    /** A template holds the metadata and spec of claims to come; it never changes. */
    public static KindRules template() {
        return new KindRules() {
            @Override
            public void create(Field object) {
                TemplateMetadata.check(object.at("spec", "metadata"));
                DeviceClaimSpecRules.spec(object.at("spec", "spec"));
            }

            @Override
            public void update(Field object, Field old) {
                create(object);
                Check.immutable(object.at("spec"), old.at("spec"), TEMPLATE);
            }
        };
    }

    /** What every claim of a class gets. */
    public static KindRules deviceClass() {
        return object -> {
            Field spec = object.at("spec");
            DeviceNames.selectors(spec.at("selectors"));
            DeviceNames.atMost(spec.at("config"), MOST_RESULTS);
            spec.at("config").items().forEach(DeviceNames::opaque);
            Field extended = spec.at("extendedResourceName");
            if (extended.isSet() && !ResourceNames.isExtended(extended.text())) {
                extended.invalid("must be a valid extended resource name");
            }
        };
    }
}

package dev.quarterdeck.kube.validation.device;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/** Names that the kinds of resource.k8s.io share, and the configuration that drivers alone understand. */
final class DeviceNames {
    private static final int MOST_DRIVER_BYTES = 63;
    private static final int MOST_POOL_BYTES = 253;
    private static final int MOST_ID_BYTES = 32;
    private static final int MOST_RAW_BYTES = 10 * 1024;

    private DeviceNames() {}

    static void driver(Field driver) {
        if (!Check.required(driver)) {
            return;
        }
        if (driver.text().length() > MOST_DRIVER_BYTES) {
            driver.tooLong(MOST_DRIVER_BYTES);
        }
        driver.invalid(Formats.dnsSubdomain(driver.text().toLowerCase(java.util.Locale.ROOT)));
    }

    /** Subdomains with slashes between them. */
    static void pool(Field pool) {
        if (!Check.required(pool)) {
            return;
        }
        if (pool.text().length() > MOST_POOL_BYTES) {
            pool.tooLong(MOST_POOL_BYTES);
        }
        for (String part : pool.text().split("/", -1)) {
            Formats.dnsSubdomain(part).forEach(problem -> pool.invalidAs(Check.quoted(part), problem));
        }
    }

    /** A label, reported where it stands. */
    static void label(Field name) {
        if (Check.required(name)) {
            Check.dnsLabel(name);
        }
    }

    /** An identifier, with the domain of a driver before it or without. */
    static void qualified(Field at, String name) {
        String[] parts = name.split("/", -1);
        if (parts.length > 2) {
            return;
        }
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                at.invalidAs("\"\"", "the domain must not be empty");
            } else {
                driver(at.holding(JsonNodeFactory.instance.stringNode(parts[0])));
            }
        }
        String id = parts[parts.length - 1];
        if (parts.length == 2 && id.isEmpty()) {
            at.invalidAs("\"\"", "the name must not be empty");
            return;
        }
        if (id.length() > MOST_ID_BYTES) {
            at.tooLong(MOST_ID_BYTES);
        }
        Formats.cIdentifier(id).forEach(problem -> at.invalidAs(Check.quoted(id), problem));
    }

    static void fullyQualified(Field name) {
        qualified(name, name.text());
        if (name.text().indexOf('/') < 0) {
            name.invalid("a fully qualified name must be a domain and a name separated by a slash");
        }
    }

    static void opaque(Field config) {
        Field opaque = config.at("opaque");
        if (!opaque.isSet()) {
            opaque.required("");
            return;
        }
        driver(opaque.at("driver"));
        raw(opaque.at("parameters"));
    }

    /** An object of JSON, not too long. */
    static void raw(Field data) {
        if (!data.isSet()) {
            data.required("");
        } else if (data.node().toString().length() > MOST_RAW_BYTES) {
            data.tooLong(MOST_RAW_BYTES);
        } else if (!data.node().isObject()) {
            data.invalidAs("\"<value omitted>\"", "must be a valid JSON object");
        }
    }

    static void atMost(Field list, int most) {
        if (list.size() > most) {
            list.tooMany(list.size(), most);
        }
    }

    /** No two items are the same by {@code key}. */
    static void unique(List<Field> items, java.util.function.Function<Field, String> key) {
        Set<String> seen = new HashSet<>();
        for (Field item : items) {
            if (!seen.add(key.apply(item))) {
                item.duplicateAs(Check.quoted(key.apply(item)));
            }
        }
    }

    static void selectors(Field selectors) {
        atMost(selectors, 32);
        for (Field selector : selectors.items()) {
            if (!selector.at("cel").isSet()) {
                selector.at("cel").required("");
            } else {
                Check.required(selector.at("cel", "expression"));
            }
        }
    }
}

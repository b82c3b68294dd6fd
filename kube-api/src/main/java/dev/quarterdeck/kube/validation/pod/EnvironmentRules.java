package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Environment variables and where their values come from; fields of the pod are also what downward API volumes show. */
final class EnvironmentRules {
    private static final String[] FIELDS = {
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.hostIPs",
        "status.podIP",
        "status.podIPs"
    };
    private static final String[] VOLUME_FIELDS = {
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"
    };
    private static final Set<String> KNOWN_FIELDS = Set.of(
            "metadata.annotations",
            "metadata.labels",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.serviceAccountName",
            "spec.schedulerName",
            "status.phase",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs",
            "spec.host");
    private static final String[] RESOURCES = {
        "limits.cpu",
        "limits.ephemeral-storage",
        "limits.memory",
        "requests.cpu",
        "requests.ephemeral-storage",
        "requests.memory"
    };
    private static final Set<String> BYTE_DIVISORS =
            Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");
    private static final String BYTE_DIVISOR_WORDS =
            "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the ";

    private EnvironmentRules() {}

    static void variables(Field variables, Map<String, Field> volumes) {
        for (Field variable : variables.items()) {
            Field name = variable.at("name");
            if (Check.required(name)) {
                name.invalid(Formats.environmentVariable(name.text()));
            }
            if (variable.at("valueFrom").isSet()) {
                valueFrom(variable.at("valueFrom"), variable.at("value"), volumes);
            }
        }
    }

    private static void valueFrom(Field from, Field value, Map<String, Field> volumes) {
        int sources = 0;
        if (from.at("fieldRef").isSet()) {
            sources++;
            fieldRef(from.at("fieldRef"), FIELDS);
        }
        if (from.at("resourceFieldRef").isSet()) {
            sources++;
            resourceFieldRef(from.at("resourceFieldRef"), false);
        }
        for (String key : new String[] {"configMapKeyRef", "secretKeyRef"}) {
            if (from.at(key).isSet()) {
                sources++;
                keyRef(from.at(key));
            }
        }
        if (from.at("fileKeyRef").isSet()) {
            sources++;
            fileKeyRef(from.at("fileKeyRef"), volumes);
        }
        if (sources == 0) {
            from.invalidAs(
                    "\"\"",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        } else if (!value.isEmpty()) {
            from.invalidAs("\"\"", "may not be specified when `value` is not empty");
        } else if (sources > 1) {
            from.invalidAs("\"\"", "may not have more than one field specified at a time");
        }
    }

    static void fieldRef(Field reference, boolean volume) {
        fieldRef(reference, volume ? VOLUME_FIELDS : FIELDS);
    }

    private static void fieldRef(Field reference, String[] allowed) {
        Field path = reference.at("fieldPath");
        if (!Check.required(reference.at("apiVersion")) || !Check.required(path)) {
            return;
        }
        String text = path.text();
        int bracket = text.indexOf("['");
        boolean subscripted = bracket > 0 && text.endsWith("']");
        String field = subscripted ? text.substring(0, bracket) : text;
        if (!KNOWN_FIELDS.contains(field)) {
            path.invalid("error converting fieldPath: field label not supported: " + text);
        } else if (subscripted) {
            String key = text.substring(bracket + 2, text.length() - 2);
            switch (field) {
                case "metadata.annotations" -> qualified(reference, key.toLowerCase(Locale.ROOT));
                case "metadata.labels" -> qualified(reference, key);
                default -> path.invalid("error converting fieldPath: field label does not support subscript: " + text);
            }
        } else {
            Check.oneOf(path, allowed);
        }
    }

    private static void qualified(Field field, String key) {
        for (String problem : Formats.qualifiedName(key)) {
            field.invalidAs(Check.quoted(key), problem);
        }
    }

    static void resourceFieldRef(Field reference, boolean volume) {
        Field resource = reference.at("resource");
        String name = resource.text();
        boolean pages = name.startsWith("requests.hugepages-") || name.startsWith("limits.hugepages-");
        if (volume && reference.at("containerName").isEmpty()) {
            reference.at("containerName").required("");
        } else if (Check.required(resource) && !pages) {
            Check.oneOf(resource, RESOURCES);
        }
        Quantity divisor = Check.quantity(reference.at("divisor"));
        if (divisor.isZero()) {
            return;
        }
        String shown = divisor.toString();
        String words =
                switch (name) {
                    case "limits.cpu", "requests.cpu" ->
                        shown.equals("1") || shown.equals("1m")
                                ? ""
                                : "only divisor's values 1m and 1 are supported with the cpu resource";
                    case "limits.memory", "requests.memory" -> bytes(shown, "memory resource");
                    case "limits.ephemeral-storage", "requests.ephemeral-storage" ->
                        bytes(shown, "local ephemeral storage resource");
                    default -> pages ? bytes(shown, "hugepages resource") : "";
                };
        if (!words.isEmpty()) {
            reference.at("divisor").invalidAs(Check.quoted(name), words);
        }
    }

    private static String bytes(String divisor, String resource) {
        return BYTE_DIVISORS.contains(divisor) ? "" : BYTE_DIVISOR_WORDS + resource;
    }

    private static void keyRef(Field reference) {
        Check.dnsSubdomain(reference.at("name"));
        Field key = reference.at("key");
        if (Check.required(key)) {
            key.invalid(Formats.configKey(key.text()));
        }
    }

    private static void fileKeyRef(Field reference, Map<String, Field> volumes) {
        Field key = reference.at("key");
        if (Check.required(key)) {
            key.invalid(Formats.environmentVariable(key.text()));
        }
        Field volume = reference.at("volumeName");
        if (Check.required(volume)) {
            Check.dnsLabel(volume);
        }
        if (Check.required(reference.at("path"))) {
            Paths.noBacksteps(reference.at("path"));
        }
        Field found = volumes.get(volume.text());
        if (found == null) {
            volume.notFound();
        } else if (!found.at("emptyDir").isSet()) {
            volume.invalid("referenced volume must be of type emptyDir");
        }
    }

    static void sources(Field sources) {
        for (Field source : sources.items()) {
            if (!source.at("prefix").isEmpty()) {
                source.at("prefix")
                        .invalid(Formats.environmentVariable(source.at("prefix").text()));
            }
            int given = 0;
            for (String kind : new String[] {"configMapRef", "secretRef"}) {
                if (source.at(kind).isSet()) {
                    given++;
                    if (Check.required(source.at(kind, "name"))) {
                        Check.dnsSubdomain(source.at(kind, "name"));
                    }
                }
            }
            if (given == 0) {
                sources.invalidAs("\"\"", "must specify one of: `configMapRef` or `secretRef`");
            } else if (given > 1) {
                sources.invalidAs("\"\"", "may not have more than one field specified at a time");
            }
        }
    }
}

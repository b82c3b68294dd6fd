package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.Same;

/** What a claim to storage asks for: by itself, in a pod's ephemeral volume, or in a StatefulSet's template. */
public final class ClaimSpecRules {

    private ClaimSpecRules() {}

    public static void spec(Field spec) {
        spec(spec, false);
    }

    /** @param anyGroup whether groups of data sources are not looked at: what was stored with one may keep whatever it has */
    public static void spec(Field spec, boolean anyGroup) {
        Check.required(spec.at("accessModes"), "at least 1 access mode is required");
        Check.labelSelector(spec.at("selector"));
        accessModes(spec.at("accessModes"));
        Field storage = spec.at("resources", "requests", "storage")
                .as(spec.at("resources").key("storage"));
        if (Check.required(storage)) {
            Check.positiveQuantity(storage);
        }
        Field storageClass = spec.at("storageClassName");
        if (!storageClass.isEmpty()) {
            Check.dnsSubdomain(storageClass);
        }
        Check.oneOfIfSet(spec.at("volumeMode"), "Block", "Filesystem");
        sources(spec, anyGroup);
        Field attributes = spec.at("volumeAttributesClassName");
        if (!attributes.isEmpty()) {
            Check.dnsSubdomain(attributes);
        }
    }

    /** Known modes; ReadWriteOncePod stands alone. */
    public static void accessModes(Field modes) {
        boolean once = false;
        boolean others = false;
        for (Field mode : modes.items()) {
            boolean known =
                    Check.oneOf(mode.as(modes), "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
            once |= mode.is("ReadWriteOncePod");
            others |= known && !mode.is("ReadWriteOncePod");
        }
        if (once && others) {
            modes.forbidden("may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void sources(Field spec, boolean anyGroup) {
        Field source = spec.at("dataSource");
        Field reference = spec.at("dataSourceRef");
        boolean kept = !source.at("apiGroup").isEmpty() || source.at("kind").is("PersistentVolumeClaim");
        if (source.isSet() && (kept || reference.isSet())) {
            source(source, anyGroup);
        }
        if (reference.isSet()) {
            source(reference, anyGroup);
            if (!reference.at("namespace").isEmpty()) {
                reference
                        .at("namespace")
                        .invalid(Formats.dnsLabel(reference.at("namespace").text()));
            }
        }
        if (!source.isSet() || !reference.isSet()) {
            return;
        }
        if (!reference.at("namespace").isEmpty()) {
            spec.invalidAs(dataSource(spec), "may not be specified when dataSourceRef.namespace is specified");
        } else if (!Same.same(source.at("apiGroup"), reference.at("apiGroup"))
                || !Same.same(source.at("kind"), reference.at("kind"))
                || !Same.same(source.at("name"), reference.at("name"))) {
            spec.invalidAs("{}", "must match dataSourceRef");
        }
    }

    private static String dataSource(Field spec) {
        return spec.at("dataSource").path();
    }

    private static void source(Field source, boolean anyGroup) {
        Check.required(source.at("name"));
        Check.required(source.at("kind"));
        Field group = source.at("apiGroup");
        if (group.isEmpty()) {
            if (!source.at("kind").is("PersistentVolumeClaim")) {
                source.invalidAs(
                        source.at("kind").shown(),
                        "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
            }
        } else if (!anyGroup) {
            Check.dnsSubdomain(group);
        }
    }
}

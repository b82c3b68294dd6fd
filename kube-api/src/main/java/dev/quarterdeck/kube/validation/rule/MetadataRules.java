package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.format.Formats;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules of {@code metadata}, the same for every kind but for names. */
public final class MetadataRules {
    private static final int MOST_ANNOTATION_BYTES = 262144;
    private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", "orphan", "foregroundDeletion");
    private static final int MOST_MANAGER_CHARACTERS = 128;
    private static final int MOST_SUBRESOURCE_CHARACTERS = 256;

    private MetadataRules() {}

    public static void create(Field metadata, boolean namespaced, NameRule names) {
        create(metadata, namespaced, names, true);
    }

    /** @param standardFinalizers whether finalizers without a domain must be those of Kubernetes itself */
    public static void create(Field metadata, boolean namespaced, NameRule names, boolean standardFinalizers) {
        Field prefix = metadata.at("generateName");
        if (!prefix.isEmpty()) {
            prefix.invalid(names.prefixProblems(prefix.text()));
        }
        Field name = metadata.at("name");
        if (name.isEmpty()) {
            name.required("name or generateName is required");
        } else {
            name.invalid(names.problems(name.text()));
        }
        namespace(metadata.at("namespace"), namespaced);
        Check.notNegative(metadata.at("generation"));
        labels(metadata.at("labels"));
        annotations(metadata.at("annotations"));
        owners(metadata.at("ownerReferences"));
        finalizers(metadata.at("finalizers"));
        managers(metadata.at("managedFields"));
        if (standardFinalizers) {
            standardFinalizers(metadata.at("finalizers"));
        }
    }

    public static void update(Field metadata, Field old, boolean standardFinalizers) {
        if (!old.at("deletionTimestamp").isEmpty()) {
            noNewFinalizers(metadata.at("finalizers"), old.at("finalizers"));
        }
        if (metadata.at("resourceVersion").isEmpty()) {
            metadata.at("resourceVersion").invalidAs("\"\"", "must be specified for an update");
        }
        Field generation = metadata.at("generation");
        if (generation.number() < old.at("generation").number()) {
            generation.invalidAs(Long.toString(generation.number()), "must not be decremented");
        }
        for (String field : new String[] {"name", "namespace", "uid"}) {
            if (!metadata.at(field).text().equals(old.at(field).text())) {
                metadata.at(field).invalid(Check.IMMUTABLE);
            }
        }
        for (String field : new String[] {"creationTimestamp", "deletionTimestamp"}) {
            Check.immutable(metadata.at(field), old.at(field));
        }
        Field grace = metadata.at("deletionGracePeriodSeconds");
        Field oldGrace = old.at("deletionGracePeriodSeconds");
        if (grace.isSet() != oldGrace.isSet() || grace.number() != oldGrace.number()) {
            grace.invalidAs(grace.isSet() ? grace.shown() : "null", Check.IMMUTABLE);
        }
        labels(metadata.at("labels"));
        annotations(metadata.at("annotations"));
        owners(metadata.at("ownerReferences"));
        managers(metadata.at("managedFields"));
        finalizers(metadata.at("finalizers"));
        if (standardFinalizers) {
            standardFinalizers(metadata.at("finalizers"));
        }
    }

    private static void namespace(Field namespace, boolean namespaced) {
        if (!namespaced) {
            if (!namespace.isEmpty()) {
                namespace.forbidden("not allowed on this type");
            }
        } else if (Check.required(namespace)) {
            Check.dnsLabel(namespace);
        }
    }

    public static void labels(Field labels) {
        for (Field label : labels.entries()) {
            List<String> problems = Formats.labelKey(label.name());
            for (String problem : problems) {
                labels.invalidAs(Check.quoted(label.name()), problem);
            }
            for (String problem : Formats.labelValue(label.text())) {
                labels.invalidAs(label.shown(), problem);
            }
        }
    }

    /** Keys may be in upper case, and there is a limit for all of them together. */
    public static void annotations(Field annotations) {
        long bytes = 0;
        for (Field annotation : annotations.entries()) {
            for (String problem : Formats.labelKey(annotation.name().toLowerCase(Locale.ROOT))) {
                annotations.invalidAs(Check.quoted(annotation.name()), problem);
            }
            bytes += bytes(annotation.name()) + bytes(annotation.text());
        }
        if (bytes > MOST_ANNOTATION_BYTES) {
            annotations.tooLong(MOST_ANNOTATION_BYTES);
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void owners(Field owners) {
        String controller = "";
        for (Field owner : owners.items()) {
            String apiVersion = owner.at("apiVersion").text();
            String kind = owner.at("kind").text();
            if (apiVersion.isEmpty() || apiVersion.endsWith("/")) {
                owners.at("apiVersion").invalidAs(Check.quoted(apiVersion), "version must not be empty");
            }
            for (String field : new String[] {"kind", "name", "uid"}) {
                if (owner.at(field).isEmpty()) {
                    owners.at(field).invalidAs("\"\"", "must not be empty");
                }
            }
            if (apiVersion.equals("v1") && kind.equals("Event")) {
                owners.invalidAs(owner.shown(), "/v1, Kind=Event is disallowed from being an owner");
            }
            if (owner.at("controller").flag()) {
                String found = kind + "/" + owner.at("name").text();
                if (controller.isEmpty()) {
                    controller = found;
                } else {
                    owners.invalid(
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + found);
                }
            }
        }
    }

    private static void finalizers(Field finalizers) {
        List<String> names = new ArrayList<>();
        for (Field finalizer : finalizers.items()) {
            for (String problem : Formats.qualifiedName(finalizer.text())) {
                finalizers.invalidAs(finalizer.shown(), problem);
            }
            names.add(finalizer.text());
        }
        if (names.contains("orphan") && names.contains("foregroundDeletion")) {
            finalizers.invalid("finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    private static void standardFinalizers(Field finalizers) {
        finalizers.items().forEach(MetadataRules::standardFinalizer);
    }

    /** One without a domain must be one of Kubernetes itself. */
    public static void standardFinalizer(Field finalizer) {
        if (!isQualifiedOrStandard(finalizer.text())) {
            finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
        }
    }

    public static boolean isQualifiedOrStandard(String finalizer) {
        return finalizer.indexOf('/') >= 0 || STANDARD_FINALIZERS.contains(finalizer);
    }

    private static void noNewFinalizers(Field finalizers, Field old) {
        TreeSet<String> added = new TreeSet<>();
        finalizers.items().forEach(f -> added.add(f.text()));
        Set<String> known = new HashSet<>();
        old.items().forEach(f -> known.add(f.text()));
        added.removeAll(known);
        if (!added.isEmpty()) {
            finalizers.forbidden("no new finalizers can be added if the object is being deleted, found new finalizers "
                    + added.stream().map(Check::quoted).collect(Collectors.joining(", ", "[]string{", "}")));
        }
    }

    private static void managers(Field managedFields) {
        for (Field entry : managedFields.items()) {
            Field operation = entry.at("operation");
            if (!operation.is("Apply") && !operation.is("Update")) {
                operation.invalid("must be `Apply` or `Update`");
            }
            Field type = entry.at("fieldsType");
            if (!type.isEmpty() && !type.is("FieldsV1")) {
                type.invalid("must be `FieldsV1`");
            }
            Field manager = entry.at("manager");
            noControlCharacters(manager);
            if (manager.text().length() > MOST_MANAGER_CHARACTERS) {
                manager.tooLong(MOST_MANAGER_CHARACTERS);
            }
            if (entry.at("subresource").text().length() > MOST_SUBRESOURCE_CHARACTERS) {
                entry.at("subresource").tooLong(MOST_SUBRESOURCE_CHARACTERS);
            }
        }
    }

    private static void noControlCharacters(Field manager) {
        String text = manager.text();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                manager.invalid("invalid character U+%04X (at position %d)".formatted((int) text.charAt(i), i));
                return;
            }
        }
    }
}

package dev.quarterdeck.kube.definition;

import dev.quarterdeck.kube.jsonpath.JsonPath;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.CustomVersion.PrinterColumn;
import dev.quarterdeck.kube.kind.CustomVersion.SelectableField;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.kind.Subresource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.object.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads stored definitions. Pure; takes anything that was ever stored, and leaves out what it cannot make sense of. */
public final class DefinitionReader {
    private static final Set<Verb> ALL = Collections.unmodifiableSet(EnumSet.allOf(Verb.class));
    private static final Set<Verb> GETSET = Collections.unmodifiableSet(EnumSet.of(Verb.GET, Verb.PATCH, Verb.UPDATE));
    private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

    private DefinitionReader() {}

    /** Stands for a custom resource of which no more than the name is known, until its definition is read. */
    public static ResourceType unread(GroupVersionResource gvr) {
        GroupVersionKind kind = new GroupVersionKind(gvr.group(), gvr.version(), "");
        CustomVersion.Source nothing = new CustomVersion.Source(gvr.resource() + "." + gvr.group(), "", 0, new byte[0]);
        return new ResourceType(
                gvr,
                kind,
                "",
                true,
                List.of(),
                List.of(),
                ALL,
                List.of(),
                new StoredResource(gvr.group(), gvr.resource()),
                kind,
                new CustomVersion(nothing, 0, "", false, null, List.of(), List.of(), false, false, ""));
    }

    public static Definition read(byte[] json, long revision) {
        ObjectNode definition = Json.read(json);
        JsonNode metadata = definition.path("metadata");
        return read(
                definition,
                new CustomVersion.Source(
                        metadata.path("name").asString(""), metadata.path("uid").asString(""), revision, json));
    }

    private static Definition read(ObjectNode definition, CustomVersion.Source source) {
        JsonNode spec = definition.path("spec");
        String group = spec.path("group").asString("");
        JsonNode names = definition.path("status").path("acceptedNames");
        String plural = spec.path("names").path("plural").asString("");
        String kind = names.path("kind").asString("");
        String listKind = names.path("listKind").asString("");
        GroupVersionKind storage = new GroupVersionKind(group, storageVersion(spec), kind);
        StoredResource stored = new StoredResource(group, plural);
        boolean webhook = spec.path("conversion").path("strategy").asString("").equals("Webhook");
        List<ResourceType> types = new ArrayList<>(1);
        CustomVersion storageVersion = null;
        int index = 0;
        for (JsonNode version : spec.path("versions")) {
            GroupVersionKind served =
                    new GroupVersionKind(group, version.path("name").asString(""), kind);
            CustomVersion custom =
                    custom(version, source, index, listKind.isEmpty() ? kind + "List" : listKind, webhook, served);
            if (version.path("storage").asBoolean(false)) {
                storageVersion = custom;
            }
            if (version.path("served").asBoolean(false)) {
                types.add(new ResourceType(
                        new GroupVersionResource(group, served.version(), plural),
                        served,
                        names.path("singular").asString(""),
                        spec.path("scope").asString("").equals("Namespaced"),
                        texts(names.path("shortNames")),
                        texts(names.path("categories")),
                        ALL,
                        subresources(custom, served),
                        stored,
                        storage,
                        custom));
            }
            index++;
        }
        types.sort(Comparator.comparing(t -> t.gvr().version(), VersionOrder.BEST_FIRST));
        return new Definition(
                source,
                stored,
                digest(spec),
                condition(definition, "Established"),
                condition(definition, "Terminating"),
                storage,
                storageVersion,
                List.copyOf(types));
    }

    private static String digest(JsonNode spec) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.write(spec));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every JDK", e);
        }
    }

    private static String storageVersion(JsonNode spec) {
        for (JsonNode version : spec.path("versions")) {
            if (version.path("storage").asBoolean(false)) {
                return version.path("name").asString("");
            }
        }
        return "";
    }

    private static CustomVersion custom(
            JsonNode version,
            CustomVersion.Source source,
            int index,
            String listKind,
            boolean webhook,
            GroupVersionKind served) {
        JsonNode subresources = version.path("subresources");
        return new CustomVersion(
                source,
                index,
                listKind,
                subresources.path("status").isObject(),
                scale(subresources.path("scale")),
                columns(version.path("additionalPrinterColumns")),
                selectable(version.path("selectableFields")),
                webhook,
                hasDefaults(version.path("schema").path("openAPIV3Schema")),
                deprecation(version, served));
    }

    private static boolean hasDefaults(JsonNode schema) {
        if (schema.isObject() && schema.has("default")) {
            return true;
        }
        for (JsonNode below : schema) {
            if (below.isContainer() && hasDefaults(below)) {
                return true;
            }
        }
        return false;
    }

    private static String deprecation(JsonNode version, GroupVersionKind served) {
        if (!version.path("deprecated").asBoolean(false)) {
            return "";
        }
        JsonNode given = version.path("deprecationWarning");
        return given.isString() ? given.asString() : served.apiVersion() + " " + served.kind() + " is deprecated";
    }

    private static CustomVersion.@Nullable Scale scale(JsonNode scale) {
        JsonPath spec = path(scale.path("specReplicasPath"));
        JsonPath status = path(scale.path("statusReplicasPath"));
        return spec != null && status != null
                ? new CustomVersion.Scale(spec, status, path(scale.path("labelSelectorPath")))
                : null;
    }

    /** Null where there is none, or none that can be read. */
    private static @Nullable JsonPath path(JsonNode text) {
        String given = text.asString("");
        try {
            return given.isEmpty() ? null : JsonPath.parse(given);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<Subresource> subresources(CustomVersion custom, GroupVersionKind kind) {
        List<Subresource> subresources = new ArrayList<>(2);
        if (custom.status()) {
            subresources.add(new Subresource("status", kind, GETSET));
        }
        if (custom.scale() != null) {
            subresources.add(new Subresource("scale", SCALE, GETSET));
        }
        return List.copyOf(subresources);
    }

    private static List<PrinterColumn> columns(JsonNode columns) {
        List<PrinterColumn> read = new ArrayList<>(columns.size());
        for (JsonNode column : columns) {
            JsonPath path = path(column.path("jsonPath"));
            if (path == null) {
                continue;
            }
            read.add(new PrinterColumn(
                    column.path("name").asString(""),
                    column.path("type").asString(""),
                    column.path("format").asString(""),
                    column.path("description").asString(""),
                    column.path("priority").asInt(0),
                    path));
        }
        return List.copyOf(read);
    }

    private static List<SelectableField> selectable(JsonNode fields) {
        List<SelectableField> read = new ArrayList<>(fields.size());
        for (JsonNode field : fields) {
            String text = field.path("jsonPath").asString("");
            JsonPath path = path(field.path("jsonPath"));
            if (path != null) {
                read.add(new SelectableField(text.startsWith(".") ? text.substring(1) : text, path));
            }
        }
        return List.copyOf(read);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>(list.size());
        list.forEach(text -> texts.add(text.asString("")));
        return List.copyOf(texts);
    }

    private static boolean condition(ObjectNode definition, String type) {
        for (JsonNode condition : definition.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** The {@code openAPIV3Schema} of a version; null where it has none. Parses the definition: callers keep what they make of it. */
    public static @Nullable ObjectNode schema(CustomVersion version) {
        JsonNode found = version(version).path("schema").path("openAPIV3Schema");
        return found instanceof ObjectNode schema ? schema : null;
    }

    /** What the definition of a version says; parses it. */
    public static JsonNode spec(CustomVersion version) {
        return Json.read(version.definition().json()).path("spec");
    }

    private static JsonNode version(CustomVersion version) {
        return spec(version).path("versions").path(version.index());
    }
}

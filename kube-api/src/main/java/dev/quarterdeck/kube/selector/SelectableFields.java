package dev.quarterdeck.kube.selector;

import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.StoredJson;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes out of an object the fields that field selectors may ask for, under the names that the terms of {@link FieldSelectors} use. Done once per
 * change, so that a selector's test is a look into a small map. Works on the stored form. Immutable, thread-safe.
 */
public final class SelectableFields {
    private static final SelectableFields NAMES = new SelectableFields(List.of());
    private static final Map<String, SelectableFields> BY_RESOURCE = byResource();

    /** How one field is read. */
    private interface Reader {
        String read(ObjectNode object);
    }

    /** @param paths all that the reader looks at, as parent and child; null where that is not said */
    private record Field(String name, @Nullable List<String> paths, Reader reader) {}

    private final List<Field> fields;

    /** What {@link StoredJson} has to find; null where some field does not say what it looks at. */
    private final @Nullable Map<String, Set<String>> wanted;

    private SelectableFields(List<Field> fields) {
        this.fields = fields;
        this.wanted = wanted(fields);
    }

    private static @Nullable Map<String, Set<String>> wanted(List<Field> fields) {
        Map<String, Set<String>> wanted = new HashMap<>();
        wanted.put("metadata", new LinkedHashSet<>(List.of("name", "namespace")));
        for (Field field : fields) {
            List<String> paths = field.paths();
            if (paths == null) {
                return null;
            }
            for (String path : paths) {
                int dot = path.indexOf('.');
                Set<String> inside =
                        wanted.computeIfAbsent(dot < 0 ? path : path.substring(0, dot), p -> new LinkedHashSet<>());
                if (dot >= 0) {
                    inside.add(path.substring(dot + 1));
                }
            }
        }
        return wanted;
    }

    public static SelectableFields of(StoredResource resource) {
        return BY_RESOURCE.getOrDefault(resource.id(), NAMES);
    }

    /** Of a custom resource: what any of these versions lets clients select by. Values are shown as text; what is not there is empty. */
    public static SelectableFields of(Collection<CustomVersion> versions) {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (CustomVersion version : versions) {
            version.selectableFields()
                    .forEach(field -> fields.putIfAbsent(
                            field.label(),
                            new Field(
                                    field.label(), null, o -> shown(field.path().first(o)))));
        }
        return fields.isEmpty() ? NAMES : new SelectableFields(List.copyOf(fields.values()));
    }

    private static String shown(@Nullable JsonNode value) {
        return value == null ? "" : value.asString(value.toString());
    }

    /** Whether there is nothing to select by but name and namespace. */
    public boolean isNamesOnly() {
        return fields.isEmpty();
    }

    /**
     * As {@link #extract(ObjectNode)}, of the bytes of a stored object: what nobody selects by is not read.
     *
     * @throws RuntimeException where they hold no object
     */
    public Map<String, String> extract(byte[] json) {
        return extract(wanted == null ? Json.read(json) : StoredJson.sparse(json, wanted));
    }

    /** Always holds metadata.name and metadata.namespace (empty for cluster-scoped objects). */
    public Map<String, String> extract(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asString("");
        String namespace = metadata.path("namespace").asString("");
        if (fields.isEmpty()) {
            return Map.of("metadata.name", name, "metadata.namespace", namespace);
        }
        Map<String, String> values = HashMap.newHashMap(fields.size() + 2);
        values.put("metadata.name", name);
        values.put("metadata.namespace", namespace);
        for (Field field : fields) {
            values.put(field.name(), field.reader().read(object));
        }
        return values;
    }

    private static Map<String, SelectableFields> byResource() {
        Map<String, SelectableFields> map = new HashMap<>();
        map.put(
                "pods",
                fields(
                        text("spec.nodeName"),
                        text("spec.restartPolicy"),
                        text("spec.schedulerName"),
                        text("spec.serviceAccountName"),
                        flag("spec.hostNetwork"),
                        text("status.phase"),
                        new Field(
                                "status.podIP",
                                List.of("status.podIPs", "status.podIP"),
                                o -> podAddress(o.path("status"))),
                        text("status.nominatedNodeName")));
        map.put("nodes", fields(flag("spec.unschedulable")));
        map.put("replicationcontrollers", fields(number("status.replicas", "status.replicas")));
        map.put("namespaces", fields(text("status.phase")));
        map.put("secrets", fields(text("type")));
        map.put("services", fields(text("spec.clusterIP"), text("spec.type")));
        map.put("jobs.batch", fields(number("status.successful", "status.succeeded")));
        map.put("certificatesigningrequests.certificates.k8s.io", fields(text("spec.signerName")));
        map.put("resourceslices.resource.k8s.io", fields(text("spec.nodeName"), text("spec.driver")));
        map.put(
                "events",
                fields(
                        text("involvedObject.kind"),
                        text("involvedObject.namespace"),
                        text("involvedObject.name"),
                        text("involvedObject.uid"),
                        text("involvedObject.apiVersion"),
                        text("involvedObject.resourceVersion"),
                        text("involvedObject.fieldPath"),
                        text("reason"),
                        text("reportingComponent"),
                        new Field(
                                "source",
                                List.of("source.component", "reportingComponent"),
                                SelectableFields::eventSource),
                        text("type")));
        return map;
    }

    private static SelectableFields fields(Field... fields) {
        return new SelectableFields(List.of(fields));
    }

    private static Field text(String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return new Field(path, List.of(path), o -> o.path(path).asString(""));
        }
        String parent = path.substring(0, dot);
        String child = path.substring(dot + 1);
        return new Field(path, List.of(path), o -> o.path(parent).path(child).asString(""));
    }

    private static Field flag(String path) {
        int dot = path.indexOf('.');
        String parent = path.substring(0, dot);
        String child = path.substring(dot + 1);
        return new Field(
                path,
                List.of(path),
                o -> Boolean.toString(o.path(parent).path(child).asBoolean(false)));
    }

    private static Field number(String name, String path) {
        int dot = path.indexOf('.');
        String parent = path.substring(0, dot);
        String child = path.substring(dot + 1);
        return new Field(
                name,
                List.of(path),
                o -> Long.toString(o.path(parent).path(child).asLong(0)));
    }

    private static String podAddress(JsonNode status) {
        String first = status.path("podIPs").path(0).path("ip").asString("");
        return first.isEmpty() ? status.path("podIP").asString("") : first;
    }

    private static String eventSource(ObjectNode event) {
        String component = event.path("source").path("component").asString("");
        return component.isEmpty() ? event.path("reportingComponent").asString("") : component;
    }
}

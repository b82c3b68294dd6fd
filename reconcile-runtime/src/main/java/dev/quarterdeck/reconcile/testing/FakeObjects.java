package dev.quarterdeck.reconcile.testing;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of a {@link FakeApiServer} and the rules of writing them. Guarded by the server's lock; trees that leave are never changed again. */
final class FakeObjects {
    interface Publisher {
        void publish(StoredResource resource, ObjectKey key, String type, ObjectNode tree);
    }

    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource NAMESPACES = new StoredResource("", "namespaces");

    private final Map<StoredResource, TreeMap<ObjectKey, ObjectNode>> all = new HashMap<>();
    private final InstantSource clock;
    private final Publisher publisher;
    private long revision = 1;
    private int names;

    FakeObjects(InstantSource clock, Publisher publisher) {
        this.clock = clock;
        this.publisher = publisher;
    }

    long revision() {
        return revision;
    }

    List<ObjectNode> list(StoredResource resource, String namespace) {
        return table(resource).entrySet().stream()
                .filter(e -> namespace.isEmpty() || e.getKey().namespace().equals(namespace))
                .map(Map.Entry::getValue)
                .toList();
    }

    ObjectNode require(StoredResource resource, ObjectKey key) {
        ObjectNode found = table(resource).get(key);
        if (found == null) {
            throw ApiException.notFound(resource.group(), resource.resource(), key.name());
        }
        return found;
    }

    private TreeMap<ObjectKey, ObjectNode> table(StoredResource resource) {
        return all.computeIfAbsent(resource, r -> new TreeMap<>());
    }

    ObjectNode create(ApiPath path, ObjectNode given) {
        ObjectNode tree = given.deepCopy();
        Metadata metadata = Metadata.of(tree);
        if (metadata.name().isEmpty()) {
            metadata.set("name", metadata.generateName() + String.format("%05d", ++names));
        }
        metadata.set("namespace", path.namespace());
        ObjectKey key = metadata.key();
        refuseInTerminatingNamespace(path, key);
        if (table(path.resource()).containsKey(key)) {
            throw ApiException.alreadyExists(
                    path.resource().group(), path.resource().resource(), key.name());
        }
        metadata.set("uid", new UUID(0, revision + 1).toString());
        metadata.set("creationTimestamp", now());
        if (tree.has("spec")) {
            metadata.node().put("generation", 1);
        }
        if (path.resource().equals(NAMESPACES)) {
            child(tree, "spec").putArray("finalizers").add("kubernetes");
            child(tree, "status").put("phase", "Active");
        }
        return put(path.resource(), key, "ADDED", tree);
    }

    private void refuseInTerminatingNamespace(ApiPath path, ObjectKey key) {
        ObjectNode namespace = table(NAMESPACES).get(new ObjectKey("", path.namespace()));
        if (namespace != null && Metadata.of(namespace).isBeingDeleted()) {
            throw ApiException.forbidden(
                    path.resource().group(),
                    path.resource().resource(),
                    key.name(),
                    "unable to create new content in namespace " + path.namespace()
                            + " because it is being terminated");
        }
    }

    /** A pod is given to a node once. */
    ObjectNode bind(ApiPath path, ObjectNode binding) {
        ObjectNode pod = require(path.resource(), path.key()).deepCopy();
        ObjectNode spec = child(pod, "spec");
        if (spec.has("nodeName")) {
            throw ApiException.conflict("", "pods/binding", path.name(), "pod is already assigned to a node");
        }
        spec.put("nodeName", binding.path("target").path("name").asString(""));
        return put(path.resource(), path.key(), "MODIFIED", pod);
    }

    ObjectNode update(ApiPath path, ObjectNode given) {
        ObjectNode before = require(path.resource(), path.key());
        String expected = Metadata.of(given).resourceVersion();
        if (!expected.isEmpty() && !expected.equals(Metadata.of(before).resourceVersion())) {
            throw ApiException.staleUpdate(
                    path.resource().group(), path.resource().resource(), path.name());
        }
        String uid = Metadata.of(given).uid();
        if (!uid.isEmpty() && !uid.equals(Metadata.of(before).uid())) {
            throw ApiException.staleUpdate(
                    path.resource().group(), path.resource().resource(), path.name());
        }
        return store(path, before, given);
    }

    ObjectNode patch(ApiPath path, ObjectNode patch, boolean strategic) {
        ObjectNode before = require(path.resource(), path.key());
        String expected = Metadata.of(patch).resourceVersion();
        String uid = Metadata.of(patch).uid();
        if ((!expected.isEmpty() && !expected.equals(Metadata.of(before).resourceVersion()))
                || (!uid.isEmpty() && !uid.equals(Metadata.of(before).uid()))) {
            throw ApiException.staleUpdate(
                    path.resource().group(), path.resource().resource(), path.name());
        }
        return store(path, before, merge(before.deepCopy(), patch, strategic));
    }

    /** Takes from {@code given} what this path may change, and the rest from {@code before}. */
    private ObjectNode store(ApiPath path, ObjectNode before, ObjectNode given) {
        ObjectNode tree;
        if (path.subresource().equals("status")) {
            tree = before.deepCopy();
            set(tree, "status", given.get("status"));
            if (given.path("metadata").get("annotations") instanceof ObjectNode annotations) {
                child(tree, "metadata").set("annotations", annotations);
            }
        } else if (path.subresource().equals("finalize")) {
            tree = before.deepCopy();
            set(tree, "spec", given.get("spec"));
        } else {
            tree = given.deepCopy();
            set(tree, "status", before.get("status"));
            keepSystemFields(Metadata.of(before), Metadata.of(tree));
            if (!Objects.equals(before.get("spec"), tree.get("spec"))) {
                Metadata.of(tree).node().put("generation", Metadata.of(before).generation() + 1);
            }
        }
        if (Metadata.of(tree).isBeingDeleted() && mayGo(path.resource(), tree)) {
            return remove(path.resource(), path.key(), tree);
        }
        return sameButVersion(before, tree) ? before : put(path.resource(), path.key(), "MODIFIED", tree);
    }

    private static void keepSystemFields(Metadata before, Metadata after) {
        after.set("uid", before.uid())
                .set("namespace", before.namespace())
                .set("creationTimestamp", before.creationTimestamp())
                .set("deletionTimestamp", before.deletionTimestamp());
        if (before.generation() > 0) {
            after.node().put("generation", before.generation());
        }
    }

    private static boolean sameButVersion(ObjectNode before, ObjectNode after) {
        ObjectNode copy = after.deepCopy();
        Metadata.of(copy).set("resourceVersion", Metadata.of(before).resourceVersion());
        return copy.equals(before);
    }

    private boolean mayGo(StoredResource resource, ObjectNode tree) {
        Metadata metadata = Metadata.of(tree);
        Long grace = metadata.deletionGracePeriodSeconds();
        return metadata.finalizers().isEmpty()
                && (grace == null || grace == 0)
                && !(resource.equals(NAMESPACES)
                        && !tree.path("spec").path("finalizers").isEmpty());
    }

    ObjectNode delete(StoredResource resource, ObjectKey key, ObjectNode options) {
        ObjectNode before = require(resource, key);
        check(resource, key, Metadata.of(before), options.path("preconditions"));
        ObjectNode tree = before.deepCopy();
        Metadata metadata = Metadata.of(tree);
        String policy = options.path("propagationPolicy").asString("");
        if (policy.equals("Foreground") || policy.equals("Orphan")) {
            String finalizer = policy.equals("Foreground") ? "foregroundDeletion" : "orphan";
            if (!metadata.isBeingDeleted() && !metadata.finalizers().contains(finalizer)) {
                array(metadata.node(), "finalizers").add(finalizer);
            }
        }
        long grace = grace(resource, tree, options);
        if (!metadata.isBeingDeleted()) {
            metadata.set(
                    "deletionTimestamp",
                    clock.instant()
                            .plusSeconds(grace)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
            metadata.node().put("deletionGracePeriodSeconds", grace);
        } else if (grace == 0) {
            metadata.node().put("deletionGracePeriodSeconds", 0);
        }
        if (resource.equals(NAMESPACES)) {
            child(tree, "status").put("phase", "Terminating");
        }
        if (mayGo(resource, tree)) {
            return remove(resource, key, tree);
        }
        return sameButVersion(before, tree) ? before : put(resource, key, "MODIFIED", tree);
    }

    private static long grace(StoredResource resource, ObjectNode tree, ObjectNode options) {
        if (!resource.equals(PODS)
                || tree.path("spec").path("nodeName").asString("").isEmpty()) {
            return 0;
        }
        return options.path("gracePeriodSeconds")
                .asLong(tree.path("spec").path("terminationGracePeriodSeconds").asLong(30));
    }

    private static void check(StoredResource resource, ObjectKey key, Metadata metadata, JsonNode preconditions) {
        String uid = preconditions.path("uid").asString("");
        String version = preconditions.path("resourceVersion").asString("");
        if ((!uid.isEmpty() && !uid.equals(metadata.uid()))
                || (!version.isEmpty() && !version.equals(metadata.resourceVersion()))) {
            throw ApiException.conflict(
                    resource.group(), resource.resource(), key.name(), "the precondition does not hold");
        }
    }

    private ObjectNode put(StoredResource resource, ObjectKey key, String type, ObjectNode tree) {
        Metadata.of(tree).set("resourceVersion", Long.toString(++revision));
        table(resource).put(key, tree);
        publisher.publish(resource, key, type, tree);
        return tree;
    }

    private ObjectNode remove(StoredResource resource, ObjectKey key, ObjectNode tree) {
        Metadata.of(tree).set("resourceVersion", Long.toString(++revision));
        table(resource).remove(key);
        publisher.publish(resource, key, "DELETED", tree);
        return tree;
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ObjectNode child(ObjectNode tree, String field) {
        return tree.get(field) instanceof ObjectNode child ? child : tree.putObject(field);
    }

    private static ArrayNode array(ObjectNode tree, String field) {
        return tree.get(field) instanceof ArrayNode array ? array : tree.putArray(field);
    }

    private static void set(ObjectNode tree, String field, @Nullable JsonNode value) {
        if (value == null) {
            tree.remove(field);
        } else {
            tree.set(field, value);
        }
    }

    /** RFC 7396; strategic patches differ only in that conditions are merged by their type. */
    private static ObjectNode merge(ObjectNode target, ObjectNode patch, boolean strategic) {
        for (Map.Entry<String, JsonNode> field : new ArrayList<>(patch.properties())) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode object) {
                target.set(field.getKey(), merge(child(target, field.getKey()), object, strategic));
            } else if (strategic && field.getKey().equals("conditions") && value instanceof ArrayNode conditions) {
                mergeConditions(array(target, "conditions"), conditions);
            } else if (strategic && value instanceof ArrayNode list && isReplaced(list)) {
                target.set(field.getKey(), withoutDirective(list));
            } else {
                target.set(field.getKey(), value);
            }
        }
        return target;
    }

    private static boolean isReplaced(ArrayNode list) {
        return list.valueStream()
                .anyMatch(each -> each.path("$patch").stringValue("").equals("replace"));
    }

    private static ArrayNode withoutDirective(ArrayNode list) {
        ArrayNode items = list.arrayNode();
        list.valueStream().filter(each -> !each.has("$patch")).forEach(items::add);
        return items;
    }

    private static void mergeConditions(ArrayNode target, ArrayNode patch) {
        for (JsonNode each : patch) {
            boolean merged = false;
            for (JsonNode known : target) {
                if (known.path("type").equals(each.path("type"))
                        && known instanceof ObjectNode k
                        && each instanceof ObjectNode e) {
                    merge(k, e, true);
                    merged = true;
                }
            }
            if (!merged) {
                target.add(each);
            }
        }
    }
}

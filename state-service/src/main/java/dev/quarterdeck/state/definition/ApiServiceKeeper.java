package dev.quarterdeck.state.definition;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.bootstrap.owner.FirstOwners;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An APIService for every version of a group that some definition serves, made and removed with the definitions. One that says nothing of being looked after, by the
 * label that those made here have, is its author's own. Remembers which versions each definition serves. Every write is conditional on what was read, so replicas may
 * do the same. One thread at a time ({@link DefinitionSchedule}).
 */
public final class ApiServiceKeeper {
    public static final StoredResource RESOURCE = new StoredResource("apiregistration.k8s.io", "apiservices");
    static final String AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";
    private static final int GROUP_PRIORITY = 1000;
    private static final int VERSION_PRIORITY = 100;
    private static final Author AUTHOR = Author.internal("apiservices");

    private final ObjectStore store;
    private final InstantSource clock;
    private final Supplier<String> uids;
    private final Set<String> builtIn;
    private final Map<String, Set<String>> servedBy = new HashMap<>();
    private final Map<String, Set<String>> definitions = new HashMap<>();
    private final Set<String> due = new LinkedHashSet<>();

    /** @param builtIn what is served without a definition */
    public ApiServiceKeeper(ObjectStore store, ResourceCatalog builtIn, InstantSource clock, Supplier<String> uids) {
        this.builtIn = builtIn.all().stream()
                .map(type -> name(type.gvr().version(), type.gvr().group()))
                .collect(Collectors.toUnmodifiableSet());
        this.store = store;
        this.clock = clock;
        this.uids = uids;
    }

    private static String name(String version, String group) {
        return version + "." + group;
    }

    /** A definition as it is; null for one that is gone. */
    public void seen(String definition, @Nullable ObjectNode tree) {
        Set<String> now = tree == null ? Set.of() : served(tree);
        Set<String> before = servedBy.getOrDefault(definition, Set.of());
        if (now.equals(before)) {
            return;
        }
        for (String service : before) {
            Set<String> by = definitions.getOrDefault(service, Set.of());
            by.remove(definition);
            if (by.isEmpty()) {
                definitions.remove(service);
            }
        }
        now.forEach(service ->
                definitions.computeIfAbsent(service, s -> new HashSet<>()).add(definition));
        if (now.isEmpty()) {
            servedBy.remove(definition);
        } else {
            servedBy.put(definition, now);
        }
        due.addAll(before);
        due.addAll(now);
    }

    private static Set<String> served(ObjectNode tree) {
        String group = Trees.text(tree, "spec", "group");
        return Trees.objects(tree, "spec", "versions").stream()
                .filter(version -> Trees.isTrue(version, "served"))
                .map(version -> name(Trees.text(version, "name"), group))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Somebody wrote an APIService. */
    void changed(String service) {
        if (definitions.containsKey(service)) {
            due.add(service);
        }
    }

    /** Writes what is due; what another write came before stays due. */
    void settle() {
        due.removeIf(service -> builtIn.contains(service) || settle(service));
    }

    private boolean settle(String service) {
        CurrentObject row =
                store.get(RESOURCE, new ObjectKey("", service)).join().orElse(null);
        Optional<Mutation> mutation = plan(service, definitions.containsKey(service), row);
        return mutation.isEmpty()
                || store.commit(List.of(mutation.get()), AUTHOR).join() instanceof CommitOutcome.Committed;
    }

    /**
     * Pure but for ids and times.
     *
     * <pre>
     * served  stored              → what
     * yes     no                    insert
     * yes     looked after, other   replace the spec
     * no      looked after          remove
     * any     its author's own      nothing
     * </pre>
     */
    private Optional<Mutation> plan(String service, boolean served, @Nullable CurrentObject row) {
        if (row == null) {
            return served ? Optional.of(insert(service)) : Optional.empty();
        }
        ObjectNode tree = Json.read(row.json());
        if (!tree.path("metadata")
                .path("labels")
                .path(AUTOMANAGED)
                .stringValue("")
                .equals("true")) {
            return Optional.empty();
        }
        if (!served) {
            return Optional.of(
                    new Mutation.Remove(row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(tree)));
        }
        ObjectNode wanted = spec(service);
        if (wanted.equals(tree.get("spec"))) {
            return Optional.empty();
        }
        tree.set("spec", wanted);
        return Optional.of(new Mutation.Replace(
                row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(tree), Set.of()));
    }

    private static ObjectNode spec(String service) {
        int dot = service.indexOf('.');
        return Json.object()
                .put("group", service.substring(dot + 1))
                .put("groupPriorityMinimum", GROUP_PRIORITY)
                .put("version", service.substring(0, dot))
                .put("versionPriority", VERSION_PRIORITY);
    }

    private Mutation insert(String service) {
        String time = WriteScope.timestamp(clock.instant());
        String uid = uids.get();
        ObjectNode object = Json.object().put("kind", "APIService").put("apiVersion", "apiregistration.k8s.io/v1");
        ObjectNode metadata = object.putObject("metadata").put("name", service);
        metadata.putObject("labels").put(AUTOMANAGED, "true");
        object.set("spec", spec(service));
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("lastTransitionTime", time)
                .put("message", "Local APIServices are always available")
                .put("reason", "Local")
                .put("status", "True")
                .put("type", "Available");
        metadata.put("uid", uid).put("creationTimestamp", time);
        FirstOwners.own(null, object, time);
        return new Mutation.Insert(RESOURCE, new ObjectKey("", service), uid, EncodedObject.of(object), Set.of());
    }
}

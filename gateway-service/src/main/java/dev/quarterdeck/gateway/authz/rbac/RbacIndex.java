package dev.quarterdeck.gateway.authz.rbac;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.CacheFollower;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who holds which rules, kept up to date with the caches of roles and bindings: an object is read once when it changes, never when somebody asks. Reads
 * are thread-safe and wait for nothing.
 */
public final class RbacIndex implements AutoCloseable {
    static final String GROUP = "rbac.authorization.k8s.io";

    private final Map<ObjectKey, Role> roles = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Role> clusterRoles = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Binding> bindings = new ConcurrentHashMap<>();
    private final Map<ObjectKey, Binding> clusterBindings = new ConcurrentHashMap<>();
    private final Map<String, Grants> byNamespace = new ConcurrentHashMap<>();
    private final Grants ofCluster = new Grants();
    private final List<CacheFollower> followers;

    public RbacIndex(ResourceCaches caches) {
        followers = List.of(
                follow(caches, "clusterroles", new Roles(clusterRoles)),
                follow(caches, "roles", new Roles(roles)),
                follow(caches, "clusterrolebindings", new Bindings(clusterBindings)),
                follow(caches, "rolebindings", new Bindings(bindings)));
    }

    private static CacheFollower follow(ResourceCaches caches, String resource, CacheFollower.Target target) {
        return new CacheFollower(caches.cache(new StoredResource(GROUP, resource)), target);
    }

    /** Completes once all roles and bindings are known. */
    public CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(
                followers.stream().map(CacheFollower::ready).toArray(CompletableFuture[]::new));
    }

    /** Bindings of the cluster first, then those of the namespace where it is not empty. Whether the visitor ended it. */
    boolean visit(User user, String namespace, Grants.Visitor visitor) {
        if (ofCluster.visit(user, visitor)) {
            return true;
        }
        Grants local = namespace.isEmpty() ? null : byNamespace.get(namespace);
        return local != null && local.visit(user, visitor);
    }

    @Nullable
    Role roleOf(Binding binding) {
        return switch (binding.roleKind()) {
            case "ClusterRole" -> clusterRoles.get(binding.role());
            case "Role" -> roles.get(binding.role());
            default -> null;
        };
    }

    /** All rules that a user holds in a namespace (empty: cluster-wide only), and which bindings point to nothing. */
    public Holding rulesFor(User user, String namespace) {
        Set<Binding> seen = new HashSet<>();
        List<Rule> rules = new ArrayList<>();
        Set<String> errors = new LinkedHashSet<>();
        visit(user, namespace, grant -> {
            if (seen.add(grant.binding())) {
                Role role = roleOf(grant.binding());
                if (role == null) {
                    errors.add(missing(grant.binding()));
                } else {
                    rules.addAll(role.rules());
                }
            }
            return false;
        });
        return new Holding(rules, List.copyOf(errors));
    }

    /** @param errors why the list may not be complete */
    public record Holding(List<Rule> rules, List<String> errors) {

        /** Several errors in brackets; empty for none. */
        public String error() {
            return errors.size() > 1 ? "[" + String.join(", ", errors) + "]" : String.join("", errors);
        }
    }

    private static String missing(Binding binding) {
        return switch (binding.roleKind()) {
            case "ClusterRole" ->
                "clusterrole." + GROUP + " " + Quoting.quote(binding.role().name()) + " not found";
            case "Role" -> "role." + GROUP + " " + Quoting.quote(binding.role().name()) + " not found";
            default -> "unsupported role reference kind: " + Quoting.quote(binding.roleKind());
        };
    }

    @Override
    public void close() {
        followers.forEach(CacheFollower::close);
    }

    private record Roles(Map<ObjectKey, Role> roles) implements CacheFollower.Target {

        @Override
        public void replaceAll(Iterable<CachedObject> objects) {
            Set<ObjectKey> gone = new HashSet<>(roles.keySet());
            for (CachedObject object : objects) {
                gone.remove(object.key());
                put(object, null);
            }
            gone.forEach(roles::remove);
        }

        @Override
        public void put(CachedObject object, @Nullable CachedObject previous) {
            roles.put(object.key(), new Role(Rule.read(Json.read(object.json()).path("rules"))));
        }

        @Override
        public void remove(CachedObject last) {
            roles.remove(last.key());
        }
    }

    private final class Bindings implements CacheFollower.Target {
        private final Map<ObjectKey, Binding> known;

        Bindings(Map<ObjectKey, Binding> known) {
            this.known = known;
        }

        @Override
        public void replaceAll(Iterable<CachedObject> objects) {
            Set<ObjectKey> gone = new HashSet<>(known.keySet());
            for (CachedObject object : objects) {
                gone.remove(object.key());
                put(object, null);
            }
            gone.forEach(key -> change(key, null));
        }

        @Override
        public void put(CachedObject object, @Nullable CachedObject previous) {
            ObjectNode tree = Json.read(object.json());
            change(object.key(), Binding.read(tree));
        }

        @Override
        public void remove(CachedObject last) {
            change(last.key(), null);
        }

        private void change(ObjectKey key, @Nullable Binding next) {
            Binding old = next == null ? known.remove(key) : known.put(key, next);
            if (key.namespace().isEmpty()) {
                ofCluster.change(old, next);
                return;
            }
            Grants grants = byNamespace.computeIfAbsent(key.namespace(), n -> new Grants());
            grants.change(old, next);
            if (grants.isEmpty()) {
                byNamespace.remove(key.namespace());
            }
        }
    }
}

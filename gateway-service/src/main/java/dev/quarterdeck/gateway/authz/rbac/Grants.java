package dev.quarterdeck.gateway.authz.rbac;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer.Decision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of one namespace, or of the cluster, by who holds them. One writer; readers on any thread see each subject's bindings change at once, so
 * that nobody loses a right for a moment when a binding that grants it is written again.
 */
final class Grants {
    private static final Grant[] NONE = new Grant[0];

    private final Map<String, Grant[]> byUser = new ConcurrentHashMap<>();
    private final Map<String, Grant[]> byGroup = new ConcurrentHashMap<>();

    /** One binding as one subject holds it. */
    record Grant(Binding binding, Decision decision) {}

    /** Called for each grant; {@code true} ends the visit. */
    interface Visitor {
        boolean visit(Grant grant);
    }

    void change(@Nullable Binding old, @Nullable Binding next) {
        Set<Binding.Subject> seen = new HashSet<>();
        if (next != null) {
            for (Binding.Subject subject : next.subjects()) {
                if (seen.add(key(subject))) {
                    swap(subject, old, new Grant(next, subject.decision()));
                }
            }
        }
        if (old != null) {
            for (Binding.Subject subject : old.subjects()) {
                if (seen.add(key(subject))) {
                    swap(subject, old, null);
                }
            }
        }
    }

    private static Binding.Subject key(Binding.Subject subject) {
        return new Binding.Subject(subject.group(), subject.name(), Decision.YES);
    }

    private void swap(Binding.Subject subject, @Nullable Binding old, @Nullable Grant next) {
        (subject.group() ? byGroup : byUser).compute(subject.name(), (name, grants) -> {
            List<Grant> list = new ArrayList<>(Arrays.asList(grants == null ? NONE : grants));
            list.removeIf(g -> g.binding() == old);
            if (next != null) {
                list.add(next);
            }
            return list.isEmpty() ? null : list.toArray(NONE);
        });
    }

    boolean isEmpty() {
        return byUser.isEmpty() && byGroup.isEmpty();
    }

    /** Whether a visitor ended the visit. */
    boolean visit(User user, Visitor visitor) {
        if (visit(byUser.get(user.name()), visitor)) {
            return true;
        }
        List<String> groups = user.groups();
        for (int i = 0; i < groups.size(); i++) {
            if (visit(byGroup.get(groups.get(i)), visitor)) {
                return true;
            }
        }
        return false;
    }

    private static boolean visit(Grant @Nullable [] grants, Visitor visitor) {
        if (grants != null) {
            for (Grant grant : grants) {
                if (visitor.visit(grant)) {
                    return true;
                }
            }
        }
        return false;
    }
}

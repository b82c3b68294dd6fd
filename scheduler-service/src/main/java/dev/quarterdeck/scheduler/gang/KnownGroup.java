package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one PodGroup: itself where it is there, its pods by uid, and what it was told last. Not thread-safe; {@link Gangs} guards it. */
final class KnownGroup {
    final Map<String, Member> members = new LinkedHashMap<>();

    @Nullable
    PodGroup object;

    PodGroup.@Nullable Condition said;

    /** Whether its pods may be tried. */
    boolean ready;

    /** Where a pod of it stands. */
    enum Place {
        /** Its scheduling gates are closed: it counts. */
        GATED,
        /** Kept until the group is complete. */
        HELD,
        QUEUED,
        /** Decided, and not seen bound yet. */
        ASSUMED,
        PLACED
    }

    /**
     * @param request null where nobody will try it
     * @param node empty for none
     */
    record Member(String name, @Nullable PodRequest request, Place place, String node) {}

    /** Uids of its pods that stand there. */
    List<String> in(Place place) {
        List<String> uids = new ArrayList<>();
        members.forEach((uid, member) -> {
            if (member.place() == place) {
                uids.add(uid);
            }
        });
        return uids;
    }

    List<Gangs.Placed> placed() {
        return members.values().stream()
                .filter(m -> !m.node().isEmpty())
                .map(m -> new Gangs.Placed(m.name(), m.node()))
                .toList();
    }

    /** Whether a condition says something else than the group was told or says itself. That it has been scheduled is never taken back. */
    boolean isNews(PodGroup.Condition condition) {
        PodGroup.Condition last = said != null ? said : object == null ? null : object.condition(condition.type());
        if (last == null) {
            return true;
        }
        boolean same = last.status().equals(condition.status())
                && last.reason().equals(condition.reason())
                && last.message().equals(condition.message());
        return !same && !(last.status().equals("True") && !condition.status().equals("True"));
    }
}

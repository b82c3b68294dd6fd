package dev.quarterdeck.controller.garbage;

import dev.quarterdeck.reconcile.client.Propagation;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Decides what becomes of an object, given its owners and dependents (Kubernetes documentation: garbage collection). Pure. */
final class GarbagePlanner {

    /** What is known of one owner. */
    enum OwnerState {
        /** There, or not to be judged. */
        SOLID,
        /** There, and deleted in the foreground: it waits for its dependents. */
        WAITING,
        /** Gone, as the server said. */
        GONE
    }

    private GarbagePlanner() {}

    /**
     * <pre>
     * object                 owners                    dependents       → what
     * being orphaned from    any                       any                they forget it, finalizer goes
     * deletes dependents     any                       none block it      finalizer goes
     * deletes dependents     any                       some block it      wait for those, but not for those that wait for it
     * being deleted          any                       any                nothing
     * there                  none                      any                nothing
     * there                  all solid                 any                nothing
     * there                  some solid, some not      any                forget those that are not
     * there                  none solid, one waiting   some               delete in the foreground
     * there                  none solid                otherwise          delete, as its finalizers say, else in the background
     * </pre>
     *
     * @param owners state of each owner by uid
     * @param waitsForIt whether a dependent is deleted only after the object itself: they own each other in a circle
     */
    static GarbagePlan plan(
            Vertex object, Map<String, OwnerState> owners, List<Vertex> dependents, Predicate<Vertex> waitsForIt) {
        if (object.orphansDependents()) {
            return new GarbagePlan.Orphan(dependents);
        }
        if (object.deletesDependents()) {
            List<Vertex> blocking = dependents.stream()
                    .filter(d -> d.isBlocking(object.ref().uid()) && !waitsForIt.test(d))
                    .toList();
            return blocking.isEmpty()
                    ? new GarbagePlan.RemoveFinalizer(Vertex.FOREGROUND)
                    : new GarbagePlan.WaitFor(dependents);
        }
        if (object.deleting() || !isAbandoned(owners)) {
            return toForget(object, owners);
        }
        boolean waiting = owners.containsValue(OwnerState.WAITING);
        return new GarbagePlan.Delete(waiting && !dependents.isEmpty() ? Propagation.FOREGROUND : own(object));
    }

    private static boolean isAbandoned(Map<String, OwnerState> owners) {
        return !owners.isEmpty() && !owners.containsValue(OwnerState.SOLID);
    }

    private static GarbagePlan toForget(Vertex object, Map<String, OwnerState> owners) {
        List<String> others = owners.entrySet().stream()
                .filter(e -> e.getValue() != OwnerState.SOLID)
                .map(Map.Entry::getKey)
                .toList();
        return others.isEmpty() || object.deleting() ? new GarbagePlan.Nothing() : new GarbagePlan.DropOwners(others);
    }

    private static Propagation own(Vertex object) {
        if (object.finalizers().contains(Vertex.ORPHAN)) {
            return Propagation.ORPHAN;
        }
        return object.finalizers().contains(Vertex.FOREGROUND) ? Propagation.FOREGROUND : Propagation.BACKGROUND;
    }
}

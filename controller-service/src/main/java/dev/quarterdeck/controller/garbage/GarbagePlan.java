package dev.quarterdeck.controller.garbage;

import dev.quarterdeck.reconcile.client.Propagation;
import java.util.List;

/** What to do about one object. */
sealed interface GarbagePlan {
    record Nothing() implements GarbagePlan {}

    /** Its deletion need not wait for this any more. */
    record RemoveFinalizer(String finalizer) implements GarbagePlan {}

    /** It waits for these to be deleted: look at each of them. */
    record WaitFor(List<Vertex> dependents) implements GarbagePlan {}

    /** These are to forget it as an owner; then it need not wait any more. */
    record Orphan(List<Vertex> dependents) implements GarbagePlan {}

    /** It forgets these owners, by uid: others keep it. */
    record DropOwners(List<String> uids) implements GarbagePlan {}

    record Delete(Propagation propagation) implements GarbagePlan {}
}

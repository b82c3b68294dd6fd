package dev.quarterdeck.state.write;

import tools.jackson.databind.node.ObjectNode;

/** What a request to delete comes to. */
sealed interface DeletionPlan {
    /** The object goes; {@code last} is how it is seen last. */
    record Remove(ObjectNode last) implements DeletionPlan {}

    /** The object stays, marked: finalizers or a grace period must run out first. */
    record Mark(ObjectNode marked) implements DeletionPlan {}

    /** It is being deleted already, and no later than this request asks. */
    record Nothing() implements DeletionPlan {}
}

package dev.quarterdeck.plugin.restore;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a restore does, in order, and what it leaves alone.
 *
 * @param left what differs and is not touched, each with the reason
 * @param unchanged how many objects are as they were
 */
public record RestorePlan(List<Step> steps, List<Left> left, int unchanged) {

    /** Which object. */
    public record Id(String apiVersion, String kind, String name) {
        static Id of(ObjectNode object) {
            return new Id(
                    object.path("apiVersion").asString(""),
                    object.path("kind").asString(""),
                    object.at("/metadata/name").asString(""));
        }

        @Override
        public String toString() {
            return kind + "/" + name;
        }
    }

    /** One write. */
    public sealed interface Step {
        Id id();

        record Create(Id id, ObjectNode object) implements Step {}

        /** @param object with the resourceVersion of what is there now, so that a change in between is not overwritten */
        record Update(Id id, ObjectNode current, ObjectNode object) implements Step {}

        record Delete(Id id, ObjectNode current) implements Step {}
    }

    public record Left(Id id, String why) {}

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** The same with a step before all others. */
    RestorePlan after(Step first) {
        return new RestorePlan(Stream.concat(Stream.of(first), steps.stream()).toList(), left, unchanged);
    }
}

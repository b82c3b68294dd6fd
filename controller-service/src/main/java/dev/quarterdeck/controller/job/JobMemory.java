package dev.quarterdeck.controller.job;

import java.util.Optional;
import java.util.Set;

/**
 * What is known of a Job beyond what the cache shows.
 *
 * @param released uids of pods that have lost the finalizer, whatever the cache shows
 * @param backOff after all ends that have been counted; empty after a change of leadership: then it is worked out from the pods that are there
 */
record JobMemory(Set<String> released, Optional<BackOff> backOff) {
    static final JobMemory NONE = new JobMemory(Set.of(), Optional.empty());
}

package dev.quarterdeck.reconcile.event;

import io.fabric8.kubernetes.api.model.ObjectReference;
import org.jspecify.annotations.Nullable;

/**
 * What a component was doing when something happened, as an Event of events.k8s.io says it.
 *
 * @param controller who was at it, {@code reportingController}: for example a profile of the scheduler
 * @param name one word in CamelCase, {@code action}: what it did, or failed to do
 * @param related a second object it was about, such as the pod for which another one goes; null for none
 */
public record EventAction(
        String controller, String name, @Nullable ObjectReference related) {}

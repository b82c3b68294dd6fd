package dev.quarterdeck.controller.endpointslice;

import dev.quarterdeck.controller.service.TriggerTimes;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What to do about the slices of one owner: those to create, to update and to delete. */
public record EndpointSlicePlan(List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {

    /** For a Service that is being deleted: the garbage collector would meet slices that are made meanwhile. */
    EndpointSlicePlan withoutNew() {
        return new EndpointSlicePlan(List.of(), update, delete);
    }

    /** With the time since when it is true in what is written; see {@link TriggerTimes}. */
    EndpointSlicePlan stamped(Optional<Instant> time) {
        return new EndpointSlicePlan(stamped(create, time), stamped(update, time), delete);
    }

    private static List<EndpointSlice> stamped(List<EndpointSlice> slices, Optional<Instant> time) {
        return slices.stream()
                .map(slice -> new EndpointSliceBuilder(slice)
                        .editMetadata()
                        .withAnnotations(
                                TriggerTimes.stamped(slice.getMetadata().getAnnotations(), time))
                        .endMetadata()
                        .build())
                .toList();
    }
}

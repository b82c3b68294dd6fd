package dev.quarterdeck.kube.conversion;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.status.ApiException;
import tools.jackson.databind.node.ObjectNode;

/** Converts objects between the versions that one stored resource is served in. Pure and thread-safe. */
public final class Conversion {

    private static final GroupVersionKind SCALER_V1 = GroupVersionKind.of("autoscaling/v1", "HorizontalPodAutoscaler");
    private static final GroupVersionKind SCALER_V2 = GroupVersionKind.of("autoscaling/v2", "HorizontalPodAutoscaler");
    private static final GroupVersionKind CORE_EVENT = GroupVersionKind.of("v1", "Event");
    private static final GroupVersionKind EVENTS_EVENT = GroupVersionKind.of("events.k8s.io/v1", "Event");

    private Conversion() {}

    /**
     * The object as {@code to}. The given object stays as it is; it is returned itself where the two kinds are the same, so callers that go on to change the
     * result must own it.
     *
     * @throws ApiException 400 where nobody knows how
     */
    public static ObjectNode convert(ObjectNode object, GroupVersionKind from, GroupVersionKind to) {
        if (from.equals(to)) {
            return object;
        }
        ObjectNode converted;
        if (from.equals(SCALER_V2) && to.equals(SCALER_V1)) {
            converted = AutoscalerConversion.toV1(object);
        } else if (from.equals(SCALER_V1) && to.equals(SCALER_V2)) {
            converted = AutoscalerConversion.toV2(object);
        } else if (from.equals(CORE_EVENT) && to.equals(EVENTS_EVENT)) {
            converted = EventConversion.toEventsGroup(object);
        } else if (from.equals(EVENTS_EVENT) && to.equals(CORE_EVENT)) {
            converted = EventConversion.toCore(object);
        } else {
            throw ApiException.badRequest("converting (" + from.version() + "." + from.kind() + ") to (" + to.version()
                    + "." + to.kind() + "): unknown conversion");
        }
        return converted.put("apiVersion", to.apiVersion()).put("kind", to.kind());
    }
}

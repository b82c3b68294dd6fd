package dev.quarterdeck.state.admission.condition;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What expressions are about.
 *
 * @param shown the version of the resource in which they see the objects
 * @param params null where there are none
 * @param namespace the namespace of the request; null where it has none, and for match conditions of webhooks
 */
public record Inputs(
        AdmissionRequest request,
        AdmissionView view,
        ResourceType shown,
        @Nullable ObjectNode params,
        @Nullable ObjectNode namespace) {}

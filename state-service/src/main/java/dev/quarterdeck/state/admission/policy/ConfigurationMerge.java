package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import tools.jackson.databind.node.ObjectNode;

/** Merges a configuration into an object as apply does, without asking whose fields they are. Pure. */
public interface ConfigurationMerge {
    /**
     * The merged object; neither is changed. Throws ApiException where the configuration is not of the kind, or sets what can only be set as a whole: all that
     * it does not name would be lost.
     */
    ObjectNode merge(GroupVersionKind kind, ObjectNode object, ObjectNode configuration);
}

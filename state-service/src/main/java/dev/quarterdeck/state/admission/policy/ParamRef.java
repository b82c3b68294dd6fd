package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.state.kind.Trees;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which parameters a binding uses.
 *
 * @param namespace empty for that of the request
 * @param name empty where a selector chooses
 * @param selector null where a name does
 * @param denies whether a request is refused where there are none
 */
record ParamRef(String namespace, String name, @Nullable LabelSelector selector, boolean denies) {
    static @Nullable ParamRef of(@Nullable ObjectNode node) {
        if (node == null) {
            return null;
        }
        ObjectNode selector = Trees.objectAt(node, "selector");
        return new ParamRef(
                Trees.text(node, "namespace"),
                Trees.text(node, "name"),
                selector == null ? null : LabelSelectors.of(selector),
                Trees.text(node, "parameterNotFoundAction").equals("Deny"));
    }
}

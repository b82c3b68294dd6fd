package dev.quarterdeck.state.admission.condition;

import dev.cel.common.values.NullValue;
import dev.quarterdeck.cel.admission.AdmissionTypes;
import dev.quarterdeck.cel.library.Authorizer;
import dev.quarterdeck.cel.library.Libraries;
import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.cel.type.JsonValues;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.RequestDescription;
import dev.quarterdeck.stateclient.Caller;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What the variables of expressions of admission are for one request. Pure. */
final class AdmissionVariables {
    private AdmissionVariables() {}

    /** What they hold for one request. */
    static Map<String, Object> bindings(Inputs inputs, Function<Caller, Authorizer> authorizers) {
        AdmissionRequest request = inputs.request();
        GroupVersionKind kind = request.kindIn(inputs.shown());
        Authorizer authorizer = authorizers.apply(request.caller());
        Map<String, Object> bindings = new HashMap<>();
        bindings.put("object", orNull(inputs.view().object(kind), DeclaredType.DYN));
        bindings.put("oldObject", orNull(inputs.view().old(kind), DeclaredType.DYN));
        bindings.put("request", JsonValues.of(RequestDescription.of(request, inputs.shown()), AdmissionTypes.REQUEST));
        bindings.put("namespaceObject", orNull(inputs.namespace(), AdmissionTypes.NAMESPACE));
        bindings.put("params", orNull(inputs.params(), DeclaredType.DYN));
        bindings.put("authorizer", authorizer);
        bindings.put("authorizer.requestResource", Libraries.resourceCheck(authorizer, question(request)));
        return bindings;
    }

    private static Object orNull(@Nullable ObjectNode node, DeclaredType type) {
        return node == null ? NullValue.NULL_VALUE : JsonValues.of(node, type);
    }

    private static Authorizer.Question question(AdmissionRequest request) {
        GroupVersionResource resource = request.type().gvr();
        return new Authorizer.Question(
                "",
                "",
                resource.group(),
                resource.resource(),
                request.subresource(),
                request.namespace(),
                request.givenName(),
                "",
                "");
    }
}

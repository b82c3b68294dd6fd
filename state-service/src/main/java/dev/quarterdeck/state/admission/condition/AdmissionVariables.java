package dev.quarterdeck.state.admission.condition;

import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The variables that expressions of admission have, and what they are (API reference: ValidatingAdmissionPolicy). Pure. */
final class AdmissionVariables {
    static final DeclaredType NULL = DeclaredType.simple(SimpleType.NULL_TYPE, 1, 4);

    private static final DeclaredType TEXT = DeclaredType.STRING;
    private static final DeclaredType TEXTS = DeclaredType.list(TEXT, Long.MAX_VALUE);
    private static final DeclaredType TEXT_MAP = DeclaredType.map(TEXT, Long.MAX_VALUE);

    private static final DeclaredType REQUEST = request();
    private static final DeclaredType NAMESPACE = namespace();

    private AdmissionVariables() {}

    /** @param variables those of the policy, by name */
    static Map<String, DeclaredType> declared(boolean hasParams, Map<String, DeclaredType> variables) {
        return declared(hasParams, variables, DeclaredType.DYN, DeclaredType.DYN);
    }

    /** With objects and parameters of known types. */
    static Map<String, DeclaredType> declared(
            boolean hasParams, Map<String, DeclaredType> variables, DeclaredType object, DeclaredType params) {
        Map<String, DeclaredType> all = new LinkedHashMap<>();
        all.put("object", object);
        all.put("oldObject", object);
        all.put("request", REQUEST);
        all.put("namespaceObject", NAMESPACE);
        all.put("authorizer", DeclaredType.opaque(Libraries.AUTHORIZER));
        all.put("authorizer.requestResource", DeclaredType.opaque(Libraries.RESOURCE_CHECK));
        all.put("variables", DeclaredType.object("kubernetes.variables", variables));
        if (hasParams) {
            all.put("params", params);
        }
        return all;
    }

    /** What they hold for one request. */
    static Map<String, Object> bindings(Inputs inputs, Function<Caller, Authorizer> authorizers) {
        AdmissionRequest request = inputs.request();
        GroupVersionKind kind = request.kindIn(inputs.shown());
        Authorizer authorizer = authorizers.apply(request.caller());
        Map<String, Object> bindings = new HashMap<>();
        bindings.put("object", orNull(inputs.view().object(kind), DeclaredType.DYN));
        bindings.put("oldObject", orNull(inputs.view().old(kind), DeclaredType.DYN));
        bindings.put("request", JsonValues.of(RequestDescription.of(request, inputs.shown()), REQUEST));
        bindings.put("namespaceObject", orNull(inputs.namespace(), NAMESPACE));
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

    private static DeclaredType request() {
        DeclaredType kind = DeclaredType.object(
                "kubernetes.GroupVersionKind", Map.of("group", TEXT, "version", TEXT, "kind", TEXT));
        DeclaredType resource = DeclaredType.object(
                "kubernetes.GroupVersionResource", Map.of("group", TEXT, "version", TEXT, "resource", TEXT));
        DeclaredType user = DeclaredType.object(
                "kubernetes.UserInfo",
                Map.of(
                        "username",
                        TEXT,
                        "uid",
                        TEXT,
                        "groups",
                        TEXTS,
                        "extra",
                        DeclaredType.map(TEXTS, Long.MAX_VALUE)));
        Map<String, DeclaredType> fields = new HashMap<>();
        fields.put("kind", kind);
        fields.put("resource", resource);
        fields.put("requestKind", kind);
        fields.put("requestResource", resource);
        for (String text : new String[] {"subResource", "requestSubResource", "name", "namespace", "operation"}) {
            fields.put(text, TEXT);
        }
        fields.put("userInfo", user);
        fields.put("dryRun", DeclaredType.BOOL);
        fields.put("options", DeclaredType.DYN);
        return DeclaredType.object("kubernetes.AdmissionRequest", fields);
    }

    private static DeclaredType namespace() {
        DeclaredType spec = DeclaredType.object("kubernetes.NamespaceSpec", Map.of("finalizers", TEXTS));
        DeclaredType condition = DeclaredType.object(
                "kubernetes.NamespaceCondition",
                Map.of(
                        "status",
                        TEXT,
                        "type",
                        TEXT,
                        "lastTransitionTime",
                        DeclaredType.TIMESTAMP,
                        "message",
                        TEXT,
                        "reason",
                        TEXT));
        DeclaredType status = DeclaredType.object(
                "kubernetes.NamespaceStatus",
                Map.of("conditions", DeclaredType.list(condition, Long.MAX_VALUE), "phase", TEXT));
        Map<String, DeclaredType> metadata = new HashMap<>();
        for (String text : new String[] {"name", "generateName", "namespace", "UID", "resourceVersion"}) {
            metadata.put(text, TEXT);
        }
        metadata.put("labels", TEXT_MAP);
        metadata.put("annotations", TEXT_MAP);
        metadata.put("creationTimestamp", DeclaredType.TIMESTAMP);
        metadata.put("deletionTimestamp", DeclaredType.TIMESTAMP);
        metadata.put("deletionGracePeriodSeconds", DeclaredType.INT);
        metadata.put("generation", DeclaredType.INT);
        metadata.put("finalizers", TEXTS);
        return DeclaredType.object(
                "kubernetes.Namespace",
                Map.of(
                        "metadata",
                        DeclaredType.object("kubernetes.NamespaceMetadata", metadata),
                        "spec",
                        spec,
                        "status",
                        status));
    }
}

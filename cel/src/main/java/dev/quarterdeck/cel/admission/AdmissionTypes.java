package dev.quarterdeck.cel.admission;

import dev.cel.common.types.SimpleType;
import dev.quarterdeck.cel.expression.Compilation;
import dev.quarterdeck.cel.expression.Program;
import dev.quarterdeck.cel.library.Libraries;
import dev.quarterdeck.cel.type.DeclaredType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables that expressions of admission have, by name (API reference: ValidatingAdmissionPolicy). Pure. */
public final class AdmissionTypes {
    public static final DeclaredType NULL = DeclaredType.simple(SimpleType.NULL_TYPE, 1, 4);

    private static final DeclaredType TEXT = DeclaredType.STRING;
    private static final DeclaredType TEXTS = DeclaredType.list(TEXT, Long.MAX_VALUE);
    private static final DeclaredType TEXT_MAP = DeclaredType.map(TEXT, Long.MAX_VALUE);

    public static final DeclaredType REQUEST = request();
    public static final DeclaredType NAMESPACE = namespace();

    private AdmissionTypes() {}

    /** @param variables those of the policy, by name */
    public static Map<String, DeclaredType> declared(boolean hasParams, Map<String, DeclaredType> variables) {
        return declared(hasParams, variables, DeclaredType.DYN, DeclaredType.DYN);
    }

    /** With objects and parameters of known types. */
    public static Map<String, DeclaredType> declared(
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

    /** What others may know of a variable with this expression: only the simplest types are kept. */
    public static DeclaredType ofVariable(Compilation expression) {
        if (!(expression instanceof Compilation.Compiled(Program program))) {
            return DeclaredType.DYN;
        }
        return switch (program.resultType()) {
            case "bool" -> DeclaredType.BOOL;
            case "int" -> DeclaredType.INT;
            case "double" -> DeclaredType.DOUBLE;
            case "string" -> DeclaredType.STRING;
            default -> DeclaredType.DYN;
        };
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

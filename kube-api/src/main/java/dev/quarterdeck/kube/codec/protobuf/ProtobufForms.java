package dev.quarterdeck.kube.codec.protobuf;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.Map;

/** Which messages the kinds of this server have: those of its schemas, and those that have none because nobody stores them. Immutable. */
public final class ProtobufForms {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final Map<GroupVersionKind, String> OTHERS = Map.of(
            GroupVersionKind.of("", "APIVersions"), META + "APIVersions",
            GroupVersionKind.of("", "APIResourceList"), META + "APIResourceList",
            GroupVersionKind.of("v1", "APIResourceList"), META + "APIResourceList",
            GroupVersionKind.of("v1", "APIGroupList"), META + "APIGroupList",
            GroupVersionKind.of("v1", "APIGroup"), META + "APIGroup",
            GroupVersionKind.of("apidiscovery.k8s.io/v2", "APIGroupDiscoveryList"),
                    "io.k8s.api.apidiscovery.v2.APIGroupDiscoveryList");
    private static final ProtobufWriter WRITER = new ProtobufWriter(ProtobufForms::messageOf);

    private ProtobufForms() {}

    public static ProtobufWriter writer() {
        return WRITER;
    }

    private static String messageOf(GroupVersionKind kind) {
        if (kind.group().equals("meta.k8s.io")) {
            boolean list = kind.kind().equals("PartialObjectMetadataList");
            return kind.version().equals("v1beta1") && list
                    ? META.replace(".v1.", ".v1beta1.") + kind.kind()
                    : META + kind.kind();
        }
        String other = OTHERS.get(kind);
        if (other != null) {
            return other;
        }
        return SchemaCatalog.builtIn().find(kind).map(ObjectSchema::name).orElse("");
    }
}

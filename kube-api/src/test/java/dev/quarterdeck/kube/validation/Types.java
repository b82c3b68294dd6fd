package dev.quarterdeck.kube.validation;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Resource types made from nothing but an object's kind, for tests of rules. */
final class Types {
    private static final Set<String> CLUSTER_SCOPED = Set.of(
            "Namespace",
            "Node",
            "PersistentVolume",
            "StorageClass",
            "VolumeAttributesClass",
            "VolumeAttachment",
            "CSIDriver",
            "CSINode",
            "ClusterRole",
            "ClusterRoleBinding",
            "PriorityClass",
            "RuntimeClass",
            "IngressClass",
            "ServiceCIDR",
            "IPAddress",
            "FlowSchema",
            "PriorityLevelConfiguration",
            "CertificateSigningRequest",
            "APIService",
            "CustomResourceDefinition",
            "DeviceClass",
            "ResourceSlice",
            "ValidatingWebhookConfiguration",
            "MutatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "MutatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "MutatingAdmissionPolicyBinding");

    private Types() {}

    static ResourceType of(ObjectNode object) {
        GroupVersionKind kind = kind(object);
        return new ResourceType(
                new GroupVersionResource(kind.group(), kind.version(), ""),
                kind,
                "",
                !CLUSTER_SCOPED.contains(kind.kind()),
                List.of(),
                List.of(),
                Set.of(),
                List.of(),
                null,
                null);
    }

    static GroupVersionKind kind(ObjectNode object) {
        return GroupVersionKind.of(
                object.path("apiVersion").asString(""), object.path("kind").asString(""));
    }
}

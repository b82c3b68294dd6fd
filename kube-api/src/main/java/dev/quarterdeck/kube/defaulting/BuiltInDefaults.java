package dev.quarterdeck.kube.defaulting;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The defaults of every kind that a server with default flags serves; other kinds pass unchanged. What depends on other objects or on allocation
 * (service accounts, priorities, cluster addresses, quality of service) is not decided here.
 */
public final class BuiltInDefaults implements Defaulter {
    private static final BuiltInDefaults INSTANCE = new BuiltInDefaults();

    /** The rules of one kind. */
    private interface Rule {
        void apply(ObjectNode object);
    }

    private final Map<GroupVersionKind, Rule> rules = new HashMap<>();

    private BuiltInDefaults() {
        core();
        workloads();
        network();
        storage();
        cluster();
    }

    public static Defaulter defaulter() {
        return INSTANCE;
    }

    @Override
    public void apply(GroupVersionKind kind, ObjectNode object) {
        @Nullable Rule rule = rules.get(kind);
        if (rule != null) {
            rule.apply(object);
        }
    }

    private void rule(String apiVersion, String kind, Rule rule) {
        rules.put(GroupVersionKind.of(apiVersion, kind), rule);
    }

    private void core() {
        rule("v1", "Pod", PodDefaults::pod);
        rule("v1", "PodTemplate", WorkloadDefaults::podTemplate);
        rule("v1", "ReplicationController", WorkloadDefaults::replicationController);
        rule("v1", "Service", NetworkDefaults::service);
        rule("v1", "Endpoints", NetworkDefaults::endpoints);
        rule("v1", "Namespace", CoreDefaults::namespace);
        rule("v1", "Node", CoreDefaults::node);
        rule("v1", "Secret", CoreDefaults::secret);
        rule("v1", "ServiceAccount", CoreDefaults::serviceAccount);
        rule("v1", "LimitRange", CoreDefaults::limitRange);
        rule("v1", "ResourceQuota", CoreDefaults::quota);
        rule("v1", "Event", CoreDefaults::event);
        rule("events.k8s.io/v1", "Event", CoreDefaults::newEvent);
        rule("v1", "PersistentVolume", StorageDefaults::volume);
        rule("v1", "PersistentVolumeClaim", StorageDefaults::claim);
    }

    private void workloads() {
        rule("apps/v1", "Deployment", WorkloadDefaults::deployment);
        rule("apps/v1", "ReplicaSet", WorkloadDefaults::replicaSet);
        rule("apps/v1", "DaemonSet", WorkloadDefaults::daemonSet);
        rule("apps/v1", "StatefulSet", WorkloadDefaults::statefulSet);
        rule("batch/v1", "Job", BatchDefaults::job);
        rule("batch/v1", "CronJob", BatchDefaults::cronJob);
        rule("autoscaling/v1", "HorizontalPodAutoscaler", AutoscalingDefaults::v1);
        rule("autoscaling/v2", "HorizontalPodAutoscaler", AutoscalingDefaults::v2);
        rule("policy/v1", "PodDisruptionBudget", CoreDefaults::disruptionBudget);
        rule("scheduling.k8s.io/v1", "PriorityClass", CoreDefaults::priorityClass);
        rule("scheduling.k8s.io/v1alpha2", "PodGroup", CoreDefaults::podGroup);
        rule("node.k8s.io/v1", "RuntimeClass", CoreDefaults::runtimeClass);
    }

    private void network() {
        rule("networking.k8s.io/v1", "Ingress", NetworkDefaults::ingress);
        rule("networking.k8s.io/v1", "IngressClass", NetworkDefaults::ingressClass);
        rule("networking.k8s.io/v1", "NetworkPolicy", NetworkDefaults::networkPolicy);
        rule("networking.k8s.io/v1", "ServiceCIDR", NetworkDefaults::serviceCidr);
        rule("discovery.k8s.io/v1", "EndpointSlice", NetworkDefaults::endpointSlice);
    }

    private void storage() {
        rule("storage.k8s.io/v1", "StorageClass", StorageDefaults::storageClass);
        rule("storage.k8s.io/v1", "CSIDriver", StorageDefaults::driver);
        rule("storage.k8s.io/v1", "CSINode", StorageDefaults::nodeDrivers);
        rule("storage.k8s.io/v1", "CSIStorageCapacity", StorageDefaults::capacity);
        rule("storage.k8s.io/v1", "VolumeAttachment", StorageDefaults::attachment);
    }

    private void cluster() {
        rule("coordination.k8s.io/v1", "Lease", CoreDefaults::lease);
        String rbac = "rbac.authorization.k8s.io/v1";
        rule(rbac, "Role", CoreDefaults::role);
        rule(rbac, "ClusterRole", CoreDefaults::role);
        rule(rbac, "RoleBinding", CoreDefaults::roleBinding);
        rule(rbac, "ClusterRoleBinding", CoreDefaults::roleBinding);
        String admission = "admissionregistration.k8s.io/v1";
        rule(admission, "ValidatingWebhookConfiguration", AdmissionDefaults::validatingWebhooks);
        rule(admission, "MutatingWebhookConfiguration", AdmissionDefaults::mutatingWebhooks);
        rule(admission, "ValidatingAdmissionPolicy", AdmissionDefaults::validatingPolicy);
        rule(admission, "MutatingAdmissionPolicy", AdmissionDefaults::mutatingPolicy);
        rule(admission, "ValidatingAdmissionPolicyBinding", AdmissionDefaults::binding);
        rule(admission, "MutatingAdmissionPolicyBinding", AdmissionDefaults::binding);
        rule("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", ClusterDefaults::flowSchema);
        rule("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", ClusterDefaults::priorityLevel);
        rule("apiextensions.k8s.io/v1", "CustomResourceDefinition", ClusterDefaults::customResource);
        rule("apiregistration.k8s.io/v1", "APIService", ClusterDefaults::apiService);
        rule("certificates.k8s.io/v1", "CertificateSigningRequest", ClusterDefaults::status);
        rule("resource.k8s.io/v1", "ResourceClaim", ClusterDefaults::resourceClaim);
        rule("resource.k8s.io/v1", "ResourceClaimTemplate", ClusterDefaults::resourceClaimTemplate);
        rule("resource.k8s.io/v1", "DeviceClass", ClusterDefaults::deviceClass);
        rule("resource.k8s.io/v1", "ResourceSlice", ClusterDefaults::resourceSlice);
    }
}

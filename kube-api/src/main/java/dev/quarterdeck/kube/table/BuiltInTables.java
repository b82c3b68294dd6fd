package dev.quarterdeck.kube.table;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.HashMap;
import java.util.Map;

/** Which kind is printed how. Kinds that are not here have their name and the time they were made. */
final class BuiltInTables {
    private static final TablePrinter DEFAULT = Table.named()
            .column(
                    "Created At",
                    "date",
                    "",
                    0,
                    "When the object was made",
                    (o, now) -> Table.text(Cells.text(o.path("metadata"), "creationTimestamp", Cells.UNKNOWN)));
    private static final Map<String, TablePrinter> BY_KIND = new HashMap<>();

    static {
        core();
        workloads();
        network();
        storage();
        cluster();
    }

    private BuiltInTables() {}

    static TablePrinter of(GroupVersionKind kind) {
        return BY_KIND.getOrDefault(kind.group() + "/" + kind.kind(), DEFAULT);
    }

    private static void put(String group, String kind, TablePrinter printer) {
        BY_KIND.put(group + "/" + kind, printer);
    }

    private static void core() {
        put("", "Pod", new PodTable());
        put("", "PodTemplate", WorkloadTables.podTemplate());
        put("", "ReplicationController", WorkloadTables.replicationController());
        put("", "Service", NetworkTables.service());
        put("", "Endpoints", NetworkTables.endpoints());
        put("", "Node", CoreTables.node());
        put("", "Namespace", CoreTables.namespace());
        put("", "Event", CoreTables.event());
        put("events.k8s.io", "Event", CoreTables.event());
        put("", "Secret", CoreTables.secret());
        put("", "ConfigMap", CoreTables.configMap());
        put("", "ServiceAccount", CoreTables.aged());
        put("", "ComponentStatus", CoreTables.componentStatus());
        put("", "ResourceQuota", CoreTables.quota());
        put("", "Status", ClusterTables.status());
    }

    private static void workloads() {
        put("apps", "Deployment", WorkloadTables.deployment());
        put("apps", "ReplicaSet", WorkloadTables.replicaSet());
        put("apps", "DaemonSet", WorkloadTables.daemonSet());
        put("apps", "StatefulSet", WorkloadTables.statefulSet());
        put("apps", "ControllerRevision", WorkloadTables.controllerRevision());
        put("batch", "Job", WorkloadTables.job());
        put("batch", "CronJob", WorkloadTables.cronJob());
        put("autoscaling", "HorizontalPodAutoscaler", WorkloadTables.autoscaler());
        put("autoscaling", "Scale", ClusterTables.scale());
        put("policy", "PodDisruptionBudget", WorkloadTables.disruptionBudget());
    }

    private static void network() {
        put("discovery.k8s.io", "EndpointSlice", NetworkTables.endpointSlice());
        String group = "networking.k8s.io";
        put(group, "Ingress", NetworkTables.ingress());
        put(group, "IngressClass", NetworkTables.ingressClass());
        put(group, "NetworkPolicy", NetworkTables.networkPolicy());
        put(group, "ServiceCIDR", NetworkTables.serviceCidr());
        put(group, "IPAddress", NetworkTables.ipAddress());
    }

    private static void storage() {
        put("", "PersistentVolume", StorageTables.volume());
        put("", "PersistentVolumeClaim", StorageTables.claim());
        String group = "storage.k8s.io";
        put(group, "StorageClass", StorageTables.storageClass());
        put(group, "VolumeAttributesClass", StorageTables.attributesClass());
        put(group, "VolumeAttachment", StorageTables.attachment());
        put(group, "CSINode", StorageTables.nodeDrivers());
        put(group, "CSIDriver", StorageTables.driver());
    }

    private static void cluster() {
        put("rbac.authorization.k8s.io", "RoleBinding", ClusterTables.roleBinding());
        put("rbac.authorization.k8s.io", "ClusterRoleBinding", ClusterTables.roleBinding());
        put("coordination.k8s.io", "Lease", ClusterTables.lease());
        put("scheduling.k8s.io", "PriorityClass", ClusterTables.priorityClass());
        put("scheduling.k8s.io", "Workload", CoreTables.aged());
        put("scheduling.k8s.io", "PodGroup", WorkloadTables.podGroup());
        put("storagemigration.k8s.io", "StorageVersionMigration", ClusterTables.migration());
        put("node.k8s.io", "RuntimeClass", ClusterTables.runtimeClass());
        String admission = "admissionregistration.k8s.io";
        put(admission, "ValidatingWebhookConfiguration", ClusterTables.webhooks());
        put(admission, "MutatingWebhookConfiguration", ClusterTables.webhooks());
        put(admission, "ValidatingAdmissionPolicy", ClusterTables.admissionPolicy("Validations", "validations"));
        put(admission, "MutatingAdmissionPolicy", ClusterTables.admissionPolicy("Mutations", "mutations"));
        put(admission, "ValidatingAdmissionPolicyBinding", ClusterTables.policyBinding());
        put(admission, "MutatingAdmissionPolicyBinding", ClusterTables.policyBinding());
        put("flowcontrol.apiserver.k8s.io", "FlowSchema", ClusterTables.flowSchema());
        put("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", ClusterTables.priorityLevel());
        put("certificates.k8s.io", "CertificateSigningRequest", ClusterTables.signingRequest());
        put("apiregistration.k8s.io", "APIService", ClusterTables.apiService());
        put("resource.k8s.io", "DeviceClass", CoreTables.aged());
        put("resource.k8s.io", "ResourceClaim", ClusterTables.resourceClaim());
        put("resource.k8s.io", "ResourceClaimTemplate", CoreTables.aged());
        put("resource.k8s.io", "ResourceSlice", ClusterTables.resourceSlice());
    }
}

package dev.quarterdeck.kube.validation;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.validation.cluster.ApiServiceRules;
import dev.quarterdeck.kube.validation.cluster.CustomResourceRules;
import dev.quarterdeck.kube.validation.cluster.FlowSchemaRules;
import dev.quarterdeck.kube.validation.cluster.LeaseRules;
import dev.quarterdeck.kube.validation.cluster.MigrationRules;
import dev.quarterdeck.kube.validation.cluster.PolicyBindingRules;
import dev.quarterdeck.kube.validation.cluster.PolicyRules;
import dev.quarterdeck.kube.validation.cluster.PriorityClassRules;
import dev.quarterdeck.kube.validation.cluster.PriorityLevelRules;
import dev.quarterdeck.kube.validation.cluster.RoleBindingRules;
import dev.quarterdeck.kube.validation.cluster.RoleRules;
import dev.quarterdeck.kube.validation.cluster.RuntimeClassRules;
import dev.quarterdeck.kube.validation.cluster.SigningRequestRules;
import dev.quarterdeck.kube.validation.cluster.WebhookRules;
import dev.quarterdeck.kube.validation.core.ConfigMapRules;
import dev.quarterdeck.kube.validation.core.EventRules;
import dev.quarterdeck.kube.validation.core.LimitRangeRules;
import dev.quarterdeck.kube.validation.core.NamespaceRules;
import dev.quarterdeck.kube.validation.core.NodeRules;
import dev.quarterdeck.kube.validation.core.QuotaRules;
import dev.quarterdeck.kube.validation.core.SecretRules;
import dev.quarterdeck.kube.validation.device.DeviceClaimRules;
import dev.quarterdeck.kube.validation.device.DeviceSliceRules;
import dev.quarterdeck.kube.validation.network.EndpointSliceRules;
import dev.quarterdeck.kube.validation.network.EndpointsRules;
import dev.quarterdeck.kube.validation.network.IngressClassRules;
import dev.quarterdeck.kube.validation.network.IngressRules;
import dev.quarterdeck.kube.validation.network.IpAddressRules;
import dev.quarterdeck.kube.validation.network.NetworkPolicyRules;
import dev.quarterdeck.kube.validation.network.ServiceCidrRules;
import dev.quarterdeck.kube.validation.network.ServiceRules;
import dev.quarterdeck.kube.validation.pod.PodRules;
import dev.quarterdeck.kube.validation.pod.PodTemplateRules;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.scheduling.PodGroupRules;
import dev.quarterdeck.kube.validation.scheduling.WorkloadRules;
import dev.quarterdeck.kube.validation.storage.AttachmentRules;
import dev.quarterdeck.kube.validation.storage.AttributesClassRules;
import dev.quarterdeck.kube.validation.storage.CapacityRules;
import dev.quarterdeck.kube.validation.storage.ClaimRules;
import dev.quarterdeck.kube.validation.storage.CsiDriverRules;
import dev.quarterdeck.kube.validation.storage.CsiNodeRules;
import dev.quarterdeck.kube.validation.storage.StorageClassRules;
import dev.quarterdeck.kube.validation.storage.VolumeRules;
import dev.quarterdeck.kube.validation.workload.AutoscalerRules;
import dev.quarterdeck.kube.validation.workload.ControllerRevisionRules;
import dev.quarterdeck.kube.validation.workload.CronJobRules;
import dev.quarterdeck.kube.validation.workload.DaemonSetRules;
import dev.quarterdeck.kube.validation.workload.DeploymentRules;
import dev.quarterdeck.kube.validation.workload.DisruptionBudgetRules;
import dev.quarterdeck.kube.validation.workload.JobRules;
import dev.quarterdeck.kube.validation.workload.ReplicaSetRules;
import dev.quarterdeck.kube.validation.workload.ReplicationControllerRules;
import dev.quarterdeck.kube.validation.workload.StatefulSetRules;
import java.util.HashMap;
import java.util.Map;

/** Which kind has which rules; keys are {@code group/kind}. Kinds that are not here (ServiceAccount, among others) have metadata only. */
final class KindRegistry {

    private KindRegistry() {}

    static Map<String, KindRules> rules() {
        Map<String, KindRules> rules = new HashMap<>();
        core(rules);
        workloads(rules);
        network(rules);
        storage(rules);
        cluster(rules);
        return Map.copyOf(rules);
    }

    private static void core(Map<String, KindRules> rules) {
        rules.put("/Pod", new PodRules());
        rules.put("/PodTemplate", new PodTemplateRules());
        rules.put("/ConfigMap", new ConfigMapRules());
        rules.put("/Secret", new SecretRules());
        rules.put("/Namespace", new NamespaceRules());
        rules.put("/Node", new NodeRules());
        rules.put("/LimitRange", new LimitRangeRules());
        rules.put("/ResourceQuota", new QuotaRules());
        rules.put("/Event", EventRules.core());
        rules.put("events.k8s.io/Event", EventRules.events());
    }

    private static void workloads(Map<String, KindRules> rules) {
        rules.put("/ReplicationController", new ReplicationControllerRules());
        rules.put("apps/Deployment", new DeploymentRules());
        rules.put("apps/ReplicaSet", new ReplicaSetRules());
        rules.put("apps/DaemonSet", new DaemonSetRules());
        rules.put("apps/StatefulSet", new StatefulSetRules());
        rules.put("apps/ControllerRevision", new ControllerRevisionRules());
        rules.put("batch/Job", new JobRules());
        rules.put("batch/CronJob", new CronJobRules());
        rules.put("autoscaling/HorizontalPodAutoscaler", new AutoscalerRules());
        rules.put("policy/PodDisruptionBudget", new DisruptionBudgetRules());
        rules.put("scheduling.k8s.io/PriorityClass", new PriorityClassRules());
        rules.put("scheduling.k8s.io/Workload", new WorkloadRules());
        rules.put("scheduling.k8s.io/PodGroup", new PodGroupRules(Features.defaults()));
        rules.put("node.k8s.io/RuntimeClass", new RuntimeClassRules());
    }

    private static void network(Map<String, KindRules> rules) {
        rules.put("/Service", new ServiceRules());
        rules.put("/Endpoints", new EndpointsRules());
        rules.put("discovery.k8s.io/EndpointSlice", new EndpointSliceRules());
        rules.put("networking.k8s.io/Ingress", new IngressRules());
        rules.put("networking.k8s.io/IngressClass", new IngressClassRules());
        rules.put("networking.k8s.io/NetworkPolicy", new NetworkPolicyRules());
        rules.put("networking.k8s.io/ServiceCIDR", new ServiceCidrRules());
        rules.put("networking.k8s.io/IPAddress", new IpAddressRules());
    }

    private static void storage(Map<String, KindRules> rules) {
        rules.put("/PersistentVolume", new VolumeRules());
        rules.put("/PersistentVolumeClaim", new ClaimRules());
        String group = "storage.k8s.io/";
        rules.put(group + "StorageClass", new StorageClassRules());
        rules.put(group + "VolumeAttributesClass", new AttributesClassRules());
        rules.put(group + "VolumeAttachment", new AttachmentRules());
        rules.put(group + "CSIDriver", new CsiDriverRules());
        rules.put(group + "CSINode", new CsiNodeRules());
        rules.put(group + "CSIStorageCapacity", new CapacityRules());
    }

    private static void cluster(Map<String, KindRules> rules) {
        rules.put("rbac.authorization.k8s.io/Role", RoleRules.role());
        rules.put("rbac.authorization.k8s.io/ClusterRole", RoleRules.clusterRole());
        rules.put("rbac.authorization.k8s.io/RoleBinding", RoleBindingRules.roleBinding());
        rules.put("rbac.authorization.k8s.io/ClusterRoleBinding", RoleBindingRules.clusterRoleBinding());
        rules.put("coordination.k8s.io/Lease", new LeaseRules());
        String admission = "admissionregistration.k8s.io/";
        rules.put(admission + "ValidatingWebhookConfiguration", new WebhookRules());
        rules.put(admission + "MutatingWebhookConfiguration", new WebhookRules());
        rules.put(admission + "ValidatingAdmissionPolicy", PolicyRules.validating());
        rules.put(admission + "MutatingAdmissionPolicy", PolicyRules.mutating());
        rules.put(admission + "ValidatingAdmissionPolicyBinding", PolicyBindingRules.validating());
        rules.put(admission + "MutatingAdmissionPolicyBinding", PolicyBindingRules.mutating());
        rules.put("flowcontrol.apiserver.k8s.io/FlowSchema", new FlowSchemaRules());
        rules.put("flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration", new PriorityLevelRules());
        rules.put("certificates.k8s.io/CertificateSigningRequest", new SigningRequestRules());
        rules.put("apiregistration.k8s.io/APIService", new ApiServiceRules());
        rules.put("apiextensions.k8s.io/CustomResourceDefinition", new CustomResourceRules());
        rules.put("storagemigration.k8s.io/StorageVersionMigration", new MigrationRules());
        rules.put("resource.k8s.io/ResourceClaim", new DeviceClaimRules());
        rules.put("resource.k8s.io/ResourceClaimTemplate", DeviceClaimRules.template());
        rules.put("resource.k8s.io/DeviceClass", DeviceClaimRules.deviceClass());
        rules.put("resource.k8s.io/ResourceSlice", new DeviceSliceRules());
    }
}

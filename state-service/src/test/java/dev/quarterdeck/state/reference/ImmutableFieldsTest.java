package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.x;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.state.write.WriteFixture;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every field that the reference does not let be changed: a change that is refused, and one beside it that is not, or where it is held. */
class ImmutableFieldsTest {
    private static final String POD_SPEC = "'spec':{" + Samples.CONTAINERS + "}";

    private static WriteFixture cluster() {
        WriteFixture cluster = WriteFixture.withAdmission().namespace("default");
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        return cluster;
    }

    @TestFactory
    Stream<DynamicTest> keepsWhatTheReferenceKeeps() {
        Edges edges = new Edges(ImmutableFieldsTest::cluster);
        every(edges);
        pods(edges);
        workloads(edges);
        services(edges);
        storage(edges);
        cluster(edges);
        absent(edges);
        return FactTable.tests("immutable.tsv", edges.tried());
    }

    private static void mandatoryFlowControl() {
        WriteFixture cluster = cluster();
        String api = "flowcontrol.apiserver.k8s.io/v1";
        String level = "'type':'Limited','limited':{'nominalConcurrencyShares':%d,'limitResponse':{'type':'Reject'}}";
        ObjectNode catchAll = cluster.create(
                api,
                "PriorityLevelConfiguration",
                "",
                "{'metadata':{'name':'catch-all'},'spec':{" + level.formatted(5) + "}}");
        Edges.refused(() -> cluster.update(Edges.patched(catchAll, spec(level.formatted(6)))), "six shares", "spec");
        ObjectNode exempt = cluster.create(
                api,
                "PriorityLevelConfiguration",
                "",
                "{'metadata':{'name':'exempt'},'spec':{'type':'Exempt','exempt':{'nominalConcurrencyShares':0}}}");
        cluster.update(Edges.patched(exempt, spec("'exempt':{'nominalConcurrencyShares':7,'lendablePercent':50}")));
        Edges.refused(
                () -> cluster.create(
                        api,
                        "FlowSchema",
                        "",
                        "{'metadata':{'name':'catch-all'},'spec':{'matchingPrecedence':9999,'priorityLevelConfiguration':{'name':'x'}}}"),
                "another precedence",
                "spec");
    }

    private static String spec(String fields) {
        return "{'spec':{" + fields + "}}";
    }

    private static String meta(String fields) {
        return "{'metadata':{" + fields + "}}";
    }

    private static void every(Edges edges) {
        String every = "(every kind)";
        edges.row(every, "metadata.name, namespace, uid, creationTimestamp")
                .changes("ConfigMap", "", meta("'uid':'','creationTimestamp':null"))
                .keeps("ConfigMap", "", meta("'uid':'other'"), "409 ");
        edges.row(every, "metadata.deletionTimestamp, deletionGracePeriodSeconds")
                .does(() -> {
                    WriteFixture cluster = going();
                    ObjectNode map = cluster.get("v1", "ConfigMap", "default", "a");
                    ObjectNode changed = cluster.update(
                            Edges.patched(map, meta("'deletionTimestamp':'2030-01-01T00:00:00Z','labels':{'a':'b'}")));
                    assertThat(changed.at("/metadata/deletionTimestamp").stringValue())
                            .startsWith("2026-");
                });
        edges.row(every, "metadata.generation").does(() -> {
            WriteFixture cluster = cluster();
            ObjectNode made = cluster.create(
                    "networking.k8s.io/v1",
                    "NetworkPolicy",
                    "default",
                    "{'metadata':{'name':'a','generation':7},'spec':{'podSelector':{}}}");
            assertThat(made.at("/metadata/generation").intValue()).isEqualTo(1);
            assertThat(cluster.update(Edges.patched(made, meta("'generation':9")))
                            .at("/metadata/generation")
                            .intValue())
                    .isEqualTo(1);
        });
        edges.row(every, "metadata.finalizers").does(() -> {
            WriteFixture cluster = going();
            ObjectNode map = cluster.get("v1", "ConfigMap", "default", "a");
            Edges.refused(
                    () -> cluster.update(Edges.patched(map, meta("'finalizers':['a.b/c','a.b/d']"))),
                    "a finalizer",
                    "metadata.finalizers");
        });
        edges.row(every, "metadata.resourceVersion")
                .keeps("ConfigMap", "", meta("'resourceVersion':'1'"), "409 the object has been modified");
    }

    /** A ConfigMap that waits for its finalizer. */
    private static WriteFixture going() {
        WriteFixture cluster = cluster();
        cluster.create("v1", "ConfigMap", "default", "{'metadata':{'name':'a','finalizers':['a.b/c']}}");
        cluster.delete("v1", "ConfigMap", "default", "a", "");
        return cluster;
    }

    private static void pods(Edges edges) {
        edges.row("Pod", "spec")
                .changes("Pod", "", spec("'activeDeadlineSeconds':5"))
                .keeps("Pod", "", spec("'hostname':'h'"), "spec")
                .keeps("Pod", "", spec("'priority':7"), "spec");
        edges.row("Pod", "spec while schedulingGates exist")
                .changes("Pod", spec("'schedulingGates':[{'name':'g'}]"), spec("'nodeSelector':{'a':'b'}"))
                .keeps(
                        "Pod",
                        spec("'schedulingGates':[{'name':'g'}],'nodeSelector':{'a':'b'}"),
                        spec("'nodeSelector':{'a':'c'}"),
                        "spec.nodeSelector");
        edges.row("Pod", "spec.nodeName")
                .keeps("Pod", "", spec("'nodeName':'n'"), "spec")
                .does(() -> {
                    WriteFixture cluster = cluster();
                    cluster.create("v1", "Pod", "default", "{'metadata':{'name':'a'}," + POD_SPEC + "}");
                    String binding = "{'metadata':{'name':'a'},'target':{'name':'n'}}";
                    cluster.post("v1", "Pod", "default", "a", "binding", binding);
                    Edges.refused(
                            () -> cluster.post("v1", "Pod", "default", "a", "binding", binding),
                            "bound twice",
                            "409 pod a is already assigned to node \"n\"");
                });
        edges.row("Pod", "spec.containers[*].resources, resizePolicy; spec.resources")
                .keeps(
                        "Pod",
                        "",
                        spec("'containers':[{'name':'c','image':'i:1','resources':{'requests':{'cpu':'1'}}}]"),
                        "spec")
                .heldBy("ResizePodTest", "resize");
        edges.row("Pod", "spec.ephemeralContainers")
                .keeps("Pod", "", spec("'ephemeralContainers':[{'name':'d','image':'i:1'}]"), "spec")
                .heldBy("PodSubresourcesTest", "addsEphemeralContainersAndLeavesThemAlone");
        edges.row("Pod", "status.qosClass")
                .does(() -> Edges.refused(
                        () -> edges.updateStatus("Pod", "", "{'status':{'qosClass':'Guaranteed'}}"),
                        "the class",
                        "status.qosClass"));
        edges.row("Pod", "metadata.annotations[kubernetes.io/config.mirror], AppArmor annotations")
                .keeps("Pod", "", meta("'annotations':{'kubernetes.io/config.mirror':'x'}"), "metadata.annotations");
        edges.row("Pod", "status.containerStatuses state").does(() -> {
            WriteFixture cluster = cluster();
            ObjectNode made = cluster.create(
                    "v1",
                    "Pod",
                    "default",
                    "{'metadata':{'name':'a'},'spec':{'restartPolicy':'Never'," + Samples.CONTAINERS + "}}");
            String status = "{'status':{'containerStatuses':[{'name':'c','image':'i:1','imageID':'','ready':false,"
                    + "'restartCount':0,'state':{%s}}]}}";
            ObjectNode ended =
                    cluster.update(Edges.patched(made, status.formatted("'terminated':{'exitCode':1}")), "status");
            Edges.refused(
                    () -> cluster.update(Edges.patched(ended, status.formatted("'running':{}")), "status"),
                    "runs again",
                    "status.containerStatuses[0].state");
        });
    }

    private static void workloads(Edges edges) {
        Edges row = edges.row("ReplicaSet, Deployment, DaemonSet", "spec.selector");
        for (String kind : List.of("ReplicaSet", "Deployment", "DaemonSet")) {
            row.keeps(
                    kind,
                    "",
                    spec("'selector':{'matchExpressions':[{'key':'app','operator':'Exists'}]}"),
                    "spec.selector");
            row.changes(kind, "", spec("'minReadySeconds':5"));
        }
        edges.row("DaemonSet", "spec.templateGeneration").does(() -> {
            WriteFixture cluster = cluster();
            ObjectNode made = edges.made(cluster, "DaemonSet", "");
            assertThat(cluster.update(Edges.patched(
                                    made, meta("'annotations':{'deprecated.daemonset.template.generation':'9'}")))
                            .at("/metadata/annotations/deprecated.daemonset.template.generation")
                            .stringValue())
                    .isEqualTo("1");
        });
        edges.row("ReplicationController", "(none)")
                .changes("ReplicationController", meta("'labels':{'app':'a'}"), spec("'replicas':3"))
                .changes(
                        "ReplicationController",
                        "{'spec':{'template':{'metadata':{'labels':{'app':'a','b':'c'}}}}}",
                        spec("'selector':{'b':'c'}"));
        edges.row("StatefulSet", "spec")
                .changes(
                        "StatefulSet",
                        "",
                        spec("'replicas':3,'revisionHistoryLimit':2,'minReadySeconds':5,'ordinals':{'start':1}"))
                .keeps("StatefulSet", "", spec("'serviceName':'t'"), "spec");
        edges.row("ControllerRevision", "data")
                .changes("ControllerRevision", "", "{'revision':2}")
                .keeps("ControllerRevision", "", "{'data':{'a':2}}", "data");
        row = edges.row(
                        "Job",
                        "spec.selector, completionMode, podFailurePolicy, backoffLimitPerIndex, managedBy, successPolicy")
                .keeps("Job", "", spec("'completionMode':'Indexed','completions':1"), "spec.completionMode")
                .keeps("Job", "", spec("'managedBy':'a.b/c'"), "spec.managedBy")
                .keeps("Job", "", spec("'selector':{'matchLabels':{'a':'b'}}"), "spec.selector")
                .changes("Job", "", spec("'parallelism':3,'backoffLimit':1"));
        edges.row("Job", "spec.completions")
                .keeps("Job", spec("'completions':2"), spec("'completions':3"), "spec.completions")
                .changes(
                        "Job",
                        spec("'completionMode':'Indexed','completions':2,'parallelism':2"),
                        spec("'completions':3,'parallelism':3"))
                .keeps(
                        "Job",
                        spec("'completionMode':'Indexed','completions':2,'parallelism':2"),
                        spec("'completions':3"),
                        "spec.completions");
        String node = "'template':{'spec':{'nodeSelector':{'a':'b'}}}";
        edges.row("Job", "spec.template")
                .keeps("Job", "", spec(node), "spec.template")
                .changes("Job", spec("'suspend':true"), spec(node))
                .keeps("Job", spec("'suspend':true"), spec("'template':{'spec':{'hostname':'h'}}"), "spec.template");
        edges.row("Job", "status").does(() -> {
            WriteFixture cluster = cluster();
            ObjectNode made = edges.made(cluster, "Job", "");
            ObjectNode counted = cluster.update(
                    Edges.patched(made, "{'status':{'startTime':'2026-01-01T00:00:00Z','failed':2}}"), "status");
            Edges.refused(
                    () -> cluster.update(Edges.patched(counted.deepCopy(), "{'status':{'failed':1}}"), "status"),
                    "counts down",
                    "status.failed");
            Edges.refused(
                    () -> cluster.update(
                            Edges.patched(counted.deepCopy(), "{'status':{'startTime':'2026-01-01T00:00:01Z'}}"),
                            "status"),
                    "starts again",
                    "status.startTime");
        });
        row = edges.row(
                "CronJob, HorizontalPodAutoscaler, PodDisruptionBudget, LimitRange, NetworkPolicy, Ingress, Endpoints, ServiceAccount, Lease, PodTemplate",
                "(none)");
        row.changes("CronJob", "", spec("'schedule':'1 * * * *'"));
        row.changes("HorizontalPodAutoscaler", "", spec("'maxReplicas':9"));
        row.changes("PodDisruptionBudget", "", spec("'minAvailable':9"));
        row.changes("LimitRange", "", spec("'limits':[{'type':'Pod','max':{'cpu':'9'}}]"));
        row.changes("NetworkPolicy", "", spec("'podSelector':{'matchLabels':{'a':'b'}}"));
        row.changes("Ingress", "", spec("'rules':[{'host':'other.example'}]"));
        row.changes("Endpoints", "", "{'subsets':[{'addresses':[{'ip':'10.1.1.1'}]}]}");
        row.changes("ServiceAccount", meta("'name':'b'"), "{'automountServiceAccountToken':false}");
        row.changes("Lease", "", spec("'holderIdentity':'other'"));
        row.changes("PodTemplate", "", "{'template':{'spec':{'hostname':'h'}}}");
    }

    private static void services(Edges edges) {
        edges.row("Service", "spec.clusterIP, clusterIPs[0], ipFamilies[0]")
                .keeps("Service", "", spec("'clusterIP':'10.96.9.9','clusterIPs':['10.96.9.9']"), "spec.clusterIP")
                .changes(
                        "Service",
                        "",
                        spec("'type':'ExternalName','externalName':'a.b','clusterIP':null,'clusterIPs':null"));
        edges.row("Service", "spec.clusterIPs[1], ipFamilies[1]")
                .open("a second family needs a second range of addresses: AllocateServiceTest has none");
        edges.row("Service", "spec.loadBalancerClass")
                .keeps(
                        "Service",
                        spec("'type':'LoadBalancer','loadBalancerClass':'a.b/c'"),
                        spec("'loadBalancerClass':'a.b/d'"),
                        "spec.loadBalancerClass");
        edges.row("Service", "spec.healthCheckNodePort")
                .keeps(
                        "Service",
                        spec("'type':'LoadBalancer','externalTrafficPolicy':'Local'"),
                        spec("'healthCheckNodePort':30999"),
                        "spec.healthCheckNodePort");
        edges.row("EndpointSlice", "addressType")
                .keeps(
                        "EndpointSlice",
                        "",
                        "{'addressType':'FQDN','endpoints':[{'addresses':['a.b']}]}",
                        "addressType");
        edges.row("IngressClass", "spec.controller")
                .keeps("IngressClass", "", spec("'controller':'a.b/c'"), "spec.controller");
        edges.row("IPAddress", "spec.parentRef")
                .keeps("IPAddress", "", spec("'parentRef':{'name':'t'}"), "spec.parentRef");
        edges.row("ServiceCIDR", "spec.cidrs")
                .keeps("ServiceCIDR", "", spec("'cidrs':['10.8.0.0/24']"), "spec.cidrs")
                .changes("ServiceCIDR", "", spec("'cidrs':['10.9.0.0/24','fd00::/64']"));
    }

    private static void storage(Edges edges) {
        edges.row("ConfigMap, Secret", "data, binaryData, immutable")
                .changes("ConfigMap", "", "{'data':{'k':'w'}}")
                .keeps("ConfigMap", "{'immutable':true}", "{'data':{'k':'w'}}", "data")
                .keeps("Secret", "{'immutable':true}", "{'data':{'k':'dw=='}}", "data")
                .keeps("Secret", "{'immutable':true}", "{'immutable':false}", "immutable");
        edges.row("Secret", "type").keeps("Secret", "", "{'type':'other'}", "type");
        edges.row("ResourceQuota", "spec.scopes")
                .keeps("ResourceQuota", "", spec("'scopes':['BestEffort']"), "spec.scopes");
        edges.row("PersistentVolume", "spec volume source")
                .keeps("PersistentVolume", "", spec("'hostPath':{'path':'/e'}"), "spec.persistentvolumesource");
        edges.row("PersistentVolume", "spec.volumeMode")
                .keeps("PersistentVolume", "", spec("'volumeMode':'Block'"), "volumeMode");
        String affinity =
                "'nodeAffinity':{'required':{'nodeSelectorTerms':[{'matchExpressions':[{'key':'a','operator':'In','values':['%s']}]}]}}";
        edges.row("PersistentVolume", "spec.nodeAffinity")
                .changes("PersistentVolume", "", spec(affinity.formatted("b")))
                .keeps(
                        "PersistentVolume",
                        spec(affinity.formatted("b")),
                        spec(affinity.formatted("c")),
                        "nodeAffinity");
        edges.row("PersistentVolume", "spec.volumeAttributesClassName")
                .keeps(
                        "PersistentVolume",
                        spec("'hostPath':null,'csi':{'driver':'d','volumeHandle':'h'},'volumeAttributesClassName':'c'"),
                        spec("'volumeAttributesClassName':null"),
                        "spec.volumeAttributesClassName");
        edges.row("PersistentVolumeClaim", "spec")
                .changes("PersistentVolumeClaim", "", spec("'volumeName':'v'"))
                .keeps("PersistentVolumeClaim", "", spec("'resources':{'requests':{'storage':'2Gi'}}"), "spec")
                .keeps("PersistentVolumeClaim", "", spec("'accessModes':['ReadWriteMany']"), "spec")
                .keeps("PersistentVolumeClaim", "", spec("'storageClassName':'y'"), "spec");
        Edges row = edges.row("StorageClass", "provisioner, parameters, reclaimPolicy, volumeBindingMode");
        row.keeps("StorageClass", "", "{'provisioner':'a.b/c'}", "provisioner");
        row.keeps("StorageClass", "", "{'parameters':{'a':'b'}}", "parameters");
        row.keeps("StorageClass", "", "{'reclaimPolicy':'Retain'}", "reclaimPolicy");
        row.keeps("StorageClass", "", "{'volumeBindingMode':'WaitForFirstConsumer'}", "volumeBindingMode");
        row.changes("StorageClass", "", "{'allowVolumeExpansion':true}");
        edges.row("VolumeAttributesClass", "driverName, parameters")
                .keeps("VolumeAttributesClass", "", "{'driverName':'e.example'}", "driverName")
                .keeps("VolumeAttributesClass", "", "{'parameters':{'a':'c'}}", "parameters");
        edges.row("VolumeAttachment", "spec").keeps("VolumeAttachment", "", spec("'nodeName':'m'"), "spec");
        edges.row("CSIDriver", "spec.attachRequired, volumeLifecycleModes")
                .keeps("CSIDriver", "", spec("'attachRequired':false"), "spec.attachedRequired")
                .keeps("CSIDriver", "", spec("'volumeLifecycleModes':['Ephemeral']"), "spec.volumeLifecycleModes")
                .changes("CSIDriver", "", spec("'podInfoOnMount':true"));
        edges.row("CSINode", "spec.drivers[] (same name)")
                .keeps("CSINode", "", spec("'drivers':[{'name':'d.example','nodeID':'m'}]"), "spec.drivers")
                .changes(
                        "CSINode", "", spec("'drivers':[{'name':'d.example','nodeID':'n','allocatable':{'count':5}}]"));
        edges.row("CSIStorageCapacity", "nodeTopology, storageClassName")
                .keeps("CSIStorageCapacity", "", "{'storageClassName':'y'}", "storageClassName")
                .keeps("CSIStorageCapacity", "", "{'nodeTopology':{'matchLabels':{'a':'b'}}}", "nodeTopology");
    }

    private static void cluster(Edges edges) {
        edges.row("Namespace", "spec.finalizers").does(() -> {
            WriteFixture cluster = cluster();
            ObjectNode made = cluster.get("v1", "Namespace", "", "default");
            assertThat(cluster.update(Edges.patched(made, spec("'finalizers':['a.b/c']")))
                            .at("/spec/finalizers")
                            .toString())
                    .isEqualTo("[\"kubernetes\"]");
        });
        edges.row("Node", "spec.podCIDR, podCIDRs, providerID")
                .changes("Node", "", spec("'podCIDR':'10.1.0.0/24','podCIDRs':['10.1.0.0/24'],'providerID':'p'"))
                .keeps(
                        "Node",
                        spec("'podCIDR':'10.1.0.0/24','podCIDRs':['10.1.0.0/24']"),
                        spec("'podCIDR':'10.2.0.0/24','podCIDRs':['10.2.0.0/24']"),
                        "spec.podCIDR")
                .keeps("Node", spec("'providerID':'p'"), spec("'providerID':'q'"), "spec.providerID");
        edges.row("Node", "spec.externalID").keeps("Node", "", spec("'externalID':'e'"), "spec.externalID");
        edges.row("PriorityClass", "value, preemptionPolicy")
                .keeps("PriorityClass", "", "{'value':6}", "value")
                .keeps("PriorityClass", "", "{'preemptionPolicy':'Never'}", "preemptionPolicy")
                .changes("PriorityClass", "", "{'description':'d'}");
        edges.row("RuntimeClass", "handler").keeps("RuntimeClass", "", "{'handler':'i'}", "handler");
        edges.row("RoleBinding, ClusterRoleBinding", "roleRef")
                .keeps("RoleBinding", "", "{'roleRef':{'name':'s'}}", "roleRef")
                .keeps("ClusterRoleBinding", "", "{'roleRef':{'name':'s'}}", "roleRef");
        edges.row("CertificateSigningRequest", "spec").heldBy("SigningRequestStrategyTest", "spec");
        edges.row("CertificateSigningRequest", "status.certificate")
                .heldBy("MatchReferenceErrorsTest", "saysTheSameOnUpdate");
        edges.row("CertificateSigningRequest", "status.conditions Approved, Denied, Failed")
                .heldBy("ApproveSigningRequestTest", "Approved");
        edges.row("CustomResourceDefinition", "spec.group, names.plural")
                .keeps("CustomResourceDefinition", "", spec("'group':'h.example'"), "spec.group")
                .keeps("CustomResourceDefinition", "", spec("'names':{'plural':'others'}"), "spec.names.plural");
        edges.row("CustomResourceDefinition", "spec.scope, names.kind").does(() -> {
            WriteFixture cluster = cluster();
            ObjectNode made = edges.made(cluster, "CustomResourceDefinition", "");
            String established =
                    "{'status':{'conditions':[{'type':'Established','status':'True','reason':'r','message':'m',"
                            + "'lastTransitionTime':'2026-01-01T00:00:00Z'}],'acceptedNames':{'plural':'things','kind':'Thing'},"
                            + "'storedVersions':['v1']}}";
            ObjectNode served = cluster.update(Edges.patched(made, established), "status");
            Edges.refused(
                    () -> cluster.update(Edges.patched(served.deepCopy(), spec("'scope':'Cluster'"))),
                    "another scope",
                    "spec.scope");
            Edges.refused(
                    () -> cluster.update(Edges.patched(served.deepCopy(), spec("'names':{'kind':'Other'}"))),
                    "another kind",
                    "spec.names.kind");
        });
        edges.row("APIService", "spec.group, spec.version")
                .keeps("APIService", "", spec("'group':'h.example'"), "metadata.name");
        edges.row("(custom resource)", "fields").heldBy("MatchReferenceObjectsTest", "Custom objects");
        edges.row(
                        "PriorityLevelConfiguration exempt, FlowSchema exempt and catch-all, PriorityLevelConfiguration catch-all",
                        "spec")
                .does(ImmutableFieldsTest::mandatoryFlowControl);
        edges.row("ResourceClaim", "spec")
                .keeps(
                        "ResourceClaim",
                        "",
                        spec("'devices':{'requests':[{'name':'q','exactly':{'deviceClassName':'c'}}]}"),
                        "spec");
        edges.row("ResourceClaim", "status.allocation").does(() -> {
            WriteFixture cluster = cluster();
            ObjectNode made = edges.made(cluster, "ResourceClaim", "");
            String result =
                    "{'status':{'allocation':{'devices':{'results':[{'request':'r','driver':'d.example','pool':'p','device':'%s'}]}}}}";
            ObjectNode given = cluster.update(Edges.patched(made, result.formatted("d")), "status");
            Edges.refused(
                    () -> cluster.update(Edges.patched(given.deepCopy(), result.formatted("e")), "status"),
                    "another device",
                    "status.allocation");
        });
        edges.row("ResourceClaimTemplate", "spec")
                .keeps("ResourceClaimTemplate", "", spec("'metadata':{'labels':{'a':'b'}}"), "spec");
        edges.row("ResourceSlice", "spec.driver, pool.name, nodeName")
                .keeps("ResourceSlice", "", spec("'driver':'e.example'"), "spec.driver")
                .keeps("ResourceSlice", "", spec("'pool':{'name':'q'}"), "spec.pool.name")
                .keeps("ResourceSlice", "", spec("'nodeName':'m'"), "spec.nodeName");
        edges.row("Event (events.k8s.io/v1)", "everything but series, metadata")
                .keeps("events.k8s.io/v1 Event", "", "{'note':'n'}", "")
                .changes("Event", "", "{'message':'" + x(5) + "'}");
        edges.row("Scale", "metadata.name, namespace").does(() -> {
            WriteFixture cluster = cluster();
            edges.made(cluster, "Deployment", "");
            String scale =
                    "{'apiVersion':'autoscaling/v1','kind':'Scale','metadata':{'name':'%s','namespace':'default'},'spec':{'replicas':2}}";
            cluster.put("apps/v1", "Deployment", "default", "a", "scale", Edges.tree(scale.formatted("a")));
            Edges.refused(
                    () -> cluster.put(
                            "apps/v1", "Deployment", "default", "a", "scale", Edges.tree(scale.formatted("b"))),
                    "another name",
                    "400 ");
        });
    }

    private static void absent(Edges edges) {
        edges.row("ClusterTrustBundle", "spec.signerName").absent("not served by default");
        edges.row("PodCertificateRequest", "spec; status once issued, denied or failed")
                .absent("not served by default");
        edges.row("LeaseCandidate", "spec.leaseName").absent("not served by default");
        edges.row("Workload", "spec.podGroupTemplates; controllerRef once set").absent("not served by default");
        edges.row("PodGroup", "spec.podGroupTemplateRef, schedulingPolicy, resourceClaims")
                .absent("not served by default");
        edges.row("StorageVersionMigration", "spec").absent("not served by default");
        edges.row("ResourcePoolStatusRequest", "spec; status once set").absent("not served by default");
    }
}

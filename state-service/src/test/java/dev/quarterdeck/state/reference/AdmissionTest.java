package dev.quarterdeck.state.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.state.write.WriteFixture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** What each admission plugin of the reference does, or where it is held; their order is that of {@code DefaultPluginsTest}. */
class AdmissionTest {

    private static WriteFixture cluster() {
        WriteFixture cluster = WriteFixture.withAdmission().namespace("default");
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        return cluster;
    }

    @TestFactory
    Stream<DynamicTest> admitsAsTheReference() {
        Edges edges = new Edges(AdmissionTest::cluster);
        for (String off : new String[] {
            "1 | AlwaysAdmit",
            "2 | NamespaceAutoProvision",
            "4 | NamespaceExists",
            "5 | LimitPodHardAntiAffinityTopology",
            "10 | AlwaysPullImages",
            "11 | ImagePolicyWebhook",
            "13 | PodNodeSelector",
            "16 | PodTolerationRestriction",
            "17 | EventRateLimit",
            "18 | ExtendedResourceToleration",
            "21 | PodGroupProtection",
            "22 | OwnerReferencesPermissionEnforcement",
            "27 | ClusterTrustBundleAttest",
            "30 | DenyServiceExternalIPs",
            "32 | PodGroupWorkloadExists",
            "34 | JobValidation",
            "41 | AlwaysDeny"
        }) {
            int bar = off.indexOf(" | ");
            edges.row(off.substring(0, bar), off.substring(bar + 3)).absent("off by default");
        }
        pods(edges);
        storage(edges);
        others(edges);
        return FactTable.tests("admission.tsv", edges.tried());
    }

    private static String named(String name, String rest) {
        return "{'metadata':{'name':'" + name + "'}" + (rest.isEmpty() ? "" : "," + rest) + "}";
    }

    private static void pods(Edges edges) {
        edges.row("6", "LimitRanger").heldBy("AdmitPodTest", "fillsInFromLimitRangesAndHoldsToThem");
        edges.row("7", "ServiceAccount").heldBy("AdmitPodTest", "mountsTheTokenUnlessToldNotTo");
        edges.row("12", "PodSecurity").heldBy("EnforcePodSecurityTest", "violates PodSecurity");
        edges.row("14", "Priority").heldBy("AdmitPodTest", "resolvesPriorityClasses");
        edges.row("15", "DefaultTolerationSeconds").does(() -> {
            ObjectNode pod = edges.made(cluster(), "Pod", "");
            assertThat(pod.at("/spec/tolerations").toString())
                    .contains(
                            "{\"effect\":\"NoExecute\",\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\",\"tolerationSeconds\":300}",
                            "{\"effect\":\"NoExecute\",\"key\":\"node.kubernetes.io/unreachable\",\"operator\":\"Exists\",\"tolerationSeconds\":300}");
        });
        edges.row("24", "RuntimeClass").heldBy("AdmitPodTest", "bringsWhatARuntimeClassNeeds");
        edges.row("31", "PodTopologyLabels").does(() -> {
            WriteFixture cluster = cluster();
            cluster.create("v1", "Node", "", "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z'}}}");
            edges.made(cluster, "Pod", "");
            cluster.post("v1", "Pod", "default", "a", "binding", named("a", "'target':{'kind':'Node','name':'n'}"));
            assertThat(cluster.get("v1", "Pod", "default", "a")
                            .at("/metadata/labels")
                            .toString())
                    .contains("\"topology.kubernetes.io/zone\":\"z\"");
        });
        edges.row("33", "NodeDeclaredFeatureValidator").heldBy("ResizePodTest", "declaredFeatures");
        edges.row("35", "PodResizeValidator").heldBy("ResizePodTest", "resize");
    }

    private static void storage(Edges edges) {
        String standard = "'annotations':{'storageclass.kubernetes.io/is-default-class':'true'}";
        edges.row("19", "DefaultStorageClass").does(() -> {
            WriteFixture cluster = cluster();
            edges.made(cluster, "StorageClass", "{'metadata':{" + standard + "}}");
            ObjectNode claim = edges.made(cluster, "PersistentVolumeClaim", "{'spec':{'storageClassName':null}}");
            assertThat(claim.at("/spec/storageClassName").stringValue()).isEqualTo("a");
        });
        edges.row("20", "StorageObjectInUseProtection").does(() -> {
            WriteFixture cluster = cluster();
            assertThat(edges.made(cluster, "PersistentVolumeClaim", "")
                            .at("/metadata/finalizers")
                            .toString())
                    .isEqualTo("[\"kubernetes.io/pvc-protection\"]");
            assertThat(edges.made(cluster, "PersistentVolume", "")
                            .at("/metadata/finalizers")
                            .toString())
                    .isEqualTo("[\"kubernetes.io/pv-protection\"]");
        });
        edges.row("23", "PersistentVolumeClaimResize").does(() -> {
            WriteFixture cluster = cluster();
            ObjectNode claim = edges.made(cluster, "PersistentVolumeClaim", "{'spec':{'volumeName':'v'}}");
            ObjectNode bound = cluster.update(
                    Edges.patched(claim, "{'status':{'phase':'Bound','capacity':{'storage':'1Gi'}}}"), "status");
            String larger = "{'spec':{'resources':{'requests':{'storage':'2Gi'}}}}";
            Edges.refused(
                    () -> cluster.update(Edges.patched(bound.deepCopy(), larger)),
                    "no class",
                    "403 only dynamically provisioned pvc can be resized");
            cluster.create(
                    "storage.k8s.io/v1",
                    "StorageClass",
                    "",
                    "{'metadata':{'name':'x'},'provisioner':'a.b/c','allowVolumeExpansion':true}");
            cluster.update(Edges.patched(bound.deepCopy(), larger));
        });
    }

    private static void others(Edges edges) {
        edges.row("3", "NamespaceLifecycle")
                .breaks("ConfigMap", "{'metadata':{'namespace':'nowhere'}}", "404 namespaces \"nowhere\" not found")
                .does(() -> {
                    WriteFixture cluster = cluster();
                    Edges.refused(
                            () -> cluster.delete("v1", "Namespace", "", "default", ""),
                            "the default namespace",
                            "403 this namespace may not be deleted");
                });
        edges.row("8", "NodeRestriction").heldBy("AdmitPodTest", "letsANodeWriteOnlyWhatIsItsOwn");
        edges.row("9", "TaintNodesByCondition").does(() -> assertThat(
                        edges.made(cluster(), "Node", "").at("/spec/taints").toString())
                .isEqualTo("[{\"effect\":\"NoSchedule\",\"key\":\"node.kubernetes.io/not-ready\"}]"));
        edges.row("25", "CertificateApproval").heldBy("GrantRightsTest", "approve");
        edges.row("26", "CertificateSigning").heldBy("GrantRightsTest", "sign");
        edges.row("28", "CertificateSubjectRestriction").heldBy("AdmitPodTest", "refusesAMastersCertificate");
        edges.row("29", "DefaultIngressClass").does(() -> {
            WriteFixture cluster = cluster();
            edges.made(
                    cluster,
                    "IngressClass",
                    "{'metadata':{'annotations':{'ingressclass.kubernetes.io/is-default-class':'true'}}}");
            assertThat(edges.made(cluster, "Ingress", "")
                            .at("/spec/ingressClassName")
                            .stringValue())
                    .isEqualTo("a");
        });
        edges.row("36", "MutatingAdmissionPolicy").heldBy("JudgeByPoliciesTest", "MutatingAdmissionPolicyBinding");
        edges.row("37", "MutatingAdmissionWebhook").heldBy("AskWebhooksTest", "MutatingWebhookConfiguration");
        edges.row("38", "ValidatingAdmissionPolicy").heldBy("JudgeByPoliciesTest", "ValidatingAdmissionPolicyBinding");
        edges.row("39", "ValidatingAdmissionWebhook").heldBy("AskWebhooksTest", "ValidatingWebhookConfiguration");
        edges.row("40", "ResourceQuota").heldBy("ChargeQuotaTest", "exceeded quota");
    }
}

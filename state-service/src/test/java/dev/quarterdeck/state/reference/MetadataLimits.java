package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.status;
import static dev.quarterdeck.state.reference.Edges.x;
import static dev.quarterdeck.state.reference.Patches.meta;
import static dev.quarterdeck.state.reference.Patches.name;
import static dev.quarterdeck.state.reference.Patches.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.write.WriteFixture;
import dev.quarterdeck.stateclient.WriteRequest;

/** The limits of names and metadata of objects. */
final class MetadataLimits {
    private MetadataLimits() {}

    static void tryAll(Edges edges) {
        names(edges);
        metadata(edges);
    }

    private static void names(Edges edges) {
        String m = "metadata.name";
        edges.row(m, "most kinds")
                .fits("ConfigMap", name(x(253)))
                .breaks("ConfigMap", name(x(254)), m)
                .breaks("ConfigMap", name("A"), m);
        edges.row(m, "Namespace, StatefulSet, Service (new names; also with a digit first since 1.36)")
                .fits("Namespace", name(x(63)))
                .breaks("Namespace", name(x(64)), m)
                .fits("Service", name("1" + x(62)))
                .breaks("Service", name(x(64)), m)
                .breaks("StatefulSet", name("a.b"), m);
        edges.row(m, "CronJob").fits("CronJob", name(x(52))).breaks("CronJob", name(x(53)), m);
        edges.row(m, "Job").fits("Job", name(x(63))).breaks("Job", name(x(64)), "422 must be no more than 63");
        edges.row(
                        m,
                        "Role, ClusterRole, RoleBinding, ClusterRoleBinding, PodDisruptionBudget, core/v1 Event, CertificateSigningRequest")
                .fits("Role", name("System:A_" + x(300)))
                .fits("ClusterRoleBinding", name("a:b"))
                .fits("PodDisruptionBudget", name("A"))
                .breaks("Role", name("a%b"), m)
                .breaks("ClusterRole", name("a/b"), m)
                .breaks("RoleBinding", name(".."), m);
        edges.row(m, "IPAddress").fits("IPAddress", name("2001:db8::1")).breaks("IPAddress", name("2001:db8:0::1"), m);
        edges.row(m, "CustomResourceDefinition")
                .fits("CustomResourceDefinition", "")
                .breaks("CustomResourceDefinition", name("things.example"), m);
        edges.row(m, "APIService").fits("APIService", "").breaks("APIService", name("v2.g.example"), m);
        edges.row(m, "ClusterTrustBundle").absent("not served by default");
        edges.row(m, "Endpoints, ConfigMap, Secret, ServiceAccount, Node, Pod ...")
                .fits("Secret", name(x(253)))
                .breaks("ServiceAccount", name(x(254)), m)
                .breaks("Node", name("a_b"), m)
                .breaks("Endpoints", name("a..b"), m);
        edges.row("metadata.generateName", "prefix used for the name").heldBy("CreateObjectTest", "generateName");
        edges.row(m, "custom resources").open("names of custom resources are checked, by no case of a test");
    }

    private static void metadata(Edges edges) {
        edges.row("metadata.labels, selectors", "key")
                .fits("ConfigMap", meta("'labels':{'" + x(253) + "/" + x(63) + "':''}"))
                .breaks("ConfigMap", meta("'labels':{'" + x(254) + "/a':''}"), "metadata.labels")
                .breaks("ConfigMap", meta("'labels':{'" + x(64) + "':''}"), "metadata.labels")
                .breaks("NetworkPolicy", spec("'podSelector':{'matchLabels':{'a b':''}}"), "spec.podSelector");
        edges.row("metadata.labels", "value")
                .fits("ConfigMap", meta("'labels':{'a':'" + x(63) + "','b':''}"))
                .breaks("ConfigMap", meta("'labels':{'a':'" + x(64) + "'}"), "metadata.labels");
        edges.row("metadata.annotations", "key")
                .fits("ConfigMap", meta("'annotations':{'A.B/" + x(63) + "':'any text'}"))
                .breaks("ConfigMap", meta("'annotations':{'a/" + x(64) + "':''}"), "metadata.annotations");
        edges.row("metadata.annotations", "total")
                .fits("ConfigMap", meta("'annotations':{'a':'" + x(262_143) + "'}"))
                .breaks("ConfigMap", meta("'annotations':{'a':'" + x(262_144) + "'}"), "metadata.annotations");
        edges.row("metadata.finalizers", "name")
                .fits("ConfigMap", meta("'finalizers':['example.com/f','kubernetes','orphan']"))
                .breaks("ConfigMap", meta("'finalizers':['f']"), "metadata.finalizers")
                .breaks("ConfigMap", meta("'finalizers':['orphan','foregroundDeletion']"), "metadata.finalizers");
        edges.row("metadata.finalizers", "deletion").does(() -> {
            WriteFixture cluster = edges.freshCluster();
            cluster.create("v1", "ConfigMap", "default", "{'metadata':{'name':'a','finalizers':['a.b/c']}}");
            cluster.delete("v1", "ConfigMap", "default", "a", "");
            var going = cluster.get("v1", "ConfigMap", "default", "a");
            Edges.refused(
                    () -> cluster.update(Edges.patched(going, meta("'finalizers':['a.b/c','a.b/d']"))),
                    "a finalizer",
                    "metadata.finalizers");
        });
        String owner = "{'apiVersion':'v1','kind':'Pod','name':'p','uid':'%s','controller':true}";
        edges.row("metadata.ownerReferences", "controller")
                .fits("ConfigMap", meta("'ownerReferences':[" + owner.formatted("u") + "]"))
                .breaks(
                        "ConfigMap",
                        meta("'ownerReferences':[" + owner.formatted("u") + "," + owner.formatted("v") + "]"),
                        "metadata.ownerReferences")
                .breaks(
                        "ConfigMap",
                        meta("'ownerReferences':[{'apiVersion':'v1','kind':'Event','name':'p','uid':'u'}]"),
                        "metadata.ownerReferences")
                .breaks(
                        "ConfigMap",
                        meta("'ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'p','uid':''}]"),
                        "metadata.ownerReferences.uid");
        String entry =
                "'managedFields':[{'manager':'%s','operation':'Update','apiVersion':'v1','fieldsType':'FieldsV1',"
                        + "'fieldsV1':{'f:data':{}},'subresource':'%s'}]";
        edges.row("metadata.managedFields", "manager")
                .changes("ConfigMap", "", meta(entry.formatted(x(128), "")))
                .keeps("ConfigMap", "", meta(entry.formatted(x(129), "")), "metadata.managedFields[");
        edges.row("metadata.managedFields", "Update entries").does(() -> {
            WriteFixture cluster = edges.freshCluster();
            var made = WriteFixture.tree(cluster.write(new WriteRequest.Create(
                    cluster.type("v1", "ConfigMap"),
                    "default",
                    "",
                    "",
                    WriteFixture.json(
                            "{'kind':'ConfigMap','apiVersion':'v1','metadata':{'name':'a'},'data':{'k':'v'}}"),
                    WriteFixture.JSON,
                    cluster.caller,
                    new WriteRequest.Options(false, "m", ""))));
            for (int i = 0; i < 12; i++) {
                made = WriteFixture.tree(cluster.write(new WriteRequest.Update(
                        cluster.type("v1", "ConfigMap"),
                        "default",
                        "a",
                        "",
                        Json.write(Edges.patched(made, "{'data':{'k" + i + "':'v'}}")),
                        WriteFixture.JSON,
                        cluster.caller,
                        new WriteRequest.Options(false, "m" + i, ""))));
                cluster.now = cluster.now.plusSeconds(1);
            }
            assertThat(made.at("/metadata/managedFields")).hasSize(10);
            assertThat(made.at("/metadata/managedFields").toString()).contains("\"ancient-changes\"");
        });
        edges.row("metadata.managedFields", "subresource")
                .changes("ConfigMap", "", meta(entry.formatted("m", x(256))))
                .keeps("ConfigMap", "", meta(entry.formatted("m", x(257))), "metadata.managedFields[");
        edges.row("metadata.generation, deletionGracePeriodSeconds", "value")
                .breaks("ConfigMap", meta("'generation':-1"), "metadata.generation");
        String condition = "'status':{'conditions':[{'type':'%s','status':'True','reason':'%s','message':'%s',"
                + "'lastTransitionTime':'2026-01-01T00:00:00Z'}]}";
        edges.row("conditions (metav1.Condition)", "reason")
                .does(() -> status(edges, condition.formatted("T", x(1024), ""), ""))
                .does(() -> status(edges, condition.formatted("T", x(1025), ""), "status.conditions[0].reason"));
        edges.row("conditions (metav1.Condition)", "message")
                .does(() -> status(edges, condition.formatted("T", "r", x(32_768)), ""))
                .does(() -> status(edges, condition.formatted("T", "r", x(32_769)), "status.conditions[0].message"));
        edges.row("conditions (metav1.Condition)", "type")
                .does(() -> status(edges, condition.formatted("a.b/T", "r", ""), ""))
                .does(() -> status(edges, condition.formatted("a b", "r", ""), "status.conditions[0].type"));
    }
}

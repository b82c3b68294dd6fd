package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.list;
import static dev.quarterdeck.state.reference.Edges.map;
import static dev.quarterdeck.state.reference.Edges.x;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.write.WriteFixture;
import dev.quarterdeck.stateclient.WriteRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every limit of the reference, at its edge and past it, or where it is held. */
class LimitsTest {
    private static final String C = "'name':'c','image':'i:1'";

    private static WriteFixture cluster() {
        WriteFixture cluster = WriteFixture.withAdmission().namespace("default");
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        return cluster;
    }

    @TestFactory
    Stream<DynamicTest> holdsTheLimitsOfTheReference() {
        Edges edges = new Edges(LimitsTest::cluster);
        names(edges);
        metadata(edges);
        requests(edges);
        pods(edges);
        podParts(edges);
        core(edges);
        network(edges);
        workloads(edges);
        cluster(edges);
        devices(edges);
        return FactTable.tests("limits.tsv", edges.tried());
    }

    private static String name(String name) {
        return "{'metadata':{'name':'" + name + "'}}";
    }

    private static String spec(String fields) {
        return "{'spec':{" + fields + "}}";
    }

    /** Of the only container. */
    private static String container(String fields) {
        return spec("'containers':[{" + C + "," + fields + "}]");
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

    private static String meta(String fields) {
        return "{'metadata':{" + fields + "}}";
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
            WriteFixture cluster = cluster();
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
            WriteFixture cluster = cluster();
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

    private static void status(Edges edges, String status, String field) {
        status(edges, "PodDisruptionBudget", "", status.substring("'status':{".length(), status.length() - 1), field);
    }

    /** @param field empty where it is taken */
    private static void status(Edges edges, String kind, String patch, String status, String field) {
        Runnable write = () -> edges.updateStatus(kind, patch, "{'status':{" + status + "}}");
        if (field.isEmpty()) {
            write.run();
        } else {
            Edges.refused(write, kind, field);
        }
    }

    private static void requests(Edges edges) {
        edges.row("request", "body").heldBy("RefuseBadInputTest", "413");
        edges.row("request", "header").open("bounded, by no case of a test");
        edges.row("request", "JSON patch").heldBy("PatchTest", "10_000");
        edges.row("request", "JSON nesting")
                .heldBy("DecodeBodyTest", "exceeded max depth"); // at 200 levels: stricter on purpose
        edges.row("request", "stored object").absent("a limit of etcd; here that of the body holds");
        edges.row("request", "timeout").heldBy("RequestTimeoutTest", "timeout=");
        edges.row("watch", "length").open("WatchSettings.minTimeout, to twice as long, by no case of a test");
        edges.row("request", "in flight").heldBy("RefuseBadInputTest", "429");
        edges.row("request", "HTTP").heldBy("HoldConnectionsTest", "AnIdleConnectionGoes");
        edges.row("list", "limit").heldBy("PageListsTest", "410");
        edges.row("fieldManager", "query parameter")
                .heldBy("RefuseBadInputTest", "aFieldManagerHasAtMost128PrintableCharacters");
        edges.row("kubelet", "termination message").open("LinuxPodHost bounds it, by no case of a test");
        edges.row("kubelet", "node status images").open("NodeStatusPlanner bounds them, by no case of a test");
        edges.row("kubelet", "pods per node").open("a setting of the node agent, its default by no case of a test");
        edges.row("pod logs", "tailLines").heldBy("PassToNodeTest", "tailLines=-1");
        edges.row("pod logs", "limitBytes").heldBy("PassToNodeTest", "limitBytes=0");
        edges.row("pod logs", "sinceSeconds, sinceTime").heldBy("PassToNodeTest", "sinceSeconds=1&sinceTime");
        edges.row("kubelet", "container logs").open("LogRotation bounds them, by no case of a test");
        edges.row("Event", "life").heldBy("EventExpiryTest", "ofHours(1)");
        edges.row("Quantity", "precision").heldBy("QuantityTest", "9223372036854775807");
        edges.row("TokenRequest", "expirationSeconds").heldBy("RequestTokenTest", "2^32 seconds");
        edges.row("CEL", "cost per expression call").heldBy("MatchReferenceObjectsTest", "what they cost");
        edges.row("CEL", "cost per object").heldBy("ExpressionsTest", "Budget.PER_REQUEST");
        edges.row("CEL", "estimated cost in CRD schemas").heldBy("MatchReferenceDefinitionsTest", "definitions");
        edges.row("CEL", "messageExpression result").open("by no case of a test");
    }

    private static void pods(Edges edges) {
        String pod = "Pod";
        String at = "spec.containers[0]";
        edges.row("pod", "container, init, ephemeral container names")
                .fits(pod, spec("'containers':[{'name':'" + x(63) + "','image':'i'}]"))
                .breaks(pod, spec("'containers':[{'name':'" + x(64) + "','image':'i'}]"), at + ".name")
                .breaks(pod, spec("'initContainers':[{" + C + "}]"), "spec.initContainers[0].name");
        edges.row("pod", "volume names")
                .fits(pod, spec("'volumes':[{'name':'" + x(63) + "','emptyDir':{}}]"))
                .breaks(pod, spec("'volumes':[{'name':'" + x(64) + "','emptyDir':{}}]"), "spec.volumes[0].name")
                .breaks(
                        pod,
                        spec("'volumes':[{'name':'a','emptyDir':{}},{'name':'a','emptyDir':{}}]"),
                        "spec.volumes[1].name");
        edges.row("pod", "container port name")
                .fits(pod, container("'ports':[{'containerPort':1,'name':'" + x(15) + "'}]"))
                .breaks(pod, container("'ports':[{'containerPort':1,'name':'" + x(16) + "'}]"), at + ".ports[0].name")
                .breaks(pod, container("'ports':[{'containerPort':1,'name':'12'}]"), at + ".ports[0].name")
                .breaks(pod, container("'ports':[{'containerPort':1,'name':'a--b'}]"), at + ".ports[0].name")
                .breaks(
                        pod,
                        container("'ports':[{'containerPort':1,'name':'a'},{'containerPort':2,'name':'a'}]"),
                        at + ".ports[1].name");
        edges.row("pod", "ports")
                .fits(pod, container("'ports':[{'containerPort':65535,'protocol':'SCTP'}]"))
                .breaks(pod, container("'ports':[{'containerPort':65536}]"), at + ".ports[0].containerPort")
                .breaks(pod, container("'ports':[{'containerPort':1,'protocol':'HTTP'}]"), at + ".ports[0].protocol");
        edges.row("pod", "env names")
                .fits(pod, container("'env':[{'name':'1 a.b!','value':''}]"))
                .breaks(pod, container("'env':[{'name':'a=b','value':''}]"), at + ".env[0].name");
        edges.row("pod", "mountPath")
                .breaks(
                        pod,
                        spec("'volumes':[{'name':'v','emptyDir':{}}],'containers':[{" + C
                                + ",'volumeMounts':[{'name':'v','mountPath':''}]}]"),
                        at + ".volumeMounts[0].mountPath")
                .breaks(
                        pod,
                        spec("'volumes':[{'name':'v','emptyDir':{}}],'containers':[{" + C
                                + ",'volumeMounts':[{'name':'v','mountPath':'/a','subPath':'../b'}]}]"),
                        at + ".volumeMounts")
                .breaks(
                        pod,
                        spec("'volumes':[{'name':'v','emptyDir':{}}],'containers':[{" + C
                                + ",'volumeMounts':[{'name':'v','mountPath':'/a'},{'name':'v','mountPath':'/a'}]}]"),
                        at + ".volumeMounts[1].mountPath");
        edges.row("pod", "image")
                .breaks(pod, spec("'containers':[{'name':'c','image':''}]"), at + ".image")
                .breaks(pod, spec("'containers':[{'name':'c','image':' i'}]"), at + ".image");
        edges.row("pod", "hostname, subdomain")
                .fits(pod, spec("'hostname':'" + x(63) + "','subdomain':'" + x(63) + "'"))
                .breaks(pod, spec("'hostname':'" + x(64) + "'"), "spec.hostname")
                .breaks(pod, spec("'subdomain':'a.b'"), "spec.subdomain");
        edges.row("pod", "hostnameOverride")
                .fits(pod, spec("'hostnameOverride':'" + x(60) + ".abc'"))
                .breaks(pod, spec("'hostnameOverride':'" + x(65) + "'"), "spec.hostnameOverride");
        edges.row("pod", "nodeName, serviceAccountName, schedulerName, priorityClassName")
                // the name of a scheduler is not looked at, there either; accounts and classes must exist
                .breaks(pod, spec("'nodeName':'" + x(254) + "'"), "spec.nodeName")
                .breaks(pod, spec("'serviceAccountName':'A'"), "403 ")
                .breaks(pod, spec("'priorityClassName':'A'"), "403 ");
        edges.row("pod", "activeDeadlineSeconds")
                .fits(pod, spec("'activeDeadlineSeconds':2147483647"))
                .breaks(pod, spec("'activeDeadlineSeconds':2147483648"), "spec.activeDeadlineSeconds")
                .breaks(pod, spec("'activeDeadlineSeconds':0"), "spec.activeDeadlineSeconds")
                .changes(pod, spec("'activeDeadlineSeconds':5"), spec("'activeDeadlineSeconds':4"))
                .keeps(
                        pod,
                        spec("'activeDeadlineSeconds':5"),
                        spec("'activeDeadlineSeconds':6"),
                        "spec.activeDeadlineSeconds");
        edges.row("pod", "terminationGracePeriodSeconds").fits(pod, spec("'terminationGracePeriodSeconds':-1"));
        edges.row("pod", "dnsConfig.nameservers")
                .fits(pod, spec("'dnsPolicy':'None','dnsConfig':{'nameservers':['1.1.1.1','1.1.1.2','1.1.1.3']}"))
                .breaks(
                        pod,
                        spec("'dnsConfig':{'nameservers':['1.1.1.1','1.1.1.2','1.1.1.3','1.1.1.4']}"),
                        "spec.dnsConfig.nameservers")
                .breaks(pod, spec("'dnsPolicy':'None','dnsConfig':{}"), "spec.dnsConfig.nameservers");
        edges.row("pod", "dnsConfig.searches")
                .fits(pod, spec("'dnsConfig':{'searches':" + list(32, i -> "'s" + i + "'") + "}"))
                .breaks(
                        pod,
                        spec("'dnsConfig':{'searches':" + list(33, i -> "'s" + i + "'") + "}"),
                        "spec.dnsConfig.searches")
                .breaks(
                        pod,
                        spec("'dnsConfig':{'searches':" + list(17, i -> "'" + x(60) + "." + x(60) + "." + i + "'")
                                + "}"),
                        "spec.dnsConfig.searches");
        edges.row("pod", "hostAliases")
                .fits(pod, spec("'hostAliases':[{'ip':'1.1.1.1','hostnames':['a.b']}]"))
                .breaks(pod, spec("'hostAliases':[{'ip':'x','hostnames':['a.b']}]"), "spec.hostAliases[0].ip")
                .breaks(
                        pod,
                        spec("'hostAliases':[{'ip':'1.1.1.1','hostnames':['A']}]"),
                        "spec.hostAliases[0].hostnames");
        edges.row("pod", "tolerations")
                .fits(pod, spec("'tolerations':[{'operator':'Exists'}]"))
                .breaks(pod, spec("'tolerations':[{'operator':'Equal'}]"), "spec.tolerations[0].operator")
                .breaks(
                        pod,
                        spec("'tolerations':[{'operator':'Exists','effect':'NoSchedule','tolerationSeconds':1}]"),
                        "spec.tolerations[0].effect");
        String spread = "'topologySpreadConstraints':[{'topologyKey':'z','whenUnsatisfiable':'%s','maxSkew':%d%s}%s]";
        edges.row("pod", "topologySpreadConstraints")
                .fits(pod, spec(spread.formatted("DoNotSchedule", 1, ",'minDomains':1", "")))
                .breaks(
                        pod,
                        spec(spread.formatted("DoNotSchedule", 0, "", "")),
                        "spec.topologySpreadConstraints[0].maxSkew")
                .breaks(
                        pod,
                        spec(spread.formatted("ScheduleAnyway", 1, ",'minDomains':1", "")),
                        "spec.topologySpreadConstraints[0].minDomains")
                .breaks(
                        pod,
                        spec(spread.formatted(
                                "DoNotSchedule",
                                1,
                                "",
                                ",{'topologyKey':'z','whenUnsatisfiable':'DoNotSchedule','maxSkew':2}")),
                        "spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}");
        edges.row("pod", "schedulingGates")
                .fits(pod, spec("'schedulingGates':[{'name':'a.b/c'}]"))
                .breaks(pod, spec("'schedulingGates':[{'name':'a b'}]"), "spec.schedulingGates[0]")
                .breaks(pod, spec("'schedulingGates':[{'name':'a'},{'name':'a'}]"), "spec.schedulingGates[1]")
                .breaks(pod, spec("'nodeName':'n','schedulingGates':[{'name':'a'}]"), "spec.nodeName");
        edges.row("pod", "sysctl name")
                .fits(pod, spec("'securityContext':{'sysctls':[{'name':'" + x(253) + "','value':'1'}]}"))
                .breaks(
                        pod,
                        spec("'securityContext':{'sysctls':[{'name':'" + x(254) + "','value':'1'}]}"),
                        "spec.securityContext.sysctls[0].name");
        String profile = "'securityContext':{'%s':{'type':'Localhost','localhostProfile':'%s'}}";
        edges.row("pod", "seccomp/AppArmor localhostProfile")
                .fits(pod, spec(profile.formatted("seccompProfile", "a/b")))
                .breaks(
                        pod,
                        spec(profile.formatted("seccompProfile", "../b")),
                        "spec.securityContext.seccompProfile.localhostProfile")
                .breaks(
                        pod,
                        spec(profile.formatted("seccompProfile", "/b")),
                        "spec.securityContext.seccompProfile.localhostProfile")
                .fits(pod, spec(profile.formatted("appArmorProfile", x(4095))))
                .breaks(
                        pod,
                        spec(profile.formatted("appArmorProfile", x(4096))),
                        "spec.securityContext.appArmorProfile.localhostProfile");
        edges.row("pod", "runAsUser, runAsGroup, fsGroup, supplementalGroups")
                .fits(pod, spec("'securityContext':{'runAsUser':2147483647,'fsGroup':0}"))
                .breaks(pod, spec("'securityContext':{'runAsUser':2147483648}"), "spec.securityContext.runAsUser")
                .breaks(pod, spec("'securityContext':{'runAsGroup':-1}"), "spec.securityContext.runAsGroup")
                .breaks(pod, spec("'securityContext':{'fsGroup':-1}"), "spec.securityContext.fsGroup")
                .breaks(
                        pod,
                        spec("'securityContext':{'supplementalGroups':[-1]}"),
                        "spec.securityContext.supplementalGroups[0]");
    }

    private static void podParts(Edges edges) {
        String pod = "Pod";
        String at = "spec.containers[0]";
        String rule = "{'action':'Restart','exitCodes':{'operator':'In','values':[%s]}}";
        edges.row("pod", "restartPolicyRules")
                .fits(
                        pod,
                        container("'restartPolicy':'Never','restartPolicyRules':"
                                + list(20, i -> rule.formatted(Integer.toString(i + 1)))))
                .breaks(
                        pod,
                        container("'restartPolicy':'Never','restartPolicyRules':"
                                + list(21, i -> rule.formatted(Integer.toString(i + 1)))),
                        at + ".restartPolicyRules")
                .breaks(
                        pod,
                        container(
                                "'restartPolicy':'Never','restartPolicyRules':[{'action':'Restart','exitCodes':{'operator':'In','values':"
                                        + list(256, i -> Integer.toString(i + 1)) + "}}]"),
                        at + ".restartPolicyRules[0].exitCodes.values");
        String probe = "'%s':{'tcpSocket':{'port':1}%s}";
        edges.row("pod", "probe")
                .fits(pod, container(probe.formatted("livenessProbe", ",'successThreshold':1")))
                .breaks(
                        pod,
                        container(probe.formatted("livenessProbe", ",'successThreshold':2")),
                        at + ".livenessProbe.successThreshold")
                .fits(pod, container(probe.formatted("readinessProbe", ",'successThreshold':2")))
                .breaks(
                        pod,
                        container(probe.formatted("readinessProbe", ",'timeoutSeconds':-1")),
                        at + ".readinessProbe.timeoutSeconds")
                .breaks(
                        pod,
                        container(probe.formatted("livenessProbe", ",'terminationGracePeriodSeconds':0")),
                        at + ".livenessProbe.terminationGracePeriodSeconds");
        edges.row("pod", "lifecycle sleep")
                .fits(pod, container("'lifecycle':{'preStop':{'sleep':{'seconds':30}}}"))
                .breaks(
                        pod,
                        container("'lifecycle':{'preStop':{'sleep':{'seconds':31}}}"),
                        at + ".lifecycle.preStop.sleep");
        String token =
                "'volumes':[{'name':'v','projected':{'sources':[{'serviceAccountToken':{'path':'t','expirationSeconds':%d}}]}}]";
        edges.row("pod", "projected token expirationSeconds")
                .fits(pod, spec(token.formatted(600)))
                .fits(pod, spec(token.formatted(4_294_967_296L)))
                .breaks(pod, spec(token.formatted(599)), "spec.volumes[0].projected.sources[0].serviceAccountToken")
                .breaks(
                        pod,
                        spec(token.formatted(4_294_967_297L)),
                        "spec.volumes[0].projected.sources[0].serviceAccountToken");
        edges.row("pod", "projected podCertificate maxExpirationSeconds").absent("the gate is off by default");
        String mode = "'volumes':[{'name':'v','configMap':{'name':'m','defaultMode':%d}}]";
        edges.row("pod", "defaultMode, item mode")
                .fits(pod, spec(mode.formatted(0777)))
                .breaks(pod, spec(mode.formatted(01000)), "spec.volumes[0].configMap.defaultMode");
        String resources = "'resources':{'requests':{%s},'limits':{%s}}";
        edges.row("pod", "resources")
                .fits(pod, container(resources.formatted("'cpu':'1'", "'cpu':'1'")))
                .breaks(pod, container(resources.formatted("'cpu':'2'", "'cpu':'1'")), at + ".resources.requests")
                .breaks(pod, container(resources.formatted("'a.b/c':'500m'", "'a.b/c':'500m'")), at + ".resources.")
                .breaks(pod, container(resources.formatted("'a.b/c':'1'", "'a.b/c':'2'")), at + ".resources.requests")
                .breaks(
                        pod,
                        container(resources.formatted("'hugepages-2Mi':'2Mi'", "'hugepages-2Mi':'2Mi'")),
                        at + ".resources");
        edges.row("pod", "ephemeral containers").heldBy("PodSubresourcesTest", "ephemeralContainers");
        edges.row("pod", "status.podIPs, hostIPs")
                .does(() -> status(edges, "Pod", "", "'podIPs':[{'ip':'1.1.1.1'},{'ip':'fd00::1'}]", ""))
                .does(() -> status(edges, "Pod", "", "'podIPs':[{'ip':'1.1.1.1'},{'ip':'1.1.1.2'}]", "status.podIPs"))
                .does(() -> status(
                        edges,
                        "Pod",
                        "",
                        "'hostIP':'1.1.1.1','hostIPs':[{'ip':'1.1.1.1'},{'ip':'1.1.1.2'}]",
                        "status.hostIPs"));
        edges.row("pod", "userns hostUsers=false")
                .fits(pod, spec("'hostUsers':false"))
                .breaks(pod, spec("'hostUsers':false,'hostNetwork':true"), "spec.host")
                .breaks(pod, spec("'hostUsers':false,'hostPID':true"), "spec.")
                .breaks(pod, spec("'hostUsers':false,'hostIPC':true"), "spec.");
        edges.row("pod", "os.name")
                .fits(pod, spec("'os':{'name':'windows'}"))
                .breaks(pod, spec("'os':{'name':'beos'}"), "spec.os")
                .breaks(
                        pod,
                        spec("'os':{'name':'windows'},'securityContext':{'runAsUser':1}"),
                        "spec.securityContext.runAsUser");
    }

    private static void core(Edges edges) {
        edges.row("ConfigMap, Secret", "key")
                .fits("ConfigMap", "{'data':{'" + x(253) + "':''}}")
                .breaks("ConfigMap", "{'data':{'" + x(254) + "':''}}", "data")
                .breaks("ConfigMap", "{'data':{'..':''}}", "data")
                .breaks("Secret", "{'data':{'..a':''}}", "data");
        edges.row("ConfigMap", "data + binaryData values")
                .fits("ConfigMap", "{'data':{'k':'" + x(1_048_576) + "'}}")
                .breaks("ConfigMap", "{'data':{'k':'" + x(1_048_577) + "'}}", "422 Too long")
                .breaks("ConfigMap", "{'data':{'k':''},'binaryData':{'k':''}}", "data");
        edges.row("Secret", "data values")
                .fits("Secret", "{'data':null,'stringData':{'k':'" + x(1_048_576) + "'}}")
                .breaks("Secret", "{'data':null,'stringData':{'k':'" + x(1_048_577) + "'}}", "data");
        String secret = "{'type':'kubernetes.io/%s','data':null,'stringData':{%s}}";
        edges.row("Secret", "types with required keys")
                .breaks("Secret", secret.formatted("service-account-token", ""), "metadata.annotations")
                .breaks("Secret", secret.formatted("dockercfg", ""), "data")
                .breaks("Secret", secret.formatted("dockerconfigjson", ""), "data")
                .breaks("Secret", secret.formatted("basic-auth", ""), "data")
                .fits("Secret", secret.formatted("basic-auth", "'username':'u'"))
                .breaks("Secret", secret.formatted("ssh-auth", ""), "data")
                .breaks("Secret", secret.formatted("tls", "'tls.crt':''"), "data");
        edges.row("Service", "ports")
                .breaks("Service", spec("'ports':[]"), "spec.ports")
                .fits("Service", spec("'ports':null,'clusterIP':'None'"))
                .breaks("Service", spec("'ports':[{'port':1},{'port':2}]"), "spec.ports[0].name")
                .breaks("Service", spec("'ports':[{'port':1,'name':'a'},{'port':2,'name':'a'}]"), "spec.ports[1].name")
                .breaks("Service", spec("'ports':[{'port':1,'name':'a'},{'port':1,'name':'b'}]"), "spec.ports[1]")
                .breaks("Service", spec("'ports':[{'port':1,'name':'" + x(64) + "'}]"), "spec.ports[0].name");
        edges.row("Service", "nodePort").heldBy("AllocateServiceTest", "provided port is not in the valid range");
        String affinity = "'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':%d}}";
        edges.row("Service", "sessionAffinityConfig.clientIP.timeoutSeconds")
                .fits("Service", spec(affinity.formatted(86_400)))
                .breaks("Service", spec(affinity.formatted(86_401)), "spec.sessionAffinityConfig")
                .breaks("Service", spec(affinity.formatted(0)), "spec.sessionAffinityConfig");
        edges.row("Service", "externalName")
                .fits("Service", spec("'type':'ExternalName','externalName':'a.b.'"))
                .breaks("Service", spec("'type':'ExternalName','externalName':'" + x(254) + "'"), "spec.externalName");
        edges.row("Service", "clusterIPs, ipFamilies")
                .breaks(
                        "Service",
                        spec("'ipFamilyPolicy':'PreferDualStack','ipFamilies':['IPv4','IPv4']"),
                        "spec.ipFamilies")
                .breaks(
                        "Service",
                        spec(
                                "'clusterIPs':['10.0.0.9','10.0.0.8'],'clusterIP':'10.0.0.9','ipFamilyPolicy':'PreferDualStack'"),
                        "spec.clusterIPs");
        edges.row("Service", "loadBalancerSourceRanges")
                .fits("Service", spec("'type':'LoadBalancer','loadBalancerSourceRanges':['10.0.0.0/8']"))
                .breaks(
                        "Service",
                        spec("'type':'LoadBalancer','loadBalancerSourceRanges':['10.0.0.0']"),
                        "spec.LoadBalancerSourceRanges[0]")
                .breaks("Service", spec("'loadBalancerSourceRanges':['10.0.0.0/8']"), "spec.LoadBalancerSourceRanges");
        edges.row("Service", "trafficDistribution")
                .fits("Service", spec("'trafficDistribution':'PreferSameNode'"))
                .breaks("Service", spec("'trafficDistribution':'Any'"), "spec.trafficDistribution");
        edges.row("PriorityClass", "value")
                .fits("PriorityClass", "{'value':1000000000}")
                .breaks("PriorityClass", "{'value':1000000001}", "value")
                .breaks("PriorityClass", name("system-x"), "metadata.name");
        edges.row("ResourceQuota", "scopes")
                .fits("ResourceQuota", spec("'scopes':['BestEffort']"))
                .breaks("ResourceQuota", spec("'hard':{'cpu':'1'},'scopes':['BestEffort']"), "spec.scopes")
                .fits("ResourceQuota", spec("'hard':{'limits.cpu':'1'},'scopes':['NotBestEffort']"))
                .breaks("ResourceQuota", spec("'hard':{'services':'1'},'scopes':['Terminating']"), "spec.scopes");
        edges.row("LimitRange", "Container")
                .fits(
                        "LimitRange",
                        spec(
                                "'limits':[{'type':'Container','min':{'cpu':'1'},'defaultRequest':{'cpu':'1'},'default':{'cpu':'2'},'max':{'cpu':'2'}}]"))
                .breaks(
                        "LimitRange",
                        spec("'limits':[{'type':'Container','min':{'cpu':'3'},'max':{'cpu':'2'}}]"),
                        "spec.limits[0].min[cpu]")
                .breaks(
                        "LimitRange",
                        spec("'limits':[{'type':'Container','default':{'cpu':'3'},'max':{'cpu':'2'}}]"),
                        "spec.limits[0].default[cpu]");
        String event = "events.k8s.io/v1 Event";
        edges.row("Event (events.k8s.io/v1 create)", "eventTime")
                .fits(event, "")
                .breaks(event, "{'eventTime':null}", "eventTime");
        edges.row("Event (events.k8s.io/v1 create)", "action, reason")
                .fits(event, "{'action':'" + x(128) + "','reason':'" + x(128) + "'}")
                .breaks(event, "{'action':'" + x(129) + "'}", "action")
                .breaks(event, "{'reason':''}", "reason");
        edges.row("Event (events.k8s.io/v1 create)", "note")
                .fits(event, "{'note':'" + x(1024) + "'}")
                .breaks(event, "{'note':'" + x(1025) + "'}", "message");
        edges.row("Event (events.k8s.io/v1 create)", "reportingController")
                .breaks(event, "{'reportingController':'a b'}", "reportingController")
                .breaks(event, "{'reportingInstance':'" + x(129) + "'}", "reportingInstance")
                .breaks(event, "{'reportingInstance':''}", "reportingInstance");
        edges.row("Event (events.k8s.io/v1 create)", "type").breaks(event, "{'type':'Bad'}", "type");
        edges.row("Event (events.k8s.io/v1 create)", "deprecated fields")
                .breaks(event, "{'deprecatedCount':2}", "count")
                .breaks(event, "{'deprecatedSource':{'component':'c'}}", "source")
                .breaks(event, "{'deprecatedFirstTimestamp':'2026-01-01T00:00:00Z'}", "firstTimestamp");
        edges.row("Event (events.k8s.io/v1 create)", "series.count")
                .fits(event, "{'series':{'count':2,'lastObservedTime':'2026-01-01T00:00:00.000000Z'}}")
                .breaks(
                        event,
                        "{'series':{'count':1,'lastObservedTime':'2026-01-01T00:00:00.000000Z'}}",
                        "series.count");
        edges.row("Event", "namespace")
                .breaks("Event", "{'involvedObject':{'namespace':'other'}}", "involvedObject.namespace")
                .fits("Event", "{'involvedObject':{'namespace':null,'kind':'Node'}}");
        edges.row("Node", "podCIDRs")
                .fits("Node", spec("'podCIDR':'10.1.0.0/24','podCIDRs':['10.1.0.0/24','fd00::/64']"))
                .breaks(
                        "Node",
                        spec("'podCIDR':'10.1.0.0/24','podCIDRs':['10.1.0.0/24','10.2.0.0/24']"),
                        "spec.podCIDRs");
        edges.row("Node", "taints")
                .breaks(
                        "Node",
                        spec(
                                "'taints':[{'key':'a','effect':'NoSchedule'},{'key':'a','effect':'NoSchedule','value':'v'}]"),
                        "metadata.taints[1]");
        edges.row("Node", "capacity, allocatable")
                .breaks("Node", "{'status':{'capacity':{'cpu':'-1'}}}", "status.capacity")
                .breaks("Node", "{'status':{'allocatable':{'cpu':'-1'}}}", "status.allocatable");
    }

    private static void network(Edges edges) {
        String slice = "EndpointSlice";
        edges.row(slice, "endpoints")
                .fits(slice, "{'endpoints':" + list(1000, i -> "{'addresses':['10.1.1.1']}") + "}")
                .breaks(slice, "{'endpoints':" + list(1001, i -> "{'addresses':['10.1.1.1']}") + "}", "endpoints");
        edges.row(slice, "addresses per endpoint")
                .fits(slice, "{'endpoints':[{'addresses':" + list(100, i -> "'10.1.1." + (i + 1) + "'") + "}]}")
                .breaks(
                        slice,
                        "{'endpoints':[{'addresses':" + list(101, i -> "'10.1.1." + (i + 1) + "'") + "}]}",
                        "endpoints[0].addresses")
                .breaks(slice, "{'endpoints':[{'addresses':[]}]}", "endpoints[0].addresses");
        edges.row(slice, "ports")
                .breaks(slice, "{'ports':" + list(20_001, i -> "{'name':'p" + i + "','port':1}") + "}", "ports");
        edges.row(slice, "topology labels, zone hints, node hints")
                // labels of the topology are dropped in v1
                .breaks(
                        slice,
                        "{'endpoints':[{'addresses':['10.1.1.1'],'hints':{'forZones':"
                                + list(9, i -> "{'name':'z" + i + "'}") + "}}]}",
                        "endpoints[0].hints.forZones")
                .breaks(
                        slice,
                        "{'endpoints':[{'addresses':['10.1.1.1'],'hints':{'forNodes':"
                                + list(9, i -> "{'name':'z" + i + "'}") + "}}]}",
                        "endpoints[0].hints.forNodes");
        edges.row("EndpointSlice controller", "endpoints per slice")
                .heldBy("EndpointSlicePlannerTest", "containsExactly(100, 100, 30)");
        edges.row("Endpoints controller", "addresses").heldBy("EndpointsPlannerTest", "over-capacity");
        String host = "'rules':[{'host':'%s'}]";
        edges.row("Ingress", "host")
                .fits("Ingress", spec(host.formatted("*.a.b")))
                .breaks("Ingress", spec(host.formatted("10.0.0.1")), "spec.rules[0].host")
                .breaks("Ingress", spec(host.formatted("a.*.b")), "spec.rules[0].host");
        edges.row("Ingress", "path")
                .breaks(
                        "Ingress",
                        spec(
                                "'rules':[{'http':{'paths':[{'path':'a','pathType':'Exact','backend':{'service':{'name':'s','port':{'number':80}}}}]}}]"),
                        "spec.rules[0].http.paths[0].path");
        edges.row("IngressClass", "spec.controller")
                .fits("IngressClass", spec("'controller':'example.com/" + x(238) + "'"))
                .breaks("IngressClass", spec("'controller':'example.com/" + x(239) + "'"), "spec.controller")
                .breaks("IngressClass", spec("'controller':'c'"), "spec.controller");
        String port = "'ingress':[{'ports':[{'port':%s,'endPort':%d}]}]";
        edges.row("NetworkPolicy", "endPort")
                .fits("NetworkPolicy", spec(port.formatted("5", 5)))
                .breaks("NetworkPolicy", spec(port.formatted("5", 4)), "spec.ingress[0].ports[0].endPort")
                .breaks("NetworkPolicy", spec(port.formatted("'http'", 5)), "spec.ingress[0].ports[0].endPort");
        edges.row("ServiceCIDR", "cidrs")
                .fits("ServiceCIDR", spec("'cidrs':['10.9.0.0/24','fd00::/64']"))
                .breaks("ServiceCIDR", spec("'cidrs':['10.9.0.0/24','10.8.0.0/24']"), "spec.cidrs")
                .breaks("ServiceCIDR", spec("'cidrs':['10.9.0.0/24','fd00::/64','fd01::/64']"), "spec.cidrs");
    }

    private static void workloads(Edges edges) {
        Edges row = edges.row(
                "Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController",
                "replicas, minReadySeconds, revisionHistoryLimit");
        for (String kind : List.of("Deployment", "ReplicaSet", "StatefulSet", "ReplicationController")) {
            row.breaks(kind, spec("'replicas':-1"), "spec.replicas");
            row.breaks(kind, spec("'minReadySeconds':-1"), "spec.minReadySeconds");
        }
        for (String kind : List.of("Deployment", "DaemonSet")) {
            // that of a StatefulSet is not looked at, there either
            row.breaks(kind, spec("'revisionHistoryLimit':-1"), "spec.revisionHistoryLimit");
        }
        row = edges.row("Deployment, ReplicaSet, StatefulSet, DaemonSet", "selector");
        for (String kind : List.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet")) {
            row.breaks(
                    kind,
                    spec("'selector':null"),
                    kind.equals("DaemonSet") ? "spec.template.metadata.labels" : "spec.selector");
            row.breaks(kind, spec("'selector':{'matchLabels':null}"), "spec.selector");
            row.breaks(kind, spec("'selector':{'matchLabels':{'app':'b'}}"), "spec.template.metadata.labels");
        }
        row = edges.row("Deployment ...", "template restartPolicy");
        for (String kind : List.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController")) {
            row.breaks(kind, spec("'template':{'spec':{'restartPolicy':'Never'}}"), "spec.template.spec.restartPolicy");
            row.breaks(
                    kind,
                    spec("'template':{'spec':{'activeDeadlineSeconds':5}}"),
                    "spec.template.spec.activeDeadlineSeconds");
        }
        String rolling = "'%s':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':%s,'maxSurge':%s}}";
        edges.row("Deployment", "rollingUpdate")
                .breaks(
                        "Deployment",
                        spec(rolling.formatted("strategy", "0", "0")),
                        "spec.strategy.rollingUpdate.maxUnavailable")
                .fits("Deployment", spec(rolling.formatted("strategy", "'100%'", "0")))
                .breaks(
                        "Deployment",
                        spec(rolling.formatted("strategy", "'101%'", "0")),
                        "spec.strategy.rollingUpdate.maxUnavailable");
        edges.row("Deployment", "progressDeadlineSeconds")
                .fits("Deployment", spec("'progressDeadlineSeconds':6,'minReadySeconds':5"))
                .breaks(
                        "Deployment",
                        spec("'progressDeadlineSeconds':5,'minReadySeconds':5"),
                        "spec.progressDeadlineSeconds");
        edges.row("DaemonSet", "rollingUpdate")
                .fits("DaemonSet", spec(rolling.formatted("updateStrategy", "0", "1")))
                .breaks(
                        "DaemonSet",
                        spec(rolling.formatted("updateStrategy", "0", "0")),
                        "spec.updateStrategy.rollingUpdate")
                .breaks(
                        "DaemonSet",
                        spec(rolling.formatted("updateStrategy", "1", "1")),
                        "spec.updateStrategy.rollingUpdate");
        edges.row("StatefulSet", "ordinals.start, partition")
                .breaks("StatefulSet", spec("'ordinals':{'start':-1}"), "spec.ordinals.start")
                .breaks(
                        "StatefulSet",
                        spec("'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':-1}}"),
                        "spec.updateStrategy.rollingUpdate.partition");
        String policy = "'podFailurePolicy':{'rules':%s}";
        String ruleOne = "{'action':'Ignore','onExitCodes':{'operator':'In','values':%s}}";
        edges.row("Job", "template restartPolicy")
                .breaks(
                        "Job",
                        spec("'template':{'spec':{'restartPolicy':'Always'}}"),
                        "spec.template.spec.restartPolicy")
                .fits("Job", spec("'template':{'spec':{'restartPolicy':'OnFailure'}}"))
                .breaks(
                        "Job",
                        spec("'template':{'spec':{'restartPolicy':'OnFailure'}},"
                                + policy.formatted("[" + ruleOne.formatted("[1]") + "]")),
                        "spec.template.spec.restartPolicy");
        String indexed = "'completionMode':'Indexed','completions':%s,'parallelism':%d";
        edges.row("Job", "Indexed")
                .fits("Job", spec(indexed.formatted("5", 100_000)))
                .breaks("Job", spec(indexed.formatted("5", 100_001)), "spec.parallelism")
                .breaks("Job", spec(indexed.formatted("null", 1)), "spec.completions")
                .breaks(
                        "Job",
                        spec(indexed.formatted("100000", 5) + ",'backoffLimitPerIndex':1,'maxFailedIndexes':100001"),
                        "spec.maxFailedIndexes");
        edges.row("Job", "backoffLimitPerIndex with completions > 100000")
                .fits(
                        "Job",
                        spec(indexed.formatted("100001", 10_000)
                                + ",'backoffLimitPerIndex':1,'maxFailedIndexes':10000"))
                .breaks(
                        "Job",
                        spec(indexed.formatted("100001", 10_000) + ",'backoffLimitPerIndex':1"),
                        "spec.maxFailedIndexes")
                .breaks(
                        "Job",
                        spec(indexed.formatted("100001", 10_001)
                                + ",'backoffLimitPerIndex':1,'maxFailedIndexes':10000"),
                        "spec.parallelism");
        edges.row("Job", "podFailurePolicy")
                .fits("Job", spec(policy.formatted(list(20, i -> ruleOne.formatted("[1]")))))
                .breaks(
                        "Job",
                        spec(policy.formatted(list(21, i -> ruleOne.formatted("[1]")))),
                        "spec.podFailurePolicy.rules")
                .breaks(
                        "Job",
                        spec(policy.formatted("[" + ruleOne.formatted(list(256, i -> "" + (i + 1))) + "]")),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values")
                .breaks(
                        "Job",
                        spec(policy.formatted("[" + ruleOne.formatted("[2,1]") + "]")),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values")
                .breaks(
                        "Job",
                        spec(policy.formatted("[" + ruleOne.formatted("[0]") + "]")),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values");
        String success = indexed.formatted("5", 1) + ",'successPolicy':{'rules':%s}";
        edges.row("Job", "successPolicy")
                .fits("Job", spec(success.formatted(list(20, i -> "{'succeededCount':1}"))))
                .breaks(
                        "Job",
                        spec(success.formatted(list(21, i -> "{'succeededCount':1}"))),
                        "spec.successPolicy.rules")
                .breaks("Job", spec(success.formatted("[]")), "spec.successPolicy.rules")
                .breaks(
                        "Job",
                        spec(success.formatted("[{'succeededIndexes':'" + "1".repeat(65_537) + "'}]")),
                        "spec.successPolicy.rules[0].succeededIndexes");
        edges.row("Job", "managedBy")
                .fits("Job", spec("'managedBy':'example.com/" + x(51) + "'"))
                .breaks("Job", spec("'managedBy':'example.com/" + x(52) + "'"), "spec.managedBy")
                .breaks("Job", spec("'managedBy':'me'"), "spec.managedBy");
        edges.row("CronJob", "timeZone")
                .fits("CronJob", spec("'timeZone':'Europe/Berlin'"))
                .breaks("CronJob", spec("'timeZone':'Local'"), "spec.timeZone")
                .breaks("CronJob", spec("'timeZone':'Nowhere/Land'"), "spec.timeZone")
                .breaks("CronJob", spec("'schedule':'TZ=UTC * * * * *'"), "spec.schedule");
        edges.row("CronJob", "startingDeadlineSeconds, history limits")
                .breaks("CronJob", spec("'startingDeadlineSeconds':-1"), "spec.startingDeadlineSeconds")
                .breaks("CronJob", spec("'failedJobsHistoryLimit':-1"), "spec.failedJobsHistoryLimit")
                .breaks("CronJob", spec("'successfulJobsHistoryLimit':-1"), "spec.successfulJobsHistoryLimit");
        String scaler = "HorizontalPodAutoscaler";
        edges.row(scaler, "minReplicas").breaks(scaler, spec("'minReplicas':0"), "spec.minReplicas");
        edges.row(scaler, "maxReplicas")
                .breaks(scaler, spec("'maxReplicas':0"), "spec.maxReplicas")
                .breaks(scaler, spec("'maxReplicas':3,'minReplicas':4"), "spec.maxReplicas");
        String down = "'behavior':{'scaleDown':{%s}}";
        edges.row(scaler, "stabilizationWindowSeconds")
                .fits(scaler, spec(down.formatted("'stabilizationWindowSeconds':3600")))
                .breaks(
                        scaler,
                        spec(down.formatted("'stabilizationWindowSeconds':3601")),
                        "spec.behavior.scaleDown.stabilizationWindowSeconds");
        String policies = down.formatted("'policies':[{'type':'Pods','value':%d,'periodSeconds':%d}]");
        edges.row(scaler, "policies periodSeconds")
                .fits(scaler, spec(policies.formatted(1, 1800)))
                .breaks(scaler, spec(policies.formatted(1, 1801)), "spec.behavior.scaleDown.policies[0].periodSeconds")
                .breaks(scaler, spec(policies.formatted(1, 0)), "spec.behavior.scaleDown.policies[0].periodSeconds")
                .breaks(scaler, spec(policies.formatted(0, 1)), "spec.behavior.scaleDown.policies[0].value")
                .breaks(scaler, spec(down.formatted("'policies':[]")), "spec.behavior.scaleDown.policies");
        edges.row("PodDisruptionBudget", "minAvailable, maxUnavailable")
                .breaks("PodDisruptionBudget", spec("'maxUnavailable':1"), "spec");
    }

    private static void cluster(Edges edges) {
        edges.row("RuntimeClass", "handler")
                .fits("RuntimeClass", "{'handler':'" + x(63) + "'}")
                .breaks("RuntimeClass", "{'handler':'" + x(64) + "'}", "handler");
        edges.row("Lease", "leaseDurationSeconds")
                .breaks("Lease", spec("'leaseDurationSeconds':0"), "spec.leaseDurationSeconds")
                .breaks("Lease", spec("'leaseTransitions':-1"), "spec.leaseTransitions");
        edges.row("FlowSchema", "matchingPrecedence")
                .fits("FlowSchema", spec("'matchingPrecedence':10000"))
                .breaks("FlowSchema", spec("'matchingPrecedence':10001"), "spec.matchingPrecedence")
                .breaks("FlowSchema", spec("'matchingPrecedence':1"), "spec.matchingPrecedence");
        String level = "PriorityLevelConfiguration";
        String queuing = "'limited':{'limitResponse':{'queuing':{'queues':%d,'handSize':%d}}}";
        edges.row(level, "queues")
                .fits(level, spec(queuing.formatted(10_000_000, 2)))
                .breaks(level, spec(queuing.formatted(10_000_001, 2)), "spec.limited.limitResponse.queuing.queues")
                .breaks(level, spec(queuing.formatted(2, 3)), "spec.limited.limitResponse.queuing.handSize")
                .breaks(level, spec(queuing.formatted(10_000, 10)), "spec.limited.limitResponse.queuing.handSize");
        edges.row(level, "lendablePercent")
                .fits(level, spec("'limited':{'lendablePercent':100}"))
                .breaks(level, spec("'limited':{'lendablePercent':101}"), "spec.limited.lendablePercent");
        String hook = "ValidatingWebhookConfiguration";
        edges.row("webhooks", "timeoutSeconds")
                .fits(hook, hook("'timeoutSeconds':30"))
                .breaks(hook, hook("'timeoutSeconds':31"), "webhooks[0].timeoutSeconds")
                .breaks(hook, hook("'timeoutSeconds':0"), "webhooks[0].timeoutSeconds");
        String condition = "{'name':'c%d','expression':'true'}";
        edges.row("webhooks", "matchConditions")
                .fits(hook, hook("'matchConditions':" + list(64, condition::formatted)))
                .breaks(
                        hook,
                        hook("'matchConditions':" + list(65, condition::formatted)),
                        "webhooks[0].matchConditions");
        edges.row("webhooks", "name")
                .breaks(hook, hook("").replace("'a.b.c'", "'a.b'"), "webhooks[0].name")
                .breaks(
                        hook,
                        hook("").replace(
                                        "'webhooks':[",
                                        "'webhooks':["
                                                + hook("").replaceFirst("^\\{'webhooks':\\[", "")
                                                        .replaceFirst("]}$", "")
                                                + ","),
                        "webhooks[1].name");
        edges.row("webhooks", "sideEffects")
                .fits(hook, hook("'sideEffects':'NoneOnDryRun'"))
                .breaks(hook, hook("'sideEffects':'Some'"), "webhooks[0].sideEffects");
        String policy = "ValidatingAdmissionPolicy";
        edges.row("admission policies", "auditAnnotations")
                .fits(
                        policy,
                        spec("'auditAnnotations':" + list(20, i -> "{'key':'k" + i + "','valueExpression':'null'}")))
                .breaks(
                        policy,
                        spec("'auditAnnotations':" + list(21, i -> "{'key':'k" + i + "','valueExpression':'null'}")),
                        "spec.auditAnnotations")
                .breaks(
                        policy,
                        spec("'auditAnnotations':[{'key':'k','valueExpression':'" + x(5121) + "'}]"),
                        "spec.auditAnnotations[0].valueExpression");
        edges.row("admission policies", "validations + auditAnnotations")
                .breaks(policy, spec("'validations':[]"), "spec.validations");
        String definition = "CustomResourceDefinition";
        String versions = "'versions':[{'name':'v1','served':true,'storage':%s,'schema':{'openAPIV3Schema':{%s}}%s}]";
        edges.row(definition, "selectableFields")
                .breaks(
                        definition,
                        spec(versions.formatted(
                                "true",
                                "'type':'object'",
                                ",'selectableFields':" + list(9, i -> "{'jsonPath':'.spec.a" + i + "'}"))),
                        "spec.selectableFields")
                .breaks(
                        definition,
                        spec(versions.formatted(
                                "true",
                                "'type':'object','properties':{'spec':{'type':'object','properties':{'b':{'type':'number'}}}}",
                                ",'selectableFields':[{'jsonPath':'.spec.b'}]")),
                        "spec.selectableFields[0]");
        edges.row(definition, "versions")
                .breaks(definition, spec(versions.formatted("false", "'type':'object'", "")), "spec.versions");
        edges.row(definition, "group")
                .breaks(definition, "{'metadata':{'name':'things.example'},'spec':{'group':'example'}}", "spec.group")
                .breaks(
                        definition,
                        "{'metadata':{'name':'things.x.k8s.io'},'spec':{'group':'x.k8s.io'}}",
                        "metadata.annotations[api-approved.kubernetes.io]");
        edges.row(definition, "schema")
                .breaks(
                        definition,
                        spec(versions.formatted("true", "'type':'object','properties':{'a':{'nullable':true}}", "")),
                        "spec.validation.openAPIV3Schema.properties[a].type")
                .breaks(definition, spec("'preserveUnknownFields':true"), "spec.preserveUnknownFields");
        edges.row("CertificateSigningRequest", "expirationSeconds")
                .breaks("CertificateSigningRequest", spec("'expirationSeconds':599"), "spec.expirationSeconds");
        for (String what : List.of(
                "maxExpirationSeconds",
                "pkixPublicKey, proofOfPossession, stubPKCS10Request",
                "status.certificateChain")) {
            edges.row("PodCertificateRequest", what).absent("not served by default");
        }
        for (String kind : List.of("StorageClass", "VolumeAttributesClass")) {
            edges.row(kind, "parameters")
                    .fits(kind, "{'parameters':" + map(511, i -> "'k" + i + "':'v'") + "}")
                    .breaks(kind, "{'parameters':" + map(513, i -> "'k" + i + "':'v'") + "}", "parameters")
                    .breaks(kind, "{'parameters':{'k':'" + x(262_144) + "'}}", "parameters");
        }
        edges.row("VolumeAttachment", "status.attachmentMetadata")
                .does(() -> status(
                        edges,
                        "VolumeAttachment",
                        "",
                        "'attachmentMetadata':{'k':'" + x(262_144) + "'}",
                        "status.attachmentMetadata"));
        edges.row("CSINode", "nodeID")
                .fits("CSINode", spec("'drivers':[{'name':'d','nodeID':'" + x(256) + "'}]"))
                .breaks(
                        "CSINode",
                        spec("'drivers':[{'name':'d','nodeID':'" + x(257) + "'}]"),
                        "spec.drivers[0].nodeID");
        edges.row("CSI driver names", "in PersistentVolume, pod volumes, CSINode")
                .fits("CSINode", spec("'drivers':[{'name':'D" + x(62) + "','nodeID':'n'}]"))
                .breaks("CSINode", spec("'drivers':[{'name':'" + x(64) + "','nodeID':'n'}]"), "spec.drivers[0].name")
                .breaks(
                        "Pod",
                        spec("'volumes':[{'name':'v','csi':{'driver':'" + x(64) + "'}}]"),
                        "spec.volumes[0].csi.driver");
        edges.row("CSIDriver", "nodeAllocatableUpdatePeriodSeconds")
                .fits("CSIDriver", spec("'nodeAllocatableUpdatePeriodSeconds':10"))
                .breaks(
                        "CSIDriver",
                        spec("'nodeAllocatableUpdatePeriodSeconds':9"),
                        "spec.nodeAllocatableUpdatePeriodSeconds");
        edges.row("PersistentVolume", "capacity")
                .breaks("PersistentVolume", spec("'capacity':{'storage':'0'}"), "spec.capacity")
                .breaks("PersistentVolume", spec("'capacity':{'cpu':'1'}"), "spec.capacity")
                .breaks("PersistentVolume", spec("'hostPath':null"), "spec")
                .breaks("PersistentVolume", spec("'nfs':{'server':'s','path':'/p'}"), "spec.nfs");
        edges.row("PersistentVolumeClaim", "requests.storage")
                .breaks("PersistentVolumeClaim", spec("'resources':{'requests':{'storage':'0'}}"), "spec.resources");
    }

    private static String hook(String fields) {
        return "{'webhooks':[{'name':'a.b.c','clientConfig':{'url':'https://h.example'},'admissionReviewVersions':['v1']"
                + (fields.contains("sideEffects") ? "" : ",'sideEffects':'None'")
                + (fields.isEmpty() ? "" : "," + fields) + "}]}";
    }

    private static void devices(Edges edges) {
        String slice = "ResourceSlice";
        String taint = "{'key':'k%d','effect':'NoSchedule'}";
        edges.row(slice, "devices")
                .fits(slice, spec("'devices':" + list(128, i -> "{'name':'d" + i + "'}")))
                .breaks(slice, spec("'devices':" + list(129, i -> "{'name':'d" + i + "'}")), "spec.devices");
        edges.row(slice, "attributes + capacities per device")
                .fits(
                        slice,
                        spec("'devices':[{'name':'d','attributes':" + map(32, i -> "'a" + i + "':{'int':1}") + "}]"))
                .breaks(
                        slice,
                        spec("'devices':[{'name':'d','attributes':" + map(33, i -> "'a" + i + "':{'int':1}") + "}]"),
                        "spec.devices[0]")
                .breaks(
                        slice,
                        spec("'devices':[{'name':'d','attributes':{'a':{'string':'" + x(65) + "'}}}]"),
                        "spec.devices[0].attributes[a].string");
        edges.row(slice, "taints per device")
                .fits(slice, spec("'devices':[{'name':'d','taints':" + list(16, taint::formatted) + "}]"))
                .breaks(
                        slice,
                        spec("'devices':[{'name':'d','taints':" + list(17, taint::formatted) + "}]"),
                        "spec.devices[0].taints");
        edges.row(slice, "driver name")
                .fits(slice, spec("'driver':'" + x(63) + "'"))
                .breaks(slice, spec("'driver':'" + x(64) + "'"), "spec.driver");
        String claim = "ResourceClaim";
        String request = "{'name':'r%d','exactly':{'deviceClassName':'c'}}";
        String devices = "'devices':{'requests':%s%s}";
        String one = "[" + request.formatted(0) + "]";
        edges.row(claim, "requests, constraints, configs")
                .fits(claim, spec(devices.formatted(list(32, request::formatted), "")))
                .breaks(claim, spec(devices.formatted(list(33, request::formatted), "")), "spec.devices.requests")
                .breaks(
                        claim,
                        spec(devices.formatted(one, ",'constraints':" + list(33, i -> "{'matchAttribute':'a.b/c'}"))),
                        "spec.devices.constraints")
                .breaks(
                        claim,
                        spec(devices.formatted(
                                "[{'name':'r','firstAvailable':"
                                        + list(9, i -> "{'name':'s" + i + "','deviceClassName':'c'}") + "}]",
                                "")),
                        "spec.devices.requests[0].firstAvailable")
                .breaks(
                        claim,
                        spec(devices.formatted(
                                "[{'name':'r','exactly':{'deviceClassName':'c','selectors':"
                                        + list(33, i -> "{'cel':{'expression':'true'}}") + "}}]",
                                "")),
                        "spec.devices.requests[0].exactly.selectors");
        edges.row(claim, "CEL selector")
                .breaks(
                        claim,
                        spec(devices.formatted(
                                "[{'name':'r','exactly':{'deviceClassName':'c','selectors':[{'cel':{'expression':'"
                                        + x(10_241) + "'}}]}}]",
                                "")),
                        "spec.devices.requests[0].exactly.selectors[0].cel.expression");
        edges.row(claim, "opaque parameters")
                .breaks(
                        claim,
                        spec(devices.formatted(
                                one, ",'config':[{'opaque':{'driver':'d.e','parameters':{'a':'" + x(10_240) + "'}}}]")),
                        "spec.devices.config[0].opaque.parameters");
        String device = "{'request':'r','driver':'d.example','pool':'p','device':'d%d'}";
        String result = "'allocation':{'devices':{'results':%s}}";
        String consumer = "{'resource':'pods','name':'p%d','uid':'u%d'}";
        edges.row(claim, "status.reservedFor")
                .does(() -> status(
                        edges,
                        claim,
                        "",
                        result.formatted("[" + device.formatted(0) + "]") + ",'reservedFor':"
                                + list(257, i -> consumer.formatted(i, i)),
                        "status.reservedFor"));
        edges.row(claim, "allocation results")
                .does(() -> status(edges, claim, "", result.formatted(list(32, device::formatted)), ""))
                .does(() -> status(
                        edges,
                        claim,
                        "",
                        result.formatted(list(33, device::formatted)),
                        "status.allocation.devices.results"));
        String used = result.formatted("[" + device.formatted(0) + "]")
                + ",'devices':[{'driver':'d.example','pool':'p','device':'d0',%s}]";
        edges.row(claim, "status.devices data, conditions, IPs")
                .does(() -> status(
                        edges, claim, "", used.formatted("'data':{'a':'" + x(10_240) + "'}"), "status.devices[0].data"))
                .does(() -> status(
                        edges,
                        claim,
                        "",
                        used.formatted("'networkData':{'ips':" + list(17, i -> "'10.0.0." + i + "/24'") + "}"),
                        "status.devices[0].networkData.ips"));
    }
}

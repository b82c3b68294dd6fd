package dev.quarterdeck.state.reference;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.write.WriteFixture;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A small valid object of each kind, to be made wrong by the tests. */
final class Samples {
    static final String CONTAINERS = "'containers':[{'name':'c','image':'i:1'}]";
    private static final String LABELS = "'labels':{'app':'a'}";
    private static final String TEMPLATE = "{'metadata':{" + LABELS + "},'spec':{" + CONTAINERS + "}}";
    private static final String SELECTOR = "'selector':{'matchLabels':{'app':'a'}}";
    private static final String JOB = "{'template':{'spec':{'restartPolicy':'Never'," + CONTAINERS + "}}}";
    private static final String HOOK =
            "{'name':'a.b.c','clientConfig':{'url':'https://h.example'},'sideEffects':'None',"
                    + "'admissionReviewVersions':['v1'],'rules':[{'apiGroups':[''],'apiVersions':['v1'],'resources':['pods'],"
                    + "'operations':['CREATE']}]}";
    private static final Map<String, String> ALL = new HashMap<>();

    static {
        put("v1 ConfigMap", "'data':{'k':'v'}");
        put("v1 Secret", "'data':{'k':'dg=='}");
        put("v1 Namespace", "");
        put("v1 ServiceAccount", "");
        put("v1 Endpoints", "");
        put("v1 LimitRange", "'spec':{'limits':[{'type':'Container','max':{'cpu':'2'}}]}");
        put("v1 ResourceQuota", "'spec':{'hard':{'pods':'1'}}");
        put("v1 Node", "");
        put("v1 Pod", "'spec':{" + CONTAINERS + "}");
        put("v1 PodTemplate", "'template':" + TEMPLATE);
        put("v1 ReplicationController", "'spec':{'selector':{'app':'a'},'template':" + TEMPLATE + "}");
        put("v1 Service", "'spec':{'ports':[{'port':80}]}");
        put(
                "v1 PersistentVolume",
                "'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],'hostPath':{'path':'/d'}}");
        put(
                "v1 PersistentVolumeClaim",
                "'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'x','resources':{'requests':{'storage':'1Gi'}}}");
        put("v1 Event", "'involvedObject':{'kind':'Pod','namespace':'default','name':'p'}");
        put(
                "events.k8s.io/v1 Event",
                "'eventTime':'2026-01-01T00:00:00.000000Z','action':'a','reason':'r','reportingController':'a.b/c',"
                        + "'reportingInstance':'i','type':'Normal','regarding':{'kind':'Pod','namespace':'default','name':'p'}");
        put("apps/v1 Deployment", "'spec':{" + SELECTOR + ",'template':" + TEMPLATE + "}");
        put("apps/v1 ReplicaSet", "'spec':{" + SELECTOR + ",'template':" + TEMPLATE + "}");
        put("apps/v1 DaemonSet", "'spec':{" + SELECTOR + ",'template':" + TEMPLATE + "}");
        put("apps/v1 StatefulSet", "'spec':{'serviceName':'s'," + SELECTOR + ",'template':" + TEMPLATE + "}");
        put("apps/v1 ControllerRevision", "'revision':1,'data':{'a':1}");
        put("batch/v1 Job", "'spec':" + JOB);
        put("batch/v1 CronJob", "'spec':{'schedule':'* * * * *','jobTemplate':{'spec':" + JOB + "}}");
        put(
                "autoscaling/v2 HorizontalPodAutoscaler",
                "'spec':{'maxReplicas':3,'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'w'}}");
        put("policy/v1 PodDisruptionBudget", "'spec':{'minAvailable':1,'selector':{}}");
        put("discovery.k8s.io/v1 EndpointSlice", "'addressType':'IPv4','endpoints':[{'addresses':['10.1.1.1']}]");
        put(
                "networking.k8s.io/v1 Ingress",
                "'spec':{'rules':[{'host':'h.example','http':{'paths':[{'path':'/','pathType':'Prefix','backend':"
                        + "{'service':{'name':'s','port':{'number':80}}}}]}}]}");
        put("networking.k8s.io/v1 IngressClass", "'spec':{'controller':'example.com/c'}");
        put("networking.k8s.io/v1 NetworkPolicy", "'spec':{'podSelector':{}}");
        put("networking.k8s.io/v1 ServiceCIDR", "'spec':{'cidrs':['10.9.0.0/24']}");
        named(
                "networking.k8s.io/v1 IPAddress",
                "10.9.0.1",
                "'spec':{'parentRef':{'resource':'services','namespace':'default','name':'s'}}");
        put("scheduling.k8s.io/v1 PriorityClass", "'value':5");
        put("node.k8s.io/v1 RuntimeClass", "'handler':'h'");
        put("coordination.k8s.io/v1 Lease", "'spec':{'holderIdentity':'h','leaseDurationSeconds':5}");
        put("rbac.authorization.k8s.io/v1 Role", "'rules':[]");
        put("rbac.authorization.k8s.io/v1 ClusterRole", "'rules':[]");
        put(
                "rbac.authorization.k8s.io/v1 RoleBinding",
                "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'r'}");
        put(
                "rbac.authorization.k8s.io/v1 ClusterRoleBinding",
                "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'r'}");
        put("storage.k8s.io/v1 StorageClass", "'provisioner':'example.com/p'");
        put("storage.k8s.io/v1 VolumeAttributesClass", "'driverName':'d.example','parameters':{'a':'b'}");
        put(
                "storage.k8s.io/v1 VolumeAttachment",
                "'spec':{'attacher':'d.example','nodeName':'n','source':{'persistentVolumeName':'v'}}");
        put("storage.k8s.io/v1 CSINode", "'spec':{'drivers':[{'name':'d.example','nodeID':'n'}]}");
        put("storage.k8s.io/v1 CSIDriver", "'spec':{}");
        put("storage.k8s.io/v1 CSIStorageCapacity", "'storageClassName':'x','nodeTopology':{}");
        put(
                "flowcontrol.apiserver.k8s.io/v1 FlowSchema",
                "'spec':{'matchingPrecedence':500,'priorityLevelConfiguration':{'name':'p'}}");
        put(
                "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration",
                "'spec':{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':"
                        + "{'queues':8,'handSize':2,'queueLengthLimit':10}}}}");
        put("admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration", "'webhooks':[" + HOOK + "]");
        put("admissionregistration.k8s.io/v1 MutatingWebhookConfiguration", "'webhooks':[" + HOOK + "]");
        put(
                "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy",
                "'spec':{'matchConstraints':{'resourceRules':[{'apiGroups':[''],'apiVersions':['v1'],'resources':['pods'],"
                        + "'operations':['CREATE']}]},'validations':[{'expression':'true'}]}");
        put(
                "certificates.k8s.io/v1 CertificateSigningRequest",
                "'spec':{'signerName':'example.com/s','usages':['client auth'],'request':'UkVR'}");
        put("resource.k8s.io/v1 DeviceClass", "'spec':{}");
        put(
                "resource.k8s.io/v1 ResourceSlice",
                "'spec':{'driver':'d.example','pool':{'name':'p','generation':1,'resourceSliceCount':1},'nodeName':'n',"
                        + "'devices':[{'name':'d'}]}");
        put(
                "resource.k8s.io/v1 ResourceClaim",
                "'spec':{'devices':{'requests':[{'name':'r','exactly':{'deviceClassName':'c'}}]}}");
        put(
                "resource.k8s.io/v1 ResourceClaimTemplate",
                "'spec':{'spec':{'devices':{'requests':[{'name':'r','exactly':{'deviceClassName':'c'}}]}}}");
        named(
                "apiregistration.k8s.io/v1 APIService",
                "v1.g.example",
                "'spec':{'group':'g.example','version':'v1','groupPriorityMinimum':10,'versionPriority':10,"
                        + "'service':{'namespace':'default','name':'s'},'insecureSkipTLSVerify':true}");
        named(
                "apiextensions.k8s.io/v1 CustomResourceDefinition",
                "things.g.example",
                "'spec':{'group':'g.example','scope':'Namespaced','names':{'plural':'things','singular':'thing','kind':'Thing',"
                        + "'listKind':'ThingList'},'versions':[{'name':'v1','served':true,'storage':true,'schema':"
                        + "{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object','properties':"
                        + "{'a':{'type':'string'},'b':{'type':'number'}}}}}}}]}");
    }

    private Samples() {}

    private static void put(String kind, String rest) {
        named(kind, "a", rest);
    }

    private static void named(String kind, String name, String rest) {
        String[] parts = kind.split(" ");
        String text = "{'apiVersion':'" + parts[0] + "','kind':'" + parts[1] + "','metadata':{'name':'" + name + "'}"
                + (rest.isEmpty() ? "" : "," + rest) + "}";
        boolean taken = ALL.putIfAbsent(parts[1], text) != null;
        if (taken) {
            ALL.put(kind, text);
        }
    }

    /** @param kind {@code Pod}, or {@code events.k8s.io/v1 Event} where the kind stands in several groups */
    static ObjectNode of(String kind) {
        String text = ALL.get(kind);
        if (text == null) {
            throw new IllegalArgumentException("no sample of " + kind);
        }
        return Json.read(WriteFixture.json(text));
    }
}

package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.x;
import static dev.quarterdeck.state.reference.Patches.name;
import static dev.quarterdeck.state.reference.Patches.spec;

/** The limits of configuration, services, quotas and events. */
final class CoreLimits {
    private CoreLimits() {}

    static void tryAll(Edges edges) {
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
}

package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.list;
import static dev.quarterdeck.state.reference.Edges.x;
import static dev.quarterdeck.state.reference.Patches.container;
import static dev.quarterdeck.state.reference.Patches.spec;

/** The limits of pods. */
final class PodLimits {
    private static final String C = "'name':'c','image':'i:1'";

    private PodLimits() {}

    static void tryAll(Edges edges) {
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
}

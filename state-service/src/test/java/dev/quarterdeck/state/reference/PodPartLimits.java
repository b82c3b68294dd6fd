package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.list;
import static dev.quarterdeck.state.reference.Edges.status;
import static dev.quarterdeck.state.reference.Patches.container;
import static dev.quarterdeck.state.reference.Patches.spec;

/** The limits of policies, resources and volumes of pods. */
final class PodPartLimits {
    private PodPartLimits() {}

    static void tryAll(Edges edges) {
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
}

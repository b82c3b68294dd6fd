package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The spec of a pod or of a template, in the order of the reference. */
final class PodSpecRules {

    private PodSpecRules() {}

    /** @param metadata of the pod; null in templates */
    static void spec(Field spec, @Nullable Field metadata) {
        Check.required(spec.at("terminationGracePeriodSeconds"));
        Map<String, Field> volumes = VolumeRules.volumes(spec.at("volumes"), metadata);
        PodResourceRules.claims(spec.at("resourceClaims"));
        ContainerRules containers = new ContainerRules(spec, volumes);
        containers.regular();
        containers.init();
        containers.ephemeral();
        PodResourceRules.pod(spec);
        hostNetworkPorts(spec, metadata != null);
        Check.requiredOneOf(spec.at("restartPolicy"), "Always", "OnFailure", "Never");
        Check.requiredOneOf(spec.at("dnsPolicy"), "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        MetadataRules.labels(spec.at("nodeSelector"));
        SecurityRules.pod(spec);
        WindowsRules.hostProcesses(spec);
        AffinityRules.affinity(spec.at("affinity"));
        DnsRules.config(spec.at("dnsConfig"), spec.at("dnsPolicy").text());
        spec.at("readinessGates").items().forEach(gate -> Check.qualifiedName(gate.at("conditionType")));
        schedulingGates(spec.at("schedulingGates"));
        TopologySpreadRules.constraints(spec.at("topologySpreadConstraints"));
        hostUsers(spec);
        hostname(spec);
        names(spec);
        if (spec.at("activeDeadlineSeconds").isSet()) {
            Check.inRange(spec.at("activeDeadlineSeconds"), 1, Integer.MAX_VALUE);
        }
        ifGiven(spec.at("hostname"), "label");
        ifGiven(spec.at("subdomain"), "label");
        TolerationRules.tolerations(spec.at("tolerations"));
        for (Field alias : spec.at("hostAliases").items()) {
            alias.at("ip").invalid(IpAddresses.problems(alias.at("ip").text()));
            alias.at("hostnames").items().forEach(Check::dnsSubdomain);
        }
        ifGiven(spec.at("priorityClassName"), "subdomain");
        if (spec.at("runtimeClassName").isSet()) {
            Check.dnsSubdomain(spec.at("runtimeClassName"));
        }
        if (spec.at("preemptionPolicy").isSet()) {
            Check.requiredOneOf(spec.at("preemptionPolicy"), "PreemptLowerPriority", "Never");
        }
        if (spec.at("overhead").isSet()) {
            PodResourceRules.list(spec.at("overhead").as(spec.at("overhead", "limits")));
        }
        os(spec);
        schedulingGroup(spec.at("schedulingGroup"));
    }

    private static void schedulingGroup(Field group) {
        Field name = group.at("podGroupName");
        if (group.isSet() && !name.isSet()) {
            name.invalidAs("null", "must specify one of: `podGroupName`");
        } else if (group.isSet()) {
            Check.dnsSubdomain(name);
        }
    }

    private static void names(Field spec) {
        ifGiven(spec.at("serviceAccountName"), "subdomain");
        ifGiven(spec.at("nodeName"), "subdomain");
    }

    private static void ifGiven(Field field, String form) {
        if (!field.isEmpty()) {
            field.invalid(form.equals("label") ? Formats.dnsLabel(field.text()) : Formats.dnsSubdomain(field.text()));
        }
    }

    private static void hostNetworkPorts(Field spec, boolean pod) {
        if (!spec.at("hostNetwork").flag()) {
            return;
        }
        for (Field container : spec.at("containers").items()) {
            for (Field port : container.at("ports").items()) {
                long host = port.at("hostPort").number();
                if ((pod || host != 0) && host != port.at("containerPort").number()) {
                    port.at("hostPort")
                            .invalidAs(Long.toString(host), "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void schedulingGates(Field gates) {
        Set<String> seen = new HashSet<>();
        for (Field gate : gates.items()) {
            Field name = gate.at("name").as(gate);
            Check.qualifiedName(name);
            if (!seen.add(name.text())) {
                name.duplicate();
            }
        }
    }

    /** A user namespace of its own leaves a pod no other namespace of the host's. */
    private static void hostUsers(Field spec) {
        if (!spec.at("hostUsers").isSet() || spec.at("hostUsers").flag()) {
            return;
        }
        if (spec.at("hostNetwork").flag()) {
            spec.at("hostNetwork").forbidden("when `hostUsers` is false");
        }
        if (spec.at("hostPID").flag()) {
            spec.at("HostPID").forbidden("when `hostUsers` is false");
        }
        if (spec.at("hostIPC").flag()) {
            spec.at("HostIPC").forbidden("when `hostUsers` is false");
        }
        for (Field container : ContainerRules.all(spec)) {
            if (container.at("volumeDevices").size() > 0) {
                container.at("volumeDevices").forbidden("when `hostUsers` is false");
            }
        }
    }

    private static void hostname(Field spec) {
        Field override = spec.at("hostnameOverride");
        if (!override.isSet()) {
            return;
        }
        if (spec.at("setHostnameAsFQDN").flag()) {
            override.forbidden("may not be specified when setHostnameAsFQDN is true");
        }
        if (spec.at("hostNetwork").flag()) {
            override.forbidden("may not be specified when hostNetwork is true");
        }
        if (override.text().length() > 64) {
            override.tooLong(64);
        }
        Check.dnsSubdomain(override);
    }

    private static void os(Field spec) {
        Field name = spec.at("os", "name");
        if (!spec.at("os").isSet()) {
            return;
        }
        if (!Check.required(name)) {
            return;
        }
        if (Check.oneOf(name.as(spec.at("os")), "linux", "windows")) {
            SecurityRules.operatingSystem(spec, name.text());
        }
    }
}

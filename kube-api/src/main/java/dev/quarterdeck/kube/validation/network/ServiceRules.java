package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.pod.ProbeRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Services. Addresses and node ports that are still to be allocated are absent here, and so is clusterIPs where only clusterIP is given. */
public final class ServiceRules implements KindRules {
    private static final int MOST_AFFINITY_SECONDS = 86400;

    @Override
    public NameRule names() {
        return NameRule.LABEL;
    }

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        String type = spec.at("type").text();
        boolean headless = ServiceAddressRules.isHeadless(spec);
        if (spec.at("ports").size() == 0 && !headless && !type.equals("ExternalName")) {
            spec.at("ports").required("");
        }
        byType(spec, type, headless);
        ports(spec.at("ports"));
        MetadataRules.labels(spec.at("selector"));
        affinity(spec);
        if (!type.equals("ExternalName")) {
            ServiceAddressRules.addresses(spec);
        }
        for (Field address : spec.at("externalIPs").items()) {
            address.invalid(IpAddresses.endpointProblems(address.text()));
        }
        Check.requiredOneOf(spec.at("type"), "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        nodePorts(spec, type);
        balancer(object, spec, type);
        traffic(spec, type);
    }

    /** What is wrong with the addresses and families of a service: looked at before anything is allocated, too. */
    public static List<FieldError> addressErrors(JsonNode service) {
        List<FieldError> errors = new ArrayList<>(0);
        ServiceAddressRules.addresses(Field.root(service, errors).at("spec"));
        return errors;
    }

    private static void byType(Field spec, String type, boolean headless) {
        switch (type) {
            case "LoadBalancer", "NodePort" -> {
                if (headless) {
                    spec.at("clusterIPs")
                            .item(0)
                            .invalidAs("\"None\"", "may not be set to 'None' for " + type + " services");
                }
            }
            case "ExternalName" -> {
                for (String field : new String[] {"clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
                    if (!spec.at(field).isEmpty()
                            || field.equals("clusterIPs")
                                    && !spec.at("clusterIP").isEmpty()) {
                        spec.at(field).forbidden("may not be set for ExternalName services");
                    }
                }
                Field name = spec.at("externalName");
                String bare = name.text().endsWith(".")
                        ? name.text().substring(0, name.text().length() - 1)
                        : name.text();
                if (bare.isEmpty()) {
                    name.required("");
                } else {
                    Formats.dnsSubdomain(bare).forEach(problem -> name.invalidAs(Check.quoted(bare), problem));
                }
            }
            default -> {}
        }
    }

    private static void ports(Field ports) {
        Set<String> names = new HashSet<>();
        for (Field port : ports.items()) {
            Field name = port.at("name");
            if (!name.isEmpty()) {
                Check.dnsLabel(name);
                if (!names.add(name.text())) {
                    name.duplicate();
                }
            } else if (ports.size() > 1) {
                name.required("");
            }
            Check.port(port.at("port"));
            Check.requiredOneOf(port.at("protocol"), "SCTP", "TCP", "UDP");
            ProbeRules.port(port.at("targetPort"));
            if (port.at("appProtocol").isSet()) {
                Check.qualifiedName(port.at("appProtocol"));
            }
        }
    }

    private static void affinity(Field spec) {
        Field affinity = spec.at("sessionAffinity");
        Field config = spec.at("sessionAffinityConfig");
        Check.requiredOneOf(affinity, "ClientIP", "None");
        if (affinity.is("ClientIP")) {
            Field timeout = config.at("clientIP", "timeoutSeconds");
            for (Field needed : new Field[] {config, config.at("clientIP"), timeout}) {
                if (!needed.isSet()) {
                    needed.required("when session affinity type is ClientIP");
                    return;
                }
            }
            if (timeout.number() <= 0 || timeout.number() > MOST_AFFINITY_SECONDS) {
                timeout.invalid("must be greater than 0 and less than " + MOST_AFFINITY_SECONDS);
            }
        } else if (affinity.is("None") && config.isSet()) {
            config.forbidden("must not be set when session affinity is None");
        }
    }

    private static void nodePorts(Field spec, String type) {
        Set<String> nodePorts = new HashSet<>();
        Set<String> ports = new HashSet<>();
        if (type.equals("ClusterIP")) {
            for (Field port : spec.at("ports").items()) {
                if (port.at("nodePort").number() != 0) {
                    port.at("nodePort").forbidden("may not be used when `type` is 'ClusterIP'");
                }
            }
        }
        for (Field port : spec.at("ports").items()) {
            Field nodePort = port.at("nodePort");
            if (nodePort.number() != 0 && !nodePorts.add(port.at("protocol").text() + "/" + nodePort.number())) {
                nodePort.duplicate();
            }
        }
        for (Field port : spec.at("ports").items()) {
            String protocol = port.at("protocol").text();
            long number = port.at("port").number();
            if (!ports.add(protocol + "/" + number)) {
                port.duplicateAs("{\"Name\":\"\",\"Protocol\":\"" + protocol + "\",\"AppProtocol\":null,\"Port\":"
                        + number + ",\"TargetPort\":0,\"NodePort\":0}");
            }
        }
    }

    private static void balancer(Field object, Field spec, String type) {
        boolean balancer = type.equals("LoadBalancer");
        String words = "may only be used when `type` is 'LoadBalancer'";
        Field ranges = spec.at("loadBalancerSourceRanges").as(spec.at("LoadBalancerSourceRanges"));
        Field annotation =
                object.at("metadata", "annotations").key("service.beta.kubernetes.io/load-balancer-source-ranges");
        if (ranges.size() > 0) {
            if (!balancer) {
                ranges.forbidden(words);
            }
            for (Field range : ranges.items()) {
                String text = range.text().strip();
                IpAddresses.rangeProblems(text).forEach(problem -> range.invalidAs(Check.quoted(text), problem));
            }
        } else if (annotation.isSet()) {
            if (!balancer) {
                annotation.forbidden(words);
            }
            if (!annotation.text().isBlank()) {
                for (String part : annotation.text().split(",")) {
                    String range = part.strip();
                    IpAddresses.rangeProblems(range)
                            .forEach(problem -> annotation.invalidAs(Check.quoted(range), problem));
                }
            }
        }
        if (spec.at("allocateLoadBalancerNodePorts").isSet() && !balancer) {
            spec.at("allocateLoadBalancerNodePorts").forbidden(words);
        }
        if (spec.at("loadBalancerClass").isSet()) {
            if (balancer) {
                Check.qualifiedName(spec.at("loadBalancerClass"));
            } else {
                spec.at("loadBalancerClass").forbidden(words);
            }
        }
    }

    private static boolean isExternal(Field spec, String type) {
        return type.equals("LoadBalancer")
                || type.equals("NodePort")
                || type.equals("ClusterIP") && spec.at("externalIPs").size() > 0;
    }

    private static boolean needsHealthCheck(Field spec) {
        return spec.at("type").is("LoadBalancer")
                && spec.at("externalTrafficPolicy").is("Local");
    }

    private static void traffic(Field spec, String type) {
        Field external = spec.at("externalTrafficPolicy");
        if (!isExternal(spec, type)) {
            if (!external.isEmpty()) {
                external.invalid("may only be set for externally-accessible services");
            }
        } else {
            Check.requiredOneOf(external, "Cluster", "Local");
        }
        Field health = spec.at("healthCheckNodePort");
        if (health.number() != 0) {
            if (needsHealthCheck(spec)) {
                Check.port(health);
            } else {
                health.invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
            }
        }
        Field internal = spec.at("internalTrafficPolicy");
        if (List.of("ClusterIP", "NodePort", "LoadBalancer").contains(type) && !internal.isSet()) {
            internal.required("");
        }
        Check.oneOfIfSet(internal, "Cluster", "Local");
        Check.oneOfIfSet(spec.at("trafficDistribution"), "PreferClose", "PreferSameZone", "PreferSameNode");
    }

    @Override
    public void update(Field object, Field old) {
        Field spec = object.at("spec");
        Field before = old.at("spec");
        ServiceAddressRules.changes(spec, before);
        Field balancerClass = spec.at("loadBalancerClass");
        if (spec.at("type").is("LoadBalancer")
                && before.at("type").is("LoadBalancer")
                && !balancerClass.text().equals(before.at("loadBalancerClass").text())) {
            balancerClass.invalidAs(balancerClass.isSet() ? balancerClass.shown() : "null", "may not change once set");
        }
        if (needsHealthCheck(spec)
                && needsHealthCheck(before)
                && before.at("healthCheckNodePort").number() != 0
                && spec.at("healthCheckNodePort").number()
                        != before.at("healthCheckNodePort").number()) {
            spec.at("healthCheckNodePort").forbidden(Check.IMMUTABLE);
        }
        create(object);
    }

    @Override
    public void status(Field object, Field old) {
        Field ingress = object.at("status", "loadBalancer", "ingress");
        if (!object.at("spec", "type").is("LoadBalancer") && ingress.size() > 0) {
            ingress.forbidden("may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }
        for (Field entry : ingress.items()) {
            IngressRules.balancerEntry(entry);
            Field mode = entry.at("ipMode");
            boolean address = !entry.at("ip").isEmpty();
            if (!mode.isSet() && address) {
                mode.required("must be specified when `ip` is set");
            } else if (mode.isSet() && !address) {
                mode.forbidden("may not be specified when `ip` is not set");
            } else {
                Check.oneOfIfSet(mode, "Proxy", "VIP");
            }
        }
    }
}

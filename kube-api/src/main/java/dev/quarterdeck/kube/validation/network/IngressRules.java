package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.pod.ProbeRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class IngressRules implements KindRules {
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final String[] NOT_IN_PATHS = {"//", "/./", "/../", "%2f", "%2F"};
    private static final String[] NOT_AT_END = {"/..", "/."};

    @Override
    public void create(Field object) {
        spec(object.at("spec"));
        Field annotation = object.at("metadata", "annotations")
                .key(CLASS_ANNOTATION)
                .as(object.at("annotations").at(CLASS_ANNOTATION));
        Field name = object.at("spec", "ingressClassName");
        if (annotation.isSet() && name.isSet() && !annotation.is(name.text())) {
            annotation.invalid("must match `ingressClassName` when both are specified");
        }
    }

    @Override
    public void update(Field object, Field old) {
        spec(object.at("spec"));
    }

    private static void spec(Field spec) {
        if (spec.at("rules").size() == 0 && !spec.at("defaultBackend").isSet()) {
            spec.invalidAs(
                    spec.at("rules").isSet() ? "[]" : "null", "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.at("defaultBackend").isSet()) {
            backend(spec.at("defaultBackend"));
        }
        spec.at("rules").items().forEach(IngressRules::rule);
        for (Field tls : spec.at("tls").items()) {
            tls.at("hosts").items().forEach(IngressRules::host);
            if (!tls.at("secretName").isEmpty()) {
                Check.dnsSubdomain(tls.at("secretName"));
            }
        }
        if (spec.at("ingressClassName").isSet()) {
            Check.dnsSubdomain(spec.at("ingressClassName"));
        }
    }

    private static void host(Field host) {
        host.invalid(
                host.text().contains("*") ? Formats.wildcardSubdomain(host.text()) : Formats.dnsSubdomain(host.text()));
    }

    private static void rule(Field rule) {
        Field host = rule.at("host");
        if (!host.isEmpty()) {
            if (IpAddresses.isAddress(host.text())) {
                host.invalid("must be a DNS name, not an IP address");
            }
            host(host);
        }
        Field http = rule.at("http");
        if (!http.isSet()) {
            return;
        }
        Check.required(http.at("paths"));
        http.at("paths").items().forEach(IngressRules::path);
    }

    private static void path(Field entry) {
        Field type = entry.at("pathType");
        Field path = entry.at("path");
        if (!type.isSet()) {
            type.required("pathType must be specified");
            return;
        }
        if (Check.oneOf(type, "Exact", "ImplementationSpecific", "Prefix")) {
            boolean strict = !type.is("ImplementationSpecific");
            if ((strict || !path.isEmpty()) && !path.text().startsWith("/")) {
                path.invalid("must be an absolute path");
            }
            if (strict && !path.isEmpty()) {
                for (String sequence : NOT_IN_PATHS) {
                    if (path.text().contains(sequence)) {
                        path.invalid("must not contain '" + sequence + "'");
                    }
                }
                for (String end : NOT_AT_END) {
                    if (path.text().endsWith(end)) {
                        path.invalid("cannot end with '" + end + "'");
                    }
                }
            }
        }
        backend(entry.at("backend"));
    }

    private static void backend(Field backend) {
        Field resource = backend.at("resource");
        Field service = backend.at("service");
        if (resource.isSet() && service.isSet()) {
            backend.invalidAs("\"\"", "cannot set both resource and service backends");
        } else if (resource.isSet()) {
            reference(resource);
        } else if (service.isSet()) {
            if (Check.required(service.at("name"))) {
                Check.dnsLabel(service.at("name"));
            }
            Field name = service.at("port", "name");
            Field number = service.at("port", "number");
            if (!name.isEmpty() && number.number() != 0) {
                backend.invalidAs("\"\"", "cannot set both port name & port number");
            } else if (!name.isEmpty()) {
                ProbeRules.port(name);
            } else if (number.number() != 0) {
                Check.port(number);
            } else {
                backend.required("port name or number is required");
            }
        } else {
            backend.invalidAs("\"\"", "resource or service backend is required");
        }
    }

    /** A reference to an object in the same namespace. */
    static void reference(Field reference) {
        if (reference.at("apiGroup").isSet()) {
            Check.dnsSubdomain(reference.at("apiGroup"));
        }
        for (String field : new String[] {"kind", "name"}) {
            if (Check.required(reference.at(field))) {
                reference
                        .at(field)
                        .invalid(Formats.pathSegment(reference.at(field).text()));
            }
        }
    }

    @Override
    public void status(Field object, Field old) {
        object.at("status", "loadBalancer", "ingress").items().forEach(IngressRules::balancerEntry);
    }

    static void balancerEntry(Field entry) {
        if (!entry.at("ip").isEmpty()) {
            entry.at("ip").invalid(IpAddresses.problems(entry.at("ip").text()));
        }
        Field host = entry.at("hostname");
        if (!host.isEmpty()) {
            Check.dnsSubdomain(host);
            if (IpAddresses.isAddress(host.text())) {
                host.invalid("must be a DNS name, not an IP address");
            }
        }
    }
}

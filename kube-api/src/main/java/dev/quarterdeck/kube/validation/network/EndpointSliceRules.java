package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

public final class EndpointSliceRules implements KindRules {
    private static final int MOST_ENDPOINTS = 1000;
    private static final int MOST_ADDRESSES = 100;
    private static final int MOST_PORTS = 20000;
    private static final int MOST_HINTS = 8;

    @Override
    public void create(Field slice) {
        head(slice);
        endpoints(slice);
    }

    private static void head(Field slice) {
        Check.requiredOneOf(slice.at("addressType"), "FQDN", "IPv4", "IPv6");
        Field ports = slice.at("ports");
        if (ports.size() > MOST_PORTS) {
            ports.tooMany(ports.size(), MOST_PORTS);
            return;
        }
        Set<String> names = new HashSet<>();
        for (Field port : ports.items()) {
            Field name = port.at("name");
            if (!name.isEmpty()) {
                Check.dnsLabel(name);
            }
            if (!names.add(name.text())) {
                name.duplicate();
            }
            if (!port.at("protocol").isSet()) {
                port.at("protocol").required("");
            }
            Check.oneOfIfSet(port.at("protocol"), "SCTP", "TCP", "UDP");
            if (port.at("appProtocol").isSet()) {
                Check.qualifiedName(port.at("appProtocol"));
            }
        }
    }

    private static void endpoints(Field slice) {
        Field endpoints = slice.at("endpoints");
        String type = slice.at("addressType").text();
        if (endpoints.size() > MOST_ENDPOINTS) {
            endpoints.tooMany(endpoints.size(), MOST_ENDPOINTS);
            return;
        }
        for (Field endpoint : endpoints.items()) {
            Field addresses = endpoint.at("addresses");
            if (addresses.size() == 0) {
                addresses.required("must contain at least 1 address");
            } else if (addresses.size() > MOST_ADDRESSES) {
                addresses.tooMany(addresses.size(), MOST_ADDRESSES);
            }
            addresses.items().forEach(address -> address(address, addresses, type));
            if (endpoint.at("nodeName").isSet()) {
                Check.dnsSubdomain(endpoint.at("nodeName"));
            }
            if (endpoint.at("hostname").isSet()) {
                Check.dnsLabel(endpoint.at("hostname"));
            }
            hints(endpoint.at("hints", "forZones"), true);
            hints(endpoint.at("hints", "forNodes"), false);
        }
    }

    private static void address(Field address, Field addresses, String type) {
        String text = address.text();
        if (type.equals("FQDN")) {
            domainName(address);
        } else if (type.equals("IPv4") || type.equals("IPv6")) {
            List<String> problems = IpAddresses.canonicalProblems(text);
            address.invalid(problems);
            if (problems.isEmpty()) {
                if (IpAddresses.isV6(text) != type.equals("IPv6")) {
                    addresses.invalidAs(Check.quoted(text), "must be an " + type + " address");
                }
                address.invalid(IpAddresses.endpointProblems(text));
            }
        }
    }

    private static void domainName(Field address) {
        String text = address.text();
        if (!Check.required(address)) {
            return;
        }
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        List<String> problems = Formats.dnsSubdomain(bare);
        if (!problems.isEmpty()) {
            address.invalidAs(Check.quoted(bare), String.join(",", problems));
        } else if (bare.indexOf('.') < 0) {
            address.invalidAs(Check.quoted(bare), "should be a domain with at least two segments separated by dots");
        }
    }

    private static void hints(Field hints, boolean zones) {
        if (hints.size() > MOST_HINTS) {
            hints.tooMany(hints.size(), MOST_HINTS);
            return;
        }
        Set<String> names = new HashSet<>();
        for (Field hint : hints.items()) {
            Field name = hint.at("name");
            if (!names.add(name.text())) {
                name.duplicate();
            }
            name.invalid(zones ? Formats.labelValue(name.text()) : Formats.dnsSubdomain(name.text()));
        }
    }

    @Override
    public void update(Field slice, Field old) {
        head(slice);
        if (!Same.same(slice.at("endpoints"), old.at("endpoints"))) {
            endpoints(slice);
        }
        Check.immutable(slice.at("addressType"), old.at("addressType"));
    }
}

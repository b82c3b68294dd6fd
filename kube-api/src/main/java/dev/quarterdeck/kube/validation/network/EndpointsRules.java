package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;

public final class EndpointsRules implements KindRules {

    @Override
    public void create(Field object) {
        for (Field subset : object.at("subsets").items()) {
            if (subset.at("addresses").size() == 0
                    && subset.at("notReadyAddresses").size() == 0) {
                subset.required("must specify `addresses` or `notReadyAddresses`");
            }
            subset.at("addresses").items().forEach(EndpointsRules::address);
            subset.at("notReadyAddresses").items().forEach(EndpointsRules::address);
            for (Field port : subset.at("ports").items()) {
                port(port, subset.at("ports").size() > 1);
            }
        }
    }

    private static void address(Field address) {
        Field ip = address.at("ip");
        ip.invalid(IpAddresses.problems(ip.text()));
        if (!address.at("hostname").isEmpty()) {
            Check.dnsLabel(address.at("hostname"));
        }
        if (address.at("nodeName").isSet()) {
            Check.dnsSubdomain(address.at("nodeName"));
        }
        if (IpAddresses.isAddress(ip.text())) {
            ip.invalid(IpAddresses.endpointProblems(ip.text()));
        } else {
            ip.invalid("must be a valid IP address");
        }
    }

    private static void port(Field port, boolean named) {
        Field name = port.at("name");
        if (!name.isEmpty()) {
            Check.dnsLabel(name);
        } else if (named) {
            name.required("");
        }
        Check.port(port.at("port"));
        Check.requiredOneOf(port.at("protocol"), "SCTP", "TCP", "UDP");
        if (port.at("appProtocol").isSet()) {
            Check.qualifiedName(port.at("appProtocol"));
        }
    }

    @Override
    public void update(Field object, Field old) {
        if (!Same.same(object.at("subsets"), old.at("subsets"))) {
            create(object);
        }
    }
}

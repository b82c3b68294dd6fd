package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class NetworkPolicyRules implements KindRules {

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Check.labelSelector(spec.at("podSelector"));
        for (Field rule : spec.at("ingress").items()) {
            rule.at("ports").items().forEach(NetworkPolicyRules::port);
            rule.at("from").items().forEach(NetworkPolicyRules::peer);
        }
        for (Field rule : spec.at("egress").items()) {
            rule.at("ports").items().forEach(NetworkPolicyRules::port);
            rule.at("to").items().forEach(NetworkPolicyRules::peer);
        }
        Field types = spec.at("policyTypes");
        if (types.size() > 2) {
            types.invalid("may not specify more than two policyTypes");
        } else {
            types.items().forEach(type -> Check.oneOf(type, "Ingress", "Egress"));
        }
    }

    private static void port(Field entry) {
        Check.oneOfIfSet(entry.at("protocol"), "TCP", "UDP", "SCTP");
        Field port = entry.at("port");
        Field end = entry.at("endPort");
        if (!port.isSet()) {
            if (end.isSet()) {
                end.invalid("may not be specified when `port` is not specified");
            }
        } else if (port.isText()) {
            if (end.isSet()) {
                end.invalid("may not be specified when `port` is non-numeric");
            }
            port.invalid(Formats.portName(port.text()));
        } else {
            Check.port(port);
            if (end.isSet()) {
                if (end.number() < port.number()) {
                    end.invalidAs(Long.toString(port.number()), "must be greater than or equal to `port`");
                }
                Check.port(end);
            }
        }
    }

    private static void peer(Field peer) {
        int kinds = 0;
        for (String selector : new String[] {"podSelector", "namespaceSelector"}) {
            if (peer.at(selector).isSet()) {
                kinds++;
                Check.labelSelector(peer.at(selector));
            }
        }
        Field block = peer.at("ipBlock");
        if (block.isSet()) {
            kinds++;
            block(block);
        }
        if (kinds == 0) {
            peer.required("must specify a peer");
        } else if (kinds > 1 && block.isSet()) {
            peer.forbidden("may not specify both ipBlock and another peer");
        }
    }

    private static void block(Field block) {
        Field range = block.at("cidr");
        if (!Check.required(range)) {
            return;
        }
        range.invalid(IpAddresses.rangeProblems(range.text()));
        if (!IpAddresses.isRange(range.text())) {
            return;
        }
        for (Field except : block.at("except").items()) {
            except.invalid(IpAddresses.rangeProblems(except.text()));
            if (IpAddresses.isRange(except.text())
                    && (!IpAddresses.contains(range.text(), except.text())
                            || IpAddresses.prefix(except.text()) <= IpAddresses.prefix(range.text()))) {
                except.invalid("must be a strict subset of `cidr`");
            }
        }
    }
}

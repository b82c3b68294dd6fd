package dev.quarterdeck.kube.validation.network;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import dev.quarterdeck.kube.validation.rule.Same;

public final class IpAddressRules implements KindRules {

    @Override
    public NameRule names() {
        return IpAddresses::canonicalProblems;
    }

    @Override
    public void create(Field object) {
        Field parent = object.at("spec", "parentRef");
        if (!parent.isSet()) {
            parent.required("");
            return;
        }
        if (!parent.at("group").isEmpty()) {
            Check.dnsSubdomain(parent.at("group"));
        }
        for (String field : new String[] {"resource", "name"}) {
            if (Check.required(parent.at(field))) {
                parent.at(field).invalid(Formats.pathSegment(parent.at(field).text()));
            }
        }
        if (!parent.at("namespace").isEmpty()) {
            parent.at("namespace")
                    .invalid(Formats.pathSegment(parent.at("namespace").text()));
        }
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Field parent = object.at("spec", "parentRef");
        if (!Same.same(parent, old.at("spec", "parentRef"))) {
            parent.invalidAs(parent.struct("Group=", "Resource=", "Namespace=", "Name="), Check.IMMUTABLE);
        }
    }
}

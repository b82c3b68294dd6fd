package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class CapacityRules implements KindRules {

    @Override
    public void create(Field object) {
        Check.labelSelector(object.at("nodeTopology"));
        Check.dnsSubdomain(object.at("storageClassName"));
        Check.notNegativeQuantity(object.at("capacity"));
    }

    @Override
    public void update(Field object, Field old) {
        create(object);
        Check.immutable(object.at("nodeTopology"), old.at("nodeTopology"));
        Check.immutable(object.at("storageClassName"), old.at("storageClassName"));
    }
}

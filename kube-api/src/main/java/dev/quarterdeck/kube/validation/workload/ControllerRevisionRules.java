package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

public final class ControllerRevisionRules implements KindRules {

    @Override
    public void create(Field object) {
        Check.notNegative(object.at("revision"));
        Field data = object.at("data");
        if (!data.isSet()) {
            data.required("data is mandatory");
        } else if (!data.node().isObject()) {
            data.required("data must be a valid JSON object");
        }
    }

    @Override
    public void update(Field object, Field old) {
        Check.notNegative(object.at("revision"));
        Check.immutable(object.at("data"), old.at("data"));
    }
}

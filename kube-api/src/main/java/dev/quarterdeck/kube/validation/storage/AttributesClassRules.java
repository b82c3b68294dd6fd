package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.validation.pod.VolumeSources;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;

public final class AttributesClassRules implements KindRules {

    @Override
    public void create(Field object) {
        VolumeSources.driverName(object.at("driverName"));
        ParameterRules.parameters(object.at("parameters"), false);
    }

    @Override
    public void update(Field object, Field old) {
        for (String field : new String[] {"driverName", "parameters"}) {
            if (!Same.same(object.at(field), old.at(field))) {
                object.at(field).forbidden("updates to " + field + " are forbidden.");
            }
        }
    }
}

package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import java.util.Locale;

public final class AttributesClassRules implements KindRules {

    @Override
    public void create(Field object) {
        Field driver = object.at("driverName");
        if (Check.required(driver)) {
            driver.invalid(Formats.qualifiedName(driver.text().toLowerCase(Locale.ROOT)));
        }
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

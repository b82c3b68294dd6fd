package dev.quarterdeck.kube.validation.core;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import dev.quarterdeck.kube.validation.rule.NameRule;

public final class NamespaceRules implements KindRules {
    @Override
    public NameRule names() {
        return NameRule.LABEL;
    }

    @Override
    public void create(Field object) {
        for (Field item : object.at("spec", "finalizers").items()) {
            Field finalizer = item.as(object.at("spec", "finalizers"));
            finalizer.invalid(Formats.qualifiedName(finalizer.text()));
            MetadataRules.standardFinalizer(finalizer);
        }
    }

    @Override
    public void update(Field object, Field old) {}

    @Override
    public void status(Field object, Field old) {
        Field phase = object.at("status", "phase").as(object.at("status").at("Phase"));
        boolean going = !object.at("metadata", "deletionTimestamp").isEmpty();
        if (!going && !phase.is("Active")) {
            phase.invalid("may only be 'Active' if `deletionTimestamp` is empty");
        } else if (going && !phase.is("Terminating")) {
            phase.invalid("may only be 'Terminating' if `deletionTimestamp` is not empty");
        }
    }
}

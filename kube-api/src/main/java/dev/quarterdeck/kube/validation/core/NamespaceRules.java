package dev.quarterdeck.kube.validation.core;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import java.util.Set;

public final class NamespaceRules implements KindRules {
    private static final Set<String> STANDARD = Set.of("kubernetes", "orphan", "foregroundDeletion");

    @Override
    public NameRule names() {
        return NameRule.LABEL;
    }

    @Override
    public void create(Field object) {
        for (Field item : object.at("spec", "finalizers").items()) {
            Field finalizer = item.as(object.at("spec", "finalizers"));
            finalizer.invalid(Formats.qualifiedName(finalizer.text()));
            if (finalizer.text().indexOf('/') < 0 && !STANDARD.contains(finalizer.text())) {
                finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
            }
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

package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.Map;

public final class PriorityClassRules implements KindRules {
    private static final long MOST = 1_000_000_000;
    private static final Map<String, Long> SYSTEM =
            Map.of("system-node-critical", 2_000_001_000L, "system-cluster-critical", 2_000_000_000L);

    @Override
    public void create(Field object) {
        Field name = object.at("metadata", "name");
        Field value = object.at("value");
        if (name.text().startsWith("system-")) {
            String problem = systemProblem(
                    name.text(), value.number(), object.at("globalDefault").flag());
            if (!problem.isEmpty()) {
                name.forbidden("priority class names with 'system-' prefix are reserved for system use only. error: "
                        + problem);
            }
        } else if (value.number() > MOST) {
            value.forbidden("maximum allowed value of a user defined priority is " + MOST);
        }
        Check.oneOfIfSet(object.at("preemptionPolicy"), "PreemptLowerPriority", "Never");
    }

    private static String systemProblem(String name, long value, boolean globalDefault) {
        Long expected = SYSTEM.get(name);
        if (expected == null) {
            return name + " is not a known system priority class";
        } else if (expected != value) {
            return "value of " + name + " PriorityClass must be " + expected;
        }
        return globalDefault ? "globalDefault of " + name + " PriorityClass must be false" : "";
    }

    @Override
    public void update(Field object, Field old) {
        if (object.at("value").number() != old.at("value").number()) {
            object.at("value").forbidden("may not be changed in an update.");
        }
        Check.immutable(object.at("preemptionPolicy"), old.at("preemptionPolicy"));
    }
}

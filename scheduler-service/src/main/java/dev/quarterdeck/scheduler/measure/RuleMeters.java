package dev.quarterdeck.scheduler.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The meters of one profile's rules. All are made before the first attempt; one thread asks. */
public final class RuleMeters {
    private final List<RuleMeter> all = new ArrayList<>();
    private boolean sampling;

    /** The one of a rule at a point; the same each time. */
    public RuleMeter of(ExtensionPoint point, String rule) {
        for (RuleMeter each : all) {
            if (each.point() == point && each.rule().equals(rule)) {
                return each;
            }
        }
        RuleMeter made = new RuleMeter(point, rule);
        all.add(made);
        return made;
    }

    /** The next attempt begins. */
    public void begin(AttemptTimes times) {
        if (times.isSampled() || sampling) {
            sampling = times.isSampled();
            all.forEach(each -> each.sample(sampling));
        }
    }

    /** The attempt is decided: tells of each rule that was asked, where it is sampled. */
    public void end(AttemptTimes times) {
        if (sampling) {
            all.forEach(each -> each.tell(times));
        }
    }

    public void forEach(Consumer<RuleMeter> each) {
        all.forEach(each);
    }
}

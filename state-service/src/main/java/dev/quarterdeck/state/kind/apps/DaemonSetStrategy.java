package dev.quarterdeck.state.kind.apps;

import dev.quarterdeck.kube.validation.rule.StoredForm;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import tools.jackson.databind.node.ObjectNode;

/** Daemon sets count the changes of their template in an annotation that no client can set. */
public final class DaemonSetStrategy extends DefaultStrategy {
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    private static final StoredForm TEMPLATE = StoredForm.of("apps/v1", "DaemonSet", "spec", "template");

    public DaemonSetStrategy(KindTraits traits) {
        super(traits);
    }

    @Override
    public void prepareForCreate(ObjectNode set, WriteScope scope) {
        write(set, 1);
    }

    @Override
    public void prepareForUpdate(ObjectNode set, ObjectNode old, WriteScope scope) {
        super.prepareForUpdate(set, old, scope);
        boolean changed = !TEMPLATE.same(
                set.path("spec").path("template"), old.path("spec").path("template"));
        write(set, read(old) + (changed ? 1 : 0));
    }

    private static long read(ObjectNode set) {
        try {
            return Long.parseLong(Trees.text(set, "metadata", "annotations", TEMPLATE_GENERATION));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void write(ObjectNode set, long value) {
        Trees.child(Trees.child(set, "metadata"), "annotations").put(TEMPLATE_GENERATION, Long.toString(value));
    }
}

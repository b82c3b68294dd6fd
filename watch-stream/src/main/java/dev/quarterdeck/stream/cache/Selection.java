package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.selector.FieldSelector;
import dev.quarterdeck.kube.selector.LabelRequirement;
import dev.quarterdeck.kube.selector.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which objects a list or a watch wants, by labels and fields. Can tell of many objects at once that none of them matches. Immutable. */
public record Selection(LabelSelector labels, FieldSelector fields) {

    public boolean isEverything() {
        return labels.isEverything() && fields.isEverything();
    }

    public boolean matches(CachedObject object) {
        return (labels.isEverything() || labels.matches(object.labels()))
                && (fields.isEverything() || fields.matches(object.fields()));
    }

    /** The only name that can match; null where there may be others. */
    public @Nullable String name() {
        for (FieldSelector.Term term : fields.terms()) {
            if (term.equal() && term.field().equals("metadata.name")) {
                return term.value();
            }
        }
        return null;
    }

    /** False where none of the objects in the chunk matches. */
    boolean mayMatch(Chunk chunk) {
        List<LabelRequirement> requirements = labels.requirements();
        if (requirements.isEmpty() && fields.isEverything()) {
            return true;
        }
        TermBits terms = chunk.terms();
        for (LabelRequirement requirement : requirements) {
            if (!mayMeet(terms, requirement)) {
                return false;
            }
        }
        for (FieldSelector.Term term : fields.terms()) {
            if (isIndexed(term) && !terms.mayHave(TermBits.hash(term.field(), term.value()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayMeet(TermBits terms, LabelRequirement requirement) {
        return switch (requirement.operator()) {
            case EQUALS, IN -> {
                boolean any = false;
                for (String value : requirement.values()) {
                    any |= terms.mayHave(TermBits.hash(requirement.key(), value));
                }
                yield any;
            }
            case EXISTS, GREATER_THAN, LESS_THAN -> terms.mayHave(TermBits.hash(requirement.key()));
            case NOT_IN, NOT_EQUALS, DOES_NOT_EXIST -> true;
        };
    }

    /** A field that the object does not have is empty, and the bits know only what objects have; nor do they know names. */
    private static boolean isIndexed(FieldSelector.Term term) {
        return term.equal() && !term.value().isEmpty() && !term.field().startsWith("metadata.");
    }
}

package dev.quarterdeck.state.kind;

import java.util.List;

/**
 * The rules of a kind that are a matter of yes and no.
 *
 * @param createOnUpdate a PUT to a name that does not exist creates it
 * @param unconditionalUpdate a PUT without resourceVersion replaces whatever is there
 * @param status the main road neither sets nor changes {@code status}
 * @param statusMetadata what a write to {@code /status} may change of metadata
 * @param generation where metadata.generation is kept
 * @param answersDeleted DELETE answers with the last state in place of a Status
 */
public record KindTraits(
        boolean createOnUpdate,
        boolean unconditionalUpdate,
        DefaultDeletion deletion,
        boolean status,
        StatusMetadata statusMetadata,
        Generation generation,
        boolean answersDeleted) {

    /** What happens to dependents where the request and the object's finalizers say nothing. */
    public enum DefaultDeletion {
        BACKGROUND,
        ORPHAN,
        /** Objects that own nothing: propagation policies are not heard. */
        UNSUPPORTED
    }

    /** What of metadata a write to {@code /status} takes from the request. */
    public enum StatusMetadata {
        FROM_REQUEST,
        LABELS_KEPT,
        KEPT
    }

    /**
     * @param onCreate new objects get generation 1
     * @param fields top-level fields, or {@code metadata.labels} and {@code metadata.annotations}, whose change adds 1; {@code *} is everything but metadata
     */
    public record Generation(boolean onCreate, List<String> fields) {
        public static final Generation NONE = new Generation(false, List.of());
        public static final Generation SPEC = new Generation(true, List.of("spec"));

        public static Generation of(String... fields) {
            return new Generation(true, List.of(fields));
        }
    }

    public static final KindTraits DEFAULT = new KindTraits(
            false, true, DefaultDeletion.BACKGROUND, false, StatusMetadata.FROM_REQUEST, Generation.NONE, false);

    public KindTraits createsOnUpdate() {
        return new KindTraits(true, unconditionalUpdate, deletion, status, statusMetadata, generation, answersDeleted);
    }

    public KindTraits conditional() {
        return new KindTraits(createOnUpdate, false, deletion, status, statusMetadata, generation, answersDeleted);
    }

    public KindTraits deletion(DefaultDeletion value) {
        return new KindTraits(
                createOnUpdate, unconditionalUpdate, value, status, statusMetadata, generation, answersDeleted);
    }

    public KindTraits withStatus(StatusMetadata value) {
        return new KindTraits(createOnUpdate, unconditionalUpdate, deletion, true, value, generation, answersDeleted);
    }

    public KindTraits withStatus() {
        return withStatus(StatusMetadata.FROM_REQUEST);
    }

    public KindTraits generation(Generation value) {
        return new KindTraits(
                createOnUpdate, unconditionalUpdate, deletion, status, statusMetadata, value, answersDeleted);
    }

    public KindTraits spec() {
        return generation(Generation.SPEC);
    }

    public KindTraits answeringDeleted() {
        return new KindTraits(createOnUpdate, unconditionalUpdate, deletion, status, statusMetadata, generation, true);
    }
}

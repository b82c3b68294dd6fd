package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.state.admission.ClusterReader.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What was made of objects, kept for as long as they stay as they are. One thread at a time. */
final class RevisionMemo<T> {
    private record Made<T>(String uid, long revision, T value) {}

    private final Function<Seen, T> make;
    private Map<Object, Made<T>> known = new HashMap<>();

    RevisionMemo(Function<Seen, T> make) {
        this.make = make;
    }

    /** One for each, in their order; what was made of others is forgotten. */
    List<T> all(List<Seen> objects) {
        Map<Object, Made<T>> now = new HashMap<>();
        List<T> values = objects.stream()
                .map(seen -> {
                    Made<T> made = known.get(seen.row().key());
                    boolean same = made != null
                            && made.revision == seen.row().revision()
                            && made.uid.equals(seen.row().uid());
                    Made<T> current = same && made != null
                            ? made
                            : new Made<>(seen.row().uid(), seen.row().revision(), make.apply(seen));
                    now.put(seen.row().key(), current);
                    return current.value;
                })
                .toList();
        known = now;
        return values;
    }
}

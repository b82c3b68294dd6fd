package dev.quarterdeck.kube.apply;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which fields a road of the API can own: those that it resets or keeps as they were belong to nobody who comes this way. Immutable.
 *
 * @param excluded paths that are left out, with all below them
 * @param included patterns of field names, of which {@code *} is any element; where there are any, only what begins with one is left
 */
public record FieldFilter(FieldSet excluded, List<List<String>> included) {

    public static final FieldFilter ALL = new FieldFilter(FieldSet.EMPTY, List.of());

    /** @param dotted paths such as {@code metadata.labels} */
    public static FieldFilter excluding(List<String> dotted) {
        FieldSet set = FieldSet.EMPTY;
        for (String path : dotted) {
            set = set.union(FieldSet.ofFields(path));
        }
        return new FieldFilter(set, List.of());
    }

    /** @param dotted patterns such as {@code spec.containers.*.resources} */
    public static FieldFilter including(List<String> dotted) {
        return new FieldFilter(
                FieldSet.EMPTY,
                dotted.stream().map(path -> List.of(path.split("\\."))).toList());
    }

    boolean keepsAll() {
        return excluded.isEmpty() && included.isEmpty();
    }

    FieldSet of(FieldSet set) {
        FieldSet rest = set.recursiveDifference(excluded);
        return included.isEmpty() ? rest : matching(rest, included, 0);
    }

    /** As the reference does it, the objects on the way to what matches stay too. */
    private static FieldSet matching(FieldSet set, List<List<String>> patterns, int depth) {
        FieldSet.Builder left = new FieldSet.Builder(set.size());
        for (int i = 0; i < set.size(); i++) {
            String name = set.element(i).fieldName();
            List<List<String>> further = new ArrayList<>();
            boolean matches = false;
            boolean whole = false;
            for (List<String> pattern : patterns) {
                String word = pattern.get(depth);
                if (word.equals("*") || word.equals(name)) {
                    matches = true;
                    whole |= pattern.size() == depth + 1;
                    further.add(pattern);
                }
            }
            FieldSet below = set.children(i);
            if (matches) {
                left.add(
                        set.element(i),
                        set.isMember(i),
                        below == null || whole
                                ? below
                                : matching(
                                        below,
                                        further.stream()
                                                .filter(p -> p.size() > depth + 1)
                                                .toList(),
                                        depth + 1));
            }
        }
        return left.build();
    }

    @Override
    public String toString() {
        return excluded + " " + Arrays.toString(included.toArray());
    }
}

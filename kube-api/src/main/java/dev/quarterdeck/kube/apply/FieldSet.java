package dev.quarterdeck.kube.apply;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths, as a trie whose nodes are sorted. Immutable; what an operation leaves as it was is shared. A path may be a member without those above or
 * below it.
 */
public final class FieldSet {

    public static final FieldSet EMPTY = new FieldSet(new PathElement[0], new boolean[0], new FieldSet[0]);

    private final PathElement[] elements;
    private final boolean[] members;
    private final @Nullable FieldSet[] children;

    private FieldSet(PathElement[] elements, boolean[] members, @Nullable FieldSet[] children) {
        this.elements = elements;
        this.members = members;
        this.children = children;
    }

    /** The set of one path. */
    public static FieldSet of(PathElement... path) {
        FieldSet set = EMPTY;
        for (int i = path.length - 1; i >= 0; i--) {
            Builder one = new Builder(1);
            one.add(path[i], i == path.length - 1, set);
            set = one.build();
        }
        return set;
    }

    /** The set of one path of field names, separated by dots. */
    public static FieldSet ofFields(String dotted) {
        return of(Arrays.stream(dotted.split("\\.")).map(PathElement::field).toArray(PathElement[]::new));
    }

    public boolean isEmpty() {
        return elements.length == 0;
    }

    int size() {
        return elements.length;
    }

    PathElement element(int at) {
        return elements[at];
    }

    boolean isMember(int at) {
        return members[at];
    }

    /** Null where the node has none. */
    @Nullable
    FieldSet children(int at) {
        return children[at];
    }

    private int find(PathElement element) {
        int low = 0;
        int high = elements.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = elements[middle].compareTo(element);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Whether the path of this one element is a member. */
    boolean has(PathElement element) {
        int at = find(element);
        return at >= 0 && members[at];
    }

    /** Paths that begin with the element, without it. */
    FieldSet under(PathElement element) {
        int at = find(element);
        FieldSet under = at < 0 ? null : children[at];
        return under == null ? EMPTY : under;
    }

    boolean has(List<PathElement> path) {
        FieldSet set = this;
        for (int i = 0; i < path.size() - 1; i++) {
            set = set.under(path.get(i));
        }
        return !path.isEmpty() && set.has(path.getLast());
    }

    public FieldSet union(@Nullable FieldSet other) {
        if (other == null || other.isEmpty() || other == this) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Builder union = new Builder(Math.max(elements.length, other.elements.length) + 2);
        int i = 0;
        int j = 0;
        while (i < elements.length && j < other.elements.length) {
            int order = elements[i].compareTo(other.elements[j]);
            if (order < 0) {
                union.copy(this, i++);
            } else if (order > 0) {
                union.copy(other, j++);
            } else {
                FieldSet mine = children[i];
                FieldSet its = other.children[j];
                union.add(elements[i], members[i] || other.members[j], mine == null ? its : mine.union(its));
                i++;
                j++;
            }
        }
        while (i < elements.length) {
            union.copy(this, i++);
        }
        while (j < other.elements.length) {
            union.copy(other, j++);
        }
        return union.build();
    }

    public FieldSet intersection(FieldSet other) {
        Builder both = new Builder(4);
        int j = 0;
        for (int i = 0; i < elements.length; i++) {
            int order = -1;
            while (j < other.elements.length && (order = other.elements[j].compareTo(elements[i])) < 0) {
                j++;
            }
            if (j == other.elements.length) {
                break;
            }
            if (order == 0) {
                FieldSet mine = children[i];
                FieldSet its = other.children[j];
                both.add(
                        elements[i],
                        members[i] && other.members[j],
                        mine == null || its == null ? null : mine.intersection(its));
            }
        }
        return both.build();
    }

    /** Without the paths of {@code other}; what lies below them stays. */
    public FieldSet difference(FieldSet other) {
        return without(other, FieldSet::difference, false);
    }

    /** Without the paths of {@code other} and all that lies below them. */
    public FieldSet recursiveDifference(FieldSet other) {
        return without(other, FieldSet::recursiveDifference, true);
    }

    private FieldSet without(FieldSet other, BiFunction<FieldSet, FieldSet, FieldSet> below, boolean recursive) {
        if (other.isEmpty()) {
            return this;
        }
        Builder rest = new Builder(elements.length);
        boolean changed = false;
        int j = 0;
        for (int i = 0; i < elements.length; i++) {
            while (j < other.elements.length && other.elements[j].compareTo(elements[i]) < 0) {
                j++;
            }
            if (j == other.elements.length || !other.elements[j].equals(elements[i])) {
                rest.copy(this, i);
                continue;
            }
            FieldSet mine = children[i];
            FieldSet its = other.children[j];
            FieldSet left =
                    recursive && other.members[j] ? null : mine == null || its == null ? mine : below.apply(mine, its);
            boolean member = members[i] && !other.members[j];
            changed |= member != members[i] || left != mine;
            rest.add(elements[i], member, left);
        }
        return changed ? rest.build() : this;
    }

    /** With every field of an object a member that has members below it: who owns {@code spec.replicas} has {@code spec} too. */
    FieldSet withNamedFields(MergeType type) {
        Builder all = new Builder(elements.length);
        for (int i = 0; i < elements.length; i++) {
            FieldSet below = children[i];
            MergeType next = type.below(elements[i]);
            boolean member = members[i];
            if (below != null) {
                member |= type.isNamedField(elements[i]);
                below = next == null ? below : below.withNamedFields(next);
            }
            all.add(elements[i], member, below);
        }
        return all.build();
    }

    /** Depth first, parents before children; the list is used again after each call. */
    void forEach(Consumer<List<PathElement>> visitor) {
        forEach(new ArrayList<>(), visitor);
    }

    private void forEach(List<PathElement> path, Consumer<List<PathElement>> visitor) {
        for (int i = 0; i < elements.length; i++) {
            if (members[i]) {
                path.add(elements[i]);
                visitor.accept(path);
                path.removeLast();
            }
        }
        for (int i = 0; i < elements.length; i++) {
            FieldSet below = children[i];
            if (below != null) {
                path.add(elements[i]);
                below.forEach(path, visitor);
                path.removeLast();
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || other instanceof FieldSet set
                        && Arrays.equals(elements, set.elements)
                        && Arrays.equals(members, set.members)
                        && Arrays.equals(children, set.children);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(elements) * 31 + Arrays.hashCode(members);
    }

    @Override
    public String toString() {
        return FieldsV1.write(this).toString();
    }

    /** Collects one level of a set, in any order, each element once. Not thread-safe. */
    static final class Builder {
        private PathElement[] elements;
        private boolean[] members;
        private @Nullable FieldSet[] children;
        private int size;
        private boolean sorted = true;

        Builder(int expected) {
            int capacity = Math.max(expected, 1);
            elements = new PathElement[capacity];
            members = new boolean[capacity];
            children = new FieldSet[capacity];
        }

        /** Adds nothing where the node would be neither a member nor above one. */
        void add(PathElement element, boolean member, @Nullable FieldSet below) {
            FieldSet kept = below == null || below.isEmpty() ? null : below;
            if (!member && kept == null) {
                return;
            }
            if (size == elements.length) {
                int capacity = size * 2;
                elements = Arrays.copyOf(elements, capacity);
                members = Arrays.copyOf(members, capacity);
                children = Arrays.copyOf(children, capacity);
            }
            sorted &= size == 0 || elements[size - 1].compareTo(element) < 0;
            elements[size] = element;
            members[size] = member;
            children[size++] = kept;
        }

        private void copy(FieldSet from, int at) {
            add(from.elements[at], from.members[at], from.children[at]);
        }

        FieldSet build() {
            if (size == 0) {
                return EMPTY;
            }
            if (!sorted) {
                sort();
            }
            return size == elements.length
                    ? new FieldSet(elements, members, children)
                    : new FieldSet(
                            Arrays.copyOf(elements, size), Arrays.copyOf(members, size), Arrays.copyOf(children, size));
        }

        private void sort() {
            Integer[] order = new Integer[size];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (i, j) -> elements[i].compareTo(elements[j]));
            PathElement[] oldElements = elements;
            boolean[] oldMembers = members;
            @Nullable FieldSet[] oldChildren = children;
            elements = new PathElement[size];
            members = new boolean[size];
            children = new FieldSet[size];
            for (int i = 0; i < size; i++) {
                elements[i] = oldElements[order[i]];
                members[i] = oldMembers[order[i]];
                children[i] = oldChildren[order[i]];
            }
            sorted = true;
        }
    }
}

package dev.quarterdeck.kube.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What differs between two states of an object, as sets of paths that do not overlap. Where a part is new, everything in it is added, down to the leaves.
 * Equal parts cost a walk and no memory.
 *
 * @param removed of the first state, absent in the second
 * @param modified in both, with other values
 * @param added absent in the first
 */
public record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {

    private static final Comparison NONE = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

    /**
     * @param normalize whether {@code after} is to be taken in the form in which it will be stored, which it need not have yet; {@code before} always has it
     */
    static Comparison of(JsonNode before, JsonNode after, MergeType type, boolean normalize) {
        Frame top = new Frame();
        new Walk(normalize).inside(before, after, type.of(after), top);
        return top.isEmpty()
                ? NONE
                : new Comparison(Frame.build(top.removed), Frame.build(top.modified), Frame.build(top.added));
    }

    boolean isEmpty() {
        return removed.isEmpty() && modified.isEmpty() && added.isEmpty();
    }

    /** What the second state has and the first has not, or not so. */
    FieldSet taken() {
        return added.union(modified);
    }

    Comparison filtered(FieldFilter filter) {
        return filter.keepsAll() || isEmpty()
                ? this
                : new Comparison(filter.of(removed), filter.of(modified), filter.of(added));
    }

    /** What was found at one level; builders exist once there is something. */
    private static final class Frame {
        FieldSet.@Nullable Builder removed;
        FieldSet.@Nullable Builder modified;
        FieldSet.@Nullable Builder added;

        boolean isEmpty() {
            return removed == null && modified == null && added == null;
        }

        static FieldSet build(FieldSet.@Nullable Builder builder) {
            return builder == null ? FieldSet.EMPTY : builder.build();
        }

        void removed(PathElement element, boolean member, FieldSet below) {
            if (removed == null) {
                removed = new FieldSet.Builder(4);
            }
            removed.add(element, member, below);
        }

        void modified(PathElement element, boolean member, FieldSet below) {
            if (modified == null) {
                modified = new FieldSet.Builder(4);
            }
            modified.add(element, member, below);
        }

        void added(PathElement element, boolean member, FieldSet below) {
            if (added == null) {
                added = new FieldSet.Builder(4);
            }
            added.add(element, member, below);
        }

        void below(PathElement element, Frame frame) {
            if (frame.removed != null) {
                removed(element, false, frame.removed.build());
            }
            if (frame.modified != null) {
                modified(element, false, frame.modified.build());
            }
            if (frame.added != null) {
                added(element, false, frame.added.build());
            }
        }
    }

    private record Walk(boolean normalize) {

        /** At least one of the two is there. */
        void value(
                PathElement element, @Nullable JsonNode before, @Nullable JsonNode after, MergeType type, Frame out) {
            if (before == after) {
                return;
            }
            if (before == null) {
                if (after != null) {
                    out.added(element, true, Whole.of(after, type, normalize));
                }
                return;
            }
            if (after == null) {
                out.removed(element, true, Whole.of(before, type, false));
                return;
            }
            MergeType was = type.of(before);
            MergeType is = type.of(after);
            if (was != is) {
                // What has become a leaf, or stopped to be one, is modified; what was in it or is in it now comes and
                // goes.
                out.modified(element, true, FieldSet.EMPTY);
                out.removed(element, false, Whole.of(before, was, false));
                out.added(element, false, Whole.of(after, is, normalize));
            } else if (isLeaf(before, after, is)) {
                if (!same(before, after, is)) {
                    out.modified(element, true, FieldSet.EMPTY);
                }
            } else {
                Frame below = new Frame();
                inside(before, after, is, below);
                if (!below.isEmpty()) {
                    out.below(element, below);
                }
            }
        }

        private static boolean isLeaf(JsonNode before, JsonNode after, MergeType type) {
            return type instanceof MergeType.Leaf || isEmpty(before) && isEmpty(after);
        }

        private static boolean isEmpty(JsonNode value) {
            return !value.isContainer() || value.isEmpty();
        }

        private boolean same(JsonNode before, JsonNode after, MergeType type) {
            return GoJson.same(before, after)
                    // the parts of an atomic value are not known to be in stored form yet
                    || normalize && type instanceof MergeType.Leaf leaf && leaf.sameStored(before, after);
        }

        void inside(JsonNode before, JsonNode after, MergeType type, Frame out) {
            switch (type) {
                case MergeType.Fields fields -> fields(before, after, fields, out);
                case MergeType.Values values -> items(before, after, values, values.items(), out);
                case MergeType.Items items -> items(before, after, items, items.items(), out);
                case MergeType.Leaf leaf -> {}
                case MergeType.Deduced deduced -> fields(before, after, MergeType.Deduced.OBJECT, out);
            }
        }

        private void fields(JsonNode before, JsonNode after, MergeType.Fields type, Frame out) {
            if (before instanceof ObjectNode old) {
                for (Map.Entry<String, JsonNode> entry : old.properties()) {
                    MergeType.Member member = type.member(entry.getKey());
                    JsonNode now = after.get(entry.getKey());
                    if (member != null) {
                        if (member.tracked()) {
                            value(
                                    member.element(),
                                    entry.getValue(),
                                    normalize ? member.stored(now) : now,
                                    member.type(),
                                    out);
                        }
                    } else if (type.others() != null && entry.getValue() != now) {
                        entry(entry.getKey(), entry.getValue(), now, type.others(), out);
                    }
                }
            }
            if (after instanceof ObjectNode now) {
                for (Map.Entry<String, JsonNode> entry : now.properties()) {
                    if (before.get(entry.getKey()) != null) {
                        continue;
                    }
                    MergeType.Member member = type.member(entry.getKey());
                    if (member != null) {
                        JsonNode value = normalize ? member.stored(entry.getValue()) : entry.getValue();
                        if (member.tracked() && value != null) {
                            value(member.element(), null, value, member.type(), out);
                        }
                    } else if (type.others() != null) {
                        entry(entry.getKey(), null, entry.getValue(), type.others(), out);
                    }
                }
            }
        }

        /** An entry of a map: its path element is made only where there is something to say of it. */
        private void entry(String key, @Nullable JsonNode before, @Nullable JsonNode after, MergeType type, Frame out) {
            if (before != null && after != null && GoJson.same(before, after)) {
                return;
            }
            value(PathElement.field(key), before, after, type, out);
        }

        private void items(JsonNode before, JsonNode after, MergeType list, MergeType type, Frame out) {
            ArrayNode old = Elements.list(before);
            ArrayNode now = Elements.list(after);
            int oldSize = old == null ? 0 : old.size();
            int nowSize = now == null ? 0 : now.size();
            if (old != null && now != null && inOrder(old, now, list)) {
                for (int i = 0; i < nowSize; i++) {
                    item(old.get(i), now.get(i), list, type, out);
                }
                return;
            }
            Map<PathElement, Sides> sides = LinkedHashMap.newLinkedHashMap(oldSize + nowSize);
            if (old != null) {
                old.forEach(item -> sides.computeIfAbsent(Elements.of(item, list), e -> new Sides())
                        .before
                        .add(item));
            }
            if (now != null) {
                now.forEach(item -> sides.computeIfAbsent(Elements.of(item, list), e -> new Sides())
                        .after
                        .add(item));
            }
            sides.forEach((element, both) -> duplicates(element, both, type, out));
        }

        /** The common case: the same items in the same order, none twice. Duplicates are left to the long way where anything differs. */
        private static boolean inOrder(ArrayNode old, ArrayNode now, MergeType list) {
            if (old.size() != now.size()) {
                return false;
            }
            for (int i = 0; i < now.size(); i++) {
                if (!Elements.sameKeys(old.get(i), now.get(i), list)
                        || i > 0 && Elements.sameKeys(now.get(i - 1), now.get(i), list)) {
                    return false;
                }
            }
            return now.size() <= 2 || !hasDuplicates(now, list);
        }

        private static boolean hasDuplicates(ArrayNode items, MergeType list) {
            for (int i = 2; i < items.size(); i++) {
                for (int j = 0; j < i - 1; j++) {
                    if (i > 64 || Elements.sameKeys(items.get(i), items.get(j), list)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void item(JsonNode before, JsonNode after, MergeType list, MergeType type, Frame out) {
            if (before == after || !(type instanceof MergeType.Fields) && GoJson.same(before, after)) {
                return;
            }
            Frame below = new Frame();
            inside(before, after, type.of(after), below);
            if (type instanceof MergeType.Leaf && !same(before, after, type)) {
                out.modified(Elements.of(after, list), true, FieldSet.EMPTY);
            } else if (!below.isEmpty()) {
                out.below(Elements.of(after, list), below);
            }
        }

        /** Items that share their keys are owned together, as one value. */
        private void duplicates(PathElement element, Sides both, MergeType type, Frame out) {
            int before = both.before.size();
            int after = both.after.size();
            if (before <= 1 && after <= 1) {
                value(
                        element,
                        before == 0 ? null : both.before.getFirst(),
                        after == 0 ? null : both.after.getFirst(),
                        type,
                        out);
            } else if (before > 1 && after > 1) {
                boolean same = before == after;
                for (int i = 0; same && i < before; i++) {
                    same = GoJson.same(both.before.get(i), both.after.get(i));
                }
                if (!same) {
                    out.modified(element, true, FieldSet.EMPTY);
                }
            } else if (before > 1) {
                if (after == 1) {
                    value(element, null, both.after.getFirst(), type, out);
                }
                out.removed(element, true, FieldSet.EMPTY);
            } else {
                if (before == 1) {
                    value(element, both.before.getFirst(), null, type, out);
                }
                out.added(element, true, FieldSet.EMPTY);
            }
        }
    }

    private static final class Sides {
        final List<JsonNode> before = new ArrayList<>(1);
        final List<JsonNode> after = new ArrayList<>(1);
    }
}

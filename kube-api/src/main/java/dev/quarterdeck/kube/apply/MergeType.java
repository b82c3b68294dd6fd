package dev.quarterdeck.kube.apply;

import dev.quarterdeck.kube.schema.CanonicalForm;
import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a value merges and at which depth its parts are owned: what apply needs of a schema, made by {@link MergeTypes}. Immutable once made and shared by all
 * requests; may refer to itself.
 */
public abstract sealed class MergeType {

    /** A value that is owned as a whole. */
    static final class Leaf extends MergeType {
        private final Form form;
        private final @Nullable ObjectSchema holder;
        private final @Nullable MergeType contents;

        Leaf(Form form) {
            this(form, null, null);
        }

        /**
         * @param holder an object whose only field, {@code value}, has the leaf's schema; null where values are stored as they came
         * @param contents what the items of a list or the fields of an object are: owned by nobody, but of a type
         */
        Leaf(Form form, @Nullable ObjectSchema holder, @Nullable MergeType contents) {
            this.form = form;
            this.holder = holder;
            this.contents = contents;
        }

        Form form() {
            return form;
        }

        @Nullable
        MergeType contents() {
            return contents;
        }

        /** Whether {@code after} will be stored as {@code before} is. */
        boolean sameStored(JsonNode before, JsonNode after) {
            if (holder == null || !after.isContainer()) {
                return false;
            }
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            copy.set("value", after.deepCopy());
            CanonicalForm.apply(copy, holder);
            return GoJson.same(before, copy.get("value"));
        }
    }

    /** What a leaf's value may look like. */
    enum Form {
        STRING,
        NUMBER,
        BOOLEAN,
        /** string or number */
        SCALAR,
        LIST,
        OBJECT,
        ANY
    }

    /** A value that no schema describes: objects are owned field by field, everything else as a whole. */
    static final class Deduced extends MergeType {
        static final Deduced INSTANCE = new Deduced();
        /** What an object of that sort is. */
        static final Fields OBJECT = new Fields();

        static {
            OBJECT.fill(Map.of(), INSTANCE);
        }
    }

    /** A list each of whose values stands once. */
    static final class Values extends MergeType {
        private final MergeType items;

        Values(MergeType items) {
            this.items = items;
        }

        MergeType items() {
            return items;
        }
    }

    /**
     * A list whose items are told apart by their keys.
     *
     * @see #element
     */
    static final class Items extends MergeType {
        private final MergeType items;
        private final List<String> keys;
        private final Map<String, JsonNode> defaults;

        /** @param defaults of keys that an item may leave out */
        Items(MergeType items, List<String> keys, Map<String, JsonNode> defaults) {
            this.items = items;
            this.keys = keys;
            this.defaults = defaults;
        }

        MergeType items() {
            return items;
        }

        List<String> keys() {
            return keys;
        }

        @Nullable
        JsonNode keyOf(JsonNode item, String key) {
            JsonNode value = item.get(key);
            return value == null ? defaults.get(key) : value;
        }
    }

    /** An object with known fields, a map, or both. */
    static final class Fields extends MergeType {
        private Map<String, Member> members = Map.of();
        private Member[] kept = new Member[0];
        private @Nullable MergeType others;

        /** Called once, before the type is handed out. */
        void fill(Map<String, Member> all, @Nullable MergeType ofOthers) {
            members = all;
            kept = all.values().stream().filter(m -> m.zero() != null).toArray(Member[]::new);
            others = ofOthers;
        }

        @Nullable
        Member member(String name) {
            return members.get(name);
        }

        /** Those that are always written. */
        Member[] kept() {
            return kept;
        }

        /** Of entries that are no known fields; null where there are none. */
        @Nullable
        MergeType others() {
            return others;
        }
    }

    /**
     * A known field of an object.
     *
     * @param presence what is written of it where it is empty; null where it stays as it came
     * @param zero what it is where it is absent; null where it then stays absent
     * @param tracked false for what no manager ever owns, such as names and times that the server sets
     */
    record Member(
            PathElement element,
            MergeType type,
            FieldSchema.@Nullable Presence presence,
            @Nullable JsonNode zero,
            boolean tracked) {

        /** The value as it will be stored; null where nothing will be. */
        @Nullable
        JsonNode stored(@Nullable JsonNode value) {
            if (presence == null) {
                return value;
            }
            if (value == null || value.isNull()) {
                return zero;
            }
            return switch (presence) {
                case AS_GIVEN, KEEP_NULL -> isEmptyCollection(value) ? zero : value;
                case KEEP_ZERO -> isEmptyCollection(value) ? zero : value;
                case DROP_ZERO -> isEmptyCollection(value) || isZero(value) ? null : value;
            };
        }

        private boolean isEmptyCollection(JsonNode value) {
            return value.isContainer()
                    && value.isEmpty()
                    && !(value instanceof ObjectNode && (isStruct(type) || type instanceof Deduced));
        }

        private static boolean isStruct(MergeType type) {
            return type instanceof Fields fields && fields.others() == null
                    || type instanceof Leaf leaf && leaf.form() == Form.ANY;
        }

        private static boolean isZero(JsonNode value) {
            return switch (value.getNodeType()) {
                case STRING -> value.asString().isEmpty();
                case NUMBER -> value.isIntegralNumber() && value.longValue() == 0;
                case BOOLEAN -> !value.asBoolean();
                case ARRAY, OBJECT, NULL, MISSING, POJO, BINARY -> false;
            };
        }
    }

    private MergeType() {}

    /** What stands under the element; null where nothing is known of it. */
    @Nullable
    MergeType below(PathElement element) {
        return switch (this) {
            case Fields fields -> {
                String name = element.fieldName();
                Member member = name == null ? null : fields.member(name);
                yield member != null ? member.type() : fields.others();
            }
            case Items list -> list.items();
            case Values set -> set.items();
            case Deduced deduced -> deduced;
            case Leaf leaf -> null;
        };
    }

    boolean isNamedField(PathElement element) {
        String name = element.fieldName();
        return this instanceof Fields fields && name != null && fields.member(name) != null;
    }

    /** The type that the value shows where no schema says it; this otherwise. */
    MergeType of(@Nullable JsonNode value) {
        if (this != Deduced.INSTANCE) {
            return this;
        }
        return value == null || value.isObject() || value.isNull() ? Deduced.OBJECT : MergeTypes.ANYTHING;
    }
}

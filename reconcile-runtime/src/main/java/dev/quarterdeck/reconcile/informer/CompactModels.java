package dev.quarterdeck.reconcile.informer;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes decoded models small, where they are kept for long: a model has an empty map and several empty lists in each of its parts, lists have room for ten, and the
 * same few texts come again in every object. What is equal stays equal; what was empty cannot be added to any more, which nobody may do with what informers give.
 * Thread-safe.
 */
public final class CompactModels {
    private static final String MODELS = "io.fabric8.kubernetes.api.model.";
    private static final int SLOTS = 1 << 13;
    private static final int LONGEST = 128;
    /** The last text of each slot: bounded whatever comes. Threads race for slots, and nothing but a little room is lost. */
    private static final @Nullable String[] TEXTS = new String[SLOTS];

    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            return fields(type);
        }
    };

    private CompactModels() {}

    /**
     * @param model nobody else has seen it yet
     * @return the same
     */
    public static <T> T compact(T model) {
        walk(model);
        return model;
    }

    private static Field[] fields(Class<?> model) {
        List<Field> all = new ArrayList<>();
        for (Class<?> type = model; isModel(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (holdsMore(field.getType()) && (field.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0) {
                    field.setAccessible(true);
                    all.add(field);
                }
            }
        }
        return all.toArray(Field[]::new);
    }

    /** Numbers and truths are as small as they get. */
    private static boolean holdsMore(Class<?> type) {
        return !type.isPrimitive() && !Number.class.isAssignableFrom(type) && type != Boolean.class;
    }

    private static boolean isModel(@Nullable Class<?> type) {
        return type != null && type.getName().startsWith(MODELS) && !type.isEnum();
    }

    private static void walk(Object value) {
        Class<?> type = value.getClass();
        if (type == ArrayList.class) {
            compactElements((ArrayList<?>) value);
        } else if (value instanceof HashMap<?, ?> map) {
            compactValues(map);
        } else {
            for (Field field : FIELDS.get(type)) {
                compactField(field, value);
            }
        }
    }

    private static void compactField(Field field, Object owner) {
        try {
            Object value = field.get(owner);
            if (value == null) {
                return;
            }
            Object small = smaller(value);
            if (small != value && field.getType().isInstance(small)) {
                field.set(owner, small);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " cannot be reached", e);
        }
    }

    /** What can stand in its place; itself where that is not less. */
    private static Object smaller(Object value) {
        if (value instanceof String text) {
            return text.length() <= LONGEST ? known(text) : text;
        }
        if (value instanceof ArrayList<?> list && list.isEmpty()) {
            return Collections.emptyList();
        }
        if (value instanceof HashMap<?, ?> map && map.isEmpty()) {
            return Collections.emptyMap();
        }
        walk(value);
        return value;
    }

    @SuppressWarnings("unchecked")
    private static void compactElements(ArrayList<?> list) {
        for (int i = 0; i < list.size(); i++) {
            Object element = list.get(i);
            if (element != null) {
                ((ArrayList<Object>) list).set(i, smaller(element));
            }
        }
        list.trimToSize();
    }

    @SuppressWarnings("unchecked")
    private static void compactValues(HashMap<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = entry.getValue();
            if (value != null) {
                Object small = smaller(value);
                if (small != value) {
                    ((Map.Entry<Object, Object>) entry).setValue(small);
                }
            }
        }
    }

    private static String known(String text) {
        int hash = text.hashCode();
        int slot = (hash ^ hash >>> 13) & SLOTS - 1;
        String known = TEXTS[slot];
        if (text.equals(known)) {
            return known;
        }
        TEXTS[slot] = text;
        return text;
    }
}

package dev.quarterdeck.gateway.direct;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Headers as two lists, searched from the front: a request has ten or so, and most are asked for once or never. Names are compared without regard to case.
 * Lists that it gives out are copies. Not thread-safe.
 */
final class HeaderPairs extends AbstractMap<String, List<String>> implements MultiValueMap<String, String> {
    private String[] names = new String[12];
    private String[] values = new String[12];
    private int size;

    private int find(@Nullable Object name, int from) {
        if (name instanceof String wanted) {
            for (int i = from; i < size; i++) {
                if (names[i].equalsIgnoreCase(wanted)) {
                    return i;
                }
            }
        }
        return -1;
    }

    int pairs() {
        return size;
    }

    String name(int pair) {
        return names[pair];
    }

    String value(int pair) {
        return values[pair];
    }

    @Override
    public @Nullable String getFirst(String name) {
        int i = find(name, 0);
        return i < 0 ? null : values[i];
    }

    @Override
    public @Nullable List<String> get(@Nullable Object name) {
        int i = find(name, 0);
        if (i < 0) {
            return null;
        }
        List<String> found = new ArrayList<>(2);
        for (; i >= 0; i = find(name, i + 1)) {
            found.add(values[i]);
        }
        return found;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return find(name, 0) >= 0;
    }

    @Override
    public void add(String name, @Nullable String value) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        names[size] = name;
        values[size++] = value == null ? "" : value;
    }

    @Override
    public void addAll(String name, List<? extends String> more) {
        more.forEach(value -> add(name, value));
    }

    @Override
    public void addAll(MultiValueMap<String, String> more) {
        more.forEach(this::addAll);
    }

    @Override
    public void set(String name, @Nullable String value) {
        drop(name);
        add(name, value);
    }

    @Override
    public void setAll(Map<String, String> all) {
        all.forEach(this::set);
    }

    @Override
    public @Nullable List<String> put(String name, List<String> all) {
        List<String> before = remove(name);
        addAll(name, all);
        return before;
    }

    @Override
    public @Nullable List<String> remove(@Nullable Object name) {
        List<String> before = get(name);
        drop(name);
        return before;
    }

    private void drop(@Nullable Object name) {
        int first = find(name, 0);
        if (first < 0) {
            return;
        }
        int kept = first;
        for (int i = first; i < size; i++) {
            if (!names[i].equalsIgnoreCase((String) name)) {
                names[kept] = names[i];
                values[kept++] = values[i];
            }
        }
        size = kept;
    }

    @Override
    public void clear() {
        size = 0;
    }

    @Override
    public Map<String, String> toSingleValueMap() {
        Map<String, String> single = new LinkedHashMap<>();
        entrySet().forEach(entry -> single.put(entry.getKey(), entry.getValue().getFirst()));
        return single;
    }

    private int distinct() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (find(names[i], 0) == i) {
                count++;
            }
        }
        return count;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public Set<Entry<String, List<String>>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return distinct();
            }

            @Override
            public Iterator<Entry<String, List<String>>> iterator() {
                List<Entry<String, List<String>>> entries = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    if (find(names[i], 0) == i) {
                        entries.add(Map.entry(names[i], java.util.Objects.requireNonNull(get(names[i]))));
                    }
                }
                return entries.iterator();
            }
        };
    }
}

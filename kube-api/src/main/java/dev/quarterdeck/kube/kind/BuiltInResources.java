package dev.quarterdeck.kube.kind;

import dev.quarterdeck.kube.kind.ResourceTable.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The resources of Kubernetes 1.36, read once from {@code resources.txt} beside this class: those that a server with default flags serves, and those that can be
 * switched on. Thread-safe: catalogs are immutable.
 */
public final class BuiltInResources {

    private static final String TABLE = "resources.txt";

    private BuiltInResources() {}

    /** What a server with default flags serves. */
    public static ResourceCatalog catalog() {
        return Holder.DEFAULTS;
    }

    /**
     * What is served with some of the optional versions; {@link #catalog} itself where that comes to nothing.
     *
     * @param versions those that are switched on, such as {@code scheduling.k8s.io/v1alpha2}
     * @param gate whether the feature gate of this name is on
     */
    public static ResourceCatalog with(Set<String> versions, Predicate<String> gate) {
        List<Entry> entries = Holder.ENTRIES.stream()
                .filter(entry -> entry.gate().isEmpty()
                        || versions.contains(entry.type().gvr().apiVersion()) && gate.test(entry.gate()))
                .toList();
        return entries.size() == Holder.DEFAULTS.all().size() ? Holder.DEFAULTS : catalog(entries);
    }

    /** All that can be served: for whoever must name a resource without asking what is served. */
    public static ResourceCatalog known() {
        return Holder.KNOWN;
    }

    /** Group versions that are served only where they are switched on, each with the name of the feature gate that it needs. */
    public static Map<String, String> optionalVersions() {
        return Holder.OPTIONAL;
    }

    private static ResourceCatalog catalog(List<Entry> entries) {
        return new StaticCatalog(entries.stream().map(Entry::type).toList());
    }

    private static final class Holder {
        static final List<Entry> ENTRIES = read();
        static final ResourceCatalog DEFAULTS =
                catalog(ENTRIES.stream().filter(entry -> entry.gate().isEmpty()).toList());
        static final ResourceCatalog KNOWN = catalog(ENTRIES);
        static final Map<String, String> OPTIONAL = ENTRIES.stream()
                .filter(entry -> !entry.gate().isEmpty())
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.type().gvr().apiVersion(), Entry::gate, (gate, same) -> gate));

        private static List<Entry> read() {
            try (InputStream in = Objects.requireNonNull(BuiltInResources.class.getResourceAsStream(TABLE), TABLE);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return new ResourceTable().read(lines.lines());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

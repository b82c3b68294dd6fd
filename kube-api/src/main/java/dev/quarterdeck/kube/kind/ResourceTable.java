package dev.quarterdeck.kube.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the text form of a list of resources; the form is described in the head of {@code resources.txt}. Used once, by one thread. */
final class ResourceTable {

    private final List<Entry> entries = new ArrayList<>();
    private String apiVersion = "";
    private String gate = "";

    /** @param gate the feature gate without which it is not served; empty where it always is */
    record Entry(ResourceType type, String gate) {}

    /** One line of a resource with the subresource lines under it. */
    private record Lines(String[] words, List<Subresource> subresources) {}

    private @Nullable Lines open;

    List<Entry> read(Stream<String> lines) {
        lines.filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(this::line);
        close();
        return entries;
    }

    private void line(String line) {
        String[] words = line.strip().split(" ");
        if (line.startsWith(" ")) {
            if (open == null) {
                throw new IllegalStateException("a subresource without a resource: " + line);
            }
            open.subresources().add(subresource(words, open.words()[1]));
        } else {
            close();
            if (words.length <= 2) {
                apiVersion = words[0];
                gate = words.length == 1 ? "" : words[1];
            } else {
                open = new Lines(words, new ArrayList<>());
            }
        }
    }

    private void close() {
        if (open != null) {
            entries.add(new Entry(resource(open.words(), open.subresources()), gate));
            open = null;
        }
    }

    private ResourceType resource(String[] words, List<Subresource> subresources) {
        GroupVersionKind kind = GroupVersionKind.of(apiVersion, words[1]);
        StoredResource stored =
                switch (words[6]) {
                    case "-" -> null;
                    case "." -> new StoredResource(kind.group(), words[0]);
                    default -> StoredResource.ofId(words[6]);
                };
        GroupVersionKind storedKind =
                switch (words[6]) {
                    case "-" -> null;
                    case "." -> kind;
                    default -> GroupVersionKind.of(words[7], words[1]);
                };
        return new ResourceType(
                new GroupVersionResource(kind.group(), kind.version(), words[0]),
                kind,
                words[1].toLowerCase(Locale.ROOT),
                words[2].equals("ns"),
                list(words[3]),
                list(words[4]),
                verbs(words[5]),
                List.copyOf(subresources),
                stored,
                storedKind);
    }

    private Subresource subresource(String[] words, String ownKind) {
        String kind = words[1];
        int slash = kind.lastIndexOf('/');
        GroupVersionKind of = slash < 0
                ? GroupVersionKind.of(apiVersion, kind.equals(".") ? ownKind : kind)
                : GroupVersionKind.of(kind.substring(0, slash), kind.substring(slash + 1));
        return new Subresource(words[0], of, verbs(words[2]));
    }

    private static List<String> list(String word) {
        return word.equals("-") ? List.of() : List.of(word.split(","));
    }

    private static Set<Verb> verbs(String word) {
        Set<Verb> verbs =
                switch (word) {
                    case "all" -> EnumSet.allOf(Verb.class);
                    case "getset" -> EnumSet.of(Verb.GET, Verb.PATCH, Verb.UPDATE);
                    default -> {
                        Set<Verb> set = EnumSet.noneOf(Verb.class);
                        Arrays.stream(word.split(",")).forEach(v -> set.add(Verb.valueOf(v.toUpperCase(Locale.ROOT))));
                        yield set;
                    }
                };
        return Collections.unmodifiableSet(verbs);
    }
}

package dev.quarterdeck.plugin.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One line of {@code kubectl api-resources}.
 *
 * @param apiVersion {@code v1} or {@code apps/v1}
 */
public record ResourceKind(String plural, Set<String> shortNames, String apiVersion, boolean namespaced, String kind) {

    /** Reads the table without headers: five columns, of which the second may be missing. */
    public static List<ResourceKind> parse(String table) {
        List<ResourceKind> kinds = new ArrayList<>();
        for (String line : table.lines().toList()) {
            String[] columns = line.strip().split("\\s+");
            int n = columns.length;
            if (n == 4 || n == 5) {
                kinds.add(new ResourceKind(
                        columns[0],
                        n == 5 ? Set.of(columns[1].split(",")) : Set.of(),
                        columns[n - 3],
                        columns[n - 2].equals("true"),
                        columns[n - 1]));
            }
        }
        return kinds;
    }

    /** What a user means by a name: plural, singular, short name or kind, and any of them with the group behind a dot. The first of the list wins. */
    public static Optional<ResourceKind> find(List<ResourceKind> kinds, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return kinds.stream().filter(kind -> kind.isCalled(wanted)).findFirst();
    }

    private boolean isCalled(String wanted) {
        String group = group();
        return names().stream()
                .anyMatch(name -> wanted.equals(name)
                        || !group.isEmpty()
                                && (wanted.equals(name + "." + group)
                                        || wanted.equals(name + "." + version() + "." + group)));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(shortNames);
        names.add(plural);
        names.add(kind.toLowerCase(Locale.ROOT));
        return names;
    }

    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    /** {@code deployments.apps}: how kubectl is told exactly this one. */
    public String qualified() {
        return group().isEmpty() ? plural : plural + "." + group();
    }

    /** The path of all objects, of one namespace where the kind has namespaces. */
    public String path(String namespace) {
        String root = group().isEmpty() ? "/api/" + apiVersion : "/apis/" + apiVersion;
        return root + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
    }

    public String path(String namespace, String name) {
        return path(namespace) + "/" + name;
    }
}

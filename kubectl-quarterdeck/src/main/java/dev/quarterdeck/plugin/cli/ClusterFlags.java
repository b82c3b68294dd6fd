package dev.quarterdeck.plugin.cli;

import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.kubectl.PluginException;
import dev.quarterdeck.plugin.object.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** kubectl's own flags that say which cluster, as who, and which namespace. They are handed on. */
final class ClusterFlags {
    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "as in kubectl")
    private @Nullable String kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "as in kubectl")
    private @Nullable String context;

    @Option(names = "--cluster", paramLabel = "NAME", description = "as in kubectl")
    private @Nullable String cluster;

    @Option(names = "--user", paramLabel = "NAME", description = "as in kubectl")
    private @Nullable String user;

    @Option(names = "--token", paramLabel = "TOKEN", description = "as in kubectl")
    private @Nullable String token;

    @Option(names = "--as", paramLabel = "USER", description = "as in kubectl")
    private @Nullable String as;

    @Option(names = "--as-group", paramLabel = "GROUP", description = "as in kubectl")
    private List<String> asGroups = new ArrayList<>();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "as in kubectl")
    private @Nullable String namespace;

    Kubectl kubectl() {
        List<String> flags = new ArrayList<>();
        add(flags, "--kubeconfig", kubeconfig);
        add(flags, "--context", context);
        add(flags, "--cluster", cluster);
        add(flags, "--user", user);
        add(flags, "--token", token);
        add(flags, "--as", as);
        asGroups.forEach(group -> add(flags, "--as-group", group));
        String program = System.getenv("KUBECTL");
        return new Kubectl(program == null || program.isEmpty() ? "kubectl" : program, flags);
    }

    private static void add(List<String> flags, String name, @Nullable String value) {
        if (value != null) {
            flags.add(name + "=" + value);
        }
    }

    @Nullable
    String givenNamespace() {
        return namespace;
    }

    /** Where an object is. */
    record Target(ResourceKind kind, String namespace, String name) {
        String path() {
            return kind.path(namespace, name);
        }

        @Override
        public String toString() {
            return kind.plural() + "/" + name + (kind.namespaced() ? " in namespace " + namespace : "");
        }
    }

    /** @param words KIND NAME, or KIND/NAME */
    Target target(Kubectl kubectl, List<String> words) {
        List<String> parts = words.size() == 1 ? List.of(words.getFirst().split("/", 2)) : words;
        if (parts.size() != 2 || parts.get(1).isEmpty()) {
            throw new PluginException("say which object: KIND NAME, or KIND/NAME");
        }
        ResourceKind kind = ResourceKind.find(
                        ResourceKind.parse(kubectl.run("api-resources", "--no-headers")), parts.get(0))
                .orElseThrow(() -> new PluginException(
                        "the cluster has no resource \"" + parts.get(0) + "\"; kubectl api-resources shows them"));
        String where = !kind.namespaced() ? "" : namespace != null ? namespace : kubectl.namespace();
        return new Target(kind, where, parts.get(1));
    }
}

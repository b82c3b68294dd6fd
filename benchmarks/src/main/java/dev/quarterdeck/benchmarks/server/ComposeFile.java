package dev.quarterdeck.benchmarks.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** Environments and limits of docker-compose.yml, as Compose reads them: anchors and merges resolved, {@code ${NAME:-default}} replaced. */
record ComposeFile(Map<String, Object> services) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)}");

    @SuppressWarnings("unchecked")
    static ComposeFile parse(String text, Map<String, String> variables) {
        Matcher matcher = VARIABLE.matcher(text);
        String resolved =
                matcher.replaceAll(m -> Matcher.quoteReplacement(variables.getOrDefault(m.group(1), m.group(2))));
        Map<String, Object> document = new Yaml().load(resolved);
        return new ComposeFile((Map<String, Object>) document.getOrDefault("services", Map.of()));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> service(String name) {
        Map<String, Object> found = (Map<String, Object>) services.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no service " + name);
        }
        return found;
    }

    /** What a service's container may hold, as the file has it, for example {@code 2g}. */
    String memory(String service) {
        return String.valueOf(service(service).get("mem_limit"));
    }

    @SuppressWarnings("unchecked")
    Map<String, String> environment(String service) {
        Map<String, String> environment = new LinkedHashMap<>();
        ((Map<String, Object>) service(service).getOrDefault("environment", Map.of()))
                .forEach((k, v) -> environment.put(k, String.valueOf(v)));
        return environment;
    }
}

package dev.quarterdeck.launcher.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** docker-compose.yml as Compose reads it: anchors and merges resolved, {@code ${NAME:-default}} replaced. */
final class ComposeFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)}");

    /** @param environment as it stands in the file, all values as text */
    record Service(String name, String image, List<String> command, Map<String, String> environment, String healthUrl) {
        /** Ours are built here, all others are somebody else's. */
        String module() {
            return image.replaceFirst("^quarterdeck-", "").replaceFirst(":.*", "");
        }
    }

    private final Map<String, Object> services;

    @SuppressWarnings("unchecked")
    private ComposeFile(Map<String, Object> document) {
        this.services = (Map<String, Object>) document.get("services");
    }

    static ComposeFile read(Path file, Map<String, String> variables) throws IOException {
        Matcher matcher = VARIABLE.matcher(Files.readString(file));
        String text = matcher.replaceAll(m -> Matcher.quoteReplacement(variables.getOrDefault(m.group(1), m.group(2))));
        return new ComposeFile(new Yaml().load(text));
    }

    @SuppressWarnings("unchecked")
    Service service(String name) {
        Map<String, Object> service = (Map<String, Object>) services.get(name);
        Map<String, String> environment = new LinkedHashMap<>();
        ((Map<String, Object>) service.getOrDefault("environment", Map.of()))
                .forEach((k, v) -> environment.put(k, String.valueOf(v)));
        List<Object> command = (List<Object>) service.getOrDefault("command", List.of());
        Map<String, Object> health = (Map<String, Object>) service.getOrDefault("healthcheck", Map.of());
        List<Object> test = (List<Object>) health.getOrDefault("test", List.of(""));
        return new Service(
                name,
                String.valueOf(service.get("image")),
                command.stream().map(String::valueOf).toList(),
                environment,
                String.valueOf(test.getLast()));
    }

    /** Names of the services that run our images, in the order of the file, without the one that makes certificates. */
    List<String> ours() {
        return services.keySet().stream()
                .filter(n -> service(n).image().startsWith("quarterdeck-"))
                .filter(n -> !n.equals("certificates"))
                .toList();
    }
}

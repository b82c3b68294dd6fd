package dev.quarterdeck.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The chart of this module and the repository's docker-compose.yml, as trees. */
final class Chart {
    static final Path DIRECTORY = Path.of("quarterdeck").toAbsolutePath();
    static final Path VALUES = Path.of("src/test/resources/values.yaml").toAbsolutePath();
    private static final Path COMPOSE = Path.of("../docker-compose.yml");

    private Chart() {}

    /** Release {@code qd} in namespace {@code control}, with the test's values. */
    static TemplateCommand release() {
        return new Helm(DIRECTORY)
                .template()
                .withName("qd")
                .withNamespace("control")
                .withKubeVersion("1.36.0")
                .withValuesFile(VALUES);
    }

    /** What a rendering made, by {@code Kind/name}. */
    static Map<String, JsonNode> objects(String rendered) {
        Map<String, JsonNode> objects = new LinkedHashMap<>();
        StreamSupport.stream(yaml().loadAll(new StringReader(rendered)).spliterator(), false)
                .filter(document -> document != null)
                .map(document -> (JsonNode) JsonMapper.shared().valueToTree(document))
                .forEach(object -> objects.put(
                        object.path("kind").asString() + "/"
                                + object.path("metadata").path("name").asString(),
                        object));
        return objects;
    }

    /** A service of docker-compose.yml. */
    static JsonNode compose(String service) throws IOException {
        return tree(Files.readString(COMPOSE)).path("services").path(service);
    }

    /** The environment that docker-compose.yml gives a service. */
    static Map<String, String> composeEnvironment(String service) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        compose(service)
                .path("environment")
                .properties()
                .forEach(e -> environment.put(e.getKey(), e.getValue().asString()));
        return environment;
    }

    static JsonNode tree(String text) {
        return JsonMapper.shared().valueToTree(yaml().load(text));
    }

    static String text(JsonNode tree) {
        return yaml().dump(JsonMapper.shared().convertValue(tree, Map.class));
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }
}

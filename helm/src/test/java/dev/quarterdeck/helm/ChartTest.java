package dev.quarterdeck.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The chart as Helm itself reads and renders it. */
class ChartTest {
    private static final String FROM_KAFKA_SECRET = "QUARTERDECK_KAFKA_PROPERTIES_";
    private static final String PKI = "/etc/quarterdeck/pki/";

    private static Map<String, JsonNode> objects = Map.of();

    @BeforeAll
    static void render() {
        objects = Chart.objects(Chart.release().call());
    }

    @Test
    void lintsWithoutAWordOnceTheNamesOfTheStoresAreFilledIn(@TempDir Path temp) throws IOException {
        copy(Chart.DIRECTORY, temp);
        ObjectNode values = (ObjectNode) Chart.tree(Files.readString(temp.resolve("values.yaml")));
        Chart.tree(Files.readString(Chart.VALUES)).properties().forEach(e -> values.withObject("/" + e.getKey())
                .setAll((ObjectNode) e.getValue()));
        Files.writeString(temp.resolve("values.yaml"), Chart.text(values));

        LintResult result = new Helm(temp).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).noneMatch(m -> m.contains("[WARNING]") || m.contains("[ERROR]"));
    }

    @Test
    void makesEveryServiceWithABudgetAndNamesForThoseThatAreCalled() {
        assertThat(objects.keySet())
                .containsExactlyInAnyOrder(
                        "Deployment/qd-state",
                        "Deployment/qd-gateway",
                        "Deployment/qd-scheduler",
                        "Deployment/qd-controllers",
                        "PodDisruptionBudget/qd-state",
                        "PodDisruptionBudget/qd-gateway",
                        "PodDisruptionBudget/qd-scheduler",
                        "PodDisruptionBudget/qd-controllers",
                        "Service/qd-state",
                        "Service/qd-gateway");
        assertThat(deployment("state").at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(deployment("gateway").at("/spec/replicas").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "gateway", "scheduler", "controllers"})
    void selectsItsOwnPodsAndNoOthers(String service) {
        JsonNode labels = deployment(service).at("/spec/template/metadata/labels");
        List<JsonNode> selectors = Stream.of(
                        deployment(service).at("/spec/selector/matchLabels"),
                        objects.get("PodDisruptionBudget/qd-" + service).at("/spec/selector/matchLabels"),
                        objects.getOrDefault("Service/qd-" + service, labels).at("/spec/selector"))
                .filter(s -> !s.isMissingNode())
                .toList();

        assertThat(selectors).hasSizeGreaterThanOrEqualTo(2).allSatisfy(selector -> {
            assertThat(selector.path("app.kubernetes.io/component").asString()).isEqualTo(service);
            assertThat(selector.path("app.kubernetes.io/instance").asString()).isEqualTo("qd");
            selector.properties()
                    .forEach(e -> assertThat(labels.path(e.getKey())).isEqualTo(e.getValue()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "gateway", "scheduler", "controllers"})
    void probesBoundsAndConfinesEveryContainer(String service) {
        JsonNode pod = deployment(service).at("/spec/template/spec");
        JsonNode container = container(service);

        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.path(probe).at("/httpGet/path").asString()).startsWith("/actuator/health/");
            assertThat(container.path(probe).at("/httpGet/port").asString()).isEqualTo("health");
        }
        assertThat(container.at("/resources/requests").size()).isEqualTo(2);
        assertThat(container.at("/resources/limits/memory").isString()).isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean(false))
                .isTrue();
        assertThat(container.at("/securityContext/capabilities/drop/0").asString())
                .isEqualTo("ALL");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean(false)).isTrue();
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.path("enableServiceLinks").asBoolean(true))
                .as("QUARTERDECK_GATEWAY_PORT of a service link would be read as a setting")
                .isFalse();
    }

    /** The Kafka Secret brings what {@code docker-compose.yml} has under {@link #FROM_KAFKA_SECRET}; the two others come from this test's values. */
    @ParameterizedTest
    @CsvSource({"state, state-1", "gateway, gateway-1", "scheduler, scheduler", "controllers, controllers"})
    void namesTheEnvironmentAsDockerComposeDoes(String service, String inCompose) throws IOException {
        Map<String, String> compose = Chart.composeEnvironment(inCompose);
        compose.keySet().removeIf(name -> name.startsWith(FROM_KAFKA_SECRET));
        TreeSet<String> names = new TreeSet<>(environment(service).keySet());
        names.removeAll(List.of("QUARTERDECK_STATE_SERVICES_SERVICE_CIDR", "QUARTERDECK_STATE_COMMIT_BATCH_BYTES"));

        assertThat(names).isEqualTo(new TreeSet<>(compose.keySet()));
        assertThat(container(service).at("/envFrom/0/secretRef/name").asString())
                .isEqualTo("qd-kafka");
    }

    @ParameterizedTest
    @CsvSource({"state, state-1", "gateway, gateway-1", "scheduler, scheduler", "controllers, controllers"})
    void boundsMemoryAsDockerComposeDoes(String service, String inCompose) throws IOException {
        assertThat(container(service).at("/resources/limits/memory").asString())
                .isEqualTo(Chart.compose(inCompose).path("mem_limit").asString().replace("g", "Gi"));
    }

    @ParameterizedTest
    @CsvSource({"state, state-1", "gateway, gateway-1", "scheduler, scheduler", "controllers, controllers"})
    void givesEachServiceTheCertificatesItNamesAndNoOthers(String service, String inCompose) throws IOException {
        JsonNode volume = deployment(service).at("/spec/template/spec/volumes/0/secret");
        List<String> mounted = volume.path("items")
                .valueStream()
                .map(i -> i.path("path").asString())
                .toList();
        Map<String, String> files = new LinkedHashMap<>(environment(service));
        files.keySet().removeIf(name -> !name.endsWith("_FILE"));
        Map<String, String> compose = Chart.composeEnvironment(inCompose);

        assertThat(volume.path("secretName").asString()).isEqualTo("qd-pki");
        assertThat(container(service).at("/volumeMounts/0/mountPath").asString() + "/")
                .isEqualTo(PKI);
        assertThat(files).isNotEmpty().allSatisfy((name, file) -> {
            assertThat(file).startsWith(PKI);
            assertThat(compose.get(name)).endsWith("/" + file.substring(PKI.length()));
        });
        assertThat(new TreeSet<>(mounted))
                .isEqualTo(new TreeSet<>(files.values().stream()
                        .map(f -> f.substring(PKI.length()))
                        .toList()));
    }

    @ParameterizedTest
    @CsvSource({
        "state, state-1, MANAGEMENT_SERVER_PORT",
        "gateway, gateway-1, MANAGEMENT_SERVER_PORT",
        "scheduler, scheduler, SERVER_PORT",
        "controllers, controllers, SERVER_PORT"
    })
    void asksForHealthWhereTheActuatorListens(String service, String inCompose, String setting) throws IOException {
        String port = environment(service).get(setting);

        assertThat(port).isEqualTo(Chart.composeEnvironment(inCompose).get(setting));
        assertThat(environment(service).get(setting.replace("PORT", "ADDRESS"))).isEqualTo("0.0.0.0");
        assertThat(container(service).path("ports").valueStream()).anySatisfy(p -> {
            assertThat(p.path("name").asString()).isEqualTo("health");
            assertThat(p.path("containerPort").asString()).isEqualTo(port);
        });
        assertThat(deployment(service)
                        .at("/spec/template/metadata/annotations/prometheus.io~1port")
                        .asString())
                .isEqualTo(port);
    }

    @Test
    void leadsFromServiceToServiceAndToTheStores() {
        Map<String, String> state = environment("state");
        assertThat(state)
                .containsEntry("QUARTERDECK_STATE_POSTGRES_URL", "jdbc:postgresql://db.example:5432/state")
                .containsEntry("QUARTERDECK_STATE_POSTGRES_USER", "qd-postgresql/username")
                .containsEntry("QUARTERDECK_STATE_POSTGRES_PASSWORD", "qd-postgresql/password")
                .containsEntry("QUARTERDECK_KAFKA_BOOTSTRAP_SERVERS", "kafka-0.example:9092,kafka-1.example:9092")
                .containsEntry("QUARTERDECK_STATE_ADVERTISE_ADDRESSES", "192.0.2.7,192.0.2.8")
                .containsEntry("QUARTERDECK_STATE_SERVICES_SERVICE_CIDR", "10.112.0.0/16")
                .containsEntry("QUARTERDECK_STATE_COMMIT_BATCH_BYTES", "8388608");
        assertThat(environment("gateway"))
                .containsEntry("QUARTERDECK_GATEWAY_STATE_REPLICAS", "https://qd-state:" + state.get("SERVER_PORT"))
                .containsEntry("QUARTERDECK_GATEWAY_BIND_ADDRESSES", "0.0.0.0");
        assertThat(environment("scheduler")).containsEntry("QUARTERDECK_API_URL", "https://qd-gateway:6443");
        assertThat(objects.get("Service/qd-state").at("/spec/ports/0/port").asString())
                .isEqualTo(state.get("SERVER_PORT"));
    }

    @Test
    void leavesTheKafkaSecretOutWhereThereIsNone() {
        Map<String, JsonNode> plain =
                Chart.objects(Chart.release().set("kafka.existingSecret", "").call());

        assertThat(plain.get("Deployment/qd-gateway")
                        .at("/spec/template/spec/containers/0")
                        .has("envFrom"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "state.replicas, 0, replicas",
        "gateway.service.port, 70000, port",
        "gateway.service.type, Sideways, type",
        "postgresql.url, mysql://db, url",
        "kafka.bootstrapServers, kafka, bootstrapServers",
        "clusterName, Not_A_Name, clusterName",
        "pki.existingSecret, '', existingSecret",
        "advertise.addresses[0], api.example, addresses",
        "state.env.lower, x, lower",
        "sheduler.replicas, 2, sheduler",
    })
    void refusesABadValueByItsName(String key, String value, String named) {
        assertThatThrownBy(() -> Chart.release().set(key, value).call())
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining(named);
    }

    @Test
    void refusesToRenderWithoutStores() {
        assertThatThrownBy(() -> new Helm(Chart.DIRECTORY)
                        .template()
                        .withKubeVersion("1.36.0")
                        .call())
                .hasMessageContaining("postgresql")
                .hasMessageContaining("kafka")
                .hasMessageContaining("pki");
    }

    private static JsonNode deployment(String service) {
        return objects.get("Deployment/qd-" + service);
    }

    private static JsonNode container(String service) {
        return deployment(service).at("/spec/template/spec/containers/0");
    }

    /** Values by name; of a variable from a Secret, {@code SECRET/KEY}. */
    private static Map<String, String> environment(String service) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (JsonNode variable : container(service).path("env")) {
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            String value = secret.isMissingNode()
                    ? variable.path("value").asString()
                    : secret.path("name").asString() + "/" + secret.path("key").asString();
            assertThat(environment.put(variable.path("name").asString(), value))
                    .as("%s is given once", variable.path("name"))
                    .isNull();
        }
        return environment;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}

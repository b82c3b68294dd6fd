package dev.quarterdeck.state.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.allocation.AddressRange;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ClusterBootstrapTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    private ClusterBootstrap bootstrap(String... addresses) {
        return withRanges("10.0.0.0/24", addresses);
    }

    private ClusterBootstrap withRanges(String ranges, String... addresses) {
        return new ClusterBootstrap(
                store,
                BuiltInResources.catalog(),
                AddressRange.parseAll(ranges),
                new BootstrapSettings(List.of(addresses), 6443, ""),
                () -> Instant.parse("2026-01-02T03:04:05Z"),
                () -> UUID.randomUUID().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "namespaces",
                "services",
                "endpoints",
                "endpointslices",
                "ipaddresses",
                "servicecidrs",
                "priorityclasses",
                "flowschemas",
                "prioritylevelconfigurations",
                "apiservices"
            })
    void makesWhatTheReferenceHasAfterItsFirstStart(String resource) throws IOException {
        Path file = reference().resolve(resource + ".yaml");
        assumeTrue(Files.exists(file), "shared/kubernetes-1.36 is not beside the project");
        bootstrap("10.10.10.10").apply();

        List<JsonNode> expected = read(file);
        StoredResource stored = BuiltInResources.catalog()
                .findKind(GroupVersionKind.of(
                        expected.getFirst().path("apiVersion").stringValue(),
                        expected.getFirst().path("kind").stringValue()))
                .orElseThrow()
                .stored();
        List<JsonNode> actual = store.list(stored, "", null, 1000).join().stream()
                .map(ClusterBootstrapTest::strip)
                .toList();
        assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Switched on it has an APIService, switched off it has none any more; one that somebody has made is theirs. */
    @Test
    void apiServicesComeAndGoWithWhatIsServed() {
        Features on = Features.parse("GenericWorkload=true", "scheduling.k8s.io/v1alpha2=true");
        StoredResource services = StoredResource.ofId("apiservices.apiregistration.k8s.io");
        ObjectKey key = new ObjectKey("", "v1alpha2.scheduling.k8s.io");
        with(on).apply();
        JsonNode spec =
                Json.read(store.get(services, key).join().orElseThrow().json()).path("spec");
        assertThat(spec.path("groupPriorityMinimum").intValue()).isEqualTo(16600);
        assertThat(spec.path("versionPriority").intValue()).isEqualTo(2);
        assertThat(with(on).apply()).isZero();
        assertThat(with(Features.defaults()).apply()).isEqualTo(1);
        assertThat(store.get(services, key).join()).isEmpty();
        assertThat(with(Features.defaults()).apply()).isZero();
    }

    private ClusterBootstrap with(Features features) {
        return new ClusterBootstrap(
                store,
                features.catalog(),
                AddressRange.parseAll("10.0.0.0/24"),
                new BootstrapSettings(List.of(), 6443, ""),
                () -> Instant.parse("2026-01-02T03:04:05Z"),
                () -> UUID.randomUUID().toString());
    }

    private static JsonNode strip(CurrentObject row) {
        ObjectNode object = Json.read(row.json());
        object.withObjectProperty("metadata")
                .remove(List.of("uid", "creationTimestamp", "resourceVersion", "managedFields"));
        object.path("status").path("conditions").forEach(c -> ((ObjectNode) c).remove("lastTransitionTime"));
        return object;
    }

    private static Path reference() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/kubernetes-1.36/bootstrap"))) {
                return at.resolve("shared/kubernetes-1.36/bootstrap");
            }
        }
        return Path.of("nowhere");
    }

    private static List<JsonNode> read(Path file) throws IOException {
        Stream<Object> documents = Stream.of(Files.readString(file).split("(?m)^---$"))
                .map(text -> new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
        return documents
                .map(d -> Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(d)))
                .toList();
    }

    @Test
    void writesNothingTheSecondTime() {
        assertThat(bootstrap("10.10.10.10").apply()).isPositive();
        assertThat(bootstrap("10.10.10.10").apply()).isZero();
    }

    @Test
    void followsAnAddressThatChanged() {
        bootstrap("10.10.10.10").apply();
        assertThat(bootstrap("10.10.10.11").apply()).isEqualTo(2);
    }

    @Test
    void leavesAloneTheFlowSchemasThatUsersLookAfter() {
        bootstrap().apply();
        disown("probes", "false");
        assertThat(bootstrap().apply()).isZero();
        disown("probes", "true");
        assertThat(bootstrap().apply()).isEqualTo(1);
    }

    private void disown(String name, String annotation) {
        StoredResource schemas = new StoredResource("flowcontrol.apiserver.k8s.io", "flowschemas");
        CurrentObject row = store.get(schemas, new ObjectKey("", name)).join().orElseThrow();
        ObjectNode object = Json.read(row.json());
        object.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put("apf.kubernetes.io/autoupdate-spec", annotation);
        object.withObjectProperty("spec").put("matchingPrecedence", 77);
        store.commit(List.of(new Mutation.Replace(
                        schemas, row.key(), row.uid(), row.revision(), EncodedObject.of(object), Set.of())))
                .join();
    }

    private String stored(String group, String resource, String namespace, String name, String path) {
        return Json.read(store.get(new StoredResource(group, resource), new ObjectKey(namespace, name))
                        .join()
                        .orElseThrow()
                        .json())
                .at(path)
                .toString();
    }

    @Test
    void theServiceOfTheApiHasThePrimaryFamily() {
        withRanges("fd00:10:96::/112,10.0.0.0/24", "192.0.2.2", "2001:db8::1").apply();
        assertThat(stored("", "services", "default", "kubernetes", "/spec/clusterIPs"))
                .isEqualTo("[\"fd00:10:96::1\"]");
        assertThat(stored("", "services", "default", "kubernetes", "/spec/ipFamilies"))
                .isEqualTo("[\"IPv6\"]");
        assertThat(stored("", "endpoints", "default", "kubernetes", "/subsets/0/addresses"))
                .isEqualTo("[{\"ip\":\"2001:db8::1\"}]");
        assertThat(stored("discovery.k8s.io", "endpointslices", "default", "kubernetes", "/addressType"))
                .isEqualTo("\"IPv6\"");
        assertThat(stored("networking.k8s.io", "ipaddresses", "", "fd00:10:96::1", "/metadata/labels"))
                .contains("\"ipaddress.kubernetes.io/ip-family\":\"IPv6\"");
        assertThat(stored("networking.k8s.io", "servicecidrs", "", "kubernetes", "/spec/cidrs"))
                .isEqualTo("[\"fd00:10:96::/112\",\"10.0.0.0/24\"]");
    }

    @Test
    void aSecondRangeMayComeLaterAndStays() {
        bootstrap().apply();
        assertThat(withRanges("10.0.0.0/24,fd00::/112").apply()).isEqualTo(1);
        assertThat(bootstrap().apply()).isZero();
        assertThat(stored("networking.k8s.io", "servicecidrs", "", "kubernetes", "/spec/cidrs"))
                .isEqualTo("[\"10.0.0.0/24\",\"fd00::/112\"]");
    }

    @Test
    void tellsApiServersBehindTheGatewayWhomToTrust(@TempDir Path directory) throws IOException {
        Path clients = Files.writeString(directory.resolve("ca.crt"), "CLIENTS");
        Path proxies = Files.writeString(directory.resolve("front-proxy-ca.crt"), "PROXIES");
        new ClusterBootstrap(
                        store,
                        BuiltInResources.catalog(),
                        AddressRange.parseAll("10.0.0.0/24"),
                        new BootstrapSettings(
                                List.of(),
                                6443,
                                clients.toString(),
                                proxies.toString(),
                                List.of("front-proxy-client"),
                                false),
                        () -> Instant.parse("2026-01-02T03:04:05Z"),
                        () -> UUID.randomUUID().toString())
                .apply();
        ObjectNode map = Json.read(store.get(
                        new StoredResource("", "configmaps"),
                        new ObjectKey("kube-system", "extension-apiserver-authentication"))
                .join()
                .orElseThrow()
                .json());
        assertThat(map.path("data").toString()).isEqualTo("""
                {"client-ca-file":"CLIENTS","requestheader-allowed-names":"[\\"front-proxy-client\\"]","requestheader-client-ca-file":"PROXIES",\
                "requestheader-extra-headers-prefix":"[\\"X-Remote-Extra-\\"]","requestheader-group-headers":"[\\"X-Remote-Group\\"]",\
                "requestheader-uid-headers":"[\\"X-Remote-Uid\\"]","requestheader-username-headers":"[\\"X-Remote-User\\"]"}""");
    }

    @Test
    void metricsAreServedHereUntilSomebodyElseServesThem() {
        ClusterBootstrap bootstrap = new ClusterBootstrap(
                store,
                BuiltInResources.catalog(),
                AddressRange.parseAll("10.0.0.0/24"),
                new BootstrapSettings(List.of(), 6443, "", "", List.of(), true),
                () -> Instant.parse("2026-01-02T03:04:05Z"),
                () -> UUID.randomUUID().toString());
        bootstrap.apply();
        StoredResource services = new StoredResource("apiregistration.k8s.io", "apiservices");
        ObjectKey key = new ObjectKey("", "v1beta1.metrics.k8s.io");
        var row = store.get(services, key).join().orElseThrow();
        ObjectNode object = Json.read(row.json());
        assertThat(object.path("spec").toString())
                .isEqualTo(
                        "{\"group\":\"metrics.k8s.io\",\"groupPriorityMinimum\":100,\"version\":\"v1beta1\",\"versionPriority\":100}");
        ObjectNode role = Json.read(store.get(
                        new StoredResource("rbac.authorization.k8s.io", "clusterroles"),
                        new ObjectKey("", "system:aggregated-metrics-reader"))
                .join()
                .orElseThrow()
                .json());
        assertThat(role.path("rules").toString())
                .isEqualTo(
                        "[{\"apiGroups\":[\"metrics.k8s.io\"],\"resources\":[\"pods\",\"nodes\"],\"verbs\":[\"get\",\"list\",\"watch\"]}]");
        object.withObjectProperty("spec")
                .putObject("service")
                .put("name", "other")
                .put("namespace", "kube-system");
        store.commit(List.of(new Mutation.Replace(
                        services, row.key(), row.uid(), row.revision(), EncodedObject.of(object), Set.of())))
                .join();
        assertThat(bootstrap.apply()).isZero();
    }
}

package dev.quarterdeck.gateway.output;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShowObjectsTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static final String ALL = "/api/v1/namespaces/d/configmaps";
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        gateway.state.put(
                new StoredResource("", "configmaps"),
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"d\",\"labels\":{\"x\":\"y\"}},"
                        + "\"data\":{\"one\":\"1\",\"two\":\"yes\"}}");
        gateway.state.put(
                new StoredResource("apps", "deployments"),
                "{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"web\",\"namespace\":\"d\"},"
                        + "\"spec\":{\"replicas\":3,\"selector\":{\"matchLabels\":{\"app\":\"web\"}}},\"status\":{\"replicas\":2}}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aTableOfAList() {
        HttpResponse<String> table = gateway.get(ALL, "Accept", TABLE);
        assertThat(table.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(json(table).path("kind").stringValue()).isEqualTo("Table");
        assertThat(json(table).path("apiVersion").stringValue()).isEqualTo("meta.k8s.io/v1");
        assertThat(json(table).at("/columnDefinitions/1/name").stringValue()).isEqualTo("Data");
        assertThat(json(table).at("/rows/0/cells/0").stringValue()).isEqualTo("a");
        assertThat(json(table).at("/rows/0/cells/1").intValue()).isEqualTo(2);
        assertThat(json(table).at("/rows/0/object/kind").stringValue()).isEqualTo("PartialObjectMetadata");
        // the newest of the store, not of the kind, as the reference says it
        assertThat(json(table).at("/metadata/resourceVersion").stringValue()).isEqualTo("2");
    }

    @Test
    void aTableOfOneObjectWithAsMuchOfItAsWanted() {
        HttpResponse<String> whole = gateway.get(ALL + "/a?includeObject=Object", "Accept", TABLE);
        assertThat(json(whole).at("/rows/0/object/data/one").stringValue()).isEqualTo("1");
        HttpResponse<String> none = gateway.get(ALL + "/a?includeObject=None", "Accept", TABLE);
        assertThat(json(none).at("/rows/0/object").isMissingNode()).isTrue();
        assertThat(gateway.get(ALL + "/a?includeObject=Half", "Accept", TABLE).statusCode())
                .isEqualTo(400);
    }

    @Test
    void metadataOnly() {
        HttpResponse<String> one =
                gateway.get(ALL + "/a", "Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        assertThat(json(one).path("kind").stringValue()).isEqualTo("PartialObjectMetadata");
        assertThat(json(one).at("/metadata/labels/x").stringValue()).isEqualTo("y");
        assertThat(json(one).has("data")).isFalse();
        HttpResponse<String> list =
                gateway.get(ALL, "Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        assertThat(json(list).path("kind").stringValue()).isEqualTo("PartialObjectMetadataList");
        assertThat(json(list).at("/items/0/metadata/name").stringValue()).isEqualTo("a");
        assertThat(gateway.get(ALL, "Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void yaml() {
        HttpResponse<String> yaml = gateway.get(ALL + "/a", "Accept", "application/yaml");
        assertThat(yaml.headers().firstValue("Content-Type")).hasValue("application/yaml");
        assertThat(yaml.body()).isEqualTo("""
                        apiVersion: v1
                        data:
                          one: "1"
                          two: "yes"
                        kind: ConfigMap
                        metadata:
                          labels:
                            x: "y"
                          name: a
                          namespace: d
                          resourceVersion: "1"
                        """);
        assertThat(gateway.get(ALL, "Accept", "application/yaml").body()).startsWith("apiVersion: v1\nitems:\n");
        assertThat(gateway.get(ALL + "/zz", "Accept", "application/yaml").body())
                .contains("reason: NotFound");
    }

    @Test
    void linesForHumans() {
        assertThat(gateway.get(ALL + "/a?pretty=true").body()).contains("\n");
        assertThat(gateway.get(ALL + "/a", "User-Agent", "curl/8").body()).contains("\n");
        assertThat(gateway.get(ALL + "/a?pretty=false", "User-Agent", "curl/8").body())
                .doesNotContain("\n");
    }

    @Test
    void scaleIsAViewOfTheObject() {
        HttpResponse<String> scale = gateway.get("/apis/apps/v1/namespaces/d/deployments/web/scale");
        assertThat(json(scale).path("kind").stringValue()).isEqualTo("Scale");
        assertThat(json(scale).at("/spec/replicas").intValue()).isEqualTo(3);
        assertThat(json(scale).at("/status/selector").stringValue()).isEqualTo("app=web");
    }

    @Test
    void theAnswerToAWriteIsShapedToo() {
        HttpResponse<String> table = gateway.send(
                "POST",
                ALL + "?dryRun=All",
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"b\"}}",
                "Accept",
                TABLE);
        assertThat(table.statusCode()).isEqualTo(201);
        assertThat(json(table).at("/rows/0/cells/0").stringValue()).isEqualTo("b");
    }

    @Test
    void qualityDecides() {
        assertThat(Negotiation.parse("application/yaml;q=0.5, application/json;q=0.9, */*;q=0.1").stream()
                        .map(Negotiation.Clause::subtype))
                .containsExactly("json", "yaml", "*");
    }
}

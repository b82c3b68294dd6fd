package dev.quarterdeck.kube.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.codec.JsonTreeReader;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiDocumentsTest {

    private final OpenApiDocuments documents =
            new OpenApiDocuments(BuiltInResources.catalog(), SchemaCatalog.builtIn());

    @Test
    void theIndexLeadsToTheDocumentsByTheirHashes() {
        String url = documents
                .v3Index()
                .at("/paths/apis~1apps~1v1/serverRelativeURL")
                .asString();
        OpenApiDocument apps = documents.v3("apis/apps/v1").orElseThrow();
        assertThat(url).isEqualTo("/openapi/v3/apis/apps/v1?hash=" + apps.etag());
        assertThat(new OpenApiDocuments(BuiltInResources.catalog(), SchemaCatalog.builtIn()).v3Index())
                .isEqualTo(documents.v3Index());
        assertThat(documents.v3("apis/apps/v9")).isEmpty();
    }

    @Test
    void documentsAreMadeOnceAndKeptPacked() {
        OpenApiDocument v2 = documents.v2();
        assertThat(documents.v2()).isSameAs(v2);
        assertThat(v2.gzip().length).isLessThan(v2.json().length / 5);
        assertThat(JsonTreeReader.read(v2.json()).tree().get("swagger").asString())
                .isEqualTo("2.0");
    }

    @Test
    void explainFindsWhatItNeeds() {
        JsonNode document = JsonTreeReader.read(
                        documents.v3("apis/apps/v1").orElseThrow().json())
                .tree();
        JsonNode deployment = document.at("/components/schemas/io.k8s.api.apps.v1.Deployment");
        assertThat(deployment.at("/x-kubernetes-group-version-kind/0/kind").asString())
                .isEqualTo("Deployment");
        assertThat(deployment.at("/properties/spec/allOf/0/$ref").asString())
                .isEqualTo("#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec");
        assertThat(document.at("/components/schemas/io.k8s.api.core.v1.Container/properties/image/description")
                        .asString())
                .contains("image");
        JsonNode patch = document.at("/paths/~1apis~1apps~1v1~1namespaces~1{namespace}~1deployments~1{name}/patch");
        assertThat(patch.get("parameters").valueStream().map(p -> p.get("name").asString()))
                .contains("dryRun", "fieldValidation");
    }
}

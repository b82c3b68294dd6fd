package dev.quarterdeck.gateway.health;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerForTheServerTest {
    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void healthInTheReferencesForm() {
        assertThat(gateway.get("/livez").body()).isEqualTo("ok");
        assertThat(gateway.get("/livez?verbose").body()).isEqualTo("[+]ping ok\nlivez check passed\n");
        assertThat(gateway.get("/readyz?verbose").body())
                .isEqualTo("[+]ping ok\n[+]shutdown ok\n[+]state ok\nreadyz check passed\n");
        assertThat(gateway.get("/readyz/state").body()).isEqualTo("ok");
        assertThat(gateway.get("/livez/state").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/readyz?verbose&exclude=state&exclude=moon").body())
                .isEqualTo(
                        "[+]ping ok\n[+]shutdown ok\n[+]state excluded: ok\nwarn: some health checks cannot be excluded: no matches for \"moon\"\n"
                                + "readyz check passed\n");
    }

    @Test
    void notReadyWithoutTheStoreButAlive() {
        gateway.state.unreachable = true;
        HttpResponse<String> ready = gateway.get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(500);
        assertThat(ready.body())
                .isEqualTo("[+]ping ok\n[+]shutdown ok\n[-]state failed: reason withheld\nreadyz check failed\n");
        assertThat(gateway.get("/readyz/state").body())
                .isEqualTo("internal server error: the store cannot be reached\n");
        assertThat(gateway.get("/readyz?exclude=state").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void resultsOfChecksAsMetrics() {
        gateway.get("/livez");
        gateway.get("/readyz?exclude=shutdown");
        gateway.state.unreachable = true;
        gateway.get("/readyz/state");

        HttpResponse<String> metrics = gateway.get("/metrics/slis");

        assertThat(metrics.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body())
                .contains(
                        "# TYPE kubernetes_healthcheck gauge",
                        "kubernetes_healthcheck{name=\"ping\",type=\"livez\"} 1\n",
                        "kubernetes_healthcheck{name=\"state\",type=\"readyz\"} 0\n",
                        "# TYPE kubernetes_healthchecks_total counter",
                        "kubernetes_healthchecks_total{name=\"state\",status=\"error\",type=\"readyz\"} 1\n",
                        "kubernetes_healthchecks_total{name=\"state\",status=\"success\",type=\"readyz\"} 1\n")
                .doesNotContain("shutdown");
    }

    @Test
    void version() {
        HttpResponse<String> version = gateway.get("/version");
        assertThat(json(version).path("major").stringValue()).isEqualTo("1");
        assertThat(json(version).path("minor").stringValue()).isEqualTo("36");
        assertThat(json(version).path("gitVersion").stringValue()).startsWith("v1.36.2+");
    }

    @Test
    void discoveryPlainAndAggregated() {
        assertThat(json(gateway.get("/api")).at("/versions/0").stringValue()).isEqualTo("v1");
        assertThat(json(gateway.get("/apis/apps/v1")).path("groupVersion").stringValue())
                .isEqualTo("apps/v1");
        assertThat(json(gateway.get("/apis/apps/")).path("kind").stringValue()).isEqualTo("APIGroup");
        String accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
        HttpResponse<String> aggregated = gateway.get("/apis", "Accept", accept);
        assertThat(aggregated.headers().firstValue("Content-Type"))
                .hasValue("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assertThat(json(aggregated).path("kind").stringValue()).isEqualTo("APIGroupDiscoveryList");
        String etag = aggregated.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = gateway.get("/apis", "Accept", accept, "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void openApiByHash() {
        HttpResponse<String> index = gateway.get("/openapi/v3");
        String url = json(index)
                .path("paths")
                .path("apis/apps/v1")
                .path("serverRelativeURL")
                .stringValue();
        HttpResponse<String> document = gateway.get(url);
        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(document.headers().firstValue("Cache-Control")).hasValue("public, immutable");
        assertThat(json(document).path("openapi").stringValue()).startsWith("3.");
        String etag = document.headers().firstValue("ETag").orElseThrow();
        assertThat(gateway.get(url, "If-None-Match", etag).statusCode()).isEqualTo(304);
        HttpResponse<String> moved = gateway.get("/openapi/v3/apis/apps/v1?hash=old");
        assertThat(moved.statusCode()).isEqualTo(301);
        assertThat(moved.headers().firstValue("Location")).hasValue(url);
        assertThat(gateway.get("/openapi/v3/apis/none/v1").statusCode()).isEqualTo(404);
        assertThat(json(gateway.get("/openapi/v2")).path("swagger").stringValue())
                .isEqualTo("2.0");
        for (String version : new String[] {"v2", "v3/apis/apps/v1"}) {
            String type = "application/com.github.proto-openapi.spec." + version.substring(0, 2);
            HttpResponse<String> old = gateway.get("/openapi/" + version, "Accept", type + "@v1.0+protobuf");
            assertThat(old.headers().firstValue("Content-Type")).hasValue(type + ".v1.0+protobuf");
            assertThat(old.body()).startsWith(version.startsWith("v2") ? "\n\u00032.0" : "\n\u00053.0.0");
        }
        assertThat(gateway.get("/openapi/v2", "Accept", "text/plain").statusCode())
                .isEqualTo(406);
    }

    @Test
    void whatIsKnownMayBeSaidInAListAndWeakly() {
        String etag =
                gateway.get("/openapi/v3/version").headers().firstValue("ETag").orElseThrow();
        for (String known : List.of(etag, "W/" + etag, "\"x\", " + etag, "*")) {
            assertThat(gateway.get("/openapi/v3/version", "If-None-Match", known)
                            .statusCode())
                    .as(known)
                    .isEqualTo(304);
        }
        assertThat(gateway.get("/openapi/v3/version", "If-None-Match", "\"x\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void compressedOnlyWhereThatIsTaken() {
        for (String takes : List.of("gzip", "deflate, GZIP", "gzip;q=0.5, identity;q=0")) {
            assertThat(gateway.get("/openapi/v3/version", "Accept-Encoding", takes)
                            .headers()
                            .firstValue("Content-Encoding"))
                    .as(takes)
                    .contains("gzip");
        }
        for (String takes : List.of("gzip;q=0", "br", "identity")) {
            assertThat(gateway.get("/openapi/v3/version", "Accept-Encoding", takes)
                            .headers()
                            .firstValue("Content-Encoding"))
                    .as(takes)
                    .isEmpty();
        }
    }

    @Test
    void componentsTellHowTheyAre() {
        HttpResponse<String> all = gateway.get("/api/v1/componentstatuses");
        assertThat(json(all).at("/items/0/metadata/name").stringValue()).isEqualTo("state");
        assertThat(json(all).at("/items/0/conditions/0/status").stringValue()).isEqualTo("True");
        assertThat(all.headers().firstValue("Warning"))
                .contains("299 - \"v1 ComponentStatus is deprecated in v1.19+\"");
        assertThat(gateway.get("/api/v1/componentstatuses/state").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/api/v1/componentstatuses/nope").body())
                .contains("componentstatus \\\"nope\\\" not found");
    }

    @Test
    void metricsUnderTheReferencesNames() {
        gateway.get("/api/v1/namespaces/d/pods/x");
        gateway.get("/api/v1/namespaces/d/pods");
        String text = gateway.get("/metrics").body();
        assertThat(text)
                .contains("apiserver_request_total{code=\"404\",component=\"apiserver\",dry_run=\"\",group=\"\","
                        + "resource=\"pods\",scope=\"resource\",subresource=\"\",verb=\"GET\",version=\"v1\"} 1.0")
                .contains(
                        "apiserver_request_duration_seconds_bucket{component=\"apiserver\",dry_run=\"\",group=\"\","
                                + "resource=\"pods\",scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\",le=\"0.005\"}");
    }
}

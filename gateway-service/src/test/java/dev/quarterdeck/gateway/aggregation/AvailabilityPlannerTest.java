package dev.quarterdeck.gateway.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.aggregation.AvailabilityPlanner.Condition;
import dev.quarterdeck.gateway.proxy.NodeEndpoint;
import dev.quarterdeck.kube.object.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The rows of the planner's table, with the reference's words; and where a service leads. */
class AvailabilityPlannerTest {
    private static final ApiService.Target TARGET = new ApiService.Target("ns", "svc", 443, "", false);
    private static final String SERVICE = "{'spec':{'type':'ClusterIP','ports':[{'name':'https','port':443}]}}";
    private static final String SLICE =
            "{'addressType':'IPv4','ports':[{'name':'https','port':8443}],'endpoints':[{'addresses':['10.0.0.1'],'conditions':{'ready':false}},{'addresses':['10.0.0.2']}]}";

    private static ObjectNode tree(String json) {
        return Json.read(json.replace('\'', '"').getBytes());
    }

    private static String planned(String service, String... slices) {
        Optional<Condition> condition = AvailabilityPlanner.plan(
                TARGET,
                service == null ? null : tree(service),
                Stream.of(slices).map(AvailabilityPlannerTest::tree).toList());
        return condition.map(c -> c.reason() + ": " + c.message()).orElse("ask");
    }

    @Test
    void whatIsMissingIsSaidInTheReferencesWords() {
        assertThat(planned(null)).isEqualTo("ServiceNotFound: service/svc in \"ns\" is not present");
        assertThat(planned(SERVICE.replace("443", "444"), SLICE))
                .isEqualTo("ServicePortError: service/svc in \"ns\" is not listening on port 443");
        assertThat(planned(SERVICE))
                .isEqualTo("EndpointsNotFound: cannot find endpointslices for service/svc in \"ns\"");
        assertThat(planned(SERVICE, SLICE.replace(",{'addresses':['10.0.0.2']}", "")))
                .isEqualTo(
                        "MissingEndpoints: endpointslices for service/svc in \"ns\" have no addresses with port name \"https\"");
        assertThat(planned(SERVICE, SLICE.replace("'https'", "'other'"))).startsWith("MissingEndpoints");
    }

    @Test
    void elseTheServerIsAsked() {
        assertThat(planned(SERVICE, SLICE)).isEqualTo("ask");
        assertThat(planned("{'spec':{'type':'ExternalName','externalName':'example.org'}}"))
                .isEqualTo("ask");
        assertThat(planned("{'spec':{'type':'NodePort'}}")).isEqualTo("ask");
    }

    @Test
    void aServiceLeadsToItsReadyEndpointsOfItsFirstFamily() {
        String other = SLICE.replace("IPv4", "IPv6").replace("10.0.0.2", "fd00::2");
        assertThat(addresses(SERVICE, SLICE)).containsExactly(new NodeEndpoint("10.0.0.2", 8443));
        assertThat(addresses(SERVICE.replace("'type'", "'ipFamilies':['IPv6'],'type'"), SLICE, other))
                .containsExactly(new NodeEndpoint("fd00::2", 8443));
        assertThat(addresses(SERVICE.replace("'type'", "'ipFamilies':['IPv6'],'type'"), SLICE))
                .containsExactly(new NodeEndpoint("10.0.0.2", 8443));
        assertThat(addresses("{'spec':{'type':'ExternalName','externalName':'example.org'}}"))
                .containsExactly(new NodeEndpoint("example.org", 443));
        assertThat(addresses(SERVICE.replace("443", "1"), SLICE)).isEmpty();
    }

    private static List<NodeEndpoint> addresses(String service, String... slices) {
        return ServiceAddresses.of(
                TARGET,
                tree(service),
                Stream.of(slices).map(AvailabilityPlannerTest::tree).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "Passed, all checks passed, ''",
        "Passed, other words, 2026-01-01T00:00:00Z",
        "ServiceNotFound, gone, 2026-02-02T00:00:00Z"
    })
    void theTimeOfAConditionMovesWithItsStatusAlone(String reason, String message, String time) {
        ObjectNode object = tree(
                "{'status':{'conditions':[{'type':'Other','status':'True'},{'lastTransitionTime':'2026-01-01T00:00:00Z','message':'all checks passed','reason':'Passed','status':'True','type':'Available'}]}}");
        Optional<ObjectNode> changed = AvailabilityStatus.with(
                object, new Condition(reason.equals("Passed"), reason, message), Instant.parse("2026-02-02T00:00:00Z"));
        assertThat(changed.map(c -> c.path("status")
                                .path("conditions")
                                .get(1)
                                .path("lastTransitionTime")
                                .stringValue())
                        .orElse(""))
                .isEqualTo(time);
        changed.ifPresent(
                c -> assertThat(c.path("status").path("conditions").size()).isEqualTo(2));
    }
}

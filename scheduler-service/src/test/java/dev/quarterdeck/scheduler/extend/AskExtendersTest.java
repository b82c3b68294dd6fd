package dev.quarterdeck.scheduler.extend;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.scheduler.SchedulerHarness;
import dev.quarterdeck.scheduler.profile.ConfigurationReader;
import dev.quarterdeck.scheduler.profile.SchedulerConfiguration;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Extenders over real HTTP: what they are asked, what becomes of their answers, and of those that do not come. */
class AskExtendersTest {
    private final HttpServer server = start();
    private final List<JsonNode> asked = new ArrayList<>();
    private SchedulerHarness it = new SchedulerHarness();

    private static HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answers(String verb, int code, UnaryOperator<JsonNode> answer) {
        server.createContext("/x/" + verb, exchange -> {
            JsonNode question = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            synchronized (asked) {
                asked.add(question);
            }
            byte[] body = Json.write(answer.apply(question));
            exchange.sendResponseHeaders(code, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    private void answers(String verb, String json) {
        answers(verb, 200, question -> Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    /** @param extender further fields of its configuration */
    private void with(String extender) {
        SchedulerConfiguration configuration = ConfigurationReader.read(
                ("{apiVersion: kubescheduler.config.k8s.io/v1, kind: KubeSchedulerConfiguration, extenders: [{urlPrefix: 'http://"
                                + server.getAddress().getAddress().getHostAddress() + ":"
                                + server.getAddress().getPort() + "/x/', " + extender + "}]}")
                        .getBytes(StandardCharsets.UTF_8),
                "default-scheduler");
        it = new SchedulerHarness(configuration.profiles(), configuration.extenders());
    }

    private void nodes(int number) throws Exception {
        for (int i = 1; i <= number; i++) {
            it.create(plainNode("n" + i));
        }
    }

    private String message(String pod) throws Exception {
        return it.pod(pod).getStatus().getConditions().getFirst().getMessage();
    }

    private static Pod important(String name, int priority, String cpu) {
        return pod(name, cpu, "1Gi")
                .edit()
                .editSpec()
                .withPriority(priority)
                .endSpec()
                .build();
    }

    @Test
    void oneThatKnowsNodesIsToldTheirNamesAndLeavesSome() throws Exception {
        answers("f", 200, question -> {
            var answer = Json.object();
            answer.putArray("NodeNames").add("n2");
            answer.putObject("FailedNodes").put("n1", "too far");
            answer.putObject("FailedAndUnresolvableNodes").put("n3", "too hot");
            return answer;
        });
        with("filterVerb: f, nodeCacheCapable: true");
        nodes(3);
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n2");
        assertThat(asked.getFirst().at("/Pod/metadata/name").asString("")).isEqualTo("p");
        assertThat(asked.getFirst().path("NodeNames")).hasSize(3);
        assertThat(asked.getFirst().path("Nodes").isNull()).isTrue();
    }

    @Test
    void oneThatDoesNotKnowThemIsToldAll() throws Exception {
        answers("f", 200, question -> {
            var answer = Json.object();
            answer.putObject("nodes").putArray("items").add(question.at("/Nodes/items/1"));
            return answer;
        });
        with("filterVerb: f");
        nodes(3);
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(asked.getFirst().at("/Nodes/items/0/status/allocatable/cpu").asString(""))
                .isEqualTo("2");
        assertThat(it.nodeOf("p"))
                .isEqualTo(asked.getFirst().at("/Nodes/items/1/metadata/name").asString(""));
    }

    @Test
    void whatItHasAgainstNodesIsSaidAndOnlyWhatCanBeHelpedIsPreempted() throws Exception {
        answers("f", "{'NodeNames':[],'FailedNodes':{'n1':'too full'},'FailedAndUnresolvableNodes':{'n2':'too hot'}}");
        with("filterVerb: f, nodeCacheCapable: true");
        nodes(3);
        it.create(important("p", 10, "1"));
        it.run();
        assertThat(message("p"))
                .startsWith("0/3 nodes are available: 1 too full, 1 too hot.")
                .contains("1 No preemption victims found for incoming pod, 2 Preemption is not helpful");
    }

    @Test
    void anAnswerThatNamesANodeThatWasNotAskedAboutIsAnError() throws Exception {
        answers("f", "{'NodeNames':['n7']}");
        with("filterVerb: f, nodeCacheCapable: true");
        nodes(1);
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(it.pod("p").getStatus().getConditions().getFirst().getReason())
                .isEqualTo("SchedulerError");
        assertThat(message("p")).endsWith("claims a filtered node \"n7\" which is not found in the input node list");
    }

    @Test
    void oneThatFailsKeepsPodsWaitingUnlessItMayBeIgnored() throws Exception {
        answers("f", 500, question -> Json.object());
        with("filterVerb: f");
        nodes(1);
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(it.nodeOf("p")).isEmpty();
        assertThat(it.events.events().getFirst())
                .startsWith("Warning FailedScheduling Pod/p failed f with extender at URL http://")
                .endsWith("/x/f, code 500");
        with("filterVerb: f, ignorable: true");
        nodes(1);
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
    }

    @Test
    void oneThatIsSilentHoldsNobodyUpForLongAndIsNotAskedForAWhile() throws Exception {
        server.createContext("/x/f", exchange -> asked.add(Json.object()));
        with("filterVerb: f, ignorable: true, httpTimeout: 50ms");
        nodes(1);
        for (int i = 0; i < 8; i++) {
            it.create(pod("p" + i, "10m", "1Mi"));
        }
        assertThat(it.run()).isEqualTo(8);
        assertThat(it.nodeOf("p7")).isEqualTo("n1");
        assertThat(asked).as("after five failures it is left alone").hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void oneThatNeverEndsItsAnswerHoldsNobodyUpEither() throws Exception {
        server.createContext("/x/f", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().flush();
        });
        with("filterVerb: f, httpTimeout: 50ms");
        nodes(1);
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(it.nodeOf("p")).isEmpty();
        assertThat(it.events.events().getFirst()).endsWith("no answer within PT0.05S");
    }

    @Test
    void itsScoresCountWithItsWeight() throws Exception {
        answers("rank", "[{'Host':'n3','Score':10},{'Host':'n1','Score':1},{'Host':'unknown','Score':10}]");
        with("prioritizeVerb: rank, weight: 5, nodeCacheCapable: true");
        nodes(4);
        for (int i = 0; i < 3; i++) {
            it.create(pod("p" + i, "10m", "1Mi"));
        }
        it.run();
        for (int i = 0; i < 3; i++) {
            assertThat(it.nodeOf("p" + i)).isEqualTo("n3");
        }
    }

    @Test
    void itIsAskedOnlyAboutPodsThatWantWhatItManages() throws Exception {
        answers("f", "{'NodeNames':[]}");
        with(
                "filterVerb: f, nodeCacheCapable: true, managedResources: [{name: example.com/thing, ignoredByScheduler: true}]");
        nodes(1);
        it.create(pod("plain", "1", "1Gi"));
        it.run();
        assertThat(it.nodeOf("plain")).isEqualTo("n1");
        assertThat(asked).isEmpty();
        it.create(pod("special", "10m", "1Mi")
                .edit()
                .editSpec()
                .editFirstContainer()
                .editResources()
                .addToRequests("example.com/thing", new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec()
                .build());
        it.run();
        assertThat(asked).as("though no node has any").hasSize(1);
        assertThat(it.nodeOf("special")).isEmpty();
    }

    @Test
    void itBindsInPlaceOfTheScheduler() throws Exception {
        answers("bind", "{'Error':''}");
        with("bindVerb: bind");
        nodes(1);
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(asked.getFirst())
                .isEqualTo(Json.object()
                        .put("PodName", "p")
                        .put("PodNamespace", "default")
                        .put("PodUID", it.pod("p").getMetadata().getUid())
                        .put("Node", "n1"));
        assertThat(it.podWrites()).isEmpty();
        assertThat(it.events.events()).containsExactly("Normal Scheduled Pod/p Successfully assigned default/p to n1");
    }

    @Test
    void aBindThatItRefusesIsTriedAgain() throws Exception {
        answers("bind", "{'Error':'no'}");
        with("bindVerb: bind");
        nodes(1);
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(it.waiting()).containsEntry("backoff", 1);
        assertThat(it.state.snapshot().nodes().get(0).pods()).isEmpty();
    }

    @Test
    void itChoosesAmongTheNodesThatCouldBeCleared() throws Exception {
        answers("preempt", 200, question -> {
            var answer = Json.object();
            answer.putObject("NodeNameToMetaVictims").set("n2", question.at("/NodeNameToMetaVictims/n2"));
            return answer;
        });
        with("preemptVerb: preempt, nodeCacheCapable: true");
        nodes(3);
        for (int i = 1; i <= 3; i++) {
            it.create(important("low" + i, 1, "2"));
        }
        it.run();
        it.create(important("high", 10, "2"));
        it.run();
        assertThat(asked.getFirst().path("NodeNameToMetaVictims")).hasSize(3);
        assertThat(it.pod("high").getStatus().getNominatedNodeName()).isEqualTo("n2");
    }
}

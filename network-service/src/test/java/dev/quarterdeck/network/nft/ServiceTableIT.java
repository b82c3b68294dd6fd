package dev.quarterdeck.network.nft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.network.NetworkLab;
import dev.quarterdeck.network.service.Frontend;
import dev.quarterdeck.network.service.Frontend.Backend;
import dev.quarterdeck.network.service.Frontend.Protocol;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table in a real kernel: a host with two pods, and a client outside, each a network namespace. */
@Timeout(120)
class ServiceTableIT {
    private static final NetworkAddresses ADDRESSES =
            new NetworkAddresses("10.244.0.0/16", "10.96.0.0/16", "10.89.0.0/24", "10.96.0.10");

    private NetworkLab lab;
    private ServiceTable table;

    @BeforeEach
    void build() throws Exception {
        lab = NetworkLab.create();
        lab.pod("a", "10.244.0.2");
        lab.pod("b", "10.244.0.3");
        lab.outsideClient("10.89.0.77");
        table = new ServiceTable(lab.hostPrograms(), ADDRESSES);
        lab.echo("a", 8080);
        lab.echo("b", 8080);
    }

    @AfterEach
    void tearDown() {
        lab.close();
    }

    private static Frontend frontend(List<Backend> backends, int nodePort, int affinity) {
        return new Frontend(
                "default/web:80/tcp",
                Protocol.TCP,
                80,
                Set.of("10.96.0.5"),
                Set.of("203.0.113.9"),
                nodePort,
                backends,
                backends,
                false,
                affinity,
                List.of());
    }

    private static final Backend A = new Backend("10.244.0.2", 8080);
    private static final Backend B = new Backend("10.244.0.3", 8080);

    @Test
    void everyBackendAnswersOnEveryAddressFromEverywhere() {
        table.apply(List.of(frontend(List.of(A, B), 30080, 0)));
        for (String from : List.of("a", "b", "host")) {
            assertThat(lab.answersFrom(from, "10.96.0.5", 80, 40))
                    .as("from " + from)
                    .containsExactly("a", "b");
        }
        assertThat(lab.answersFrom("client", "10.89.0.1", 30080, 40)).containsExactly("a", "b");
        assertThat(lab.answersFrom("a", "10.89.0.1", 30080, 40)).containsExactly("a", "b");
        assertThat(lab.answersFrom("client", "203.0.113.9", 80, 40)).containsExactly("a", "b");
    }

    @Test
    void aDeltaMovesTrafficAndAServiceWithoutEndpointsRefuses() {
        table.apply(List.of(frontend(List.of(A, B), 30080, 0)));
        table.apply(List.of(frontend(List.of(B), 30080, 0)));
        assertThat(lab.answersFrom("host", "10.96.0.5", 80, 10)).containsExactly("b");
        assertThat(lab.answersFrom("b", "10.96.0.5", 80, 5)).as("hairpin").containsExactly("b");
        table.apply(List.of(frontend(List.of(), 30080, 0)));
        assertThat(lab.answersFrom("a", "10.96.0.5", 80, 1)).containsExactly("refused");
        assertThat(lab.answersFrom("client", "10.89.0.1", 30080, 1)).containsExactly("refused");
        table.apply(List.of());
        assertThat(lab.hostPrograms().require("", "nft", "list", "table", "ip", "quarterdeck"))
                .doesNotContain("svc-");
    }

    @Test
    void sessionAffinityKeepsAClientAtOneBackend() {
        table.apply(List.of(frontend(List.of(A, B), 0, 10800)));
        assertThat(lab.answersFrom("host", "10.96.0.5", 80, 20)).hasSize(1);
    }

    @Test
    void aTableChangedByHandIsReplacedAsAWhole() {
        table.apply(List.of(frontend(List.of(A, B), 0, 0)));
        lab.hostPrograms().require("", "nft", "flush", "map", "ip", "quarterdeck", "cluster-ips");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> table.apply(List.of()))
                .hasMessageContaining("nft");
        table.apply(List.of(frontend(List.of(A), 0, 0)));
        assertThat(lab.answersFrom("host", "10.96.0.5", 80, 5)).containsExactly("a");
    }
}

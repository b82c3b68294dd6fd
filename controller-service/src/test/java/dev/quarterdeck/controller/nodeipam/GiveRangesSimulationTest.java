package dev.quarterdeck.controller.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import io.fabric8.kubernetes.api.model.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GiveRangesSimulationTest {

    private static SimulatedCluster cluster(long seed, String cidr) {
        return new SimulatedCluster(seed).run(c -> NodeIpamController.create(c, cidr, 24));
    }

    private static List<String> ranges(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(Node.class, "")).stream()
                .map(n -> n.getSpec().getPodCIDR())
                .toList();
    }

    private static void delete(SimulatedCluster cluster, String node) {
        cluster.quietly(() -> cluster.api.deleteWithGrace(cluster.node(node), 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noRangeIsGivenTwice(long seed) {
        SimulatedCluster cluster = cluster(seed, "10.244.0.0/16")
                .always(c -> {
                    List<String> given =
                            ranges(c).stream().filter(r -> r != null).toList();
                    Set<String> distinct = new HashSet<>(given);
                    assertThat(given).hasSize(distinct.size());
                })
                .nodes(20)
                .converge();
        assertThat(ranges(cluster)).doesNotContainNull();
        delete(cluster, "n3");
        cluster.nodes(0).converge();
        assertThat(ranges(cluster)).hasSize(19);
    }

    @Test
    void aRangeIsGivenAgainOnceItsNodeIsGone() {
        SimulatedCluster cluster = cluster(4, "10.244.0.0/23").nodes(3).converge();
        assertThat(ranges(cluster)).containsOnlyOnce((String) null);
        cluster.expectEvents("Normal CIDRNotAvailable Node/" + without(cluster) + " Node " + without(cluster)
                + " status is now: CIDRNotAvailable");
        delete(cluster, with(cluster));
        cluster.converge();
        assertThat(ranges(cluster)).containsExactlyInAnyOrder("10.244.0.0/24", "10.244.1.0/24");
    }

    private static String without(SimulatedCluster cluster) {
        return name(cluster, false);
    }

    private static String with(SimulatedCluster cluster) {
        return name(cluster, true);
    }

    private static String name(SimulatedCluster cluster, boolean ranged) {
        return cluster.get(() -> cluster.api.list(Node.class, "")).stream()
                .filter(n -> ranged != GivenRanges.ranges(n).isEmpty())
                .findFirst()
                .orElseThrow()
                .getMetadata()
                .getName();
    }

    @Test
    void aNodeWhoseWriteFailedIsGivenTheSameAgain() {
        SimulatedCluster cluster = cluster(5, "10.244.0.0/24");
        cluster.server.failWhen(request -> request.method().equals("PATCH")
                ? Optional.of(new ApiException(StatusReason.INTERNAL_ERROR, "no", ApiException.Details.NONE))
                : Optional.empty());
        cluster.nodes(1).converge();
        assertThat(ranges(cluster)).containsOnlyNulls();
        cluster.server.failNoMore();
        cluster.converge();
        assertThat(ranges(cluster)).containsExactly("10.244.0.0/24");
    }
}

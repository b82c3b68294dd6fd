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
        return new SimulatedCluster(seed).run(c -> NodeIpamController.create(c, cidr, 24, 64));
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

    private static List<String> allRanges(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(Node.class, "")).stream()
                .flatMap(n -> n.getSpec().getPodCIDRs().stream())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void everyNodeHasARangeOfEachFamily(long seed) {
        SimulatedCluster cluster = cluster(seed, "fd00:10:244::/48,10.244.0.0/20")
                .always(c -> assertThat(allRanges(c)).doesNotHaveDuplicates())
                .nodes(16)
                .converge();
        assertThat(allRanges(cluster)).hasSize(32);
        assertThat(cluster.get(() -> cluster.api.list(Node.class, ""))).allSatisfy(node -> {
            assertThat(node.getSpec().getPodCIDRs().getFirst())
                    .startsWith("fd00:10:244:")
                    .endsWith("::/64")
                    .isEqualTo(node.getSpec().getPodCIDR());
            assertThat(node.getSpec().getPodCIDRs().getLast())
                    .startsWith("10.244.")
                    .endsWith(".0/24");
        });
        delete(cluster, "n3");
        cluster.converge();
        assertThat(allRanges(cluster)).hasSize(30);
    }

    @Test
    void aNodeGetsBothRangesOrNone() {
        SimulatedCluster cluster =
                cluster(14, "10.244.0.0/16,fd00:10:244::/63").nodes(3).converge();
        assertThat(ranges(cluster)).containsOnlyOnce((String) null);
        delete(cluster, with(cluster));
        cluster.converge();
        assertThat(allRanges(cluster)).hasSize(4).contains("fd00:10:244::/64", "fd00:10:244:1::/64");
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

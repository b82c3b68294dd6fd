package dev.quarterdeck.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.endpointslice.ZoneHintPlanner.Hinted;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneHintPlannerTest {
    private static final EndpointSlicePlan NOTHING = new EndpointSlicePlan(List.of(), List.of(), List.of());

    /** @param cpus {@code zone=CPU}, a node each */
    static List<Node> nodes(String cpus) {
        List<Node> nodes = new ArrayList<>();
        for (String each : cpus.split(" ")) {
            String[] parts = each.split("=");
            nodes.add(node(parts[0], parts[1]));
        }
        return nodes;
    }

    private static Node node(String zone, String cpu) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n-" + zone)
                .withLabels(zone.equals("-") ? Map.of() : Map.of(ZoneShares.ZONE, zone))
                .endMetadata()
                .withNewStatus()
                .withAllocatable(Map.of("cpu", new Quantity(cpu)))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    /** @param zones of the endpoints, in their order; {@code !} before one that is not ready, {@code -} for none; after {@code >} the zone it has as hint */
    private static EndpointSlice slice(String name, String zones) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String each : zones.split(" ")) {
            String[] parts = each.replace("!", "").split(">");
            EndpointBuilder endpoint = new EndpointBuilder()
                    .withAddresses("10.0.0." + endpoints.size())
                    .withZone(parts[0].equals("-") ? null : parts[0])
                    .withNewConditions()
                    .withReady(!each.startsWith("!"))
                    .endConditions();
            if (parts.length > 1) {
                endpoint.withNewHints().addNewForZone(parts[1]).endHints();
            }
            endpoints.add(endpoint.build());
        }
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withAddressType("IPv4")
                .withEndpoints(endpoints)
                .build();
    }

    private static String hint(Endpoint endpoint) {
        return endpoint.getHints() == null
                ? "none"
                : endpoint.getHints().getForZones().getFirst().getName();
    }

    private static Map<String, Long> hints(List<EndpointSlice> slices) {
        return slices.stream()
                .flatMap(s -> s.getEndpoints().stream())
                .collect(Collectors.groupingBy(ZoneHintPlannerTest::hint, TreeMap::new, Collectors.counting()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a=1 b=1,         a a b b,             {a=2. b=2}",
                "a=1 b=1,         a a a b,             {a=2. b=2}",
                "a=1 b=1,         a a a a,             {a=2. b=2}",
                "a=1 b=1,         a a a a b b b,       {a=4. b=3}",
                "a=1 b=1,         a a a !b b,          {a=2. b=2. none=1}",
                "a=2 b=1,         a a b b b b,         {a=4. b=2}",
                "a=1 b=1 c=1,     a a a a a a,         {a=2. b=2. c=2}",
                "a=1 a=1 b=2 c=4, a a a b b b c c,     {a=2. b=2. c=4}",
            })
    void endpointsServeZonesByTheirCpu(String cpus, String zones, String expected) {
        EndpointSlicePlan plan = new EndpointSlicePlan(List.of(slice("new", zones)), List.of(), List.of());
        Hinted hinted = ZoneHintPlanner.plan(plan, List.of(), "IPv4", ZoneShares.of(nodes(cpus)));
        assertThat(hinted.refusal()).isEmpty();
        assertThat(hints(hinted.plan().create()).toString().replace(",", ".")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a=1,         a a b b, \"Insufficient Node information: allocatable CPU or zone not specified on one or more nodes\"",
                "a=1 -=1,     a a b b, \"Insufficient Node information: allocatable CPU or zone not specified on one or more nodes\"",
                "a=1 b=0,     a a b b, \"Insufficient Node information: allocatable CPU or zone not specified on one or more nodes\"",
                "a=1 b=1 c=1, a b,     \"Insufficient number of endpoints (2 endpoints, 3 zones)\"",
                "a=1 b=1,     a !b,    \"Insufficient number of endpoints (1 endpoints, 2 zones)\"",
                "a=1 b=1,     a a b,     \"Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (3 endpoints, 2 zones)\"",
                "a=1 b=1,     a b b -, \"One or more endpoints do not have a zone specified\"",
            })
    void hintsAreTakenAwayWhereTheyWouldOverloadOrNothingIsKnown(String cpus, String zones, String why) {
        EndpointSlice before = slice("old", zones.replace("a", "a>a"));
        Hinted hinted = ZoneHintPlanner.plan(NOTHING, List.of(before), "IPv4", ZoneShares.of(nodes(cpus)));
        assertThat(hinted.refusal()).contains(why + ", addressType: IPv4");
        assertThat(hints(hinted.plan().update())).containsOnlyKeys("none");
        Hinted again = ZoneHintPlanner.plan(NOTHING, hinted.plan().update(), "IPv4", ZoneShares.of(nodes(cpus)));
        assertThat(again.plan()).as("is left alone from then on").isEqualTo(NOTHING);
    }

    @Test
    void slicesKeepTheirHintsWhileNoZoneHasTooMany() {
        EndpointSlice kept = slice("kept", "a>a a>b b>b");
        EndpointSlicePlan plan = new EndpointSlicePlan(List.of(slice("new", "a b b")), List.of(), List.of());
        Hinted hinted = ZoneHintPlanner.plan(plan, List.of(kept), "IPv4", ZoneShares.of(nodes("a=1 b=1")));
        assertThat(hinted.plan().update()).isEmpty();
        assertThat(hints(hinted.plan().create())).isEqualTo(Map.of("a", 2L, "b", 1L));
    }

    @ParameterizedTest
    @CsvSource({"a>a a>a a>a b>a", "a>a a>a a>gone b>b", "a a>a b>b b>b"})
    void slicesAreRewrittenWhereTheirHintsWillNotDo(String zones) {
        EndpointSlice before = slice("old", zones);
        Hinted hinted = ZoneHintPlanner.plan(NOTHING, List.of(before), "IPv4", ZoneShares.of(nodes("a=1 b=1")));
        assertThat(hints(hinted.plan().update())).isEqualTo(Map.of("a", 2L, "b", 2L));
    }

    @Test
    void slicesOfAnotherFamilyAreLeftAlone() {
        EndpointSlice six = new EndpointSliceBuilder(slice("six", "a b"))
                .withAddressType("IPv6")
                .build();
        EndpointSlicePlan plan = new EndpointSlicePlan(List.of(six), List.of(), List.of());
        Hinted hinted = ZoneHintPlanner.plan(plan, List.of(), "IPv4", ZoneShares.of(nodes("a=1 b=1")));
        assertThat(hinted.plan().create()).containsExactly(six);
    }

    @Test
    void nodesOfTheControlPlaneAndThoseThatAreNotReadyDoNotCount() {
        Node plane = new NodeBuilder(node("-", "8"))
                .editMetadata()
                .addToLabels("node-role.kubernetes.io/control-plane", "")
                .endMetadata()
                .build();
        Node unready = new NodeBuilder(node("c", "8"))
                .editStatus()
                .editFirstCondition()
                .withStatus("Unknown")
                .endCondition()
                .endStatus()
                .build();
        List<Node> nodes = new ArrayList<>(nodes("a=1 b=3"));
        nodes.add(plane);
        nodes.add(unready);
        assertThat(ZoneShares.of(nodes).shares()).isEqualTo(Map.of("a", 0.25, "b", 0.75));
    }
}

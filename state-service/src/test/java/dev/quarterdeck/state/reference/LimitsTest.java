package dev.quarterdeck.state.reference;

import dev.quarterdeck.state.write.WriteFixture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every limit of the reference, at its edge and past it, or where it is held. */
class LimitsTest {
    private static WriteFixture cluster() {
        WriteFixture cluster = WriteFixture.withAdmission().namespace("default");
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
        return cluster;
    }

    @TestFactory
    Stream<DynamicTest> holdsTheLimitsOfTheReference() {
        Edges edges = new Edges(LimitsTest::cluster);
        MetadataLimits.tryAll(edges);
        RequestLimits.tryAll(edges);
        PodLimits.tryAll(edges);
        PodPartLimits.tryAll(edges);
        CoreLimits.tryAll(edges);
        NetworkLimits.tryAll(edges);
        WorkloadLimits.tryAll(edges);
        ClusterLimits.tryAll(edges);
        DeviceLimits.tryAll(edges);
        return FactTable.tests("limits.tsv", edges.tried());
    }
}

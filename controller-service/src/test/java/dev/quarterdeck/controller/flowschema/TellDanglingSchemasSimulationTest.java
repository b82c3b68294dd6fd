package dev.quarterdeck.controller.flowschema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaBuilder;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfigurationBuilder;
import org.junit.jupiter.api.Test;

class TellDanglingSchemasSimulationTest {
    private final SimulatedCluster cluster = new SimulatedCluster(1).run(FlowSchemaController::create);

    private String dangling() {
        FlowSchema schema =
                cluster.get(() -> cluster.api.get(FlowSchema.class, "", "mine").orElseThrow());
        return DanglingPlanner.conditions(schema).stream()
                .map(c -> c.getType() + " " + c.getStatus() + " " + c.getReason() + ": " + c.getMessage())
                .toList()
                .toString();
    }

    @Test
    void aSchemaSaysWhetherItsLevelIsThere() {
        String names = "This FlowSchema references the PriorityLevelConfiguration object named \"quick\" ";
        cluster.create(new FlowSchemaBuilder()
                        .withNewMetadata()
                        .withName("mine")
                        .endMetadata()
                        .withNewSpec()
                        .withMatchingPrecedence(1000)
                        .withNewPriorityLevelConfiguration("quick")
                        .endSpec()
                        .build())
                .converge();
        assertThat(dangling()).isEqualTo("[Dangling True NotFound: " + names + "but there is no such object]");
        cluster.create(new PriorityLevelConfigurationBuilder()
                        .withNewMetadata()
                        .withName("quick")
                        .endMetadata()
                        .withNewSpec()
                        .withType("Exempt")
                        .endSpec()
                        .build())
                .converge();
        assertThat(dangling()).isEqualTo("[Dangling False Found: " + names + "and it exists]");
        cluster.quietly(() -> cluster.api.delete(
                        cluster.api
                                .get(PriorityLevelConfiguration.class, "", "quick")
                                .orElseThrow(),
                        Propagation.BACKGROUND))
                .converge();
        assertThat(dangling()).startsWith("[Dangling True NotFound");
    }
}

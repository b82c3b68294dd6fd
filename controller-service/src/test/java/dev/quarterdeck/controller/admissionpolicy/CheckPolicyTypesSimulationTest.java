package dev.quarterdeck.controller.admissionpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import org.junit.jupiter.api.Test;

class CheckPolicyTypesSimulationTest {
    private final SimulatedCluster cluster = new SimulatedCluster(1)
            .run(context -> TypeCheckController.create(context, ServedResources.fixed(BuiltInResources.catalog())));

    @Test
    void thatAPolicyWasCheckedStandsInItsStatus() {
        cluster.create(new ValidatingAdmissionPolicyBuilder()
                        .withNewMetadata()
                        .withName("p")
                        .withGeneration(1L)
                        .endMetadata()
                        .withNewSpec()
                        .withNewMatchConstraints()
                        .addNewResourceRule()
                        .withApiGroups("apps")
                        .withApiVersions("v1")
                        .withResources("deployments")
                        .endResourceRule()
                        .endMatchConstraints()
                        .addNewValidation()
                        .withExpression("object.spec.replicaz > 1")
                        .endValidation()
                        .endSpec()
                        .build())
                .converge();
        ValidatingAdmissionPolicy policy = cluster.get(
                () -> cluster.api.get(ValidatingAdmissionPolicy.class, "", "p").orElseThrow());
        assertThat(policy.getStatus().getObservedGeneration()).isEqualTo(1);
        assertThat(policy.getStatus().getTypeChecking().getExpressionWarnings())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.getFieldRef()).isEqualTo("spec.validations[0].expression");
                    assertThat(warning.getWarning()).contains("undefined field 'replicaz'");
                });
    }
}

package example.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebPageReconcilerTest {

    private static WebPage page() {
        WebPage page = new WebPage();
        page.getMetadata().setName("home");
        page.getMetadata().setNamespace("d");
        page.getMetadata().setGeneration(3L);
        page.setSpec(new WebPage.Spec());
        page.getSpec().setText("hello");
        page.getSpec().setReplicas(2);
        return page;
    }

    @Test
    void thePodsSeeTheText() {
        Deployment server = PageServer.of(page());
        assertThat(PageText.of(page()).getData()).containsEntry("index.html", "hello");
        assertThat(server.getSpec().getReplicas()).isEqualTo(2);
        assertThat(server.getSpec().getTemplate().getSpec().getVolumes().getFirst().getConfigMap().getName())
                .isEqualTo(PageText.of(page()).getMetadata().getName());
    }

    @Test
    void theStatusSaysWhatIsServedAndByHowMany() {
        Deployment ready = new DeploymentBuilder()
                .withNewStatus()
                .withReadyReplicas(2)
                .endStatus()
                .build();
        WebPage answer = WebPageReconciler.withStatus(page(), Optional.of(ready));
        assertThat(answer.getStatus().getText()).isEqualTo("hello");
        assertThat(answer.getStatus().getReadyReplicas()).isEqualTo(2);
        assertThat(answer.getStatus().getObservedGeneration()).isEqualTo(3);
        assertThat(answer.getSpec()).as("the status is applied by itself").isNull();
        assertThat(WebPageReconciler.withStatus(page(), Optional.empty()).getStatus().getReadyReplicas())
                .isZero();
    }
}

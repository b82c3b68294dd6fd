package example.operator;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.util.Map;

/** The Deployment that serves a page. */
public class PageServer extends CRUDKubernetesDependentResource<Deployment, WebPage> {

    public PageServer() {
        super(Deployment.class);
    }

    @Override
    protected Deployment desired(WebPage page, Context<WebPage> context) {
        return of(page);
    }

    static Deployment of(WebPage page) {
        String name = page.getMetadata().getName();
        Map<String, String> labels = Map.of("webpage", name);
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(page.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withReplicas(page.getSpec().getReplicas())
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("server")
                .withImage("example.com/web-server:1")
                .addNewPort()
                .withName("http")
                .withContainerPort(8080)
                .endPort()
                .addNewVolumeMount()
                .withName("text")
                .withMountPath("/text")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("text")
                .withNewConfigMap()
                .withName(name + "-text")
                .endConfigMap()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}

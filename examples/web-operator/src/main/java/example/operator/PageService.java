package example.operator;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.util.Map;

/** The Service in front of a page's pods. */
public class PageService extends CRUDKubernetesDependentResource<Service, WebPage> {

    public PageService() {
        super(Service.class);
    }

    @Override
    protected Service desired(WebPage page, Context<WebPage> context) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(page.getMetadata().getName())
                .withNamespace(page.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("webpage", page.getMetadata().getName()))
                .addNewPort()
                .withPort(80)
                .withTargetPort(new IntOrString("http"))
                .endPort()
                .endSpec()
                .build();
    }
}

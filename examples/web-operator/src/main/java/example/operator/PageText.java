package example.operator;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.util.Map;

/** The ConfigMap that holds a page's text. */
public class PageText extends CRUDKubernetesDependentResource<ConfigMap, WebPage> {

    public PageText() {
        super(ConfigMap.class);
    }

    @Override
    protected ConfigMap desired(WebPage page, Context<WebPage> context) {
        return of(page);
    }

    static ConfigMap of(WebPage page) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(page.getMetadata().getName() + "-text")
                .withNamespace(page.getMetadata().getNamespace())
                .endMetadata()
                .withData(Map.of("index.html", page.getSpec().getText()))
                .build();
    }
}

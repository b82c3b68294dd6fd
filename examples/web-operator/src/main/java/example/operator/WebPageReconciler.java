package example.operator;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Says in a page's status what is served, tells each new text in an event, and keeps a note of a page that is deleted. */
@Workflow(
        dependents = {
            @Dependent(type = PageText.class),
            @Dependent(type = PageServer.class),
            @Dependent(type = PageService.class)
        })
@ControllerConfiguration
public class WebPageReconciler implements Reconciler<WebPage>, Cleaner<WebPage> {

    @Override
    public UpdateControl<WebPage> reconcile(WebPage page, Context<WebPage> context) {
        String served = page.getStatus() == null ? null : page.getStatus().getText();
        if (!page.getSpec().getText().equals(served)) {
            tell(page, context);
        }
        return UpdateControl.patchStatus(
                withStatus(page, context.getSecondaryResource(Deployment.class)));
    }

    static WebPage withStatus(WebPage page, Optional<Deployment> server) {
        WebPage answer = new WebPage();
        answer.setMetadata(new ObjectMetaBuilder()
                .withName(page.getMetadata().getName())
                .withNamespace(page.getMetadata().getNamespace())
                .build());
        WebPage.Status status = new WebPage.Status();
        status.setText(page.getSpec().getText());
        status.setObservedGeneration(page.getMetadata().getGeneration());
        server.map(d -> d.getStatus() == null ? null : d.getStatus().getReadyReplicas())
                .ifPresent(status::setReadyReplicas);
        answer.setStatus(status);
        return answer;
    }

    private static void tell(WebPage page, Context<WebPage> context) {
        String now = Instant.now().toString();
        context.getClient()
                .v1()
                .events()
                .inNamespace(page.getMetadata().getNamespace())
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(page.getMetadata().getName() + "-")
                        .endMetadata()
                        .withNewInvolvedObject()
                        .withApiVersion(page.getApiVersion())
                        .withKind(page.getKind())
                        .withNamespace(page.getMetadata().getNamespace())
                        .withName(page.getMetadata().getName())
                        .withUid(page.getMetadata().getUid())
                        .endInvolvedObject()
                        .withType("Normal")
                        .withReason("TextChanged")
                        .withMessage("now serving: " + page.getSpec().getText())
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .withNewSource()
                        .withComponent("web-operator")
                        .endSource()
                        .build())
                .create();
    }

    @Override
    public DeleteControl cleanup(WebPage page, Context<WebPage> context) {
        context.getClient()
                .configMaps()
                .inNamespace(page.getMetadata().getNamespace())
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("last-of-" + page.getMetadata().getName())
                        .endMetadata()
                        .withData(Map.of("text", page.getSpec().getText()))
                        .build())
                .serverSideApply();
        return DeleteControl.defaultDelete();
    }
}

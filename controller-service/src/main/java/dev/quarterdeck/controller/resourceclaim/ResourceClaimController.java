package dev.quarterdeck.controller.resourceclaim;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Wires the claims of pods: pods that ask for any, and the claims themselves. A pod that asks for none costs nothing. */
public final class ResourceClaimController {
    private static final String BY_TEMPLATE = "template";

    private ResourceClaimController() {}

    public static Controller create(ControllerContext context) {
        Informer<Pod> pods = context.informers().of(Pod.class).index(BY_TEMPLATE, pod -> templates(pod));
        Informer<ResourceClaim> claims =
                context.informers().of(ResourceClaim.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Informer<ResourceClaimTemplate> templates = context.informers().of(ResourceClaimTemplate.class);
        Expectations<ObjectKey> expectations = new Expectations<>(context.time());
        ReconcileLoop<ObjectKey> making = context.loop(
                "resource_claim",
                new PodClaimReconciler(
                        pods,
                        claims,
                        templates,
                        context.api(),
                        context.events().apply("resource_claim"),
                        expectations));
        ReconcileLoop<ObjectKey> using =
                context.loop("resource_claim_use", new UseReconciler(claims, pods, context.api()));
        pods.onChange((before, after) -> {
            Pod pod = ControllerContext.either(before, after);
            if (pod.getSpec().getResourceClaims().isEmpty()) {
                return;
            }
            making.queue().add(ControllerContext.key(pod));
            String namespace = pod.getMetadata().getNamespace();
            pod.getSpec().getResourceClaims().forEach(c -> wake(using, namespace, c.getResourceClaimName()));
            PodClaimPlanner.written(pod).values().forEach(name -> wake(using, namespace, name));
        });
        claims.onChange((before, after) -> {
            ResourceClaim claim = ControllerContext.either(before, after);
            using.queue().add(ControllerContext.key(claim));
            UsePlanner.madeFor(claim).ifPresent(pod -> {
                ObjectKey key = new ObjectKey(claim.getMetadata().getNamespace(), pod.getName());
                if (after == null) {
                    expectations.gone(key, claim.getMetadata().getUid());
                }
                making.queue().add(key);
            });
        });
        templates.onChange((before, after) -> {
            if (after != null) {
                pods.byIndex(BY_TEMPLATE, ControllerContext.key(after).path())
                        .forEach(pod -> making.queue().add(ControllerContext.key(pod)));
            }
        });
        return new Controller("resourceclaim", List.of(making, using), List.of(pods, claims, templates));
    }

    private static void wake(ReconcileLoop<ObjectKey> loop, String namespace, @Nullable String claim) {
        if (claim != null) {
            loop.queue().add(new ObjectKey(namespace, claim));
        }
    }

    private static List<String> templates(Pod pod) {
        return pod.getSpec().getResourceClaims().stream()
                .map(claim -> claim.getResourceClaimTemplateName())
                .filter(Objects::nonNull)
                .map(name -> new ObjectKey(pod.getMetadata().getNamespace(), name).path())
                .distinct()
                .toList();
    }
}

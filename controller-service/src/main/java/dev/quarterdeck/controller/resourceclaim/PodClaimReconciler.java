package dev.quarterdeck.controller.resourceclaim;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the claims of a pod from their templates, and writes their names into its status, where the scheduler looks. */
final class PodClaimReconciler implements Reconciler<ObjectKey> {
    private final Informer<Pod> pods;
    private final Informer<ResourceClaim> claims;
    private final Informer<ResourceClaimTemplate> templates;
    private final ObjectApi api;
    private final EventRecorder events;
    private final Expectations<ObjectKey> expectations;

    PodClaimReconciler(
            Informer<Pod> pods,
            Informer<ResourceClaim> claims,
            Informer<ResourceClaimTemplate> templates,
            ObjectApi api,
            EventRecorder events,
            Expectations<ObjectKey> expectations) {
        this.pods = pods;
        this.claims = claims;
        this.templates = templates;
        this.api = api;
        this.events = events;
        this.expectations = expectations;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Pod> found = pods.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            expectations.forget(key);
            return Result.DONE;
        }
        Pod pod = found.get();
        List<ResourceClaim> owned = List.copyOf(
                claims.byIndex(Owners.BY_CONTROLLER, pod.getMetadata().getUid()));
        Set<String> held = owned.stream().map(c -> c.getMetadata().getUid()).collect(Collectors.toSet());
        if (pod.isMarkedForDeletion()
                || UsePlanner.isDone(pod)
                || !expectations.met(key, held::contains, held::contains)) {
            return Result.DONE;
        }
        PodClaimPlanner.Plan plan = PodClaimPlanner.plan(pod, owned);
        Map<String, String> names = new HashMap<>(plan.known());
        boolean complete = true;
        for (PodResourceClaim missing : plan.missing()) {
            Optional<ResourceClaim> made = make(key, pod, missing);
            made.ifPresent(
                    claim -> names.put(missing.getName(), claim.getMetadata().getName()));
            complete &= made.isPresent();
        }
        Map<String, String> written = PodClaimPlanner.written(pod);
        if (!written.entrySet().containsAll(names.entrySet())) {
            write(pod, written, names);
        }
        return complete ? Result.DONE : Result.RETRY;
    }

    private Optional<ResourceClaim> make(ObjectKey key, Pod pod, PodResourceClaim missing) throws InterruptedException {
        String template = missing.getResourceClaimTemplateName();
        Optional<ResourceClaimTemplate> found = templates.get(key.namespace(), template);
        if (found.isEmpty()) {
            warn(
                    pod,
                    missing,
                    "resource claim template \"" + template + "\": resourceclaimtemplate.resource.k8s.io \"" + template
                            + "\" not found");
            return Optional.empty();
        }
        try {
            ResourceClaim claim = api.create(PodClaimPlanner.claim(pod, missing.getName(), found.get()));
            expectations.created(key, claim.getMetadata().getUid());
            return Optional.of(claim);
        } catch (ApiException e) {
            warn(pod, missing, "create ResourceClaim : " + e.getMessage());
            throw e;
        }
    }

    private void warn(Pod pod, PodResourceClaim claim, String why) {
        events.warning(pod, "FailedResourceClaimCreation", "PodResourceClaim " + claim.getName() + ": " + why);
    }

    private void write(Pod pod, Map<String, String> written, Map<String, String> names) throws InterruptedException {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("resourceVersion", pod.getMetadata().getResourceVersion());
        ArrayNode list = patch.putObject("status").putArray("resourceClaimStatuses");
        Map<String, String> all = new HashMap<>(written);
        all.putAll(names);
        for (PodResourceClaim claim : pod.getSpec().getResourceClaims()) {
            String name = all.get(claim.getName());
            if (name != null) {
                list.addObject().put("name", claim.getName()).put("resourceClaimName", name);
            }
        }
        api.mergePatch(pod, "status", patch);
    }
}

package dev.quarterdeck.controller.owner;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Carries out a {@link Claim}: patches owner references, each patch bound to the uid and resourceVersion that were decided on. */
public final class Adoption {
    private final ObjectApi api;
    private final @Nullable String finalizer;

    public Adoption(ObjectApi api) {
        this(api, null);
    }

    /** @param finalizer that objects get when they are adopted and lose when they are released; null for none */
    public Adoption(ObjectApi api, @Nullable String finalizer) {
        this.api = api;
        this.finalizer = finalizer;
    }

    /**
     * @return the objects of the owner, adopted ones included
     * @throws ApiException Conflict where an object changed meanwhile; the owner is then to be looked at again
     */
    public <T extends HasMetadata> List<T> carryOut(Claim<T> claim, HasMetadata owner) throws InterruptedException {
        List<T> mine = new ArrayList<>(claim.mine());
        if (!claim.adopt().isEmpty() && mayAdopt(owner)) {
            for (T object : claim.adopt()) {
                List<OwnerReference> owners =
                        new ArrayList<>(object.getMetadata().getOwnerReferences());
                owners.add(Owners.controllerReference(owner));
                patch(object, owners, Optional.of(true)).ifPresent(mine::add);
            }
        }
        for (T object : claim.release()) {
            List<OwnerReference> owners = new ArrayList<>(object.getMetadata().getOwnerReferences());
            owners.removeIf(o -> o.getUid().equals(owner.getMetadata().getUid()));
            patch(object, owners, Optional.of(false));
        }
        return mine;
    }

    /**
     * Gives an object just these owners.
     *
     * @return as it is then; empty where it is gone
     */
    public <T extends HasMetadata> Optional<T> own(T object, List<OwnerReference> owners) throws InterruptedException {
        return patch(object, owners, Optional.empty());
    }

    /** The cache may not know yet that the owner is gone or going: whoever adopts asks the server first. */
    private boolean mayAdopt(HasMetadata owner) throws InterruptedException {
        String namespace = owner.getMetadata().getNamespace();
        return api.get(owner.getClass(), namespace, owner.getMetadata().getName())
                .filter(live ->
                        live.getMetadata().getUid().equals(owner.getMetadata().getUid()))
                .filter(live -> !live.isMarkedForDeletion())
                .isPresent();
    }

    private <T extends HasMetadata> Optional<T> patch(T object, List<OwnerReference> owners, Optional<Boolean> adopt)
            throws InterruptedException {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("resourceVersion", object.getMetadata().getResourceVersion());
        ArrayNode list = metadata.putArray("ownerReferences");
        for (OwnerReference owner : owners) {
            ObjectNode node = list.addObject()
                    .put("apiVersion", owner.getApiVersion())
                    .put("kind", owner.getKind())
                    .put("name", owner.getName())
                    .put("uid", owner.getUid());
            if (owner.getController() != null) {
                node.put("controller", owner.getController());
            }
            if (owner.getBlockOwnerDeletion() != null) {
                node.put("blockOwnerDeletion", owner.getBlockOwnerDeletion());
            }
        }
        Set<String> finalizers = new LinkedHashSet<>(object.getMetadata().getFinalizers());
        if (finalizer != null
                && adopt.isPresent()
                && (adopt.get() ? finalizers.add(finalizer) : finalizers.remove(finalizer))) {
            ArrayNode names = metadata.putArray("finalizers");
            finalizers.forEach(names::add);
        }
        try {
            return Optional.of(api.mergePatch(object, "", patch));
        } catch (ApiException e) {
            if (e.code() == StatusReason.NOT_FOUND.code()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}

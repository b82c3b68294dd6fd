package dev.quarterdeck.controller.owner;

import dev.quarterdeck.reconcile.informer.Informer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads and makes owner references. */
public final class Owners {
    private Owners() {}

    /** The one owner that controls the object. */
    public static Optional<OwnerReference> controller(HasMetadata object) {
        for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController())) {
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    public static boolean isControlledBy(HasMetadata object, HasMetadata owner) {
        return controller(object)
                .filter(o -> o.getUid().equals(owner.getMetadata().getUid()))
                .isPresent();
    }

    /** Name of the index by {@link #controllerKeys}. */
    public static final String BY_CONTROLLER = "controller";

    /** Index function: the uid of the controlling owner; objects that nobody controls are together by namespace. */
    public static Collection<String> controllerKeys(HasMetadata object) {
        return List.of(controller(object)
                .map(OwnerReference::getUid)
                .orElseGet(() -> orphans(object.getMetadata().getNamespace())));
    }

    private static String orphans(String namespace) {
        return "orphans of " + namespace;
    }

    /** What an owner may claim: the objects it controls and those that nobody does. */
    public static <T extends HasMetadata> List<T> claimable(Informer<T> informer, HasMetadata owner) {
        List<T> result = new ArrayList<>(
                informer.byIndex(BY_CONTROLLER, owner.getMetadata().getUid()));
        result.addAll(
                informer.byIndex(BY_CONTROLLER, orphans(owner.getMetadata().getNamespace())));
        return result;
    }

    /** The reference by which {@code owner} controls a dependent, whose foreground deletion waits for it. */
    public static OwnerReference controllerReference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}

package dev.quarterdeck.controller.serviceaccount;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informer.ChangeHandler;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every namespace has: the ServiceAccount {@code default} and the ConfigMap {@code kube-root-ca.crt}.
 *
 * <pre>
 * namespace       object        → what
 * gone, leaving   any             nothing
 * active          none            create
 * active          as wanted       nothing
 * active          different       update
 * </pre>
 */
public final class NamespaceFurnishings {
    private static final String ACCOUNT = "default";
    private static final String BUNDLE = "kube-root-ca.crt";
    private static final String KEY = "ca.crt";

    private NamespaceFurnishings() {}

    /** An account has nothing to be corrected: it is only to be there. */
    public static Controller serviceAccounts(ControllerContext context) {
        return create(
                context,
                "serviceaccount",
                ServiceAccount.class,
                ACCOUNT,
                namespace -> new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(ACCOUNT)
                        .endMetadata()
                        .build(),
                there -> Optional.empty());
    }

    /** @param bundle PEM of the authorities that sign the API server's certificate */
    public static Controller rootCertificates(ControllerContext context, String bundle) {
        return create(
                context,
                "root_ca_cert_publisher",
                ConfigMap.class,
                BUNDLE,
                namespace -> new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(BUNDLE)
                        .addToAnnotations("kubernetes.io/description", "The authorities that vouch for the API server.")
                        .endMetadata()
                        .addToData(KEY, bundle)
                        .build(),
                there -> there.getData() != null && there.getData().equals(Map.of(KEY, bundle))
                        ? Optional.empty()
                        : Optional.of(new ConfigMapBuilder(there)
                                .withData(Map.of(KEY, bundle))
                                .build()));
    }

    private static <T extends HasMetadata> Controller create(
            ControllerContext context,
            String name,
            Class<T> type,
            String objectName,
            Function<String, T> made,
            Function<T, Optional<T>> corrected) {
        Informer<Namespace> namespaces = context.informers().of(Namespace.class);
        Informer<T> objects = context.informers().of(type);
        ReconcileLoop<ObjectKey> loop = context.loop(name, key -> {
            Optional<Namespace> namespace = namespaces.get("", key.name());
            if (namespace.filter(n -> !n.isMarkedForDeletion()).isPresent()) {
                furnish(context.api(), objects.get(key.name(), objectName), () -> made.apply(key.name()), corrected);
            }
            return Result.DONE;
        });
        namespaces.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        ChangeHandler<T> handler = (before, after) -> {
            T object = ControllerContext.either(before, after);
            if (object.getMetadata().getName().equals(objectName)) {
                loop.queue().add(new ObjectKey("", object.getMetadata().getNamespace()));
            }
        };
        objects.onChange(handler);
        return new Controller(name, List.of(loop), List.of(namespaces, objects));
    }

    private static <T extends HasMetadata> void furnish(
            ObjectApi api, Optional<T> there, Supplier<T> made, Function<T, Optional<T>> corrected)
            throws InterruptedException {
        try {
            if (there.isEmpty()) {
                api.create(made.get());
            } else {
                Optional<T> better = corrected.apply(there.get());
                if (better.isPresent()) {
                    api.update(better.get());
                }
            }
        } catch (ApiException e) {
            boolean settled = e.reason() == StatusReason.ALREADY_EXISTS
                    || e.reason() == StatusReason.NOT_FOUND
                    || e.getMessage().contains("because it is being terminated");
            if (!settled) {
                throw e;
            }
        }
    }
}

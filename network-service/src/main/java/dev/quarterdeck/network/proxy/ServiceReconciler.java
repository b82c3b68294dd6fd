package dev.quarterdeck.network.proxy;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.network.nft.ServiceTable;
import dev.quarterdeck.network.service.Frontend;
import dev.quarterdeck.network.service.FrontendPlanner;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the service table equal to Services and EndpointSlices. Changes are gathered while one transaction runs, so a burst costs few of them; only Services
 * that changed are planned again. One worker.
 */
public final class ServiceReconciler implements Reconciler<String> {
    /** The only key: the table is one thing. */
    public static final String TABLE = "services";

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String INDEX = "proxy-service";

    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final FrontendPlanner planner;
    private final ServiceTable table;
    private final Set<ObjectKey> changed = new HashSet<>();
    private final Map<ObjectKey, List<Frontend>> frontends = new TreeMap<>();

    /** Adds its index and handlers: made before the informers start. {@code wake} is called when there is something to do. */
    public ServiceReconciler(
            Informer<Service> services,
            Informer<EndpointSlice> slices,
            FrontendPlanner planner,
            ServiceTable table,
            Runnable wake) {
        this.services = services;
        this.slices = slices.index(INDEX, s -> List.of(serviceOf(s).path()));
        this.planner = planner;
        this.table = table;
        services.onChange((before, after) -> {
            Service service = present(before, after);
            mark(new ObjectKey(
                    service.getMetadata().getNamespace(), service.getMetadata().getName()));
            wake.run();
        });
        slices.onChange((before, after) -> {
            mark(serviceOf(present(before, after)));
            wake.run();
        });
    }

    private static <T extends HasMetadata> T present(@Nullable T before, @Nullable T after) {
        if (after != null) {
            return after;
        }
        return java.util.Objects.requireNonNull(before);
    }

    private static ObjectKey serviceOf(EndpointSlice slice) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        String name = labels == null ? "" : labels.getOrDefault(SERVICE_NAME, "");
        return new ObjectKey(slice.getMetadata().getNamespace(), name);
    }

    private void mark(ObjectKey service) {
        synchronized (changed) {
            changed.add(service);
        }
    }

    private Set<ObjectKey> takeChanged() {
        synchronized (changed) {
            Set<ObjectKey> taken = new HashSet<>(changed);
            changed.clear();
            return taken;
        }
    }

    /** The first table is made of everything that exists, not of what has been heard of so far: connections must not break over a restart. */
    @Override
    public Result reconcile(String key) throws InterruptedException {
        awaitSync();
        Set<ObjectKey> keys = takeChanged();
        List<Frontend> before = all();
        try {
            for (ObjectKey service : keys) {
                plan(service);
            }
            List<Frontend> after = all();
            table.apply(after);
            table.forgetStaleFlows(before, after);
        } catch (RuntimeException e) {
            synchronized (changed) {
                changed.addAll(keys);
            }
            throw e;
        }
        return Result.DONE;
    }

    private void awaitSync() throws InterruptedException {
        try {
            services.synced().get(1, TimeUnit.MINUTES);
            slices.synced().get(1, TimeUnit.MINUTES);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("services are not known yet", e);
        }
    }

    private void plan(ObjectKey key) {
        services.get(key.namespace(), key.name())
                .map(s -> planner.plan(s, slices.byIndex(INDEX, key.path())))
                .filter(list -> !list.isEmpty())
                .ifPresentOrElse(list -> frontends.put(key, list), () -> frontends.remove(key));
    }

    private List<Frontend> all() {
        List<Frontend> all = new ArrayList<>();
        frontends.values().forEach(all::addAll);
        return all;
    }
}

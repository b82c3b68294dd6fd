package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.allocation.AddressRange;
import dev.quarterdeck.state.bootstrap.Desired.Upkeep;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Makes what every cluster has from its first start on, all in one commit, and keeps up what users don't own. Replicas may do it at the same time: who
 * loses looks again. Blocks the calling thread.
 */
public final class ClusterBootstrap {
    /** The ConfigMap by which API servers behind the gateway know clients, and the gateway itself. */
    static final ObjectKey TRUST = new ObjectKey("kube-system", "extension-apiserver-authentication");

    private static final StoredResource API_SERVICES = new StoredResource("apiregistration.k8s.io", "apiservices");
    private static final int ATTEMPTS = 10;

    private final ObjectStore store;
    private final ResourceCatalog catalog;
    private final List<AddressRange> serviceRanges;
    private final BootstrapSettings settings;
    private final InstantSource clock;
    private final Supplier<String> uids;

    public ClusterBootstrap(
            ObjectStore store,
            ResourceCatalog catalog,
            List<AddressRange> serviceRanges,
            BootstrapSettings settings,
            InstantSource clock,
            Supplier<String> uids) {
        this.store = store;
        this.catalog = catalog;
        this.serviceRanges = serviceRanges;
        this.settings = settings;
        this.clock = clock;
        this.uids = uids;
    }

    /** Returns the number of objects written. Fails as the store does. */
    public int apply() {
        return apply(desired(), ApiServiceObjects.notServed(catalog));
    }

    /** The same of {@link #TRUST} alone. */
    int applyTrust() {
        return apply(trustObjects(), List.of());
    }

    private int apply(List<Desired> desired, List<String> superfluous) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Mutation> mutations = new ArrayList<>();
            for (Desired each : desired) {
                CurrentObject current = store.get(
                                each.resource(), Metadata.of(each.object()).key())
                        .join()
                        .orElse(null);
                BootstrapPlanner.plan(each, current, uids.get(), clock.instant())
                        .ifPresent(mutations::add);
            }
            for (String service : superfluous) {
                CurrentObject current = store.get(API_SERVICES, new ObjectKey("", service))
                        .join()
                        .orElse(null);
                if (current != null) {
                    BootstrapPlanner.removal(current).ifPresent(mutations::add);
                }
            }
            if (mutations.isEmpty()) {
                return 0;
            }
            switch (store.commit(mutations, Author.internal("bootstrap")).join()) {
                case CommitOutcome.Committed committed -> {
                    return mutations.size();
                }
                case CommitOutcome.Conflict conflict -> {}
                case CommitOutcome.ClaimTaken(Mutation.Claim claim) ->
                    throw new IllegalStateException("the first address of the service range, " + claim.value()
                            + ", belongs to another service: was quarterdeck.state.services.service-cidr changed?");
            }
        }
        throw ApiException.unavailable("objects of the system change faster than they can be written", 1);
    }

    private List<Desired> desired() {
        List<Desired> all = new ArrayList<>(SystemObjects.namespaces());
        all.addAll(SystemObjects.priorityClasses());
        all.addAll(FlowControlObjects.all());
        all.addAll(ApiServiceObjects.all(catalog));
        all.addAll(SystemObjects.service(serviceRanges, settings));
        String today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
        all.add(SystemObjects.configMap(
                "kube-apiserver-legacy-service-account-token-tracking", Map.of("since", today), Upkeep.LEAVE));
        if (settings.resourceMetrics()) {
            all.addAll(ResourceMetricsObjects.all());
        }
        all.addAll(trustObjects());
        return all;
    }

    private List<Desired> trustObjects() {
        Map<String, String> trust = trust();
        return trust.isEmpty() ? List.of() : List.of(SystemObjects.configMap(TRUST.name(), trust, Upkeep.CONTENT));
    }

    /** By what API servers behind the gateway know clients, and the gateway itself. */
    private Map<String, String> trust() {
        Map<String, String> trust = new TreeMap<>();
        if (!settings.clientCaFile().isEmpty()) {
            trust.put("client-ca-file", read(settings.clientCaFile(), "client-ca-file"));
        }
        if (!settings.requestHeaderCaFile().isEmpty()) {
            trust.put("requestheader-client-ca-file", read(settings.requestHeaderCaFile(), "request-header-ca-file"));
            trust.put("requestheader-allowed-names", list(settings.requestHeaderAllowedNames()));
            trust.put("requestheader-extra-headers-prefix", list(List.of("X-Remote-Extra-")));
            trust.put("requestheader-group-headers", list(List.of("X-Remote-Group")));
            trust.put("requestheader-uid-headers", list(List.of("X-Remote-Uid")));
            trust.put("requestheader-username-headers", list(List.of("X-Remote-User")));
        }
        return trust;
    }

    private static String list(List<String> values) {
        return new String(Json.MAPPER.writeValueAsBytes(values), StandardCharsets.UTF_8);
    }

    private static String read(String file, String setting) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("quarterdeck.state.advertise." + setting + ": " + file, e);
        }
    }
}

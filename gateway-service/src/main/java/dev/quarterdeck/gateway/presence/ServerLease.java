package dev.quarterdeck.gateway.presence;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Lease by which each API server says that it is there (KEP-1965): {@code kube-system/apiserver-…}, named after host and address, so that a server which is started
 * again has the one it had. It lasts an hour and is renewed every ten seconds with one write; those of servers that are gone for good are collected by the controllers.
 * One write at a time; nothing blocks but {@link #close}, for a second at most.
 */
public final class ServerLease implements AutoCloseable {
    /** Between renewals. */
    public static final long PERIOD_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(ServerLease.class);
    private static final int LASTS_SECONDS = 3600;
    private static final int LONGEST_LABEL = 63;
    private static final String NAMESPACE = "kube-system";
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Caller SELF = new Caller(
            "system:apiserver", "", List.of("system:masters", "system:authenticated"), Map.of(), "kube-apiserver", "");
    private static final ResourceType LEASES = BuiltInResources.catalog()
            .find(new GroupVersionResource("coordination.k8s.io", "v1", "leases"))
            .orElseThrow();
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Function<WriteRequest, CompletableFuture<WriteResult>> state;
    private final String name;
    private final String hostname;
    private final String holder;
    private final InstantSource clock;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private boolean closed;

    /**
     * @param hostname of the machine
     * @param address where this server listens: there may be several on a machine
     * @param random differs with each start
     */
    public ServerLease(
            Function<WriteRequest, CompletableFuture<WriteResult>> state,
            String hostname,
            String address,
            String random,
            InstantSource clock) {
        this.state = state;
        this.hostname = hostname;
        this.name = "apiserver-" + hash(hostname + " " + address);
        this.holder = name + "_" + random;
        this.clock = clock;
    }

    public String name() {
        return name;
    }

    /** Renews it, or makes it where it is missing. What fails is tried again at the next renewal. */
    public synchronized void renew() {
        if (closed || !last.isDone()) {
            return;
        }
        byte[] body = Json.write(lease(clock.instant()));
        last = state.apply(new WriteRequest.Patch(
                        LEASES,
                        NAMESPACE,
                        name,
                        "",
                        body,
                        "application/merge-patch+json",
                        false,
                        SELF,
                        WriteRequest.Options.NONE))
                .exceptionallyCompose(failure -> isMissing(failure)
                        ? state.apply(new WriteRequest.Create(
                                LEASES, NAMESPACE, "", "", body, "application/json", SELF, WriteRequest.Options.NONE))
                        : CompletableFuture.failedFuture(failure))
                .exceptionally(failure -> {
                    LOG.debug("lease {} was not renewed: {}", name, failure.getMessage());
                    return null;
                });
    }

    private ObjectNode lease(Instant now) {
        ObjectNode lease = Json.object().put("kind", "Lease").put("apiVersion", "coordination.k8s.io/v1");
        ObjectNode labels = lease.putObject("metadata")
                .put("namespace", NAMESPACE)
                .put("name", name)
                .putObject("labels")
                .put("apiserver.kubernetes.io/identity", "kube-apiserver");
        if (hostname.length() <= LONGEST_LABEL) {
            labels.put("kubernetes.io/hostname", hostname);
        }
        lease.putObject("spec")
                .put("holderIdentity", holder)
                .put("leaseDurationSeconds", LASTS_SECONDS)
                .put("renewTime", MICROS.format(now));
        return lease;
    }

    private static boolean isMissing(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof ApiException refusal && refusal.reason() == StatusReason.NOT_FOUND;
    }

    /** A server that ends in good order takes its lease away. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        CompletableFuture<?> gone = last.thenCompose(done -> state.apply(new WriteRequest.Delete(
                LEASES, NAMESPACE, name, null, "application/json", SELF, WriteRequest.Options.NONE)));
        gone.<Object>thenApply(done -> done)
                .completeOnTimeout(false, 1, TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    LOG.debug("lease {} stays: {}", name, failure.getMessage());
                    return false;
                })
                .join();
    }

    /** 128 bits in 26 letters and digits. */
    private static String hash(String text) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        StringBuilder letters = new StringBuilder();
        for (int bit = 0; bit < 128; bit += 5) {
            int value = 0;
            for (int i = bit; i < bit + 5; i++) {
                value = value << 1 | (i < 128 ? digest[i / 8] >> (7 - i % 8) & 1 : 0);
            }
            letters.append(BASE32.charAt(value));
        }
        return letters.toString();
    }
}

package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.aggregation.AggregatedApis.Served;
import dev.quarterdeck.gateway.aggregation.AvailabilityPlanner.Condition;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.proxy.NodeEndpoint;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks after one APIService with a server of its own: whether the server can be used, which the gateway that leads writes down, and what it serves, which every gateway
 * wants to know. A (virtual) thread for each, so that a server that hangs delays nobody else's. Looks at what the caches have every second; asks the server when that
 * has changed, when requests could not reach it, and from time to time.
 */
final class RemoteWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteWorker.class);
    private static final StoredResource SERVICES = new StoredResource("", "services");
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FURTHER_ATTEMPTS = 4;

    private final RemoteServer server;
    private final ObjectLookup objects;
    private final AvailabilityStatus status;
    private final BooleanSupplier leads;
    private final AggregationSettings settings;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    private final RemoteDocuments documents;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition news = lock.newCondition();

    private volatile Served served;
    private volatile boolean closed;
    private boolean woken;
    private @Nullable Facts seen;
    private boolean wasLeading;
    private boolean wasAvailable;
    private long nextCheck;
    private long nextRefresh;
    private Duration checkPause;
    private Duration refreshPause;

    /** What is known without asking the server. */
    private record Facts(@Nullable ObjectNode service, List<ObjectNode> slices, List<NodeEndpoint> endpoints) {
        boolean sameAs(@Nullable Facts other) {
            return other != null
                    && endpoints.equals(other.endpoints)
                    && (service == null) == (other.service == null)
                    && slices.size() == other.slices.size();
        }
    }

    /**
     * @param leads whether this gateway writes conditions
     * @param changed told when what is served is another
     */
    RemoteWorker(
            RemoteServer server,
            ObjectLookup objects,
            AvailabilityStatus status,
            BooleanSupplier leads,
            AggregationSettings settings,
            LongSupplier nanoTime,
            Runnable changed) {
        this.server = server;
        this.objects = objects;
        this.status = status;
        this.leads = leads;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.changed = changed;
        this.documents = new RemoteDocuments(server);
        this.served = Served.nothingOf(server.service());
        this.checkPause = settings.retryInterval();
        this.refreshPause = settings.retryInterval();
        this.thread =
                Thread.ofVirtual().name("apiservice-" + server.service().name()).unstarted(this::run);
        server.breaker().getEventPublisher().onError(event -> wake()).onStateTransition(event -> wake());
    }

    void start() {
        thread.start();
    }

    RemoteServer server() {
        return server;
    }

    Served served() {
        return served;
    }

    /** Looks now. Any thread. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean asked = true;
        while (!closed) {
            try {
                turn(asked);
            } catch (RuntimeException e) {
                LOG.debug("{}: again in a moment", server.service().name(), e);
            }
            try {
                asked = await();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** True where somebody asked for the turn. */
    private boolean await() throws InterruptedException {
        lock.lock();
        try {
            if (!woken && !closed) {
                long unused = news.awaitNanos(TURN_NANOS);
            }
            boolean was = woken;
            woken = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    private void turn(boolean asked) {
        ObjectNode object = objects.cached(
                ApiServices.RESOURCE, new ObjectKey("", server.service().name()));
        if (object == null) {
            return;
        }
        Facts facts = facts();
        boolean other = asked || !facts.sameAs(seen);
        seen = facts;
        boolean leading = leads.getAsBoolean();
        long now = nanoTime.getAsLong();
        if (leading && (other || !wasLeading || now - nextCheck >= 0)) {
            check(object, facts);
        }
        wasLeading = leading;
        boolean available = ApiService.of(object).available();
        if (other || available != wasAvailable || nanoTime.getAsLong() - nextRefresh >= 0) {
            wasAvailable = available;
            refresh(available);
        }
    }

    private Facts facts() {
        ApiService.Target target = server.target();
        ObjectNode service = objects.cached(SERVICES, new ObjectKey(target.namespace(), target.service()));
        List<ObjectNode> slices = service == null ? List.of() : objects.slicesOf(target.namespace(), target.service());
        return new Facts(service, slices, ServiceAddresses.of(target, service, slices));
    }

    // ---- whether it can be used

    private void check(ObjectNode object, Facts facts) {
        Condition condition = AvailabilityPlanner.plan(server.target(), facts.service(), facts.slices())
                .orElseGet(this::probe);
        checkPause = condition.available() ? settings.checkInterval() : doubled(checkPause, settings.checkInterval());
        nextCheck = nanoTime.getAsLong() + checkPause.toNanos();
        if (condition.available()) {
            checkPause = settings.retryInterval();
            if (server.breaker().getState() == CircuitBreaker.State.OPEN) {
                server.breaker().transitionToHalfOpenState();
            }
        }
        status.write(object, condition);
    }

    private static Duration doubled(Duration pause, Duration most) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(most) > 0 ? most : twice;
    }

    /** One answer is enough; a few endpoints may be bad. */
    private Condition probe() {
        String failure = attempt().join();
        if (failure.isEmpty()) {
            return Condition.PASSED;
        }
        List<CompletableFuture<String>> further = new ArrayList<>();
        for (int i = 0; i < FURTHER_ATTEMPTS; i++) {
            further.add(attempt());
        }
        for (CompletableFuture<String> each : further) {
            failure = each.join();
            if (failure.isEmpty()) {
                return Condition.PASSED;
            }
        }
        return Condition.failedDiscovery(failure);
    }

    /** Completes with what went wrong; empty for nothing. */
    private CompletableFuture<String> attempt() {
        String path = "/apis/" + server.service().groupVersion();
        ApiService.Target target = server.target();
        String url = "https://" + target.serverName() + ":" + target.port() + path;
        return server.ask(path, "application/json", "").handle((answer, failure) -> {
            String prefix = "failing or missing response from " + url + ": ";
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                return prefix + cause.getMessage();
            }
            return answer.status() >= 200 && answer.status() < 300
                    ? ""
                    : prefix + "bad status from " + url + ": " + answer.status();
        });
    }

    // ---- what it serves

    private void refresh(boolean available) {
        Served now = Optional.of(available)
                .filter(yes -> yes)
                .flatMap(yes -> asked())
                .orElse(null);
        if (now == null) {
            now = Served.nothingOf(server.service());
            refreshPause = doubled(refreshPause, settings.refreshInterval());
        } else {
            refreshPause = settings.retryInterval();
        }
        nextRefresh =
                nanoTime.getAsLong() + (now.discovery() == null ? refreshPause : settings.refreshInterval()).toNanos();
        if (!now.equals(served)) {
            served = now;
            changed.run();
        }
    }

    private Optional<Served> asked() {
        try {
            return Optional.of(documents.ask());
        } catch (RuntimeException e) {
            LOG.debug("{} does not say what it serves", server.service().name(), e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
        thread.interrupt();
        server.close();
    }
}

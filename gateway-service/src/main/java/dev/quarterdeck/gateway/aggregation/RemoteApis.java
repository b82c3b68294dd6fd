package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.aggregation.AggregatedApis.Served;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.event.RefreshRoutesEvent;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;

/**
 * Keeps a route and a {@link RemoteWorker} for each APIService that leads to another server: made, replaced and removed as APIServices are. A thread of its own does
 * that, and asks for the lease while there is something to look after; where nothing is aggregated it sleeps.
 */
public final class RemoteApis implements RouteLocator, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteApis.class);
    /** The call is the whole of a route: what the gateway's own filters would do about the route's URI is not wanted. */
    private static final int BEFORE_ROUTING = -100;

    private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ApiServices services;
    private final BiFunction<ApiService, Runnable, RemoteWorker> workers;
    private final List<LocalApi> local;
    private final AvailabilityLease lease;
    private final Duration requestTimeout;
    private final ApplicationEventPublisher events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<String, RemoteWorker> running = new HashMap<>();

    private volatile List<Route> routes = List.of();
    private volatile AggregatedApis served = AggregatedApis.NONE;
    private volatile boolean closed = true;
    private boolean woken;

    /** @param workers makes the worker of an APIService, not started; it calls the Runnable when what its server serves is another */
    RemoteApis(
            ApiServices services,
            BiFunction<ApiService, Runnable, RemoteWorker> workers,
            List<LocalApi> local,
            AvailabilityLease lease,
            Duration requestTimeout,
            ApplicationEventPublisher events) {
        this.services = services;
        this.workers = workers;
        this.local = List.copyOf(local);
        this.lease = lease;
        this.requestTimeout = requestTimeout;
        this.events = events;
    }

    @Override
    public Flux<Route> getRoutes() {
        return Flux.fromIterable(routes);
    }

    /** What is served elsewhere, and here without being stored. */
    public AggregatedApis served() {
        return served;
    }

    @Override
    public void start() {
        closed = false;
        Thread.ofVirtual().name("apiservices").start(this::run);
        Thread.ofVirtual().name("apiservice-lease").start(this::lead);
        services.onChange(this::wake);
    }

    private void wake() {
        lock.lock();
        try {
            woken = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!closed) {
            try {
                lock.lockInterruptibly();
                try {
                    while (!woken && !closed) {
                        news.await();
                    }
                    woken = false;
                } finally {
                    lock.unlock();
                }
                reconcile();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("what other servers serve could not be taken up", e);
            }
        }
    }

    /** Contends for the lease every two seconds while there is an APIService to look after. */
    private void lead() {
        while (!closed) {
            try {
                if (services.state().remote().isEmpty()) {
                    awaitNews();
                } else {
                    attempt();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void awaitNews() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (services.state().remote().isEmpty() && !closed) {
                news.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void attempt() throws InterruptedException {
        boolean before = lease.isHeld();
        try {
            lease.attempt();
        } catch (RuntimeException e) {
            LOG.debug("the lease for availability was not taken", e);
        }
        if (!before && lease.isHeld()) {
            wakeWorkers();
        }
        lock.lockInterruptibly();
        try {
            long unused = closed ? 0 : news.awaitNanos(LEASE_NANOS);
        } finally {
            lock.unlock();
        }
    }

    private void wakeWorkers() {
        synchronized (running) {
            running.values().forEach(RemoteWorker::wake);
        }
    }

    private void reconcile() {
        ApiServices.State state = services.state();
        boolean other = false;
        List<RemoteWorker> closing = new ArrayList<>();
        synchronized (running) {
            for (RemoteWorker worker : List.copyOf(running.values())) {
                ApiService before = worker.server().service();
                ApiService now = state.remote().get(before.groupVersion());
                if (closed || now == null || !now.leadsWhere(before)) {
                    running.remove(before.groupVersion());
                    closing.add(worker);
                    other = true;
                }
            }
            for (ApiService service :
                    closed ? List.<ApiService>of() : state.remote().values()) {
                if (!running.containsKey(service.groupVersion())) {
                    RemoteWorker worker = workers.apply(service, this::wake);
                    running.put(service.groupVersion(), worker);
                    worker.start();
                    other = true;
                }
            }
            if (other) {
                routes = running.values().stream().map(this::route).toList();
            }
            publish(state);
        }
        closing.forEach(RemoteWorker::close);
        if (other) {
            events.publishEvent(new RefreshRoutesEvent(this));
        }
    }

    private void publish(ApiServices.State state) {
        Map<String, Served> all = new HashMap<>();
        running.forEach((name, worker) -> {
            ApiService now = state.remote().get(name);
            if (now != null) {
                all.put(name, worker.served().of(now));
            }
        });
        for (LocalApi api : local) {
            ApiService service = state.local().get(api.groupVersion());
            if (service != null) {
                all.put(api.groupVersion(), api.served(service));
            }
        }
        AggregatedApis next = all.isEmpty() ? AggregatedApis.NONE : new AggregatedApis(state.all(), Map.copyOf(all));
        if (!next.equals(served)) {
            served = next;
        }
    }

    private Route route(RemoteWorker worker) {
        ApiService service = worker.server().service();
        ApiService.Target target = worker.server().target();
        String name = service.groupVersion();
        return Route.async()
                .id("apiservice-" + service.name())
                .uri(URI.create("https://" + target.serverName() + ":" + target.port()))
                .predicate(exchange -> {
                    AggregatedRequest request = AggregatedRequest.of(exchange);
                    return request != null && request.service().name().equals(service.name());
                })
                .filter(new OrderedGatewayFilter(
                        new AggregatedCall(worker.server(), () -> isAvailable(name), requestTimeout), BEFORE_ROUTING))
                .build();
    }

    private boolean isAvailable(String groupVersion) {
        ApiService now = services.state().remote().get(groupVersion);
        return now != null && now.available();
    }

    @Override
    public void stop() {
        closed = true;
        wake();
        List<RemoteWorker> closing;
        synchronized (running) {
            closing = List.copyOf(running.values());
            running.clear();
        }
        closing.forEach(RemoteWorker::close);
    }

    @Override
    public boolean isRunning() {
        return !closed;
    }
}

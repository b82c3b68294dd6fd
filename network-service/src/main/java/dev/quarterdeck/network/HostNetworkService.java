package dev.quarterdeck.network;

import dev.quarterdeck.network.dns.DnsResponder;
import dev.quarterdeck.network.dns.DnsServer;
import dev.quarterdeck.network.dns.InformerRecords;
import dev.quarterdeck.network.dns.UpstreamResolvers;
import dev.quarterdeck.network.kernel.HostPrograms;
import dev.quarterdeck.network.nft.NetworkAddresses;
import dev.quarterdeck.network.nft.ServiceTable;
import dev.quarterdeck.network.proxy.RouteReconciler;
import dev.quarterdeck.network.proxy.ServiceReconciler;
import dev.quarterdeck.network.route.HostLinks;
import dev.quarterdeck.network.route.PodRoutes;
import dev.quarterdeck.network.service.FrontendPlanner;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one host's network, started and stopped together. Stopping leaves rules and routes in the kernel, so that pods stay reachable over a restart;
 * {@link HostTables} takes them out.
 */
public final class HostNetworkService implements AutoCloseable {
    private final NetworkSettings settings;
    private final Informers informers;
    private final ReconcileLoop<String> serviceLoop;
    private final ReconcileLoop<String> routeLoop;
    private final HostLinks links;
    private final DnsResponder responder;
    private @Nullable DnsServer dns;

    public HostNetworkService(
            NetworkSettings settings,
            Informers informers,
            HostPrograms programs,
            TimeSource time,
            MeterRegistry registry) {
        this.settings = settings;
        this.informers = informers;
        Informer<Service> services = informers.of(Service.class);
        Informer<EndpointSlice> slices = informers.of(EndpointSlice.class);
        Informer<Node> nodes = informers.of(Node.class);
        this.links = new HostLinks(programs, settings.clusterDns(), settings.serviceCidr(), settings.podCidr());
        ServiceTable table = new ServiceTable(
                programs,
                new NetworkAddresses(
                        settings.podCidr(), settings.serviceCidr(), settings.hostCidr(), settings.clusterDns()));
        PodRoutes routes = new PodRoutes(programs, settings.node());
        AtomicReference<@Nullable ReconcileLoop<String>> loops = new AtomicReference<>();
        ServiceReconciler reconciler = new ServiceReconciler(
                services,
                slices,
                new FrontendPlanner(settings.node()),
                table,
                () -> wake(loops, ServiceReconciler.TABLE));
        this.serviceLoop = new ReconcileLoop<>("network-services", 1, time, registry, reconciler);
        loops.set(serviceLoop);
        AtomicReference<@Nullable ReconcileLoop<String>> routing = new AtomicReference<>();
        this.routeLoop = new ReconcileLoop<>(
                "network-routes",
                1,
                time,
                registry,
                new RouteReconciler(nodes, routes, () -> wake(routing, RouteReconciler.ROUTES)));
        routing.set(routeLoop);
        this.responder = new DnsResponder(
                new InformerRecords(services, slices, settings.clusterDomain()), settings.clusterDomain(), upstream());
    }

    private static void wake(AtomicReference<@Nullable ReconcileLoop<String>> loop, String key) {
        ReconcileLoop<String> target = loop.get();
        if (target != null) {
            target.queue().add(key);
        }
    }

    private UpstreamResolvers upstream() {
        try {
            return UpstreamResolvers.of(settings.resolvConf(), settings.clusterDns());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + settings.resolvConf(), e);
        }
    }

    /** Prepares the host, answers DNS, and begins to follow the cluster. */
    public void start() {
        links.ensure(settings.nodeAddress());
        try {
            dns = DnsServer.start(responder, InetAddress.ofLiteral(settings.clusterDns()), 53);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + settings.clusterDns() + ":53 for cluster DNS: " + e.getMessage(), e);
        }
        informers.start();
        serviceLoop.start();
        routeLoop.start();
        serviceLoop.queue().add(ServiceReconciler.TABLE);
        routeLoop.queue().add(RouteReconciler.ROUTES);
    }

    @Override
    public void close() {
        serviceLoop.close();
        routeLoop.close();
        if (dns != null) {
            try {
                dns.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close the DNS sockets", e);
            }
        }
    }
}

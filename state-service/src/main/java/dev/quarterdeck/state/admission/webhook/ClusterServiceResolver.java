package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.stateclient.webhook.ServiceResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A ready endpoint of the service, by chance, rather than its cluster IP: this process may run where no cluster IP leads anywhere. Of external names the name.
 */
public final class ClusterServiceResolver implements ServiceResolver {
    private static final StoredResource SERVICES = new StoredResource("", "services");
    private static final StoredResource SLICES = new StoredResource("discovery.k8s.io", "endpointslices");
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";

    private final ClusterReader reader;
    private final Supplier<? extends RandomGenerator> random;

    public ClusterServiceResolver(ClusterReader reader, Supplier<? extends RandomGenerator> random) {
        this.reader = reader;
        this.random = random;
    }

    @Override
    public Address resolve(String namespace, String name, int port) {
        Seen service = reader.get(SERVICES, new ObjectKey(namespace, name));
        if (service == null) {
            throw ApiException.ofOthers(
                    "NotFound", 404, "service " + Quoting.quote(name) + " not found", Details.of("", "service", name));
        }
        ObjectNode spec = Trees.objectAt(service.tree(), "spec");
        if (Trees.text(spec, "type").equals("ExternalName")) {
            return new Address(Trees.text(spec, "externalName"), port);
        }
        String portName = portName(name, spec, port);
        List<Address> ready = new ArrayList<>();
        for (Seen slice : reader.list(SLICES, namespace)) {
            if (name.equals(Metadata.of(slice.tree()).labels().get(SERVICE_LABEL))) {
                addReady(slice.tree(), portName, ready);
            }
        }
        if (ready.isEmpty()) {
            throw unavailable("no endpoints available for service " + Quoting.quote(name));
        }
        return ready.get(random.get().nextInt(ready.size()));
    }

    private static String portName(String name, @Nullable ObjectNode spec, int port) {
        for (ObjectNode candidate : Trees.objects(spec, "ports")) {
            Long number = Trees.number(candidate, "port");
            if (number != null && number == port) {
                return Trees.text(candidate, "name");
            }
        }
        throw unavailable("no service port " + port + " found for service " + Quoting.quote(name));
    }

    private static void addReady(ObjectNode slice, String portName, List<Address> ready) {
        for (ObjectNode port : Trees.objects(slice, "ports")) {
            Long number = Trees.number(port, "port");
            if (number == null || !Trees.text(port, "name").equals(portName)) {
                continue;
            }
            for (ObjectNode endpoint : Trees.objects(slice, "endpoints")) {
                List<String> addresses = Trees.texts(endpoint, "addresses");
                boolean isReady = Trees.at(endpoint, "conditions", "ready") == null
                        || Trees.isTrue(endpoint, "conditions", "ready");
                if (isReady && !addresses.isEmpty()) {
                    ready.add(new Address(addresses.getFirst(), number.intValue()));
                }
            }
        }
    }

    private static ApiException unavailable(String why) {
        return new ApiException(StatusReason.SERVICE_UNAVAILABLE, why, Details.NONE);
    }
}

package dev.quarterdeck.launcher.up;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The Service {@code kube-system/kube-dns}, as clusters have it: it holds the address on which every host answers DNS, so that no other Service is given it.
 * Made once; what users change of it stays.
 */
final class ClusterDnsService {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private ClusterDnsService() {}

    static Service service(String address) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("kube-system")
                .withName("kube-dns")
                .addToLabels("k8s-app", "kube-dns")
                .addToLabels("kubernetes.io/name", "CoreDNS")
                .endMetadata()
                .withNewSpec()
                .withClusterIP(address)
                .addNewPort()
                .withName("dns")
                .withProtocol("UDP")
                .withPort(53)
                .endPort()
                .addNewPort()
                .withName("dns-tcp")
                .withProtocol("TCP")
                .withPort(53)
                .endPort()
                .endSpec()
                .build();
    }

    /** Waits for the API where it is not ready yet: it answers 503 until it has read who may do what. */
    static void ensure(ApiSettings settings, String address) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (KubernetesClient client = KubernetesClients.create(settings, "quarterdeck-launcher")) {
            ObjectApi api = ObjectApi.of(client);
            while (!isThere(api, address, deadline)) {
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted");
        }
    }

    private static boolean isThere(ObjectApi api, String address, long deadline) throws InterruptedException {
        try {
            api.create(service(address));
            return true;
        } catch (ApiException e) {
            if (e.reason() == StatusReason.ALREADY_EXISTS) {
                return true;
            }
            if (e.reason() == StatusReason.SERVICE_UNAVAILABLE && System.nanoTime() < deadline) {
                return false;
            }
            throw new LauncherException("cannot make the Service of cluster DNS: " + e.getMessage(), e);
        }
    }
}

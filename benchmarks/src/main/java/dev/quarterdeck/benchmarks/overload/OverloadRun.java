package dev.quarterdeck.benchmarks.overload;

import dev.quarterdeck.benchmarks.access.AdminClient;
import dev.quarterdeck.benchmarks.overload.Crowd.Outcome;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Locale;

/** A warm-up, the crowd that suits the server, many times as many, and the first crowd again: each measured by what it got done. */
public final class OverloadRun {
    private OverloadRun() {}

    public static void print(Path kubeconfig, int workers, int factor, int seconds) {
        try (KubernetesClient admin = AdminClient.of(kubeconfig)) {
            String namespace = "overload-" + Long.toString(System.nanoTime(), 36);
            admin.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
            try (Clients clients = new Clients(admin.getConfiguration(), workers * factor)) {
                new Crowd(clients, namespace).run(0, workers, seconds);
                print(new Crowd(clients, namespace).run(1, workers, seconds));
                print(new Crowd(clients, namespace).run(2, workers * factor, seconds));
                print(new Crowd(clients, namespace).run(3, workers, seconds));
            } finally {
                admin.namespaces().withName(namespace).delete();
            }
        }
    }

    private static void print(Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%5d clients: %7.0f creates/s, p50 %5.0f ms, p99 %5.0f ms; %d refused (429), %d unavailable (503), %d failed;"
                        + " another user's reads: p50 %.0f ms, worst %.0f ms%n",
                outcome.workers(),
                outcome.perSecond(),
                outcome.p50(),
                outcome.p99(),
                outcome.refused(),
                outcome.unavailable(),
                outcome.failed(),
                outcome.quietP50(),
                outcome.quietWorst());
    }
}

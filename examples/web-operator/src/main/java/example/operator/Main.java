package example.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;

/** Works on all namespaces of the cluster that KUBECONFIG names. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        KubernetesClient client = new KubernetesClientBuilder().build();
        Operator operator = new Operator(settings -> settings.withKubernetesClient(client)
                .withLeaderElectionConfiguration(
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("web-operator")
                                .withLeaseNamespace("default")
                                // a restart of the cluster takes some seconds and is no reason to give up
                                .withLeaseDuration(Duration.ofSeconds(90))
                                .withRenewDeadline(Duration.ofSeconds(60))
                                .withRetryPeriod(Duration.ofSeconds(2))
                                .build()));
        operator.register(new WebPageReconciler());
        operator.installShutdownHook(Duration.ofSeconds(5));
        System.out.println("starting");
        operator.start();
        System.out.println("working");
    }
}

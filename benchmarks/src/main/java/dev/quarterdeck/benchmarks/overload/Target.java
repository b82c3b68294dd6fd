package dev.quarterdeck.benchmarks.overload;

import dev.quarterdeck.benchmarks.access.AdminClient;
import dev.quarterdeck.benchmarks.access.BenchmarkUser;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** A server under load: a namespace in it, and a user there to whom priority and fairness apply. What it made is removed at the end. */
final class Target implements AutoCloseable {
    final KubernetesClient admin;
    final String namespace = "overload-" + Long.toString(System.nanoTime(), 36);
    final Config user;
    final ServerMemory memory;

    private final KubernetesClient client;

    /** @param pids as the load generator takes them; empty: nothing is said about memory */
    Target(Path kubeconfig, String pids) {
        admin = AdminClient.of(kubeconfig);
        memory = new ServerMemory(pids);
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        try {
            Path directory = Files.createTempDirectory("quarterdeck-overload-");
            Path file = directory.resolve("kubeconfig");
            BenchmarkUser.makeOrdinary(admin, namespace, file);
            client = AdminClient.of(file);
            user = client.getConfiguration();
            Files.delete(file);
            Files.delete(directory);
        } catch (IOException e) {
            throw new ProgramFailure("cannot write a kubeconfig", e);
        }
    }

    URI server() {
        return URI.create(user.getMasterUrl());
    }

    String token() {
        return user.getAutoOAuthToken() == null ? "" : user.getAutoOAuthToken();
    }

    SSLContext tls() {
        try {
            return SSLUtils.sslContext(user);
        } catch (GeneralSecurityException | IOException e) {
            throw new ProgramFailure("cannot use the kubeconfig: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.close();
        memory.close();
        admin.rbac().clusterRoleBindings().withName(namespace).delete();
        admin.namespaces().withName(namespace).delete();
        admin.close();
    }
}

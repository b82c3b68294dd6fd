package dev.quarterdeck.benchmarks.access;

import dev.quarterdeck.benchmarks.process.ProgramFailure;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The same user on every server: a ServiceAccount bound to {@code cluster-admin}, with a token from the API, so that each request is authenticated by a
 * signature and authorized by RBAC. A FlowSchema exempts it from priority and fairness, or a server that queues by user would measure its queue.
 */
public final class BenchmarkUser {
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "benchmark";
    private static final String SUBJECT =
            "{\"kind\":\"ServiceAccount\",\"name\":\"" + NAME + "\",\"namespace\":\"" + NAMESPACE + "\"}";
    private static final JsonMapper JSON = JsonMapper.shared();

    private BenchmarkUser() {}

    /** Makes the user and writes its kubeconfig. */
    public static void make(KubernetesClient admin, Path kubeconfig) {
        account(admin, NAMESPACE, NAME, NAME, SUBJECT);
        create(
                admin,
                "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
                "{\"apiVersion\":\"flowcontrol.apiserver.k8s.io/v1\",\"kind\":\"FlowSchema\",\"metadata\":{\"name\":\""
                        + NAME
                        + "\"},\"spec\":{\"matchingPrecedence\":2,\"priorityLevelConfiguration\":{\"name\":\"exempt\"},"
                        + "\"rules\":[{\"subjects\":[{\"kind\":\"ServiceAccount\",\"serviceAccount\":{\"name\":\""
                        + NAME
                        + "\",\"namespace\":\"" + NAMESPACE
                        + "\"}}],\"resourceRules\":[{\"verbs\":[\"*\"],\"apiGroups\":[\"*\"],"
                        + "\"resources\":[\"*\"],\"clusterScope\":true,\"namespaces\":[\"*\"]}],\"nonResourceRules\":"
                        + "[{\"verbs\":[\"*\"],\"nonResourceURLs\":[\"*\"]}]}]}}");
        token(admin, NAMESPACE, NAME, kubeconfig);
    }

    /** Makes a user to whom priority and fairness apply as to any ServiceAccount, in a namespace that is there, and writes its kubeconfig. */
    public static void makeOrdinary(KubernetesClient admin, String namespace, Path kubeconfig) {
        String subject = "{\"kind\":\"ServiceAccount\",\"name\":\"" + NAME + "\",\"namespace\":\"" + namespace + "\"}";
        account(admin, namespace, NAME, namespace, subject);
        token(admin, namespace, NAME, kubeconfig);
    }

    private static void account(KubernetesClient admin, String namespace, String name, String binding, String subject) {
        create(
                admin,
                "/api/v1/namespaces/" + namespace + "/serviceaccounts",
                "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"" + name + "\"}}");
        create(
                admin,
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"ClusterRoleBinding\",\"metadata\":{\"name\":\""
                        + binding
                        + "\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":"
                        + "\"cluster-admin\"},\"subjects\":[" + subject + "]}");
    }

    private static void token(KubernetesClient admin, String namespace, String name, Path kubeconfig) {
        String answer = create(
                admin,
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + name + "/token",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"expirationSeconds\":7200}}");
        JsonNode token = JSON.readTree(answer).path("status").path("token");
        write(kubeconfig, JSON.writeValueAsBytes(kubeconfig(admin.getConfiguration(), token.asString())));
    }

    private static String create(KubernetesClient admin, String path, String body) {
        try {
            return admin.raw(path, "POST", JSON.readValue(body, Map.class));
        } catch (KubernetesClientException e) {
            throw new ProgramFailure("cannot make the benchmark's user: POST " + path + ": " + e.getMessage(), e);
        }
    }

    static ObjectNode kubeconfig(Config server, String token) {
        ObjectNode config = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Config");
        ObjectNode cluster =
                config.putArray("clusters").addObject().put("name", NAME).putObject("cluster");
        cluster.put("server", server.getMasterUrl());
        if (server.getCaCertData() != null) {
            cluster.put("certificate-authority-data", server.getCaCertData());
        } else if (server.getCaCertFile() != null) {
            cluster.put("certificate-authority", server.getCaCertFile());
        } else {
            cluster.put("insecure-skip-tls-verify", true);
        }
        config.putArray("users").addObject().put("name", NAME).putObject("user").put("token", token);
        config.putArray("contexts")
                .addObject()
                .put("name", NAME)
                .putObject("context")
                .put("cluster", NAME)
                .put("user", NAME);
        return config.put("current-context", NAME);
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(
                    file,
                    java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                            java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
            Files.write(file, content);
        } catch (IOException e) {
            throw new ProgramFailure("cannot write " + file, e);
        }
    }
}

package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every pod runs as a service account that exists, and finds its token, the cluster's certificate and its namespace under a well-known path unless the pod
 * or the account says no (Kubernetes documentation, "Managing Service Accounts"). Static pods of a node have no account and no secrets.
 */
public final class ServiceAccountAdmission implements AdmissionPlugin {
    private static final StoredResource ACCOUNTS = new StoredResource("", "serviceaccounts");
    private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    static final String MIRROR = "kubernetes.io/config.mirror";

    /** A namespace's {@code default} account is made by a controller; a pod that follows its namespace at once waits for it. */
    private static final int TRIES_FOR_DEFAULT = 10;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(150);

    private final ClusterReader reader;
    private final Supplier<String> suffixes;
    private final Consumer<Duration> pause;

    /**
     * @param suffixes five random characters for a volume's name
     * @param pause waits on the calling thread
     */
    public ServiceAccountAdmission(ClusterReader reader, Supplier<String> suffixes, Consumer<Duration> pause) {
        this.reader = reader;
        this.suffixes = suffixes;
        this.pause = pause;
    }

    @Override
    public String name() {
        return "ServiceAccount";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && request.isFor("", "pods")
                || request.isUpdate() && request.isFor("", "pods", "ephemeralcontainers");
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode pod = request.object();
        if (!request.isCreate() || isMirror(pod)) {
            return;
        }
        ObjectNode spec = Trees.child(pod, "spec");
        if (Trees.text(spec, "serviceAccountName").isEmpty()) {
            spec.put("serviceAccountName", "default");
        }
        String name = Trees.text(spec, "serviceAccountName");
        spec.put("serviceAccount", name);
        ObjectNode account = account(request, name);
        if (mountsToken(account, spec)) {
            mountToken(spec);
        }
        ArrayNode pullSecrets = account.get("imagePullSecrets") instanceof ArrayNode a ? a : null;
        if (pullSecrets != null
                && !pullSecrets.isEmpty()
                && spec.path("imagePullSecrets").isEmpty()) {
            ArrayNode copied = spec.putArray("imagePullSecrets");
            for (String secret : names(Trees.objects(account, "imagePullSecrets"))) {
                copied.addObject().put("name", secret);
            }
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        ObjectNode pod = request.object();
        ObjectNode spec = Trees.child(pod, "spec");
        if (request.isCreate() && isMirror(pod)) {
            validateMirror(request, spec);
            return;
        }
        String name = Trees.text(spec, "serviceAccountName");
        if (name.isEmpty()) {
            throw request.forbidden("no service account specified for pod " + request.namespace() + "/"
                    + Metadata.of(pod).name());
        }
        ObjectNode account = account(request, name);
        String enforced =
                Metadata.of(account).annotations().getOrDefault("kubernetes.io/enforce-mountable-secrets", "");
        if (List.of("true", "True", "TRUE", "t", "T", "1").contains(enforced)) {
            String violation = MountableSecrets.violation(spec, account, request.isCreate());
            if (!violation.isEmpty()) {
                throw request.forbidden(violation);
            }
        }
    }

    private static void validateMirror(AdmissionRequest request, ObjectNode spec) {
        if (!Trees.text(spec, "serviceAccountName").isEmpty()) {
            throw request.forbidden("a mirror pod may not reference service accounts");
        }
        if (PodReferences.of(spec).stream().anyMatch(r -> r.resource().equals("secrets"))) {
            throw request.forbidden("a mirror pod may not reference secrets");
        }
        for (ObjectNode volume : Trees.objects(spec, "volumes")) {
            for (ObjectNode source : Trees.objects(volume, "projected", "sources")) {
                if (source.has("serviceAccountToken")) {
                    throw request.forbidden("a mirror pod may not use ServiceAccountToken volume projections");
                }
            }
        }
    }

    static boolean isMirror(ObjectNode pod) {
        return pod.path("metadata").path("annotations").has(MIRROR);
    }

    private ObjectNode account(AdmissionRequest request, String name) {
        ObjectKey key = new ObjectKey(request.namespace(), name);
        Seen account = reader.get(ACCOUNTS, key);
        for (int i = 1; account == null && name.equals("default") && i < TRIES_FOR_DEFAULT; i++) {
            pause.accept(BETWEEN_TRIES);
            account = reader.getLive(ACCOUNTS, key);
        }
        if (account == null) {
            throw request.forbidden("error looking up service account " + request.namespace() + "/" + name
                    + ": serviceaccount \"" + name + "\" not found");
        }
        return account.tree();
    }

    private static boolean mountsToken(ObjectNode account, ObjectNode spec) {
        Boolean wish = wish(spec);
        if (wish == null) {
            wish = wish(account);
        }
        return wish == null || wish;
    }

    private static @Nullable Boolean wish(ObjectNode node) {
        return node.path("automountServiceAccountToken").isBoolean()
                ? (Boolean) node.path("automountServiceAccountToken").booleanValue()
                : null;
    }

    private void mountToken(ObjectNode spec) {
        String volume = "";
        for (ObjectNode each : Trees.objects(spec, "volumes")) {
            if (Trees.text(each, "name").startsWith(VOLUME_PREFIX)) {
                volume = Trees.text(each, "name");
            }
        }
        boolean exists = !volume.isEmpty();
        if (!exists) {
            volume = VOLUME_PREFIX + suffixes.get();
        }
        boolean needed = false;
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : Trees.objects(spec, list)) {
                boolean mounted = Trees.objects(container, "volumeMounts").stream()
                        .anyMatch(m -> Trees.text(m, "mountPath").equals(TOKEN_PATH));
                if (!mounted) {
                    Trees.children(container, "volumeMounts")
                            .addObject()
                            .put("mountPath", TOKEN_PATH)
                            .put("name", volume)
                            .put("readOnly", true);
                    needed = true;
                }
            }
        }
        if (needed && !exists) {
            addTokenVolume(Trees.children(spec, "volumes").addObject().put("name", volume));
        }
    }

    private static void addTokenVolume(ObjectNode volume) {
        ObjectNode projected = volume.putObject("projected").put("defaultMode", 420);
        ArrayNode sources = projected.putArray("sources");
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", 3607)
                .put("path", "token");
        ObjectNode root = sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
        root.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        sources.addObject()
                .putObject("downwardAPI")
                .putArray("items")
                .addObject()
                .put("path", "namespace")
                .putObject("fieldRef")
                .put("apiVersion", "v1")
                .put("fieldPath", "metadata.namespace");
    }

    static List<String> names(List<ObjectNode> references) {
        return references.stream().map(r -> Trees.text(r, "name")).toList();
    }
}

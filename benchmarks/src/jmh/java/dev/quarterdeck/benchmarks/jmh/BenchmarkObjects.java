package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Objects as the load generator makes them. */
final class BenchmarkObjects {
    static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    static final String NAMESPACE = "benchmark";

    private BenchmarkObjects() {}

    /** As a client posts it. */
    static byte[] configMap(String name, String label) {
        return utf8("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"" + NAMESPACE + "\",\"labels\":{\"app\":\"" + label
                + "\"}},\"data\":{\"stamp\":\"1700000000000000000\",\"payload\":\"" + "x".repeat(64) + "\"}}");
    }

    /** As it is stored. */
    static byte[] storedConfigMap(String name, String label, long revision) {
        return utf8("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"" + NAMESPACE
                + "\",\"uid\":\"0a1b2c3d-0000-4000-8000-00000000cafe\",\"resourceVersion\":\"" + revision
                + "\",\"creationTimestamp\":\"2026-01-02T03:04:05Z\",\"labels\":{\"app\":\"" + label
                + "\"}},\"data\":{\"stamp\":\"1700000000000000000\",\"payload\":\"" + "x".repeat(64) + "\"}}");
    }

    static Change change(ChangeType type, String name, String label, long revision) {
        return new Change(
                CONFIG_MAPS,
                new ObjectKey(NAMESPACE, name),
                revision,
                type,
                storedConfigMap(name, label, revision));
    }

    /** So many objects at revisions from 1; every tenth has the label {@code app=rare}. */
    static List<Change> population(int size) {
        List<Change> changes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            changes.add(change(ChangeType.ADDED, "object-" + i, i % 10 == 0 ? "rare" : "usual", i + 1));
        }
        return changes;
    }

    /** A web server as a Deployment would make it. */
    static byte[] pod(String name) {
        return utf8("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"app\":\"storefront\",\"tier\":\"frontend\",\"pod-template-hash\":\"6d4b75cb6d\"},"
                + "\"annotations\":{\"prometheus.io/scrape\":\"true\",\"prometheus.io/port\":\"9090\"}},\"spec\":{"
                + "\"automountServiceAccountToken\":false,\"terminationGracePeriodSeconds\":30,\"restartPolicy\":\"Always\","
                + "\"securityContext\":{\"runAsNonRoot\":true,\"runAsUser\":65534,\"fsGroup\":65534},\"containers\":[{"
                + "\"name\":\"web\",\"image\":\"example.org/web:4.17.2\",\"args\":[\"--listen=:8080\",\"--log-format=json\"],"
                + "\"ports\":[{\"name\":\"http\",\"containerPort\":8080,\"protocol\":\"TCP\"},{\"name\":\"metrics\","
                + "\"containerPort\":9090,\"protocol\":\"TCP\"}],\"env\":[{\"name\":\"POD_NAME\",\"valueFrom\":{\"fieldRef\":"
                + "{\"fieldPath\":\"metadata.name\"}}},{\"name\":\"DATABASE_HOST\",\"value\":\"orders-db.shop\"},{\"name\":"
                + "\"DATABASE_PASSWORD\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"orders-db\",\"key\":\"password\"}}}],"
                + "\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"128Mi\"},\"limits\":{\"cpu\":\"500m\","
                + "\"memory\":\"256Mi\"}},\"livenessProbe\":{\"httpGet\":{\"path\":\"/healthz\",\"port\":\"http\"},"
                + "\"periodSeconds\":10},\"readinessProbe\":{\"httpGet\":{\"path\":\"/readyz\",\"port\":\"http\"}},"
                + "\"volumeMounts\":[{\"name\":\"config\",\"mountPath\":\"/etc/storefront\",\"readOnly\":true}]}],\"volumes\":["
                + "{\"name\":\"config\",\"configMap\":{\"name\":\"storefront\",\"optional\":true}}]}}");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

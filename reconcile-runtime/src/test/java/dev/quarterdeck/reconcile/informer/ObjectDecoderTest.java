package dev.quarterdeck.reconcile.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.Models;
import dev.quarterdeck.stream.cache.CachedObject;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectDecoderTest {
    private static final ObjectKey KEY = new ObjectKey("ns", "web");
    private static final String OWNERS = "[{\"manager\":\"m\",\"fieldsV1\":{\"f:spec\":{}}}]";

    private final Map<ObjectKey, LazyObject<Pod>> known = new HashMap<>();
    private final ObjectDecoder<Pod> decoder = new ObjectDecoder<>(Pod.class, Models.shared());

    ObjectDecoderTest() {
        decoder.follow(known::get);
    }

    @Test
    void takesASpecThatDidNotChangeFromTheRevisionBefore() {
        Pod first = decode(1, "node-1", "Pending");
        Pod second = decode(2, "node-1", "Running");
        assertThat(second.getSpec()).isSameAs(first.getSpec());
        assertThat(second.getStatus().getPhase()).isEqualTo("Running");
        assertThat(second.getMetadata().getResourceVersion()).isEqualTo("2");
        assertThat(second.getMetadata().getLabels()).containsEntry("app", "web");
        assertThat(second).isEqualTo(Models.shared().unmarshal(json(2, "node-1", "Running"), Pod.class));
    }

    @Test
    void seesASpecThatChanged() {
        decode(1, "", "Pending");
        assertThat(decode(2, "node-1", "Pending").getSpec().getNodeName()).isEqualTo("node-1");
        assertThat(decode(3, "node-2", "Pending").getSpec().getNodeName()).isEqualTo("node-2");
    }

    @Test
    void doesNotKeepRevisionsThatNobodyLookedAt() {
        known.put(KEY, decoder.shared(object(1, "node-1", "Pending")));
        Pod second = decode(2, "node-1", "Running");
        assertThat(known.get(KEY).get()).isSameAs(second);
        assertThat(second.getSpec().getNodeName()).isEqualTo("node-1");
    }

    @Test
    void aLargeObjectIsNotKeptBesideItsBytes() {
        ObjectDecoder<Secret> secrets = new ObjectDecoder<>(Secret.class, Models.shared());
        LazyObject<Secret> large = secrets.shared(secret(100_000));
        LazyObject<Secret> small = secrets.shared(secret(100));
        Secret held = large.get();
        assertThat(large.get()).isSameAs(held);
        WeakReference<Secret> ofLarge = new WeakReference<>(held);
        WeakReference<Secret> ofSmall = new WeakReference<>(small.get());
        held = null;
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (ofLarge.get() != null && System.nanoTime() < end) {
            System.gc();
        }
        assertThat(ofLarge.get()).isNull();
        assertThat(ofSmall.get()).isSameAs(small.get());
        assertThat(large.get().getData().get("k")).hasSize(100_000);
    }

    private static CachedObject secret(int length) {
        String json =
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"web\",\"namespace\":\"ns\"},\"data\":{\"k\":\""
                        + "A".repeat(length) + "\"}}";
        return new CachedObject(KEY, 1, json.getBytes(StandardCharsets.UTF_8), Map.of(), Map.of());
    }

    private Pod decode(long revision, String node, String phase) {
        LazyObject<Pod> object = decoder.shared(object(revision, node, phase));
        known.put(KEY, object);
        return object.get();
    }

    private static CachedObject object(long revision, String node, String phase) {
        return new CachedObject(
                KEY, revision, json(revision, node, phase).getBytes(StandardCharsets.UTF_8), Map.of(), Map.of());
    }

    private static String json(long revision, String node, String phase) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\",\"namespace\":\"ns\",\"managedFields\":"
                + OWNERS
                + ",\"labels\":{\"app\":\"web\"},\"resourceVersion\":\"" + revision
                + "\"},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b\"}],\"nodeName\":\"" + node
                + "\"},\"status\":{\"phase\":\"" + phase + "\"}}";
    }
}

package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What informers have told, plus what was decided and is not bound yet. A pod that is assumed counts on its node at once, so the next decision sees it; it is
 * confirmed when the informer shows it bound, or forgotten when the bind fails. Thread-safe; a snapshot costs what has changed since the last one.
 */
public final class ClusterState {
    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<String, Map<String, PodRequest>> podsByNode = new HashMap<>();
    private final Map<String, String> nodeOfPod = new HashMap<>();
    private final Map<String, String> assumed = new HashMap<>();
    private final Map<String, Map<String, LabelSelector>> services = new HashMap<>();
    private final Map<String, NodeSnapshot> built = new TreeMap<>();
    private @Nullable ClusterSnapshot snapshot;

    public synchronized void nodeChanged(Node node) {
        String name = node.getMetadata().getName();
        nodes.put(name, node);
        touch(name);
    }

    public synchronized void nodeGone(String name) {
        nodes.remove(name);
        built.remove(name);
        snapshot = null;
    }

    /** A pod that has a node and has not ended. */
    public synchronized void podOnNode(Pod pod) {
        String uid = pod.getMetadata().getUid();
        String node = pod.getSpec().getNodeName();
        String before = nodeOfPod.get(uid);
        assumed.remove(uid);
        if (before != null && !before.equals(node)) {
            take(uid);
        }
        put(PodRequest.of(pod), node);
    }

    /** A pod that has ended or is gone. */
    public synchronized void podGone(String uid) {
        assumed.remove(uid);
        take(uid);
    }

    public synchronized void assume(PodRequest pod, String node) {
        assumed.put(pod.uid(), node);
        put(pod, node);
    }

    /** The bind failed: the pod is on no node, unless an informer has shown it there meanwhile. */
    public synchronized void forget(String uid) {
        if (assumed.remove(uid) != null) {
            take(uid);
        }
    }

    public synchronized boolean isAssumed(String uid) {
        return assumed.containsKey(uid);
    }

    public synchronized void serviceChanged(Service service) {
        Map<String, String> selector =
                service.getSpec() == null ? null : service.getSpec().getSelector();
        Map<String, LabelSelector> ofNamespace =
                services.computeIfAbsent(service.getMetadata().getNamespace(), n -> new LinkedHashMap<>());
        if (selector == null || selector.isEmpty()) {
            ofNamespace.remove(service.getMetadata().getName());
        } else {
            ofNamespace.put(service.getMetadata().getName(), LabelSelectors.ofMap(selector));
        }
        snapshot = null;
    }

    public synchronized void serviceGone(String namespace, String name) {
        Map<String, LabelSelector> ofNamespace = services.get(namespace);
        if (ofNamespace != null) {
            ofNamespace.remove(name);
            snapshot = null;
        }
    }

    public synchronized ClusterSnapshot snapshot() {
        if (snapshot == null) {
            for (Map.Entry<String, Node> entry : nodes.entrySet()) {
                built.computeIfAbsent(
                        entry.getKey(),
                        name -> NodeSnapshot.of(
                                entry.getValue(),
                                podsByNode.getOrDefault(name, Map.of()).values()));
            }
            Map<String, Integer> images = new HashMap<>();
            built.values().forEach(n -> n.imageBytes().keySet().forEach(i -> images.merge(i, 1, Integer::sum)));
            Map<String, List<LabelSelector>> selectors = new HashMap<>();
            services.forEach((namespace, byName) -> selectors.put(namespace, List.copyOf(byName.values())));
            snapshot = new ClusterSnapshot(
                    List.copyOf(new ArrayList<>(built.values())), Map.copyOf(selectors), Map.copyOf(images));
        }
        return snapshot;
    }

    private void put(PodRequest pod, String node) {
        podsByNode.computeIfAbsent(node, n -> new LinkedHashMap<>()).put(pod.uid(), pod);
        nodeOfPod.put(pod.uid(), node);
        touch(node);
    }

    private void take(String uid) {
        String node = nodeOfPod.remove(uid);
        if (node != null) {
            Map<String, PodRequest> pods = podsByNode.get(node);
            if (pods != null) {
                pods.remove(uid);
                if (pods.isEmpty()) {
                    podsByNode.remove(node);
                }
            }
            touch(node);
        }
    }

    private void touch(String node) {
        built.remove(node);
        snapshot = null;
    }
}

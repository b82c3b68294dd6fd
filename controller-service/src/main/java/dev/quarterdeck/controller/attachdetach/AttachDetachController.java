package dev.quarterdeck.controller.attachdetach;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Wires the attaching of volumes: which change wakes which node. */
public final class AttachDetachController {
    private static final String BY_NODE = "node of volumes";
    private static final String BY_CLAIM = "claim of volumes";
    private static final String BY_VOLUME = "volume";

    private AttachDetachController() {}

    public static Controller create(ControllerContext context) {
        Caches caches = new Caches(context);
        ReconcileLoop<ObjectKey> loop = new ReconcileLoop<>(
                "attachdetach",
                1,
                context.time(),
                context.registry(),
                new AttachDetachReconciler(
                        caches,
                        context.api(),
                        context.events().apply("attachdetach-controller"),
                        context.time(),
                        context.registry()));
        caches.wake(loop);
        return new Controller("persistentvolume-attach-detach", List.of(loop), caches.all());
    }

    private static final class Caches implements AttachDetachReconciler.ClusterView {
        private final Informer<Pod> pods;
        private final Informer<Node> nodes;
        private final Informer<PersistentVolumeClaim> claims;
        private final Informer<PersistentVolume> volumes;
        private final Informer<CSIDriver> drivers;
        private final Informer<VolumeAttachment> attachments;
        private final AttachableVolumes attachable;
        /** Made here and not seen by the cache yet, by name. */
        private final Map<String, VolumeAttachment> made = new ConcurrentHashMap<>();

        Caches(ControllerContext context) {
            pods = context.informers()
                    .of(Pod.class)
                    .index(
                            BY_NODE,
                            pod -> AttachableVolumes.claimNames(pod).isEmpty()
                                    ? List.of()
                                    : List.of(Pods.nodeName(pod)))
                    .index(BY_CLAIM, pod -> AttachableVolumes.claimNames(pod).stream()
                            .map(name -> new ObjectKey(pod.getMetadata().getNamespace(), name).path())
                            .toList());
            nodes = context.informers().of(Node.class);
            claims = context.informers().of(PersistentVolumeClaim.class);
            volumes = context.informers().of(PersistentVolume.class);
            drivers = context.informers().of(CSIDriver.class);
            attachments = context.informers()
                    .of(VolumeAttachment.class)
                    .index(BY_NODE, a -> List.of(a.getSpec().getNodeName()))
                    .index(
                            BY_VOLUME,
                            a -> a.getSpec().getSource().getPersistentVolumeName() == null
                                    ? List.of()
                                    : List.of(a.getSpec().getSource().getPersistentVolumeName()));
            attachable =
                    new AttachableVolumes(claims::get, name -> volumes.get("", name), name -> drivers.get("", name));
        }

        List<Informer<?>> all() {
            return List.of(pods, nodes, claims, volumes, drivers, attachments);
        }

        void wake(ReconcileLoop<ObjectKey> loop) {
            pods.onChange((before, after) -> {
                Pod pod = ControllerContext.either(before, after);
                if (!AttachableVolumes.claimNames(pod).isEmpty()) {
                    wakeNode(loop, Pods.nodeName(pod));
                }
            });
            nodes.onChange((before, after) -> {
                if (before == null || after == null || NodeVolumes.differ(before, after)) {
                    wakeNode(
                            loop,
                            ControllerContext.either(before, after)
                                    .getMetadata()
                                    .getName());
                }
            });
            claims.onChange((before, after) -> wakeUsers(
                    loop,
                    ControllerContext.key(ControllerContext.either(before, after))
                            .path()));
            volumes.onChange((before, after) -> {
                String name =
                        ControllerContext.either(before, after).getMetadata().getName();
                claim(ControllerContext.either(before, after)).ifPresent(claim -> wakeUsers(loop, claim));
                attachments
                        .byIndex(BY_VOLUME, name)
                        .forEach(a -> wakeNode(loop, a.getSpec().getNodeName()));
            });
            drivers.onChange((before, after) ->
                    nodes.list().forEach(n -> wakeNode(loop, n.getMetadata().getName())));
            attachments.onChange((before, after) -> {
                VolumeAttachment attachment = ControllerContext.either(before, after);
                made.remove(attachment.getMetadata().getName());
                wakeNode(loop, attachment.getSpec().getNodeName());
                if (after == null) {
                    // whoever waits for it may have it now
                    Optional.ofNullable(attachment.getSpec().getSource().getPersistentVolumeName())
                            .flatMap(name -> volumes.get("", name))
                            .flatMap(Caches::claim)
                            .ifPresent(claim -> wakeUsers(loop, claim));
                }
            });
        }

        private void wakeUsers(ReconcileLoop<ObjectKey> loop, String claim) {
            pods.byIndex(BY_CLAIM, claim).forEach(pod -> wakeNode(loop, Pods.nodeName(pod)));
        }

        private static void wakeNode(ReconcileLoop<ObjectKey> loop, String name) {
            if (!name.isEmpty()) {
                loop.queue().add(new ObjectKey("", name));
            }
        }

        private static Optional<String> claim(PersistentVolume volume) {
            ObjectReference ref =
                    volume.getSpec() == null ? null : volume.getSpec().getClaimRef();
            return ref == null || ref.getNamespace() == null
                    ? Optional.empty()
                    : Optional.of(new ObjectKey(ref.getNamespace(), ref.getName()).path());
        }

        @Override
        public Optional<Node> node(String name) {
            return nodes.get("", name);
        }

        @Override
        public Collection<Pod> pods(String node) {
            return pods.byIndex(BY_NODE, node);
        }

        @Override
        public AttachableVolumes volumes() {
            return attachable;
        }

        @Override
        public Collection<VolumeAttachment> attachments(String node) {
            return withMade(
                    attachments.byIndex(BY_NODE, node),
                    a -> node.equals(a.getSpec().getNodeName()));
        }

        @Override
        public Collection<VolumeAttachment> attachmentsOf(String persistentVolume) {
            return withMade(
                    attachments.byIndex(BY_VOLUME, persistentVolume),
                    a -> persistentVolume.equals(a.getSpec().getSource().getPersistentVolumeName()));
        }

        private Collection<VolumeAttachment> withMade(
                Collection<VolumeAttachment> seen, Predicate<VolumeAttachment> more) {
            List<VolumeAttachment> all = new ArrayList<>(seen);
            for (VolumeAttachment each : made.values()) {
                if (more.test(each)
                        && attachments.get("", each.getMetadata().getName()).isEmpty()) {
                    all.add(each);
                }
            }
            return all;
        }

        @Override
        public void making(VolumeAttachment attachment) {
            made.put(attachment.getMetadata().getName(), attachment);
        }

        @Override
        public void failed(VolumeAttachment attachment) {
            made.remove(attachment.getMetadata().getName());
        }

        @Override
        public List<Pod> usersElsewhere(String persistentVolume, String node) {
            return volumes.get("", persistentVolume).flatMap(Caches::claim).stream()
                    .flatMap(claim -> pods.byIndex(BY_CLAIM, claim).stream())
                    .filter(pod ->
                            !Pods.nodeName(pod).isEmpty() && !Pods.nodeName(pod).equals(node))
                    .filter(pod -> !Pods.isTerminal(pod))
                    .toList();
        }
    }
}

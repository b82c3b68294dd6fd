package dev.quarterdeck.controller.attachdetach;

import dev.quarterdeck.controller.attachdetach.AttachmentPlanner.NodeView;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import dev.quarterdeck.reconcile.queue.TimeSource;
import io.fabric8.kubernetes.api.model.AttachedVolume;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Carries out what is planned for the volumes of one node. What is about to be detached is taken out of the node's status first, on the condition that the
 * node is as it was read: a kubelet that has begun to use the volume meanwhile wins. One worker, so that two nodes never reach for one volume at a time.
 */
final class AttachDetachReconciler implements Reconciler<ObjectKey> {
    private final ClusterView cluster;
    private final ObjectApi api;
    private final AttachEvents events;
    private final TimeSource time;
    private final MeterRegistry registry;
    private final Map<String, Duration> unwantedSince = new HashMap<>();
    private final Set<String> refused = new HashSet<>();

    /** What the caches know. */
    interface ClusterView {
        Optional<Node> node(String name);

        /** Pods on the node that name claims. */
        Collection<Pod> pods(String node);

        AttachableVolumes volumes();

        /** All attachments to the node. */
        Collection<VolumeAttachment> attachments(String node);

        /** Attachments of a volume, to any node. */
        Collection<VolumeAttachment> attachmentsOf(String persistentVolume);

        /** Counted among the others from now on, until the cache shows it. */
        void making(VolumeAttachment attachment);

        /** It was not made after all. */
        void failed(VolumeAttachment attachment);

        /** Pods that use the volume on another node. */
        List<Pod> usersElsewhere(String persistentVolume, String node);
    }

    AttachDetachReconciler(
            ClusterView cluster, ObjectApi api, EventRecorder events, TimeSource time, MeterRegistry registry) {
        this.cluster = cluster;
        this.api = api;
        this.events = new AttachEvents(events);
        this.time = time;
        this.registry = registry;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        String name = key.name();
        Optional<Node> node = cluster.node(name);
        Map<CsiVolume, WantedVolume> wanted = node.filter(NodeVolumes::isManaged)
                .map(n -> cluster.volumes().of(cluster.pods(name)))
                .orElseGet(Map::of);
        Map<CsiVolume, VolumeAttachment> attached = attachments(name);
        Map<CsiVolume, AttachmentPlan> plans = plan(name, node, wanted, attached);
        forget(name, plans.keySet(), wanted.keySet());
        if (node.isPresent() && !report(node.get(), wanted, plans)) {
            return Result.RETRY;
        }
        Result result = Result.DONE;
        for (Map.Entry<CsiVolume, AttachmentPlan> each : plans.entrySet()) {
            CsiVolume volume = each.getKey();
            result = sooner(result, carryOut(name, volume, each.getValue(), attached));
        }
        return result;
    }

    private Map<CsiVolume, AttachmentPlan> plan(
            String name,
            Optional<Node> node,
            Map<CsiVolume, WantedVolume> wanted,
            Map<CsiVolume, VolumeAttachment> attached) {
        Set<CsiVolume> all = new TreeSet<>(wanted.keySet());
        all.addAll(attached.keySet());
        node.ifPresent(n -> NodeVolumes.reported(n)
                .forEach(r -> CsiVolume.parse(r.getName()).ifPresent(all::add)));
        Map<CsiVolume, AttachmentPlan> plans = new LinkedHashMap<>();
        for (CsiVolume volume : all) {
            Optional<VolumeAttachment> attachment = Optional.ofNullable(attached.get(volume));
            WantedVolume want = wanted.get(volume);
            if (want != null) {
                unwantedSince.remove(name + " " + volume.uniqueName());
                boolean elsewhere = cluster.attachmentsOf(want.persistentVolume()).stream()
                        .anyMatch(a -> !name.equals(a.getSpec().getNodeName()));
                plans.put(volume, AttachmentPlanner.wanted(want, attachment, elsewhere, time.instant()));
            } else {
                Duration since = unwantedSince.computeIfAbsent(name + " " + volume.uniqueName(), k -> time.elapsed());
                NodeView view = NodeVolumes.view(node, volume);
                plans.put(
                        volume,
                        AttachmentPlanner.unwanted(
                                attachment, view, time.elapsed().minus(since)));
            }
        }
        return plans;
    }

    /** Attachments that this controller would have made; those of others are left alone. */
    private Map<CsiVolume, VolumeAttachment> attachments(String node) {
        Map<CsiVolume, VolumeAttachment> found = new TreeMap<>();
        for (VolumeAttachment attachment : cluster.attachments(node)) {
            String volume = attachment.getSpec().getSource().getPersistentVolumeName();
            Optional.ofNullable(volume)
                    .flatMap(cluster.volumes().volumes())
                    .flatMap(AttachableVolumes::csi)
                    .filter(v -> v.attachmentName(node)
                            .equals(attachment.getMetadata().getName()))
                    .ifPresent(v -> found.put(v, attachment));
        }
        return found;
    }

    private void forget(String node, Set<CsiVolume> known, Set<CsiVolume> wanted) {
        Set<String> left = known.stream().map(v -> node + " " + v.uniqueName()).collect(Collectors.toSet());
        unwantedSince.keySet().removeIf(k -> k.startsWith(node + " ") && !left.contains(k));
        Set<String> asked =
                wanted.stream().map(v -> node + " " + v.uniqueName()).collect(Collectors.toSet());
        refused.removeIf(k -> k.startsWith(node + " ") && !asked.contains(k));
    }

    /** @return false where the node has changed meanwhile */
    private boolean report(Node node, Map<CsiVolume, WantedVolume> wanted, Map<CsiVolume, AttachmentPlan> plans)
            throws InterruptedException {
        List<AttachedVolume> before = NodeVolumes.reported(node);
        List<AttachedVolume> after = NodeVolumes.toReport(before, plans);
        if (after.equals(before)) {
            return true;
        }
        try {
            api.updateStatus(new NodeBuilder(node)
                    .editOrNewStatus()
                    .withVolumesAttached(after)
                    .endStatus()
                    .build());
        } catch (ApiException e) {
            if (e.reason() == StatusReason.NOT_FOUND || e.reason() == StatusReason.CONFLICT) {
                return false;
            }
            throw e;
        }
        Set<String> there = before.stream().map(AttachedVolume::getName).collect(Collectors.toSet());
        for (WantedVolume want : wanted.values()) {
            if (plans.get(want.volume()) instanceof AttachmentPlan.Report
                    && !there.contains(want.volume().uniqueName())) {
                events.attached(want);
            }
        }
        return true;
    }

    private Result carryOut(
            String node, CsiVolume volume, AttachmentPlan plan, Map<CsiVolume, VolumeAttachment> attached)
            throws InterruptedException {
        return switch (plan) {
            case AttachmentPlan.Nothing(), AttachmentPlan.Report() -> Result.DONE;
            case AttachmentPlan.Attach(WantedVolume want) -> attach(node, want);
            case AttachmentPlan.Refuse(WantedVolume want) -> {
                if (refused.add(node + " " + volume.uniqueName())) {
                    events.refused(want, cluster.usersElsewhere(want.persistentVolume(), node));
                }
                yield Result.DONE;
            }
            case AttachmentPlan.Await(Duration longest) -> Result.after(longest);
            case AttachmentPlan.Fail(WantedVolume want, String message) -> {
                events.failed(want, message);
                yield Result.RETRY;
            }
            case AttachmentPlan.Keep(Duration longest) -> longest.isZero() ? Result.DONE : Result.after(longest);
            case AttachmentPlan.Detach(AttachmentPlan.Reason reason) -> detach(node, volume, reason, attached);
        };
    }

    private Result attach(String node, WantedVolume want) throws InterruptedException {
        refused.remove(node + " " + want.volume().uniqueName());
        VolumeAttachment attachment = new VolumeAttachmentBuilder()
                .withNewMetadata()
                .withName(want.volume().attachmentName(node))
                .endMetadata()
                .withNewSpec()
                .withAttacher(want.volume().driver())
                .withNodeName(node)
                .withNewSource()
                .withPersistentVolumeName(want.persistentVolume())
                .endSource()
                .endSpec()
                .build();
        cluster.making(new VolumeAttachmentBuilder(attachment)
                .editMetadata()
                .withCreationTimestamp(time.instant().toString())
                .endMetadata()
                .build());
        try {
            api.create(attachment);
        } catch (ApiException e) {
            cluster.failed(attachment);
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                events.failed(want, e.getMessage());
                throw e;
            }
        }
        return Result.after(AttachmentPlanner.ATTACH_PATIENCE);
    }

    private Result detach(
            String node, CsiVolume volume, AttachmentPlan.Reason reason, Map<CsiVolume, VolumeAttachment> attached)
            throws InterruptedException {
        if (reason == AttachmentPlan.Reason.UNMOUNTED) {
            Optional<Node> now = api.get(Node.class, "", node);
            if (now.isPresent() && NodeVolumes.view(now, volume).mounted()) {
                return Result.RETRY;
            }
        } else {
            registry.counter(
                            "attach_detach_controller_attachdetach_controller_forced_detaches",
                            "reason",
                            reason.metric())
                    .increment();
        }
        VolumeAttachment attachment = attached.get(volume);
        if (attachment == null) {
            // reported by the node's status alone: its volume may be gone, and the attachment with another source
            Optional<VolumeAttachment> left = api.get(VolumeAttachment.class, "", volume.attachmentName(node));
            if (left.isPresent()) {
                api.delete(left.get(), Propagation.DEFAULT);
            }
        } else {
            api.delete(attachment, Propagation.DEFAULT);
        }
        unwantedSince.remove(node + " " + volume.uniqueName());
        return Result.DONE;
    }

    private static Result sooner(Result one, Result other) {
        if (one instanceof Result.Retry || other instanceof Result.Retry) {
            return Result.RETRY;
        }
        if (one instanceof Result.RequeueAfter(Duration first)
                && other instanceof Result.RequeueAfter(Duration second)) {
            return first.compareTo(second) <= 0 ? one : other;
        }
        return one instanceof Result.RequeueAfter ? one : other;
    }
}

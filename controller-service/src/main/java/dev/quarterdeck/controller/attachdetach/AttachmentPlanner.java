package dev.quarterdeck.controller.attachdetach;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides about one volume on one node. Pure.
 *
 * <pre>
 * wanted  attachment            other nodes        mounted, node               → what
 * no        none                  any                any, and not reported         nothing
 * no        none                  any                any, but reported             as if there were one
 * no        being deleted         any                any                           nothing: the driver is at it
 * no        there                 any                out of service                detach
 * no        there                 any                not mounted                   detach
 * no        there                 any                mounted, healthy              keep
 * no        there                 any                mounted, not healthy          keep; detach after six minutes
 * yes       none                  have it, exclusive any                           refuse
 * yes       none                  otherwise          any                           attach
 * yes       being deleted         any                any                           fail: try again when it is gone
 * yes       attached              any                any                           report
 * yes       with an error         any                any                           fail
 * yes       neither               any                any, less than two minutes    await
 * yes       neither               any                any, two minutes or more      fail
 * </pre>
 */
final class AttachmentPlanner {
    /** How long a node that is not well may keep a volume that nobody wants. */
    static final Duration UNMOUNT_PATIENCE = Duration.ofMinutes(6);

    /** How long the driver may take before the pods are told. */
    static final Duration ATTACH_PATIENCE = Duration.ofMinutes(2);

    private AttachmentPlanner() {}

    /**
     * What is known of the node.
     *
     * @param mounted whether it says that it uses the volume; a node that is gone may still
     * @param reported whether it has been told that the volume is attached
     */
    record NodeView(boolean healthy, boolean outOfService, boolean mounted, boolean reported) {}

    /** @param elsewhere whether another node has it, or soon will */
    static AttachmentPlan wanted(
            WantedVolume wanted, Optional<VolumeAttachment> attachment, boolean elsewhere, Instant now) {
        if (attachment.isEmpty()) {
            return wanted.exclusive() && elsewhere
                    ? new AttachmentPlan.Refuse(wanted)
                    : new AttachmentPlan.Attach(wanted);
        }
        VolumeAttachment there = attachment.get();
        if (there.isMarkedForDeletion()) {
            return new AttachmentPlan.Fail(wanted, "volume attachment is being deleted");
        }
        if (isAttached(there)) {
            return new AttachmentPlan.Report();
        }
        if (there.getStatus() != null && there.getStatus().getAttachError() != null) {
            String message = there.getStatus().getAttachError().getMessage();
            return new AttachmentPlan.Fail(wanted, message == null ? "" : message);
        }
        Duration left = Duration.between(
                now, Pods.time(there.getMetadata().getCreationTimestamp()).plus(ATTACH_PATIENCE));
        return left.isPositive()
                ? new AttachmentPlan.Await(left)
                : new AttachmentPlan.Fail(
                        wanted,
                        "timed out waiting for external-attacher of "
                                + wanted.volume().driver() + " CSI driver to attach volume "
                                + wanted.volume().handle());
    }

    /** @param since how long nobody has wanted it */
    static AttachmentPlan unwanted(Optional<VolumeAttachment> attachment, NodeView node, Duration since) {
        if (attachment.isEmpty() && !node.reported()
                || attachment.filter(VolumeAttachment::isMarkedForDeletion).isPresent()) {
            return new AttachmentPlan.Nothing();
        }
        if (node.outOfService()) {
            return new AttachmentPlan.Detach(AttachmentPlan.Reason.OUT_OF_SERVICE);
        }
        if (!node.mounted()) {
            return new AttachmentPlan.Detach(AttachmentPlan.Reason.UNMOUNTED);
        }
        if (node.healthy()) {
            return AttachmentPlan.Keep.UNTIL_THE_NODE_SAYS_OTHERWISE;
        }
        Duration left = UNMOUNT_PATIENCE.minus(since);
        return left.isPositive()
                ? new AttachmentPlan.Keep(left)
                : new AttachmentPlan.Detach(AttachmentPlan.Reason.TIMEOUT);
    }

    static boolean isAttached(VolumeAttachment attachment) {
        return attachment.getStatus() != null
                && Boolean.TRUE.equals(attachment.getStatus().getAttached())
                && !attachment.isMarkedForDeletion();
    }
}

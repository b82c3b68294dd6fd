package dev.quarterdeck.controller.attachdetach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Attach;
import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Await;
import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Detach;
import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Fail;
import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Keep;
import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Nothing;
import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Reason;
import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Refuse;
import dev.quarterdeck.controller.attachdetach.AttachmentPlan.Report;
import dev.quarterdeck.controller.attachdetach.AttachmentPlanner.NodeView;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Row by row of the planner's table. */
class AttachmentPlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final CsiVolume VOLUME = new CsiVolume("d.example.com", "h1");
    private static final WantedVolume EXCLUSIVE = new WantedVolume(VOLUME, "pv", true, List.of());
    private static final WantedVolume SHARED = new WantedVolume(VOLUME, "pv", false, List.of());

    private static VolumeAttachmentBuilder attachment(String created) {
        return new VolumeAttachmentBuilder()
                .withNewMetadata()
                .withName("a")
                .withCreationTimestamp(created)
                .endMetadata();
    }

    private static Optional<VolumeAttachment> fresh() {
        return Optional.of(attachment("2026-01-01T00:09:30Z").build());
    }

    private static Optional<VolumeAttachment> going() {
        return Optional.of(attachment("2026-01-01T00:00:00Z")
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:09:59Z")
                .endMetadata()
                .withNewStatus()
                .withAttached(true)
                .endStatus()
                .build());
    }

    private static Optional<VolumeAttachment> attached() {
        return Optional.of(attachment("2026-01-01T00:00:00Z")
                .withNewStatus()
                .withAttached(true)
                .endStatus()
                .build());
    }

    private static AttachmentPlan wanted(WantedVolume want, Optional<VolumeAttachment> there, boolean elsewhere) {
        return AttachmentPlanner.wanted(want, there, elsewhere, NOW);
    }

    @Test
    void whatPodsWant() {
        assertThat(wanted(EXCLUSIVE, Optional.empty(), false)).isEqualTo(new Attach(EXCLUSIVE));
        assertThat(wanted(EXCLUSIVE, Optional.empty(), true)).isEqualTo(new Refuse(EXCLUSIVE));
        assertThat(wanted(SHARED, Optional.empty(), true)).isEqualTo(new Attach(SHARED));
        assertThat(wanted(EXCLUSIVE, going(), false))
                .isEqualTo(new Fail(EXCLUSIVE, "volume attachment is being deleted"));
        assertThat(wanted(EXCLUSIVE, attached(), true)).isEqualTo(new Report());
        assertThat(wanted(EXCLUSIVE, fresh(), false)).isEqualTo(new Await(Duration.ofSeconds(90)));
        assertThat(wanted(
                        EXCLUSIVE,
                        Optional.of(attachment("2026-01-01T00:08:00Z").build()),
                        false))
                .isEqualTo(new Fail(
                        EXCLUSIVE,
                        "timed out waiting for external-attacher of d.example.com CSI driver to attach"
                                + " volume h1"));
        assertThat(wanted(
                        EXCLUSIVE,
                        Optional.of(attachment("2026-01-01T00:09:30Z")
                                .withNewStatus()
                                .withAttached(false)
                                .withNewAttachError()
                                .withMessage("no luck")
                                .endAttachError()
                                .endStatus()
                                .build()),
                        false))
                .isEqualTo(new Fail(EXCLUSIVE, "no luck"));
    }

    private static AttachmentPlan unwanted(Optional<VolumeAttachment> there, NodeView node, int minutes) {
        return AttachmentPlanner.unwanted(there, node, Duration.ofMinutes(minutes));
    }

    @Test
    void whatNobodyWants() {
        NodeView healthy = new NodeView(true, false, true, true);
        NodeView sick = new NodeView(false, false, true, true);
        assertThat(unwanted(Optional.empty(), new NodeView(true, false, false, false), 0))
                .isEqualTo(new Nothing());
        assertThat(unwanted(Optional.empty(), new NodeView(true, false, false, true), 0))
                .isEqualTo(new Detach(Reason.UNMOUNTED));
        assertThat(unwanted(going(), sick, 60)).isEqualTo(new Nothing());
        assertThat(unwanted(attached(), new NodeView(false, true, true, true), 0))
                .isEqualTo(new Detach(Reason.OUT_OF_SERVICE));
        assertThat(unwanted(attached(), new NodeView(true, false, false, true), 0))
                .isEqualTo(new Detach(Reason.UNMOUNTED));
        assertThat(unwanted(attached(), healthy, 60)).isEqualTo(Keep.UNTIL_THE_NODE_SAYS_OTHERWISE);
        assertThat(unwanted(attached(), sick, 0)).isEqualTo(new Keep(Duration.ofMinutes(6)));
        assertThat(unwanted(attached(), sick, 5)).isEqualTo(new Keep(Duration.ofMinutes(1)));
        assertThat(unwanted(attached(), sick, 6)).isEqualTo(new Detach(Reason.TIMEOUT));
    }

    /** The reference's own names: attachers and kubelets look for them. */
    @Test
    void namesOfVolumesAndAttachments() {
        assertThat(VOLUME.uniqueName()).isEqualTo("kubernetes.io/csi/d.example.com^h1");
        assertThat(VOLUME.attachmentName("n1"))
                .isEqualTo("csi-b078b22d1096952a15ef3207f7f853696502bd1e6a5ae841d5eb413fc87f8ee8");
        assertThat(CsiVolume.parse(VOLUME.uniqueName())).contains(VOLUME);
        assertThat(CsiVolume.parse("kubernetes.io/iscsi/1.2.3.4:iqn")).isEmpty();
    }
}

package dev.quarterdeck.controller.attachdetach;

import java.time.Duration;

/** What to do about one volume on one node. */
sealed interface AttachmentPlan {
    record Nothing() implements AttachmentPlan {}

    /** Ask the driver to attach it. */
    record Attach(WantedVolume wanted) implements AttachmentPlan {}

    /** It must not be attached while another node has it. */
    record Refuse(WantedVolume wanted) implements AttachmentPlan {}

    /** The driver is asked; look again where it does not answer within this time. */
    record Await(Duration longest) implements AttachmentPlan {}

    /** The driver could not attach it: tell the pods, look again later. */
    record Fail(WantedVolume wanted, String message) implements AttachmentPlan {}

    /** It is there: the node may mount it. */
    record Report() implements AttachmentPlan {}

    /** Nobody wants it, but it may still be mounted: it stays as it is until the node says otherwise, or this time is over. */
    record Keep(Duration longest) implements AttachmentPlan {
        static final Keep UNTIL_THE_NODE_SAYS_OTHERWISE = new Keep(Duration.ZERO);
    }

    /** The node may mount it no more; ask the driver to detach it. */
    record Detach(Reason reason) implements AttachmentPlan {}

    /** Why a volume may be detached; by its name in metrics where the node was not asked. */
    enum Reason {
        UNMOUNTED(""),
        OUT_OF_SERVICE("out-of-service"),
        TIMEOUT("timeout");

        private final String metric;

        Reason(String metric) {
            this.metric = metric;
        }

        /** Empty where the node itself let the volume go. */
        String metric() {
            return metric;
        }
    }
}

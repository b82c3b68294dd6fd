package dev.quarterdeck.controller.attachdetach;

import dev.quarterdeck.reconcile.event.EventRecorder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the pods that want a volume what became of it. */
final class AttachEvents {
    private static final String FAILED = "FailedAttachVolume";

    private final EventRecorder events;

    AttachEvents(EventRecorder events) {
        this.events = events;
    }

    void attached(WantedVolume want) {
        String message = "AttachVolume.Attach succeeded for volume \"" + want.persistentVolume() + "\" ";
        want.pods().forEach(pod -> events.normal(pod, "SuccessfulAttachVolume", message));
    }

    void failed(WantedVolume want, @Nullable String why) {
        String message = "AttachVolume.Attach failed for volume \"" + want.persistentVolume() + "\" : " + why;
        want.pods().forEach(pod -> events.warning(pod, FAILED, message));
    }

    /** @param users pods that have it on another node */
    void refused(WantedVolume want, List<Pod> users) {
        String what = "Multi-Attach error for volume \"" + want.persistentVolume() + "\" ";
        want.pods().forEach(pod -> events.warning(pod, FAILED, what + why(pod, users)));
    }

    /** Names pods of the reader's own namespace only. */
    private static String why(Pod reader, List<Pod> users) {
        List<String> own = users.stream()
                .filter(p -> p.getMetadata()
                        .getNamespace()
                        .equals(reader.getMetadata().getNamespace()))
                .map(p -> p.getMetadata().getName())
                .sorted()
                .toList();
        int others = users.size() - own.size();
        if (users.isEmpty()) {
            return "Volume is already exclusively attached to one node and can't be attached to another";
        }
        if (own.isEmpty()) {
            return "Volume is already used by " + others + " pod(s) in different namespaces";
        }
        String names = "Volume is already used by pod(s) " + String.join(", ", own);
        return others == 0 ? names : names + " and " + others + " pod(s) in different namespaces";
    }
}

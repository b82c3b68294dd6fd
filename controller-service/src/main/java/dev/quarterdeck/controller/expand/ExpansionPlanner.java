package dev.quarterdeck.controller.expand;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to say of a claim that grows. Pure. No kind of volume is expanded by the control plane itself any more.
 *
 * <pre>
 * claim                       its volume               → what
 * not bound                     any                       nothing
 * bound, has what it asks for   any                       nothing
 * bound, asks for more          gone, or of another       wait for it
 * bound, asks for more          CSI                       an external controller is awaited
 * bound, asks for more          any other                 the same, as a warning: there may be none
 * </pre>
 */
final class ExpansionPlanner {
    enum Plan {
        NOTHING,
        LOOK_AGAIN,
        SAY,
        WARN
    }

    private ExpansionPlanner() {}

    static Plan plan(PersistentVolumeClaim claim, Optional<PersistentVolume> volume) {
        if (!isBound(claim) || request(claim).compareTo(capacity(claim)) <= 0) {
            return Plan.NOTHING;
        }
        boolean own = volume.map(v -> v.getSpec().getClaimRef())
                .filter(ref -> claim.getMetadata().getUid().equals(ref.getUid()))
                .isPresent();
        if (!own) {
            return Plan.LOOK_AGAIN;
        }
        return volume.get().getSpec().getCsi() != null ? Plan.SAY : Plan.WARN;
    }

    static boolean isBound(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    }

    /** Whether it asks for more than before, or has got more. */
    static boolean grew(PersistentVolumeClaim before, PersistentVolumeClaim after) {
        return request(after).compareTo(request(before)) > 0 || capacity(after).compareTo(capacity(before)) > 0;
    }

    private static BigDecimal request(PersistentVolumeClaim claim) {
        return claim.getSpec().getResources() == null
                ? BigDecimal.ZERO
                : storage(claim.getSpec().getResources().getRequests());
    }

    private static BigDecimal capacity(PersistentVolumeClaim claim) {
        return claim.getStatus() == null
                ? BigDecimal.ZERO
                : storage(claim.getStatus().getCapacity());
    }

    private static BigDecimal storage(@Nullable Map<String, Quantity> list) {
        Quantity storage = list == null ? null : list.get("storage");
        return storage == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(storage);
    }
}

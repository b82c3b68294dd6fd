package dev.quarterdeck.scheduler.device;

import io.fabric8.kubernetes.api.model.resource.v1.DeviceTaint;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceToleration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tolerations of device taints (API reference: resource.k8s.io/v1 DeviceToleration). */
final class DeviceTaints {
    private DeviceTaints() {}

    /** Whether nothing keeps away from a device who wants it. */
    static boolean tolerates(WantedDevices wanted, OfferedDevice device) {
        for (DeviceTaint taint : device.device().getTaints()) {
            boolean keepsAway = "NoSchedule".equals(taint.getEffect()) || "NoExecute".equals(taint.getEffect());
            if (keepsAway && wanted.tolerations().stream().noneMatch(t -> tolerates(t, taint))) {
                return false;
            }
        }
        return true;
    }

    static boolean tolerates(DeviceToleration toleration, DeviceTaint taint) {
        return matches(toleration.getEffect(), taint.getEffect())
                && matches(toleration.getKey(), taint.getKey())
                && ("Exists".equals(toleration.getOperator())
                        || (matches(toleration.getOperator(), "Equal")
                                && text(toleration.getValue()).equals(text(taint.getValue()))));
    }

    private static boolean matches(@Nullable String asked, String is) {
        return asked == null || asked.isEmpty() || asked.equals(is);
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}

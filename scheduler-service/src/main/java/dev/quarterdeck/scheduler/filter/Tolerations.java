package dev.quarterdeck.scheduler.filter;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;

/** Whether tolerations cover a taint (core/v1 Toleration). */
public final class Tolerations {
    private Tolerations() {}

    public static boolean tolerates(List<Toleration> tolerations, Taint taint) {
        for (Toleration toleration : tolerations) {
            if (tolerates(toleration, taint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        if (!text(toleration.getEffect()).isEmpty() && !toleration.getEffect().equals(taint.getEffect())) {
            return false;
        }
        if (!text(toleration.getKey()).isEmpty() && !toleration.getKey().equals(taint.getKey())) {
            return false;
        }
        return switch (text(toleration.getOperator())) {
            case "Exists" -> true;
            case "", "Equal" ->
                !text(toleration.getKey()).isEmpty()
                        && text(toleration.getValue()).equals(text(taint.getValue()));
            case "Gt", "Lt" -> compares(toleration, taint);
            default -> false;
        };
    }

    /** KEP-5471: numeric comparison; a value that is no number is not tolerated. */
    private static boolean compares(Toleration toleration, Taint taint) {
        try {
            long tolerated = Long.parseLong(text(toleration.getValue()));
            long tainted = Long.parseLong(text(taint.getValue()));
            return "Gt".equals(toleration.getOperator()) ? tainted > tolerated : tainted < tolerated;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}

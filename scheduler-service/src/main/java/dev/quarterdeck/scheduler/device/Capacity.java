package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.quantity.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.CapacityRequestPolicy;
import io.fabric8.kubernetes.api.model.resource.v1.CapacityRequestPolicyRange;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceCapacity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How much of a device's capacity a request takes (KEP-5075): what is asked for, rounded up to what the device's policy allows. */
final class Capacity {
    private Capacity() {}

    static Quantity of(io.fabric8.kubernetes.api.model.@Nullable Quantity quantity) {
        return quantity == null ? Quantity.ZERO : Quantity.parse(quantity.toString());
    }

    static io.fabric8.kubernetes.api.model.Quantity written(Quantity quantity) {
        return io.fabric8.kubernetes.api.model.Quantity.parse(quantity.toString());
    }

    /** What is taken, by name; null where the device has not what is asked for, or its policy does not allow it. */
    static @Nullable Map<String, Quantity> taken(Map<String, Quantity> asked, Map<String, DeviceCapacity> capacity) {
        if (!capacity.keySet().containsAll(asked.keySet())) {
            return null;
        }
        Map<String, Quantity> taken = new HashMap<>();
        for (Map.Entry<String, DeviceCapacity> each : capacity.entrySet()) {
            Quantity amount = amount(asked.get(each.getKey()), each.getValue());
            if (!isAllowed(amount, each.getValue().getRequestPolicy())) {
                return null;
            }
            taken.put(each.getKey(), amount);
        }
        return taken;
    }

    private static Quantity amount(@Nullable Quantity asked, DeviceCapacity capacity) {
        CapacityRequestPolicy policy = capacity.getRequestPolicy();
        if (asked == null) {
            return of(policy != null && policy.getDefault() != null ? policy.getDefault() : capacity.getValue());
        }
        if (policy == null) {
            return asked;
        }
        CapacityRequestPolicyRange range = policy.getValidRange();
        if (range != null && range.getMin() != null) {
            return inRange(asked, range);
        }
        for (var each : policy.getValidValues()) {
            if (asked.compareTo(of(each)) <= 0) {
                return of(each);
            }
        }
        return asked;
    }

    private static Quantity inRange(Quantity asked, CapacityRequestPolicyRange range) {
        Quantity least = of(range.getMin());
        if (asked.compareTo(least) < 0) {
            return least;
        }
        if (range.getStep() == null) {
            return asked;
        }
        long step = of(range.getStep()).value();
        long over = asked.value() - least.value();
        return Quantity.ofBytes(least.value() + Math.ceilDiv(over, step) * step);
    }

    private static boolean isAllowed(Quantity amount, @Nullable CapacityRequestPolicy policy) {
        if (policy == null || (policy.getDefault() != null && amount.equals(of(policy.getDefault())))) {
            return true;
        }
        CapacityRequestPolicyRange range = policy.getValidRange();
        if (range != null) {
            boolean tooMuch = range.getMax() != null && amount.compareTo(of(range.getMax())) > 0;
            boolean between = range.getStep() != null
                    && (amount.value() - of(range.getMin()).value())
                                    % of(range.getStep()).value()
                            != 0;
            return !tooMuch && !between;
        }
        List<io.fabric8.kubernetes.api.model.Quantity> values = policy.getValidValues();
        return values.isEmpty() || values.stream().anyMatch(v -> amount.compareTo(of(v)) == 0);
    }

    static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
        more.forEach((name, amount) -> to.merge(name, amount, Quantity::plus));
    }

    static void subtract(Map<String, Quantity> from, Map<String, Quantity> less) {
        less.forEach((name, amount) -> from.computeIfPresent(name, (n, known) -> known.minus(amount)));
    }

    /** Whether all of it is there on top of what is used. */
    static boolean fits(
            Map<String, Quantity> taken, List<Map<String, Quantity>> used, Map<String, DeviceCapacity> capacity) {
        for (Map.Entry<String, Quantity> each : taken.entrySet()) {
            Quantity sum = each.getValue();
            for (Map<String, Quantity> more : used) {
                sum = sum.plus(more.getOrDefault(each.getKey(), Quantity.ZERO));
            }
            if (sum.compareTo(of(
                            Objects.requireNonNull(capacity.get(each.getKey())).getValue()))
                    > 0) {
                return false;
            }
        }
        return true;
    }
}

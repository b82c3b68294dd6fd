package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.quantity.Quantity;
import java.util.HashMap;
import java.util.Map;

/**
 * Amounts of resources; immutable.
 *
 * @param milliCpu thousandths of a core
 * @param memory bytes
 * @param ephemeralStorage bytes
 * @param others extended resources and huge pages by name, in whole units
 */
public record ResourceAmounts(long milliCpu, long memory, long ephemeralStorage, Map<String, Long> others) {
    public static final ResourceAmounts NONE = new ResourceAmounts(0, 0, 0, Map.of());

    public static ResourceAmounts of(Map<String, io.fabric8.kubernetes.api.model.Quantity> list) {
        long cpu = 0;
        long memory = 0;
        long ephemeral = 0;
        Map<String, Long> others = Map.of();
        for (var entry : list.entrySet()) {
            Quantity amount = Quantity.parse(entry.getValue().toString());
            switch (entry.getKey()) {
                case "cpu" -> cpu = amount.milliValue();
                case "memory" -> memory = amount.value();
                case "ephemeral-storage" -> ephemeral = amount.value();
                case "pods" -> {
                    // Counted apart: a pod always takes one.
                }
                default -> {
                    others = others.isEmpty() ? new HashMap<>() : others;
                    others.put(entry.getKey(), amount.value());
                }
            }
        }
        return new ResourceAmounts(cpu, memory, ephemeral, Map.copyOf(others));
    }

    public ResourceAmounts plus(ResourceAmounts more) {
        return new ResourceAmounts(
                milliCpu + more.milliCpu,
                memory + more.memory,
                ephemeralStorage + more.ephemeralStorage,
                combined(more, Long::sum));
    }

    public ResourceAmounts max(ResourceAmounts other) {
        return new ResourceAmounts(
                Math.max(milliCpu, other.milliCpu),
                Math.max(memory, other.memory),
                Math.max(ephemeralStorage, other.ephemeralStorage),
                combined(other, Math::max));
    }

    /** CPU, memory and huge pages as a pod asks for them as a whole, where it does; the rest as its containers ask. */
    ResourceAmounts overriddenBy(ResourceAmounts pod) {
        Map<String, Long> pages = new HashMap<>(others);
        pod.others.forEach((name, amount) -> {
            if (name.startsWith("hugepages-")) {
                pages.put(name, amount);
            }
        });
        return new ResourceAmounts(
                pod.milliCpu > 0 ? pod.milliCpu : milliCpu,
                pod.memory > 0 ? pod.memory : memory,
                ephemeralStorage,
                Map.copyOf(pages));
    }

    /** Of one resource by its name: CPU in thousandths of a core, the rest in whole units. */
    public long get(String resource) {
        return switch (resource) {
            case "cpu" -> milliCpu;
            case "memory" -> memory;
            case "ephemeral-storage" -> ephemeralStorage;
            default -> others.getOrDefault(resource, 0L);
        };
    }

    private Map<String, Long> combined(ResourceAmounts other, java.util.function.BinaryOperator<Long> how) {
        if (other.others.isEmpty()) {
            return others;
        }
        Map<String, Long> result = new HashMap<>(others);
        other.others.forEach((name, amount) -> result.merge(name, amount, how));
        return Map.copyOf(result);
    }
}

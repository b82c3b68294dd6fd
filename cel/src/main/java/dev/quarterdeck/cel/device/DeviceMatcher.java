package dev.quarterdeck.cel.device;

import dev.quarterdeck.cel.expression.Budget;
import dev.quarterdeck.cel.expression.Compilation;
import dev.quarterdeck.cel.expression.Outcome;
import dev.quarterdeck.cel.expression.SparseMap;
import dev.quarterdeck.cel.library.Libraries;
import dev.quarterdeck.kube.quantity.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether devices are what an expression selects. Each expression is compiled once, the last few hundred of them are remembered. Thread-safe. */
public final class DeviceMatcher {
    private static final int MOST = 256;

    private final DeviceSelectors selectors = new DeviceSelectors();
    private final Map<String, Compilation> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Compilation> eldest) {
            return size() > MOST;
        }
    };

    /** What an expression says of a device. */
    public sealed interface Match {
        record Is(boolean selected) implements Match {}

        /** @param message what is wrong: {@code CEL runtime error: no such key: model} */
        record Failed(String message) implements Match {}
    }

    public Match match(String expression, DeviceFacts device) {
        return switch (compiled(expression)) {
            case Compilation.Refused(String detail) -> new Match.Failed("CEL compile error: " + detail);
            case Compilation.WrongType(String actual) ->
                new Match.Failed("CEL compile error: must evaluate to bool or the unknown type, not " + actual);
            case Compilation.Compiled(var program) -> {
                Outcome outcome = program.evaluate(Map.of("device", device.value()), new Budget(Budget.PER_CALL));
                yield switch (outcome) {
                    case Outcome.Value(Boolean is) -> new Match.Is(is);
                    case Outcome.Value(Object other) ->
                        new Match.Failed("CEL runtime error: CEL result of type "
                                + other.getClass().getSimpleName() + " could not be converted to bool");
                    case Outcome.Failed(String message) -> new Match.Failed("CEL runtime error: " + message);
                    case Outcome.TooCostly tooCostly ->
                        new Match.Failed("CEL runtime error: operation cancelled: actual cost limit exceeded");
                    case Outcome.BudgetSpent spent ->
                        new Match.Failed("CEL runtime error: operation cancelled: actual cost limit exceeded");
                };
            }
        };
    }

    private Compilation compiled(String expression) {
        synchronized (compiled) {
            return compiled.computeIfAbsent(expression, selectors::compile);
        }
    }

    /** A device as expressions see it. Immutable; to be kept with the device. */
    public static final class DeviceFacts {
        private final Map<String, Object> value;

        private DeviceFacts(Map<String, Object> value) {
            this.value = value;
        }

        /**
         * @param attributes Boolean, Long, String or a {@link #version}, by name; those without a domain are of the driver's
         * @param capacity by name, as attributes
         */
        public static DeviceFacts of(
                String driver, boolean sharable, Map<String, Object> attributes, Map<String, Quantity> capacity) {
            return new DeviceFacts(Map.of(
                    "driver",
                    driver,
                    "allowMultipleAllocations",
                    sharable,
                    "attributes",
                    byDomain(driver, attributes),
                    "capacity",
                    byDomain(driver, capacity)));
        }

        public static Object version(String text) {
            return Libraries.version(text);
        }

        /** A domain that a device says nothing of is empty. */
        private static Map<String, Map<String, Object>> byDomain(String driver, Map<String, ?> named) {
            Map<String, Map<String, Object>> domains = new LinkedHashMap<>();
            named.forEach((name, value) -> {
                int slash = name.indexOf('/');
                domains.computeIfAbsent(slash < 0 ? driver : name.substring(0, slash), d -> new LinkedHashMap<>())
                        .put(name.substring(slash + 1), value);
            });
            return new SparseMap<>(domains, Map.of());
        }

        Map<String, Object> value() {
            return value;
        }
    }
}

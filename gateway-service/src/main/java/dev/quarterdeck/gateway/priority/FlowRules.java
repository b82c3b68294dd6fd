package dev.quarterdeck.gateway.priority;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All schemas and levels of one moment. The levels {@code exempt} and {@code catch-all} are always there, as is the rule that system:masters are exempt, so that no
 * object that is missing or wrong locks anybody out. Immutable.
 */
final class FlowRules {
    private static final String MASTERS = "system:masters";
    private static final FlowSchema EXEMPT =
            new FlowSchema("exempt", "", 1, "exempt", FlowSchema.Distinguisher.NONE, List.of());
    private static final FlowSchema CATCH_ALL =
            new FlowSchema("catch-all", "", 10_000, "catch-all", FlowSchema.Distinguisher.BY_USER, List.of());

    private final List<FlowSchema> schemas;
    private final Map<String, PriorityLevel> levels;

    private FlowRules(List<FlowSchema> schemas, Map<String, PriorityLevel> levels) {
        this.schemas = schemas;
        this.levels = levels;
    }

    static FlowRules of(Collection<FlowSchema> schemas, Collection<PriorityLevel> levels) {
        Map<String, PriorityLevel> byName = new TreeMap<>();
        byName.put("exempt", PriorityLevel.EXEMPT);
        byName.put("catch-all", PriorityLevel.CATCH_ALL);
        levels.forEach(level -> byName.put(level.name(), level));
        List<FlowSchema> sorted = new ArrayList<>();
        for (FlowSchema schema : schemas) {
            // one whose level is missing claims nothing
            if (byName.containsKey(schema.level())) {
                sorted.add(schema);
            }
        }
        sorted.sort(Comparator.comparingInt(FlowSchema::precedence).thenComparing(FlowSchema::name));
        return new FlowRules(List.copyOf(sorted), byName);
    }

    /** In the order of names. */
    Collection<PriorityLevel> levels() {
        return levels.values();
    }

    /** Where a request belongs. */
    record Place(FlowSchema schema, PriorityLevel level, String flow) {}

    Place place(FlowRequest request) {
        if (request.user().groups().contains(MASTERS)) {
            return new Place(EXEMPT, PriorityLevel.EXEMPT, "");
        }
        for (FlowSchema schema : schemas) {
            if (schema.matches(request)) {
                return place(schema, request);
            }
        }
        return place(CATCH_ALL, request);
    }

    private Place place(FlowSchema schema, FlowRequest request) {
        PriorityLevel level = levels.getOrDefault(schema.level(), PriorityLevel.CATCH_ALL);
        return new Place(schema, level, schema.flowOf(request));
    }
}

package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.state.kind.Trees;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of a pod or claim lies outside of a LimitRange, in the reference's words. Pure. */
final class LimitChecks {
    private LimitChecks() {}

    static List<String> pod(ObjectNode pod, ObjectNode limitRange) {
        List<String> violations = new ArrayList<>(0);
        for (ObjectNode limit : Trees.objects(limitRange, "spec", "limits")) {
            switch (Trees.text(limit, "type")) {
                case "Container" -> {
                    for (String list : List.of("containers", "initContainers")) {
                        for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                            check(
                                    limit,
                                    "Container",
                                    PodTotals.list(container, "requests"),
                                    PodTotals.list(container, "limits"),
                                    violations::add);
                        }
                    }
                }
                case "Pod" ->
                    check(limit, "Pod", PodTotals.of(pod, "requests"), PodTotals.of(pod, "limits"), violations::add);
                default -> {}
            }
        }
        return violations;
    }

    static List<String> claim(ObjectNode claim, ObjectNode limitRange) {
        List<String> violations = new ArrayList<>(0);
        Map<String, Quantity> requests = PodTotals.list(Trees.child(claim, "spec"), "requests");
        for (ObjectNode limit : Trees.objects(limitRange, "spec", "limits")) {
            if (!Trees.text(limit, "type").equals("PersistentVolumeClaim")) {
                continue;
            }
            each(
                    limit.path("min"),
                    (resource, bound) -> min(
                            "PersistentVolumeClaim", resource, bound, requests.get(resource), null, violations::add));
            each(limit.path("max"), (resource, bound) -> {
                Quantity request = requests.get(resource);
                String start = "maximum " + resource + " usage per PersistentVolumeClaim is " + bound;
                if (request == null) {
                    violations.add(start + ".  No request is specified");
                } else if (request.compareTo(bound) > 0) {
                    violations.add(start + ", but request is " + request);
                }
            });
        }
        return violations;
    }

    private static void check(
            ObjectNode limit,
            String type,
            Map<String, Quantity> requests,
            Map<String, Quantity> limits,
            Consumer<String> violations) {
        each(
                limit.path("min"),
                (resource, bound) ->
                        min(type, resource, bound, requests.get(resource), limits.get(resource), violations));
        each(
                limit.path("max"),
                (resource, bound) ->
                        max(type, resource, bound, requests.get(resource), limits.get(resource), violations));
        each(
                limit.path("maxLimitRequestRatio"),
                (resource, bound) ->
                        ratio(type, resource, bound, requests.get(resource), limits.get(resource), violations));
    }

    private interface Bound {
        void check(String resource, Quantity bound);
    }

    private static void each(JsonNode list, Bound check) {
        list.properties()
                .forEach(
                        e -> check.check(e.getKey(), Quantity.parse(e.getValue().asString())));
    }

    private static void min(
            String type,
            String resource,
            Quantity bound,
            @Nullable Quantity request,
            @Nullable Quantity limit,
            Consumer<String> violations) {
        String start = "minimum " + resource + " usage per " + type + " is " + bound;
        if (request == null) {
            violations.accept(start + ".  No request is specified");
        } else if (request.compareTo(bound) < 0) {
            violations.accept(start + ", but request is " + request);
        } else if (limit != null && limit.compareTo(bound) < 0) {
            violations.accept(start + ", but limit is " + limit);
        }
    }

    private static void max(
            String type,
            String resource,
            Quantity bound,
            @Nullable Quantity request,
            @Nullable Quantity limit,
            Consumer<String> violations) {
        String start = "maximum " + resource + " usage per " + type + " is " + bound;
        if (limit == null) {
            violations.accept(start + ".  No limit is specified");
        } else if (limit.compareTo(bound) > 0) {
            violations.accept(start + ", but limit is " + limit);
        } else if (request != null && request.compareTo(bound) > 0) {
            violations.accept(start + ", but request is " + request);
        }
    }

    private static void ratio(
            String type,
            String resource,
            Quantity bound,
            @Nullable Quantity request,
            @Nullable Quantity limit,
            Consumer<String> violations) {
        String start = resource + " max limit to request ratio per " + type + " is " + bound + ", but ";
        if (request == null || request.isZero()) {
            violations.accept(start + "no request is specified or request is 0");
        } else if (limit == null || limit.isZero()) {
            violations.accept(start + "no limit is specified or limit is 0");
        } else {
            var ratio = limit.amount().divide(request.amount(), MathContext.DECIMAL64);
            if (ratio.compareTo(bound.amount()) > 0) {
                violations.accept(start + "provided ratio is " + String.format(Locale.ROOT, "%f", ratio.doubleValue()));
            }
        }
    }
}

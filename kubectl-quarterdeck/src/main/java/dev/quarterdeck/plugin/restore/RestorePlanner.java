package dev.quarterdeck.plugin.restore;

import dev.quarterdeck.plugin.object.Content;
import dev.quarterdeck.plugin.restore.RestorePlan.Id;
import dev.quarterdeck.plugin.restore.RestorePlan.Left;
import dev.quarterdeck.plugin.restore.RestorePlan.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Past × present of a namespace becomes a plan. Pure.
 *
 * <pre>
 * then      now        →
 * there     absent       create
 * there     same         nothing
 * there     different    update
 * absent    there        delete with prune, else left alone
 * </pre>
 *
 * What controllers make, and what tells of the moment and not of intent, is left out of both: it comes by itself.
 */
public final class RestorePlanner {
    private static final Set<String> NOT_INTENT =
            Set.of("Event", "Lease", "EndpointSlice", "Endpoints", "ControllerRevision", "PodMetrics");
    /** What others need comes first; a quota comes last, so that it does not stand in the way. */
    private static final List<String> ORDER = List.of(
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "Secret",
            "ConfigMap",
            "LimitRange",
            "PersistentVolumeClaim",
            "Service",
            "NetworkPolicy",
            "PodDisruptionBudget");

    private RestorePlanner() {}

    /** With the namespace itself, which comes first where it is gone. */
    public static RestorePlan planWithNamespace(
            ObjectNode namespaceThen,
            @Nullable ObjectNode namespaceNow,
            List<ObjectNode> then,
            List<ObjectNode> now,
            boolean prune) {
        RestorePlan plan = plan(then, now, prune);
        if (namespaceNow == null) {
            return plan.after(new Step.Create(Id.of(namespaceThen), Content.anew(namespaceThen)));
        }
        // what a namespace wants is in its labels and annotations: its spec is the server's
        ObjectNode wanted = Content.put(namespaceNow, namespaceThen);
        wanted.set("spec", namespaceNow.path("spec"));
        return Content.same(wanted, namespaceNow)
                ? plan
                : plan.after(new Step.Update(Id.of(namespaceNow), namespaceNow, wanted));
    }

    static RestorePlan plan(List<ObjectNode> then, List<ObjectNode> now, boolean prune) {
        Map<Id, ObjectNode> past = byId(then);
        Map<Id, ObjectNode> present = byId(now);
        List<Step> steps = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        int unchanged = 0;
        for (Map.Entry<Id, ObjectNode> entry : past.entrySet()) {
            Id id = entry.getKey();
            ObjectNode was = entry.getValue();
            ObjectNode is = present.get(id);
            if (is != null && Content.same(was, is)) {
                unchanged++;
            } else if (is == null && missingOnPurpose(was) != null) {
                String why = missingOnPurpose(was);
                left.add(new Left(id, why == null ? "" : why));
            } else if (is == null) {
                steps.add(new Step.Create(id, Content.anew(was)));
            } else if (Content.isBeingDeleted(is)) {
                left.add(new Left(id, "is being deleted: run this again when it is gone"));
            } else {
                steps.add(new Step.Update(id, is, Content.put(is, was)));
            }
        }
        for (Map.Entry<Id, ObjectNode> entry : present.entrySet()) {
            if (!past.containsKey(entry.getKey()) && missingOnPurpose(entry.getValue()) == null) {
                if (prune) {
                    steps.add(new Step.Delete(entry.getKey(), entry.getValue()));
                } else {
                    left.add(new Left(entry.getKey(), "is newer: --prune deletes it"));
                }
            }
        }
        steps.sort(Comparator.comparingInt(RestorePlanner::turn));
        return new RestorePlan(List.copyOf(steps), List.copyOf(left), unchanged);
    }

    private static Map<Id, ObjectNode> byId(List<ObjectNode> objects) {
        Map<Id, ObjectNode> byId = new LinkedHashMap<>();
        for (ObjectNode object : objects) {
            Id id = Id.of(object);
            if (!NOT_INTENT.contains(id.kind()) && !Content.isControlled(object)) {
                byId.put(id, object);
            }
        }
        return byId;
    }

    /** Why an object is not made again though it was there; null where it is. The same objects are not pruned. */
    private static @Nullable String missingOnPurpose(ObjectNode object) {
        Id id = Id.of(object);
        return switch (id.kind()) {
            case "ConfigMap" -> id.name().equals("kube-root-ca.crt") ? "comes with its namespace" : null;
            case "ServiceAccount" -> id.name().equals("default") ? "comes with its namespace" : null;
            case "Secret" ->
                object.path("type").asString("").equals("kubernetes.io/service-account-token")
                        ? "is a token of an account that is gone: it would not be valid"
                        : null;
            case "Pod" ->
                switch (object.at("/status/phase").asString("")) {
                    case "Succeeded", "Failed" -> "had ended";
                    default -> Content.isBeingDeleted(object) ? "was being deleted" : null;
                };
            default -> Content.isBeingDeleted(object) ? "was being deleted" : null;
        };
    }

    private static int turn(Step step) {
        if (step instanceof Step.Delete) {
            return 1000;
        }
        int turn = ORDER.indexOf(step.id().kind());
        return step.id().kind().equals("ResourceQuota") ? 900 : turn < 0 ? 500 : turn;
    }
}

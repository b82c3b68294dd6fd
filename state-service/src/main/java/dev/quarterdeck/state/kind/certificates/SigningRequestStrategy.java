package dev.quarterdeck.state.kind.certificates;

import dev.quarterdeck.kube.apply.FieldFilter;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.stateclient.Caller;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Certificate signing requests: who asks is written by the server, who approves writes conditions through {@code /approval}, who signs writes the
 * certificate through {@code /status} (API reference: certificates.k8s.io/v1).
 */
public final class SigningRequestStrategy extends DefaultStrategy {
    private static final FieldFilter ON_MAIN_ROAD = FieldFilter.excluding(List.of("spec", "status"));
    private static final FieldFilter OF_STATUS = FieldFilter.excluding(List.of("spec", "status.conditions"));
    private static final FieldFilter OF_APPROVAL = FieldFilter.excluding(List.of("spec", "status.certificate"));
    private static final Set<String> DECISIONS = Set.of("Approved", "Denied");

    public SigningRequestStrategy(KindTraits traits) {
        super(traits);
    }

    @Override
    public void prepareForCreate(ObjectNode request, WriteScope scope) {
        ObjectNode spec = Trees.child(request, "spec");
        Caller caller = scope.caller();
        spec.put("username", caller.name());
        if (caller.uid().isEmpty()) {
            spec.remove("uid");
        } else {
            spec.put("uid", caller.uid());
        }
        spec.remove(List.of("groups", "extra"));
        if (!caller.groups().isEmpty()) {
            caller.groups().forEach(spec.putArray("groups")::add);
        }
        if (!caller.extra().isEmpty()) {
            ObjectNode extra = spec.putObject("extra");
            caller.extra().forEach((key, values) -> values.forEach(Trees.children(extra, key)::add));
        }
        request.putObject("status");
    }

    @Override
    public void prepareForUpdate(ObjectNode request, ObjectNode old, WriteScope scope) {
        take(request, old, "spec");
        take(request, old, "status");
    }

    @Override
    public void prepareForStatusUpdate(ObjectNode request, ObjectNode old, WriteScope scope) {
        take(request, old, "spec");
        List<ObjectNode> conditions = new ArrayList<>(Trees.objects(request, "status", "conditions"));
        DECISIONS.forEach(type -> keepDecision(type, conditions, Trees.objects(old, "status", "conditions")));
        setConditions(request, conditions);
        fillTimes(request, old, scope.timestamp());
    }

    @Override
    public void prepareForSubresourceUpdate(String subresource, ObjectNode request, ObjectNode old, WriteScope scope) {
        if (!subresource.equals("approval")) {
            super.prepareForSubresourceUpdate(subresource, request, old, scope);
        }
        List<ObjectNode> conditions = Trees.objects(request, "status", "conditions");
        take(request, old, "spec");
        request.set(
                "status", old.get("status") instanceof ObjectNode status ? status.deepCopy() : request.objectNode());
        setConditions(request, conditions);
        fillTimes(request, old, scope.timestamp());
    }

    @Override
    public FieldFilter ownable(String subresource) {
        return switch (subresource) {
            case "" -> ON_MAIN_ROAD;
            case "status" -> OF_STATUS;
            case "approval" -> OF_APPROVAL;
            default -> super.ownable(subresource);
        };
    }

    /** A signer cannot change what an approver wrote. One that is added or left out stays so: validation refuses it. */
    private static void keepDecision(String type, List<ObjectNode> conditions, List<ObjectNode> old) {
        List<ObjectNode> before =
                old.stream().filter(c -> Trees.text(c, "type").equals(type)).toList();
        long now = conditions.stream()
                .filter(c -> Trees.text(c, "type").equals(type))
                .count();
        if (now == before.size()) {
            Iterator<ObjectNode> kept = before.iterator();
            conditions.replaceAll(
                    c -> Trees.text(c, "type").equals(type) ? kept.next().deepCopy() : c);
        }
    }

    private static void setConditions(ObjectNode request, List<ObjectNode> conditions) {
        ObjectNode status = Trees.child(request, "status");
        if (conditions.isEmpty()) {
            status.remove("conditions");
        } else {
            ArrayNode array = status.putArray("conditions");
            conditions.forEach(array::add);
        }
    }

    private static void fillTimes(ObjectNode request, ObjectNode old, String now) {
        for (ObjectNode condition : Trees.objects(request, "status", "conditions")) {
            if (Trees.text(condition, "lastUpdateTime").isEmpty()) {
                condition.put("lastUpdateTime", now);
            }
            if (Trees.text(condition, "lastTransitionTime").isEmpty()) {
                condition.put("lastTransitionTime", transition(condition, old, now));
            }
        }
    }

    private static String transition(ObjectNode condition, ObjectNode old, String now) {
        ObjectNode before = sameType(condition, old);
        boolean kept = before != null
                && Trees.text(before, "status").equals(Trees.text(condition, "status"))
                && !Trees.text(before, "lastTransitionTime").isEmpty();
        return kept ? Trees.text(before, "lastTransitionTime") : now;
    }

    private static @Nullable ObjectNode sameType(JsonNode condition, ObjectNode old) {
        for (ObjectNode each : Trees.objects(old, "status", "conditions")) {
            if (Trees.text(each, "type").equals(Trees.text(condition, "type"))) {
                return each;
            }
        }
        return null;
    }
}

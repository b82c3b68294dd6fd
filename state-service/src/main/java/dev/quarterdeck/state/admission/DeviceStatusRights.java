package dev.quarterdeck.state.admission;

import dev.quarterdeck.cel.library.Authorizer;
import dev.quarterdeck.cel.library.Authorizer.Question;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.stateclient.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who may write which part of a claim's status, beyond {@code resourceclaims/status} (KEP-4817, DRAResourceClaimGranularStatusAuthorization):
 *
 * <pre>
 * allocation, reservedFor → VERB resourceclaims/binding, in all namespaces
 * devices of a driver     → arbitrary-node:VERB resourceclaims/driver, named as the driver
 *                           or associated-node:VERB, for service accounts whose token is of the node where the devices are
 * </pre>
 *
 * What is said of devices that are given back is nobody's any more: it goes without being asked for.
 */
public final class DeviceStatusRights implements AdmissionPlugin {
    private static final String GROUP = "resource.k8s.io";
    private static final String NODE = "authentication.kubernetes.io/node-name";
    private static final String ACCOUNT = "system:serviceaccount:";

    private final Function<Caller, Authorizer> rights;

    public DeviceStatusRights(Function<Caller, Authorizer> rights) {
        this.rights = rights;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isUpdate() && request.isFor(GROUP, "resourceclaims", "status");
    }

    @Override
    public void validate(AdmissionRequest request) {
        List<FieldError> errors = new ArrayList<>();
        Authorizer authorizer = rights.apply(request.caller());
        if (!same(request, "allocation") || !same(request, "reservedFor")) {
            Question question = question("binding").with("verb", request.verb());
            if (!authorizer.decide(question).allowed()) {
                errors.add(FieldError.forbidden(
                        "status.allocation",
                        "changing status.allocation or status.reservedFor requires resource=\"resourceclaims/binding\", verb=\""
                                + request.verb() + "\" permission: " + refusal(request.caller(), question)));
            }
        }
        if (Trees.objectAt(request.object(), "status", "allocation") != null) {
            drivers(request, authorizer, errors);
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(GROUP, request.type().gvk().kind(), request.name(), errors);
        }
    }

    private static void drivers(AdmissionRequest request, Authorizer authorizer, List<FieldError> errors) {
        String anywhere = "arbitrary-node:" + request.verb();
        List<String> verbs = isOnNode(request.caller(), node(request.object()))
                ? List.of("associated-node:" + request.verb(), anywhere)
                : List.of(anywhere);
        for (String driver : changedDrivers(request)) {
            Question question =
                    question("driver").with("namespace", request.namespace()).with("name", driver);
            if (verbs.stream()
                    .noneMatch(verb ->
                            authorizer.decide(question.with("verb", verb)).allowed())) {
                errors.add(FieldError.forbidden(
                        "status.devices",
                        "changing status.devices requires resource=\"resourceclaims/driver\", verb=\"["
                                + String.join(" ", verbs) + "]\" permission: "
                                + refusal(request.caller(), question.with("verb", verbs.getFirst()))));
            }
        }
    }

    private static Question question(String subresource) {
        return Question.resource(GROUP, "resourceclaims").with("subresource", subresource);
    }

    private static String refusal(Caller caller, Question question) {
        return "resourceclaims." + GROUP + (question.name().isEmpty() ? "" : " \"" + question.name() + "\"")
                + " is forbidden: User \"" + caller.name() + "\" cannot " + question.verb()
                + " resource \"resourceclaims/" + question.subresource() + "\" in API group \"" + GROUP + "\" "
                + (question.namespace().isEmpty()
                        ? "at the cluster scope"
                        : "in the namespace \"" + question.namespace() + "\"");
    }

    private static boolean same(AdmissionRequest request, String field) {
        return Objects.equals(
                present(Trees.at(request.object(), "status", field)),
                present(Trees.at(request.old(), "status", field)));
    }

    /** No consumers are the same as none at all. */
    private static @Nullable JsonNode present(@Nullable JsonNode node) {
        return node != null && node.isArray() && node.isEmpty() ? null : node;
    }

    /** Whose words were added, changed or taken away. */
    private static SortedSet<String> changedDrivers(AdmissionRequest request) {
        Map<List<String>, ObjectNode> before = new HashMap<>();
        Trees.objects(request.old(), "status", "devices").forEach(device -> before.put(key(device), device));
        SortedSet<String> drivers = new TreeSet<>();
        for (ObjectNode device : Trees.objects(request.object(), "status", "devices")) {
            if (!device.equals(before.remove(key(device)))) {
                drivers.add(Trees.text(device, "driver"));
            }
        }
        before.keySet().forEach(key -> drivers.add(key.getFirst()));
        return drivers;
    }

    private static List<String> key(ObjectNode device) {
        return List.of(
                Trees.text(device, "driver"),
                Trees.text(device, "pool"),
                Trees.text(device, "device"),
                Trees.text(device, "shareID"));
    }

    /** The one node where the devices are; empty where that is not said by the node's name alone. */
    private static String node(ObjectNode claim) {
        List<ObjectNode> terms = Trees.objects(claim, "status", "allocation", "nodeSelector", "nodeSelectorTerms");
        if (terms.size() != 1
                || !Trees.objects(terms.getFirst(), "matchExpressions").isEmpty()) {
            return "";
        }
        List<ObjectNode> fields = Trees.objects(terms.getFirst(), "matchFields");
        if (fields.size() != 1
                || !Trees.text(fields.getFirst(), "key").equals("metadata.name")
                || !Trees.text(fields.getFirst(), "operator").equals("In")) {
            return "";
        }
        List<String> values = Trees.texts(fields.getFirst(), "values");
        return values.size() == 1 ? values.getFirst() : "";
    }

    private static boolean isOnNode(Caller caller, String node) {
        return !node.isEmpty()
                && caller.name().startsWith(ACCOUNT)
                && caller.extra().getOrDefault(NODE, List.of()).equals(List.of(node));
    }
}

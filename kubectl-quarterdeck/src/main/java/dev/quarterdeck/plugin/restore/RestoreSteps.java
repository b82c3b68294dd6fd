package dev.quarterdeck.plugin.restore;

import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.kubectl.PluginException;
import dev.quarterdeck.plugin.object.ResourceKind;
import dev.quarterdeck.plugin.object.YamlDiff;
import dev.quarterdeck.plugin.restore.RestorePlan.Id;
import dev.quarterdeck.plugin.restore.RestorePlan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Carries a plan out, step by step, and says what became of each. What fails because something else is not there yet is tried again at the end. */
public final class RestoreSteps {
    /** In every write's fieldManager, so that history tells who it was. */
    public static final String MANAGER = "?fieldManager=kubectl-quarterdeck";

    private static final int ROUNDS = 10;
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Kubectl kubectl;
    private final List<ResourceKind> kinds;
    private final String namespace;
    private final Consumer<String> told;

    public RestoreSteps(Kubectl kubectl, List<ResourceKind> kinds, String namespace, Consumer<String> told) {
        this.kubectl = kubectl;
        this.kinds = List.copyOf(kinds);
        this.namespace = namespace;
        this.told = told;
    }

    private sealed interface Outcome {
        record Done() implements Outcome {}

        record Again(String why) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    /** How many steps failed. */
    public int run(RestorePlan plan) {
        int failed = 0;
        List<Step> left = plan.steps();
        for (int round = 1; !left.isEmpty(); round++) {
            List<Step> again = new ArrayList<>();
            boolean last = round == ROUNDS;
            for (Step step : left) {
                switch (apply(step)) {
                    case Outcome.Done done -> told.accept(step.id() + " " + verb(step));
                    case Outcome.Again(String why) when !last -> again.add(step);
                    case Outcome.Again(String why) -> {
                        told.accept(step.id() + " FAILED: " + why);
                        failed++;
                    }
                    case Outcome.Refused(String why) -> {
                        told.accept(step.id() + " FAILED: " + why);
                        failed++;
                    }
                }
            }
            left = again;
            if (!left.isEmpty()) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        return failed;
    }

    private static String verb(Step step) {
        return switch (step) {
            case Step.Create c -> "created";
            case Step.Update u -> "put back";
            case Step.Delete d -> "deleted";
        };
    }

    private Outcome apply(Step step) {
        return switch (step) {
            case Step.Create create -> create(create);
            case Step.Update update ->
                outcome(kubectl.send(
                        "replace", path(update.id()) + MANAGER, update.object().toString()));
            case Step.Delete delete -> outcome(kubectl.send("delete", path(delete.id()), deleteOptions(delete)));
        };
    }

    /** An address or port that is taken is no reason not to have the Service: it gets another one. */
    private Outcome create(Step.Create step) {
        String path = kind(step.id()).path(namespace) + MANAGER;
        Kubectl.Result result = kubectl.send("create", path, step.object().toString());
        if (result.code() != 0
                && step.id().kind().equals("Service")
                && step.object().get("spec") instanceof ObjectNode spec
                && (result.err().contains("allocated") || result.err().contains("clusterIP"))) {
            ObjectNode other = step.object().deepCopy();
            ((ObjectNode) other.get("spec")).remove(List.of("clusterIP", "clusterIPs", "healthCheckNodePort"));
            if (!spec.path("clusterIP").asString("").equals("None")) {
                other.at("/spec/ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
                return outcome(kubectl.send("create", path, other.toString()));
            }
        }
        return outcome(result);
    }

    private static Outcome outcome(Kubectl.Result result) {
        if (result.code() == 0) {
            return new Outcome.Done();
        }
        String why = result.err().strip();
        boolean later = why.contains("service account")
                || why.contains("serviceaccount")
                || why.contains("(ServiceUnavailable)")
                || why.contains("(TooManyRequests)");
        return later ? new Outcome.Again(why) : new Outcome.Refused(why);
    }

    private static String deleteOptions(Step.Delete delete) {
        ObjectNode options = YamlDiff.JSON.createObjectNode();
        options.put("kind", "DeleteOptions").put("apiVersion", "v1").put("propagationPolicy", "Background");
        options.putObject("preconditions")
                .put("uid", delete.current().at("/metadata/uid").asString(""))
                .put(
                        "resourceVersion",
                        delete.current().at("/metadata/resourceVersion").asString(""));
        return options.toString();
    }

    private String path(Id id) {
        return kind(id).path(namespace, id.name());
    }

    private ResourceKind kind(Id id) {
        return kinds.stream()
                .filter(kind ->
                        kind.kind().equals(id.kind()) && kind.apiVersion().equals(id.apiVersion()))
                .findFirst()
                .orElseThrow(() -> new PluginException(id + " is of a kind that is not served"));
    }
}

package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does a scenario's steps. The first field of a step is its verb, with what it is about as {@code KIND NAME}:
 *
 * <ul>
 *   <li>{@code create}, from the kind's template; {@code with}: what is merged into it (RFC 7386); {@code image}: of its only container
 *   <li>{@code patch}, with {@code with} as a strategic merge patch or with {@code image}; {@code subresource}
 *   <li>{@code scale} {@code to}; {@code undo} {@code to} a revision, or to the one before; {@code delete} with {@code policy} and {@code grace}; {@code evict}
 *   <li>{@code wait} until {@code count} objects (one or more where it is not given) are as {@code is} says; {@code rolled}: until a workload is as it wants to be
 *   <li>{@code settled}: until nothing changes any more
 * </ul>
 *
 * Without a name, the verbs that change an object take the first by name that is as {@code is} says. A step with {@code answers} must be refused with that code.
 */
final class ScenarioPlayer {
    private static final Duration POLL = Duration.ofMillis(250);

    private final ScenarioPlace place;
    private final Scenario scenario;
    private final Pause pause;

    ScenarioPlayer(ScenarioPlace place, Scenario scenario, Pause pause) {
        this.place = place;
        this.scenario = scenario;
        this.pause = pause;
    }

    /** A step did not come to its end: what it waited for did not happen, or it was refused. */
    static final class StuckException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StuckException(String message) {
            super(message);
        }
    }

    void play() throws InterruptedException {
        int number = 0;
        for (ObjectNode step : scenario.steps()) {
            number++;
            ObjectNode named = place.named(step);
            int refusal = named.path("answers").asInt(0);
            try {
                step(named);
                if (refusal != 0) {
                    throw new StuckException("step " + number + " was not refused: " + named);
                }
            } catch (ApiException e) {
                if (e.code() != refusal) {
                    throw new StuckException("step " + number + " was refused: " + e.getMessage() + " to " + named);
                }
                place.answered(number, e.code() + " " + e.getMessage());
            }
        }
    }

    private void step(ObjectNode step) throws InterruptedException {
        String verb = step.propertyNames().iterator().next();
        Subject subject = Subject.of(step.path(verb).asString(""));
        switch (verb) {
            case "create" -> create(subject, step);
            case "patch" -> patch(subject, step);
            case "scale" -> scale(subject, step.path("to").asInt(0));
            case "undo" -> undo(subject, step.path("to").asInt(0));
            case "delete" -> delete(subject, step);
            case "evict" -> evict(subject, step);
            case "wait" -> await(step, () -> matches(subject, step));
            case "rolled" -> await(step, () -> rolled(subject));
            case "settled" -> settle();
            default -> throw new IllegalArgumentException("no verb " + verb);
        }
    }

    /** @param name empty for whichever fits */
    private record Subject(String kind, String name) {
        static Subject of(String text) {
            int space = text.indexOf(' ');
            return space < 0 ? new Subject(text, "") : new Subject(text.substring(0, space), text.substring(space + 1));
        }

        String namespace(ScenarioPlace place) {
            return Kinds.of(kind).namespaced() ? place.namespace() : "";
        }
    }

    private void create(Subject subject, ObjectNode step) throws InterruptedException {
        place.made(subject.kind(), subject.name());
        ObjectNode object = place.named(ObjectTemplates.make(subject.kind(), subject.name(), step));
        place.cluster().create(subject.kind(), subject.namespace(place), object);
        if (object.has("status")) {
            ObjectNode status = Json.object();
            status.set("status", object.get("status"));
            place.cluster()
                    .patch(
                            subject.kind(),
                            subject.namespace(place),
                            subject.name(),
                            "status",
                            ApiRequest.STRATEGIC_MERGE_PATCH,
                            status);
        }
    }

    private void patch(Subject subject, ObjectNode step) throws InterruptedException {
        place.cluster()
                .patch(
                        subject.kind(),
                        subject.namespace(place),
                        name(subject, step),
                        step.path("subresource").asString(""),
                        step.path("merge").asBoolean(false) ? ApiRequest.MERGE_PATCH : ApiRequest.STRATEGIC_MERGE_PATCH,
                        ObjectTemplates.patch(subject.kind(), step));
    }

    private void scale(Subject subject, int to) throws InterruptedException {
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("replicas", to);
        place.cluster()
                .patch(subject.kind(), place.namespace(), subject.name(), "scale", ApiRequest.MERGE_PATCH, patch);
    }

    /** As kubectl does it: the template of the revision's ReplicaSet becomes that of the Deployment. */
    private void undo(Subject subject, int to) throws InterruptedException {
        List<ObjectNode> sets = place.cluster().list("ReplicaSet", place.namespace()).stream()
                .filter(set -> set.path("metadata")
                        .path("ownerReferences")
                        .path(0)
                        .path("name")
                        .asString("")
                        .equals(subject.name()))
                .sorted(Comparator.comparingInt(ScenarioPlayer::revision).reversed())
                .toList();
        ObjectNode chosen = to == 0
                ? sets.get(1)
                : sets.stream().filter(set -> revision(set) == to).findFirst().orElseThrow();
        ObjectNode template = (ObjectNode) chosen.path("spec").path("template").deepCopy();
        ((ObjectNode) template.path("metadata").path("labels")).remove("pod-template-hash");
        var patch = Json.MAPPER.createArrayNode();
        patch.addObject().put("op", "replace").put("path", "/spec/template").set("value", template);
        place.cluster()
                .patch(subject.kind(), place.namespace(), subject.name(), "", "application/json-patch+json", patch);
    }

    private static int revision(ObjectNode set) {
        return set.path("metadata")
                .path("annotations")
                .path("deployment.kubernetes.io/revision")
                .asInt(0);
    }

    private void delete(Subject subject, ObjectNode step) throws InterruptedException {
        ObjectNode options = Json.object().put("kind", "DeleteOptions").put("apiVersion", "v1");
        if (step.has("policy")) {
            options.put("propagationPolicy", step.path("policy").asString(""));
        }
        if (step.has("grace")) {
            options.put("gracePeriodSeconds", step.path("grace").asInt(0));
        }
        place.cluster().delete(subject.kind(), subject.namespace(place), name(subject, step), options);
    }

    private void evict(Subject subject, ObjectNode step) throws InterruptedException {
        String name = name(subject, step);
        ObjectNode eviction = Json.object().put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata").put("name", name).put("namespace", place.namespace());
        place.cluster()
                .send("POST", Kinds.of("Pod").path(place.namespace(), name) + "/eviction", ApiRequest.JSON, eviction);
    }

    private String name(Subject subject, ObjectNode step) throws InterruptedException {
        if (!subject.name().isEmpty()) {
            return subject.name();
        }
        return matching(subject, step).stream()
                .map(object -> object.path("metadata").path("name").asString(""))
                .sorted()
                .findFirst()
                .orElseThrow(() -> new StuckException("there is nothing for " + step));
    }

    private List<ObjectNode> matching(Subject subject, JsonNode step) throws InterruptedException {
        return place.cluster().list(subject.kind(), subject.namespace(place)).stream()
                .filter(object -> subject.name().isEmpty()
                        || object.path("metadata").path("name").asString("").equals(subject.name()))
                .filter(object -> step.path("is").properties().stream()
                        .allMatch(e -> Fields.is(object, e.getKey(), e.getValue())))
                .toList();
    }

    private boolean matches(Subject subject, ObjectNode step) throws InterruptedException {
        int found = matching(subject, step).size();
        return step.has("count") ? found == step.path("count").asInt(0) : found > 0;
    }

    private boolean rolled(Subject subject) throws InterruptedException {
        return place.cluster()
                .get(subject.kind(), place.namespace(), subject.name())
                .map(Workloads::rolled)
                .orElse(false);
    }

    /** A question that is asked until the answer is yes. */
    private interface Question {
        boolean ask() throws InterruptedException;
    }

    private void await(ObjectNode step, Question question) throws InterruptedException {
        long steps = scenario.patience().dividedBy(POLL);
        for (long i = 0; i < steps; i++) {
            if (question.ask()) {
                return;
            }
            pause.of(POLL);
        }
        throw new StuckException("in vain: " + step);
    }

    /** Waits until nothing has changed for a while. */
    Facts settle() throws InterruptedException {
        Duration look = Duration.ofSeconds(1);
        Facts last = EndState.of(place);
        long quiet = 0;
        for (long i = 0; i < scenario.patience().dividedBy(look); i++) {
            pause.of(look);
            Facts now = EndState.of(place);
            quiet = now.equals(last) ? quiet + 1 : 0;
            last = now;
            if (quiet >= scenario.quiet().dividedBy(look)) {
                return now;
            }
        }
        return last;
    }

    /** How time passes between two looks. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }
}

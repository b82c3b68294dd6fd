package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.conformance.differential.ApiRequest.Verb;
import dev.quarterdeck.kube.object.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes requests from seeds: each as it is, and mutated, as many times as {@link Amounts} say. Which mutations are taken depends on the seed number and on
 * nothing else that could change with time. Pure.
 */
public final class RequestGenerator {

    /** How many mutations of one seed are sent, by verb. */
    public record Amounts(int creates, int updates, int patches, int statuses, int applies) {
        public static final Amounts OWN = new Amounts(110, 60, 18, 24, 12);
        public static final Amounts REFERENCE = new Amounts(3, 0, 0, 0, 0);
    }

    private final long number;

    public RequestGenerator(long number) {
        this.number = number;
    }

    /** Asked before the seed exists. */
    public List<ApiRequest> creates(Seed seed, Amounts amounts) {
        List<ApiRequest> requests = new ArrayList<>();
        requests.add(create(seed, seed.object(), "as it is", ""));
        for (Mutation mutation : pick(Mutations.of(seed), "create", seed, amounts.creates())) {
            requests.add(create(seed, text(seed.object(), mutation), mutation.toString(), validation(mutation)));
        }
        return requests;
    }

    /** Asked while the seed is stored. */
    public List<ApiRequest> changes(Seed seed, Amounts amounts) {
        List<ApiRequest> requests = new ArrayList<>();
        List<Mutation> all = Mutations.of(seed);
        List<Mutation> main =
                all.stream().filter(m -> !m.path().getFirst().equals("status")).toList();
        List<Mutation> status =
                all.stream().filter(m -> m.path().getFirst().equals("status")).toList();
        ObjectNode versioned = versioned(seed.object());
        requests.add(update(seed, "", Json.MAPPER.writeValueAsString(versioned), "as it is", ""));
        for (Mutation mutation : pick(main, "update", seed, amounts.updates())) {
            requests.add(update(seed, "", text(versioned, mutation), mutation.toString(), validation(mutation)));
        }
        for (Verb verb : List.of(Verb.JSON_PATCH, Verb.MERGE_PATCH, Verb.STRATEGIC_PATCH)) {
            for (Mutation mutation : pick(main, verb.name(), seed, amounts.patches())) {
                requests.add(patch(seed, "", verb, mutation));
            }
        }
        for (Mutation mutation : pick(main, "apply", seed, amounts.applies())) {
            requests.add(request(
                    seed,
                    Verb.APPLY,
                    "",
                    "application/apply-patch+yaml",
                    validation(mutation),
                    text(seed.object(), mutation),
                    mutation.toString()));
        }
        if (seed.type().subresource("status").isPresent() && seed.object().has("status")) {
            requests.add(update(seed, "status", Json.MAPPER.writeValueAsString(versioned), "as it is", ""));
            for (Mutation mutation : pick(status, "status", seed, amounts.statuses() * 2)) {
                requests.add(
                        update(seed, "status", text(versioned, mutation), mutation.toString(), validation(mutation)));
            }
            for (Mutation mutation : pick(status, "patch status", seed, amounts.statuses())) {
                requests.add(patch(seed, "status", Verb.MERGE_PATCH, mutation));
            }
        }
        for (String subresource : List.of("resize", "ephemeralcontainers")) {
            if (seed.type().subresource(subresource).isPresent()) {
                for (Mutation mutation : pick(main, subresource, seed, amounts.statuses())) {
                    requests.add(update(
                            seed, subresource, text(versioned, mutation), mutation.toString(), validation(mutation)));
                }
            }
        }
        return requests;
    }

    /** Half of what a strict server would refuse is asked strictly, the rest as the server likes. */
    private String validation(Mutation mutation) {
        boolean strict =
                (mutation.twice() || mutation.label().equals("unknown")) && (rank("strict", mutation) & 1) == 0;
        return strict ? "Strict" : "";
    }

    private List<Mutation> pick(List<Mutation> all, String use, Seed seed, int most) {
        return all.stream()
                .sorted(Comparator.comparingLong(m -> rank(use + seed.origin(), m)))
                .limit(most)
                .toList();
    }

    /** Splittable hashing (SplitMix64) of texts: spread evenly and the same on every machine. */
    private long rank(String use, Mutation mutation) {
        long mixed =
                number ^ ((long) use.hashCode() << 32) ^ mutation.toString().hashCode();
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static ObjectNode versioned(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        ((ObjectNode) copy.get("metadata")).put("resourceVersion", ApiRequest.VERSION);
        return copy;
    }

    private static String text(ObjectNode object, Mutation mutation) {
        if (!mutation.twice()) {
            return Json.MAPPER.writeValueAsString(mutation.apply(object));
        }
        return TwiceWritten.text(object, mutation);
    }

    private static ApiRequest create(Seed seed, JsonNode object, String how, String validation) {
        return create(seed, Json.MAPPER.writeValueAsString(object), how, validation);
    }

    private static ApiRequest create(Seed seed, String body, String how, String validation) {
        return request(seed, Verb.CREATE, "", "application/json", validation, body, how);
    }

    private static ApiRequest update(Seed seed, String subresource, String body, String how, String validation) {
        return request(seed, Verb.UPDATE, subresource, "application/json", validation, body, how);
    }

    private static ApiRequest request(
            Seed seed, Verb verb, String subresource, String contentType, String validation, String body, String how) {
        return new ApiRequest(
                seed.origin() + " " + seed.name() + " " + how,
                verb,
                seed.type(),
                seed.namespace(),
                seed.name(),
                subresource,
                contentType,
                validation,
                body);
    }

    private ApiRequest patch(Seed seed, String subresource, Verb verb, Mutation mutation) {
        String body = verb == Verb.JSON_PATCH ? jsonPatch(mutation) : mergePatch(seed.object(), mutation);
        String contentType =
                switch (verb) {
                    case JSON_PATCH -> "application/json-patch+json";
                    case STRATEGIC_PATCH -> "application/strategic-merge-patch+json";
                    default -> "application/merge-patch+json";
                };
        return request(seed, verb, subresource, contentType, validation(mutation), body, mutation.toString());
    }

    private static String jsonPatch(Mutation mutation) {
        ObjectNode operation = Json.object();
        operation.put("op", mutation.value() == null ? "remove" : "add").put("path", mutation.pointer());
        if (mutation.value() != null) {
            operation.set("value", mutation.value());
        }
        return "[" + Json.MAPPER.writeValueAsString(operation) + "]";
    }

    /** The fields on the way; a list is sent whole. */
    private static String mergePatch(ObjectNode object, Mutation mutation) {
        ObjectNode changed = mutation.apply(object);
        ObjectNode patch = Json.object();
        ObjectNode to = patch;
        JsonNode from = changed;
        for (int i = 0; i < mutation.path().size(); i++) {
            String field = (String) mutation.path().get(i);
            JsonNode next = from.path(field);
            if (i == mutation.path().size() - 1 || !next.isObject()) {
                to.set(field, next.isMissingNode() ? Json.MAPPER.nullNode() : next);
                break;
            }
            to = to.putObject(field);
            from = next;
        }
        return Json.MAPPER.writeValueAsString(patch);
    }
}

package dev.quarterdeck.conformance.differential;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** All requests, in the one order in which they mean the same on every server: environment, creates, then seeds stored, then changes of them. */
public final class Run {
    /** The number that recordings are made with. */
    public static final long NUMBER = 20260;

    private static final int AT_ONCE = 4;

    private final List<Seed> own = Seeds.own();
    private final List<ApiRequest> creates = new ArrayList<>();
    private final List<ApiRequest> changes = new ArrayList<>();
    private final Set<ApiRequest> fromManifests = new LinkedHashSet<>();

    /** Leaves out what is of other kinds. */
    Run only(String kind) {
        creates.removeIf(request -> !request.kind().matches(kind));
        changes.removeIf(request -> !request.kind().matches(kind));
        return this;
    }

    /** @param reference the folder of the reference data; null leaves its manifests out */
    public Run(@Nullable Path reference) {
        RequestGenerator generator = new RequestGenerator(NUMBER);
        own.forEach(seed -> {
            creates.addAll(generator.creates(seed, RequestGenerator.Amounts.OWN));
            changes.addAll(generator.changes(seed, RequestGenerator.Amounts.OWN));
        });
        if (reference != null) {
            Seeds.ofReference(reference)
                    .forEach(seed -> fromManifests.addAll(generator.creates(seed, RequestGenerator.Amounts.REFERENCE)));
            creates.addAll(fromManifests);
        }
    }

    /** The reference data beside the project, above the working directory; null where it is absent. */
    public static @Nullable Path reference() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/kubernetes-1.36");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return null;
    }

    /** Where the shares of a request are counted: apart from the rest where it came from a manifest or is an apply. */
    public String part(ApiRequest request) {
        if (request.verb() == ApiRequest.Verb.APPLY) {
            return "apply";
        }
        return fromManifests.contains(request) ? "manifests" : "own";
    }

    public int size() {
        return creates.size() + changes.size();
    }

    public Map<ApiRequest, Answer> ask(Target target) {
        Map<ApiRequest, Answer> answers = new LinkedHashMap<>();
        Seeds.environment().forEach(target::store);
        ask(target, creates, answers);
        own.forEach(target::store);
        ask(target, changes, answers);
        return answers;
    }

    private static void ask(Target target, List<ApiRequest> requests, Map<ApiRequest, Answer> answers) {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Answer>> futures = requests.stream()
                    .map(r -> threads.submit(() -> target.ask(r)))
                    .toList();
            for (int i = 0; i < requests.size(); i++) {
                answers.put(requests.get(i), futures.get(i).get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}

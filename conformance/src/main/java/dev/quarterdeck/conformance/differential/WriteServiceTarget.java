package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.bootstrap.BootstrapRunner;
import dev.quarterdeck.state.commit.CommitListeners;
import dev.quarterdeck.state.memory.InMemoryObjectStore;
import dev.quarterdeck.state.write.WriteConfiguration;
import dev.quarterdeck.state.write.WriteService;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** State-service's write road over a store in memory, wired as in production: what stands between a client and it, the gateway, does not judge bodies. */
public final class WriteServiceTarget implements Target {
    private static final Caller CALLER = new Caller(
            "admin", "admin", List.of("system:masters", "system:authenticated"), Map.of(), "differential", "1");

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final WriteService writes;
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    public WriteServiceTarget() {
        context.registerBean(InMemoryObjectStore.class);
        context.registerBean(CommitListeners.class);
        context.register(WriteConfiguration.class);
        context.refresh();
        context.start();
        writes = context.getBean(WriteService.class);
        context.getBean(BootstrapRunner.class)
                .done()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public Answer ask(ApiRequest request) {
        try {
            WriteResult result = write(request, true);
            return Answer.of(result.code(), Json.read(result.json()), result.warnings(), request.body());
        } catch (ApiException e) {
            return Answer.of(e.code(), e.toStatus(), List.of(), request.body());
        }
    }

    @Override
    public void store(Seed seed) {
        WriteResult result = write(
                new ApiRequest(
                        seed.origin(),
                        ApiRequest.Verb.CREATE,
                        seed.type(),
                        seed.namespace(),
                        seed.name(),
                        "",
                        "application/json",
                        "",
                        Json.MAPPER.writeValueAsString(seed.object())),
                false);
        versions.put(key(seed.type().qualifiedName(), seed.namespace(), seed.name()), Long.toString(result.revision()));
    }

    private static String key(String resource, String namespace, String name) {
        return resource + "/" + namespace + "/" + name;
    }

    private WriteResult write(ApiRequest request, boolean dryRun) {
        WriteRequest.Options options = new WriteRequest.Options(
                dryRun, request.verb() == ApiRequest.Verb.APPLY ? "other" : "", request.fieldValidation());
        byte[] body = request.body()
                .replace(
                        ApiRequest.VERSION,
                        versions.getOrDefault(
                                key(request.type().qualifiedName(), request.namespace(), request.name()), "1"))
                .getBytes(StandardCharsets.UTF_8);
        WriteRequest write =
                switch (request.verb()) {
                    case CREATE ->
                        new WriteRequest.Create(
                                request.type(),
                                request.namespace(),
                                request.subresource().isEmpty() ? "" : request.name(),
                                request.subresource(),
                                body,
                                request.contentType(),
                                CALLER,
                                options);
                    case UPDATE ->
                        new WriteRequest.Update(
                                request.type(),
                                request.namespace(),
                                request.name(),
                                request.subresource(),
                                body,
                                request.contentType(),
                                CALLER,
                                options);
                    case JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY ->
                        new WriteRequest.Patch(
                                request.type(),
                                request.namespace(),
                                request.name(),
                                request.subresource(),
                                body,
                                request.contentType(),
                                request.verb() == ApiRequest.Verb.APPLY,
                                CALLER,
                                options);
                };
        try {
            return writes.write(write).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ApiException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}

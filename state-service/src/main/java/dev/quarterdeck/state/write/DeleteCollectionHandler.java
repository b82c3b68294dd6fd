package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.RequestDeadline;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * DELETE of a collection: reads it page by page and deletes what the selectors match, several at a time so that they share commits. Objects that are gone
 * already count as deleted; the first other refusal ends it, and what was deleted by then stays deleted.
 */
final class DeleteCollectionHandler {
    private static final int PAGE = 500;
    private static final int AT_ONCE = 32;

    private final WriteParts parts;
    private final DeleteHandler delete;

    DeleteCollectionHandler(WriteParts parts, DeleteHandler delete) {
        this.parts = parts;
        this.delete = delete;
    }

    WriteResult deleteCollection(WriteRequest.DeleteCollection request) {
        DeleteOptions options = DeleteOptions.read(parts.rules(), request.deleteOptions(), request.contentType());
        Predicate<ObjectNode> selected =
                parts.rules().selector(request.type(), request.labelSelector(), request.fieldSelector());
        DeletedList deleted = new DeletedList(new Answers(parts.rules()), request.type());
        ObjectKey after = null;
        List<CurrentObject> page;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            do {
                page = parts.committer().list(CreateHandler.stored(request.type()), request.namespace(), after, PAGE);
                for (int from = 0; from < page.size(); from += AT_ONCE) {
                    deleteAll(
                            page.subList(from, Math.min(page.size(), from + AT_ONCE)),
                            selected,
                            request,
                            options,
                            deleted,
                            threads);
                }
                after = page.isEmpty() ? after : page.getLast().key();
            } while (page.size() == PAGE);
        }
        return new WriteResult(200, deleted.answer(), 0, List.of());
    }

    private void deleteAll(
            List<CurrentObject> rows,
            Predicate<ObjectNode> selected,
            WriteRequest.DeleteCollection request,
            DeleteOptions options,
            DeletedList deleted,
            ExecutorService threads) {
        boolean dryRun = options.dryRun() || request.options().dryRun();
        Author author = Authors.of(request);
        List<Future<?>> running = new ArrayList<>(rows.size());
        for (CurrentObject row : rows) {
            if (selected.test(Json.read(row.json()))) {
                deleted.add(row);
                running.add(threads.submit(RequestDeadline.carried(() ->
                        delete.delete(request.type(), row, row.key(), options, dryRun, request.caller(), author))));
            }
        }
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ApiException refusal) {
                    if (refusal.reason() != StatusReason.NOT_FOUND) {
                        throw refusal;
                    }
                } else if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                } else {
                    throw new IllegalStateException(e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ApiException.unavailable("the server is shutting down", 1);
            }
        }
    }
}

package dev.quarterdeck.gateway.asof;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.route.View;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.StateClient;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Everything under {@code /as-of/MOMENT/}: finds the moment's revision and hands reads on to their handlers, which answer as of it. Discovery and the like are
 * answered as of now. Whatever changes something, watches or reaches out to a node is refused: nothing that this class does not hand on gets through, so it must be
 * asked before all others. Connection's thread.
 */
public final class AsOfHandler implements RequestHandler {
    private final StateClient state;
    private final InstantSource clock;
    private final List<RequestHandler> objects;
    private final List<RequestHandler> documents;

    /**
     * @param objects answer reads of objects by {@link View.At}
     * @param documents answer what does not change with time: discovery, schemas, the version
     */
    public AsOfHandler(
            StateClient state, InstantSource clock, List<RequestHandler> objects, List<RequestHandler> documents) {
        this.state = state;
        this.clock = clock;
        this.objects = List.copyOf(objects);
        this.documents = List.copyOf(documents);
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.view() instanceof View.AsOf;
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        if (!(request.view() instanceof View.AsOf asOf)) {
            throw ApiException.internal("not a request of the past");
        }
        Moment moment = Moment.parse(asOf.moment(), clock.instant());
        for (RequestHandler handler : documents) {
            if (handler.handles(request)) {
                return handler.handle(request, user, exchange);
            }
        }
        for (RequestHandler handler : objects) {
            if (handler.handles(request)) {
                return ConnectionLoop.await(exchange, at(moment))
                        .flatMap(at -> handler.handle(request.seen(at), user, exchange));
            }
        }
        throw refusal(request);
    }

    private CompletableFuture<View.At> at(Moment moment) {
        return switch (moment) {
            case Moment.Revision revision -> CompletableFuture.completedFuture(new View.At(revision.number(), null));
            case Moment.Time time ->
                state.revisionAt(time.instant()).thenApply(revision -> new View.At(revision, time.instant()));
        };
    }

    private static ApiException refusal(RequestInfo request) {
        String why =
                switch (request.verb()) {
                    case "create", "update", "patch", "delete", "deletecollection", "post", "put" ->
                        "what is past cannot be changed";
                    case "watch" -> "what is past does not change, so there is nothing to watch";
                    default -> "this cannot be asked of the past";
                };
        return new ApiException(
                StatusReason.METHOD_NOT_ALLOWED,
                why + ": under /as-of/ objects can be read (get, list), and nothing else",
                ApiException.Details.of(request.group(), request.resource(), request.name()));
    }
}

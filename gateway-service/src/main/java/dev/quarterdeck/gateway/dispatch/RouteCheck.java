package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Subresource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a path and a verb name something that is served: 404 where no such path exists, 405 where the path exists and the method does not. Asked after
 * authorization. Pure.
 */
final class RouteCheck {
    private RouteCheck() {}

    /** Null where the request may go on; else the Status to answer with. Paths in versions that are not served at all are not for this class. */
    static @Nullable ApiException check(RequestInfo request, boolean head) {
        ApiException refusal = check(request);
        // proxies pass HEAD on; nothing else of a resource has it
        return refusal == null && head && !request.subresource().equals("proxy") ? notAllowed() : refusal;
    }

    private static @Nullable ApiException check(RequestInfo request) {
        ResourceType type = request.type();
        if (type == null) {
            return notFound();
        }
        if (isUnspeakable(request.namespace())) {
            return ApiException.notFound("", "namespaces", "\\x00");
        }
        if (isUnspeakable(request.name())) {
            return ApiException.notFound(type.gvr().group(), type.gvr().resource(), "\\x00");
        }
        boolean named = !request.name().isEmpty();
        boolean inNamespace = !request.namespace().isEmpty();
        boolean isNamespace =
                type.gvr().resource().equals("namespaces") && type.gvr().group().isEmpty();
        if (!request.subresource().isEmpty()) {
            return subresource(request, type, inNamespace);
        }
        if (!type.namespaced() && inNamespace && !isNamespace) {
            return notFound();
        }
        Verb verb = verb(request.verb());
        if (verb == null || !type.verbs().contains(verb)) {
            return notAllowed();
        }
        return switch (verb) {
            case CREATE -> named || type.namespaced() && !inNamespace ? notAllowed() : null;
            case UPDATE, PATCH, DELETE -> !named ? notAllowed() : type.namespaced() && !inNamespace ? notFound() : null;
            case GET -> type.namespaced() && !inNamespace ? notFound() : null;
            case DELETECOLLECTION -> type.namespaced() && !inNamespace ? notAllowed() : null;
            case LIST, WATCH -> null;
        };
    }

    /** No object has a name with a NUL in it: the store takes none. */
    private static boolean isUnspeakable(String name) {
        return name.indexOf('\0') >= 0;
    }

    private static @Nullable ApiException subresource(RequestInfo request, ResourceType type, boolean inNamespace) {
        Optional<Subresource> found = type.subresource(request.subresource());
        if (found.isEmpty() || type.namespaced() && !inNamespace) {
            return notFound();
        }
        Set<Verb> verbs = found.get().verbs();
        Verb verb = verb(request.verb());
        return verb == null || !verbs.contains(verb) ? notAllowed() : null;
    }

    private static @Nullable Verb verb(String name) {
        return switch (name) {
            case "get" -> Verb.GET;
            case "list" -> Verb.LIST;
            case "watch" -> Verb.WATCH;
            case "create" -> Verb.CREATE;
            case "update" -> Verb.UPDATE;
            case "patch" -> Verb.PATCH;
            case "delete" -> Verb.DELETE;
            case "deletecollection" -> Verb.DELETECOLLECTION;
            default -> null;
        };
    }

    /** Whether any resource of this group and version is served; if not, the path as a whole does not exist here. */
    static boolean isServedVersion(ResourceCatalog catalog, String group, String version) {
        for (ResourceType type : catalog.all()) {
            if (type.gvr().group().equals(group) && type.gvr().version().equals(version)) {
                return true;
            }
        }
        return false;
    }

    static ApiException notFound() {
        return new ApiException(
                StatusReason.NOT_FOUND,
                "the server could not find the requested resource",
                ApiException.Details.of("", "", ""));
    }

    static ApiException notAllowed() {
        return new ApiException(
                StatusReason.METHOD_NOT_ALLOWED,
                "the server does not allow this method on the requested resource",
                ApiException.Details.of("", "", ""));
    }

    /** Requests that stay open: they are neither counted nor timed out. */
    static boolean isLongRunning(RequestInfo request) {
        if (request.verb().equals("watch")) {
            return true;
        }
        return switch (request.subresource().toLowerCase(Locale.ROOT)) {
            case "attach", "exec", "proxy", "log", "portforward" -> true;
            default -> false;
        };
    }
}

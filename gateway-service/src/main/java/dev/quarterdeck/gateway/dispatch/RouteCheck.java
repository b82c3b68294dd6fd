package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Subresource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * Whether a path and a verb name something that is served: 404 where no such path exists, 405 where the path exists and the method does not. Asked after
 * authorization. Pure.
 */
final class RouteCheck {
    private RouteCheck() {}

    /** Null where the request may go on; else the Status to answer with. Paths in versions that are not served at all are not for this class. */
    static @Nullable ApiException check(RequestInfo request, HttpMethod method) {
        ApiException refusal = check(request);
        // proxies pass HEAD and OPTIONS on; nothing else of a resource has them
        boolean proxy = request.subresource().equals("proxy");
        if (request.verb().equals("watch") && !method.equals(HttpMethod.GET)) {
            return refusal == null ? notAllowed() : refusal;
        }
        if (proxy && method.equals(HttpMethod.OPTIONS)) {
            return refusal != null && refusal.reason() == StatusReason.METHOD_NOT_ALLOWED ? null : refusal;
        }
        return refusal == null && method.equals(HttpMethod.HEAD) && !proxy ? notAllowed() : refusal;
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
        if (!type.namespaced() && inNamespace && !(isNamespace && named)) {
            return notFound();
        }
        if (type.namespaced() && !inNamespace && !type.verbs().contains(Verb.LIST)) {
            return notFound();
        }
        Verb verb = verb(request.verb());
        if (verb == null || !type.verbs().contains(verb)) {
            return notAllowed();
        }
        if (named && verb != Verb.CREATE) {
            ApiException bad = unfitName(request.name());
            if (bad != null) {
                return bad;
            }
        }
        return switch (verb) {
            case CREATE -> named || type.namespaced() && !inNamespace ? notAllowed() : null;
            case UPDATE, PATCH, DELETE -> !named ? notAllowed() : type.namespaced() && !inNamespace ? notFound() : null;
            case GET -> type.namespaced() && !inNamespace ? notFound() : null;
            case DELETECOLLECTION -> type.namespaced() && !inNamespace ? notAllowed() : null;
            case LIST, WATCH -> null;
        };
    }

    /** What can be no segment of a path names nothing (API reference, "Object names": path segment names). */
    private static @Nullable ApiException unfitName(String name) {
        String why;
        if (name.equals(".") || name.equals("..")) {
            why = "may not be '" + name + "'";
        } else if (name.indexOf('%') >= 0) {
            why = "may not contain '%'";
        } else {
            return null;
        }
        return ApiException.badRequest("Name parameter invalid: \"" + name + "\": " + why);
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
        if (!request.subpath().isEmpty() && !request.subresource().equals("proxy")) {
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

    /** Whether what is not there is answered as a Status: below the roots of the built-in groups. Elsewhere there are no pages. */
    static boolean isBelowServedRoot(ResourceCatalog catalog, String path) {
        if (path.startsWith("/api/") || path.startsWith("/version/")) {
            return true;
        }
        if (!path.startsWith("/apis/")) {
            return false;
        }
        int end = path.indexOf('/', 6);
        String group = path.substring(6, end < 0 ? path.length() : end);
        for (ResourceType type : catalog.all()) {
            if (type.custom() == null && type.gvr().group().equals(group)) {
                return true;
            }
        }
        return false;
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

    /** What is passed on to something else that acts, which no dry run can hold back. */
    static boolean isConnect(RequestInfo request) {
        return switch (request.subresource()) {
            case "attach", "exec", "proxy", "portforward" -> true;
            default -> false;
        };
    }

    /** Requests that stay open: they are neither counted nor timed out. */
    static boolean isLongRunning(RequestInfo request) {
        return request.verb().equals("watch") || request.subresource().equals("log") || isConnect(request);
    }
}

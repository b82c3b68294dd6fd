package dev.quarterdeck.kube.status;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that ends with a {@code Status} of failure. Carries all that the client sees; carries no stack trace, since it is an answer and not a fault.
 */
public final class ApiException extends RuntimeException {

    /** {@code details.causes[]}. */
    public record Cause(String reason, String message, String field) {}

    /** {@code details}; {@code kind} holds the resource ({@code pods}) or, for Invalid, the kind ({@code Pod}). */
    public record Details(
            @Nullable String name,
            @Nullable String group,
            @Nullable String kind,
            @Nullable String uid,
            List<Cause> causes,
            int retryAfterSeconds) {
        public static final Details NONE = new Details(null, null, null, null, List.of(), 0);

        public static Details of(String group, String kind, String name) {
            return new Details(name, group, kind, null, List.of(), 0);
        }
    }

    private final StatusReason reason;
    private final String wireReason;
    private final int code;
    private final Details details;
    private final List<String> warnings;

    public ApiException(StatusReason reason, String message, Details details) {
        this(reason, reason.code(), message, details);
    }

    public ApiException(StatusReason reason, int code, String message, Details details) {
        this(reason, reason.wireName(), code, message, details, List.of());
    }

    private ApiException(
            StatusReason reason, String wireReason, int code, String message, Details details, List<String> warnings) {
        super(message, null, false, false);
        this.reason = reason;
        this.wireReason = wireReason;
        this.code = code;
        this.details = details;
        this.warnings = warnings;
    }

    /** A refusal in the words of another: its reason may be any text, or none. */
    public static ApiException ofOthers(String wireReason, int code, String message, Details details) {
        StatusReason nearest = StatusReason.INTERNAL_ERROR;
        for (StatusReason known : StatusReason.values()) {
            if (known.wireName().equals(wireReason)) {
                nearest = known;
                break;
            }
            if (known.code() == code && nearest == StatusReason.INTERNAL_ERROR) {
                nearest = known;
            }
        }
        return new ApiException(nearest, wireReason, code, message, details, List.of());
    }

    /** The same refusal with texts for {@code Warning} headers beside it. */
    public ApiException withWarnings(List<String> texts) {
        return texts.isEmpty()
                ? this
                : new ApiException(reason, wireReason, code, getMessage(), details, List.copyOf(texts));
    }

    public List<String> warnings() {
        return warnings;
    }

    public StatusReason reason() {
        return reason;
    }

    public int code() {
        return code;
    }

    public Details details() {
        return details;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }

    public static ApiException badRequest(String message) {
        return new ApiException(StatusReason.BAD_REQUEST, message, Details.NONE);
    }

    /** @param resource {@code pods} */
    public static ApiException notFound(String group, String resource, String name) {
        return new ApiException(
                StatusReason.NOT_FOUND,
                qualified(group, resource) + " \"" + name + "\" not found",
                Details.of(group, resource, name));
    }

    public static ApiException alreadyExists(String group, String resource, String name) {
        return new ApiException(
                StatusReason.ALREADY_EXISTS,
                qualified(group, resource) + " \"" + name + "\" already exists",
                Details.of(group, resource, name));
    }

    public static ApiException conflict(String group, String resource, String name, String why) {
        return new ApiException(
                StatusReason.CONFLICT,
                "Operation cannot be fulfilled on " + qualified(group, resource) + " \"" + name + "\": " + why,
                Details.of(group, resource, name));
    }

    /** The answer to an update made from an old state. */
    public static ApiException staleUpdate(String group, String resource, String name) {
        return conflict(
                group,
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static ApiException forbidden(String group, String resource, String name, String why) {
        return new ApiException(
                StatusReason.FORBIDDEN,
                (name.isEmpty()
                                ? qualified(group, resource) + " is forbidden: "
                                : qualified(group, resource) + " \"" + name + "\" is forbidden: ")
                        + why,
                Details.of(group, resource, name));
    }

    /** @param kind {@code Pod}; the message lists every error, several in brackets */
    public static ApiException invalid(String group, String kind, String name, List<FieldError> errors) {
        String list = errors.size() == 1
                ? errors.getFirst().message()
                : errors.stream().map(FieldError::message).collect(Collectors.joining(", ", "[", "]"));
        List<Cause> causes = errors.stream()
                .map(e -> new Cause(e.type().wireName(), e.causeMessage(), e.field()))
                .toList();
        return new ApiException(
                StatusReason.INVALID,
                (group.isEmpty() ? kind : kind + "." + group) + " \"" + name + "\" is invalid: " + list,
                new Details(name, group, kind, null, causes, 0));
    }

    public static ApiException unavailable(String message, int retryAfterSeconds) {
        return new ApiException(
                StatusReason.SERVICE_UNAVAILABLE,
                message,
                new Details(null, null, null, null, List.of(), retryAfterSeconds));
    }

    public static ApiException tooManyRequests(String message, int retryAfterSeconds) {
        return new ApiException(
                StatusReason.TOO_MANY_REQUESTS,
                message,
                new Details(null, null, null, null, List.of(), retryAfterSeconds));
    }

    /** What a server that is full says. */
    public static ApiException tooManyRequests(int retryAfterSeconds) {
        return tooManyRequests("Too many requests, please try again later.", retryAfterSeconds);
    }

    public static ApiException internal(String message) {
        return new ApiException(StatusReason.INTERNAL_ERROR, "Internal error occurred: " + message, Details.NONE);
    }

    private static String qualified(String group, String resource) {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    /** The {@code v1 Status} object that goes to the client. */
    public ObjectNode toStatus() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", getMessage());
        putIfPresent(status, "reason", wireReason);
        if (details != Details.NONE) {
            ObjectNode node = status.putObject("details");
            putIfPresent(node, "name", details.name());
            putIfPresent(node, "group", details.group());
            putIfPresent(node, "kind", details.kind());
            putIfPresent(node, "uid", details.uid());
            if (!details.causes().isEmpty()) {
                ArrayNode causes = node.putArray("causes");
                for (Cause cause : details.causes()) {
                    ObjectNode c = causes.addObject();
                    putIfPresent(c, "reason", cause.reason());
                    putIfPresent(c, "message", cause.message());
                    putIfPresent(c, "field", cause.field());
                }
            }
            if (details.retryAfterSeconds() > 0) {
                node.put("retryAfterSeconds", details.retryAfterSeconds());
            }
        }
        return status.put("code", code);
    }

    private static void putIfPresent(ObjectNode node, String field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            node.put(field, value);
        }
    }
}

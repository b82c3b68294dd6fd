package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** Which media types bodies may have. Pure. */
final class ContentTypes {
    private static final List<String> OBJECTS =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
    private static final List<String> PATCHES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/apply-patch+yaml",
            "application/strategic-merge-patch+json");

    private ContentTypes() {}

    /** JSON where the client names none. Throws UnsupportedMediaType. */
    static String ofObject(HttpHeaders headers) {
        String type = bare(headers);
        if (type.isEmpty()) {
            String given = headers.getFirst(HttpHeaders.CONTENT_TYPE);
            if (given != null && !given.isBlank()) {
                throw unknown(OBJECTS);
            }
            return OBJECTS.getFirst();
        }
        if (!OBJECTS.contains(type)) {
            throw unknown(OBJECTS);
        }
        return type;
    }

    /**
     * Throws UnsupportedMediaType.
     *
     * @param custom whether the object is of a definition, which has no route of its own, so that other words are used
     */
    static String ofPatch(HttpHeaders headers, boolean custom) {
        String type = bare(headers);
        if (PATCHES.contains(type)) {
            return type;
        }
        if (custom) {
            throw unknown(PATCHES.subList(0, 3));
        }
        throw new ApiException(
                StatusReason.UNSUPPORTED_MEDIA_TYPE,
                "415: Unsupported Media Type",
                ApiException.Details.of("", "", ""));
    }

    private static ApiException unknown(List<String> accepted) {
        return new ApiException(
                StatusReason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted),
                ApiException.Details.NONE);
    }

    /** Without parameters. */
    private static String bare(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        if (value == null) {
            return "";
        }
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
    }
}

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
            return OBJECTS.getFirst();
        }
        return supported(type, OBJECTS);
    }

    /** Throws UnsupportedMediaType. */
    static String ofPatch(HttpHeaders headers) {
        return supported(bare(headers), PATCHES);
    }

    private static String supported(String type, List<String> accepted) {
        if (accepted.contains(type)) {
            return type;
        }
        throw new ApiException(
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

package dev.quarterdeck.kube.codec;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The encodings that a body may have. */
public enum BodyFormat {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf");

    private final String mediaType;

    BodyFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** @param contentType as in the header, parameters and all; null and empty count as JSON */
    public static BodyFormat ofContentType(@Nullable String contentType) {
        return find(contentType)
                .orElseThrow(() -> unsupported("the body of the request was in an unknown format"
                        + " - accepted media types include: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf"));
    }

    /** Empty for a type that no codec reads. */
    public static Optional<BodyFormat> find(@Nullable String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return Optional.of(JSON);
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        for (BodyFormat format : values()) {
            if (format.mediaType.equals(type)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** 415 with a message. */
    public static ApiException unsupported(String message) {
        return new ApiException(StatusReason.UNSUPPORTED_MEDIA_TYPE, message, ApiException.Details.NONE);
    }
}

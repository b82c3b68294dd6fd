package dev.quarterdeck.kube.patch;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a patch is, by its content type. Server-side apply ({@code application/apply-patch+yaml}) is not among them: see
 * {@link dev.quarterdeck.kube.apply.FieldApply}.
 */
public enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC_MERGE("application/strategic-merge-patch+json");

    private final String mediaType;

    PatchType(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** @param contentType as in the header, parameters and all */
    public static PatchType ofContentType(@Nullable String contentType) {
        if (contentType != null) {
            int semicolon = contentType.indexOf(';');
            String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            for (PatchType known : values()) {
                if (known.mediaType.equals(type)) {
                    return known;
                }
            }
        }
        throw new ApiException(
                StatusReason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include:"
                        + " application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json",
                ApiException.Details.NONE);
    }
}

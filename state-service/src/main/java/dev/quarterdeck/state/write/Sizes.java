package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;

/** How large things may be. Bodies are bounded by the gateway too; objects can grow beyond their body through defaults and patches. */
final class Sizes {
    /** Of a request body, bytes. */
    static final int MAX_BODY = 3 * 1024 * 1024;

    /** Of a stored object, bytes: what the reference's store takes. */
    static final int MAX_OBJECT = 3 * 512 * 1024;

    private Sizes() {}

    static void checkBody(byte[] body) {
        if (body.length > MAX_BODY) {
            throw tooLarge(MAX_BODY);
        }
    }

    static EncodedObject checked(EncodedObject object) {
        if (object.length() > MAX_OBJECT) {
            throw tooLarge(MAX_OBJECT);
        }
        return object;
    }

    private static ApiException tooLarge(int limit) {
        return new ApiException(
                StatusReason.REQUEST_ENTITY_TOO_LARGE,
                "Request entity too large: limit is " + limit,
                ApiException.Details.NONE);
    }
}

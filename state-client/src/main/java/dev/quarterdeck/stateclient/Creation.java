package dev.quarterdeck.stateclient;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.List;

/**
 * Whether somebody who may update an object may also create it where there is none. Creating is a right of its own, and asking for it costs: so it is asked
 * beforehand only where nothing seems to be there, and otherwise once state-service says that nothing was.
 *
 * @param refusal why not, in the words of the answer; empty where it is allowed or was not asked
 */
public record Creation(boolean asked, String refusal) {
    public static final Creation ALLOWED = new Creation(true, "");
    public static final Creation UNASKED = new Creation(false, "");

    private static final String CAUSE = "CreationUnasked";

    public static Creation refused(String why) {
        return new Creation(true, why);
    }

    /**
     * Called when an object that is valid is about to be created.
     *
     * @throws ApiException 403 where it is not allowed, and where nobody asked: {@link #isUnasked}
     */
    public void require(String group, String resource, String name) {
        if (!asked) {
            ApiException.Details details = new ApiException.Details(
                    name,
                    group,
                    resource,
                    null,
                    List.of(new ApiException.Cause(CAUSE, "nobody asked whether it may be created", "")),
                    0);
            throw new ApiException(StatusReason.FORBIDDEN, "nobody asked whether it may be created", details);
        }
        if (!refusal.isEmpty()) {
            throw ApiException.forbidden(group, resource, name, refusal);
        }
    }

    /** Whether a write failed for want of an answer alone: it is to be asked for, and the request to be sent again. */
    public static boolean isUnasked(ApiException failure) {
        return failure.reason() == StatusReason.FORBIDDEN
                && failure.details().causes().stream()
                        .anyMatch(cause -> cause.reason().equals(CAUSE));
    }
}

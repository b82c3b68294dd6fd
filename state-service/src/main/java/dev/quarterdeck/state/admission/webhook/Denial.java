package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.ApiException.Cause;
import dev.quarterdeck.kube.status.ApiException.Details;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How the refusal of a webhook reads: its own code, reason and details, and in the message whose it is. Pure. */
final class Denial {
    private static final int BAD_REQUEST = 400;

    private Denial() {}

    static ApiException of(String webhook, @Nullable ObjectNode status) {
        String by = "admission webhook " + Quoting.quote(webhook) + " denied the request";
        if (status == null) {
            return ApiException.ofOthers("", BAD_REQUEST, by + " without explanation", Details.NONE);
        }
        String message = Trees.text(status, "message");
        String reason = Trees.text(status, "reason");
        Long code = Trees.number(status, "code");
        String why = !message.isEmpty()
                ? by + ": " + message
                : reason.isEmpty() ? by + " without explanation" : by + ": " + reason;
        return ApiException.ofOthers(
                reason,
                code == null || code < BAD_REQUEST ? BAD_REQUEST : Math.clamp(code, BAD_REQUEST, 999),
                why,
                details(Trees.objectAt(status, "details")));
    }

    private static Details details(@Nullable ObjectNode details) {
        if (details == null) {
            return Details.NONE;
        }
        List<Cause> causes = Trees.objects(details, "causes").stream()
                .map(cause -> new Cause(
                        Trees.text(cause, "reason"), Trees.text(cause, "message"), Trees.text(cause, "field")))
                .toList();
        Long retry = Trees.number(details, "retryAfterSeconds");
        return new Details(
                Trees.text(details, "name"),
                Trees.text(details, "group"),
                Trees.text(details, "kind"),
                Trees.text(details, "uid"),
                causes,
                retry == null ? 0 : Math.clamp(retry, 0, Integer.MAX_VALUE));
    }
}

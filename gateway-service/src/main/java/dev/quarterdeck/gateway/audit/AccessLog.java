package dev.quarterdeck.gateway.audit;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.route.RequestInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One structured line per request on the logger {@code dev.quarterdeck.audit}: writes, failures of the server and slow requests at INFO, everything else
 * at DEBUG. Lines hold metadata, never bodies. Any thread.
 */
public final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.quarterdeck.audit");
    private static final long SLOW_NANOS = 1_000_000_000;

    /** @param traceParent the W3C trace context that the client sent; empty for none */
    public void finished(
            RequestInfo request,
            @Nullable User user,
            String id,
            String traceParent,
            String userAgent,
            int code,
            long nanos,
            boolean longRunning) {
        boolean write = InFlightLimits.isMutating(request.verb());
        Level level = write || code >= 500 || nanos > SLOW_NANOS && !longRunning ? Level.INFO : Level.DEBUG;
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        LOG.atLevel(level)
                .addKeyValue("auditID", id)
                .addKeyValue("traceparent", traceParent)
                .addKeyValue("user", user == null ? "" : user.name())
                .addKeyValue("verb", request.verb())
                .addKeyValue("path", request.path())
                .addKeyValue("code", code)
                .addKeyValue("micros", nanos / 1000)
                .addKeyValue("userAgent", userAgent)
                .log("request");
    }
}

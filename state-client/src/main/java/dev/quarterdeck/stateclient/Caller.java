package dev.quarterdeck.stateclient;

import java.util.List;
import java.util.Map;

/**
 * Who makes a request, as the gateway authenticated them: what admission and audit need to know.
 *
 * @param extra authentication extras, for example {@code authentication.kubernetes.io/pod-name}
 */
public record Caller(
        String name,
        String uid,
        List<String> groups,
        Map<String, List<String>> extra,
        String userAgent,
        String requestId) {}

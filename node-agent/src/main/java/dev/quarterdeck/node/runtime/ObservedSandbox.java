package dev.quarterdeck.node.runtime;

import java.time.Instant;
import java.util.List;

/**
 * A sandbox as the runtime sees it.
 *
 * @param attempt counts the sandboxes of one pod
 * @param ips empty on the host's network
 */
public record ObservedSandbox(String id, int attempt, boolean ready, Instant createdAt, List<String> ips) {}

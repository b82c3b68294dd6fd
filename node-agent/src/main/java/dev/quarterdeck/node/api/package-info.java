/**
 * The agent's own API, which the gateway calls over mutual TLS: logs, exec, attach, port-forward, health. Reads logs and the pods of this node; its
 * streams go to the runtime's streaming server.
 */
@NullMarked
package dev.quarterdeck.node.api;

import org.jspecify.annotations.NullMarked;

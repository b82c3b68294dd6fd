/** Requests that are passed on: logs, exec, attach and port-forward to the node-agent of a pod, and HTTP to nodes, pods and services. Reads caches; stores nothing. */
@NullMarked
package dev.quarterdeck.gateway.proxy;

import org.jspecify.annotations.NullMarked;

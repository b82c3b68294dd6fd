/**
 * The Container Runtime Interface over a unix socket. Reads and writes the container runtime; the messages are generated from
 * {@code proto/cri/runtime.proto} into {@code cri.v1}.
 */
@NullMarked
package dev.quarterdeck.node.cri;

import org.jspecify.annotations.NullMarked;

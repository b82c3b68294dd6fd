/**
 * How a component reaches the gateway: the connection, and reads and writes of objects of any kind with preconditions. Reads PEM files; writes through the API.
 */
@NullMarked
package dev.quarterdeck.reconcile.client;

import org.jspecify.annotations.NullMarked;

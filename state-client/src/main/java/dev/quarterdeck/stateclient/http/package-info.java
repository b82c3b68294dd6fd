/** StateClient over HTTP/2 and mutual TLS, to any of several replicas of state-service. Talks to the network only. */
@NullMarked
package dev.quarterdeck.stateclient.http;

import org.jspecify.annotations.NullMarked;

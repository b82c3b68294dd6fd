/**
 * The short way for requests that have one whole body and one whole answer: HTTP/2 frames to the dispatcher and back, without a channel and a chain of handlers
 * for each of them. Knows frames and buffers; what is answered is decided behind {@link dev.quarterdeck.gateway.direct.DirectRequests}.
 */
@NullMarked
package dev.quarterdeck.gateway.direct;

import org.jspecify.annotations.NullMarked;

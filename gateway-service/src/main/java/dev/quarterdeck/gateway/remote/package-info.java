/** What a gateway of its own process needs from elsewhere: state-service over HTTP/2 and caches fed by Kafka. Reads settings; makes beans. */
@NullMarked
package dev.quarterdeck.gateway.remote;

import org.jspecify.annotations.NullMarked;

/** Request bodies in Kubernetes' protobuf, turned into JSON before any handler sees them. Reads bodies; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.protobuf;

import org.jspecify.annotations.NullMarked;

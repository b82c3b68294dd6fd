/** What a node may do: read what its pods use, and look after itself. Reads caches of pods, volumes, attachments and slices; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.authz.node;

import org.jspecify.annotations.NullMarked;

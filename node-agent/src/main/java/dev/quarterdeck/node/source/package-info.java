/**
 * Where the agent learns what it needs beside its pods: config maps, secrets, services, tokens. Reads the gateway; writes nothing but token requests.
 */
@NullMarked
package dev.quarterdeck.node.source;

import org.jspecify.annotations.NullMarked;

/**
 * How long kubelets may keep Secrets and ConfigMaps before they look again. Reads Nodes; writes an annotation of theirs.
 */
@NullMarked
package dev.quarterdeck.controller.ttl;

import org.jspecify.annotations.NullMarked;

/**
 * What stored CustomResourceDefinitions say is served: names, versions, columns, subresources, and the order in which discovery shows them. Reads the JSON of
 * definitions; returns {@link dev.quarterdeck.kube.kind.ResourceType}s; writes nothing. What objects may look like is for {@code kube.customresource}.
 */
@NullMarked
package dev.quarterdeck.kube.definition;

import org.jspecify.annotations.NullMarked;

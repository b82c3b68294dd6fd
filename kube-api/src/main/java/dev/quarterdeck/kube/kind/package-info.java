/** What the API serves: groups, versions, kinds, resources and their subresources. Reads the generated catalog; writes nothing. */
@NullMarked
package dev.quarterdeck.kube.kind;

import org.jspecify.annotations.NullMarked;

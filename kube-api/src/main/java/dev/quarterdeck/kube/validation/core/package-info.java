/** The rest of the core group: configuration, namespaces, nodes, quotas, events. Reads trees; writes field errors. */
@NullMarked
package dev.quarterdeck.kube.validation.core;

import org.jspecify.annotations.NullMarked;

/** The {@code scale} subresource: one small view of everything that has replicas. Pure: reads and makes trees. */
@NullMarked
package dev.quarterdeck.kube.scale;

import org.jspecify.annotations.NullMarked;

/**
 * What objects cost a ResourceQuota, and which objects a quota looks at. Pure: reads object trees, writes nothing. Used where a write is charged and where
 * usage is counted anew, so that both come to the same number.
 */
@NullMarked
package dev.quarterdeck.kube.quota;

import org.jspecify.annotations.NullMarked;

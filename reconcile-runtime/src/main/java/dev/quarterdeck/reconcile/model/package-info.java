/** Models of kinds that the client library has none of, for informers and for {@link dev.quarterdeck.reconcile.client.ObjectApi}. */
@NullMarked
package dev.quarterdeck.reconcile.model;

import org.jspecify.annotations.NullMarked;

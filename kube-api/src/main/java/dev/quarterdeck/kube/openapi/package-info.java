/**
 * The OpenAPI documents, version 2 and 3, that {@code kubectl explain}, {@code apply} and client generators read. Made from the catalog and the schemas;
 * writes nothing.
 */
@NullMarked
package dev.quarterdeck.kube.openapi;

import org.jspecify.annotations.NullMarked;

/** The OpenAPI v2 and v3 documents. Reads the generated schemas; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.openapi;

import org.jspecify.annotations.NullMarked;

/**
 * The {@code scale} subresource of anything that has replicas, custom resources too. Reads and writes it through the API.
 */
@NullMarked
package dev.quarterdeck.controller.scale;

import org.jspecify.annotations.NullMarked;

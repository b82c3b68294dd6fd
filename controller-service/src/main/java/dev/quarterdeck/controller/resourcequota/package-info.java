/**
 * What namespaces use of their quotas, counted anew. Reads ResourceQuotas and, through the API, everything that they count; writes status of ResourceQuotas.
 */
@NullMarked
package dev.quarterdeck.controller.resourcequota;

import org.jspecify.annotations.NullMarked;

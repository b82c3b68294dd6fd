/** What is served: groups, versions, resources, legacy and aggregated. Reads the catalog; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.discovery;

import org.jspecify.annotations.NullMarked;

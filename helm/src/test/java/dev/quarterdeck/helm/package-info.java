/** The chart of the control plane, rendered by Helm itself and compared with docker-compose.yml. Reads both files; writes nothing that stays. */
@NullMarked
package dev.quarterdeck.helm;

import org.jspecify.annotations.NullMarked;

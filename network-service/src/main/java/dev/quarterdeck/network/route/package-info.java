/** Routes to the pods of other hosts, and the sysctls and links that a host's pod network needs. Writes the kernel's routes. */
@NullMarked
package dev.quarterdeck.network.route;

import org.jspecify.annotations.NullMarked;

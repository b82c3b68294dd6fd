/** The host's programs that change its kernel: nft, ip, conntrack, sysctl, run in this host's network namespace. */
@NullMarked
package dev.quarterdeck.network.kernel;

import org.jspecify.annotations.NullMarked;

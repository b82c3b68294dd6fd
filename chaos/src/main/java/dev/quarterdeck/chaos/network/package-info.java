/** Network namespaces on a bridge of one run's own, and rules that drop packets between any two of them. Needs root and ip, nft. */
@NullMarked
package dev.quarterdeck.chaos.network;

import org.jspecify.annotations.NullMarked;

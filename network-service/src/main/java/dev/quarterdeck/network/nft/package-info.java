/** The service table as an nftables ruleset: maps and one chain per frontend, changed as deltas in one transaction. Writes the kernel's tables. */
@NullMarked
package dev.quarterdeck.network.nft;

import org.jspecify.annotations.NullMarked;

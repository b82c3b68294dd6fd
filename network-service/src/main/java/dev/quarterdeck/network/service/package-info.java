/** Services and endpoint slices as this host must serve them: frontends and their backends. Pure; the kernel's form of it is made in nft. */
@NullMarked
package dev.quarterdeck.network.service;

import org.jspecify.annotations.NullMarked;

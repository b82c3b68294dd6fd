/** The cluster's DNS: names of services and pods from what informers hold, everything else from the host's own resolvers. Listens on the cluster DNS address. */
@NullMarked
package dev.quarterdeck.network.dns;

import org.jspecify.annotations.NullMarked;

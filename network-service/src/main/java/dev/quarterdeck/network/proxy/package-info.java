/** The loops that keep this host's kernel equal to what informers hold: services, routes. */
@NullMarked
package dev.quarterdeck.network.proxy;

import org.jspecify.annotations.NullMarked;

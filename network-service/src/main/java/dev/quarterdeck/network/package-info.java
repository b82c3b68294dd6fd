/** The network of one host: services, routes and DNS. Main and wiring. */
@NullMarked
package dev.quarterdeck.network;

import org.jspecify.annotations.NullMarked;

/** How the gateway's parts are put together. Reads settings; makes beans. */
@NullMarked
package dev.quarterdeck.gateway.config;

import org.jspecify.annotations.NullMarked;

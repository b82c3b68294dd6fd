/**
 * State-services and gateways as processes of their own, killed under load. Reads what clients see over HTTPS and what PostgreSQL holds; writes ConfigMaps of
 * one namespace.
 */
@NullMarked
package dev.quarterdeck.launcher.chaos;

import org.jspecify.annotations.NullMarked;

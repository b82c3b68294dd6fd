/**
 * kube-controller-manager: main, settings and wiring. Reads the change stream; writes through the gateway.
 */
@NullMarked
package dev.quarterdeck.controller;

import org.jspecify.annotations.NullMarked;

/** Questions about rights and identity that are posted as objects: who am I, may they, what may I. Asks the authenticator and the authorizer; stores nothing. */
@NullMarked
package dev.quarterdeck.gateway.review;

import org.jspecify.annotations.NullMarked;

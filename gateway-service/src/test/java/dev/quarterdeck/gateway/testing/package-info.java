/** What tests of identity share: certificates, tokens, the reference's roles. */
@NullMarked
package dev.quarterdeck.gateway.testing;

import org.jspecify.annotations.NullMarked;

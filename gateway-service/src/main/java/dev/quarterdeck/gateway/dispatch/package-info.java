/** What every request passes before it is answered: request id, authentication, impersonation, authorization, limits, errors. Reads headers and TLS; writes nothing but answers. */
@NullMarked
package dev.quarterdeck.gateway.dispatch;

import org.jspecify.annotations.NullMarked;

/**
 * Calls out of the cluster's API: admission, conversion and whatever else a client configuration (url or service, caBundle) names. Reads nothing of the
 * cluster itself: where a service answers is asked of a {@code ServiceResolver}.
 */
@NullMarked
package dev.quarterdeck.stateclient.webhook;

import org.jspecify.annotations.NullMarked;

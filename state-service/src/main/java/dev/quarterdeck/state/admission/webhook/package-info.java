/**
 * MutatingAdmissionWebhook and ValidatingAdmissionWebhook: which webhooks a request is shown to, what they are asked, and what becomes of their answers.
 * Reads webhook configurations through ClusterReader; calls out through WebhookClient.
 */
@NullMarked
package dev.quarterdeck.state.admission.webhook;

import org.jspecify.annotations.NullMarked;

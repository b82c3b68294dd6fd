/** Expressions about requests: match conditions of webhooks and policies, and what they are evaluated on. Pure. */
@NullMarked
package dev.quarterdeck.state.admission.condition;

import org.jspecify.annotations.NullMarked;

/**
 * Expressions from text to result: compiled against declared variables, refused in the reference's words, run within a budget. What admission policies,
 * webhooks' match conditions, device selectors and rules of custom resources share. Thread-safe throughout, but for budgets.
 */
@NullMarked
package dev.quarterdeck.cel.expression;

import org.jspecify.annotations.NullMarked;

package dev.quarterdeck.cel.rule;

import dev.quarterdeck.cel.expression.Program;
import dev.quarterdeck.kube.customresource.SchemaExtensions.Rule;
import org.jspecify.annotations.Nullable;

/**
 * One rule with what became of it.
 *
 * @param program null for a rule without text, and where {@code error} says why there is none
 * @param error empty where all is well
 * @param message the program of its message expression; null where there is none, or where {@code messageError} says why
 * @param field where its errors are reported, below the value it is about: {@code .a.b['c']} as {@code a.b[c]}; empty for the value itself
 */
record CompiledRule(
        Rule rule,
        @Nullable Program program,
        String error,
        @Nullable Program message,
        String messageError,
        boolean usesOldSelf,
        String field) {}

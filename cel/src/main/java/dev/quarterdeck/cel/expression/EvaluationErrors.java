package dev.quarterdeck.cel.expression;

import dev.cel.runtime.CelEvaluationException;
import dev.quarterdeck.cel.library.FunctionError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why an evaluation failed, in the reference's words. */
final class EvaluationErrors {
    private static final Pattern PREFIX = Pattern.compile("evaluation error(?: at [^:]*:[0-9]+)?: ", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("key '(.*)' is not present in map\\.?", Pattern.DOTALL);
    private static final Pattern INDEX = Pattern.compile("Index out of bounds: (-?[0-9]+)");

    private EvaluationErrors() {}

    static String message(CelEvaluationException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FunctionError && cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        String text = PREFIX.matcher(String.valueOf(e.getMessage())).replaceFirst("");
        return switch (e.getErrorCode()) {
            case ATTRIBUTE_NOT_FOUND -> {
                Matcher key = KEY.matcher(text);
                yield key.matches() ? "no such key: " + key.group(1) : text;
            }
            case INDEX_OUT_OF_BOUNDS -> {
                Matcher index = INDEX.matcher(text);
                yield index.matches() ? "index out of bounds: " + index.group(1) : text;
            }
            case DIVIDE_BY_ZERO -> text.contains("modul") ? "modulus by zero" : "division by zero";
            case NUMERIC_OVERFLOW -> "integer overflow";
            case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD -> "no such overload";
            case BAD_FORMAT,
                    INVALID_ARGUMENT,
                    DUPLICATE_ATTRIBUTE,
                    TYPE_NOT_FOUND,
                    ITERATION_BUDGET_EXCEEDED,
                    INTERNAL_ERROR -> text;
        };
    }
}

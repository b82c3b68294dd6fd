package dev.quarterdeck.cel.admission;

import dev.quarterdeck.cel.expression.Compilation;
import dev.quarterdeck.cel.expression.Expressions;
import dev.quarterdeck.cel.type.DeclaredType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks expressions of one policy against objects of one type. What variables come to is known of the simplest types only; a variable that is wrong itself
 * may be anything. Thread-safe; making one compiles the variables.
 */
public final class TypeCheck {
    private static final String PREFIX = "compilation failed: ";

    private final Expressions expressions;

    private TypeCheck(Expressions expressions) {
        this.expressions = expressions;
    }

    /** {@code variables.NAME} */
    public record Variable(String name, String expression) {}

    /**
     * @param object what {@code object} and {@code oldObject} are
     * @param params what {@code params} is; empty where there is none, {@link DeclaredType#DYN} where nobody knows
     */
    public static TypeCheck of(List<Variable> variables, DeclaredType object, Optional<DeclaredType> params) {
        Map<String, DeclaredType> known = new LinkedHashMap<>();
        for (Variable variable : variables) {
            Compilation compiled = over(known, object, params).compile(variable.expression());
            known.put(variable.name(), AdmissionTypes.ofVariable(compiled));
        }
        return new TypeCheck(over(known, object, params));
    }

    private static Expressions over(
            Map<String, DeclaredType> variables, DeclaredType object, Optional<DeclaredType> params) {
        return Expressions.over(
                AdmissionTypes.declared(params.isPresent(), variables, object, params.orElse(DeclaredType.DYN)));
    }

    /** What is wrong with an expression, as the compiler says it; empty for nothing. Of whatever type its value is. */
    public Optional<String> problem(String expression) {
        return switch (expressions.compile(expression)) {
            case Compilation.Compiled fine -> Optional.empty();
            case Compilation.Refused(String detail) ->
                Optional.of(detail.startsWith(PREFIX) ? detail.substring(PREFIX.length()) : detail);
            case Compilation.WrongType wrong -> Optional.empty();
        };
    }
}

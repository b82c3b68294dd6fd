package dev.quarterdeck.state.admission.condition;

import dev.quarterdeck.cel.admission.AdmissionTypes;
import dev.quarterdeck.cel.expression.Budget;
import dev.quarterdeck.cel.expression.Compilation;
import dev.quarterdeck.cel.expression.Expressions;
import dev.quarterdeck.cel.expression.Outcome;
import dev.quarterdeck.cel.expression.Program;
import dev.quarterdeck.cel.library.Authorizer;
import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.stateclient.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Scopes over the expression language of the API. Thread-safe. */
public final class CelScopes implements ExpressionScopes {
    private static final DeclaredType OBJECT_LITERAL = DeclaredType.map(DeclaredType.DYN, Long.MAX_VALUE);
    private static final DeclaredType PATCH_LIST = DeclaredType.list(OBJECT_LITERAL, Long.MAX_VALUE);

    private final Function<Caller, Authorizer> authorizers;
    private final Expressions plain = Expressions.over(AdmissionTypes.declared(false, Map.of()));

    /** @param authorizers what {@code authorizer} asks, for the user of a request */
    public CelScopes(Function<Caller, Authorizer> authorizers) {
        this.authorizers = authorizers;
    }

    /** An expression with its program, or with what is wrong with it. */
    record Compiled(String text, String error, Compilation compilation) implements Expression {}

    /** {@code variables.NAME} */
    record NamedExpression(String name, Compiled expression) {}

    @Override
    public ExpressionScope scope(List<Variable> variables, boolean hasParams) {
        if (variables.isEmpty() && !hasParams) {
            return new Scope(plain, List.of(), authorizers);
        }
        Map<String, DeclaredType> types = new LinkedHashMap<>();
        List<NamedExpression> compiled = new ArrayList<>();
        for (Variable variable : variables) {
            Expressions before = Expressions.over(AdmissionTypes.declared(hasParams, types));
            Compiled expression = compiled(variable.expression(), before.compile(variable.expression()), "");
            compiled.add(new NamedExpression(variable.name(), expression));
            types.put(variable.name(), AdmissionTypes.ofVariable(expression.compilation()));
        }
        return new Scope(
                Expressions.over(AdmissionTypes.declared(hasParams, types)), List.copyOf(compiled), authorizers);
    }

    private static Compiled compiled(String text, Compilation compilation, String wanted) {
        String error =
                switch (compilation) {
                    case Compilation.Compiled program -> "";
                    case Compilation.Refused(String detail) -> detail;
                    case Compilation.WrongType(String actual) -> "must evaluate to " + wanted + " but got " + actual;
                };
        return new Compiled(text, error, compilation);
    }

    private record Scope(
            Expressions expressions, List<NamedExpression> variables, Function<Caller, Authorizer> authorizers)
            implements ExpressionScope {

        @Override
        public Expression compile(String text, Result result) {
            try {
                return switch (result) {
                    case ANY -> compiled(text, expressions.compile(text), "");
                    case BOOL -> compiled(text, expressions.compile(text, DeclaredType.BOOL), "bool");
                    case TEXT -> compiled(text, expressions.compile(text, DeclaredType.STRING), "string");
                    case TEXT_OR_NULL ->
                        compiled(
                                text,
                                expressions.compile(text, DeclaredType.STRING, AdmissionTypes.NULL),
                                "one of [string null_type]");
                    case APPLY_CONFIGURATION ->
                        compiled(
                                text,
                                expressions.compile(
                                        text, ObjectLiterals::rewrite, OBJECT_LITERAL, DeclaredType.EMPTY_MAP),
                                "Object");
                    case JSON_PATCH ->
                        compiled(
                                text,
                                expressions.compile(text, ObjectLiterals::rewrite, PATCH_LIST, DeclaredType.EMPTY_LIST),
                                "list(JSONPatch)");
                };
            } catch (ObjectLiterals.Mismatch mismatch) {
                String error = "type mismatch: " + mismatch.getMessage();
                return new Compiled(text, error, new Compilation.Refused(error));
            }
        }

        @Override
        public Evaluation evaluation(Inputs inputs, long budget) {
            return new Activation(inputs, variables, authorizers, new Budget(budget));
        }
    }

    /** One evaluation: variables are computed when they are asked for, and once. */
    private static final class Activation implements Evaluation {
        private final Budget budget;
        private final Map<String, Object> bindings;

        Activation(
                Inputs inputs,
                List<NamedExpression> variables,
                Function<Caller, Authorizer> authorizers,
                Budget budget) {
            this.budget = budget;
            this.bindings = AdmissionVariables.bindings(inputs, authorizers);
            if (!variables.isEmpty()) {
                bindings.put("variables", new LazyVariables(variables, this));
            }
        }

        @Override
        public Object value(Expression expression) throws ExpressionFailure {
            Compiled compiled = (Compiled) expression;
            if (!(compiled.compilation instanceof Compilation.Compiled(Program program))) {
                throw new ExpressionFailure("compilation error: " + compiled.error, false);
            }
            return switch (run(program)) {
                case Outcome.Value(Object value) -> value instanceof dev.cel.common.values.NullValue ? NULL : value;
                case Outcome.Failed(String message) ->
                    throw new ExpressionFailure(
                            "expression '" + compiled.text + "' resulted in error: " + message, false);
                case Outcome.TooCostly tooCostly ->
                    throw new ExpressionFailure(
                            "expression '" + compiled.text
                                    + "' resulted in error: operation cancelled: actual cost limit exceeded",
                            false);
                case Outcome.BudgetSpent spent ->
                    throw new ExpressionFailure(
                            "validation failed due to running out of cost budget, no further validation rules will be"
                                    + " run",
                            true);
            };
        }

        private Outcome run(Program program) {
            try {
                return program.evaluate(bindings, budget);
            } catch (LazyVariables.Failed failed) {
                return new Outcome.Failed(failed.getMessage());
            }
        }

        /** What a variable comes to, for other expressions. */
        Object variable(NamedExpression variable) {
            if (!(variable.expression.compilation instanceof Compilation.Compiled(Program program))) {
                throw new LazyVariables.Failed(
                        "composited variable \"" + variable.name + "\" fails to compile: " + variable.expression.error);
            }
            return switch (run(program)) {
                case Outcome.Value(Object value) -> value;
                case Outcome.Failed(String message) ->
                    throw new LazyVariables.Failed(
                            "composited variable \"" + variable.name + "\" fails to evaluate: " + message);
                case Outcome.TooCostly tooCostly ->
                    throw new LazyVariables.Failed("composited variable \"" + variable.name
                            + "\" fails to evaluate: operation cancelled: actual cost limit exceeded");
                case Outcome.BudgetSpent spent -> throw new LazyVariables.Failed("out of budget");
            };
        }
    }

    /** {@code variables}, seen from expressions. */
    private static final class LazyVariables extends java.util.AbstractMap<String, Object> {
        private final List<NamedExpression> variables;
        private final Activation activation;
        private final Map<String, Object> known = new LinkedHashMap<>();

        LazyVariables(List<NamedExpression> variables, Activation activation) {
            this.variables = variables;
            this.activation = activation;
        }

        /** A variable that has no value; whoever wanted it has none either. */
        static final class Failed extends RuntimeException {
            Failed(String message) {
                super(message, null, false, false);
            }

            @Override
            public String getMessage() {
                String message = super.getMessage();
                return message == null ? "" : message;
            }
        }

        @Override
        public boolean containsKey(Object key) {
            return variables.stream().anyMatch(v -> v.name.equals(key));
        }

        @Override
        public @org.jspecify.annotations.Nullable Object get(Object key) {
            Object value = known.get(key);
            if (value != null) {
                return value;
            }
            for (NamedExpression variable : variables) {
                if (variable.name.equals(key)) {
                    Object made = activation.variable(variable);
                    known.put(variable.name, made);
                    return made;
                }
            }
            return null;
        }

        @Override
        public java.util.Set<Entry<String, Object>> entrySet() {
            Map<String, Object> all = new LinkedHashMap<>();
            variables.forEach(v -> all.put(v.name, java.util.Objects.requireNonNull(get(v.name))));
            return all.entrySet();
        }
    }
}

package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.state.admission.condition.Evaluation;
import dev.quarterdeck.state.admission.condition.ExpressionFailure;
import dev.quarterdeck.state.admission.condition.ExpressionScopes;
import dev.quarterdeck.state.admission.condition.Inputs;
import dev.quarterdeck.state.admission.policy.ValidatingPolicy.Annotation;
import dev.quarterdeck.state.admission.policy.ValidatingPolicy.Validation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a validating policy says about one request with one set of parameters.
 *
 * @param denials in the order of its validations; {@code index} is that order
 * @param annotations to note, by key
 * @param errors annotations that could not be had, each a reason to refuse
 */
record Findings(List<Denial> denials, Map<String, String> annotations, List<String> errors) {
    private static final int LONGEST_MESSAGE = 5 * 1024;
    private static final Findings NOTHING = new Findings(List.of(), Map.of(), List.of());

    /** @param reason of the Status; empty for Invalid */
    record Denial(int index, String message, String reason) {}

    static Findings of(ValidatingPolicy policy, Inputs inputs) {
        boolean ignores = policy.common().ignoresFailure();
        try {
            if (!policy.common().conditions().isEmpty()
                    && !policy.common()
                            .conditions()
                            .hold(policy.common().scope().evaluation(inputs, ExpressionScopes.CONDITIONS_BUDGET))) {
                return NOTHING;
            }
        } catch (ExpressionFailure failure) {
            return ignores ? NOTHING : failed(failure);
        }
        Evaluation evaluation = policy.common().scope().evaluation(inputs, ExpressionScopes.BUDGET);
        List<Denial> denials = new ArrayList<>(0);
        for (int i = 0; i < policy.validations().size(); i++) {
            Validation validation = policy.validations().get(i);
            try {
                if (!Boolean.TRUE.equals(evaluation.value(validation.expression()))) {
                    denials.add(new Denial(i, message(validation, evaluation), validation.reason()));
                }
            } catch (ExpressionFailure failure) {
                if (failure.isOverBudget()) {
                    return ignores ? NOTHING : failed(failure);
                }
                if (!ignores) {
                    denials.add(new Denial(i, failure.getMessage(), ""));
                }
            }
        }
        return annotated(policy, inputs, denials);
    }

    private static Findings failed(ExpressionFailure failure) {
        return new Findings(List.of(new Denial(0, failure.getMessage(), "")), Map.of(), List.of());
    }

    private static String message(Validation validation, Evaluation evaluation) throws ExpressionFailure {
        String message = "";
        if (validation.messageExpression() != null) {
            try {
                if (evaluation.value(validation.messageExpression()) instanceof String text) {
                    String stripped = text.strip();
                    boolean usable = stripped.indexOf('\n') < 0
                            && stripped.getBytes(StandardCharsets.UTF_8).length <= LONGEST_MESSAGE;
                    message = usable ? stripped : "";
                }
            } catch (ExpressionFailure failure) {
                if (failure.isOverBudget()) {
                    throw new ExpressionFailure("failed messageExpression: " + failure.getMessage(), false);
                }
            }
        }
        if (!message.isEmpty()) {
            return message;
        }
        return validation.message().isEmpty()
                ? "failed expression: " + validation.expression().text().strip()
                : validation.message();
    }

    private static Findings annotated(ValidatingPolicy policy, Inputs inputs, List<Denial> denials) {
        Map<String, String> annotations = new LinkedHashMap<>(0);
        List<String> errors = new ArrayList<>(0);
        Evaluation evaluation = policy.common().scope().evaluation(inputs, ExpressionScopes.BUDGET);
        for (Annotation annotation : policy.annotations()) {
            try {
                if (evaluation.value(annotation.value()) instanceof String text
                        && !text.strip().isEmpty()) {
                    annotations.put(annotation.key(), text.strip());
                }
            } catch (ExpressionFailure failure) {
                if (!policy.common().ignoresFailure()) {
                    errors.add(failure.getMessage());
                }
            }
        }
        return new Findings(denials, annotations, errors);
    }
}

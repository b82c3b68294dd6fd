package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** A KubeSchedulerConfiguration that cannot be used; says which fields are wrong. */
public final class ConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<FieldError> errors;

    ConfigurationException(List<FieldError> errors) {
        super(errors.stream().distinct().map(FieldError::message).collect(Collectors.joining("; ")));
        this.errors = errors.stream().distinct().toList();
    }

    public List<FieldError> errors() {
        return errors;
    }
}

package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.cel.type.GoDurations;
import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.status.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** A place in a configuration, which collects what is wrong below it. */
record ConfigurationTree(JsonNode node, String path, List<FieldError> errors) {

    ConfigurationTree get(String name) {
        return new ConfigurationTree(node.path(name), path.isEmpty() ? name : path + "." + name, errors);
    }

    boolean isSet() {
        return !node.isMissingNode() && !node.isNull();
    }

    List<ConfigurationTree> items() {
        List<ConfigurationTree> items = new ArrayList<>();
        if (isSet() && !node.isArray()) {
            invalid("expected a list");
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            items.add(new ConfigurationTree(node.get(i), path + "[" + i + "]", errors));
        }
        return items;
    }

    String text(String otherwise) {
        if (isSet() && !node.isString()) {
            invalid("expected a string");
        }
        return node.isString() ? node.asString() : otherwise;
    }

    boolean flag(boolean otherwise) {
        if (isSet() && !node.isBoolean()) {
            invalid("expected a boolean");
        }
        return node.isBoolean() ? node.asBoolean() : otherwise;
    }

    /** A whole number within bounds. */
    long number(long otherwise, long least, long most, String detail) {
        if (!isSet()) {
            return otherwise;
        }
        if (!node.isIntegralNumber()) {
            invalid("expected an integer");
            return otherwise;
        }
        long number = node.asLong();
        if (number < least || number > most) {
            invalid(detail);
            return otherwise;
        }
        return number;
    }

    /** A time such as {@code 1m30s}, of at least so much. */
    Duration duration(Duration otherwise, Duration least, String detail) {
        if (!isSet()) {
            return otherwise;
        }
        try {
            Duration duration = GoDurations.parse(node.asString(""));
            if (duration.compareTo(least) >= 0) {
                return duration;
            }
            invalid(detail);
        } catch (IllegalArgumentException e) {
            invalid(String.valueOf(e.getMessage()));
        }
        return otherwise;
    }

    /** Fields that nobody knows are mistakes, as in the reference's strict decoding. */
    void only(Set<String> known) {
        if (node.isObject()) {
            node.properties().stream().filter(e -> !known.contains(e.getKey())).forEach(e -> get(e.getKey())
                    .forbidden("unknown field"));
        } else if (isSet()) {
            invalid("expected an object");
        }
    }

    void invalid(String detail) {
        errors.add(FieldError.invalid(path, node.toString(), detail));
    }

    void required(String detail) {
        errors.add(FieldError.required(path, detail));
    }

    void forbidden(String detail) {
        errors.add(FieldError.forbidden(path, detail));
    }

    /** A value that stands elsewhere, or is shown otherwise than it is written. */
    void invalid(String value, String detail) {
        errors.add(FieldError.invalid(path, value, detail));
    }

    /** It must be the name of a label, or of a resource. */
    void labelName() {
        String name = text("");
        for (String problem : Formats.labelKey(name)) {
            invalid('"' + name + '"', problem);
        }
    }

    void notSupported(String... supported) {
        StringBuilder list = new StringBuilder();
        for (String each : supported) {
            list.append(list.isEmpty() ? "" : ", ").append('"').append(each).append('"');
        }
        errors.add(new FieldError(
                FieldError.Type.NOT_SUPPORTED, path, isSet() ? node.toString() : "\"\"", "supported values: " + list));
    }

    void duplicate(String value) {
        errors.add(new FieldError(FieldError.Type.DUPLICATE, path, value, ""));
    }

    void ifSet(Consumer<ConfigurationTree> then) {
        if (isSet()) {
            then.accept(this);
        }
    }
}

package dev.quarterdeck.gateway.proxy;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * The query of {@code GET pods/NAME/log} (API reference, PodLogOptions), checked. Times are passed on as they came.
 *
 * @param container empty for none
 */
record LogOptions(
        String container,
        boolean follow,
        boolean previous,
        boolean timestamps,
        @Nullable Long limitBytes,
        @Nullable Long sinceSeconds,
        String sinceTime,
        @Nullable Long tailLines) {

    /** Throws 400 for values that can't be read and 422 for those that make no sense. */
    static LogOptions read(String pod, MultiValueMap<String, String> query) {
        LogOptions options = new LogOptions(
                text(query, "container"),
                flag(query, "follow"),
                flag(query, "previous"),
                flag(query, "timestamps"),
                number(query, "limitBytes"),
                number(query, "sinceSeconds"),
                time(query),
                number(query, "tailLines"));
        List<FieldError> errors = options.errors();
        if (!text(query, "stream").isEmpty()) {
            // Alpha in 1.36: off by default.
            errors.add(FieldError.forbidden("stream", "may not be specified"));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("", "PodLogOptions", pod, errors);
        }
        return options;
    }

    private List<FieldError> errors() {
        List<FieldError> errors = new ArrayList<>();
        if (tailLines != null && tailLines < 0) {
            errors.add(FieldError.invalid("tailLines", Long.toString(tailLines), "must be greater than or equal to 0"));
        }
        if (limitBytes != null && limitBytes < 1) {
            errors.add(FieldError.invalid("limitBytes", Long.toString(limitBytes), "must be greater than 0"));
        }
        if (sinceSeconds != null && !sinceTime.isEmpty()) {
            errors.add(FieldError.forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
        } else if (sinceSeconds != null && sinceSeconds < 1) {
            errors.add(FieldError.invalid("sinceSeconds", Long.toString(sinceSeconds), "must be greater than 0"));
        }
        return errors;
    }

    /** As the kubelet reads it. */
    String query() {
        QueryText query = new QueryText();
        add(query, "follow", follow);
        add(query, "limitBytes", limitBytes);
        add(query, "previous", previous);
        add(query, "sinceSeconds", sinceSeconds);
        if (!sinceTime.isEmpty()) {
            query.add("sinceTime", sinceTime);
        }
        add(query, "tailLines", tailLines);
        add(query, "timestamps", timestamps);
        return query.toString();
    }

    private static void add(QueryText query, String name, boolean value) {
        if (value) {
            query.add(name, "true");
        }
    }

    private static void add(QueryText query, String name, @Nullable Long value) {
        if (value != null) {
            query.add(name, Long.toString(value));
        }
    }

    private static String text(MultiValueMap<String, String> query, String name) {
        String value = query.getFirst(name);
        return value == null ? "" : value;
    }

    /** True unless absent, {@code 0} or {@code false}, as the API reads flags in queries. */
    static boolean flag(MultiValueMap<String, String> query, String name) {
        String value = query.getFirst(name);
        return (value != null || query.containsKey(name)) && !"0".equals(value) && !"false".equalsIgnoreCase(value);
    }

    private static @Nullable Long number(MultiValueMap<String, String> query, String name) {
        String value = text(query, name);
        if (value.isEmpty()) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("strconv.ParseInt: parsing " + Quoting.quote(value) + ": invalid syntax");
        }
    }

    private static String time(MultiValueMap<String, String> query) {
        String value = text(query, "sinceTime");
        if (!value.isEmpty()) {
            try {
                OffsetDateTime.parse(value);
            } catch (DateTimeParseException e) {
                throw ApiException.badRequest("parsing time " + Quoting.quote(value)
                        + " as \"2006-01-02T15:04:05Z07:00\": cannot parse " + Quoting.quote(value) + " as \"2006\"");
            }
        }
        return value;
    }
}

package dev.quarterdeck.kube.customresource;

import com.google.re2j.Pattern;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import org.jspecify.annotations.Nullable;

/** Length, pattern and format of a string. The first of length and pattern that is wrong is told; the format is looked at in any case. */
final class TextChecks {

    private TextChecks() {}

    static void check(String text, JsonSchema schema, @Nullable ObjectPath path, Findings findings) {
        lengthAndPattern(text, schema, path, findings);
        findings.match();
        String format = StringFormats.checkedFormat(schema);
        if (!format.isEmpty()) {
            if (StringFormats.isKnown(format)) {
                findings.match();
                if (!StringFormats.matches(format, text)) {
                    findings.type(path, format, text);
                }
            }
        }
    }

    private static void lengthAndPattern(String text, JsonSchema schema, @Nullable ObjectPath path, Findings findings) {
        SchemaLimits limits = schema.limits();
        if (limits.maxLength() != null || limits.minLength() != null) {
            int length = text.codePointCount(0, text.length());
            if (limits.maxLength() != null && length > limits.maxLength()) {
                long most = limits.maxLength();
                findings.add(
                        ObjectPath.plain(path) + " in body should be at most " + most + " chars long",
                        new FieldError(
                                FieldError.Type.TOO_LONG,
                                ObjectPath.text(path),
                                null,
                                "may not be more than " + most + (most == 1 ? " byte" : " bytes")));
                return;
            }
            if (limits.minLength() != null && length < limits.minLength()) {
                findings.invalid(
                        path,
                        Quoting.quote(text),
                        ObjectPath.plain(path) + " in body should be at least " + limits.minLength() + " chars long");
                return;
            }
        }
        Pattern pattern = schema.pattern();
        if (pattern != null && !pattern.matcher(text).find()) {
            findings.invalid(
                    path,
                    Quoting.quote(text),
                    ObjectPath.plain(path) + " in body should match '" + schema.patternText() + "'");
        }
    }
}

package dev.quarterdeck.state.admission.podsecurity;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a namespace's labels {@code pod-security.kubernetes.io/MODE} and {@code .../MODE-version} ask for.
 *
 * <pre>
 * label          not readable            → what counts
 * enforce        level                     restricted
 * audit, warn    level                     privileged
 * any            version                   latest
 * no warn level, enforce stricter than it  → warn is as enforce
 * </pre>
 *
 * @param errors one for each label that could not be read
 */
public record NamespacePolicy(LevelVersion enforce, LevelVersion audit, LevelVersion warn, List<FieldError> errors) {
    public static final NamespacePolicy PRIVILEGED =
            new NamespacePolicy(LevelVersion.PRIVILEGED, LevelVersion.PRIVILEGED, LevelVersion.PRIVILEGED, List.of());

    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final Pattern VERSION = Pattern.compile("v1\\.(0|[1-9][0-9]{0,5})");

    /** @param defaults what counts where there is no label */
    public static NamespacePolicy of(ObjectNode namespace, NamespacePolicy defaults) {
        JsonNode labels = namespace.path("metadata").path("labels");
        return labels.isEmpty() ? defaults : new Labels(labels).read(defaults);
    }

    public boolean isFullyPrivileged() {
        return enforce.level() == PolicyLevel.PRIVILEGED
                && audit.level() == PolicyLevel.PRIVILEGED
                && warn.level() == PolicyLevel.PRIVILEGED;
    }

    /** The modes that labels set to something other than privileged: {@code enforce=baseline:latest, warn=...}; empty where nothing differs from the defaults. */
    public String explicit(ObjectNode namespace, NamespacePolicy defaults) {
        if (isFullyPrivileged()
                || same(enforce, defaults.enforce) && same(audit, defaults.audit) && same(warn, defaults.warn)) {
            return "";
        }
        JsonNode labels = namespace.path("metadata").path("labels");
        List<String> parts = new ArrayList<>(3);
        explicit(labels, "enforce", enforce, parts);
        explicit(labels, "audit", audit, parts);
        explicit(labels, "warn", warn, parts);
        return String.join(", ", parts);
    }

    private static void explicit(JsonNode labels, String mode, LevelVersion policy, List<String> parts) {
        if (policy.level() != PolicyLevel.PRIVILEGED
                && (labels.has(PREFIX + mode) || labels.has(PREFIX + mode + "-version"))) {
            parts.add(mode + "=" + policy);
        }
    }

    private static boolean same(LevelVersion a, LevelVersion b) {
        return a.equals(b) || a.level() == PolicyLevel.PRIVILEGED && b.level() == PolicyLevel.PRIVILEGED;
    }

    /** Reads labels and notes what is wrong with them. */
    private static final class Labels {
        private final JsonNode labels;
        private final List<FieldError> errors = new ArrayList<>(0);

        Labels(JsonNode labels) {
            this.labels = labels;
        }

        NamespacePolicy read(NamespacePolicy defaults) {
            PolicyLevel enforced = level("enforce");
            boolean explicit = enforced != null;
            LevelVersion enforce = new LevelVersion(
                    enforced != null ? enforced : has("enforce") ? PolicyLevel.RESTRICTED : defaults.enforce.level(),
                    version("enforce", defaults.enforce.minor()));
            LevelVersion audit = open("audit", defaults.audit);
            LevelVersion warn = open("warn", defaults.warn);
            if (!has("warn") && explicit && enforce.level().compareTo(warn.level()) > 0) {
                warn = new LevelVersion(enforce.level(), has("warn-version") ? warn.minor() : enforce.minor());
            }
            return new NamespacePolicy(enforce, audit, warn, List.copyOf(errors));
        }

        private LevelVersion open(String mode, LevelVersion byDefault) {
            PolicyLevel level = level(mode);
            if (level == null) {
                level = has(mode) ? PolicyLevel.PRIVILEGED : byDefault.level();
            }
            return new LevelVersion(level, version(mode, byDefault.minor()));
        }

        private boolean has(String name) {
            return labels.has(PREFIX + name);
        }

        private @Nullable PolicyLevel level(String mode) {
            if (!has(mode)) {
                return null;
            }
            String word = labels.path(PREFIX + mode).asString("");
            for (PolicyLevel level : PolicyLevel.values()) {
                if (level.word().equals(word)) {
                    return level;
                }
            }
            error(mode, word, "must be one of privileged, baseline, restricted");
            return null;
        }

        private int version(String mode, int byDefault) {
            String name = mode + "-version";
            if (!has(name)) {
                return byDefault;
            }
            String text = labels.path(PREFIX + name).asString("");
            if (text.equals("latest")) {
                return LevelVersion.LATEST;
            }
            Matcher version = VERSION.matcher(text);
            if (version.matches()) {
                return Integer.parseInt(version.group(1));
            }
            error(name, text, "must be \"latest\" or \"v1.x\"");
            return LevelVersion.LATEST;
        }

        private void error(String name, String value, String why) {
            errors.add(FieldError.invalid("metadata.labels[" + PREFIX + name + "]", Quoting.quote(value), why));
        }
    }
}

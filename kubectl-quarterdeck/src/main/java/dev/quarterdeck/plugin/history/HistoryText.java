package dev.quarterdeck.plugin.history;

import dev.quarterdeck.plugin.object.YamlDiff;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A revision as people read it: who, when and how in one line, and what changed as a diff. Pure. */
public final class HistoryText {
    private final Instant now;
    private final boolean wide;
    private final boolean withoutStatus;

    /**
     * @param wide with the whole user agent
     * @param withoutStatus leave the status out of diffs
     */
    public HistoryText(Instant now, boolean wide, boolean withoutStatus) {
        this.now = now;
        this.wide = wide;
        this.withoutStatus = withoutStatus;
    }

    /** @param before the revision before this one; null where there is none */
    public List<String> lines(Revision revision, @Nullable Revision before) {
        List<String> lines = new ArrayList<>();
        lines.add(head(revision));
        lines.addAll(diff(revision, before));
        return lines;
    }

    /** Nothing changed but what is left out. */
    public boolean isEmpty(Revision revision, @Nullable Revision before) {
        return revision.type().equals("MODIFIED")
                && before != null
                && diff(revision, before).isEmpty();
    }

    private String head(Revision revision) {
        Instant time = revision.time();
        if (time == null) {
            return "revision " + revision.number() + "  as it was when history began";
        }
        StringBuilder head = new StringBuilder("revision ")
                .append(revision.number())
                .append("  ")
                .append(time.truncatedTo(ChronoUnit.SECONDS))
                .append(" (")
                .append(age(Duration.between(time, now)))
                .append(" ago)  ")
                .append(revision.type());
        if (!revision.user().isEmpty()) {
            head.append(" by ").append(revision.user());
        }
        if (!revision.fieldManager().isEmpty()) {
            head.append(" with ").append(revision.fieldManager());
        }
        if (!revision.verb().isEmpty()) {
            head.append("  (").append(revision.verb());
            if (!revision.subresource().isEmpty()) {
                head.append(' ').append(revision.subresource());
            }
            head.append(')');
        }
        if (wide && !revision.userAgent().isEmpty()) {
            head.append("  ").append(revision.userAgent());
        }
        return head.toString();
    }

    private List<String> diff(Revision revision, @Nullable Revision before) {
        ObjectNode old = before == null || before.isDeletion() ? null : shown(before.object());
        ObjectNode young = revision.isDeletion() ? null : shown(revision.object());
        if (revision.isDeletion() && old == null) {
            old = shown(revision.object());
        }
        return YamlDiff.lines(
                before == null || before.isDeletion() ? "/dev/null" : "revision " + before.number(),
                old,
                young == null ? "/dev/null" : "revision " + revision.number(),
                young);
    }

    private ObjectNode shown(ObjectNode object) {
        if (!withoutStatus) {
            return object;
        }
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        return copy;
    }

    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 7200) {
            return seconds / 60 + "m";
        }
        return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }
}

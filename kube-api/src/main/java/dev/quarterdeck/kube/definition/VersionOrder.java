package dev.quarterdeck.kube.definition;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of API versions, best first: {@code v2, v1, v1beta2, v1beta1, v1alpha1}, then all other words by name (API reference: version priority of
 * CustomResourceDefinitions).
 */
public final class VersionOrder implements Comparator<String> {
    public static final VersionOrder BEST_FIRST = new VersionOrder();

    private static final Pattern FORM = Pattern.compile("v([1-9]\\d{0,8})(?:(alpha|beta)([1-9]\\d{0,8}))?");
    private static final int STABLE = 2;

    private VersionOrder() {}

    private record Parsed(int stage, long major, long minor) {}

    @Override
    public int compare(String one, String other) {
        Parsed a = parse(one);
        Parsed b = parse(other);
        if (a.stage() < 0 || b.stage() < 0) {
            return a.stage() >= 0 ? -1 : b.stage() >= 0 ? 1 : one.compareTo(other);
        }
        if (a.stage() != b.stage()) {
            return b.stage() - a.stage();
        }
        return a.major() != b.major() ? Long.compare(b.major(), a.major()) : Long.compare(b.minor(), a.minor());
    }

    private static Parsed parse(String version) {
        Matcher form = FORM.matcher(version);
        if (!form.matches()) {
            return new Parsed(-1, 0, 0);
        }
        String stage = form.group(2);
        long major = Long.parseLong(form.group(1));
        return stage == null
                ? new Parsed(STABLE, major, 0)
                : new Parsed(stage.equals("beta") ? 1 : 0, major, Long.parseLong(form.group(3)));
    }
}

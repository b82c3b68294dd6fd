package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.scheduler.profile.ExtenderSettings.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the extenders of a KubeSchedulerConfiguration, checked as the reference does. */
final class ExtenderList {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern EXTENDED = Pattern.compile(
            "(?!kubernetes\\.io/|requests\\.)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private ExtenderList() {}

    static List<ExtenderSettings> of(ConfigurationTree root) {
        List<ExtenderSettings> extenders = new ArrayList<>();
        Set<String> managedByAll = new HashSet<>();
        for (ConfigurationTree each : root.get("extenders").items()) {
            each.only(Set.of(
                    "urlPrefix",
                    "filterVerb",
                    "preemptVerb",
                    "prioritizeVerb",
                    "weight",
                    "bindVerb",
                    "enableHTTPS",
                    "tlsConfig",
                    "httpTimeout",
                    "nodeCacheCapable",
                    "managedResources",
                    "ignorable"));
            Set<String> managed = new HashSet<>();
            Set<String> ignored = new HashSet<>();
            for (ConfigurationTree resource : each.get("managedResources").items()) {
                resource.only(Set.of("name", "ignoredByScheduler"));
                String name = resource.get("name").text("");
                if (!EXTENDED.matcher(name).matches()) {
                    resource.get("name").invalid("is an invalid extended resource name");
                }
                if (!managedByAll.add(name)) {
                    resource.get("name").invalid("duplicate extender managed resource name");
                }
                managed.add(name);
                if (resource.get("ignoredByScheduler").flag(false)) {
                    ignored.add(name);
                }
            }
            String prioritize = each.get("prioritizeVerb").text("");
            long weight = each.get("weight").number(0, Integer.MIN_VALUE, Integer.MAX_VALUE, "out of range");
            if (!prioritize.isEmpty() && weight <= 0) {
                each.get("weight").invalid("must have a positive weight applied to it");
            }
            Duration timeout = each.get("httpTimeout").duration(TIMEOUT, Duration.ZERO, "must not be negative");
            extenders.add(new ExtenderSettings(
                    url(each.get("urlPrefix")),
                    each.get("filterVerb").text(""),
                    prioritize,
                    each.get("preemptVerb").text(""),
                    each.get("bindVerb").text(""),
                    weight,
                    timeout.isZero() ? TIMEOUT : timeout,
                    each.get("nodeCacheCapable").flag(false),
                    managed,
                    ignored,
                    each.get("ignorable").flag(false),
                    tls(each.get("tlsConfig"), each.get("enableHTTPS").flag(false))));
        }
        long binders = extenders.stream().filter(e -> !e.bindVerb().isEmpty()).count();
        if (binders > 1) {
            root.errors()
                    .add(FieldError.invalid(
                            "extenders",
                            "\"found " + binders + " extenders implementing bind\"",
                            "only one extender can implement bind"));
        }
        return extenders;
    }

    private static URI url(ConfigurationTree prefix) {
        try {
            URI url = URI.create(prefix.text(""));
            if ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        prefix.invalid("must be the URL of an extender");
        return URI.create("http://invalid");
    }

    private static @Nullable Tls tls(ConfigurationTree tls, boolean https) {
        tls.only(Set.of("insecure", "serverName", "certFile", "keyFile", "caFile", "certData", "keyData", "caData"));
        if (tls.get("serverName").isSet()) {
            tls.get("serverName").forbidden("the name of the server is that of its URL");
        }
        if (!tls.isSet() && !https) {
            return null;
        }
        String caFile = tls.get("caFile").text("");
        String caData = tls.get("caData").text("");
        return new Tls(
                tls.get("insecure").flag(false) || (https && caFile.isEmpty() && caData.isEmpty()),
                caFile,
                caData,
                tls.get("certFile").text(""),
                tls.get("certData").text(""),
                tls.get("keyFile").text(""),
                tls.get("keyData").text(""));
    }
}

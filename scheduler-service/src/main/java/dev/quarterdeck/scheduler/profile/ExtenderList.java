package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.rule.ResourceNames;
import dev.quarterdeck.scheduler.profile.ExtenderSettings.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the extenders of a KubeSchedulerConfiguration, checked as the reference does. */
final class ExtenderList {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

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
                int before = root.errors().size();
                resource.get("name").labelName();
                if (root.errors().size() == before && !ResourceNames.isExtended(name)) {
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
            long weight = each.get("weight").number(0, Long.MIN_VALUE, Long.MAX_VALUE, "out of range");
            if (!prioritize.isEmpty() && weight <= 0) {
                each.get("weight").invalid(Long.toString(weight), "must have a positive weight applied to it");
            }
            Duration timeout =
                    each.get("httpTimeout").duration(TIMEOUT, Duration.ofSeconds(Long.MIN_VALUE), "out of range");
            extenders.add(new ExtenderSettings(
                    url(each.get("urlPrefix")),
                    each.get("filterVerb").text(""),
                    prioritize,
                    each.get("preemptVerb").text(""),
                    each.get("bindVerb").text(""),
                    weight,
                    timeout.isPositive() ? timeout : TIMEOUT,
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

    /** Where there is no server at it, questions fail. */
    private static URI url(ConfigurationTree prefix) {
        try {
            return URI.create(prefix.text(""));
        } catch (IllegalArgumentException e) {
            prefix.invalid(String.valueOf(e.getMessage()));
            return URI.create("");
        }
    }

    private static String data(ConfigurationTree data) {
        try {
            Base64.getDecoder().decode(data.text(""));
            return data.text("");
        } catch (IllegalArgumentException e) {
            data.invalid("illegal base64 data: " + e.getMessage());
            return "";
        }
    }

    private static @Nullable Tls tls(ConfigurationTree tls, boolean https) {
        tls.only(Set.of("insecure", "serverName", "certFile", "keyFile", "caFile", "certData", "keyData", "caData"));
        if (!tls.isSet() && !https) {
            return null;
        }
        String caFile = tls.get("caFile").text("");
        String caData = data(tls.get("caData"));
        boolean insecure = tls.get("insecure").flag(false);
        boolean checked = !caFile.isEmpty() || !caData.isEmpty();
        if (insecure && checked) {
            tls.get("insecure").invalid("specifying a root certificates file with the insecure flag is not allowed");
        }
        return new Tls(
                insecure || (https && !checked),
                tls.get("serverName").text(""),
                caFile,
                caData,
                tls.get("certFile").text(""),
                data(tls.get("certData")),
                tls.get("keyFile").text(""),
                data(tls.get("keyData")));
    }
}

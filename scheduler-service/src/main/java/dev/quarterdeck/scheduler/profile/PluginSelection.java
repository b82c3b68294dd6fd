package dev.quarterdeck.scheduler.profile;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rules a profile asks, and with which weights (KubeSchedulerProfile.plugins): the defaults, less what is disabled, with what is enabled. What is said of
 * one extension point wins over what is said of all ({@code multiPoint}). Rules that are no part of the scheduler are refused, as it takes none from outside.
 */
record PluginSelection(Set<String> filters, Map<String, Long> scores, boolean preempts) {
    private static final Set<String> POINTS = Set.of(
            "multiPoint",
            "preEnqueue",
            "queueSort",
            "preFilter",
            "filter",
            "postFilter",
            "preScore",
            "score",
            "reserve",
            "permit",
            "preBind",
            "bind",
            "postBind",
            "placementGenerate",
            "placementScore");
    private static final Set<String> GONE = Set.of("AzureDiskLimits", "CinderLimits", "EBSLimits", "GCEPDLimits");
    private static final Set<String> OTHERS =
            Set.of("SchedulingGates", "PrioritySort", "DefaultPreemption", "DefaultBinder");
    private static final String PREEMPTION = "DefaultPreemption";

    static PluginSelection of(ConfigurationTree plugins, String apiVersion) {
        plugins.only(POINTS);
        for (String point : POINTS) {
            check(plugins.get(point), apiVersion);
        }
        Map<String, Long> weights = Profile.standardScores();
        Set<String> filters = new LinkedHashSet<>(Profile.FILTERS);
        Map<String, Long> scores = new LinkedHashMap<>(weights);
        Set<String> after = new LinkedHashSet<>(Set.of(PREEMPTION));
        ConfigurationTree all = plugins.get("multiPoint");
        Map<String, Long> explicit = new HashMap<>();
        enabled(all).forEach((name, weight) -> explicit.put(name, weight == 0 ? 1 : weight));
        disabled(all).forEach(name -> {
            remove(filters, name);
            remove(scores.keySet(), name);
            remove(after, name);
        });
        explicit.forEach((name, weight) -> {
            if (Profile.FILTERS.contains(name)) {
                filters.add(name);
            }
            if (weights.containsKey(name)) {
                scores.put(name, weight);
            }
            if (name.equals(PREEMPTION)) {
                after.add(name);
            }
        });
        disabled(plugins.get("filter")).forEach(name -> remove(filters, name));
        filters.addAll(enabled(plugins.get("filter")).keySet());
        disabled(plugins.get("score")).forEach(name -> remove(scores.keySet(), name));
        enabled(plugins.get("score")).forEach((name, weight) -> scores.put(name, weight == 0 ? 1 : weight));
        disabled(plugins.get("postFilter")).forEach(name -> remove(after, name));
        after.addAll(enabled(plugins.get("postFilter")).keySet());
        return new PluginSelection(filters, scores, after.contains(PREEMPTION));
    }

    private static void remove(Set<String> from, String name) {
        if (name.equals("*")) {
            from.clear();
        } else {
            from.remove(name);
        }
    }

    private static void check(ConfigurationTree point, String apiVersion) {
        point.only(Set.of("enabled", "disabled"));
        Set<String> seen = new LinkedHashSet<>();
        for (ConfigurationTree plugin : point.get("enabled").items()) {
            plugin.only(Set.of("name", "weight"));
            String name = plugin.get("name").text("");
            if (GONE.contains(name)) {
                plugin.get("name")
                        .invalid("was invalid in version \"" + apiVersion
                                + "\" (KubeSchedulerConfiguration is version \"" + apiVersion + "\")");
            } else if (!Profile.FILTERS.contains(name)
                    && !Profile.standardScores().containsKey(name)
                    && !OTHERS.contains(name)) {
                plugin.get("name").invalid("plugin is not part of this scheduler");
            } else if (!seen.add(name)) {
                plugin.get("name").duplicate('"' + name + '"');
            }
            plugin.get("weight").number(0, 0, Integer.MAX_VALUE, "must not be negative");
        }
        if (point.path().endsWith(".queueSort") && seen.size() > 1) {
            point.get("enabled").invalid("only one queue sort plugin can be enabled");
        }
    }

    private static Map<String, Long> enabled(ConfigurationTree point) {
        Map<String, Long> result = new LinkedHashMap<>();
        for (ConfigurationTree plugin : point.get("enabled").items()) {
            result.put(
                    plugin.get("name").node().asString(""),
                    plugin.get("weight").node().asLong(0));
        }
        return result;
    }

    private static List<String> disabled(ConfigurationTree point) {
        return point.get("disabled").items().stream()
                .map(p -> p.get("name").text(""))
                .toList();
    }
}

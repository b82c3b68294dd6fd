package dev.quarterdeck.scheduler.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which rules a profile asks, and with which weights (KubeSchedulerProfile.plugins): the defaults, less what is disabled, with what is enabled. What is said of
 * one extension point wins over what is said of all ({@code multiPoint}). Rules that are no part of the scheduler are refused, as it takes none from outside.
 */
record PluginSelection(Set<String> filters, Map<String, Long> scores, boolean preempts, TakingPart takingPart) {
    static final Set<String> GONE = Set.of("AzureDiskLimits", "CinderLimits", "EBSLimits", "GCEPDLimits");

    private static final String SORT = "queueSort";
    private static final String ALL = "multiPoint";

    /** The extension points, each with those that take part in it; in the reference's default order. */
    private static final Map<String, Set<String>> POINTS = points();

    private static Map<String, Set<String>> points() {
        Map<String, Set<String>> points = new LinkedHashMap<>();
        points.put("preEnqueue", TakingPart.HOLD_BACK);
        points.put(SORT, set("PrioritySort"));
        points.put("preFilter", TakingPart.prepareFilters());
        points.put("filter", set(Profile.FILTERS.toArray(String[]::new)));
        points.put("postFilter", set("DynamicResources", "DefaultPreemption"));
        points.put("preScore", TakingPart.PREPARE_SCORES);
        points.put("score", set(Profile.standardScores().keySet().toArray(String[]::new)));
        points.put("reserve", TakingPart.HOLD);
        points.put("permit", set());
        points.put("preBind", TakingPart.HOLD);
        points.put("bind", set("DefaultBinder"));
        points.put("postBind", set());
        points.put("placementGenerate", set());
        points.put("placementScore", set("NodeResourcesFit"));
        return points;
    }

    private static Set<String> set(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }

    static String gone(String apiVersion) {
        return "was invalid in version \"v1\" (KubeSchedulerConfiguration is version \"" + apiVersion + "\")";
    }

    static PluginSelection of(ConfigurationTree plugins, String apiVersion, String schedulerName) {
        Set<String> known = new LinkedHashSet<>(POINTS.keySet());
        known.add(ALL);
        plugins.only(known);
        check(ALL, plugins.get(ALL), apiVersion);
        POINTS.keySet().forEach(point -> check(point, plugins.get(point), apiVersion));
        ConfigurationTree sort = plugins.get(SORT);
        if (sort.get("enabled").items().size() <= 1 && resolve(plugins, SORT).isEmpty()) {
            sort.required("only one queue sort plugin required for profile with scheduler name \"" + schedulerName
                    + "\", but got 0");
        }
        if (resolve(plugins, "bind").isEmpty()) {
            plugins.get("bind")
                    .required("at least one bind plugin is needed for profile with scheduler name \"" + schedulerName
                            + "\"");
        }
        Map<String, Long> scores = new LinkedHashMap<>();
        Map<String, Long> ofScore = enabled(plugins.get("score"));
        Map<String, Long> ofAll = enabled(plugins.get(ALL));
        for (String name : resolve(plugins, "score")) {
            long weight = ofScore.containsKey(name)
                    ? ofScore.get(name)
                    : ofAll.containsKey(name)
                            ? ofAll.get(name)
                            : Profile.standardScores().getOrDefault(name, 1L);
            scores.put(name, weight == 0 ? 1 : weight);
        }
        return new PluginSelection(
                resolve(plugins, "filter"),
                scores,
                resolve(plugins, "postFilter").contains("DefaultPreemption"),
                new TakingPart(
                        resolve(plugins, "preEnqueue"),
                        resolve(plugins, "preFilter"),
                        resolve(plugins, "preScore"),
                        resolve(plugins, "reserve"),
                        resolve(plugins, "preBind")));
    }

    /** All profiles share one queue. */
    static void sortAlike(List<ConfigurationTree> plugins) {
        ConfigurationTree first = plugins.getFirst().get(SORT);
        int sorting = first.get("enabled").items().size();
        if (sorting > 1) {
            new ConfigurationTree(first.node(), first.path() + ".Enabled", first.errors())
                    .invalid(Integer.toString(sorting), "only one queue sort plugin can be enabled");
        }
        for (ConfigurationTree each : plugins.subList(1, plugins.size())) {
            ConfigurationTree own = each.get(SORT);
            if (!enabled(own).equals(enabled(first)) || !disabled(own).equals(disabled(first))) {
                own.invalid("must be the same for all profiles");
            }
        }
    }

    /** Who takes part in a point. */
    private static Set<String> resolve(ConfigurationTree plugins, String point) {
        Set<String> able = POINTS.getOrDefault(point, Set.of());
        Set<String> result = new LinkedHashSet<>(able);
        disabled(plugins.get(ALL)).forEach(name -> remove(result, name));
        enabled(plugins.get(ALL)).keySet().stream().filter(able::contains).forEach(result::add);
        disabled(plugins.get(point)).forEach(name -> remove(result, name));
        result.addAll(enabled(plugins.get(point)).keySet());
        return result;
    }

    private static void remove(Set<String> from, String name) {
        if (name.equals("*")) {
            from.clear();
        } else {
            from.remove(name);
        }
    }

    private static void check(String pointName, ConfigurationTree point, String apiVersion) {
        point.only(Set.of("enabled", "disabled"));
        Set<String> seen = new LinkedHashSet<>();
        for (ConfigurationTree plugin : point.get("enabled").items()) {
            plugin.only(Set.of("name", "weight"));
            String name = plugin.get("name").text("");
            if (GONE.contains(name) && !pointName.equals(ALL)) {
                plugin.invalid('"' + name + '"', gone(apiVersion));
            } else if (POINTS.values().stream().noneMatch(able -> able.contains(name))) {
                plugin.get("name").invalid('"' + name + '"', "plugin is not part of this scheduler");
            } else if (!pointName.equals(ALL)
                    && !POINTS.getOrDefault(pointName, Set.of()).contains(name)) {
                plugin.get("name").invalid("plugin does not take part in " + pointName);
            } else if (!seen.add(name)) {
                plugin.get("name").duplicate('"' + name + '"');
            }
            plugin.get("weight").number(0, 0, Integer.MAX_VALUE, "not in valid range [0, 2147483647]");
        }
        for (ConfigurationTree plugin : point.get("disabled").items()) {
            plugin.only(Set.of("name", "weight"));
        }
    }

    private static Map<String, Long> enabled(ConfigurationTree point) {
        Map<String, Long> result = new LinkedHashMap<>();
        for (JsonNode plugin : point.node().path("enabled")) {
            result.put(plugin.path("name").asString(""), plugin.path("weight").asLong(0));
        }
        return result;
    }

    private static List<String> disabled(ConfigurationTree point) {
        List<String> result = new ArrayList<>();
        for (JsonNode plugin : point.node().path("disabled")) {
            result.add(plugin.path("name").asString(""));
        }
        return result;
    }
}

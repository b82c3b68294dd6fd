package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.scheduler.profile.FitScoring.Point;
import dev.quarterdeck.scheduler.profile.FitScoring.ResourceWeight;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of a profile's rules (KubeSchedulerProfile.pluginConfig), validated as the reference does. */
final class PluginArguments {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final Set<String> META = Set.of("apiVersion", "kind");

    private final Map<String, ConfigurationTree> byPlugin = new HashMap<>();

    PluginArguments(ConfigurationTree pluginConfig) {
        for (ConfigurationTree each : pluginConfig.items()) {
            each.only(Set.of("name", "args"));
            String name = each.get("name").text("");
            if (byPlugin.put(name, each.get("args")) != null) {
                each.duplicate('"' + name + '"');
            }
            each.get("args").get("kind").ifSet(kind -> {
                if (!kind.text("").equals(name + "Args")) {
                    each.get("args").invalid("has to match plugin args");
                }
            });
        }
    }

    private ConfigurationTree of(String plugin, ConfigurationTree none, String... known) {
        ConfigurationTree args = byPlugin.getOrDefault(plugin, none);
        Set<String> all = new HashSet<>(META);
        all.addAll(List.of(known));
        args.only(all);
        return args;
    }

    Duration bindTimeout(ConfigurationTree none) {
        return Duration.ofSeconds(of("VolumeBinding", none, "bindTimeoutSeconds", "shape")
                .get("bindTimeoutSeconds")
                .number(600, 0, Long.MAX_VALUE, "invalid BindTimeoutSeconds, should not be a negative value"));
    }

    DeviceTimes deviceTimes(ConfigurationTree none) {
        ConfigurationTree devices = of("DynamicResources", none, "filterTimeout", "bindingTimeout");
        return new DeviceTimes(
                devices.get("filterTimeout")
                        .duration(DeviceTimes.STANDARD.search(), Duration.ZERO, "must be zero or positive"),
                devices.get("bindingTimeout")
                        .duration(DeviceTimes.STANDARD.bind(), Duration.ofSeconds(1), "must be at least 1 second"));
    }

    Profile.Arguments resolve(ConfigurationTree none) {
        Profile.Arguments standard = Profile.Arguments.STANDARD;
        ConfigurationTree fit =
                of("NodeResourcesFit", none, "ignoredResources", "ignoredResourceGroups", "scoringStrategy");
        ConfigurationTree near =
                of("InterPodAffinity", none, "hardPodAffinityWeight", "ignorePreferredTermsOfExistingPods");
        ConfigurationTree preemption =
                of("DefaultPreemption", none, "minCandidateNodesPercentage", "minCandidateNodesAbsolute");
        long percent = preemption
                .get("minCandidateNodesPercentage")
                .number(standard.candidatesPercent(), 0, 100, "not in valid range [0, 100]");
        long least = preemption
                .get("minCandidateNodesAbsolute")
                .number(standard.candidatesLeast(), 0, Integer.MAX_VALUE, "not in valid range [0, inf)");
        if (percent == 0 && least == 0) {
            preemption
                    .get("minCandidateNodesPercentage")
                    .invalid("cannot be zero at the same time as minCandidateNodesAbsolute");
            preemption
                    .get("minCandidateNodesAbsolute")
                    .invalid("cannot be zero at the same time as minCandidateNodesPercentage");
        }
        Spread spread = spread(of("PodTopologySpread", none, "defaultConstraints", "defaultingType"));
        of("NodeAffinity", none, "addedAffinity");
        return new Profile.Arguments(
                texts(fit.get("ignoredResources")),
                groups(fit.get("ignoredResourceGroups")),
                scoring(fit.get("scoringStrategy")),
                balanced(
                        of("NodeResourcesBalancedAllocation", none, "resources").get("resources")),
                (int) near.get("hardPodAffinityWeight").number(1, 0, 100, "not in valid range [0, 100]"),
                near.get("ignorePreferredTermsOfExistingPods").flag(false),
                added(byPlugin.getOrDefault("NodeAffinity", none).get("addedAffinity")),
                spread.constraints(),
                spread.system(),
                (int) percent,
                (int) least);
    }

    private static Set<String> texts(ConfigurationTree list) {
        Set<String> result = new HashSet<>();
        list.items().forEach(i -> result.add(i.text("")));
        return result;
    }

    private static Set<String> groups(ConfigurationTree list) {
        for (ConfigurationTree each : list.items()) {
            if (each.text("").contains("/")) {
                each.invalid("resource group name can't contain '/'");
            }
        }
        return texts(list);
    }

    private static FitScoring scoring(ConfigurationTree strategy) {
        if (!strategy.isSet()) {
            return FitScoring.STANDARD;
        }
        strategy.only(Set.of("type", "resources", "requestedToCapacityRatio"));
        ConfigurationTree ratio = strategy.get("requestedToCapacityRatio");
        List<ResourceWeight> resources = resources(strategy.get("resources"));
        switch (strategy.get("type").text("LeastAllocated")) {
            case "LeastAllocated" -> {
                ratio.ifSet(r -> r.forbidden("must be nil when type is not RequestedToCapacityRatio"));
                return new FitScoring(FitScoring.Strategy.LeastAllocated, resources, List.of());
            }
            case "MostAllocated" -> {
                ratio.ifSet(r -> r.forbidden("must be nil when type is not RequestedToCapacityRatio"));
                return new FitScoring(FitScoring.Strategy.MostAllocated, resources, List.of());
            }
            case "RequestedToCapacityRatio" -> {
                if (!ratio.isSet()) {
                    ratio.required("must be specified when type is RequestedToCapacityRatio");
                    return FitScoring.STANDARD;
                }
                return new FitScoring(
                        FitScoring.Strategy.RequestedToCapacityRatio, resources, shape(ratio.get("shape")));
            }
            default -> {
                strategy.get("type").notSupported("LeastAllocated", "MostAllocated", "RequestedToCapacityRatio");
                return FitScoring.STANDARD;
            }
        }
    }

    private static List<Point> shape(ConfigurationTree shape) {
        List<Point> points = new ArrayList<>();
        if (shape.items().isEmpty()) {
            shape.required("at least one point must be specified");
        }
        for (ConfigurationTree each : shape.items()) {
            each.only(Set.of("utilization", "score"));
            int utilization = (int) each.get("utilization").number(0, 0, 100, "not in valid range [0, 100]");
            if (!points.isEmpty() && utilization <= points.getLast().utilization()) {
                each.get("utilization").invalid("values must be sorted in increasing order");
            }
            points.add(new Point(utilization, (int) each.get("score").number(0, 0, 10, "not in valid range [0, 10]")));
        }
        return points;
    }

    private static List<ResourceWeight> resources(ConfigurationTree list) {
        List<ResourceWeight> result = new ArrayList<>();
        for (ConfigurationTree each : list.items()) {
            each.only(Set.of("name", "weight"));
            long weight = each.get("weight")
                    .number(
                            1,
                            1,
                            100,
                            "resource weight of " + each.get("name").text("") + " not in valid range [1, 100]");
            result.add(new ResourceWeight(each.get("name").text(""), weight));
        }
        return result.isEmpty() ? FitScoring.CPU_AND_MEMORY : result;
    }

    private static List<ResourceWeight> balanced(ConfigurationTree list) {
        Set<String> seen = new HashSet<>();
        for (ConfigurationTree each : list.items()) {
            String name = each.get("name").text("");
            if (!seen.add(name)) {
                each.get("name").duplicate('"' + name + '"');
            }
            each.get("weight").number(1, 1, 1, "must be 1");
        }
        return resources(list);
    }

    private static @Nullable NodeAffinity added(ConfigurationTree affinity) {
        return affinity.isSet() ? JSON.unmarshal(affinity.node().toString(), NodeAffinity.class) : null;
    }

    private record Spread(List<TopologySpreadConstraint> constraints, boolean system) {}

    private static Spread spread(ConfigurationTree args) {
        ConfigurationTree list = args.get("defaultConstraints");
        ConfigurationTree type = args.get("defaultingType");
        boolean system = type.text("System").equals("System");
        if (!system && !type.text("").equals("List")) {
            type.notSupported("System", "List");
        }
        List<TopologySpreadConstraint> result = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ConfigurationTree each : list.items()) {
            each.get("maxSkew").number(0, 1, Integer.MAX_VALUE, "not in valid range (0, inf)");
            if (each.get("topologyKey").text("").isEmpty()) {
                each.get("topologyKey").required("can not be empty");
            }
            String when = each.get("whenUnsatisfiable").text("");
            if (when.isEmpty()) {
                each.get("whenUnsatisfiable").required("can not be empty");
            } else if (!Set.of("DoNotSchedule", "ScheduleAnyway").contains(when)) {
                each.get("whenUnsatisfiable").notSupported("DoNotSchedule", "ScheduleAnyway");
            }
            each.get("labelSelector")
                    .ifSet(s -> s.forbidden("constraint must not define a selector, as they deduced for each pod"));
            String pair = "{" + each.get("topologyKey").text("") + ", " + when + "}";
            if (!seen.add(pair)) {
                each.duplicate('"' + pair + '"');
            }
            result.add(JSON.unmarshal(each.node().toString(), TopologySpreadConstraint.class));
        }
        if (system && !result.isEmpty()) {
            type.invalid("when .defaultConstraints are not empty");
        }
        return system ? new Spread(Profile.Arguments.STANDARD.spread(), true) : new Spread(result, false);
    }
}

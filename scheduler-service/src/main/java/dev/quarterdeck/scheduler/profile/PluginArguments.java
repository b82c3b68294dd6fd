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
    /** Those that have arguments; what is said of others means nothing. */
    private static final Set<String> TAKING = Set.of(
            "DefaultPreemption",
            "DynamicResources",
            "InterPodAffinity",
            "NodeAffinity",
            "NodeResourcesBalancedAllocation",
            "NodeResourcesFit",
            "PodTopologySpread",
            "VolumeBinding");

    private static final Set<String> CONSTRAINT = Set.of(
            "maxSkew",
            "topologyKey",
            "whenUnsatisfiable",
            "labelSelector",
            "minDomains",
            "nodeAffinityPolicy",
            "nodeTaintsPolicy",
            "matchLabelKeys");

    private static final Set<String> META = Set.of("apiVersion", "kind");

    private final Map<String, ConfigurationTree> byPlugin = new HashMap<>();

    PluginArguments(ConfigurationTree pluginConfig, String apiVersion) {
        for (ConfigurationTree each : pluginConfig.items()) {
            each.only(Set.of("name", "args"));
            String name = each.get("name").text("");
            if (byPlugin.put(name, each.get("args")) != null) {
                each.duplicate('"' + name + '"');
            }
            if (PluginSelection.GONE.contains(name)) {
                each.invalid('"' + name + '"', PluginSelection.gone(apiVersion));
            }
            if (TAKING.contains(name)) {
                each.get("args").get("kind").ifSet(kind -> {
                    if (!kind.text("").equals(name + "Args")) {
                        kind.notSupported(name + "Args");
                    }
                });
                each.get("args").get("apiVersion").ifSet(version -> {
                    if (!version.text("").equals(apiVersion)) {
                        version.notSupported(apiVersion);
                    }
                });
            }
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
        ConfigurationTree volumes = of("VolumeBinding", none, "bindTimeoutSeconds", "shape");
        volumes.get("shape")
                .ifSet(shape -> shape.invalid(
                        "unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring"));
        return Duration.ofSeconds(volumes.get("bindTimeoutSeconds")
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
                names(fit.get("ignoredResources")),
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

    private static Set<String> names(ConfigurationTree list) {
        Set<String> result = new HashSet<>();
        for (ConfigurationTree each : list.items()) {
            each.labelName();
            result.add(each.text(""));
        }
        return result;
    }

    private static Set<String> groups(ConfigurationTree list) {
        for (ConfigurationTree each : list.items()) {
            if (each.text("").contains("/")) {
                each.invalid("resource group name can't contain '/'");
            }
        }
        return names(list);
    }

    private static FitScoring scoring(ConfigurationTree strategy) {
        if (!strategy.isSet()) {
            return FitScoring.STANDARD;
        }
        strategy.only(Set.of("type", "resources", "requestedToCapacityRatio"));
        ConfigurationTree ratio = strategy.get("requestedToCapacityRatio");
        List<ResourceWeight> resources = resources(strategy.get("resources"));
        switch (strategy.get("type").text("")) {
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
        List<ConfigurationTree> items = shape.items();
        if (items.isEmpty()) {
            shape.required("at least one point must be specified");
        }
        for (int i = 1; i < items.size(); i++) {
            ConfigurationTree utilization = items.get(i).get("utilization");
            if (items.get(i - 1).get("utilization").node().asLong(0)
                    >= utilization.node().asLong(0)) {
                utilization.invalid("values must be sorted in increasing order");
                break;
            }
        }
        List<Point> points = new ArrayList<>();
        for (ConfigurationTree each : items) {
            each.only(Set.of("utilization", "score"));
            points.add(new Point((int) each.get("utilization").number(0, 0, 100, "not in valid range [0, 100]"), (int)
                    each.get("score").number(0, 0, 10, "not in valid range [0, 10]")));
        }
        return points;
    }

    private static List<ResourceWeight> resources(ConfigurationTree list) {
        List<ResourceWeight> result = new ArrayList<>();
        for (ConfigurationTree each : list.items()) {
            String name = each.get("name").text("");
            result.add(new ResourceWeight(
                    name, weight(each, 100, "resource weight of " + name + " not in valid range (0, 100]")));
        }
        return result.isEmpty() ? FitScoring.CPU_AND_MEMORY : result;
    }

    /** None means one, and so does zero. */
    private static long weight(ConfigurationTree resource, long most, String detail) {
        resource.only(Set.of("name", "weight"));
        ConfigurationTree weight = resource.get("weight");
        return weight.node().isIntegralNumber() && weight.node().asLong(0) == 0 ? 1 : weight.number(1, 1, most, detail);
    }

    private static List<ResourceWeight> balanced(ConfigurationTree list) {
        Set<String> seen = new HashSet<>();
        List<ResourceWeight> result = new ArrayList<>();
        for (ConfigurationTree each : list.items()) {
            String name = each.get("name").text("");
            if (!seen.add(name)) {
                each.get("name").duplicate('"' + name + '"');
            }
            result.add(new ResourceWeight(name, weight(each, 1, "must be 1")));
        }
        return result.isEmpty() ? FitScoring.CPU_AND_MEMORY : result;
    }

    private static @Nullable NodeAffinity added(ConfigurationTree affinity) {
        AddedAffinity.check(affinity);
        return affinity.isSet() && affinity.errors().isEmpty()
                ? JSON.unmarshal(affinity.node().toString(), NodeAffinity.class)
                : null;
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
            if (each.get("maxSkew").isSet()) {
                each.get("maxSkew").number(0, 1, Integer.MAX_VALUE, "not in valid range (0, inf)");
            } else {
                each.get("maxSkew").invalid("0", "not in valid range (0, inf)");
            }
            each.only(CONSTRAINT);
            if (each.get("topologyKey").text("").isEmpty()) {
                each.get("topologyKey").required("can not be empty");
            } else {
                each.get("topologyKey").labelName();
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
            if (each.errors().isEmpty()) {
                result.add(JSON.unmarshal(each.node().toString(), TopologySpreadConstraint.class));
            }
        }
        if (system && !list.items().isEmpty()) {
            type.invalid("\"System\"", "when .defaultConstraints are not empty");
        }
        return system ? new Spread(Profile.Arguments.STANDARD.spread(), true) : new Spread(result, false);
    }
}

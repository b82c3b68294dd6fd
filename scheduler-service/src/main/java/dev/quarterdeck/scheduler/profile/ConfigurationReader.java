package dev.quarterdeck.scheduler.profile;

import dev.quarterdeck.kube.codec.DecodedTree;
import dev.quarterdeck.kube.codec.YamlTreeReader;
import dev.quarterdeck.kube.status.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads a KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) as JSON or YAML: profiles with their plugins and arguments, and the times of the back-off.
 * Settings of processes that this scheduler has elsewhere (client connection, leader election, debugging, parallelism) are accepted and mean nothing here, and so is
 * {@code percentageOfNodesToScore}: all nodes are always looked at.
 */
public final class ConfigurationReader {
    private static final String VERSION = "kubescheduler.config.k8s.io/v1";
    private static final Set<String> FIELDS = Set.of(
            "apiVersion",
            "kind",
            "parallelism",
            "leaderElection",
            "clientConnection",
            "enableProfiling",
            "enableContentionProfiling",
            "percentageOfNodesToScore",
            "podInitialBackoffSeconds",
            "podMaxBackoffSeconds",
            "profiles",
            "extenders",
            "delayCacheUntilActive");

    private ConfigurationReader() {}

    /**
     * @param schedulerName of a single profile that names none
     * @throws ConfigurationException where something is wrong, with all that is
     */
    public static SchedulerConfiguration read(byte[] text, String schedulerName) {
        List<FieldError> errors = new ArrayList<>();
        DecodedTree decoded = YamlTreeReader.read(text);
        decoded.duplicateMessages().forEach(message -> errors.add(FieldError.forbidden("(file)", message)));
        ConfigurationTree root = new ConfigurationTree(decoded.tree(), "", errors);
        root.only(FIELDS);
        if (!root.get("apiVersion").text("").equals(VERSION)) {
            root.get("apiVersion").notSupported(VERSION);
        }
        if (!root.get("kind").text("").equals("KubeSchedulerConfiguration")) {
            root.get("kind").notSupported("KubeSchedulerConfiguration");
        }
        root.get("parallelism").number(16, 1, Integer.MAX_VALUE, "should be an integer value greater than zero");
        ProcessSettings.check(root);
        percentage(root);
        long first = root.get("podInitialBackoffSeconds").number(1, 1, Integer.MAX_VALUE, "must be greater than 0");
        long longest = root.get("podMaxBackoffSeconds")
                .number(10, first, Integer.MAX_VALUE, "must be greater than or equal to PodInitialBackoffSeconds");
        List<ExtenderSettings> extenders = ExtenderList.of(root);
        Set<String> ignored =
                extenders.stream().flatMap(e -> e.ignored().stream()).collect(Collectors.toSet());
        Duration timeout = Duration.ZERO;
        DeviceTimes deviceTimes = null;
        List<Profile> profiles = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (ConfigurationTree each : profiles(root)) {
            ConfigurationTree none = new ConfigurationTree(JsonNodeFactory.instance.missingNode(), each.path(), errors);
            PluginArguments arguments = new PluginArguments(each.get("pluginConfig"), VERSION);
            Duration own = arguments.bindTimeout(none);
            timeout = own.compareTo(timeout) > 0 ? own : timeout;
            DeviceTimes ofDevices = arguments.deviceTimes(none);
            deviceTimes = deviceTimes == null ? ofDevices : deviceTimes.max(ofDevices);
            profiles.add(profile(
                    each,
                    names,
                    arguments.resolve(none).ignoringToo(ignored),
                    profiles(root).size() == 1 ? schedulerName : ""));
        }
        PluginSelection.sortAlike(
                profiles(root).stream().map(each -> each.get("plugins")).toList());
        if (!errors.isEmpty()) {
            throw new ConfigurationException(errors);
        }
        return new SchedulerConfiguration(
                List.copyOf(profiles),
                Duration.ofSeconds(first),
                Duration.ofSeconds(longest),
                timeout,
                deviceTimes == null ? DeviceTimes.STANDARD : deviceTimes,
                extenders);
    }

    private static List<ConfigurationTree> profiles(ConfigurationTree root) {
        List<ConfigurationTree> profiles = root.get("profiles").items();
        JsonNode empty = JsonNodeFactory.instance.objectNode();
        return profiles.isEmpty() ? List.of(new ConfigurationTree(empty, "profiles[0]", root.errors())) : profiles;
    }

    private static Profile profile(
            ConfigurationTree tree, Map<String, String> names, Profile.Arguments arguments, String otherwise) {
        tree.only(Set.of("schedulerName", "percentageOfNodesToScore", "plugins", "pluginConfig"));
        percentage(tree);
        ConfigurationTree name = tree.get("schedulerName");
        String schedulerName = name.text(otherwise);
        if (schedulerName.isEmpty()) {
            name.required("");
        }
        String before = names.putIfAbsent(schedulerName, name.path());
        if (before != null) {
            name.duplicate('"' + before + '"');
        }
        PluginSelection plugins = PluginSelection.of(tree.get("plugins"), VERSION, schedulerName);
        return new Profile(
                schedulerName,
                plugins.filters(),
                plugins.scores(),
                plugins.preempts(),
                plugins.takingPart(),
                arguments);
    }

    private static void percentage(ConfigurationTree tree) {
        tree.get("percentageOfNodesToScore").number(0, 0, 100, "not in valid range [0-100]");
    }
}

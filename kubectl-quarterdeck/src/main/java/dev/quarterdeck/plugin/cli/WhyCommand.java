package dev.quarterdeck.plugin.cli;

import dev.quarterdeck.plugin.history.RevisionLog;
import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.kubectl.PluginException;
import dev.quarterdeck.plugin.object.YamlDiff;
import dev.quarterdeck.plugin.why.Binding;
import dev.quarterdeck.plugin.why.ClusterReader;
import dev.quarterdeck.plugin.why.WhyText;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.scheduler.explain.Explainer;
import dev.quarterdeck.scheduler.explain.Explanation;
import dev.quarterdeck.scheduler.explain.GroupAnswer;
import dev.quarterdeck.scheduler.explain.GroupExplainer;
import dev.quarterdeck.scheduler.explain.ListedObjects;
import dev.quarterdeck.scheduler.extend.Extenders;
import dev.quarterdeck.scheduler.profile.ConfigurationException;
import dev.quarterdeck.scheduler.profile.ConfigurationReader;
import dev.quarterdeck.scheduler.profile.ExtenderSettings;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.profile.SchedulerConfiguration;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code why POD}: node by node, which rule says no and what would help; for a pod that has a node, what the nodes scored when it got it. */
@Command(
        name = "why",
        description = "Show node by node why a pod gets no node, or why it got the one it has.",
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
    @Mixin
    private ClusterFlags cluster = new ClusterFlags();

    @Parameters(index = "0", paramLabel = "POD", description = "its name")
    private String pod = "";

    @Option(
            names = "--scheduler-config",
            paramLabel = "FILE",
            description = "the KubeSchedulerConfiguration of the scheduler, where it has one")
    private @Nullable Path configuration;

    @Option(
            names = "--ask-extenders",
            description = "ask the extenders of that configuration, too; from here, and about the cluster as it is")
    private boolean asksExtenders;

    @Option(names = "--now", description = "of a pod that has a node: ask the cluster as it is, not as it was then")
    private boolean now;

    enum Format {
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json")
    private @Nullable Format output;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        Kubectl kubectl = cluster.kubectl();
        String given = cluster.givenNamespace();
        String namespace = given == null ? kubectl.namespace() : given;
        String name = pod.substring(pod.indexOf('/') + 1);
        Pod asked = new ClusterReader(kubectl, "").pod(namespace, name);
        Optional<SchedulerConfiguration> configured =
                Optional.ofNullable(configuration).map(WhyCommand::read);
        Profile profile = profile(asked, configured);
        String node = Objects.requireNonNullElse(asked.getSpec().getNodeName(), "");
        Optional<Binding> binding = node.isEmpty() || now ? Optional.empty() : binding(kubectl, namespace, name);
        String moment = binding.map(b -> "/as-of/" + (b.revision() - 1)).orElse("");
        ClusterReader reader = new ClusterReader(kubectl, moment);
        List<ExtenderSettings> extenders =
                configured.map(SchedulerConfiguration::extenders).orElse(List.of());
        boolean asks = asksExtenders && moment.isEmpty();
        ListedObjects objects = reader.around(asked);
        Explanation explanation = explain(asked, profile, objects, asks ? extenders : List.of());
        GroupAnswer group = new GroupExplainer(profile, objects).explain(asked);
        if (output == Format.json) {
            ObjectNode tree = YamlDiff.JSON.valueToTree(explanation);
            if (group != null) {
                tree.set("group", YamlDiff.JSON.valueToTree(group));
            }
            out.println(tree.toPrettyString());
        } else {
            out.println(headline(asked, node, binding, profile, explanation));
            out.println();
            WhyText.lines(explanation, node).forEach(out::println);
            if (group != null) {
                out.println();
                WhyText.lines(group).forEach(out::println);
            }
            if (!asks && !extenders.isEmpty()) {
                out.println();
                out.println("not asked: " + extenders.size() + " extender(s) of " + configuration
                        + (moment.isEmpty() ? " (--ask-extenders asks them)" : ", which do not know the past"));
            }
        }
        out.flush();
        return 0;
    }

    private static Explanation explain(
            Pod pod, Profile profile, ListedObjects objects, List<ExtenderSettings> settings) {
        if (settings.isEmpty()) {
            return new Explainer(profile, objects).explain(pod);
        }
        try (Extenders extenders = new Extenders(settings, new KubernetesSerialization(), name -> objects.of(Node.class)
                .get("", name)
                .orElse(null))) {
            return new Explainer(profile, objects, extenders).explain(pod);
        } catch (IllegalStateException e) {
            throw new PluginException(String.valueOf(e.getMessage()));
        }
    }

    private static String headline(
            Pod pod, String node, Optional<Binding> binding, Profile profile, Explanation explanation) {
        String what = "pod " + pod.getMetadata().getNamespace() + "/"
                + pod.getMetadata().getName();
        String fitting = explanation.fitting() + " of " + explanation.nodes().size() + " nodes";
        String by = " by the rules of " + profile.schedulerName();
        if (binding.isPresent()) {
            return what + " is on " + node + ", bound at " + binding.get().time() + " by "
                    + binding.get().user() + "; as the cluster was then, " + fitting + " could take it" + by;
        }
        if (!node.isEmpty()) {
            return what + " is on " + node + "; as the cluster is now, without it, " + fitting + " could take it" + by;
        }
        String gates = pod.getSpec().getSchedulingGates().stream()
                .map(PodSchedulingGate::getName)
                .collect(Collectors.joining(", "));
        if (!gates.isEmpty()) {
            return what + " is not looked at before its scheduling gates are gone: " + gates + "; " + fitting
                    + " could take it" + by;
        }
        return what + " has no node; " + fitting + " can take it" + by;
    }

    /** Where history is not served, or does not go back so far, nothing is known of the moment. */
    private static Optional<Binding> binding(Kubectl kubectl, String namespace, String name) {
        try {
            return Binding.of(new RevisionLog(kubectl, ApiResource.of(Pod.class).path(namespace, name)));
        } catch (PluginException e) {
            return Optional.empty();
        }
    }

    private Profile profile(Pod pod, Optional<SchedulerConfiguration> configured) {
        String scheduler = Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), "default-scheduler");
        return configured
                .map(it -> it.profiles().stream()
                        .filter(p -> p.schedulerName().equals(scheduler))
                        .findFirst()
                        .orElseThrow(() -> new PluginException(configuration + " has no profile " + scheduler)))
                .orElseGet(() -> Profile.standard(scheduler));
    }

    private static SchedulerConfiguration read(Path file) {
        try {
            return ConfigurationReader.read(Files.readAllBytes(file), "default-scheduler");
        } catch (IOException e) {
            throw new PluginException(file + " cannot be read: " + e.getMessage());
        } catch (ConfigurationException e) {
            throw new PluginException(file + ": " + e.getMessage());
        }
    }
}

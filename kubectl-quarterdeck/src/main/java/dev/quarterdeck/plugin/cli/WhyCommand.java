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
import dev.quarterdeck.scheduler.profile.ConfigurationException;
import dev.quarterdeck.scheduler.profile.ConfigurationReader;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.profile.SchedulerConfiguration;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Profile profile = profile(asked);
        String node = Objects.requireNonNullElse(asked.getSpec().getNodeName(), "");
        Optional<Binding> binding = node.isEmpty() || now ? Optional.empty() : binding(kubectl, namespace, name);
        String moment = binding.map(b -> "/as-of/" + (b.revision() - 1)).orElse("");
        ClusterReader reader = new ClusterReader(kubectl, moment);
        Explanation explanation = new Explainer(profile, reader.around(asked)).explain(asked);
        if (output == Format.json) {
            out.println(YamlDiff.JSON.valueToTree(explanation).toPrettyString());
        } else {
            out.println(headline(asked, node, binding, profile, explanation));
            out.println();
            WhyText.lines(explanation, node).forEach(out::println);
        }
        out.flush();
        return 0;
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

    private Profile profile(Pod pod) {
        String scheduler = Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), "default-scheduler");
        Path file = configuration;
        if (file == null) {
            return Profile.standard(scheduler);
        }
        try {
            SchedulerConfiguration read = ConfigurationReader.read(Files.readAllBytes(file), "default-scheduler");
            return read.profiles().stream()
                    .filter(p -> p.schedulerName().equals(scheduler))
                    .findFirst()
                    .orElseThrow(() -> new PluginException(file + " has no profile " + scheduler));
        } catch (IOException e) {
            throw new PluginException(file + " cannot be read: " + e.getMessage());
        } catch (ConfigurationException e) {
            throw new PluginException(file + ": " + e.getMessage());
        }
    }
}

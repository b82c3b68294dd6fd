package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.backup.ArchiveState;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.RunState;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Says how the cluster is: its process, its services, its nodes. Ends with 0 where it is ready, else with 1. */
@Command(name = "status", description = "Say how the cluster is.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json")
    private String output = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        DataDirectory directory = data.directory();
        Optional<RunState.Status> running = RunState.ofRunning(directory);
        Map<String, String> nodes = new LinkedHashMap<>();
        String state = running.map(RunState.Status::state).orElse("down");
        if (running.isPresent() && state.equals("ready")) {
            state = askNodes(directory, running.get().apiAddress(), nodes) ? "ready" : "unreachable";
        }
        Optional<String> archive = running.flatMap(r -> ClusterSettings.read(directory))
                .flatMap(settings -> ArchiveState.of(directory, settings));
        PrintWriter out = spec.commandLine().getOut();
        if (output.equals("json")) {
            out.println(JsonMapper.shared()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(json(state, running, nodes, archive)));
        } else {
            print(out, directory, state, running, nodes);
            archive.ifPresent(a -> out.println("archive   " + a));
        }
        out.flush();
        return state.equals("ready") ? 0 : 1;
    }

    private static boolean askNodes(DataDirectory directory, String apiAddress, Map<String, String> nodes) {
        ApiSettings api = new ApiSettings(
                URI.create(apiAddress),
                directory.pki().resolve("ca.crt"),
                directory.pki().resolve("admin.crt"),
                directory.pki().resolve("admin.key"),
                Duration.ofSeconds(5));
        try (KubernetesClient client = KubernetesClients.create(api, "quarterdeck-status")) {
            for (Node node : client.nodes().list().getItems()) {
                nodes.put(node.getMetadata().getName(), isReady(node) ? "Ready" : "NotReady");
            }
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private static boolean isReady(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    private static ObjectNode json(
            String state, Optional<RunState.Status> running, Map<String, String> nodes, Optional<String> archive) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("state", state);
        running.ifPresent(r -> {
            json.put("pid", r.pid()).put("apiAddress", r.apiAddress());
            ObjectNode services = json.putObject("services");
            r.services().forEach(services::put);
        });
        ObjectNode list = json.putObject("nodes");
        nodes.forEach(list::put);
        archive.ifPresent(a -> json.put("archive", a));
        return json;
    }

    private static void print(
            PrintWriter out,
            DataDirectory directory,
            String state,
            Optional<RunState.Status> running,
            Map<String, String> nodes) {
        out.println("state     " + state);
        out.println("data      " + directory.root());
        running.ifPresent(r -> {
            out.println("pid       " + r.pid());
            out.println("api       " + r.apiAddress());
            r.services().forEach((name, how) -> out.println("service   " + name + ": " + how));
        });
        nodes.forEach((name, how) -> out.println("node      " + name + ": " + how));
    }
}

package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.certificates.ClusterIdentities;
import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.launcher.certificates.ClusterPki.CertificateFiles;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.kubeconfig.Kubeconfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the certificates of services that run by themselves, as docker-compose.yml and the Helm chart want them. What is there and good is kept. */
@Command(
        name = "pki",
        description = "Make the certificates of services that run by themselves.",
        mixinStandardHelpOptions = true)
final class PkiCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIRECTORY")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(names = "--state", split = ",", paramLabel = "NAME", description = "names of state-services")
    private List<String> stateNames = List.of();

    @Option(names = "--gateway", split = ",", paramLabel = "NAME", description = "names and addresses of gateways")
    private List<String> gatewayNames = List.of();

    @Option(names = "--node", split = ",", paramLabel = "NAME=ADDRESS", description = "hosts")
    private List<String> nodes = List.of();

    @Option(names = "--server", paramLabel = "URL", description = "URL of the API in the kubeconfig")
    private String server = "https://127.0.0.1:6443";

    @Option(
            names = "--backdate",
            paramLabel = "HOURS",
            description = "let certificates begin that long ago, for hosts whose clocks are behind (default: 0)")
    private int backdate;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new LauncherException("cannot write " + directory + ": " + e.getMessage());
        }
        ClusterPki pki =
                ClusterPki.open(directory, Clock.offset(Clock.systemUTC(), Duration.ofHours(-Math.max(0, backdate))));
        pki.serviceAccountKey();
        pki.server("state", "system:quarterdeck:state", List.of(), withLocalhost(stateNames));
        ClusterIdentities identities = new ClusterIdentities(pki);
        identities.gateway(gatewayNames);
        pki.client("gateway-client", "system:quarterdeck:gateway", List.of());
        identities.kubeletClient();
        pki.frontProxy().frontProxyClient();
        identities.scheduler();
        identities.controllers();
        identities.network();
        for (String node : nodes) {
            String[] parts = node.split("=", 2);
            if (parts.length != 2) {
                throw new LauncherException("--node takes NAME=ADDRESS, not " + node);
            }
            identities.node("node-" + parts[0], parts[0], parts[1]);
        }
        CertificateFiles admin = identities.admin();
        Kubeconfig.write(
                Kubeconfig.of(server, pki.caCertificate(), admin.certificate(), admin.key()),
                directory.resolve("kubeconfig"));
        PrintWriter out = spec.commandLine().getOut();
        out.println("certificates and kubeconfig are in " + directory);
        out.flush();
        return 0;
    }

    private static List<String> withLocalhost(List<String> names) {
        List<String> all = new ArrayList<>(names);
        all.add("localhost");
        return all;
    }
}

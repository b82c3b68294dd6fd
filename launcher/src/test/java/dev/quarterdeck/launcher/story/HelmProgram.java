package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Helm as a program of its own, made from its library: Go's runtime takes over signals and streams of the process it is in, so it is not let into the JVM of
 * the tests. Prints {@code NAME REVISION STATUS} of each release.
 */
public final class HelmProgram {
    private static final int SECONDS = 90;
    private static final int ATOMIC_SECONDS = 8;

    private final Path kubeconfig;
    private final Path chart;
    private final String namespace;

    HelmProgram(Path kubeconfig, Path chart, String namespace) {
        this.kubeconfig = kubeconfig;
        this.chart = chart;
        this.namespace = namespace;
    }

    /** Runs {@code install|upgrade|atomic|test|history|uninstall|list} for a release; values are {@code key=value}. */
    Launcher.Result attempt(String verb, String release, String... values) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                HelmProgram.class.getName(),
                kubeconfig.toString(),
                chart.toString(),
                namespace,
                verb,
                release));
        command.addAll(List.of(values));
        Kubectl.Result result = Kubectl.end(new ProcessBuilder(command));
        return new Launcher.Result(result.code(), (result.out() + result.err()).strip());
    }

    String run(String verb, String release, String... values) {
        Launcher.Result result = attempt(verb, release, values);
        assertThat(result.code()).as("helm " + verb + "\n" + result.output()).isZero();
        return result.output();
    }

    /** @param arguments kubeconfig, chart, namespace, verb, release, values */
    public static void main(String[] arguments) {
        HelmProgram program = new HelmProgram(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
        List<String> values = Arrays.asList(arguments).subList(5, arguments.length);
        try {
            for (Release release : program.call(arguments[3], arguments[4], values)) {
                System.out.println(release.getName() + " " + release.getRevision() + " " + release.getStatus());
            }
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private List<Release> call(String verb, String release, List<String> values) {
        return switch (verb) {
            case "install" -> List.of(install(release, values));
            case "upgrade" -> List.of(upgrade(release, values).call());
            // rolls back where it fails
            case "atomic" ->
                List.of(upgrade(release, values)
                        .atomic()
                        .withTimeout(ATOMIC_SECONDS)
                        .call());
            case "test" ->
                List.of(Helm.test(release)
                        .withNamespace(namespace)
                        .withKubeConfig(kubeconfig)
                        .withTimeout(SECONDS)
                        .call());
            case "history" -> {
                Helm.history(release)
                        .withNamespace(namespace)
                        .withKubeConfig(kubeconfig)
                        .call()
                        .forEach(h ->
                                System.out.println(h.getRevision() + " " + h.getStatus() + " " + h.getDescription()));
                yield List.of();
            }
            case "uninstall" -> {
                Helm.uninstall(release)
                        .withNamespace(namespace)
                        .withKubeConfig(kubeconfig)
                        .call();
                yield List.of();
            }
            case "list" ->
                Helm.list().withNamespace(namespace).withKubeConfig(kubeconfig).call();
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private Release install(String release, List<String> values) {
        InstallCommand command = new Helm(chart)
                .install()
                .withName(release)
                .withNamespace(namespace)
                .createNamespace()
                .waitReady()
                .withTimeout(SECONDS)
                .withKubeConfig(kubeconfig);
        values.forEach(v -> command.set(v.substring(0, v.indexOf('=')), v.substring(v.indexOf('=') + 1)));
        return command.call();
    }

    private UpgradeCommand upgrade(String release, List<String> values) {
        UpgradeCommand command = new Helm(chart)
                .upgrade()
                .withName(release)
                .withNamespace(namespace)
                .waitReady()
                .withTimeout(SECONDS)
                .withKubeConfig(kubeconfig);
        values.forEach(v -> command.set(v.substring(0, v.indexOf('=')), v.substring(v.indexOf('=') + 1)));
        return command;
    }
}

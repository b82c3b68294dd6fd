package dev.quarterdeck.chaos.run;

import dev.quarterdeck.chaos.cluster.ChaosCluster;
import dev.quarterdeck.chaos.cluster.ClusterSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** A run of any length, from the command line: see {@link ChaosSettings} for its properties. Ends with 1 where a promise was broken. */
public final class ChaosCommand {
    private ChaosCommand() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        ChaosReport report = run(Path.of("").toAbsolutePath(), ChaosSettings.fromSystemProperties());
        System.out.println(report);
        System.exit(report.violations().isEmpty() ? 0 : 1);
    }

    /** @param root of the source tree */
    public static ChaosReport run(Path root, ChaosSettings settings) throws IOException, GeneralSecurityException {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "chaos-logback.xml");
        }
        Path programs = Path.of(
                System.getProperty("java.io.tmpdir"),
                "quarterdeck-test-programs-" + System.getProperty("user.name", "unknown"));
        try (ChaosCluster cluster = ChaosCluster.start(new ClusterSettings(
                root,
                programs,
                settings.stateServices(),
                settings.gateways(),
                settings.brokers(),
                settings.diskMegabytes()))) {
            return new ChaosRun(settings, cluster).run();
        }
    }
}

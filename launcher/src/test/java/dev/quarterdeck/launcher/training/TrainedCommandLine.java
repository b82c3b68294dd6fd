package dev.quarterdeck.launcher.training;

import dev.quarterdeck.launcher.cli.QuarterdeckCommand;
import dev.quarterdeck.launcher.jvm.StartArchive;
import dev.quarterdeck.testkit.process.TestedJars;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The command line as {@code ./quarterdeck} starts it: of jars, and from the archive that a training run made for it. */
public final class TrainedCommandLine {
    private TrainedCommandLine() {}

    /** A command; arguments go at its end. */
    public static List<String> command() {
        StartArchive ofCluster = StartArchive.of(TestedJars.trained(QuarterdeckCommand.class, TrainingMain.class))
                .orElseThrow();
        StartArchive own =
                new StartArchive(TestedJars.DIRECTORY.resolve(CommandLineTraining.NAME), ofCluster.classPath());
        List<String> command = new ArrayList<>(
                List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Files.exists(own.file())) {
            command.addAll(own.use());
        }
        command.addAll(List.of("-cp", own.classPath(), QuarterdeckCommand.class.getName()));
        return command;
    }
}

package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.LauncherException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the command line. {@code main} ends with 0, with 1 where something failed, with 2 where the command line is wrong. */
@Command(
        name = "quarterdeck",
        description = "Kubernetes on PostgreSQL and Kafka.",
        mixinStandardHelpOptions = true,
        version = "Quarterdeck 0.1.0 (Kubernetes v1.36)",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            SqlCommand.class,
            LogsCommand.class,
            KubeconfigCommand.class,
            ImageCommand.class,
            DownCommand.class,
            ResetCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            FenceCommand.class,
            PkiCommand.class,
        })
public final class QuarterdeckCommand {

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new QuarterdeckCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            if (failure instanceof LauncherException) {
                command.getErr().println("quarterdeck: " + failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        });
        return line;
    }
}

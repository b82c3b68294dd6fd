package dev.quarterdeck.plugin.cli;

import dev.quarterdeck.plugin.kubectl.PluginException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kubectl quarterdeck}. Exit codes: 0 done, 1 it did not work out, 2 arguments that make no sense. */
@Command(
        name = "kubectl quarterdeck",
        description =
                "What was, who changed it, and the way back; and why a pod is where it is. For clusters of Quarterdeck.",
        mixinStandardHelpOptions = true,
        version = "kubectl-quarterdeck 0.1.0",
        subcommands = {HistoryCommand.class, UndoCommand.class, RestoreCommand.class, WhyCommand.class})
public final class PluginCommand {

    private PluginCommand() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new PluginCommand());
        // what follows the time belongs to kubectl, flags and all
        line.addSubcommand(new CommandLine(new AsOfCommand()).setStopAtPositional(true));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof PluginException told) {
                command.getErr().println(told.getMessage());
                command.getErr().flush();
                return 1;
            }
            throw failure;
        });
        return line;
    }
}

package dev.quarterdeck.plugin.cli;

import dev.quarterdeck.plugin.history.RevisionLog;
import dev.quarterdeck.plugin.history.UndoPlanner;
import dev.quarterdeck.plugin.history.UndoPlanner.Undo;
import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.kubectl.PluginException;
import dev.quarterdeck.plugin.object.Content;
import dev.quarterdeck.plugin.object.YamlDiff;
import dev.quarterdeck.plugin.restore.RestoreSteps;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code undo KIND NAME}: puts back what an object said before, as an ordinary update that fails where somebody else writes meanwhile. */
@Command(
        name = "undo",
        description =
                "Put back what an object said before its last change, or at a revision; make it again where it was deleted.",
        mixinStandardHelpOptions = true)
final class UndoCommand implements Callable<Integer> {
    @Mixin
    private ClusterFlags cluster = new ClusterFlags();

    @Parameters(arity = "1..2", paramLabel = "OBJECT", description = "KIND NAME, or KIND/NAME; it may be deleted")
    private List<String> object = new ArrayList<>();

    @Option(
            names = "--to-revision",
            paramLabel = "N",
            description = "as it was at this revision; kubectl quarterdeck history shows them")
    private long toRevision;

    @Option(names = "--dry-run", description = "say what would change, and change nothing")
    private boolean dryRun;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        Kubectl kubectl = cluster.kubectl();
        ClusterFlags.Target target = cluster.target(kubectl, object);
        ObjectNode current = current(kubectl, target);
        Undo undo = UndoPlanner.plan(current, new RevisionLog(kubectl, target.path()), toRevision);
        int code =
                switch (undo) {
                    case Undo.Nothing(String why) -> {
                        out.println(why);
                        yield 0;
                    }
                    case Undo.Create(var from, ObjectNode fresh) -> {
                        YamlDiff.lines("/dev/null", null, "revision " + from.number(), fresh)
                                .forEach(out::println);
                        yield send(
                                kubectl,
                                "create",
                                target.kind().path(target.namespace()),
                                fresh,
                                target + " made again from revision " + from.number(),
                                out);
                    }
                    case Undo.Update(var from, ObjectNode wanted) -> {
                        YamlDiff.lines(
                                        "now",
                                        Content.of(wanted(current)),
                                        "revision " + from.number(),
                                        Content.of(wanted))
                                .forEach(out::println);
                        yield send(
                                kubectl,
                                "replace",
                                target.path(),
                                wanted,
                                target + " put back to revision " + from.number(),
                                out);
                    }
                };
        out.flush();
        return code;
    }

    private static ObjectNode wanted(@Nullable ObjectNode current) {
        if (current == null) {
            throw new IllegalStateException("an update of nothing");
        }
        return current;
    }

    private static @Nullable ObjectNode current(Kubectl kubectl, ClusterFlags.Target target) {
        Kubectl.Result result = kubectl.attempt("", List.of("get", "--raw", target.path()));
        if (result.code() == 0) {
            return YamlDiff.read(result.out());
        }
        if (result.err().contains("(NotFound)")) {
            return null;
        }
        throw new PluginException(result.err().strip());
    }

    private int send(Kubectl kubectl, String verb, String path, ObjectNode body, String done, PrintWriter out) {
        if (dryRun) {
            out.println("(dry run: nothing was changed)");
            return 0;
        }
        Kubectl.Result result = kubectl.send(verb, path + RestoreSteps.MANAGER, body.toString());
        if (result.code() != 0) {
            throw new PluginException(result.err().strip());
        }
        out.println(done);
        return 0;
    }
}

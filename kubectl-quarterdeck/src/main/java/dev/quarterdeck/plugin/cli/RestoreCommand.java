package dev.quarterdeck.plugin.cli;

import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.kubectl.PluginException;
import dev.quarterdeck.plugin.object.Content;
import dev.quarterdeck.plugin.object.ResourceKind;
import dev.quarterdeck.plugin.object.YamlDiff;
import dev.quarterdeck.plugin.restore.NamespaceReader;
import dev.quarterdeck.plugin.restore.RestorePlan;
import dev.quarterdeck.plugin.restore.RestorePlan.Step;
import dev.quarterdeck.plugin.restore.RestorePlanner;
import dev.quarterdeck.plugin.restore.RestoreSteps;
import java.io.PrintWriter;
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

/** {@code restore namespace NAME --as-of TIME}: the plan, and with {@code --yes} its doing. */
@Command(
        name = "restore",
        description = "Bring a namespace back to what it was: shows the plan; --yes carries it out.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private ClusterFlags cluster = new ClusterFlags();

    @Parameters(index = "0", paramLabel = "namespace", description = "the word \"namespace\"")
    private String what = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "which one; it may be deleted")
    private String name = "";

    @Option(
            names = "--as-of",
            required = true,
            paramLabel = "TIME",
            description = "a time, how long ago, or a resourceVersion")
    private String time = "";

    @Option(names = "--prune", description = "delete what is newer")
    private boolean prune;

    @Option(names = "--yes", description = "do it")
    private boolean yes;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (!List.of("namespace", "namespaces", "ns").contains(what)) {
            throw new PluginException("only a namespace can be restored; for one object there is undo");
        }
        PrintWriter out = Output.of(spec);
        Kubectl kubectl = cluster.kubectl();
        List<ResourceKind> all = ResourceKind.parse(kubectl.run("api-resources", "--no-headers"));
        List<ResourceKind> kinds = ResourceKind.parse(
                kubectl.run("api-resources", "--no-headers", "--namespaced", "--verbs=list,create,update,delete"));
        NamespaceReader reader =
                new NamespaceReader(kinds, line -> spec().getErr().println("not looked at: " + line));
        String revision = revision(kubectl);
        RestorePlan plan;
        try (Kubectl.Past past = kubectl.asOf(revision)) {
            ObjectNode was = reader.namespace(past.kubectl(), name);
            if (was == null) {
                throw new PluginException("namespace " + name + " did not exist at revision " + revision);
            }
            ObjectNode is = reader.namespace(kubectl, name);
            if (is != null && Content.isBeingDeleted(is)) {
                throw new PluginException("namespace " + name + " is being deleted: run this again when it is gone");
            }
            List<ObjectNode> then = reader.objects(past.kubectl(), name);
            List<ObjectNode> now = is == null ? List.of() : reader.objects(kubectl, name);
            plan = RestorePlanner.planWithNamespace(was, is, then, now, prune);
        }
        show(plan, revision, out);
        if (!yes || plan.isEmpty()) {
            out.println(
                    plan.isEmpty()
                            ? "Nothing is to be done."
                            : "Nothing was changed. To do this, run it again with --yes.");
            out.flush();
            return 0;
        }
        out.println();
        int failed = new RestoreSteps(kubectl, all, name, line -> {
                    out.println(line);
                    out.flush();
                })
                .run(plan);
        out.println(plan.steps().size() - failed + " of " + plan.steps().size() + " done.");
        out.flush();
        return failed == 0 ? 0 : 1;
    }

    private picocli.CommandLine spec() {
        if (spec == null) {
            throw new IllegalStateException("not run as a command");
        }
        return spec.commandLine();
    }

    /** All lists must show one state, however long they take. */
    private String revision(Kubectl kubectl) {
        if (time.matches("\\d+")) {
            return time;
        }
        return YamlDiff.read(kubectl.raw("/as-of/" + time + "/api/v1/namespaces?limit=1"))
                .at("/metadata/resourceVersion")
                .asString("");
    }

    private void show(RestorePlan plan, String revision, PrintWriter out) {
        out.println("Namespace " + name + " as it was at revision " + revision + ":");
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.Create create -> out.println("  create  " + create.id());
                case Step.Delete delete -> out.println("  delete  " + delete.id());
                case Step.Update update -> {
                    out.println("  update  " + update.id());
                    YamlDiff.lines("now", Content.of(update.current()), "then", Content.of(update.object()))
                            .forEach(line -> out.println("    " + line));
                }
            }
        }
        plan.left().forEach(left -> out.println("  leave   " + left.id() + ", which " + left.why()));
        out.println("  " + plan.unchanged() + " unchanged");
    }
}

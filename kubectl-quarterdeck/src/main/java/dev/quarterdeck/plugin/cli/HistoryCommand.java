package dev.quarterdeck.plugin.cli;

import dev.quarterdeck.plugin.history.HistoryText;
import dev.quarterdeck.plugin.history.Revision;
import dev.quarterdeck.plugin.history.RevisionLog;
import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.object.YamlDiff;
import java.io.PrintWriter;
import java.time.Instant;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code history KIND NAME}: who changed an object, when, and what. */
@Command(
        name = "history",
        description = "Show who changed an object, when, and what changed; the newest change first.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
    @Mixin
    private ClusterFlags cluster = new ClusterFlags();

    @Parameters(arity = "1..2", paramLabel = "OBJECT", description = "KIND NAME, or KIND/NAME; it may be deleted")
    private List<String> object = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "at most so many changes; 0 for all (default: ${DEFAULT-VALUE})")
    private int limit = 10;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "changes since a time, or within a duration such as 2h")
    private @Nullable String since;

    @Option(names = "--no-status", description = "leave out the status, and changes of nothing else")
    private boolean withoutStatus;

    enum Format {
        wide,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "wide: with user agents; json: as the server tells it")
    private @Nullable Format output;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Output.of(spec);
        Kubectl kubectl = cluster.kubectl();
        RevisionLog log =
                new RevisionLog(kubectl, cluster.target(kubectl, object).path());
        Instant now = Instant.now();
        Instant from = since == null ? Instant.MIN : Times.parse(since, now);
        HistoryText text = new HistoryText(now, output == Format.wide, withoutStatus);
        ArrayNode items = YamlDiff.JSON.createArrayNode();
        int shown = 0;
        Revision revision = log.hasNext() ? log.next() : null;
        while (revision != null && (limit == 0 || shown < limit)) {
            Instant time = revision.time();
            if (time != null ? time.isBefore(from) : since != null) {
                break;
            }
            Revision before = log.hasNext() ? log.next() : null;
            if (!withoutStatus || !text.isEmpty(revision, before)) {
                shown++;
                if (output == Format.json) {
                    items.add(revision.json());
                } else {
                    text.lines(revision, before).forEach(out::println);
                    out.println();
                }
            }
            revision = before;
        }
        if (output == Format.json) {
            ObjectNode all = YamlDiff.JSON.createObjectNode();
            all.put("kind", "ObjectHistory").put("apiVersion", "history.quarterdeck.dev/v1");
            all.set("items", items);
            out.println(all.toPrettyString());
        } else if (revision != null && limit > 0 && shown == limit) {
            out.println("(there are older changes: --limit shows more)");
        }
        out.flush();
        return 0;
    }
}

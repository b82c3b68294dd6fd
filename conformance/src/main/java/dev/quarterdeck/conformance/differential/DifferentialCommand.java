package dev.quarterdeck.conformance.differential;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Sends all requests to servers. {@code record URL TOKEN FILE} keeps the answers of one, with the words
 * of its refusals where {@code messages} follows, and of some kinds where a pattern follows that; {@code compare FILE URL TOKEN REPORT} compares another with them;
 * {@code check FILE REPORT} does so with the write road in this process. A token may be {@code -}. Shares are written beside the report.
 */
public final class DifferentialCommand {

    private DifferentialCommand() {}

    public static void main(String[] args) throws IOException {
        Run run = new Run(Run.reference());
        switch (args[0]) {
            case "record" -> {
                try (Target target = http(args[1], args[2])) {
                    Recording recording = Recording.of((args.length > 5 ? run.only(args[5]) : run).ask(target));
                    recording.write(Path.of(args[3]), args.length > 4 && args[4].equals("messages"));
                    System.out.println(recording.size() + " answers, " + Files.size(Path.of(args[3])) + " bytes");
                }
            }
            case "compare" -> {
                try (Target target = http(args[2], args[3])) {
                    report(run, target, Path.of(args[1]), Path.of(args[4]));
                }
            }
            case "check" -> {
                try (Target target = new WriteServiceTarget()) {
                    report(run, target, Path.of(args[1]), Path.of(args[2]));
                }
            }
            default -> throw new IllegalArgumentException("record, compare or check");
        }
    }

    private static Target http(String url, String token) {
        return new HttpTarget(url, token.equals("-") ? "" : token);
    }

    private static void report(Run run, Target target, Path recorded, Path to) throws IOException {
        Recording recording = Recording.read(Files.newInputStream(recorded));
        Map<String, Report> reports = new TreeMap<>();
        run.ask(target).forEach((request, answer) -> reports.computeIfAbsent(run.part(request), part -> new Report())
                .add(request, recording.of(request), answer));
        StringBuilder floors = new StringBuilder("part\tkind\tcodes\tcauses\tobjects\twarnings\n");
        try (PrintStream out = new PrintStream(to.toFile(), StandardCharsets.UTF_8)) {
            reports.forEach((part, report) -> {
                System.out.println(part + ", not in the recording: " + report.unknown() + "\n" + report.table());
                report.differences().forEach(difference -> print(difference, out));
                floors.append(report.floors(part));
            });
        }
        Files.writeString(Path.of(to + ".shares.tsv"), floors);
    }

    private static JsonNode tree(Answer answer) {
        return answer.object() == null ? MissingNode.getInstance() : answer.object();
    }

    private static void print(Report.Difference difference, PrintStream out) {
        Answer expected = difference.expected();
        Answer actual = difference.actual();
        out.println(difference.what() + " | " + difference.request().kind() + " | "
                + difference.request().verb() + " | " + difference.request().origin());
        switch (difference.what()) {
            case "object" ->
                ObjectDifference.between(tree(expected), tree(actual)).forEach(line -> out.println("    " + line));
            case "warnings" -> out.println("    expected " + expected.warnings() + " but was " + actual.warnings());
            default ->
                out.println("    expected " + expected.code() + " " + expected.reason() + " " + expected.fields()
                        + " " + expected.message() + "\n    but was  " + actual.code() + " " + actual.reason() + " "
                        + actual.fields() + " " + actual.message());
        }
    }
}

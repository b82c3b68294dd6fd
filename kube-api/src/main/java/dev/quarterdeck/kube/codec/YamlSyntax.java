package dev.quarterdeck.kube.codec;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/** Says what is wrong with text that is not YAML, in the words and with the line numbers clients know from the reference. */
final class YamlSyntax {

    private YamlSyntax() {}

    static String message(YamlEngineException error) {
        return switch (error) {
            case YamlVersionException version -> "yaml: found incompatible YAML document";
            case MarkedYamlEngineException marked -> "yaml: " + line(marked) + words(marked);
            default -> "yaml: " + error.getMessage();
        };
    }

    /** Counted from one by the scanner and from zero by the parser, except at the end of the text; a zero is not said. */
    private static String line(MarkedYamlEngineException error) {
        int line = error.getProblemMark().map(mark -> mark.getLine()).orElse(0);
        boolean end = error.getProblem().contains("<stream end>");
        int shown = error instanceof ScannerException ? (line == 0 ? 0 : line + 1) : end ? line + 1 : line;
        return shown == 0 ? "" : "line " + shown + ": ";
    }

    private static String words(MarkedYamlEngineException error) {
        String problem = error.getProblem();
        String context = String.valueOf(error.getContext());
        if (problem.startsWith("mapping values are not allowed")) {
            return "mapping values are not allowed in this context";
        }
        if (problem.contains("cannot start any token")) {
            return "found character that cannot start any token";
        }
        if (problem.startsWith("found unknown escape character")) {
            return "found unknown escape character";
        }
        if (problem.startsWith("expected ',' or ")) {
            return "did not find " + problem.substring(0, "expected ',' or 'x'".length());
        }
        if (problem.startsWith("expected <block end>")) {
            return context.contains("mapping") ? "did not find expected key" : "did not find expected '-' indicator";
        }
        if (problem.startsWith("expected the node content")) {
            return "did not find expected node content";
        }
        if (context.contains("block scalar")) {
            return "did not find expected comment or line break";
        }
        if (context.contains("an anchor") || context.contains("an alias")) {
            return "did not find expected alphabetic or numeric character";
        }
        return problem;
    }
}

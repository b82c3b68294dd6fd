package dev.quarterdeck.benchmarks.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the images of services run their JVM, read from the Dockerfile.
 *
 * @param always the flags of its JAVA_TOOL_OPTIONS and of its entry point
 * @param arenas its MALLOC_ARENA_MAX
 */
record ServiceImage(List<String> always, String arenas) {
    static final String ARENAS = "MALLOC_ARENA_MAX";
    private static final Pattern ARENA_LINE = Pattern.compile("^ENV " + ARENAS + "=(\\d+)$", Pattern.MULTILINE);
    private static final Pattern OPTIONS = Pattern.compile("^ENV JAVA_TOOL_OPTIONS=\"([^\"]*)\"$", Pattern.MULTILINE);
    private static final Pattern ENTRY_POINT = Pattern.compile("^ENTRYPOINT (\\[.*])$", Pattern.MULTILINE);

    static ServiceImage parse(String dockerfile) {
        List<String> flags = new ArrayList<>(List.of(found(OPTIONS, dockerfile).split(" ")));
        JsonMapper.shared()
                .readTree(found(ENTRY_POINT, dockerfile))
                .valueStream()
                .map(argument -> argument.asString())
                .filter(argument -> argument.startsWith("-"))
                .forEach(flags::add);
        return new ServiceImage(List.copyOf(flags), found(ARENA_LINE, dockerfile));
    }

    private static String found(Pattern pattern, String dockerfile) {
        Matcher matcher = pattern.matcher(dockerfile);
        if (!matcher.find()) {
            throw new IllegalArgumentException("the Dockerfile has no line like " + pattern);
        }
        return matcher.group(1);
    }

    /** With the memory of the container, which the JVM would otherwise learn from its control group. */
    List<String> flags(String memory) {
        List<String> flags = new ArrayList<>(always);
        flags.add("-XX:MaxRAM=" + memory);
        return flags;
    }
}

package dev.quarterdeck.node.simulated;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a container's command would do, guessed from its words: {@code exit 1}, {@code sleep 10}, {@code true}, {@code echo}; what cannot be read runs until
 * it is stopped. Pure.
 *
 * @param ends after how long it ends by itself; empty = never
 * @param exitCode with which it ends by itself
 * @param onTerm how SIGTERM ends it; empty = not at all: a shell or sleep as first process of a container does not hear it
 */
record SimulatedCommand(Optional<Duration> ends, int exitCode, Optional<Ending> onTerm) {

    /** Ends with {@code exitCode}, {@code after} it was told to. */
    record Ending(Duration after, int exitCode) {
        static final Optional<Ending> AT_ONCE = Optional.of(new Ending(Duration.ZERO, 0));
    }

    static final SimulatedCommand ENDS_AT_ONCE = new SimulatedCommand(Optional.of(Duration.ZERO), 0, Ending.AT_ONCE);
    private static final SimulatedCommand RUNS = new SimulatedCommand(Optional.empty(), 0, Ending.AT_ONCE);

    private static final Duration ENDLESS = Duration.ofDays(365);
    private static final Pattern SLEEP =
            Pattern.compile("\\bsleep\\s+(?:(\\d{1,8})(\\.\\d+)?([smhd]?)(?!\\w)|(\\d{9,}|infinity|inf))");
    private static final Pattern EXIT = Pattern.compile("\\bexit\\s+(\\d{1,3})\\b");
    private static final Pattern TRAP = Pattern.compile(
            "\\btrap\\s+(?:'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+))\\s+[^\\n;&|]*\\b(?:SIGTERM|TERM|15)\\b[^\\n;&|]*");
    private static final Pattern LOOP = Pattern.compile("(^|[\\s;&|(])(while|until)\\s");
    private static final Pattern FOREVER = Pattern.compile("\\bwhile\\s+(?:true|:)\\s*(?:;|\\R)|\\btail -f\\b");
    private static final Pattern STEPS = Pattern.compile("\\s*(?:;|&&|\\|\\|?|\\R)\\s*");
    private static final Pattern KEYWORDS =
            Pattern.compile("^(?:(?:if|then|else|elif|fi|do|done|!|\\{|}|\\w+=\\S*)(?:\\s+|$))+");
    private static final Pattern COUNTED = Pattern.compile("^for\\s+\\w+\\s+in\\b.*");
    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash", "-c");
    private static final Set<String> WRAPPERS = Set.of("busybox", "tini", "dumb-init", "--");
    private static final Pattern LAST_FALSE = Pattern.compile("(^|[\\s;&|/])false$");
    private static final Set<String> INTERPRETERS = Set.of("perl", "python", "python3", "node", "ruby");
    private static final Pattern INLINE = Pattern.compile("-\\w*[ec]");
    private static final Set<String> SHORT = Set.of(
            "",
            ":",
            "[",
            "[[",
            "cat",
            "cd",
            "chmod",
            "chown",
            "cp",
            "date",
            "echo",
            "env",
            "exit",
            "export",
            "expr",
            "false",
            "grep",
            "head",
            "hostname",
            "id",
            "ln",
            "ls",
            "mkdir",
            "mv",
            "printenv",
            "printf",
            "pwd",
            "rm",
            "sed",
            "seq",
            "set",
            "sleep",
            "sort",
            "test",
            "touch",
            "tr",
            "true",
            "uname",
            "wc",
            "whoami");

    /** What an image does by itself, where the container names no command. */
    static SimulatedCommand ofImage(SimulatedImage image, boolean readsInput) {
        return image.startsShell() && !readsInput ? ENDS_AT_ONCE : RUNS;
    }

    static SimulatedCommand of(List<String> all) {
        List<String> words =
                all.stream().dropWhile(word -> WRAPPERS.contains(program(word))).toList();
        if (words.isEmpty()) {
            return RUNS;
        }
        String first = program(words.getFirst());
        if (first.equals("sleep")) {
            return new SimulatedCommand(naps(String.join(" ", words)), 0, Optional.empty());
        }
        if (SHELLS.contains(first)) {
            return ofScript(script(words));
        }
        boolean inline = INTERPRETERS.contains(first)
                && words.stream().skip(1).anyMatch(word -> INLINE.matcher(word).matches());
        return inline || SHORT.contains(first)
                ? new SimulatedCommand(Optional.of(Duration.ZERO), first.equals("false") ? 1 : 0, Ending.AT_ONCE)
                : RUNS;
    }

    /** How long it takes as a probe or hook of a container; what cannot be read takes no time, since somebody waits for it. */
    static Duration lasts(List<String> all) {
        return of(all).ends().orElse(FOREVER.matcher(String.join(" ", all)).find() ? ENDLESS : Duration.ZERO);
    }

    private static String program(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    private static SimulatedCommand ofScript(String whole) {
        Matcher trap = TRAP.matcher(whole);
        if (!trap.find()) {
            return ofScript(whole, Optional.empty());
        }
        String handler = Stream.of(trap.group(1), trap.group(2), trap.group(3))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        String rest = whole.substring(0, trap.start()) + whole.substring(trap.end());
        Matcher function = Pattern.compile("\\b" + Pattern.quote(handler) + "\\s*\\(\\)\\s*\\{([^}]*)}")
                .matcher(rest);
        if (function.find()) {
            handler = function.group(1);
            rest = rest.substring(0, function.start()) + rest.substring(function.end());
        }
        return ofScript(rest.strip(), Optional.of(new Ending(naps(handler).orElse(Duration.ZERO), exitCode(handler))));
    }

    private static SimulatedCommand ofScript(String script, Optional<Ending> onTerm) {
        if (LOOP.matcher(script).find() || script.contains("tail -f")) {
            return new SimulatedCommand(Optional.empty(), 0, onTerm);
        }
        int code = exitCode(script);
        Optional<Duration> nap = naps(script);
        if (nap.isPresent()) {
            return new SimulatedCommand(nap, code, onTerm);
        }
        return EXIT.matcher(script).find() || isShort(script)
                ? new SimulatedCommand(Optional.of(Duration.ZERO), code, Ending.AT_ONCE)
                : new SimulatedCommand(Optional.empty(), 0, onTerm);
    }

    private static int exitCode(String script) {
        Matcher exit = EXIT.matcher(script);
        if (exit.find()) {
            return Integer.parseInt(exit.group(1));
        }
        return LAST_FALSE.matcher(script).find() ? 1 : 0;
    }

    /** All naps one after the other; empty without any. */
    private static Optional<Duration> naps(String text) {
        Matcher sleep = SLEEP.matcher(text);
        Duration all = Duration.ZERO;
        boolean any = false;
        while (sleep.find()) {
            any = true;
            if (sleep.group(4) != null) {
                return Optional.of(ENDLESS);
            }
            long unit =
                    switch (sleep.group(3)) {
                        case "m" -> 60_000L;
                        case "h" -> 3_600_000L;
                        case "d" -> 86_400_000L;
                        default -> 1_000L;
                    };
            double amount = Double.parseDouble(sleep.group(1) + (sleep.group(2) == null ? "" : sleep.group(2)));
            all = all.plusMillis((long) (amount * unit));
        }
        return any ? Optional.of(all) : Optional.empty();
    }

    /** What {@code sh -c} is told; a file that nobody has read is an unknown program. */
    private static String script(List<String> words) {
        int at = words.getFirst().equals("-c") ? 0 : 1;
        boolean inline = false;
        while (at < words.size() && words.get(at).startsWith("-")) {
            inline |= words.get(at).matches("-\\w*c\\w*");
            at++;
        }
        if (at == words.size()) {
            return "";
        }
        return inline ? words.get(at).strip() : "./" + words.get(at);
    }

    /** Every step of it is a program that does its work and is done. */
    private static boolean isShort(String script) {
        if (script.isEmpty()) {
            return false;
        }
        for (String step : STEPS.split(script)) {
            String bare = KEYWORDS.matcher(step).replaceFirst("");
            if (!SHORT.contains(program(bare.split("\\s", 2)[0]))
                    && !COUNTED.matcher(bare).matches()) {
                return false;
            }
        }
        return true;
    }
}

package dev.quarterdeck.embedded;

/** Text as one word of a POSIX shell, whatever is in it. */
final class ShellWords {
    private ShellWords() {}

    static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}

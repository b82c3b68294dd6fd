package dev.quarterdeck.network.kernel;

/** Runs a program of the host with text on its standard input. A port, so that tests can look at what would have been done. */
public interface HostPrograms {

    /** @param output both streams */
    record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    Result run(String input, String... command);

    /** As {@link #run}, where failure is an error with the program's own words. */
    default String require(String input, String... command) {
        Result result = run(input, command);
        if (!result.succeeded()) {
            throw new KernelException(
                    "`" + String.join(" ", command) + "` failed (" + result.exitCode() + "): " + result.output());
        }
        return result.output();
    }

    /** The kernel refused a change; nothing of it was applied. */
    final class KernelException extends RuntimeException {
        public KernelException(String message) {
            super(message);
        }
    }
}

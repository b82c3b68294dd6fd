package dev.quarterdeck.network.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Child processes of this JVM, in its own network namespace or in a named one. Blocks: called on reconciler threads only. */
public final class ProcessHostPrograms implements HostPrograms {
    private static final int LIMIT_SECONDS = 30;
    private final List<String> prefix;

    public ProcessHostPrograms() {
        this.prefix = List.of();
    }

    /** @param networkNamespace as {@code ip netns} names it */
    public ProcessHostPrograms(String networkNamespace) {
        this.prefix = List.of("nsenter", "--net=/run/netns/" + networkNamespace);
    }

    @Override
    public Result run(String input, String... command) {
        List<String> full = new ArrayList<>(prefix);
        full.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(full).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(124, output);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(130, "interrupted");
        }
    }
}

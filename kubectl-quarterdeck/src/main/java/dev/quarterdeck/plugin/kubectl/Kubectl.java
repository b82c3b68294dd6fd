package dev.quarterdeck.plugin.kubectl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** Runs kubectl with the flags that say which cluster. The program is {@code kubectl} of the PATH, or what the environment names in {@code KUBECTL}. */
public final class Kubectl {
    /** One for each stream of a process: they must all move at once. */
    private static final Executor THREADS = Thread::startVirtualThread;

    private final String program;
    private final List<String> flags;

    /** @param flags for every call: {@code --context}, {@code --kubeconfig} and the like */
    public Kubectl(String program, List<String> flags) {
        this.program = program;
        this.flags = List.copyOf(flags);
    }

    /** What a call left behind. */
    public record Result(int code, String out, String err) {}

    /** Runs it to its end, whatever its exit code. */
    public Result attempt(String input, List<String> arguments) {
        try {
            Process process = new ProcessBuilder(command(arguments)).start();
            CompletableFuture<String> err =
                    CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), THREADS);
            CompletableFuture<Void> fed =
                    CompletableFuture.runAsync(() -> feed(process.getOutputStream(), input), THREADS);
            String out = read(process.getInputStream());
            int code = process.waitFor();
            fed.join();
            return new Result(code, out, err.join());
        } catch (IOException e) {
            throw new PluginException(program + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("interrupted");
        }
    }

    private static void feed(OutputStream in, String input) {
        try (in) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it ended without reading: its exit code says why
        }
    }

    private static String read(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new PluginException("kubectl's output broke off: " + e.getMessage());
        }
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(program);
        command.addAll(flags);
        command.addAll(arguments);
        return command;
    }

    /** Runs it and returns what it printed; kubectl's own words where it fails. */
    public String run(String... arguments) {
        Result result = attempt("", List.of(arguments));
        if (result.code() != 0) {
            throw new PluginException(result.err().strip());
        }
        return result.out();
    }

    /** Reads a path of the API. */
    public String raw(String path) {
        return run("get", "--raw", path);
    }

    /** Sends a body to a path of the API: {@code create}, {@code replace} or {@code delete}. */
    public Result send(String verb, String path, String body) {
        return attempt(body, List.of(verb, "--raw", path, "-f", "-"));
    }

    /** The address of the cluster, without a slash at its end. */
    public String server() {
        String server = configured("{.clusters[0].cluster.server}");
        String host = System.getenv("KUBERNETES_SERVICE_HOST");
        if (server.isEmpty() && host != null) {
            return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                    + System.getenv("KUBERNETES_SERVICE_PORT");
        }
        if (server.isEmpty()) {
            throw new PluginException("kubectl's configuration names no cluster");
        }
        return server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
    }

    /** The namespace that kubectl takes where none is given. */
    public String namespace() {
        String namespace = configured("{..namespace}");
        return namespace.isEmpty() ? "default" : namespace;
    }

    private String configured(String path) {
        return run("config", "view", "--minify", "-o", "jsonpath=" + path).strip();
    }

    /** The same cluster as of a moment. Its discovery is kept in a directory of its own, which is deleted with {@link Past#close}. */
    public Past asOf(String moment) {
        try {
            Path cache = Files.createTempDirectory("kubectl-quarterdeck");
            List<String> past = new ArrayList<>(flags);
            past.removeIf(flag -> flag.startsWith("--server="));
            past.add("--server=" + server() + "/as-of/" + moment);
            past.add("--cache-dir=" + cache);
            return new Past(new Kubectl(program, past), cache);
        } catch (IOException e) {
            throw new PluginException("no directory for temporary files: " + e.getMessage());
        }
    }

    /** kubectl in the past. */
    public record Past(Kubectl kubectl, Path cache) implements AutoCloseable {

        /** Runs it on the terminal of who called, and returns its exit code. */
        public int onTerminal(List<String> arguments) {
            try {
                return new ProcessBuilder(kubectl.command(arguments))
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new PluginException(kubectl.program + " cannot be run: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PluginException("interrupted");
            }
        }

        @Override
        public void close() {
            try (Stream<Path> files = Files.walk(cache)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> {
                    if (!file.toFile().delete()) {
                        file.toFile().deleteOnExit();
                    }
                });
            } catch (IOException e) {
                // a leftover in the directory for temporary files
            }
        }
    }
}

package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.kube.codec.BodyDecoder;
import dev.quarterdeck.kube.status.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Finds what requests are made from: the seeds of this module, and the manifests of the reference data where those are beside the project. */
public final class Seeds {
    private static final List<String> FILES = List.of("core", "pods", "services", "workloads", "storage", "cluster");
    private static final List<String> FOLDERS = List.of("defaulting", "serialization", "manifests", "pod-security");

    private Seeds() {}

    /** What the seeds refer to. */
    public static List<Seed> environment() {
        return read("environment", resource("environment.yaml"), true);
    }

    /** One valid object or more for each kind. */
    public static List<Seed> own() {
        return FILES.stream()
                .flatMap(file -> read(file, resource("seeds/" + file + ".yaml"), true).stream())
                .toList();
    }

    /** Manifests below {@code folder}, each once; files that are no YAML, templates among them, are left out. */
    public static List<Seed> ofReference(Path folder) {
        List<Seed> found = new ArrayList<>();
        for (String name : FOLDERS) {
            try (Stream<Path> files = Files.walk(folder.resolve(name))) {
                files.filter(file -> file.toString().endsWith(".yaml")
                                && !file.toString().endsWith(".out.yaml"))
                        .sorted()
                        .forEach(file ->
                                found.addAll(read(folder.relativize(file).toString(), text(file), false)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static List<Seed> read(String origin, String text, boolean stored) {
        List<Seed> seeds = new ArrayList<>();
        int place = 0;
        for (String document : text.split("(?m)^---.*$")) {
            object(document)
                    .flatMap(o -> Seed.of(origin + "#" + seeds.size(), o, stored))
                    .ifPresent(seeds::add);
            place++;
        }
        if (stored && seeds.size() != place) {
            throw new IllegalStateException(origin + " has documents that are no objects of a served kind");
        }
        return seeds;
    }

    private static java.util.Optional<ObjectNode> object(String document) {
        try {
            return java.util.Optional.of(
                    BodyDecoder.decode(document.getBytes(StandardCharsets.UTF_8), "application/yaml", "object")
                            .object());
        } catch (ApiException e) {
            return java.util.Optional.empty();
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Seeds.class.getResourceAsStream("/differential/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.quarterdeck.launcher.kubeconfig;

import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A self-contained kubeconfig, and how it joins one that the user has (client-go's rule: entries are found by name). */
public final class Kubeconfig {
    public static final String CONTEXT = "quarterdeck";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .build();

    private Kubeconfig() {}

    /** The kubeconfig of one user of this cluster, with certificates inside. */
    public static ObjectNode of(String server, Path ca, Path certificate, Path key) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("apiVersion", "v1").put("kind", "Config");
        ObjectNode cluster = named(config.putArray("clusters"), "cluster");
        cluster.put("server", server).put("certificate-authority-data", base64(ca));
        ObjectNode user = named(config.putArray("users"), "user");
        user.put("client-certificate-data", base64(certificate)).put("client-key-data", base64(key));
        ObjectNode context = named(config.putArray("contexts"), "context");
        context.put("cluster", CONTEXT).put("user", CONTEXT);
        config.put("current-context", CONTEXT);
        return config;
    }

    private static ObjectNode named(ArrayNode list, String content) {
        ObjectNode entry = list.addObject().put("name", CONTEXT);
        return entry.putObject(content);
    }

    private static String base64(Path file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new LauncherException("cannot read " + file + ": " + e.getMessage());
        }
    }

    public static void write(ObjectNode config, Path file) {
        PrivateFiles.write(file, YAML.writeValueAsString(config).getBytes(StandardCharsets.UTF_8));
    }

    /** Adds or replaces the entries of this cluster in the user's file and makes its context the current one; everything else in the file stays. */
    public static void mergeInto(Path userFile, ObjectNode config) {
        ObjectNode user = read(userFile);
        for (String list : new String[] {"clusters", "users", "contexts"}) {
            without(user, list).addAll((ArrayNode) config.get(list));
        }
        user.put("current-context", CONTEXT);
        save(user, userFile);
    }

    /** Takes the entries of this cluster out of the user's file again. */
    public static void removeFrom(Path userFile) {
        if (!Files.exists(userFile)) {
            return;
        }
        ObjectNode user = read(userFile);
        for (String list : new String[] {"clusters", "users", "contexts"}) {
            without(user, list);
        }
        if (CONTEXT.equals(user.path("current-context").asString(""))) {
            user.put("current-context", "");
        }
        save(user, userFile);
    }

    private static ArrayNode without(ObjectNode config, String list) {
        ArrayNode kept = config.arrayNode();
        if (config.get(list) instanceof ArrayNode entries) {
            for (JsonNode entry : entries) {
                if (!CONTEXT.equals(entry.path("name").asString(""))) {
                    kept.add(entry);
                }
            }
        }
        config.set(list, kept);
        return kept;
    }

    /** A kubeconfig file as a tree; an empty configuration where there is none. */
    public static ObjectNode read(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) > 0) {
                if (YAML.readTree(Files.readAllBytes(file)) instanceof ObjectNode config) {
                    return config;
                }
                throw new LauncherException(
                        file + " is not a kubeconfig; it was left alone (see --no-merge-kubeconfig)");
            }
            return JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Config");
        } catch (IOException | JacksonException e) {
            throw new LauncherException("cannot read " + file + ": " + e.getMessage());
        }
    }

    private static void save(ObjectNode config, Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
        } catch (IOException e) {
            throw new LauncherException("cannot write " + file + ": " + e.getMessage());
        }
        write(config, file);
    }

    /** The file that kubectl writes to: the first of {@code KUBECONFIG}, else {@code ~/.kube/config}. */
    public static Path userFile(Map<String, String> environment, Path home) {
        String configured = environment.getOrDefault("KUBECONFIG", "");
        for (String file : configured.split(":")) {
            if (!file.isBlank()) {
                return Path.of(file);
            }
        }
        return home.resolve(".kube/config");
    }

    /** As {@link #userFile(Map, Path)}, for the user of this process. {@code HOME} counts before the password file, as it does for kubectl. */
    public static Path userFile() {
        return userFile(
                System.getenv(), Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home"))));
    }
}

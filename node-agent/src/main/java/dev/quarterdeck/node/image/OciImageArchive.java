package dev.quarterdeck.node.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a container image from files of the host: an OCI image layout (image-spec 1.0) in a tar, with one layer, named for containerd by
 * {@code io.containerd.image.name}. For hosts that reach no registry, and for tests. The same content gives the same bytes. Not thread-safe.
 */
public final class OciImageArchive {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String name;
    private final Map<String, TarEntry> files = new LinkedHashMap<>();
    private final List<String> entrypoint = new ArrayList<>();
    private final List<String> command = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private String user = "";

    /** @param name the full reference, {@code docker.io/library/busybox:1.36} */
    public OciImageArchive(String name) {
        this.name = name;
        environment.add("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        for (String directory : List.of("bin", "dev", "etc", "proc", "sys", "tmp", "root", "usr", "usr/bin", "var")) {
            directory(directory, directory.equals("tmp") ? 01777 : 0755);
        }
        file(
                "etc/passwd",
                0644,
                "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"
                        .getBytes(StandardCharsets.UTF_8));
        file("etc/group", 0644, "root:x:0:\nnobody:x:65534:\n".getBytes(StandardCharsets.UTF_8));
    }

    /** The usual small system: a static busybox under every name it answers to. */
    public static OciImageArchive ofBusybox(String name, Path busybox) throws IOException {
        OciImageArchive image = new OciImageArchive(name);
        image.file("bin/busybox", 0755, Files.readAllBytes(busybox));
        for (String applet : applets(busybox)) {
            if (!applet.equals("busybox")) {
                image.link("bin/" + applet, "/bin/busybox");
            }
        }
        return image.command("sh");
    }

    /** An image that does nothing until it is told to end, as a sandbox needs it. */
    public static OciImageArchive ofPause(String name, Path busybox) throws IOException {
        OciImageArchive image = new OciImageArchive(name);
        image.file("bin/busybox", 0755, Files.readAllBytes(busybox));
        return image.entrypoint(
                "/bin/busybox",
                "sh",
                "-c",
                "trap 'exit 0' TERM INT; while :; do /bin/busybox sleep 86400 & wait $!; done");
    }

    private static List<String> applets(Path busybox) throws IOException {
        Process process = new ProcessBuilder(busybox.toString(), "--list").start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    public OciImageArchive entrypoint(String... words) {
        entrypoint.addAll(List.of(words));
        return this;
    }

    public OciImageArchive command(String... words) {
        command.addAll(List.of(words));
        return this;
    }

    public OciImageArchive environment(String name, String value) {
        environment.add(name + "=" + value);
        return this;
    }

    public OciImageArchive user(String value) {
        user = value;
        return this;
    }

    public OciImageArchive directory(String path, int mode) {
        files.put(path, new TarEntry(path + "/", mode, '5', "", new byte[0]));
        return this;
    }

    public OciImageArchive file(String path, int mode, byte[] content) {
        files.put(path, new TarEntry(path, mode, '0', "", content));
        return this;
    }

    public OciImageArchive link(String path, String target) {
        files.put(path, new TarEntry(path, 0777, '2', target, new byte[0]));
        return this;
    }

    public void writeTo(Path tar) throws IOException {
        try (OutputStream out = Files.newOutputStream(tar)) {
            writeTo(out);
        }
    }

    public void writeTo(OutputStream out) throws IOException {
        byte[] layer = tar(files.values());
        ObjectNode config = JSON.objectNode();
        config.put("architecture", architecture()).put("os", "linux");
        ObjectNode run = config.putObject("config");
        environment.forEach(run.putArray("Env")::add);
        if (!entrypoint.isEmpty()) {
            entrypoint.forEach(run.putArray("Entrypoint")::add);
        }
        if (!command.isEmpty()) {
            command.forEach(run.putArray("Cmd")::add);
        }
        if (!user.isEmpty()) {
            run.put("User", user);
        }
        config.putObject("rootfs").put("type", "layers").putArray("diff_ids").add(digest(layer));
        byte[] configBytes = bytes(config);

        ObjectNode manifest = JSON.objectNode();
        manifest.put("schemaVersion", 2).put("mediaType", "application/vnd.oci.image.manifest.v1+json");
        describe(manifest.putObject("config"), "application/vnd.oci.image.config.v1+json", configBytes);
        describe(manifest.putArray("layers").addObject(), "application/vnd.oci.image.layer.v1.tar", layer);
        byte[] manifestBytes = bytes(manifest);

        ObjectNode index = JSON.objectNode();
        index.put("schemaVersion", 2).put("mediaType", "application/vnd.oci.image.index.v1+json");
        ObjectNode entry = index.putArray("manifests").addObject();
        describe(entry, "application/vnd.oci.image.manifest.v1+json", manifestBytes);
        entry.putObject("annotations")
                .put("io.containerd.image.name", name)
                .put("org.opencontainers.image.ref.name", name.substring(name.lastIndexOf(':') + 1));

        List<TarEntry> archive = new ArrayList<>();
        archive.add(new TarEntry(
                "oci-layout", 0644, '0', "", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8)));
        archive.add(new TarEntry("index.json", 0644, '0', "", bytes(index)));
        for (byte[] blob : List.of(layer, configBytes, manifestBytes)) {
            archive.add(
                    new TarEntry("blobs/sha256/" + digest(blob).substring("sha256:".length()), 0644, '0', "", blob));
        }
        out.write(tar(archive));
    }

    private static void describe(ObjectNode node, String mediaType, byte[] content) {
        node.put("mediaType", mediaType).put("digest", digest(content)).put("size", content.length);
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tar(Iterable<TarEntry> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (TarEntry entry : entries) {
            entry.writeTo(out);
        }
        out.write(new byte[1024]);
        return out.toByteArray();
    }
}

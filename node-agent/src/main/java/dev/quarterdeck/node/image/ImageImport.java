package dev.quarterdeck.node.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts image archives into a containerd's {@code k8s.io} namespace, through its own {@code ctr}. Blocks; any thread. */
public final class ImageImport {
    private final Path socket;

    public ImageImport(Path containerdSocket) {
        this.socket = containerdSocket;
    }

    /** @throws IOException with what {@code ctr} said */
    public void load(Path tar) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "ctr", "--address", socket.toString(), "-n", "k8s.io", "images", "import", tar.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the image archive " + tar + " cannot be imported: " + output.strip());
        }
    }

    public void load(OciImageArchive archive) throws IOException, InterruptedException {
        Path tar = Files.createTempFile("image", ".tar");
        try {
            archive.writeTo(tar);
            load(tar);
        } finally {
            Files.deleteIfExists(tar);
        }
    }
}

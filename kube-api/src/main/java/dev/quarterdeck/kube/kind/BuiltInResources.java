package dev.quarterdeck.kube.kind;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The resources of Kubernetes 1.36 that a server with default flags serves, read once from {@code resources.txt} beside this class.
 * Thread-safe: the catalog is immutable.
 */
public final class BuiltInResources {

    private static final String TABLE = "resources.txt";

    private BuiltInResources() {}

    public static ResourceCatalog catalog() {
        return Holder.CATALOG;
    }

    private static final class Holder {
        static final ResourceCatalog CATALOG = read();

        private static ResourceCatalog read() {
            try (InputStream in = Objects.requireNonNull(BuiltInResources.class.getResourceAsStream(TABLE), TABLE);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return new StaticCatalog(new ResourceTable().read(lines.lines()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

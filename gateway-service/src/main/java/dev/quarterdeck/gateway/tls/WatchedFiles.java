package dev.quarterdeck.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value made of files, made anew when one of them changes: certificates are replaced while the gateway runs. Looks at most every ten seconds, on the thread
 * that asks; where the new files cannot be read the old value stays and the log says why. Thread-safe.
 */
final class WatchedFiles<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(10).toNanos();

    /** Makes the value. */
    interface Loader<T> {
        T load() throws IOException, GeneralSecurityException;
    }

    private final List<Path> files;
    private final Loader<T> loader;
    private final LongSupplier nanoTime;
    private final AtomicLong nextLook;
    private volatile T value;
    private volatile List<FileTime> times;

    /** Throws IllegalStateException that names the files and what is wrong with them. */
    WatchedFiles(List<Path> files, Loader<T> loader, LongSupplier nanoTime) {
        this.files = files;
        this.loader = loader;
        this.nanoTime = nanoTime;
        this.nextLook = new AtomicLong(nanoTime.getAsLong() + LOOK_NANOS);
        try {
            this.times = times();
            this.value = loader.load();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot use " + files + ": " + e.getMessage(), e);
        }
    }

    T get() {
        long now = nanoTime.getAsLong();
        long due = nextLook.get();
        if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK_NANOS)) {
            look();
        }
        return value;
    }

    private void look() {
        try {
            List<FileTime> seen = times();
            if (!seen.equals(times)) {
                value = loader.load();
                times = seen;
                LOG.info("Read {} again", files);
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("Cannot read {} again; what was read before stays", files, e);
        }
    }

    private List<FileTime> times() throws IOException {
        List<FileTime> found = new ArrayList<>(files.size());
        for (Path file : files) {
            found.add(Files.getLastModifiedTime(file));
        }
        return found;
    }
}

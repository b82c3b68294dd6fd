package dev.quarterdeck.node.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, as text without the runtime's stamps: what a container said before it failed. */
public final class LogTail {
    private static final int READ_BYTES = 64 * 1024;

    private LogTail() {}

    public static String text(Path file, int lines, int bytes) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        byte[] end;
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, log.length() - READ_BYTES);
            log.seek(from);
            end = new byte[(int) (log.length() - from)];
            log.readFully(end);
        }
        List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
        StringBuilder text = new StringBuilder();
        for (String line : all.subList(Math.max(0, all.size() - lines), all.size())) {
            LogLine.parse(line).ifPresent(parsed -> text.append(parsed.text()).append(parsed.partial() ? "" : "\n"));
        }
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        return utf8.length <= bytes
                ? text.toString()
                : new String(utf8, utf8.length - bytes, bytes, StandardCharsets.UTF_8);
    }
}

package dev.quarterdeck.reconcile.client;

import dev.quarterdeck.reconcile.client.ApiTransport.LineConsumer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Cuts a stream of bytes into lines. Used by one thread at a time. A line longer than the bound is an error: nothing grows without end. */
final class LineSplitter {
    private final LineConsumer lines;
    private final int maxLine;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream(4096);
    private boolean whole;

    LineSplitter(LineConsumer lines, int maxLine) {
        this.lines = lines;
        this.maxLine = maxLine;
    }

    synchronized void accept(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        int from = 0;
        if (whole) {
            partial.write(bytes, 0, Math.min(bytes.length, maxLine - Math.min(maxLine, partial.size())));
            return;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                partial.write(bytes, from, i - from);
                from = i + 1;
                emit();
            }
        }
        partial.write(bytes, from, bytes.length - from);
        if (partial.size() > maxLine) {
            throw new IllegalStateException("a line of more than " + maxLine + " bytes");
        }
    }

    private void emit() {
        byte[] line = partial.toByteArray();
        partial.reset();
        if (line.length > 0) {
            lines.line(line);
        }
    }

    /** What came after the last line end. */
    synchronized byte[] rest() {
        return partial.toByteArray();
    }

    /** From now on nothing is cut: what comes is the body of an error. */
    synchronized void keepWhole() {
        whole = true;
    }
}

package dev.quarterdeck.node.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One entry of a POSIX ustar archive, owned by root, of the time 0.
 *
 * @param path at most 100 bytes
 * @param type {@code 0} file, {@code 2} symbolic link, {@code 5} directory
 */
record TarEntry(String path, int mode, char type, String linkTarget, byte[] content) {
    private static final int BLOCK = 512;

    void writeTo(OutputStream out) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, 100, path);
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, content.length);
        octal(header, 136, 12, 0);
        header[156] = (byte) type;
        put(header, 157, 100, linkTarget);
        put(header, 257, 6, "ustar");
        header[263] = '0';
        header[264] = '0';
        put(header, 265, 32, "root");
        put(header, 297, 32, "root");
        java.util.Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, 148, 7, sum);
        out.write(header);
        out.write(content);
        int rest = content.length % BLOCK;
        if (rest != 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }

    private static void put(byte[] header, int offset, int width, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > width) {
            throw new IOException("too long for a tar entry: " + text);
        }
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static void octal(byte[] header, int offset, int width, long value) throws IOException {
        String digits = Long.toOctalString(value);
        put(header, offset, width - 1, "0".repeat(width - 1 - digits.length()) + digits);
    }
}
